package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// pickGroup ticks a group in the list that the button of a form opens, and closes the list.
func (v *visitor) pickGroup(name string) {
	v.t.Helper()
	v.click("button", "Add groups")
	v.focus("searchbox", "Search groups")
	v.click("checkbox", name)
	v.press(kb.Escape)
	v.see("button", "Remove "+name)
	v.gone("searchbox", "Search groups")
}

// keysPick opens the list from its button, ticks a group, and takes it back, by the keyboard alone.
func (v *visitor) keysPick() {
	v.t.Helper()
	v.press(kb.Enter)
	v.focus("searchbox", "Search groups")
	if !v.see("button", "Add groups").is("expanded") {
		v.t.Error("a screen reader isn't told that the list is open")
	}
	v.press(kb.ArrowDown)
	v.focus("checkbox", "Auditors")
	v.press(kb.End)
	v.focus("checkbox", "Tile publishers")
	v.press(kb.ArrowDown) // there is nothing below
	v.press(kb.Home)
	v.focus("checkbox", "Auditors")
	v.press(kb.ArrowUp)
	v.focus("searchbox", "Search groups")
	v.writes("partners")
	v.press(kb.Enter)
	v.focus("checkbox", "Partners")
	v.press(kb.Enter) // ticks, and doesn't send the form
	v.holds("document.activeElement.checked")
	v.press(kb.Backspace)
	v.focus("searchbox", "Search groups")
	v.holds("document.activeElement.value === 'partner'")
	v.press(kb.ArrowDown, "s")
	v.focus("searchbox", "Search groups")
	v.holds("document.activeElement.value === 'partners'")
	v.press(kb.ArrowDown, " ", " ") // unticks, and ticks again
	v.press(kb.Escape)
	v.gone("searchbox", "Search groups")
	v.focus("button", "Add groups")
	v.see("dialog", "Add key")
	v.do("press Shift+Tab", chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	v.focus("button", "Remove Partners")
	v.press(kb.Backspace)
	v.gone("button", "Remove Partners")
	v.focus("button", "Add groups")
}

// walkGroups gives a new key groups, changes them from its row and from its information, and filters by one.
func walkGroups(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.startAdding(newKey)
	v.click("button", "Remove Field crews")
	v.focus("button", "Add groups")
	v.click("button", "Create")
	v.reads("Permission groups are missing")
	v.click("link", "Permission groups")
	v.focus("button", "Add groups")
	v.keysPick()
	v.click("button", "Add groups")
	v.fill("searchbox", "Search groups", "hydro")
	v.gone("checkbox", "Field crews")
	v.press(kb.Enter) // searches, and doesn't send the form
	v.click("checkbox", "Hydrology")
	v.fill("searchbox", "Search groups", "édit") // however accents are typed, and in what the group is for
	v.click("checkbox", "Parcel editors")
	v.fill("searchbox", "Search groups", "zzz")
	v.reads("No group matches.")
	v.press(kb.Escape)
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	v.store()
	v.reads("1–25 of 241")

	v.click("button", "Actions for "+newKey)
	v.click("menuitem", "Change groups")
	v.see("dialog", "Change groups")
	v.click("button", "Remove Parcel editors")
	v.focus("button", "Remove Hydrology")
	v.pickGroup("Auditors")
	v.pickGroup("Partners")
	v.click("button", "Save")
	v.reads("The groups of “" + newKey + "” were changed.")
	v.gone("dialog", "Change groups")
	v.click("button", "2 more: Hydrology, Partners")
	v.see("list", "Groups of "+newKey)
	v.press(kb.Escape)

	v.click("link", newKey)
	v.holds("/layers:create\\s*Hydrology/.test(document.querySelector('#info-groups').textContent)")
	v.holds("/members:read\\s*Auditors/.test(document.querySelector('#info-groups').textContent)")
	v.reads("Its groups have these too, which no key with the role User gets:")
	v.click("link", "Change groups")
	v.click("button", "Remove Auditors")
	v.click("button", "Save")
	v.gone("dialog", "Change groups")
	v.holds("!document.querySelector('#info-groups').textContent.includes('members:read')")
	v.press(kb.Escape)
	filterByGroup(v)
	v.holds("window.stayed === true")
}

// filterByGroup filters by two groups, and keeps that as a view's address would.
func filterByGroup(v *visitor) {
	v.t.Helper()
	v.click("button", "Groups column options")
	v.click("menuitem", "Filter…")
	v.fill("searchbox", "Search groups", "tile")
	v.gone("checkbox", "Field crews")
	v.click("checkbox", "Tile publishers")
	v.fill("searchbox", "Search groups", "partners")
	v.click("checkbox", "Partners")
	v.see("checkbox", "Tile publishers")
	v.click("button", "Apply")
	v.see("link", "Remove filter Groups: Partners, Tile publishers")
	v.holds("location.search.startsWith('?groups=')")
	v.click("link", "Remove filter Groups: Partners, Tile publishers")
	v.reads("1–25 of 241")
}

// walkForeignGroups is a manager in Delta Waterboard, who belongs to one of two groups.
func walkForeignGroups(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(403)
	v.signIn(p)
	v.open("/o/delta-waterboard/keys/choices?of=groups")
	inspectors := asks[string](v, "document.querySelector('[aria-label=Inspectors]').value")
	v.open("/o/delta-waterboard/keys/new")
	v.click("button", "Add groups")
	v.see("checkbox", "Gauges")
	v.gone("checkbox", "Inspectors")
	v.click("checkbox", "Gauges")
	v.press(kb.Escape)
	asks[bool](v, "(document.querySelector('[name=groups]:checked').value = '"+inspectors+"') !== ''")
	v.fill("textbox", "Name", newKey)
	v.click("button", "Create")
	v.reads("You don’t belong to “Inspectors” (any more), so you can’t give it to a key. An administrator can.")
	v.open("/o/delta-waterboard/keys?groups=" + inspectors)
	v.click("button", "Actions for Dike inspection app")
	v.click("menuitem", "Change groups")
	v.click("button", "Add groups")
	v.reads("You don’t belong to it: you can take it from the key, and not give it back.")
}

// walkGroupsWithoutScripts gives a key groups, changes them and filters by them where the list is open.
func walkGroupsWithoutScripts(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.signIn(p)
	v.click("link", "Add key")
	v.fill("textbox", "Name", newKey)
	v.click("checkbox", "Field crews")
	v.click("button", "Create")
	v.see("heading", "Store this key now")
	v.click("checkbox", "I have stored this key")
	v.click("button", "OK")
	v.at(tablePath)
	v.click("link", newKey)
	v.click("link", "Change groups")
	v.see("heading", "Change groups")
	if !v.see("checkbox", "Field crews").is("checked") {
		t.Error("the group that the key has isn't ticked")
	}
	v.click("checkbox", "Partners")
	v.click("button", "Save")
	v.see("heading", newKey)
	v.reads("Partners")
	v.open(tablePath)
	v.click("button", "Filter")
	v.click("menuitem", "Groups")
	v.click("link", "Choose from all groups")
	v.click("checkbox", "Partners")
	v.click("button", "Apply")
	v.see("link", "Remove filter Groups: Partners")
	v.see("link", newKey)
	v.plainRegroups()
}

// plainRegroups takes a member out of a group and into another one, on the member's own pages.
func (v *visitor) plainRegroups() {
	v.t.Helper()
	v.open(membersPath + "?q=ingrid")
	v.click("link", "Ingrid Halvorsen")
	v.click("link", "Change groups…")
	v.click("checkbox", "Field crews")
	v.click("checkbox", "Partners")
	v.click("button", "Review changes")
	v.see("heading", "Change the groups of Ingrid Halvorsen?")
	v.reads("1 group more")
	v.click("button", "Back")
	v.see("button", "Review changes")
	if v.see("checkbox", "Field crews").is("checked") || !v.see("checkbox", "Partners").is("checked") {
		v.t.Error("the form has forgotten what was ticked")
	}
	v.click("button", "Review changes")
	v.click("button", "Change groups")
	v.see("heading", "Ingrid Halvorsen")
	v.reads("Partners")
}

// regrouping is all that shows groups of keys.
func regrouping(c checker) {
	c.click("link", "Add key")
	c.click("button", "Add groups")
	c.focus("searchbox", "Search groups")
	c.check("add-groups")
	c.open(tablePath)
	c.click("button", "2 more: Hydrology, Imagery readers")
	c.check("groups-more")
	c.press(kb.Escape)
	c.click("button", "Actions for "+nightlyKey)
	c.click("menuitem", "Change groups")
	c.see("dialog", "Change groups")
	c.check("change-groups")
	c.press(kb.Escape)
	c.click("button", "Filter")
	c.click("menuitem", "Groups")
	c.see("checkbox", "Tile publishers")
	c.check("filter-groups")
	c.open(tablePath + "/choices?of=groups")
	c.check("choices-groups")
	c.open(tablePath)
}
