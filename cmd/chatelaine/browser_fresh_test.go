package main

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// comeBack is what a browser does when a tab gets the focus back.
func (v *visitor) comeBack() {
	v.t.Helper()
	asks[bool](v, "window.dispatchEvent(new Event('focus'))")
}

// rowOf is an expression for the row of a key.
func rowOf(key string) string {
	return "document.querySelector('#keys a[title=\"" + key + "\"]').closest('tr')"
}

// walkFresh changes keys in one tab and comes back to another.
func walkFresh(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.makes(newKey)
	other := v.secondTab(look{})
	other.open(tablePath)

	other.makes("Survey drones")
	other.store()
	other.menuDelete(idleKey)
	other.click("button", "Delete key")
	other.reads("“" + idleKey + "” was deleted.")

	v.comeBack() // the secret is on the screen: nothing is asked yet
	v.store()    // which brings the table up to date, without any mark
	v.reads("1–25 of 241")
	v.holds("document.querySelector('#keys .changed, #keys .fate, #fresh .note') === null")
	if rows := v.rows(); rows[0] != "Survey drones" || slices.Contains(rows, idleKey) {
		t.Errorf("after a change of its own, the tab shows %q", rows)
	}
	freshRows(v, other)
	freshOffline(v, other)
	v.holds("window.stayed === true")
}

// freshRows looks at a row that another tab deleted, one that it confirmed, and one that it added.
func freshRows(v, other *visitor) {
	other.open(tablePath)
	other.makes("Weather buoys")
	v.comeBack()
	v.reads("1 key was added.")
	v.reads("1–25 of 242")
	v.click("link", "Show it")
	v.holds(rowOf("Weather buoys") + ".innerText.includes('Not confirmed')")
	asks[bool](v, "document.querySelector('.scroll').scrollTop = 80, true")
	asks[bool](v, "document.querySelector('#keys a[title=\""+nightlyKey+"\"]').focus() || true")
	before := asks[string](v, places)

	other.store()
	other.menuDelete(nightlyKey)
	mouseDeletesShared(other)
	v.comeBack()
	v.holds(rowOf("Weather buoys") + ".matches('.changed')")
	v.holds("!" + rowOf("Weather buoys") + ".innerText.includes('Not confirmed')")
	v.holds(rowOf(nightlyKey) + ".innerText.includes('Deleted by Ada Moreau')")
	v.holds(rowOf(nightlyKey) + ".querySelector('button, input, [popover]')?.checkVisibility() !== true")
	v.reads("1–25 of 241")
	v.focus("link", nightlyKey)
	if after := asks[string](v, places); after != before {
		v.t.Errorf("rows moved:\n%s\n%s", before, after)
	}
	if rows := v.rows(); !slices.Contains(rows, nightlyKey) {
		v.t.Errorf("the row of a deleted key left: %q", rows)
	}
	v.comeBack() // nothing more has happened
	v.idle()
	v.holds(rowOf("Weather buoys") + ".matches('.changed')")
}

// places are where the rows stand on the screen.
const places = "[...document.querySelectorAll('#keys tbody tr')].map(row => row.id + ' ' + row.getBoundingClientRect().top).join('\\n')"

// mouseDeletesShared gives what the nightly import owns to somebody, and deletes it.
func mouseDeletesShared(v *visitor) {
	v.t.Helper()
	v.click("button", "Continue")
	v.click("radio", "Transfer ownership to a manager")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.click("button", "Delete key")
	v.reads("“" + nightlyKey + "” was deleted.")
}

// makes adds a key, up to the window that shows its secret.
func (v *visitor) makes(key string) {
	v.t.Helper()
	v.startAdding(key)
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
}

// changing is a table of which another tab changed a row, deleted one, and added one.
func changing(c checker) {
	other := c.secondTab(look{})
	other.open(tablePath)
	other.makes("Harbour cranes")
	other.store()
	other.makes("Weather buoys")
	c.open(tablePath)
	other.store()
	other.makes("Tide gauges")
	other.store()
	other.menuDelete("Harbour cranes")
	other.click("button", "Delete key")
	other.reads("“Harbour cranes” was deleted.")
	c.comeBack()
	c.reads("Deleted by Ada Moreau")
	c.check("keys-changed")
	c.open(tablePath)
}

// freshOffline comes back while no answer comes, which nobody misses, and with a menu open, which is left alone.
func freshOffline(v, other *visitor) {
	v.t.Helper()
	v.watch.expectLoss()
	asks[bool](v, "(window.there = window.fetch, window.fetch = () => (window.tried = true, Promise.reject(new TypeError('Failed to fetch')))) && true")
	v.comeBack()
	v.holds("window.tried === true")
	v.idle()
	v.holds("document.querySelector('.toast') === null")
	asks[bool](v, "(window.fetch = window.there) && true")

	v.click("button", "Name column options")
	v.comeBack()
	other.open(tablePath)
	other.makes("Tide gauges")
	other.store()
	v.see("menu", "Name column")
	v.holds("!document.querySelector('#fresh .note')")
	v.press(kb.Escape)
	v.reads("1 key was added.")
}
