package main

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const auditPath = "/o/meridian-survey/audit"

// walkAudit does something to a key, finds it in the audit log by its name, reads its details, filters, and takes the log
// away; and has the checker look, wide and on a phone.
func walkAudit(t *testing.T, browser context.Context) {
	p := startDemo(t)
	for name, l := range looks {
		v := visit(t, browser, p.base, l)
		c := checker{visitor: v, axe: loadAxe(t), look: name, runs: &atomic.Int64{}, found: &atomic.Int64{}}
		v.open("/sign-in")
		v.fill("textbox", "E-mail address", p.email)
		v.fill("textbox", "Password", p.password)
		v.click("button", "Sign in")
		v.at(tablePath)
		if len(must(c.find("link", idleKey))) > 0 {
			deactivating(c)
		}
		auditing(c, `^Ada Moreau deactivated “`+idleKey+`”`)
		if !l.phone {
			auditFiltered(v)
		}
	}
}

// deactivating does something that the audit log tells of, once.
func deactivating(c checker) {
	c.click("link", idleKey)
	c.see("dialog", idleKey)
	if len(must(c.find("button", "Deactivate"))) > 0 {
		c.click("button", "Deactivate")
		c.see("dialog", "Deactivate key")
		c.fill("textbox", "Reason", "Rehearsal of the move")
		c.click("button", "Deactivate")
		c.gone("dialog", "Deactivate key")
		c.idle()
	}
}

// auditing is what axe sees of the audit log, and of the details of one event.
func auditing(c checker, event string) {
	c.idle()
	c.open(auditPath)
	c.see("heading", "Audit log")
	c.reads("The operator imported the organization Meridian Survey")
	c.check("audit")
	c.clickTimes(c.seeLike("link", event), 1)
	c.see("heading", "Before and after")
	c.check("audit-details")
	c.holds("/^[?]key=[0-9]+$/.test(location.search)")
	c.open(c.address()) // as a reload
	c.see("heading", "Before and after")
	c.press(kb.Escape)
	c.holds("!location.search")
	c.clickTimes(c.seeLike("link", event), 1)
	c.see("heading", "Before and after")
	c.back()
	c.gone("heading", "Before and after")
	c.holds("!location.search")
	c.open(auditPath + "?what=groups")
	c.see("heading", "No event matches.")
	c.check("audit-none")
}

// auditFiltered filters and searches in place, and exports what is shown.
func auditFiltered(v *visitor) {
	v.open(auditPath)
	asks[bool](v, "window.stayed = true")
	v.fill("searchbox", "Search the audit log by person, name or address", idleKey)
	v.holds("location.search.startsWith('?q=') && document.querySelectorAll('#audit tr[id]').length === 3")
	v.click("button", "Filter")
	v.click("menuitem", "Who")
	v.click("checkbox", "The operator")
	v.click("button", "Apply")
	v.see("heading", "No event matches.")
	v.click("link", "Remove filter Who: The operator")
	v.holds("document.querySelectorAll('#audit tr[id]').length === 3")
	folder := v.downloads()
	v.click("button", "Export")
	v.click("menuitem", "CSV for spreadsheets")
	path := filepath.Join(folder, "meridian-survey-audit-*.csv")
	if rows := v.sheet(path, 4); !strings.Contains(strings.Join(rows[1], " "), "Rehearsal of the move") {
		v.t.Errorf("the file has %q", rows)
	}
	v.holds("window.stayed === true")
}
