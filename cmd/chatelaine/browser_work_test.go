package main

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// walkWork does something to more keys than one plan has: it looks at what that would do, begins it, sees it end without a
// new page, and takes the result away.
func walkWork(t *testing.T, browser context.Context) {
	p := startDemo(t, "--keys", "1100")
	v := visit(t, browser, p.base, look{})
	c := checker{visitor: v, axe: loadAxe(t), look: "wide", runs: &atomic.Int64{}, found: &atomic.Int64{}}
	folder := v.downloads()
	v.signIn(p)
	v.click("checkbox", "Select all keys on this page")
	v.click("button", "Work on all 1,100…")
	v.see("heading", "Work on 1,100 keys")
	c.check("what is chosen")

	v.click("link", "Delete…")
	v.see("heading", "Delete keys")
	v.reads("they own resources")
	v.reads("It is done in the background, in steps of 1,000 keys: 2 in all.")
	c.check("the preview of a deletion of many")
	v.click("link", "Cancel")

	v.click("link", "Labels…")
	v.wantLate()
	c.check("the form of work")
	v.fill("textbox", "Labels to set", "rehearsal: yes")
	v.click("button", "Preview")
	v.reads("1,100 keys change.")
	c.check("the preview of labels of many")
	v.click("button", "Back")
	if typed := v.see("textbox", "Labels to set").value; typed != "rehearsal: yes" {
		t.Errorf("going back, the labels are %q", typed)
	}
	v.click("button", "Preview")
	v.click("button", "Change 1,100 keys")
	v.see("heading", "Change labels")
	v.holds("document.querySelector('section progress') !== null")
	asks[bool](v, "(window.running = document.querySelector('#bulk-work section').cloneNode(true), window.stayed = true)")
	v.reads("Done: all of 1,100 keys had their turn.")
	v.holds("window.stayed === true")
	c.check("work that is done")
	asks[bool](v, "(document.querySelector('#bulk-work section').replaceWith(running), true)") // it ends too soon to be looked at
	v.holds("document.querySelector('section progress') !== null")
	c.check("work that goes on")
	v.do("reload", chromedp.Reload())
	v.click("link", "Download the result")
	if rows := v.sheet(filepath.Join(folder, "meridian-survey-work-*.csv"), 1101); rows[1][2] != "changed" {
		t.Errorf("the result says %q", rows[1])
	}
}

// wantLate pretends that the form of the page is sent and has no answer yet: a line at the top says so.
func (v *visitor) wantLate() {
	v.t.Helper()
	const line = "getComputedStyle(document.querySelector('main form'), '::before')"
	v.holds(line + ".content === 'none'")
	asks[bool](v, "document.querySelector('main form').toggleAttribute('data-sent')")
	v.holds(line + ".opacity === '1' && parseFloat(" + line + ".width) >= innerWidth")
	asks[bool](v, "document.querySelector('main form').toggleAttribute('data-sent')")
}
