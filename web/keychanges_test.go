package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatelaine/store"
)

// askOf is the address at which a table asks what changed.
func askOf(t *testing.T, body string) string {
	t.Helper()
	for _, spot := range elements(parse(t, body), "div") {
		if attribute(spot, "id") == "fresh" {
			return attribute(spot, "hx-get")
		}
	}
	t.Fatal("no part of the page asks what changed")
	return ""
}

func TestTabIsToldWhatOthersChanged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dee := p.signIn(north, "ada"), p.signIn(north, "dee")
	page := ada.get(north.keys("?sort=name"))
	ask := askOf(t, page.body)
	part := partly(north.keys("?sort=name"))
	if got := ada.get(ask, part); got.status != http.StatusNoContent || got.body != "" || !slices.Contains(got.header.Values("Vary"), "HX-Request-Type") {
		t.Errorf("nothing has changed, and the answer is %d: %q", got.status, got.body)
	}
	bo := p.signIn(north, "bo")
	bo.want(bo.post(north.keys(), bo.newKey(north, "Nightly export")), http.StatusOK)
	bo.post(north.at(keyFree, "/delete"), bo.toPlan(north, keyFree, nil))
	dee.want(dee.post(north.at(keyPending, "/confirm"), url.Values{"stored": {"yes"}}), http.StatusSeeOther)

	got := ada.want(ada.get(ask, part), http.StatusOK, "1 key was added. Show the table as it is now", "Deleted by Bo Moreau", "Changed", "1–4 of 4")
	for _, want := range []string{`hx-target="#row-` + string(north.key(keyPending)), `hx-target="#row-` + string(north.key(keyFree)) + ` .c-name"`, `hx-target="#count-key-round"`} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the answer lacks %s", want)
		}
	}
	if strings.Contains(got.body, string(north.key(keyOwner))+" ") || strings.Contains(got.body, "row-"+string(north.key(keyOwner))) {
		t.Errorf("a row that didn't change comes back:\n%s", got.body)
	}
	told := askOf(t, got.body)
	if again := ada.get(told, part); again.status != http.StatusNoContent {
		t.Errorf("told twice of the same: %d, asked by %s", again.status, told)
	}
	bo.want(bo.post(north.keys(), bo.newKey(north, "Another")), http.StatusOK)
	ada.want(ada.get(told, part), http.StatusOK, "2 keys were added.", "Deleted by Bo Moreau") // since the table was read
	ada.want(ada.get(askOf(t, page.body)+"&role=manager", part), http.StatusOK)
	dee.want(dee.get(askOf(t, dee.get(north.keys("?role=manager")).body), part), http.StatusNoContent)
}

// A table in the usual order shows new keys on top; one with a filter counts only what it shows.
func TestNewKeysAreAnnounced(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	asks := map[string]string{}
	for _, state := range []string{"", "?role=manager", "?q=nightly", "?only=owns"} {
		asks[state] = askOf(t, ada.get(north.keys(state)).body)
	}
	bo.want(bo.post(north.keys(), bo.newKey(north, "Nightly export")), http.StatusOK)
	for state, want := range map[string]string{"": "1 key was added. Show it", "?q=nightly": "1 key was added. Show it"} {
		ada.want(ada.get(asks[state], partly(north.keys(state))), http.StatusOK, want)
	}
	if got := ada.get(asks["?role=manager"], partly("/")); got.status != http.StatusOK || strings.Contains(got.words(t), "added") {
		t.Errorf("of a key that the filter doesn't show, the answer is %d: %s", got.status, got.words(t))
	}
	if err := p.store.AddOwner(t.Context(), p.as(north, "ada"), north.resource("layer"), north.key(keyFree).Principal()); err != nil {
		t.Fatalf("add an owner: %v", err)
	}
	ada.want(ada.get(asks["?only=owns"], partly("/")), http.StatusOK, "Resources have changed hands. Show the table as it is now")
}

// Whatever a tab says that it shows, it is told of its own organization's keys, and in time.
func TestAskingWhatChangedWithBadInput(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	own, foreign := string(north.key(keyFree)), string(south.key(keyFree))
	for name, query := range map[string]string{
		"nothing": "", "no number": "since=x", "negative": "since=-1", "too large": "since=99999999999999999999", "from the future": "since=9999999",
		"a float": "since=1.5", "NUL": "since=%00&shown=%00", "markup": "since=<script>&shown=<script>,%22'",
		"a foreign key": "since=-1&shown=" + foreign, "many keys": "since=-1&shown=" + strings.Repeat(own+",", 300), "a bad table": "since=-1&status=dead&rows=7&after=x",
	} {
		got := ada.want(ada.get(north.keys("/changes?", query), partly(north.keys())), http.StatusOK, "Much has changed meanwhile")
		if strings.Contains(got.body, "row-"+foreign) || strings.Contains(got.body, "<script>") {
			t.Errorf("%s: the answer has it:\n%s", name, got.body)
		}
		if n := len(regexp.MustCompile(`shown=([^&"]*)`).FindString(got.body)); n > 101*(len(own)+3) {
			t.Errorf("%s: %d bytes of keys come back", name, n)
		}
	}
	got := ada.want(ada.get(north.keys("/changes?since=-1&shown=", own), partly(north.keys())), http.StatusOK)
	if !strings.Contains(got.body, `id="row-`+own) || strings.Contains(got.body, "Changed") {
		t.Errorf("where everything can have changed, the rows come anew and unmarked:\n%s", got.body)
	}
	ada.want(ada.get(north.keys("/changes?since=-1&sort=name&role=user")), http.StatusOK, "API keys", "Free key")
	version, err := p.store.Keys(t.Context(), ada.actor(north, "ada"), store.KeyQuery{Rows: 25})
	if err != nil {
		t.Fatal(err)
	}
	if got := ada.get(north.keys("/changes?since=", strconv.FormatInt(version.Version, 10)), partly(north.keys())); got.status != http.StatusNoContent {
		t.Errorf("since the newest version: %d", got.status)
	}
}
