package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// hardNames are names that break what wasn't made for them: 100 letters without a place to break, text from right to
// left with signs at its ends, and signs of several code points.
var hardNames = []string{
	strings.Repeat("Wasserwirtschaftsverband", 5)[:100],
	"(مفتاح الخرائط 12)",
	"🗝️ 🇫🇷 Überblick",
}

// tooWide lists what is cut off or sticks out: the page, an open window, and what lies in it.
const tooWide = `(() => {
	const root = document.documentElement, window_ = document.querySelector('dialog[open]');
	const found = root.scrollWidth > innerWidth ? ['page ' + root.scrollWidth] : [];
	for (const element of window_ ? [window_, ...window_.querySelectorAll('*')] : []) {
		const box = element.getBoundingClientRect();
		if (box.width && !element.closest('svg, .sr') && (box.right > innerWidth + 1 || box.left < -1)) found.push(element.tagName + '.' + element.className);
	}
	return found.join(' ');
})()`

// walkNames makes keys with hard names, and looks at them everywhere, wide and on a phone.
func walkNames(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	for _, name := range hardNames {
		v.startAdding(name)
		v.click("button", "Create")
		v.see("dialog", "Store this key now")
		v.wantRoom("reveal of " + name)
		v.store()
	}
	for kind, l := range map[string]look{"wide": {}, "phone": {phone: true}} {
		v.dress(l)
		v.open(tablePath)
		v.wantRoom(kind + " table")
		for _, name := range hardNames {
			v.holds(fmt.Sprintf(`[...document.querySelectorAll('#keys tbody bdi')].some(name => name.textContent === %q)`, name))
			v.click("link", name)
			v.see("dialog", name)
			v.holds(fmt.Sprintf(`document.querySelector('#info-t bdi').textContent === %q`, name))
			v.wantRoom(kind + " information of " + name)
			v.press("\u001b")
			v.gone("dialog", name)
			v.menuDelete(name)
			v.see("alertdialog", "Delete “"+name+"”?")
			v.wantRoom(kind + " deletion of " + name)
			v.press("\u001b")
			v.gone("alertdialog", "Delete “"+name+"”?")
		}
	}
}

// wantRoom fails the test for what doesn't fit.
func (v *visitor) wantRoom(where string) {
	v.t.Helper()
	if wide := asks[string](v, tooWide); wide != "" {
		v.t.Errorf("%s: too wide: %s", where, wide)
	}
}
