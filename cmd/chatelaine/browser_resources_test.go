package main

import (
	"context"
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
	v.watch.expect(422)
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
	v.destroysResource()
	v.holds("window.stayed === true")
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

func walkResourcePages(t *testing.T, browser context.Context) { checkLooks(t, browser, resourcePages) }

// resourcePages are the list of resources, the information of one, each dialog about one, and the kinds.
func resourcePages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(422)
	c.signIn(p)
	c.open(resourcesPath)
	c.see("heading", "Resources")
	c.check("resources")
	c.open(resourcesPath + "/kinds")
	c.see("heading", "Kinds of resources")
	c.check("kinds")
	c.open(resourcesPath + "/register?kind=layers")
	c.click("button", "Register")
	c.reads("The resource was not registered.")
	c.check("resource-register-errors")
	c.open(resourcesPath + "?q=basemap")
	c.click("link", "Basemap relief")
	c.see("region", "Resource information")
	c.check("resource")
	handingOver(c)
}

// handingOver is what is done to the resource whose information is open.
func handingOver(c checker) {
	c.click("link", "Give access")
	c.see("searchbox", "Search members and keys")
	c.check("resource-access")
	c.press(kb.Escape)
	c.gone("searchbox", "Search members and keys")
	c.click("link", "Transfer…")
	c.see("searchbox", "Search members and keys")
	c.check("resource-transfer")
	c.click("radio", "Ingrid Halvorsen")
	c.click("button", "Continue")
	c.see("button", "Transfer")
	c.check("resource-transfer-plan")
	c.press(kb.Escape)
	c.gone("button", "Transfer")
	c.click("link", "Destroy…")
	c.reads("This cannot be undone.")
	c.check("resource-destroy")
}
