package main

import (
	"context"
	"strings"
	"testing"
)

const dashboardPath = "/o/meridian-survey/dashboard"

// walkDashboard goes from the dashboard's numbers to the tables of what they count, and sees the board change in place.
func walkDashboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.click("link", "Dashboard")
	v.at(dashboardPath)
	v.reads("240 keys.")
	v.seeLike("image", `^Keys by status: \d+ active, \d+ expiring soon, \d+ expired and \d+ inactive\.$`)
	v.reads("imported the organization")
	for _, link := range []string{`^\d+ keys end in the next 14 days\.$`, `^\d+ Expired$`, `^Not confirmed \d+$`, `^Own resources \d+$`, `^.*: \d+ keys?$`} {
		found := v.seeLike("link", link)
		n := firstNumber(strings.TrimPrefix(found.name[strings.LastIndex(found.name, ":")+1:], " "))
		v.clickTimes(found, 1)
		v.holds("location.pathname === '" + tablePath + "' && document.readyState === 'complete'")
		v.reads(" of " + n)
		v.open(dashboardPath)
	}
	dashboardAddsKey(v)
	v.click("link", newKey) // in the latest changes
	v.see("dialog", newKey)
	v.holds("location.pathname === '" + tablePath + "'")
}

// dashboardAddsKey makes a key without leaving: the numbers and the changes follow.
func dashboardAddsKey(v *visitor) {
	v.t.Helper()
	asks[bool](v, "window.stayed = true")
	v.click("link", "Add key")
	v.fill("textbox", "Name", newKey)
	v.click("radio", "1 year")
	v.click("radio", "User")
	v.click("button", "Create")
	mouseStoresKey(v)
	v.reads("241 keys.")
	v.reads("Ada Moreau created “" + newKey + "”")
	v.holds("document.querySelector('#count-key-round').textContent === '241'")
	v.holds("window.stayed === true")
	v.focus("link", "Add key")
}

// walkPlainDashboard is the dashboard without scripts, on a phone, of an organization in which the person is a manager.
func walkPlainDashboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true, phone: true})
	v.signIn(p)
	v.open(dashboardPath)
	v.reads("240 keys.")
	v.clickTimes(v.seeLike("link", `^\d+ Expiring soon$`), 1)
	v.at(tablePath + "?status=expiring&sort=expires")
	v.open("/o/delta-waterboard/dashboard")
	v.see("heading", "Dashboard")
	v.see("heading", "Latest changes")
	v.holds("document.documentElement.scrollWidth <= innerWidth")
}

// dashboards are what axe looks at.
func dashboards(c checker) {
	c.open(dashboardPath)
	c.see("heading", "Dashboard")
	c.check("dashboard")
	c.open(tablePath)
}
