package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// maxTabs is how often somebody presses Tab before they give up.
const maxTabs = 150

// tabTo presses Tab until what has a role and a name has the focus.
func (v *visitor) tabTo(role, name string) {
	v.t.Helper()
	v.tabUntil(fmt.Sprintf("%s %q", role, name), kb.Tab, func(g thing) bool { return g.role == role && g.name == name })
}

// tabUntil presses a key until the focus is where it should be.
func (v *visitor) tabUntil(what, key string, there func(thing) bool) {
	v.t.Helper()
	var seen []string
	for range maxTabs {
		now, err := v.focused()
		if err == nil && there(now) {
			return
		}
		seen = append(seen, now.String())
		v.press(key)
	}
	v.t.Fatalf("no key leads to %s; the focus went to %q", what, seen)
}

// walkWithKeyboard is the whole way without a mouse.
func walkWithKeyboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(422)
	v.open(p.link)
	v.focus("button", "Sign in")
	v.press(kb.Enter)
	v.at(tablePath)
	v.press(kb.Tab)
	v.focus("link", "Skip to content")
	v.press(kb.Enter)
	v.tabTo("link", "Add key") // behind what the summary leads to
	keyboardAddsKey(v)
	keyboardLooksAtKey(v)
	keyboardDeletes(v)
	keyboardTransfers(v)
	keyboardDestroys(v)
	keyboardTurnsPages(v)
	keyboardSignsOut(v)
}

func keyboardAddsKey(v *visitor) {
	v.press(kb.Enter)
	v.see("dialog", "Add key")
	v.focus("textbox", "Name")
	v.press(kb.Enter) // nothing is written
	v.reads("The key was not created.")
	v.holds("document.activeElement.matches('.note.bad')")
	v.press(kb.Tab)
	v.focus("link", "Name")
	v.press(kb.Enter)
	v.focus("textbox", "Name")
	v.press(newKey)
	v.tabUntil("the presets", kb.Tab, func(g thing) bool { return g.role == "radio" })
	v.focus("radio", "90 days")
	v.press(kb.ArrowRight)
	v.focus("radio", "1 year")
	v.tabTo("radio", "User")
	v.press(kb.ArrowDown)
	v.focus("radio", "Manager")
	v.press(kb.Tab)
	v.focus("button", "Add groups")
	v.press(kb.Enter)
	v.focus("searchbox", "Search groups")
	v.press("hydro", kb.Tab, " ", kb.Escape)
	v.focus("button", "Add groups")
	v.see("button", "Remove Hydrology")
	v.tabTo("button", "Create")
	v.press(kb.Enter)
	v.see("dialog", "Store this key now")
	v.focus("button", "Copy private key")
	v.press(kb.Escape, kb.Escape, kb.Escape)
	v.see("dialog", "Store this key now")
	v.tabTo("checkbox", "I have stored this key")
	v.press(" ")
	v.tabTo("button", "OK")
	v.press(kb.Enter)
	v.gone("dialog", "Store this key now")
	v.focus("link", "Add key")
	v.reads("1–25 of 241")
}

// openMenu goes to a key's menu and opens it.
func (v *visitor) openMenu(key string) {
	v.t.Helper()
	v.tabTo("button", "Actions for "+key)
	v.press(kb.Enter)
	v.focus("menuitem", "Display information")
}

func keyboardLooksAtKey(v *visitor) {
	v.openMenu(newKey)
	v.press(kb.Escape)
	v.focus("button", "Actions for "+newKey)
	v.press(kb.ArrowDown)
	v.focus("menuitem", "Display information")
	v.press(kb.End)
	v.focus("menuitem", "Delete…")
	v.press(kb.ArrowDown) // round
	v.focus("menuitem", "Display information")
	v.press("del")
	v.focus("menuitem", "Delete…")
	v.press(kb.Home, kb.Enter)
	v.see("dialog", newKey)
	v.holds("document.activeElement.id === 'info-t'")
	v.tabTo("button", "Copy e-mail address")
	v.press(kb.Enter)
	v.press(kb.Escape)
	v.gone("dialog", newKey)
	v.focus("button", "Actions for "+newKey)
}

// deleteFromMenu opens the question about a key.
func (v *visitor) deleteFromMenu(key string) {
	v.t.Helper()
	v.openMenu(key)
	v.press(kb.End, kb.Enter)
	v.focus("button", "Cancel")
}

func keyboardDeletes(v *visitor) {
	v.deleteFromMenu(newKey)
	v.press(kb.Escape)
	v.focus("button", "Actions for "+newKey)
	v.deleteFromMenu(newKey)
	v.press(kb.Enter) // the focus begins where nothing happens
	v.focus("button", "Actions for "+newKey)
	v.deleteFromMenu(newKey)
	v.tabTo("button", "Delete key")
	v.press(kb.Enter)
	v.wantDeleted(newKey)
	v.focus("button", "Actions for "+newestKey) // the row that took its place
}

func keyboardTransfers(v *visitor) {
	v.deleteFromMenu(nightlyKey)
	v.tabTo("button", "Continue")
	v.press(kb.Enter)
	v.focus("radio", "Transfer ownership to a manager")
	v.press(kb.Tab)
	v.focus("searchbox", "Search managers")
	v.press("okafor")
	v.gone("radio", "Ada Moreau")
	v.press(kb.Enter) // sends nothing
	v.tabTo("radio", "Samuel Okafor")
	v.press(" ")
	v.tabTo("button", "Continue")
	v.press(kb.Enter)
	v.see("alertdialog", "Delete “"+nightlyKey+"”?")
	v.reads("Samuel Okafor becomes an owner of 8 resources")
	v.focus("button", "Cancel")
	v.tabTo("link", "Back")
	v.press(kb.Enter)
	v.see("dialog", "Decide what happens to 8 resources")
	if !v.see("radio", "Samuel Okafor").is("checked") {
		v.t.Error("Back forgets who was chosen")
	}
	v.tabTo("button", "Continue")
	v.press(kb.Enter)
	v.focus("button", "Cancel")
	v.tabTo("button", "Delete key")
	v.press(kb.Enter)
	v.wantDeleted(nightlyKey)
}

func keyboardDestroys(v *visitor) {
	v.deleteFromMenu(tilesKey)
	v.tabTo("button", "Continue")
	v.press(kb.Enter)
	v.focus("radio", "Transfer ownership to a manager")
	v.press(kb.ArrowDown)
	destroy := v.seeLike("radio", `^Destroy \d+ resources`)
	v.focus("radio", destroy.name)
	words := "delete " + firstNumber(destroy.name)
	v.tabTo("textbox", "Type "+words+" to confirm")
	v.press(words)
	v.press(kb.Enter)
	v.see("alertdialog", "Delete “"+tilesKey+"”?")
	v.focus("button", "Cancel")
	v.tabTo("button", "Delete key")
	v.press(kb.Enter)
	v.wantDeleted(tilesKey)
}

func keyboardTurnsPages(v *visitor) {
	v.tabTo("link", "Next")
	v.press(kb.Enter)
	v.reads("26–50 of 238")
	v.focus("link", "Next")
	v.do("press Shift+Tab", chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	v.focus("link", "Previous")
	v.press(kb.Enter)
	v.reads("1–25 of 238")
	v.focus("link", "Previous")
}

func keyboardSignsOut(v *visitor) {
	v.tabUntil("the account", kb.Tab, func(g thing) bool { return g.role == "button" && len(g.name) > 10 && g.name[:10] == "Ada Moreau" })
	v.press(kb.Enter)
	v.see("menu", "Account")
	v.focus("menuitemradio", "Light") // the browser tells of an opened menu a moment later
	v.press(kb.ArrowDown, kb.Enter)
	v.holds("document.documentElement.dataset.theme === 'dark'")
	v.press(kb.End, kb.Enter)
	v.reads("You are signed out.")
}
