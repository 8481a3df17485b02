package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// viewOf is a form that saves a view.
func viewOf(o organization, name, state string) url.Values {
	return url.Values{"id": {string(o.view(name))}, "name": {name}, "state": {state}, "for": {"me"}}
}

func TestViewsOfATable(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	form := formTo(t, bo.get(north.views("/new?state=", url.QueryEscape("q=free&rows=50&after=x"))).body, north.views()).values
	if got := form.Get("state"); got != "q=free&rows=50" {
		t.Errorf("the form saves the state %q", got)
	}
	form.Set("name", "  Free ones ")
	for range 2 { // sent twice it is there once
		bo.wantRedirect(bo.post(north.views(), form), north.keys("?view=", form.Get("id")))
	}
	bo.wantRedirect(bo.get(north.keys("?view=", form.Get("id"))), north.keys("?q=free&rows=50"))
	got := bo.want(bo.get(north.keys("?q=free&rows=50")), http.StatusOK, "Views Free ones", "Your views Free ones")
	wantHere(t, got, "Free ones")
	wantHere(t, bo.get(north.keys("?q=free&rows=50&sort=name")), "")
	wantHere(t, bo.get(north.keys("?status=expiring&sort=expires")), "Expiring soon")
	wantHere(t, bo.get(north.keys()), "All keys")
	if got := p.signIn(north, "ada").get(north.keys()).words(t); strings.Contains(got, "Free ones") {
		t.Errorf("another sees the view:\n%s", got)
	}
	form.Set("for", "all")
	bo.wantRedirect(bo.post(north.views(), form), north.keys("?view=", form.Get("id")))
	dee := p.signIn(north, "dee")
	dee.want(dee.get(north.keys()), http.StatusOK, "Views of the organization Free ones")
	got = dee.want(dee.get(north.views()), http.StatusOK, "Free ones")
	if strings.Contains(got.body, "Delete Free ones") || strings.Contains(dee.get(north.views("/new")).body, `name="for"`) {
		t.Errorf("a user can delete a view of the organization, or save one")
	}
}

// wantHere fails for a table whose menu marks another view.
func wantHere(t *testing.T, got answer, want string) {
	t.Helper()
	marked := ""
	for _, n := range elements(byID(parse(t, got.body), "m-views"), "a") {
		if attribute(n, "aria-checked") == "true" {
			name, _, _ := strings.Cut(textOf(n), " opens first")
			marked += name
		}
	}
	if marked != want {
		t.Errorf("the menu marks %q, want %q", marked, want)
	}
}

func TestViewIsReplacedKnowingly(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	bo.post(north.views(), viewOf(north, "Mine", "used=never"))
	again := viewOf(north, "other", "only=owns")
	again.Set("name", "MINE")
	got := bo.want(bo.post(north.views(), again), http.StatusUnprocessableEntity,
		"You have a view named “MINE” already. Choose another name.", "Replace what the view shows now")
	bo.wantRedirect(bo.get(north.keys("?view=", string(north.view("Mine")))), north.keys("?used=never"))
	again.Set("replace", attribute(byName(t, got, "replace"), "value"))
	bo.wantRedirect(bo.post(north.views(), again), north.keys("?view=", string(north.view("Mine"))))
	bo.wantRedirect(bo.get(north.keys("?view=", string(north.view("Mine")))), north.keys("?only=owns"))
	again.Set("name", "Other") // the tick was for another name
	bo.wantRedirect(bo.post(north.views(), again), north.keys("?view=", string(north.view("other"))))
	rename := formTo(t, bo.get(north.views("/", string(north.view("other")))).body, north.views()).values
	rename.Set("name", "mine")
	if got := bo.post(north.views(), rename); got.status != http.StatusUnprocessableEntity || byName(t, got, "replace") != nil {
		t.Errorf("a view is renamed over another: %d\n%s", got.status, got.words(t))
	}
}

func TestAsManyViewsAsThereCanBe(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for i := range store.MaxViews {
		name := strings.Repeat("v", i+1)
		p.saveView(north, "bo", store.NewView{ID: north.view(name), Name: name})
	}
	bo := p.signIn(north, "bo")
	bo.want(bo.post(north.views(), viewOf(north, "One more", "")), http.StatusUnprocessableEntity, "There are 50 views already. Delete one of them first.")
}

func TestTableOpensWithAView(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	bo.post(north.views(), viewOf(north, "Mine", "q=free"))
	bo.post(north.views(), viewOf(north, "Everything", ""))
	open := func(view string) {
		bo.wantRedirect(bo.post("/o/north/default-view", url.Values{"view": {view}}), north.keys())
	}
	for view, want := range map[string]string{
		"never-used": "?used=never", string(north.view("Mine")): "?q=free", string(north.view("Everything")): "?view=all",
	} {
		open(view)
		bo.wantRedirect(bo.get(north.keys()), north.keys(want))
		bo.want(bo.get(north.keys(want)), http.StatusOK)
		bo.want(bo.get(north.keys("?view=all")), http.StatusOK, "1–4 of 4")
		bo.want(bo.get(north.keys(), partly(north.keys())), http.StatusOK, "1–4 of 4") // the page knew which it asked for
		bo.want(bo.get(north.keys("?")), http.StatusOK, "1–4 of 4")                    // a form without any field
	}
	got := bo.get(north.keys("?status=active"))
	for _, label := range []string{"Clear all", "All keys"} {
		if href := linkNamed(t, got, label); href != north.keys("?view=all") {
			t.Errorf("%s leads to %s", label, href)
		}
	}
	bo.wantRedirect(bo.get(north.keys("?view=all&status=active&status=expired")), north.keys("?status=active,expired"))
	bo.wantRedirect(bo.post("/o/north/search", url.Values{"q": {""}}), north.keys("?view=all"))
	bo.want(bo.get(north.keys("?deleted=", string(north.key(keyFree)))), http.StatusOK, "1–4 of 4")
	if got := p.signIn(north, "ada").get(north.keys()); got.status != http.StatusOK || linkNamed(t, got, "All keys") != north.keys() {
		t.Errorf("another's table opens with the view: %d", got.status)
	}
	open("")
	bo.want(bo.get(north.keys()), http.StatusOK, "1–4 of 4")
	bo.want(bo.post("/o/north/default-view", url.Values{"view": {"no-such-view"}}), http.StatusUnprocessableEntity)
	bo.want(bo.post("/o/north/default-view", url.Values{"view": {string(south.view("Mine"))}}), http.StatusNotFound)
}

func linkNamed(t *testing.T, got answer, name string) string {
	t.Helper()
	for _, n := range elements(parse(t, got.body), "a") {
		if text, _, _ := strings.Cut(textOf(n), " opens first"); text == name {
			return attribute(n, "href")
		}
	}
	t.Fatalf("there is no link %q", name)
	return ""
}

func TestViewsThatAreStale(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	const said = "Part of the address could not be read:"
	for state, want := range map[string]string{
		"status=gone&sort=name":                     said + " status.",
		"by=" + string(north.account("dan")):        "No key matches.",
		"used=never&rows=7":                         said + " rows.",
		"view=" + string(north.view("Loop")):        "1–4 of 4",
		"view=all&view=never-used":                  "1–4 of 4",
		"%zz":                                       "1–4 of 4",
		"after=x&sort=status&only=of+another+issue": said,
	} {
		p.saveView(north, "bo", store.NewView{ID: north.view("Loop"), Name: "Loop", State: state})
		if err := p.store.SetDefaultView(t.Context(), p.as(north, "bo"), store.ViewRef(north.view("Loop"))); err != nil {
			t.Fatal(err)
		}
		got := bo.get(north.keys())
		if got.status == http.StatusSeeOther {
			got = bo.get(got.header.Get("Location"))
		}
		bo.want(got, http.StatusOK, want)
		bo.want(bo.get(north.views("/", string(north.view("Loop")))), http.StatusOK)
	}
	bo.want(bo.get(north.keys("?view=", string(north.view("deleted")))), http.StatusOK, said+" view.", "1–4 of 4")
	if err := p.store.SetDefaultView(t.Context(), p.as(north, "bo"), "of-another-version"); err != nil {
		t.Fatal(err)
	}
	bo.wantRedirect(bo.get(north.keys()), north.keys("?view=all"))
}

// With scripts a window closes with a toast, the table fetches itself, and learns its new address.
func TestViewsAsParts(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	here := partly(north.keys())
	got := bo.want(bo.post(north.views(), viewOf(north, "Mine", ""), here), http.StatusOK, "The view “Mine” is saved.")
	if got.header.Get("HX-Trigger") != "keys-changed" {
		t.Errorf("the table isn't told: %v", got.header)
	}
	bo.want(bo.post("/o/north/default-view", url.Values{"view": {"never-used"}}, here), http.StatusOK, "Your table opens with “Never used”.")
	got = bo.get(north.keys(), here)
	if got.header.Get("HX-Replace-Url") != north.keys("?view=all") || got.header.Get("HX-Push-Url") != "" {
		t.Errorf("the table's address becomes %v", got.header)
	}
	got = bo.want(bo.post(north.views("/", string(north.view("Mine")), "/delete"), nil, here), http.StatusOK, "Choose the one that your table opens with.")
	if strings.Contains(got.words(t), "Mine") || got.header.Get("HX-Trigger") != "keys-changed" {
		t.Errorf("a deleted view is in the list:\n%s", got.words(t))
	}
}

// Beside a view that the table opens with, the address of an open key must lead to itself.
func TestAnOpenKeyBesideADefaultViewLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	bo.want(bo.post("/o/north/default-view", url.Values{"view": {"never-used"}}), http.StatusSeeOther)
	for _, query := range []string{"?view=all", "?view=all&key=" + string(north.key(keyOwner)), "?view=all&key=abcdefghijkl", "?used=never&key=" + string(north.key(keyOwner))} {
		bo.want(bo.get(north.keys(query)), http.StatusOK)
	}
}

func TestAViewCantHaveTheNameOfOneThatEverybodyHas(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	bo.want(bo.post(north.views(), viewOf(north, "never USED", "")), http.StatusUnprocessableEntity, "Choose another name.")
}
