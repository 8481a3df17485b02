package main

import (
	"context"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// rowHas waits until a key's row says something.
func (v *visitor) rowHas(key, text string) {
	v.t.Helper()
	v.holds(`[...document.querySelectorAll('#keys tbody tr')].some(row => row.innerText.includes("` + key + `") && row.innerText.includes("` + text + `"))`)
}

// fromMenu chooses an item of a row's menu.
func (v *visitor) fromMenu(key, item string) {
	v.t.Helper()
	v.click("button", "Actions for "+key)
	v.click("menuitem", item)
}

// walkSwitch changes a key from its row and from its information, with the mouse and the keyboard; the page stays.
func walkSwitch(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	walkRename(v)
	walkOffAndOn(v)
	walkExpiry(v)
	v.menuDelete(nightlyKey)
	v.click("link", "Deactivate instead")
	v.see("dialog", "Deactivate key")
	v.gone("dialog", "Delete “"+nightlyKey+"”: are you sure?")
	v.press(kb.Enter)
	v.reads("“" + nightlyKey + "” is inactive until further notice.")
	v.rowHas(nightlyKey, "Inactive")
	v.holds("window.stayed === true")
	walkBackToLife(v)
}

func walkRename(v *visitor) {
	v.t.Helper()
	v.fromMenu(idleKey, "Rename")
	v.see("dialog", "Rename key")
	v.focus("textbox", "Name")
	v.writes(nightlyKey)
	v.reads("A key named “" + nightlyKey + "” already exists. Choose another name.")
	v.press(kb.Enter)
	v.reads("The key was not renamed.")
	v.fill("textbox", "Name", "Cadastre, the mirror")
	v.press(kb.Enter)
	v.reads("The key is called “Cadastre, the mirror” now.")
	v.gone("dialog", "Rename key")
	v.rowHas("Cadastre, the mirror", "Active")
	v.focus("button", "Actions for Cadastre, the mirror")
	v.click("link", "Cadastre, the mirror")
	v.see("dialog", "Cadastre, the mirror")
	v.click("link", "Rename")
	v.focus("textbox", "Name")
	v.writes(idleKey)
	v.press(kb.Enter)
	v.see("dialog", idleKey)
	v.rowHas(idleKey, "Active")
	v.focus("link", "Rename")
}

func walkOffAndOn(v *visitor) {
	v.t.Helper()
	v.click("button", "Deactivate")
	v.see("dialog", "Deactivate key")
	v.reads("Programs that use it are refused from the moment that you confirm.")
	v.focus("radio", "Until further notice")
	v.press(kb.ArrowDown, kb.Tab)
	v.focus("textbox", "Reason")
	v.writes("Seen in a log")
	v.press(kb.Enter)
	v.reads("“" + idleKey + "” is inactive until: ")
	v.gone("dialog", "Deactivate key")
	v.rowHas(idleKey, "Inactive")
	v.holds(`document.querySelector('#info').innerText.includes('Seen in a log')`)
	v.see("link", "Deactivate for longer")
	v.click("button", "Activate")
	v.reads("“" + idleKey + "” is active again.")
	v.rowHas(idleKey, "Active")
	v.focus("button", "Deactivate")
	v.press(kb.Enter)
	v.see("dialog", "Deactivate key")
	v.press(kb.Escape)
	v.focus("button", "Deactivate")
	v.fromMenu(idleKey, "Deactivate")
	v.click("radio", "Until the end of a day")
	v.click("button", "Deactivate")
	v.reads("Inactive until the end of is not a date.")
	v.click("radio", "Until further notice")
	v.click("button", "Deactivate")
	v.reads("“" + idleKey + "” is inactive until further notice.")
	v.rowHas(idleKey, "Inactive")
	v.fromMenu(idleKey, "Activate") // asks nothing
	v.rowHas(idleKey, "Active")
	v.fromMenu(idleKey, "Deactivate")
	v.click("radio", "Until the end of a day")
	asks[bool](v, "(document.querySelector('#until').valueAsNumber = Date.now() + 5 * 864e5) > 0")
	v.click("button", "Deactivate")
	v.rowHas(idleKey, "Inactive")
	v.holds(`/Inactive until/.test(document.querySelector('#info').innerText)`)
	v.fromMenu(idleKey, "Activate") // is called off
	v.rowHas(idleKey, "Active")
	v.focus("button", "Actions for "+idleKey)
}

func walkExpiry(v *visitor) {
	v.t.Helper()
	v.fromMenu(idleKey, "Change expiry")
	v.see("dialog", "Change expiry")
	v.click("radio", "1 year")
	v.click("button", "Change expiry")
	v.reads("“" + idleKey + "” ends with ")
	v.gone("dialog", "Change expiry")
	v.holds(`document.querySelector('#info').innerText.includes(new Date().getFullYear() + 1)`)
}

// walkBackToLife gives a key that has ended another expiry, with which it is active again.
func walkBackToLife(v *visitor) {
	v.t.Helper()
	v.open(tablePath + "?status=expired")
	ended := v.rows()[0]
	v.fromMenu(ended, "Change expiry")
	v.see("dialog", "Change expiry")
	v.click("radio", "90 days")
	v.click("button", "Change expiry")
	v.reads("“" + ended + "” ends with ")
	v.gone("link", ended)
	v.open(tablePath + "?q=" + url.QueryEscape(ended))
	v.rowHas(ended, "Active")
}

// walkPlainSwitch does it as pages.
func walkPlainSwitch(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.watch.expect(409, 422)
	v.signIn(p)
	v.click("link", idleKey)
	v.click("link", "Rename")
	v.see("heading", "Rename key")
	v.fill("textbox", "Name", nightlyKey)
	v.click("button", "Rename")
	v.reads("A key named “" + nightlyKey + "” already exists.")
	v.fill("textbox", "Name", "Cadastre, the mirror")
	v.click("button", "Rename")
	v.see("heading", "Cadastre, the mirror")
	v.click("button", "Deactivate")
	v.clickTimes(v.seeLike("radio", "^1 hour .until "), 1)
	v.click("button", "Deactivate")
	v.see("heading", "Cadastre, the mirror")
	v.reads("by Ada Moreau")
	address := v.address()
	v.click("button", "Activate")
	v.see("button", "Deactivate")
	v.open(address + "/activate")
	v.reads("is active already.")
	v.open(address)
	v.click("link", "Change expiry")
	v.see("heading", "Change expiry")
	v.click("button", "Change expiry")
	v.see("heading", "Cadastre, the mirror")
}

// walkSwitchPages checks each page and dialog of these changes, wide in both themes, and on a phone.
func walkSwitchPages(t *testing.T, browser context.Context) {
	p := startDemo(t)
	for name, l := range looks {
		c := checker{axe: loadAxe(t), look: name, runs: &atomic.Int64{}, found: &atomic.Int64{}}
		c.visitor = visit(t, browser, p.base, l)
		c.open("/sign-in")
		c.fill("textbox", "E-mail address", p.email)
		c.fill("textbox", "Password", p.password)
		c.click("button", "Sign in")
		c.at(tablePath)
		switching(c)
		t.Logf("axe, %s: %d runs, %d violations", name, c.runs.Load(), c.found.Load())
	}
}

// switching is what axe sees of these changes.
func switching(c checker) {
	c.watch.expect(422)
	c.open(tablePath)
	c.click("link", idleKey)
	c.see("dialog", idleKey)
	c.click("link", "Rename")
	c.see("dialog", "Rename key")
	c.fill("textbox", "Name", nightlyKey)
	c.reads("A key named “" + nightlyKey + "” already exists.")
	c.check("rename")
	c.press(kb.Enter)
	c.reads("The key was not renamed.")
	c.check("rename-errors")
	c.discard()
	c.click("link", "Change expiry")
	c.see("dialog", "Change expiry")
	c.check("expiry")
	c.press(kb.Escape)
	c.click("button", "Deactivate")
	c.see("dialog", "Deactivate key")
	c.check("deactivate")
	c.click("radio", "Until the end of a day")
	c.click("button", "Deactivate")
	c.reads("Inactive until the end of is not a date.")
	c.check("deactivate-errors")
	c.fill("textbox", "Reason", "Seen in a log")
	c.press(kb.Tab)
	c.click("radio", "Until further notice")
	c.press(kb.ArrowDown)
	c.click("button", "Deactivate")
	c.see("link", "Deactivate for longer")
	c.check("information-inactive")
	address := asks[string](c.visitor, `document.querySelector('#info-rename').pathname.replace('/rename', '')`)
	for _, below := range []string{"/rename", "/deactivate", "/activate", "/expiry"} {
		c.open(address + below)
		c.check("page-of-" + below[1:])
	}
	c.open(address)
	c.check("information-inactive-page")
	c.click("button", "Activate")
	c.see("button", "Deactivate")
	c.open(tablePath)
}
