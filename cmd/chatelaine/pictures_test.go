package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var pictures = flag.String("pictures", "", "folder that TestPictures writes the pictures of docs to; without it, none are taken")

// pictured are the pages, dialogs and menus that the documents show, by the names of the check that takes them.
var pictured = struct{ wide, phone, darkPhone, french []string }{
	wide: []string{
		"set-up", "keys-empty", "sign-in", "sign-in-error", "reset", "sign-in-link", "keys", "switcher", "account", "row-menu",
		"add", "add-errors", "reveal", "information", "information-page",
		"delete-plain", "delete-intent", "delete-choice", "delete-destroy", "delete-plan", "keys-deleted", "not-found",
		"views-menu", "view-save", "view-taken", "views", "export-menu",
		"keys-changed", "filter-status", "filter-creator", "filter-days", "keys-none", "column-menu", "columns", "keyboard",
		"keys-bulk", "bulk-plan",
		"groups", "group", "group-ticked", "group-plan", "catalogue",
		"rotate", "information-two-secrets", "deactivate", "bulk-acts", "bulk-act-plan", "bulk-work", "information-history", "audit", "audit-details",
		"dashboard",
		"gate-empty", "gate-errors", "gate-reveal", "gate", "gate-revoke", "limits-errors", "networks", "networks-errors", "key-uses", "group-networks",
		"refused", "refused-unknown", "refused-reason", "refused-malformed",
	},
	phone: []string{
		"sign-in", "keys", "navigation", "add", "reveal", "information", "delete-choice", "delete-plan", "views-menu", "views", "sort-menu", "columns",
		"rotate", "deactivate", "bulk-acts", "bulk-act-plan", "information-history", "audit", "audit-details",
		"keys-changed", "filter-creator", "keys-none", "keys-bulk", "bulk-plan", "groups", "group", "dashboard",
		"gate", "gate-reveal", "limits-errors", "networks", "key-uses", "group-networks", "refused", "refused-reason", "refused-malformed",
	},
	darkPhone: []string{"keys", "refused", "networks", "gate"},
	french: []string{
		"sign-in", "keys", "information", "dashboard", "groups", "add-errors", "delete-choice", "delete-plan",
		"gate", "gate-add", "limits", "networks", "refused", "refused-malformed", "refused-reason",
	},
}

// TestPictures takes the pictures of docs, each by its page and look: keys-light.png, keys-phone.png.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -pictures")
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatalf("make the folder of pictures: %v", err)
	}
	browser := startChromium(t)
	for name, series := range map[string]struct {
		look         look
		names        []string // that the checks take
		organization []string
	}{
		"light":        {look{}, pictured.wide, organizationPictures},
		"dark":         {look{dark: true}, pictured.wide, organizationPictures},
		"phone":        {look{phone: true}, pictured.phone, organizationPictures},
		"phone-dark":   {look{phone: true, dark: true}, pictured.darkPhone, []string{"members", "member", "member-join-unproven", "member-keys", "resources", "resource", "settings", "help", "audit"}},
		"french":       {look{language: "fr-FR"}, pictured.french, organizationPictures},
		"french-phone": {look{language: "fr-FR", phone: true}, pictured.french, organizationPictures},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			missing := map[string]bool{}
			for _, page := range slices.Concat(series.names, series.organization) {
				missing[page] = true
			}
			t.Cleanup(func() {
				for page := range missing {
					t.Errorf("there is no picture of %s", page)
				}
			})
			keeping := func(wanted func(string) bool) checker {
				return checker{look: name, keep: func(page string, v *visitor) {
					if wanted(page) {
						delete(missing, page)
						v.picture(filepath.Join(*pictures, page+"-"+name+".png"))
					}
				}}
			}
			organization := keeping(func(page string) bool {
				return slices.Contains(series.organization, page) && !slices.Contains(series.names, page)
			})
			peoplePages(t, browser, series.look, organization)
			thingPages(t, browser, series.look, organization)
			c := keeping(func(page string) bool { return slices.Contains(series.names, page) })
			if series.look.language != "" {
				everyFrenchPage(t, browser, series.look, c)
				return
			}
			everyPage(t, browser, series.look, c)
			everyGroupPage(t, browser, series.look, c)
			everyChange(t, browser, series.look, c)
			gatePages(t, browser, series.look, c)
		})
	}
}

// everyChange is rotation, switching, what is done to many keys, and the audit log of all that.
func everyChange(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t, "--keys", "1100")
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(409, 422)
	c.signIn(p)
	c.open(dashboardPath)
	c.see("heading", "Dashboard")
	c.check("dashboard")
	c.open(tablePath)
	c.click("link", idleKey)
	c.see("dialog", idleKey)
	c.click("button", "Deactivate")
	c.see("dialog", "Deactivate key")
	c.fill("textbox", "Reason", "Seen in a log")
	c.check("deactivate")
	c.press(kb.Escape)
	c.open(tablePath)
	rotating(c)
	c.open(tablePath)
	c.tick(idleKey)
	c.tick(nightlyKey)
	c.check("bulk-acts")
	if l.phone {
		c.click("button", "More")
		c.click("menuitem", "Deactivate…")
	} else {
		c.click("button", "Deactivate…")
	}
	c.see("dialog", "Deactivate keys")
	c.click("radio", "24 hours")
	c.click("button", "Preview")
	c.reads("2 keys change.")
	c.check("bulk-act-plan")
	c.click("button", "Deactivate 2 keys")
	c.reads("2 keys were deactivated.")
	auditing(c, "^Ada Moreau rotated the secret of")
	working(c)
}

// working is what is done in the background to more keys than one plan has.
func working(c checker) {
	if c.look != "light" && c.look != "dark" {
		return
	}
	c.open(tablePath)
	c.click("checkbox", "Select all keys on this page")
	c.click("button", "Work on all 1,100…")
	c.see("heading", "Work on 1,100 keys")
	c.click("link", "Labels…")
	c.fill("textbox", "Labels to set", "rehearsal: yes")
	c.click("button", "Preview")
	c.click("button", "Change 1,100 keys")
	c.reads("Done: all of 1,100 keys had their turn.")
	c.check("bulk-work")
}

// picture writes what the tab shows to a file.
func (v *visitor) picture(path string) {
	v.t.Helper()
	picture, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatalf("take %s: %v", path, err)
	}
	if err := os.WriteFile(path, picture, 0o644); err != nil {
		v.t.Fatalf("keep the picture: %v", err)
	}
}
