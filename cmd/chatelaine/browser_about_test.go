package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// describedKey is a key of the demo's of which something is said.
const describedKey = "Nightly parcel import"

// walkAbout says what a key is for from its row and its information, while somebody else does, and finds it by that.
func walkAbout(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(409, 422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "What it is for")
	v.see("dialog", "What it is for")
	v.focus("textbox", "Purpose")
	v.press(kb.Escape)
	v.gone("dialog", "What it is for")
	v.focus("button", "Actions for "+idleKey)
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "What it is for")
	v.fill("textbox", "Purpose", "Shows the ferries on the quay")
	v.fill("textbox", "Labels", "production")
	v.click("button", "Save")
	v.reads("Labels have no colon between a name and a value in line 1.")
	v.fill("textbox", "Labels", "env: production")
	v.click("button", "Save")
	v.reads("Saved what “" + idleKey + "” is for.")
	v.gone("dialog", "What it is for")
	aboutBesideAnother(v)
	findByAbout(v)
	v.holds("window.stayed === true")
}

// aboutBesideAnother opens the form from the information, lets another tab be quicker, and decides again.
func aboutBesideAnother(v *visitor) {
	v.t.Helper()
	v.click("link", idleKey)
	v.see("dialog", idleKey)
	v.reads("Shows the ferries on the quay")
	v.click("link", "Change what it is for")
	v.see("dialog", "What it is for")
	address := asks[string](v, "document.querySelector('#info-describe').pathname")
	other := v.secondTab(look{})
	other.open(address)
	other.fill("textbox", "Purpose", "Shows the trams")
	other.click("button", "Save")
	other.reads("Shows the trams")
	v.fill("textbox", "Purpose", "Shows the buses")
	v.click("button", "Save")
	v.reads("while the form was open. Nothing was done by you.")
	v.reads("Shows the trams")
	v.holds("document.querySelector('#purpose').value === 'Shows the buses'")
	onBoard(v, "wide").check("what somebody else did meanwhile")
	v.click("button", "Save")
	v.reads("Saved what “" + idleKey + "” is for.")
	v.holds("document.querySelector('#info-about').innerText.includes('Shows the buses')")
	v.holds("document.querySelector('#info-history').innerText.includes('Shows the trams')")
	v.press(kb.Escape)
}

// findByAbout searches, filters and shows the columns.
func findByAbout(v *visitor) {
	v.t.Helper()
	v.click("button", "Filter")
	v.click("menuitem", "Labels")
	v.fill("searchbox", "Search labels", "env: prod")
	v.gone("checkbox", "team: maps")
	v.click("checkbox", "env: production")
	v.click("button", "Apply")
	v.see("link", "Remove filter Labels: env: production")
	v.click("link", "Clear all")
	v.click("button", "Filter")
	v.click("menuitem", "Contact")
	v.click("checkbox", "Nobody")
	v.click("button", "Apply")
	v.at(tablePath + "?contact=left")
	v.see("link", "Borehole registry sync")
	v.open(tablePath + "?q=buses&cols=name,purpose,labels,contact")
	asks[bool](v, "window.stayed = true")
	v.reads("1–1 of 1")
	v.reads("Shows the buses")
	v.see("columnheader", "Purpose")
	v.click("link", "Clear all")
	v.see("link", describedKey)
}

// walkPlainAbout does it as pages, and reads the history.
func walkPlainAbout(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.watch.expect(422)
	v.signIn(p)
	v.click("link", idleKey)
	v.see("heading", idleKey)
	v.click("link", "Change what it is for")
	v.see("heading", "What it is for")
	v.fill("textbox", "Purpose", "Shows the ferries")
	v.fill("textbox", "Labels", "env production")
	v.click("button", "Save")
	v.reads("Nothing was changed.")
	v.fill("textbox", "Labels", "env: production")
	v.click("button", "Save")
	v.see("heading", idleKey)
	v.reads("Shows the ferries")
	v.reads("Ada Moreau changed what the key is for")
}

// describing is what axe sees of it.
func describing(c checker) {
	c.watch.expect(409, 422)
	c.open(tablePath)
	c.click("link", idleKey)
	c.see("dialog", idleKey)
	for _, purpose := range []string{"Shows the ferries", "Shows the trams", "Shows the buses", "Shows the ferries", "Shows the trams", "Shows the buses"} {
		c.click("link", "Change what it is for")
		c.see("dialog", "What it is for")
		c.fill("textbox", "Purpose", purpose)
		c.fill("textbox", "Labels", "env: production\nteam: "+purpose)
		c.click("button", "Save")
		c.gone("dialog", "What it is for")
		c.holds("document.querySelector('#info-about').innerText.includes('" + purpose + "')")
	}
	c.click("link", "Change what it is for")
	c.see("dialog", "What it is for")
	c.check("describe")
	c.fill("textbox", "Labels", "production")
	c.click("button", "Save")
	c.reads("Nothing was changed.")
	c.check("describe-refused")
	c.discard()
	c.gone("dialog", "What it is for")
	asks[bool](c.visitor, "(document.querySelector('#info-history').scrollIntoView(), document.querySelector('#toasts').replaceChildren(), true)")
	c.check("information-history")
	c.click("link", "Earlier")
	c.holds("document.querySelectorAll('#info-history li').length > 5")
	c.check("information-earlier")
	address := asks[string](c.visitor, "document.querySelector('#info-describe').pathname.replace('/about', '')")
	for name, path := range map[string]string{"describe-page": "/about", "history-page": "/history", "information-about-page": ""} {
		c.open(address + path)
		c.check(name)
	}
	c.open(tablePath + "?cols=name,purpose,labels,contact&labels=env:production&contact=left")
	c.check("columns-about")
	c.open(tablePath + "?cols=name,status,purpose,labels,contact")
	c.check("columns-about-all")
	c.open(tablePath)
}
