package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// badTable is an address that nobody means to ask for, and what its page says.
type badTable struct {
	query string
	says  []string
}

// What a page says of all four keys, and of none.
const (
	allFour    = "1–4 of 4"
	noneFits   = "No key matches."
	unreadable = "Part of the address could not be read: "
	daysAre    = "Days are written as in 2026-03-10, in the years 1 to 9999."
)

// badTables are addresses with the nearest sensible table, and the sentence beside it.
func badTables(p *portal, c *client) map[string]badTable {
	cursorIn := func(o organization, who string, sort store.KeySort) string {
		page, err := p.store.Keys(c.Context(), c.actor(o, who), store.KeyQuery{Rows: 25, Sort: sort})
		if err != nil {
			c.Fatal(err)
		}
		return store.CursorOf(page.Keys[1], sort.OrDefault(), start).String()
	}
	term := func(text string) string { return url.QueryEscape(text) }
	byName := store.KeySort{Column: store.ColumnName}
	newest := cursorIn(north, "ada", store.NewestFirst)
	return map[string]badTable{
		"a status that isn't":          {"status=dead", []string{unreadable + "status.", allFour}},
		"a status that is among some":  {"status=dead,active,,active", []string{unreadable + "status.", "Remove filter Status: Active", allFour}},
		"an administrator's keys":      {"role=administrator", []string{unreadable + "role.", allFour}},
		"a creator that can't be":      {"by=x,%00", []string{unreadable + "by.", allFour}},
		"a creator of another":         {"by=" + string(south.account("dee")), []string{noneFits, "created by somebody unknown", "Show all keys"}},
		"a column that isn't":          {"sort=password", []string{unreadable + "sort.", allFour}},
		"a column that doesn't sort":   {"sort=-groups", []string{unreadable + "sort.", allFour}},
		"a filter that isn't":          {"only=good,owns", []string{unreadable + "only.", "Remove filter Only: Owns resources"}},
		"rows of ten million":          {"rows=10000000", []string{unreadable + "rows.", allFour}},
		"rows below none":              {"rows=-25", []string{unreadable + "rows.", allFour}},
		"rows twice":                   {"rows=50&rows=100", []string{unreadable + "rows.", allFour}},
		"a search twice":               {"q=free&q=owner", []string{unreadable + "q.", "1–1 of 1"}},
		"a preset of another column":   {"created=next30d", []string{unreadable + "created.", daysAre, allFour}},
		"a day of year 0":              {"created=0000-01-01..", []string{unreadable + "created.", daysAre, allFour}},
		"a day of year 10000":          {"expires=..10000-01-01", []string{unreadable + "expires.", daysAre, allFour}},
		"the last day":                 {"expires=..9999-12-31", []string{"Remove filter Expires: before 1 Jan 10000", allFour}},
		"the first day":                {"used=0001-01-01..", []string{noneFits, "Show all keys"}},
		"a day that isn't":             {"used=2026-02-30..2026-03-01", []string{unreadable + "used.", daysAre, allFour}},
		"days the wrong way round":     {"created=2026-12-31..2026-01-01", []string{"Created: the last day came before the first.", "from 1 Jan 2026 to 31 Dec 2026", allFour}},
		"a form's days, wrong":         {"created=between&created.from=2026-12-31&created.to=2026-01-01", []string{"Created: the last day came before the first.", allFour}},
		"a form's day of year 0":       {"created=before&created.before=0001-01-01", []string{unreadable + "created.", daysAre, allFour}},
		"a place of another order":     {"sort=name&after=" + newest, []string{unreadable + "after.", allFour}},
		"a place of another":           {"sort=name&after=" + cursorIn(south, "ada", byName), []string{"3–4 of 4"}}, // names and nothing else
		"a place that was cut":         {"after=" + newest[:len(newest)-1] + "!", []string{unreadable + "after.", allFour}},
		"a place that was changed":     {"before=-created.zzzzzzzzzzzzzz..0.0", []string{unreadable + "before.", allFour}},
		"a place after the end":        {"after=-created.0..-zzzzzzzzz.0", []string{"There is no such place or page size in the table (any more). This is the nearest.", allFour}},
		"a place of 10,000 characters": {"after=" + strings.Repeat("a", 7000), []string{unreadable + "after.", allFour}},
		"percent":                      {"q=" + term("%"), []string{noneFits, "No word begins with “%”:", "Show all keys"}},
		"underscores":                  {"name=" + term("____"), []string{noneFits, "There is no key whose name contains “____”."}},
		"quotes":                       {"name=" + term(`'"; DROP TABLE keys; --`), []string{noneFits}},
		"NUL":                          {"q=" + term("\x00free"), []string{noneFits}},
		"not UTF-8":                    {"q=%ff%fefree", []string{"1–1 of 1"}},
		"right to left":                {"q=" + term("\u202eשלום"), []string{noneFits}},
		"combining":                    {"q=" + term("\u0301\u0301\u0301"), []string{noneFits}},
		"7,000 characters":             {"q=" + strings.Repeat("x", 7000), []string{noneFits, strings.Repeat("x", store.MaxSearch) + "”"}},
		"a text that is none":          {"name=is:&id=starts:", []string{allFour}},
		"everything at once": {
			"q=%00&status=dead&role=x&by=y&only=z&created=..&expires=a..b&used=c&sort=d&rows=e&after=f&before=g",
			[]string{unreadable, daysAre, noneFits, "Show all keys"},
		},
	}
}

func TestBadAddressGetsTheNearestTableAndASentence(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	for name, tt := range badTables(p, ada) {
		for _, asked := range [][]func(*http.Request){nil, {partly(north.keys())}} {
			began := time.Now()
			got := ada.get(north.keys("?", tt.query), asked...)
			words := strings.Join(strings.Fields(got.words(t)), " ")
			if took := time.Since(began); got.status != http.StatusOK || took > 10*time.Second {
				t.Errorf("%s: %d after %v", name, got.status, took)
			}
			for _, says := range tt.says {
				if !strings.Contains(words, says) && !strings.Contains(got.body, `aria-label="`+says+`"`) {
					t.Errorf("%s: the page doesn't say %q:\n%s", name, says, words)
				}
			}
		}
	}
}

// A search that is too long for an address is cut; an address that is too long is refused before it is read.
func TestLongSearches(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	got := ada.post("/o/north/search", url.Values{"q": {strings.Repeat("é", 10_000)}})
	ada.wantRedirect(got, north.keys("?q="+url.QueryEscape(strings.Repeat("é", store.MaxSearch))))
	if got := ada.get(north.keys("?q=" + strings.Repeat("x", store.MaxURL))); got.status != http.StatusRequestURITooLong {
		t.Errorf("an address of more than %d bytes: %d", store.MaxURL, got.status)
	}
}
