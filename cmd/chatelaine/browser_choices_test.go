package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// walkChoices opens filters, whose choices are counted then, and goes where the page's words lead.
func walkChoices(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.click("button", "Status column options")
	v.click("menuitem", "Filter…")
	v.wantAbout("checkbox", "Expired", "27")
	v.press(kb.Escape)

	v.click("button", "Created by column options")
	v.click("menuitem", "Filter…")
	v.wantAbout("checkbox", "Chloé Girard", "5")
	v.click("checkbox", "Chloé Girard")
	v.fill("searchbox", "Search creators", "halvor")
	v.gone("checkbox", "Kenji Watanabe")
	v.press(kb.Enter) // searches, and doesn't apply
	v.click("checkbox", "Ingrid Halvorsen")
	v.fill("searchbox", "Search creators", "nobody at all")
	v.see("checkbox", "Ingrid Halvorsen")
	v.see("checkbox", "Chloé Girard")
	v.click("button", "Apply")
	v.see("link", "Remove filter Created by: Chloé Girard, Ingrid Halvorsen")
	v.reads("1–16 of 16")

	v.click("button", "Created column options")
	v.click("menuitem", "Filter…")
	v.click("radio", "before a day")
	asks[bool](v, "(document.querySelector('[name=\"created.before\"]').value = '2010-03-01') !== ''")
	v.click("button", "Apply")
	v.reads("There is no key created by Chloé Girard or Ingrid Halvorsen, created before 1 Mar 2010.")
	v.click("link", "16 keys match without the creation date filter.")
	v.reads("1–16 of 16")
	v.click("link", "Clear all")
	soon := v.seeLike("link", `^\d+ keys end in the next 14 days\.$`)
	v.clickTimes(soon, 1)
	v.at(tablePath + "?status=expiring&sort=expires")
	v.reads("1–" + firstNumber(soon.name) + " of " + firstNumber(soon.name))
	v.click("link", "Clear all")
	firstPage(v)
	v.holds("window.stayed === true")
}

// firstPage goes two pages on, and back to the first at once.
func firstPage(v *visitor) {
	v.t.Helper()
	if first := v.see("link", "First page"); !first.is("disabled") {
		v.t.Error("First page isn't disabled on the first page")
	}
	v.click("link", "Next")
	v.reads("26–50 of 240")
	v.click("link", "Next")
	v.reads("51–75 of 240")
	v.click("link", "First page")
	v.reads("1–25 of 240")
	v.at(tablePath + "?sort=expires")
	v.focus("link", "First page")
}

// wantAbout waits until a thing is described by a text.
func (v *visitor) wantAbout(role, name, about string) {
	v.t.Helper()
	v.until(name+" is described as "+about, func() (bool, error) {
		found, err := v.find(role, name)
		return len(found) == 1 && found[0].about == about, err
	})
}

// walkPlainChoices filters by creators without scripts: the list is a page.
func walkPlainChoices(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.signIn(p)
	v.open(tablePath + "?sort=name")
	v.click("button", "Filter")
	v.click("menuitem", "Created by")
	v.click("link", "Choose from all creators")
	v.see("heading", "Filter by creator")
	v.click("checkbox", "Chloé Girard")
	v.fill("searchbox", "Search creators", "halvor")
	v.click("button", "Search")
	v.gone("checkbox", "Kenji Watanabe")
	v.click("checkbox", "Ingrid Halvorsen")
	v.click("button", "Apply")
	v.see("link", "Remove filter Created by: Chloé Girard, Ingrid Halvorsen")
	v.reads("1–16 of 16")
	v.holds("location.search.endsWith('sort=name')")
}

// choosing is what filters offer when they are open, and what is said where nothing matches.
func choosing(c checker) {
	c.click("button", "Filter")
	c.click("menuitem", "Created by")
	c.wantAbout("checkbox", "Chloé Girard", "5")
	c.check("filter-creator")
	c.press(kb.Escape)
	c.click("button", "Filter")
	c.click("menuitem", "Last used")
	c.click("radio", "between two days")
	c.check("filter-days")
	c.open(tablePath + "?q=parcel&role=manager&created=2020-03-05..2020-03-01")
	c.reads("The table shows the days between them.")
	c.check("keys-none")
	c.open(tablePath + "/choices?of=by")
	c.see("heading", "Filter by creator")
	c.check("choices-page")
	c.open(tablePath)
}
