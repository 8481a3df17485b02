package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const membersPath = "/o/meridian-survey/members"

// walkMembers sorts, filters, searches and turns the list of members, without leaving the page.
func walkMembers(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.open(membersPath)
	v.reads("29 people")
	asks[bool](v, "window.stayed = true")
	v.watch.count()
	v.click("link", "Next")
	v.reads("26–29 of 29")
	v.at(membersPath + "?after=25")
	v.wantWeight("another page of members", swapRequests, swapBytes)
	v.back()
	v.reads("1–25 of 29")

	v.click("button", "Role column options")
	v.click("menuitemradio", "Sort descending")
	v.at(membersPath + "?sort=-role")
	v.focus("button", "Role column options")
	v.click("button", "Filter")
	v.click("menuitem", "Role")
	v.click("checkbox", "Administrator")
	v.click("button", "Apply")
	v.at(membersPath + "?role=administrator&sort=-role")
	v.reads("1–1 of 1")
	v.click("link", "Remove filter Role: Administrator")
	v.reads("1–25 of 29")
	v.click("button", "Filter")
	v.click("menuitem", "Groups")
	v.fill("searchbox", "Search groups", "hydro")
	v.gone("checkbox", "Auditors")
	v.click("checkbox", "Hydrology")
	v.click("button", "Apply")
	v.reads("Groups Hydrology")
	v.click("link", "Clear all")
	v.at(membersPath + "?sort=-role")

	v.press("/")
	v.focus("searchbox", "Search members by name or e-mail address")
	v.fill("searchbox", "Search members by name or e-mail address", "campos")
	v.at(membersPath + "?q=campos&sort=-role")
	v.reads("1–1 of 1")
	v.back()
	v.at(membersPath + "?sort=-role")
	v.reads("1–25 of 29")
	v.idle()
	v.click("button", "Role column options")
	v.click("menuitem", "Hide column")
	v.gone("button", "Role column options")
	v.focus("button", "Columns")
	v.press("j")
	v.focus("link", "Ada Moreau")
	v.press(".")
	v.see("menu", "Actions for Ada Moreau")
	v.press(kb.Escape)
	v.holds("window.stayed === true")
	v.holds("document.documentElement.scrollWidth <= innerWidth")
}
