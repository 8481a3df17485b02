package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// walkFilters sorts, filters and searches the table without leaving the page; the address says what is seen.
func walkFilters(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.click("button", "Name column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=name")
	if rows := v.rows(); !slices.IsSortedFunc(rows, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }) {
		t.Errorf("by name: %q", rows)
	}
	v.focus("button", "Name column options")

	v.click("button", "Status column options")
	v.click("menuitem", "Filter…")
	v.click("checkbox", "Expired")
	v.click("button", "Apply")
	v.at(tablePath + "?status=expired&sort=name")
	v.see("link", "Remove filter Status: Expired")
	v.back()
	v.at(tablePath + "?sort=name")
	v.reads("1–25 of 240")

	v.press("/")
	v.focus("searchbox", "Search keys by name, ID, creator, purpose or label")
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "tile server")
	v.at(tablePath + "?q=tile+server&sort=name")
	if rows := v.rows(); len(rows) == 0 || !strings.HasPrefix(rows[0], "Tile server") {
		t.Errorf("the search finds %q", rows)
	}
	v.focus("searchbox", "Search keys by name, ID, creator, purpose or label")
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "nothing has this name")
	v.reads("No key matches.")
	v.click("link", "Clear all")
	v.at(tablePath + "?sort=name")
	v.holds("window.stayed === true")
	v.open(tablePath + "?status=dead&sort=name")
	v.reads("Part of the address could not be read: status. The table is shown without it.")
}

// walkPastedSecret looks for a key by its whole secret, which must not reach an address.
func walkPastedSecret(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.startAdding(newKey)
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	secret := asks[string](v, "document.querySelector('#secret').textContent")
	v.click("checkbox", "I have stored this key")
	v.click("button", "OK")
	v.gone("dialog", "Store this key now")
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", secret)
	v.press(kb.Enter)
	v.reads("1–1 of 1")
	if address := v.address(); strings.Contains(address, secret) || !strings.Contains(address, "?q=") {
		t.Error("the address is not the key's alone")
	}
	if rows := v.rows(); !slices.Equal(rows, []string{newKey}) {
		t.Errorf("the secret finds %q", rows)
	}
}

// filtering is the columns' menus and filters.
func filtering(c checker, l look) {
	c.open(tablePath + "?status=active,expiring&q=a")
	c.reads("Clear all")
	c.check("keys-filtered")
	c.click("button", "Filter")
	c.see("menu", "Filter by column")
	c.check("filter-menu")
	c.click("menuitem", "Status")
	c.see("dialog", "Filter by status")
	c.check("filter-status")
	c.press("\u001b")
	c.click("button", "Filter")
	c.click("menuitem", "Expires")
	c.see("dialog", "Filter by expiration date")
	c.check("filter-expires")
	c.press("\u001b")
	if l.phone {
		c.click("button", "Sort")
		c.see("menu", "Sort")
		c.check("sort-menu")
		c.press("\u001b")
		return
	}
	c.click("button", "Created column options")
	c.see("menu", "Created column")
	c.check("column-menu")
	c.press("\u001b")
}
