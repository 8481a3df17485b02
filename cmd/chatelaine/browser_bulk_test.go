package main

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// walkBulkActs does things to keys together, takes one back, and looks at every dialog.
func walkBulkActs(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	c := checker{visitor: v, axe: loadAxe(t), look: "wide", runs: &atomic.Int64{}, found: &atomic.Int64{}}
	v.watch.expect(422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.tick(idleKey)
	v.tick(nightlyKey)
	v.click("button", "Deactivate…")
	v.see("dialog", "Deactivate keys")
	c.check("the form of a deactivation of many")
	v.click("radio", "24 hours")
	v.fill("textbox", "Reason (optional)", "Rehearsal")
	v.click("button", "Preview")
	v.see("dialog", "Deactivate keys")
	v.reads("2 keys change.")
	c.check("the plan of a deactivation of many")
	v.click("button", "Deactivate 2 keys")
	v.gone("dialog", "Deactivate keys")
	v.reads("2 keys were deactivated.")
	v.wantSelected(2, 2)
	off := `[...document.querySelectorAll('#keys tbody tr')].some(row => row.textContent.includes("` + idleKey + `") && row.textContent.includes('Inactive'))`
	v.holds(off)
	c.checkAll("what many were changed to, and can be undone", axeUnderToast)
	v.click("button", "Undo")
	v.reads("Undone for 2 keys.")
	v.holds("!" + off)
	v.holds("!document.querySelector('.toast.undoable')")

	v.click("button", "Labels…")
	v.see("dialog", "Change labels")
	v.click("button", "Preview")
	v.reads("Nothing was changed.")
	c.check("a mistake in the labels of many")
	v.fill("textbox", "Labels to set", "rehearsal: yes")
	v.click("button", "Preview")
	v.reads("Labels that they get: rehearsal: yes.")
	c.check("the plan of the labels of many")
	v.focus("button", "Change 2 keys")
	v.press(kb.Enter)
	v.reads("2 keys were changed.")
	v.click("button", "Labels…")
	v.fill("textbox", "Labels to set", "rehearsal: yes")
	v.click("button", "Preview")
	v.reads("None of 2 keys changes: they are so already.")
	v.click("button", "Back")
	v.see("button", "Preview")
	v.press(kb.Escape)
	v.reads("Press Escape again to discard what you typed.")
	c.check("what was typed would be discarded")
	v.press(kb.Escape)
	v.gone("dialog", "Change labels")

	v.click("button", "Groups…")
	v.see("dialog", "Change groups")
	c.check("the form of the groups of many")
	v.pickGroup("Partners")
	v.click("button", "Preview")
	v.reads("Groups that they get: Partners.")
	c.check("the plan of the groups of many")
	v.press(kb.Escape, kb.Escape)
	v.gone("dialog", "Change groups")
	v.click("button", "Expiry…")
	v.see("dialog", "Change expiry")
	c.check("the form of the expiry of many")
	v.click("button", "Preview")
	v.reads("They work until the end of ")
	c.check("the plan of the expiry of many")
	v.holds("window.stayed === true")
	asks[bool](v, "document.querySelector('dialog:modal form').submit() ?? true") // as a page
	v.see("heading", "Change carried out")
	v.reads("2 keys were changed.")
	c.check("the result as a page")
}

// walkPlainBulkActs does the same to ticks on a page without scripts.
func walkPlainBulkActs(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.signIn(p)
	v.tick(idleKey)
	v.tick(nightlyKey)
	v.click("button", "Deactivate…")
	v.see("heading", "Deactivate keys")
	v.click("button", "Preview")
	v.reads("2 keys change.")
	v.click("button", "Deactivate 2 keys")
	v.reads("2 keys were deactivated.")
	v.click("button", "Undo")
	v.reads("Undone for 2 keys.")
	v.click("link", "To the API keys")
	v.see("heading", "API keys")
}

// walkPhoneBulkActs finds the acts in a menu where the bar has no room for them.
func walkPhoneBulkActs(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{phone: true})
	c := checker{visitor: v, axe: loadAxe(t), look: "phone", runs: &atomic.Int64{}, found: &atomic.Int64{}}
	v.signIn(p)
	v.tick(newestKey)
	v.click("button", "More")
	c.checkUnder("the menu of the bar", "#bulk-more, #bulk, .topbar")
	v.click("menuitem", "Activate…")
	v.see("dialog", "Activate keys")
	v.reads("1 key doesn’t change: it is so already.")
	c.check("the plan of many on a phone")
	v.press(kb.Escape)
	v.gone("dialog", "Activate keys")
}
