package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	groupsPath = "/o/meridian-survey/groups"
	newGroup   = "Survey drones"
)

// walkGroupPages makes a group, says what it allows and who has it, copies it, and deletes it; all on one page.
func walkGroupPages(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(404, 409, 422)
	v.signIn(p)
	v.click("link", "Groups")
	v.at(groupsPath)
	v.reads("7 groups")
	asks[bool](v, "window.stayed = true")
	mouseAddsGroup(v)
	address := v.address()
	mouseTicks(v)
	mouseAddsMember(v)
	mouseTakesAway(v)
	mouseDuplicatesGroup(v)
	v.holds("window.stayed === true")
	v.open(address)
	otherTabChanges(t, v, address)
	v.open(groupsPath)
	keyboardDeletesGroup(v)
	mouseAddsToCatalogue(v)
}

// mouseAddsGroup makes a mistake first, and comes to the page of the new group.
func mouseAddsGroup(v *visitor) {
	v.click("link", "Add group")
	v.see("dialog", "Add group")
	v.focus("textbox", "Name")
	v.fill("textbox", "Name", "field crews")
	v.click("button", "Add group")
	v.reads("A group named “field crews” already exists. Choose another name.")
	v.holds(`document.activeElement.matches('.note.bad')`)
	v.fill("textbox", "Name", newGroup)
	v.fill("textbox", "What it is for", "What the drones of the survey upload")
	v.click("button", "Add group")
	v.see("heading", newGroup)
	v.gone("dialog", "Add group")
	v.reads("This group allows nothing yet.")
	v.holds("document.title.startsWith('" + newGroup + "') && document.querySelector('#count-shield-check').textContent === '8'")
}

// mouseTicks ticks one permission, a column, and all but one of it again, and saves that after a look.
func mouseTicks(v *visitor) {
	v.click("checkbox", "Layers: Edit")
	v.see("checkbox", "Layers: Edit, changed")
	v.reads("1 unsaved change")
	v.click("button", "All of Read")
	v.reads("7 unsaved changes")
	v.click("button", "All of Read")
	v.reads("1 unsaved change")
	v.click("checkbox", "Layers: Read")
	v.click("button", "Review changes")
	v.see("dialog", "Change “"+newGroup+"”?")
	v.reads("The group gives 2 permissions more")
	v.reads("No member and no key has this group: nothing changes for anybody.")
	v.press(kb.Escape)
	v.gone("dialog", "Change “"+newGroup+"”?")
	v.focus("button", "Review changes")
	v.reads("2 unsaved changes")
	v.do("reload", chromedp.Evaluate[chromedp.Void]("setTimeout(() => location.reload())"))
	v.answers(false) // and stays
	v.reads("2 unsaved changes")
	v.click("button", "Review changes")
	v.click("button", "Save changes")
	v.reads("2 changes are saved.")
	v.see("checkbox", "Layers: Edit")
	v.focus("button", "Review changes")
}

// mouseAddsMember finds somebody who is to belong to the group.
func mouseAddsMember(v *visitor) {
	v.click("link", "Add a member")
	v.see("dialog", "Add a member to “"+newGroup+"”")
	v.focus("searchbox", "Search members")
	v.click("button", "Add to the group")
	v.reads("Choose a member.")
	v.fill("searchbox", "Search members", "halvorsen")
	v.gone("radio", "Tomasz Lis")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Add to the group")
	v.see("dialog", "Add Ingrid Halvorsen to “"+newGroup+"”?")
	v.click("button", "Add to the group")
	v.reads("Ingrid Halvorsen belongs to “" + newGroup + "”.")
	v.see("link", "Remove Ingrid Halvorsen from the group")
	v.focus("link", "Add a member")
}

// mouseTakesAway takes a permission from somebody who is named before.
func mouseTakesAway(v *visitor) {
	v.click("checkbox", "Layers: Edit")
	v.click("button", "Review changes")
	v.reads("The group no longer gives 1 permission")
	v.reads("1 member belongs to it")
	v.click("button", "Save changes")
	v.reads("1 change is saved.")
	v.click("link", "Remove Ingrid Halvorsen from the group")
	v.see("dialog", "Remove Ingrid Halvorsen from “"+newGroup+"”?")
	v.click("button", "Remove")
	v.reads("No member belongs to this group.")
}

// mouseDuplicatesGroup copies the group, gives the copy another name, deletes it, and goes back through the pages.
func mouseDuplicatesGroup(v *visitor) {
	v.click("link", "Duplicate…")
	v.see("dialog", "Duplicate “"+newGroup+"”")
	v.click("button", "Add group")
	v.see("heading", "Copy of "+newGroup)
	v.click("link", "Rename…")
	v.fill("textbox", "Name", "Drones of others")
	v.click("button", "Save")
	v.see("heading", "Drones of others")
	v.click("link", "Delete…")
	v.see("alertdialog", "Delete “Drones of others”?")
	v.focus("button", "Cancel")
	v.click("button", "Delete group")
	v.at(groupsPath)
	v.reads("The group “Drones of others” was deleted.")
	v.reads("8 groups")
	v.back()
	v.see("heading", newGroup)
	v.forward()
	v.at(groupsPath)
	v.reads("8 groups")
}

// otherTabChanges saves what was looked at before another tab changed the group, and what another tab deleted.
func otherTabChanges(t *testing.T, v *visitor, address string) {
	v.click("checkbox", "Tables: Read")
	v.click("button", "Review changes")
	v.see("dialog", "Change “"+newGroup+"”?")
	other := v.secondTab(look{})
	other.open(address)
	other.click("checkbox", "Projects: Read")
	other.click("button", "Review changes")
	other.click("button", "Save changes")
	other.reads("1 change is saved.")
	v.click("button", "Save changes")
	v.reads("Something changed since this was shown. Nothing was done.")
	v.reads("The group no longer gives 1 permission")
	onBoard(v, "wide").check("the plan of a group that no longer holds")
	v.click("button", "Save changes")
	v.reads("2 changes are saved.")
	if v.see("checkbox", "Projects: Read").is("checked") {
		t.Error("what the plan said last isn't what is saved")
	}
	other.click("link", "Delete…")
	other.click("button", "Delete group")
	other.reads("was deleted.")
	v.click("link", "Rename…")
	v.see("alertdialog", "This group does not exist.")
	onBoard(v, "wide").check("a group that is gone")
	v.press(kb.Escape)
}

// keyboardDeletesGroup searches for a group, and deletes it from the list.
func keyboardDeletesGroup(v *visitor) {
	v.press("/")
	v.focus("searchbox", "Search groups by name or by what they are for")
	v.writes("partn")
	v.reads("1 of 7 groups")
	v.at(groupsPath + "?q=partn")
	v.tabTo("button", "Actions for Partners")
	v.press(kb.Enter)
	v.focus("menuitem", "Rename…")
	v.press(kb.End, kb.Enter)
	v.see("alertdialog", "Delete “Partners”?")
	v.focus("button", "Cancel")
	v.reads("keys have it: it counts for them from their next request on")
	v.tabTo("button", "Delete group")
	v.press(kb.Enter)
	v.reads("The group “Partners” was deleted.")
	v.reads("No group matches.")
	v.holds("document.activeElement !== document.body")
}

// mouseAddsToCatalogue adds a subject and an action, and says who can have what.
func mouseAddsToCatalogue(v *visitor) {
	v.open(groupsPath + "/permissions")
	for _, add := range []struct{ what, name, slug, with string }{{"Add subject", "Flight plans", "flight-plans", "Read"}, {"Add action", "Print", "print", "Flight plans"}} {
		v.click("link", add.what)
		v.see("dialog", add.what)
		v.fill("textbox", "Name", add.name)
		v.fill("textbox", "Short name", add.slug)
		v.click("checkbox", add.with)
		v.click("button", add.what)
		v.gone("dialog", add.what)
	}
	v.see("link", "Flight plans: Print: change who can have it")
	v.click("link", "Flight plans: Read: change who can have it")
	v.reads("No member and no key with that role has it by a group: nothing changes for anybody.")
	v.click("button", "For managers only")
	v.see("link", "Flight plans: Read, for managers only: change who can have it")
	v.click("link", "Layers: Edit: change who can have it")
	v.reads("keys lose it, from their next request on")
}

// walkPlainGroupPages does the same as pages.
func walkPlainGroupPages(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true, phone: true})
	v.watch.expect(404)
	v.signIn(p)
	v.open(groupsPath)
	v.click("link", "Add group")
	v.at(groupsPath + "/new")
	v.fill("textbox", "Name", newGroup)
	v.click("button", "Add group")
	v.see("heading", newGroup)
	address := v.address()
	v.click("checkbox", "Layers: Read")
	v.click("button", "Review changes")
	v.see("heading", "Change “"+newGroup+"”?")
	v.click("button", "Back")
	v.see("checkbox", "Layers: Read, changed")
	v.click("checkbox", "Layers: Edit")
	v.click("button", "Review changes")
	v.reads("The group gives 2 permissions more")
	v.click("button", "Save changes")
	v.at(address)
	v.click("link", "Add a member")
	v.fill("searchbox", "Search members", "halvorsen")
	v.click("button", "Search")
	v.gone("radio", "Tomasz Lis")
	v.click("radio", "Ingrid Halvorsen")
	v.clickTimes(v.seeLike("button", `^Add to the group$`), 1)
	v.see("heading", "Add Ingrid Halvorsen to “"+newGroup+"”?")
	v.click("button", "Add to the group")
	v.at(address)
	v.see("link", "Remove Ingrid Halvorsen from the group")
	v.holds("document.documentElement.scrollWidth <= innerWidth")
	v.open(membersPath + "?q=ingrid")
	v.click("link", "Ingrid Halvorsen")
	v.click("link", "Change groups…")
	v.holds("document.querySelector('.picker').getBoundingClientRect().bottom < document.querySelector('.dlg-foot').getBoundingClientRect().top")
	v.open(address)
	v.click("link", "Delete…")
	v.see("heading", "Delete “"+newGroup+"”?")
	v.click("button", "Delete group")
	v.reads("The group “" + newGroup + "” was deleted.")
	v.click("link", "To the groups")
	v.at(groupsPath)
	v.open(address)
	v.see("heading", "This group does not exist.")
}

// walkEveryGroupPage checks the pages of groups, which are too many for the walk that checks the others.
func walkEveryGroupPage(t *testing.T, browser context.Context) {
	checkLooks(t, browser, everyGroupPage)
}

func everyGroupPage(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(422)
	c.signIn(p)
	grouping(c)
}

// grouping is the list of groups, a group, its forms and plans, and the catalogue.
func grouping(c checker) {
	c.open(groupsPath)
	c.see("heading", "Groups")
	c.check("groups")
	c.click("button", "Actions for Hydrology")
	c.see("menu", "Actions for Hydrology")
	c.check("groups-menu")
	c.press(kb.Escape)
	c.fill("searchbox", "Search groups by name or by what they are for", "nothing of the kind")
	c.see("heading", "No group matches.")
	c.check("groups-none")
	c.open(groupsPath)
	c.click("link", "Add group")
	c.see("dialog", "Add group")
	c.click("button", "Add group")
	c.reads("The group was not added.")
	c.check("group-add-errors")
	c.press(kb.Escape)
	c.click("link", "Hydrology")
	c.see("heading", "Hydrology")
	address := c.address()
	c.check("group")
	c.click("checkbox", "Layers: Delete")
	c.click("checkbox", "Layers: Edit")
	c.see("checkbox", "Layers: Edit, changed")
	c.check("group-ticked")
	c.click("button", "Review changes")
	c.reads("The group gives 1 permission more")
	c.check("group-plan")
	c.press(kb.Escape)
	c.click("link", "Add a member")
	c.see("searchbox", "Search members")
	c.check("group-members")
	c.click("radio", "Tomasz Lis")
	c.click("button", "Add to the group")
	c.see("dialog", "Add Tomasz Lis to “Hydrology”?")
	c.check("group-join")
	c.press(kb.Escape)
	c.click("button", "Discard") // or the browser would ask whether to leave
	c.on("a[href*='/members/'][aria-label^='Remove']")
	c.seeLike("dialog", `^Remove .* from “Hydrology”\?$`)
	c.check("group-leave")
	c.press(kb.Escape)
	for below, heading := range map[string]string{"/members/all": "Members of “Hydrology”", "/rename": "Rename group", "/duplicate": "Duplicate “Hydrology”", "/delete": "Delete “Hydrology”?"} {
		c.open(address + below)
		c.see("heading", heading)
		c.check("group" + strings.ReplaceAll(below, "/", "-"))
	}
	c.open(groupsPath + "/permissions")
	c.see("heading", "Permissions")
	c.check("catalogue")
	c.click("link", "Layers: Edit: change who can have it")
	c.see("dialog", "Layers: Edit")
	c.check("catalogue-managers")
	c.press(kb.Escape)
	c.click("link", "Add subject")
	c.see("dialog", "Add subject")
	c.click("button", "Add subject")
	c.reads("The subject was not added.")
	c.check("catalogue-kind-errors")
	c.press(kb.Escape)
	c.open(groupsPath + "/permissions/permission")
	c.see("heading", "Add permission")
	c.check("catalogue-permission")
	c.open(groupsPath + "/permissions/action")
	c.check("catalogue-action")
	c.open(tablePath)
}
