package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func TestAddressOpensTheInformationBesideTheTable(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	id := string(north.key(keyOwner))
	got := c.want(c.get(north.keys("?sort=name&key=", id)), http.StatusOK, "1–4 of 4", "API key")
	page := parse(t, got.body)
	panel := byID(page, "info")
	if panel == nil || attribute(panel, "data-row") != "row-"+id || !strings.Contains(textOf(panel), keyOwner) {
		t.Fatalf("there is no panel of the key in\n%s", got.body)
	}
	if here := attribute(byID(page, "keys"), "hx-get"); here != north.keys("?sort=name") {
		t.Errorf("the table fetches itself anew from %s", here)
	}
	if close := elements(panel, "a")[0]; attribute(close, "href") != north.keys("?sort=name") {
		t.Errorf("without scripts, Close leads to %s", attribute(close, "href"))
	}
	part := c.want(c.get(north.keys("?key=", id), partly(north.keys())), http.StatusOK, "1–4 of 4")
	if byID(parse(t, part.body), "info") != nil {
		t.Errorf("the table alone brings a panel along")
	}
}

func TestAddressOfAKeyThatIsNotThere(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dan := p.signIn(north, "ada"), p.signIn(north, "dan")
	gone, err := p.store.PlanDeletion(p.Context(), p.actor(north, "bo"), north.key(keyFree), store.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	p.clock.advance(time.Minute)
	if _, err := p.store.DeleteKey(p.Context(), p.as(north, "bo"), north.key(keyFree), store.Choice{}, gone.Digest); err != nil {
		t.Fatal(err)
	}
	const nobodys = "The address names a key that does not exist here."
	for name, tt := range map[string]struct {
		c       *client
		id, say string
	}{
		"deleted":                       {ada, string(north.key(keyFree)), "“Free key” was already deleted by Bo"},
		"never there":                   {ada, "AAAAAAAAAAAA", nobodys},
		"of another organization":       {ada, string(south.key(keyOwner)), nobodys},
		"not the person's to see":       {dan, string(north.key(keyOwner)), nobodys},
		"deleted, and not theirs":       {dan, string(north.key(keyFree)), nobodys},
		"no id":                         {ada, "Somebody was deleted", "Part of the address could not be read: key."},
		"an id, and something after it": {ada, string(north.key(keyOwner)) + "/delete", "Part of the address could not be read: key."},
	} {
		got := tt.c.want(tt.c.get(north.keys("?key=", url.QueryEscape(tt.id))), http.StatusOK, tt.say)
		if byID(parse(t, got.body), "info") != nil || strings.Contains(got.words(t), "Somebody was") {
			t.Errorf("%s: there is a panel, or what the address says, in\n%s", name, got.words(t))
		}
	}
}

// What is open stays open while somebody searches; the browser's script keeps it in the address.
func TestSearchForgetsWhatIsOpen(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	page := north.keys("?sort=name&key=", string(north.key(keyOwner)))
	got := c.post("/o/north/search", url.Values{"q": {"free"}}, partly(page))
	if to := got.header.Get("HX-Push-Url"); to != north.keys("?q=free&sort=name") {
		t.Errorf("a search leads to %s", to)
	}
}
