package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// walkDeletedElsewhere deletes a key that another tab has deleted meanwhile.
func walkDeletedElsewhere(t *testing.T, browser context.Context) {
	const gone = "“" + idleKey + "” was already deleted by Ada Moreau"
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(404, 410)
	v.signIn(p)
	other := v.secondTab(look{})
	other.watch.expect(404, 410)
	other.open(tablePath)
	address := asks[string](other, `[...document.querySelectorAll('#keys a')].find(a => a.innerText === '`+idleKey+`').pathname`)
	other.click("button", "Actions for "+idleKey)
	other.click("menuitem", "Delete…")
	other.see("alertdialog", "Delete “"+idleKey+"”?")
	mouseDeletesIdleKey(v)
	other.click("button", "Delete key")
	other.see("alertdialog", "This key is gone.")
	other.reads(gone)
	other.focus("button", "Close")
	onBoard(other, "wide").check("a key that is gone")
	other.press(kb.Enter)
	other.gone("button", "Actions for "+idleKey)
	other.reads("1–25 of 239")
	other.open(address)
	other.see("heading", "This key is gone.")
	other.reads(gone)
}

// walkStalePlan confirms a plan that the deletion of another key has changed.
func walkStalePlan(t *testing.T, browser context.Context) {
	const stagingKey = "Tile server · staging"
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(409, 422)
	v.signIn(p)
	v.click("button", "Actions for "+stagingKey)
	v.click("menuitem", "Delete…")
	v.click("button", "Continue")
	v.click("radio", "Leave them to their other owners")
	v.click("button", "Continue")
	v.see("alertdialog", "Delete “"+stagingKey+"”?")
	v.reads("4 resources stay with their other owners")
	other := v.secondTab(look{})
	other.watch.expect(422)
	other.open(tablePath)
	mouseDestroys(other)
	v.click("button", "Delete key")
	v.reads("Something changed since this plan was shown. Nothing was deleted. This is how it is now.")
	v.holds("document.querySelector('dialog:modal') !== null")
	onBoard(v, "wide").check("a plan that no longer holds")
	other.open(tablePath)
	other.see("button", "Actions for "+stagingKey)
}
