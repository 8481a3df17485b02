package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// walkThingPages checks each page and each dialog of resources and their kinds, of settings, of the help, and of the audit
// log.
func walkThingPages(t *testing.T, browser context.Context) {
	checkIn(t, browser, organizationLooks, thingPages)
}

// thingPages goes there in any language, as peoplePages does.
func thingPages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(409, 422)
	c.enter(p)
	selectedResources(c, l)
	registerPages(c)
	resourcePages(c)
	ownerPages(c)
	settingPages(c)
	auditPages(c)
}

// selectedResources are the list of resources, and what is done with several of them.
func selectedResources(c checker, l look) {
	c.open(resourcesPath)
	c.check("resources")
	c.on("#b-filter")
	c.on("#m-filter [popovertarget=f-kind]")
	c.check("resources-filter")
	c.open(resourcesPath)
	c.on("tbody tr:nth-child(2) [type=checkbox]")
	c.on("tbody tr:nth-child(3) [type=checkbox]")
	c.check("resources-selected")
	if l.phone {
		c.on("#bulk-more-button")
		c.dialog("#bulk-more [role=menuitem]")
	} else {
		c.dialog("#bulk .act-wide")
	}
	c.check("resources-transfer")
	c.press(kb.Escape)
	c.dialog("#bulk-delete")
	c.check("resources-destroy")
}

// registerPages are the steps in which a resource is registered, and the kinds that it can be of.
func registerPages(c checker) {
	c.open(resourcesPath)
	c.dialog("#register")
	c.check("resource-register-kind")
	c.open(resourcesPath + "/register?kind=layers")
	c.on("#ask-go")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("resource-register")
	c.shown("kinds", resourcesPath+"/kinds")
	c.dialog("#add-kind")
	c.check("kind-add")
	c.press(kb.Escape)
	c.dialog("#change-layers")
	c.check("kind-change")
}

// resourcePages are the information of a resource, each dialog about it, and its page once it has a history.
func resourcePages(c checker) {
	layer := c.first(resourcesPath, "basemap relief")
	c.panel()
	c.check("resource")
	for name, opener := range map[string]string{
		"rename": "#resource-rename", "move": "#resource-move", "owners": "#resource-owner", "access": "#resource-access", "destroy": "#resource-destroy",
	} {
		c.dialog(opener)
		c.check("resource-" + name)
		c.press(kb.Escape)
	}
	c.dialog("#resource-transfer")
	c.check("resource-transfer")
	c.on(".pick [type=radio][name=to]")
	c.on("#ask-go")
	c.holds("document.querySelector('#ask-about .plan') !== null")
	c.check("resource-transfer-plan")
	c.on("#ask-go")
	c.holds("document.querySelector('dialog:modal') === null")
	c.open(layer + "/rename")
	c.put("#name", "Basemap hillshade")
	c.on("#ask-go")
	c.holds("!location.pathname.includes('rename')")
	c.open(layer)
	c.scrolled("resource-history", "#resource-body")
}

// ownerPages are what a key owns, and the transfer of all that.
func ownerPages(c checker) {
	c.open(tablePath)
	id := c.idOf(nightlyKey)
	c.open(tablePath + "/" + id)
	c.scrolled("information-owns", "#key-page a[href*=transfer]")
	c.open(resourcesPath + "/transfer?from=" + id)
	c.on(".pick [type=radio][name=to]")
	c.on("#ask-go")
	c.holds("document.querySelector('#ask-about .plan') !== null")
	c.check("resources-transfer-plan")
}

// settingPages are the settings with what they say, and the help.
func settingPages(c checker) {
	c.shown("settings", settingsPath)
	c.scrolled("settings-end", "#review")
	c.put("#name", "")
	c.on("#review")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("settings-errors")
	c.open(settingsPath)
	c.put("#name", "Meridian Maps")
	c.on("[name=cap][value=yes]")
	c.put("#max_key_days", "90")
	c.on("[name=keys][value=administrators]")
	c.on("#review")
	c.holds("document.querySelector('.plan') !== null")
	c.check("settings-plan")
	c.shown("help", helpPath)
	c.shown("help-topic", helpPath+"/delete-keys")
	c.shown("help-gate", helpPath+"/gate")
	c.shown("licences", helpPath+"/licences")
}

// auditPages are the audit log, and what it says of a key that is gone.
func auditPages(c checker) {
	c.open(tablePath)
	c.open(tablePath + "/" + c.idOf(idleKey) + "/delete")
	c.on(".dlg-foot .danger")
	c.holds("!location.pathname.endsWith('/delete')")
	c.idle()
	c.open(auditPath)
	c.check("audit")
	c.on("#b-filter")
	c.on("#m-filter [popovertarget]")
	c.check("audit-filter")
	c.open(auditPath)
	c.on("#audit tbody tr[id] a")
	c.holds("document.querySelector('#info') !== null")
	c.check("audit-details")
}
