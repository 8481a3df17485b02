package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// version is that of a key by now; of one that isn't there, a version that no key has.
func (p *portal) version(o organization, key string) string {
	p.Helper()
	info, err := p.store.Key(p.Context(), p.actor(o, "ada"), o.key(key))
	if err != nil {
		return "0"
	}
	return fmt.Sprint(info.Key.Version)
}

func renameKeyForm(c *client, o organization) url.Values {
	return url.Values{"version": {c.version(o, keyFree)}, "name": {"Freed key"}}
}

// openKey gives a form about the key that owns nothing, as it is then.
func openKey(below string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, "bo")
		return func() (*client, string, url.Values) {
			if _, err := c.store.RenameKey(t.Context(), c.as(north, "ada"), north.key(keyFree), 0, keyFree); err != nil {
				t.Fatalf("rename the key back: %v", err)
			}
			return c, north.at(keyFree, below), form(c, north)
		}
	}
}

func TestKeyIsRenamed(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	at := north.at(keyFree, "/rename")
	form := formTo(t, c.want(c.get(at), http.StatusOK, "Rename key", "Free key").body, at).values
	form.Set("name", " Tile  server ")
	c.wantRedirect(c.post(at, form), north.at(keyFree))
	c.want(c.get(north.at(keyFree)), http.StatusOK, "Tile server")
	form = formTo(t, c.get(at).body, at).values
	form.Set("name", "Tiles <b>&amp;")
	got := c.want(c.post(at, form, partly(north.keys())), http.StatusOK, "The key is called “Tiles <b>&amp;” now.", "Creator", "Rename")
	if got.header.Get("HX-Trigger") != "keys-changed" || !strings.Contains(got.body, `hx-target="[data-row=row-`+string(north.key(keyFree))) {
		t.Errorf("the answer doesn't bring the page up to date: %v\n%s", got.header, got.body)
	}
	if n := len(p.happened(store.KeyRenamed)); n != 2 {
		t.Errorf("told of %d renamings", n)
	}
}

func TestNameIsCheckedWhileItIsTyped(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	address := north.at(keyFree, "/rename/check")
	for name, tt := range map[string]struct{ typed, says string }{
		"free":               {"Tile server", ""},
		"its own":            {"free KEY", ""},
		"nothing yet":        {"", ""},
		"taken":              {"owner KEY", "A key named “owner KEY” already exists. Choose another name."},
		"too long":           {strings.Repeat("é", 101), "Name has 101 characters, more than 100."},
		"a zero-width space": {"a\u200bb", "Name contains U+200B at position 2."},
	} {
		typed := url.Values{"name": {tt.typed}}
		part := c.post(address, typed, partly(north.keys()))
		if said := strings.TrimSpace(part.words(t)); part.status != http.StatusOK || tt.says == "" && said != "" || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %d %q, want %q", name, part.status, said, tt.says)
		}
		c.want(c.post(address, typed), http.StatusOK, "Rename key", tt.says)
	}
	for what, value := range hostile {
		if got := c.post(address, url.Values{"name": {value}}, partly(north.keys())); got.status != http.StatusOK || strings.Contains(got.body, canary) {
			t.Errorf("a name that is %s: %d\n%s", what, got.status, got.body)
		}
	}
	if n := len(p.happened("")); n != 1 { // the sign-in
		t.Errorf("looking at names did something: %v", p.happened(""))
	}
}

func TestRenamingRefused(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea := p.signIn(north, "bo"), p.signIn(north, "bea")
	at := north.at(keyFree, "/rename")
	stale := renameKeyForm(bo, north)
	taken := url.Values{"version": {stale.Get("version")}, "name": {"OWNER key"}}
	got := bo.want(bo.post(at, taken), http.StatusUnprocessableEntity, "The key was not renamed.", "A key named “OWNER key” already exists.")
	if again := formTo(t, got.body, at).values; again.Get("name") != "OWNER key" || again.Get("version") != stale.Get("version") {
		t.Errorf("the form came back with %v", again)
	}
	first := renameKeyForm(bea, north)
	first.Set("name", "By Bea")
	bea.wantRedirect(bea.post(at, first), north.at(keyFree))
	got = bo.want(bo.post(at, stale), http.StatusConflict, "Bea Moreau changed this key at 10:00, while the form was open.", "It is called “By Bea” now.")
	again := formTo(t, got.body, at).values
	if again.Get("name") != "Freed key" || again.Get("version") == stale.Get("version") {
		t.Errorf("the form came back with %v", again)
	}
	if err := p.assignRole(north, "ada", "bo", store.RoleUser); err != nil {
		t.Fatal(err)
	}
	bo.want(bo.post(at, again), http.StatusNotFound)
	bea.post(north.at(keyFree, "/delete"), planForm(bea, north, keyFree))
	bea.want(bea.post(at, first), http.StatusNotFound, "was already deleted by Bea Moreau")
	if n := len(p.happened(store.KeyRenamed)); n != 1 {
		t.Errorf("told of %d renamings", n)
	}
}
