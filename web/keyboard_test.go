package web_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestShortcutsAreSwitchedOffForABrowser(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	const list = "/o/north/keyboard"
	off := func() bool {
		t.Helper()
		page := parse(t, c.want(c.get(list), http.StatusOK, "Keyboard shortcuts", "Next row, previous row").body)
		root := attribute(elements(page, "html")[0], "data-keys") == "off"
		if ticked := hasAttribute(byID(page, "single"), "checked"); ticked == root {
			t.Errorf("the page says off: %t, its tick: %t", root, ticked)
		}
		return root
	}
	if off() {
		t.Error("shortcuts are off before anybody switched them off")
	}
	c.wantRedirect(c.post("/keyboard", url.Values{"back": {list}}), list)
	if !off() {
		t.Error("shortcuts stay on")
	}
	form := formTo(t, c.get(list).body, "/keyboard")
	form.values.Set("single", "on")
	c.wantRedirect(c.post("/keyboard", form.values), list)
	if off() {
		t.Error("shortcuts stay off")
	}
}

func TestListOfKeysIsAlsoAWindow(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "ada")
	part := parse(t, c.want(c.get("/o/north/keyboard", partly(north.keys())), http.StatusOK, "Keyboard shortcuts").body)
	if window := byID(part, "keyboard"); window == nil || window.Data != "dialog" || byID(part, "main") != nil {
		t.Error("htmx gets no dialog")
	}
	if link := byID(parse(t, c.get(north.keys()).body), "account"); attribute(elements(link, "a")[1], "href") != "/o/north/keyboard" {
		t.Error("the account menu doesn't lead to the list")
	}
}
