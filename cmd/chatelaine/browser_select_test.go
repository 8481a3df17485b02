package main

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tick presses the mouse on a key's tick.
func (v *visitor) tick(key string) {
	v.t.Helper()
	v.click("checkbox", "Select "+key)
}

// tickTo presses the mouse on a key's tick with Shift held.
func (v *visitor) tickTo(key string) {
	v.t.Helper()
	x, y, err := v.middle(v.see("checkbox", "Select "+key))
	if err != nil {
		v.t.Fatalf("reach the tick of %s: %v", key, err)
	}
	v.do("click with Shift", chromedp.MouseClickXY(x, y, chromedp.ButtonModifiers(chromedp.ModifierShift)))
}

// wantSelected waits until the bar says how many keys are selected, and so many of them are ticked on the page.
func (v *visitor) wantSelected(all, here int) {
	v.t.Helper()
	v.reads(fmt.Sprintf("%d selected", all))
	v.holds(fmt.Sprintf(`document.querySelectorAll('tbody .sel :checked').length === %d`, here))
	page := v.see("checkbox", "Select all keys on this page")
	want := map[bool]string{true: "mixed", false: "false"}[here > 0]
	if here == len(v.rows()) {
		want = "true"
	}
	if page.states["checked"] != want {
		v.t.Errorf("with %d ticks the one for the page is %s, want %s", here, page.states["checked"], want)
	}
}

// walkSelection selects keys in every way, and takes them along through the table.
func walkSelection(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	first := v.rows()
	v.gone("form", "Selected keys")
	v.tick(first[2])
	v.wantSelected(1, 1)
	v.tickTo(first[6])
	v.wantSelected(5, 5)
	v.tickTo(first[4]) // takes away what lies between, the way it was pressed last
	v.wantSelected(2, 2)
	v.click("link", "Next")
	v.reads("26–50 of 240")
	v.wantSelected(2, 0)
	v.click("checkbox", "Select all keys on this page")
	v.wantSelected(27, 25)
	v.gone("button", "Select all 27 that match")
	v.back()
	v.reads("1–25 of 240")
	v.wantSelected(27, 2)
	v.click("button", "Name column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=name")
	v.reads("27 selected")
	v.click("button", "Clear selection")
	v.gone("form", "Selected keys")
	v.holds("document.activeElement.closest('#keys') !== null")
	selectAllThatMatch(v)
	v.holds("window.stayed === true")
	v.open(tablePath)
	v.tick(newestKey)
	v.tick(idleKey)
	mouseDeletesIdleKey(v) // alone, by its own menu
	v.wantSelected(1, 1)
}

// selectAllThatMatch selects more than a page at once: what matched then stays, whatever the table shows afterwards.
func selectAllThatMatch(v *visitor) {
	v.open(tablePath + "?sort=name")
	asks[bool](v, "window.stayed = true")
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "tile")
	v.at(tablePath + "?q=tile&sort=name")
	few := len(v.rows())
	v.click("checkbox", "Select all keys on this page")
	v.wantSelected(few, few)
	v.press("/")
	v.writes("")
	v.reads("1–25 of 240")
	v.click("checkbox", "Select all keys on this page")
	v.click("button", "Select all 240 that match")
	v.wantSelected(240, 25)
	v.focus("button", "Delete…")
	v.tick(v.rows()[0])
	v.wantSelected(239, 24)
	v.fill("searchbox", "Search keys by name, ID, creator, purpose or label", "nothing has this name")
	v.reads("No key matches.")
	v.reads("239 selected")
	v.click("button", "Clear selection")
	v.gone("form", "Selected keys")
	v.holds("document.activeElement !== document.body")
}

// walkBulk deletes keys together: with what they own going to somebody else, and destroyed with them.
func walkBulk(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.tick(nightlyKey)
	v.click("link", idleKey) // its information stands beside the table
	v.see("dialog", idleKey)
	v.tick(idleKey)
	v.click("button", "Delete…")
	v.see("dialog", "Delete 2 keys: are you sure?")
	v.reads("They own 8 resources: the next step decides what happens to them. Nothing is deleted yet.")
	v.focus("button", "Cancel")
	v.press(kb.Enter)
	v.gone("dialog", "Delete 2 keys: are you sure?")
	v.focus("button", "Delete…")
	v.press(kb.Enter)
	v.click("button", "Continue")
	v.fill("searchbox", "Search managers", "halvorsen")
	v.gone("radio", "Ada Moreau")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.see("alertdialog", "Delete 2 keys?")
	v.focus("button", "Cancel")
	v.reads("Ingrid Halvorsen becomes an owner of 8 resources")
	v.click("button", "Back")
	if !v.see("radio", "Ingrid Halvorsen").is("checked") {
		t.Error("Back forgets who was chosen")
	}
	v.click("button", "Continue")
	v.click("button", "Delete 2 keys")
	v.reads("2 keys were deleted. Ingrid Halvorsen became an owner of 8 resources.")
	v.reads("1–25 of 238")
	v.gone("dialog", idleKey)
	if rows := v.rows(); slices.Contains(rows, nightlyKey) || slices.Contains(rows, idleKey) {
		t.Errorf("they are still in the table: %q", rows)
	}
	v.gone("form", "Selected keys")
	v.holds("document.activeElement.closest('#keys tbody') !== null")
	bulkDestroys(v)
	v.holds("window.stayed === true")
}

// bulkDestroys deletes all keys of a filter with what they own, and a page is empty then.
func bulkDestroys(v *visitor) {
	v.open(tablePath + "?only=owns")
	asks[bool](v, "window.stayed = true")
	v.click("checkbox", "Select all keys on this page")
	all := v.seeLike("button", `^Select all \d+ that match$`)
	keys := firstNumber(all.name)
	v.clickTimes(all, 1)
	v.reads(keys + " selected")
	v.click("button", "Delete…")
	v.see("dialog", "Delete "+keys+" keys: are you sure?")
	v.reads("and ") // more than are named
	v.click("button", "Continue")
	destroy := v.seeLike("radio", `^Destroy \d+ resources`)
	words := "delete " + firstNumber(destroy.name)
	v.clickTimes(destroy, 1)
	v.fill("textbox", "Type "+words+" to confirm", words)
	v.press(kb.Enter)
	v.see("alertdialog", "Delete "+keys+" keys?")
	v.click("button", "Delete "+keys+" keys")
	v.reads(keys + " keys were deleted.")
	v.reads("No key matches.")
	v.gone("form", "Selected keys")
	v.holds("document.activeElement.id === 'main'")
}

// walkBulkWithKeyboard selects with the space bar, and deletes without a mouse.
func walkBulkWithKeyboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.tabTo("checkbox", "Select "+newestKey)
	v.press(" ")
	v.wantSelected(1, 1)
	v.press(" ")
	v.gone("form", "Selected keys")
	v.press(" ")
	v.tabTo("checkbox", "Select "+idleKey)
	v.do("press Space with Shift", chromedp.KeyEvent(" ", chromedp.KeyModifiers(chromedp.ModifierShift)))
	v.holds(`document.querySelectorAll('tbody .sel :checked').length > 2`)
	v.tabTo("button", "Clear selection")
	v.press(kb.Enter)
	v.focus("checkbox", "Select "+idleKey)
	v.press(" ")
	v.tabTo("button", "Delete…")
	v.press(kb.Enter)
	v.see("alertdialog", "Delete “"+idleKey+"”?")
	v.tabTo("button", "Delete key")
	v.press(kb.Enter)
	v.reads("“" + idleKey + "” was deleted.")
	v.reads("1–25 of 239")
	v.holds("document.activeElement.closest('#keys tbody') !== null")
}

// walkBulkWithoutScripts sends the ticks themselves.
func walkBulkWithoutScripts(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.watch.expect(404, 422)
	v.signIn(p)
	v.gone("button", "Delete…")
	v.gone("checkbox", "Select all keys on this page")
	v.tick(nightlyKey)
	v.tick(idleKey)
	v.gone("button", "Clear selection")
	v.click("button", "Delete…")
	v.see("heading", "Delete 2 keys: are you sure?")
	v.click("button", "Continue")
	v.see("heading", "Decide what happens to 8 resources")
	v.fill("searchbox", "Search managers", "halvorsen")
	v.click("button", "Search")
	v.gone("radio", "Ada Moreau")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.see("heading", "Delete 2 keys?")
	v.click("button", "Back")
	if !v.see("radio", "Ingrid Halvorsen").is("checked") {
		t.Error("Back forgets who was chosen")
	}
	v.click("button", "Continue")
	v.click("button", "Delete 2 keys")
	v.see("heading", "Deletion carried out")
	v.reads("2 keys were deleted. Ingrid Halvorsen became an owner of 8 resources.")
	v.do("reload", chromedp.Reload())
	v.see("heading", "These keys are gone.")
	v.click("link", "To the API keys")
	v.at(tablePath)
	v.reads("1–25 of 238")
}

// selecting is the bar, and the steps of deleting several keys.
func selecting(c checker) {
	c.open(tablePath)
	c.tick(newestKey)
	c.tick(tilesKey)
	c.tick(idleKey)
	c.checkUnder("keys-bulk", "#bulk")
	c.click("button", "Delete…")
	c.see("dialog", "Delete 3 keys: are you sure?")
	c.check("bulk-intent")
	c.click("button", "Continue")
	c.seeLike("dialog", `^Decide what happens to \d+ resources$`)
	c.click("radio", "Ingrid Halvorsen")
	c.check("bulk-choice")
	c.click("button", "Continue")
	c.see("alertdialog", "Delete 3 keys?")
	c.check("bulk-plan")
	c.open(tablePath) // nothing is selected any more
}
