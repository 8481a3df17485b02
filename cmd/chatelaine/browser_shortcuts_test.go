package main

import (
	"context"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const letters = "Shortcuts of a single character"

// walkShortcuts opens the list of keys, and switches those of a single character off and on.
func walkShortcuts(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	first := v.rows()[0]
	v.press("j")
	v.focus("link", first)
	v.press("?")
	v.see("dialog", "Keyboard shortcuts")
	v.focus("button", "Close")
	v.reads("Next row, previous row, from anywhere on the page")
	if !v.see("checkbox", letters).is("checked") {
		t.Error("shortcuts are off at first")
	}
	v.click("checkbox", letters)
	v.holds("document.documentElement.dataset.keys === 'off'")
	v.press(kb.Escape)
	v.gone("dialog", "Keyboard shortcuts")
	v.focus("link", first)
	lettersDoNothing(v, first)
	v.idle()
	v.open(tablePath)
	v.press("j", "/")
	v.holds("document.activeElement === document.body")
	v.openAccount()
	v.click("menuitem", "Keyboard shortcuts")
	v.see("dialog", "Keyboard shortcuts")
	v.click("checkbox", letters)
	v.press(kb.Escape)
	v.gone("dialog", "Keyboard shortcuts")
	v.press("j")
	v.focus("link", first)
}

// lettersDoNothing presses what is switched off; arrows are not.
func lettersDoNothing(v *visitor, first string) {
	v.press("j", "k", ".", "x", "/", "?")
	v.focus("link", first)
	v.gone("dialog", "Keyboard shortcuts")
	v.press(kb.ArrowDown)
	v.focus("link", v.rows()[1])
	v.press(kb.Home)
	v.focus("link", first)
}

// walkHeard listens to what a screen reader is told of the table.
func walkHeard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	asks[bool](v, `(() => {
		window.heard = [];
		new MutationObserver(() => {
			const text = document.querySelector('body > [data-live]')?.textContent;
			if (text && !(window.last === text && window.told)) window.heard.push(text);
			[window.last, window.told] = [text, !!text];
		}).observe(document.body, { childList: true, subtree: true, characterData: true });
		return true;
	})()`)
	v.click("button", "Name column options")
	v.click("menuitemradio", "Sort ascending")
	v.hears("Sorted by Name, ascending. 1–25 of 240.")
	v.click("link", "Next")
	v.hears("Sorted by Name, ascending. 26–50 of 240.")
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "nothing has this name")
	v.hears("No key matches.")
	v.click("link", "Clear all")
	v.hears("Sorted by Name, ascending. 1–25 of 240.")
	v.idle()
	asks[bool](v, "htmx.trigger(document.body, 'keys-changed') || true") // the table fetches itself
	v.idle()
	v.click("link", v.rows()[0])
	v.see("dialog", v.rows()[0])
	v.idle()
	v.hears()
}

// hears waits until a screen reader was told these, each once, and nothing else, since the last time.
func (v *visitor) hears(sentences ...string) {
	v.t.Helper()
	v.holds("heard.length >= " + string(rune('0'+len(sentences))))
	v.idle()
	if heard := asks[[]string](v, "heard.splice(0)"); !slices.Equal(heard, sentences) && len(heard)+len(sentences) > 0 {
		v.t.Errorf("a screen reader is told %q, want %q", heard, sentences)
	}
}

// shortcuts is the list of keys, as a dialog and as a page, and what an address with an open key shows.
func shortcuts(c checker) {
	c.press("?")
	c.see("dialog", "Keyboard shortcuts")
	c.check("keyboard")
	c.press(kb.Escape)
	c.open("/o/meridian-survey/keyboard")
	c.see("heading", "Keyboard shortcuts")
	c.check("keyboard-page")
	c.open(tablePath)
	c.open(tablePath + "?key=" + c.idOf(nightlyKey))
	c.see("dialog", nightlyKey)
	c.check("information-address")
	c.open(tablePath)
}
