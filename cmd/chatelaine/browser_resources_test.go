package main

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	resourcesPath  = "/o/meridian-survey/resources"
	newProject     = "Tide gauges"
	renamedProject = "Tide gauges 2026"
)

// walkResources registers a resource, and does to it what can be done, until it is destroyed; the page stays.
func walkResources(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(404, 422)
	v.signIn(p)
	v.click("link", "Resources")
	v.at(resourcesPath)
	asks[bool](v, "window.stayed = true")
	v.registers()
	v.fill("searchbox", "Search resources by name or ID", "tide-gauges")
	v.at(resourcesPath + "?q=tide-gauges")
	v.click("link", newProject)
	v.see("dialog", newProject)
	v.renamesResource()
	v.givesAccess()
	v.transfersResource()
	v.addsOwner()
	v.destroysResource()
	v.holds("window.stayed === true")
	v.movesResource()
	v.changesKinds()
	v.handsOverAll()
	v.leavesWaterboard()
}

const waterboardPath = "/o/delta-waterboard"

// handsOverAll ticks all that Ada owns in her second organization, and hands it over together, by a plan.
func (v *visitor) handsOverAll() {
	v.t.Helper()
	v.open(waterboardPath + "/members?q=ada")
	ada := asks[string](v, "document.querySelector('tbody tr').id.replace('row-', '')")
	v.open("/account/leave/delta-waterboard")
	v.reads("You own 4 resources in it. An administrator has to remove you")
	v.gone("button", "Leave")
	v.open(waterboardPath + "/resources?owner=" + ada)
	asks[bool](v, "window.stayed = true")
	v.gone("form", "Selected resources")
	v.click("checkbox", "Select all resources on this page")
	v.reads("4 selected")
	v.click("button", "Transfer…")
	v.see("dialog", "Transfer 4 resources")
	v.fill("searchbox", "Search members and keys", "jansen")
	v.gone("radio", "Sanne Bakker")
	v.click("radio", "Ada Moreau") // of all their owners, the one who hands over
	v.click("radio", "Willem Jansen")
	v.click("button", "Continue")
	v.reads("Willem Jansen becomes an owner of")
	v.click("button", "Back")
	v.holds(`[...document.querySelectorAll('dialog :checked')].map(radio => radio.closest('label').innerText).join().match(/Ada|Willem/g)?.join() === 'Ada,Willem'`)
	v.click("button", "Continue")
	v.reads("Ada Moreau is no longer an owner of 4 resources")
	v.click("button", "Transfer")
	v.gone("dialog", "Transfer 4 resources")
	v.see("heading", "No resource matches.")
	v.holds("window.stayed === true")
}

// leavesWaterboard leaves that organization, in which nothing keeps Ada any more, and not the one that she alone administrates.
func (v *visitor) leavesWaterboard() {
	v.t.Helper()
	v.open(ownPath)
	v.reads("You are its only administrator. Make somebody else one before you leave.")
	asks[bool](v, "window.stayed = true")
	v.clickTimes(v.seeLike("link", "^Leave"), 1)
	v.see("alertdialog", "Leave Delta Waterboard?")
	v.focus("button", "Cancel")
	v.press(kb.Escape)
	v.gone("alertdialog", "Leave Delta Waterboard?")
	v.holds("window.stayed === true")
	v.clickTimes(v.seeLike("link", "^Leave"), 1)
	v.reads("2 keys that you created stay, and go on working.")
	checker{visitor: v, axe: loadAxe(v.t), look: "wide", runs: &atomic.Int64{}, found: &atomic.Int64{}}.check("leave")
	v.click("button", "Leave")
	v.reads("You have left the organization.")
	v.holds("!document.querySelector('#own-places, #orgs').innerText.includes('Delta')")
	v.open(waterboardPath + "/keys")
	v.see("heading", "This page does not exist.")
}

// registers makes a resource known, after a form that was sent empty.
func (v *visitor) registers() {
	v.t.Helper()
	v.click("link", "Register resource")
	v.see("dialog", "Register resource")
	v.click("radio", "project")
	v.click("button", "Continue")
	v.see("dialog", "Register resource: project")
	v.focus("textbox", "Name")
	v.press(kb.Enter)
	v.reads("The resource was not registered.")
	v.fill("textbox", "Name", newProject)
	v.fill("textbox", "ID in the product", "tide-gauges")
	v.press(kb.Enter)
	v.reads("“" + newProject + "” was registered.")
	v.gone("dialog", "Register resource: project")
}

func (v *visitor) renamesResource() {
	v.t.Helper()
	v.click("link", "Rename…")
	v.focus("textbox", "Name")
	v.writes(renamedProject)
	v.press(kb.Enter)
	v.reads("The resource was renamed.")
	v.see("dialog", renamedProject)
	v.see("link", renamedProject) // in the list
	v.focus("link", "Rename…")
}

// givesAccess gives somebody access, and takes it away again.
func (v *visitor) givesAccess() {
	v.t.Helper()
	v.click("link", "Give access")
	v.focus("searchbox", "Search members and keys")
	v.writes("ingrid")
	v.gone("radio", "Ada Moreau")
	v.click("radio", "Ingrid Halvorsen")
	v.clickTimes(v.seeLike("radio", "^Modify"), 1)
	v.click("button", "Give access")
	v.reads("Access was given.")
	v.reads("was given access to modify it")
	v.focus("link", "Give access")
	v.click("button", "Take access from Ingrid Halvorsen")
	v.reads("Access was taken away.")
	v.gone("button", "Take access from Ingrid Halvorsen")
}

// transfersResource hands the resource over, and sees its plan first.
func (v *visitor) transfersResource() {
	v.t.Helper()
	title := "Transfer “" + renamedProject + "”"
	v.click("link", "Transfer…")
	v.see("dialog", title)
	v.click("button", "Continue")
	v.reads("Choose a member or a key.")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.reads("Ingrid Halvorsen becomes an owner of 1 resource")
	v.reads("Ada Moreau is no longer an owner of 1 resource")
	v.click("button", "Transfer")
	v.gone("dialog", title)
	v.focus("link", "Transfer…")
	v.holds(`document.querySelector('#owners-t + ul').innerText.includes('Ingrid Halvorsen')`)
	v.holds(`document.querySelector('tbody .c-owners').innerText.includes('Ingrid Halvorsen')`)
}

// addsOwner makes somebody an owner too, and takes that back; the last owner can't be removed.
func (v *visitor) addsOwner() {
	v.t.Helper()
	v.click("link", "Add an owner")
	v.see("dialog", "Add an owner of “"+renamedProject+"”")
	v.click("button", "Add")
	v.reads("Nobody was added.")
	v.click("radio", "Ada Moreau")
	v.click("button", "Add")
	v.reads("The resource has another owner.")
	v.holds(`document.querySelector('tbody .c-owners').innerText.includes('Ada Moreau')`)
	v.click("button", "Remove Ada Moreau from the owners")
	v.reads("The resource has an owner less.")
	v.holds(`!document.querySelector('tbody .c-owners').innerText.includes('Ada Moreau')`)
	v.gone("button", "Remove Ingrid Halvorsen from the owners")
}

// movesResource lays a layer into another project.
func (v *visitor) movesResource() {
	v.t.Helper()
	const layer = "Basemap borders"
	v.open(resourcesPath + "?q=layers-0009")
	asks[bool](v, "window.stayed = true")
	v.click("link", layer)
	v.click("link", "Move…")
	v.see("dialog", "Move “"+layer+"”")
	v.reads("What lies in it goes along.")
	v.click("radio", "Land registry")
	v.click("button", "Move")
	v.reads("The resource was moved.")
	v.see("dialog", layer)
	v.focus("link", "Move…")
	v.holds(`document.querySelector('tbody').innerText.includes('Land registry')`)
	v.holds("window.stayed === true")
}

// changesKinds adds a kind in a kind, gives it other words, and can't lay that one into its own.
func (v *visitor) changesKinds() {
	v.t.Helper()
	v.open(resourcesPath + "/kinds")
	asks[bool](v, "window.stayed = true")
	v.click("link", "Add kind of resource")
	v.click("button", "Add kind of resource")
	v.reads("The kind was not added.")
	v.fill("textbox", "Short name", "styles")
	v.fill("textbox", "One is called", "style")
	v.fill("textbox", "Several are called", "styles")
	v.click("radio", "layers")
	v.click("button", "Add kind of resource")
	v.reads("The kind was added, with its permissions for groups.")
	v.reads("each lies in a layer")
	v.click("link", "Change the kind “styles”")
	v.fill("textbox", "Several are called", "map styles")
	v.click("button", "Save")
	v.reads("The kind was changed.")
	v.see("link", "Change the kind “map styles”")
	v.holds("window.stayed === true")
}

func (v *visitor) destroysResource() {
	v.t.Helper()
	v.click("link", "Destroy…")
	v.reads("1 resource is destroyed. This cannot be undone.")
	v.focus("button", "Cancel")
	v.click("button", "Destroy 1 resource")
	v.gone("link", renamedProject)
	v.see("heading", "No resource matches.")
	v.gone("dialog", renamedProject)
	v.at(resourcesPath + "?q=tide-gauges")
}
