package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// forward goes forward in the tab's history, as its button does.
func (v *visitor) forward() {
	v.t.Helper()
	v.do("go forward", chromedp.NavigateForward())
}

// idOf is the ID of a key that is in the table.
func (v *visitor) idOf(name string) string {
	v.t.Helper()
	return asks[string](v, `[...document.querySelectorAll('#keys a[id^=key-]')].find(link => link.title === '`+name+`').id.slice(4)`)
}

// walkPanel opens and closes the information of keys: the address and the history say which is open.
func walkPanel(t *testing.T, browser context.Context) {
	for name, l := range map[string]look{"wide": {}, "phone": {phone: true}} {
		t.Run(name, func(t *testing.T) {
			p := startDemo(t)
			v := visit(t, browser, p.base, l)
			v.watch.expect(404, 410)
			v.signIn(p)
			v.open(tablePath + "?sort=name")
			asks[bool](v, "window.stayed = true")
			panelGoesBack(v)
			panelSteps(v)
			panelStaysOpen(v, l)
			v.holds("window.stayed === true")
			panelIsReloaded(v)
			panelLosesItsKey(v)
		})
	}
}

// panelGoesBack opens one key's information, and closes it in each way.
func panelGoesBack(v *visitor) {
	const table = tablePath + "?sort=name"
	name := v.rows()[1]
	open := table + "&key=" + v.idOf(name)
	v.click("link", name)
	v.see("dialog", name)
	v.at(open)
	entries := asks[int](v, "history.length")
	v.back()
	v.gone("dialog", name)
	v.at(table)
	v.focus("link", name)
	v.forward()
	v.see("dialog", name)
	v.at(open)
	v.click("button", "Close information")
	v.gone("dialog", name)
	v.at(table)
	v.focus("link", name)
	v.press(kb.Enter)
	v.see("dialog", name)
	v.at(open)
	v.press(kb.Escape)
	v.at(table)
	v.focus("link", name)
	if now := asks[int](v, "history.length"); now != entries {
		v.t.Errorf("opening and closing makes %d entries of the history", now-entries)
	}
}

// panelSteps goes to a neighbour, which is no entry of its own.
func panelSteps(v *visitor) {
	const table = tablePath + "?sort=name"
	rows := v.rows()
	v.click("link", rows[1])
	v.see("dialog", rows[1])
	v.at(table + "&key=" + v.idOf(rows[1]))
	v.click("button", "Next key")
	v.see("dialog", rows[2])
	v.at(table + "&key=" + v.idOf(rows[2]))
	v.back()
	v.gone("dialog", rows[2])
	v.at(table)
	v.focus("link", rows[2])
}

// panelStaysOpen turns the page and sorts while information is open.
func panelStaysOpen(v *visitor, l look) {
	name := v.rows()[0]
	id := v.idOf(name)
	v.click("link", name)
	v.see("dialog", name)
	if l.phone { // it covers the table
		v.back()
		v.gone("dialog", name)
		return
	}
	v.click("button", "Status column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=status&key=" + id)
	v.see("dialog", name)
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "tile")
	v.at(tablePath + "?q=tile&sort=status&key=" + id)
	v.see("dialog", name)
	v.click("button", "Close information")
	v.at(tablePath + "?q=tile&sort=status")
	v.back() // to the table before the search, with the information open
	v.at(tablePath + "?sort=status&key=" + id)
	v.see("dialog", name)
	v.back() // to the table by name
	v.at(tablePath + "?sort=name&key=" + id)
	v.see("dialog", name)
	v.reads("1–25 of 240")
	v.press(kb.Escape)
	v.at(tablePath + "?sort=name")
	v.gone("dialog", name)
}

// panelIsReloaded opens the address anew.
func panelIsReloaded(v *visitor) {
	v.open(tablePath)
	id := v.idOf(nightlyKey)
	v.open(tablePath + "?rows=50&key=" + id)
	v.see("dialog", nightlyKey)
	v.holds("document.activeElement.id === 'info-t'")
	v.holds(`document.querySelector('tr[aria-current] a').title === '` + nightlyKey + `'`)
	entries := asks[int](v, "history.length")
	v.press(kb.Escape)
	v.at(tablePath + "?rows=50")
	v.focus("link", nightlyKey)
	if now := asks[int](v, "history.length"); now != entries {
		v.t.Errorf("closing makes %d entries of the history", now-entries)
	}
	v.click("link", nightlyKey)
	v.see("dialog", nightlyKey)
	v.do("reload", chromedp.Reload())
	v.see("dialog", nightlyKey)
	v.click("button", "Close information")
	v.at(tablePath + "?rows=50")
	v.focus("link", nightlyKey)
}

// panelLosesItsKey deletes the key whose information is open, and comes to its address again.
func panelLosesItsKey(v *visitor) {
	v.open(tablePath)
	id := v.idOf(idleKey)
	v.click("link", idleKey)
	v.at(tablePath + "?key=" + id)
	v.click("link", "Delete…")
	v.click("button", "Delete key")
	v.gone("dialog", idleKey)
	v.at(tablePath)
	v.reads("1–25 of 239")
	v.forward()
	v.see("alertdialog", "This key is gone.")
	v.at(tablePath)
	v.press(kb.Escape)
	v.open(tablePath + "?key=" + id)
	v.reads("“" + idleKey + "” was already deleted by Ada Moreau")
	v.at(tablePath)
	v.open(tablePath + "?key=AAAAAAAAAAAA")
	v.reads("The address names a key that does not exist here.")
}

// walkReturn leaves the table for another page, and comes back to where it was left: to a page that the browser kept, and
// to one that it has to load again, as it does with one that has fetched something.
func walkReturn(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.open(tablePath + "?rows=100")
	leaveAndReturn(v)
	v.click("link", "Next")
	v.reads("101–200 of 240")
	leaveAndReturn(v)
	v.holds("performance.getEntriesByType('navigation')[0].type === 'back_forward'")
	v.open(tablePath + "?rows=100") // not back
	v.holds("document.querySelector('.scroll').scrollTop === 0 && document.activeElement === document.body")
}

// leaveAndReturn goes to the page of a key far down, and back.
func leaveAndReturn(v *visitor) {
	v.t.Helper()
	const scrolled = "Math.round(document.querySelector('.scroll').scrollTop)"
	here, name := v.address(), v.rows()[70]
	id := v.idOf(name)
	asks[bool](v, "document.getElementById('key-"+id+"').focus() ?? true")
	v.holds(scrolled + " > 1000")
	place := asks[int](v, scrolled)
	v.open(tablePath + "/" + id)
	v.see("heading", name)
	asks[bool](v, "history.back() ?? true") // no page is loaded where the browser has kept it
	v.at(here)
	v.focus("link", name)
	if now := asks[int](v, scrolled); now != place {
		v.t.Errorf("the table comes back at %d, it was left at %d", now, place)
	}
}
