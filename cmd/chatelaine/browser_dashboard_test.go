package main

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
)

const dashboardPath = "/o/meridian-survey/dashboard"

// walkDashboard goes from the dashboard's numbers to the tables of what they count.
func walkDashboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.click("link", "Dashboard")
	v.at(dashboardPath)
	v.reads("240 keys.")
	v.seeLike("image", `^Keys by status: \d+ active, \d+ expiring soon, \d+ expired and \d+ inactive\.$`)
	v.reads("imported the organization")
	onBoard(v, "wide").check("dashboard")
	for _, link := range []string{`^\d+ keys end in the next 14 days\.$`, `^\d+ Expired$`, `^Not confirmed \d+$`, `^Never used \d+$`, `^Not used for 90 days \d+$`, `^Nobody to ask \d+$`, `^Own resources \d+$`, `^This week: \d+ keys?$`} {
		found := v.seeLike("link", link)
		n := firstNumber(strings.NewReplacer("This week: ", "", " 90 ", "").Replace(found.name))
		v.clickTimes(found, 1)
		v.holds("location.pathname === '" + tablePath + "' && document.readyState === 'complete'")
		v.reads(" of " + n)
		v.open(dashboardPath)
	}
	walkRefused(v)
}

// walkRefused goes from what was refused to a key, and from its id to the reason with the switch that changes it.
func walkRefused(v *visitor) {
	v.clickTimes(v.seeLike("link", `^Inactive: [\d,]+ requests?$`), 1)
	v.see("heading", "Refused requests: Inactive")
	onBoard(v, "wide").check("refused")
	v.fill("textbox", "Reference, key ID or whole key", "AAAAAAAAAAAAAAAA")
	v.click("button", "Look it up")
	v.reads("Nothing is known of this reference here.")
	v.open(asks[string](v, "document.querySelector('.plain a[aria-label]').getAttribute('href')"))
	v.see("heading", "Inactive")
	v.click("link", "Activate")
	v.see("dialog", "Activate key")
	v.click("button", "Activate")
	v.see("heading", "It would be let in")
	v.gone("link", "Activate")
}

// onBoard has the checker look at a dashboard.
func onBoard(v *visitor, look string) checker {
	return checker{visitor: v, axe: loadAxe(v.t), look: look, runs: &atomic.Int64{}, found: &atomic.Int64{}}
}

// walkFirstDashboard is that of an organization without keys, which gets its first one: the numbers and the changes
// follow where they are.
func walkFirstDashboard(t *testing.T, browser context.Context) {
	p := startServe(t)
	v := visit(t, browser, p.base, look{})
	v.open(p.link)
	v.fill("textbox", "Organization name", "Harbour & Sons")
	v.fill("textbox", "Your name", "Rosa Díaz")
	v.fill("textbox", "Your e-mail address", "rosa@harbour.example")
	v.fill("textbox", "Password", "four crates of salted herring")
	v.click("button", "Create organization")
	v.click("link", "Dashboard")
	v.see("heading", "No keys yet.")
	v.reads("Rosa Díaz created the organization Harbour & Sons")
	onBoard(v, "wide").check("dashboard-empty")
	asks[bool](v, "window.stayed = true")
	v.click("link", "Add key")
	v.fill("textbox", "Name", newKey)
	v.click("radio", "1 year")
	v.click("radio", "User")
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	v.store()
	v.reads("1 key.")
	v.reads("Rosa Díaz created “" + newKey + "”")
	v.holds("document.querySelector('#count-key-round').textContent === '1'")
	v.holds("window.stayed === true")
	v.focus("link", "Add key")
	onBoard(v, "wide").check("dashboard-one-key")
	v.click("link", newKey) // in the latest changes
	v.see("dialog", newKey)
	v.holds("location.pathname.endsWith('/keys')")
}

// walkPhoneDashboard has the checker look at the dashboard on a phone.
func walkPhoneDashboard(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{phone: true})
	v.signIn(p)
	dashboards(onBoard(v, "phone"))
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

// dashboards are what the checker looks at.
func dashboards(c checker) {
	c.open(dashboardPath)
	c.see("heading", "Dashboard")
	c.check("dashboard")
	c.open(tablePath)
}
