package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"chatelaine/store"
)

func (o organization) dashboard() string { return "/o/" + o.slug + "/dashboard" }

// numbered are the links of a board that have a number in them, by their address.
func numbered(board *html.Node) map[string]string {
	found := map[string]string{}
	number := regexp.MustCompile(`\d+`)
	for _, link := range elements(board, "a") {
		if n := number.FindString(textOf(link)); n != "" && !strings.Contains(attribute(link, "href"), "key=") {
			found[attribute(link, "href")] = n
		}
	}
	return found
}

// TestDashboardLeadsToWhatItCounts: each number leads to a table of so many keys, for who sees all and for who sees theirs.
func TestDashboardLeadsToWhatItCounts(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, dee := p.signIn(north, "bo"), p.signIn(north, "dee")
	for i, day := range []string{"2026-03-10", "2026-03-15", "2026-03-16", "2026-03-22", "2026-03-23", "2026-03-24", "2026-05-31", "2026-06-01"} {
		form := bo.newKey(north, fmt.Sprint("Ends ", i))
		form.Set("expires", day)
		bo.want(bo.post(north.keys(), form), http.StatusOK)
	}
	for _, who := range []*client{bo, dee} {
		board := byID(parse(t, who.want(who.get(north.dashboard()), http.StatusOK, "Keys by status").body), "board")
		links := numbered(board)
		if len(links) < 4 {
			t.Errorf("the board has only %d numbers: %v", len(links), links)
		}
		for href, n := range links {
			who.want(who.get(href), http.StatusOK, "–"+n+" of "+n)
		}
	}
	words := bo.get(north.dashboard()).words(t)
	for _, want := range []string{
		"12 keys.", "5 keys end in the next 14 days.", "This week 2", "16 Mar 2", "23 Mar 2", "25 May 1", "Ends 4 in 13 days 23 Mar", "Not confirmed 9", "Own resources 2",
		"Bo Moreau created “ Ends 7 ” and 7 others 10:00", // all at one instant, which only this clock does
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the dashboard doesn't say %q:\n%s", want, words)
		}
	}
}

// TestDaysOfExpiry: a key is valid through its day, and the filter for that day shows it.
func TestDaysOfExpiry(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	for _, day := range []string{"2026-03-28", "2026-03-29", "2026-03-30"} { // the clocks go forward on the 29th
		form := bo.newKey(north, "Ends on "+day)
		form.Set("expires", day)
		bo.want(bo.post(north.keys(), form), http.StatusOK)
	}
	for query, want := range map[string]string{
		"2026-03-29..2026-03-29": "2026-03-29", "..2026-03-28": "2026-03-28", "2026-03-30..2026-04-01": "2026-03-30",
	} {
		words := bo.want(bo.get(north.keys("?expires="+query)), http.StatusOK, "1–1 of 1").words(t)
		if !strings.Contains(words, "Ends on "+want) {
			t.Errorf("of %s is shown\n%s", query, words)
		}
	}
}

// TestDashboardTellsOfChanges: by name, also of what is gone, and to users of their own keys alone.
func TestDashboardTellsOfChanges(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dee, dan := p.signIn(north, "ada"), p.signIn(north, "dee"), p.signIn(north, "dan")
	ada.want(ada.post(north.keys(), ada.newKey(north, "Nightly <b>export</b>")), http.StatusOK)
	actor := store.Actor{Kind: store.ActorMember, ID: north.account("ada").Principal(), Org: ada.actor(north, "ada").Org}
	plan, err := p.store.PlanDeletion(t.Context(), actor, north.key(keyFree), store.Choice{})
	if err == nil {
		_, err = p.store.DeleteKey(t.Context(), store.Call{Actor: actor, At: p.clock.now()}, north.key(keyFree), store.Choice{}, plan.Digest)
	}
	if err != nil {
		t.Fatal(err)
	}
	got := ada.want(ada.get(north.dashboard()), http.StatusOK,
		"Latest changes", "Ada Moreau deleted “ Free key ”", "Ada Moreau created “ Nightly <b>export</b> ”", "The operator imported the organization Organization north")
	feed := elements(byID(parse(t, got.body), "board"), "a")
	for _, link := range feed {
		if strings.Contains(textOf(link), "Free key") {
			t.Error("a key that is gone has a link")
		}
	}
	words := dee.want(dee.get(north.dashboard()), http.StatusOK, "Latest changes of your keys", "3 keys that you created.", "An administrator deleted “ Free key ”").words(t)
	if strings.Contains(words, "Nightly") || strings.Contains(words, "imported") || strings.Contains(words, "Add key") {
		t.Errorf("a user is told of what isn't theirs:\n%s", words)
	}
	words = dan.want(dan.get(north.dashboard()), http.StatusOK, "No keys of yours.", "Nothing was done yet.").words(t)
	if strings.Contains(words, "Ada") || strings.Contains(words, "Free key") {
		t.Errorf("a user without keys is told of them:\n%s", words)
	}
}

// TestDashboardFetchesItself: as a part it is the board and the number in the sidebar.
func TestDashboardFetchesItself(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	page := parse(t, ada.want(ada.get(north.dashboard()), http.StatusOK).body)
	if board := byID(page, "board"); attribute(board, "hx-get") != north.dashboard() {
		t.Errorf("the board fetches %q", attribute(board, "hx-get"))
	}
	for _, link := range elements(byID(page, "nav"), "a") {
		if current := attribute(link, "aria-current") == "page"; current != (attribute(link, "href") == north.dashboard()) {
			t.Errorf("in the sidebar %s is where we are: %t", textOf(link), current)
		}
	}
	part := parse(t, ada.want(ada.get(north.dashboard(), partly(north.dashboard())), http.StatusOK).body)
	if byID(part, "board") == nil || byID(part, "main") != nil || !strings.Contains(textOf(part), "Latest changes") {
		t.Errorf("the part is\n%s", textOf(part))
	}
}
