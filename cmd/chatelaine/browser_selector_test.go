package main

import (
	"fmt"
	"net/url"

	"github.com/chromedp/chromedp"
)

// What follows finds elements by selectors, for walks that go the same way in each language.

// enter opens the demo's link and presses its button.
func (c checker) enter(p running) {
	c.t.Helper()
	c.open(p.link)
	c.on("form .primary")
	c.at(tablePath)
}

// on presses what a selector finds first.
func (c checker) on(selector string) {
	c.t.Helper()
	c.idle()
	c.holds(fmt.Sprintf("document.querySelector(%q) !== null", selector))
	asks[bool](c.visitor, fmt.Sprintf("(document.querySelector(%q).scrollIntoView({block: 'nearest'}), true)", selector))
	place := asks[[]float64](c.visitor, fmt.Sprintf("(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector(%q).getBoundingClientRect())", selector))
	c.do("press "+selector, chromedp.MouseClickXY(place[0], place[1]))
	c.idle()
}

// dialog presses what opens a dialog over the page. No id of the dialog's may be one of the page's, too.
func (c checker) dialog(opener string) {
	c.t.Helper()
	c.holds("document.querySelector('dialog:modal') === null")
	c.on(opener)
	c.holds("document.querySelector('dialog:modal') !== null")
	c.checkIDs()
}

// panel opens the information of what stands first in the list.
func (c checker) panel() {
	c.t.Helper()
	c.on("tbody tr[id] a[id^=open-]")
	c.holds("document.querySelector('#info') !== null")
}

// put types a text into the field that a selector finds first.
func (c checker) put(selector, text string) {
	c.t.Helper()
	c.holds(fmt.Sprintf("document.querySelector(%q) !== null", selector))
	c.do("focus "+selector, chromedp.Focus(chromedp.CSS(selector)))
	c.writes(text)
}

// shown opens a page, and checks it.
func (c checker) shown(name, path string) {
	c.t.Helper()
	c.open(path)
	c.idle()
	c.check(name)
}

// scrolled checks a page scrolled to what a selector finds first.
func (c checker) scrolled(name, selector string) {
	c.t.Helper()
	c.idle()
	const there = `new Promise(shown => {
		document.querySelector(%q).scrollIntoView({block: 'end'});
		requestAnimationFrame(() => requestAnimationFrame(() => shown(true)));
	})`
	asks[bool](c.visitor, fmt.Sprintf(there, selector))
	c.check(name)
}

// first is the address below a list of what stands first in it.
func (c checker) first(list, search string) string {
	c.t.Helper()
	c.open(list + "?q=" + url.QueryEscape(search))
	c.idle()
	return list + "/" + asks[string](c.visitor, "document.querySelector('tbody tr[id]').id.replace('row-', '')")
}

// checkIDs fails the test for ids that several elements have: dialogs lie on pages that know nothing of them.
func (c checker) checkIDs() {
	c.t.Helper()
	c.idle()
	const twice = `[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at).join(' ')`
	if ids := asks[string](c.visitor, twice); ids != "" {
		c.t.Errorf("%s: several elements have the ids %s", c.look, ids)
	}
}
