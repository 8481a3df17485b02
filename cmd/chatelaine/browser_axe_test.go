package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// The walks that check each page and each dialog that is open, wide in both themes, and on a phone. They are several, so
// that as many go at once as the machine has processors.
func walkTablePages(t *testing.T, browser context.Context)  { checkLooks(t, browser, tablePages) }
func walkKeyPages(t *testing.T, browser context.Context)    { checkLooks(t, browser, keyPages) }
func walkChangePages(t *testing.T, browser context.Context) { checkLooks(t, browser, changePages) }

// checkLooks has the checker look at pages in each of the looks.
func checkLooks(t *testing.T, browser context.Context, pages func(*testing.T, context.Context, look, checker)) {
	checkIn(t, browser, looks, pages)
}

// checkIn has the checker look at pages in several looks, by their names.
func checkIn(t *testing.T, browser context.Context, looks map[string]look, pages func(*testing.T, context.Context, look, checker)) {
	c := checker{axe: loadAxe(t), runs: &atomic.Int64{}, found: &atomic.Int64{}}
	t.Run("looks", func(t *testing.T) {
		for name, l := range looks {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := c
				c.look = name
				// A part waits for other walks once more, which must not count.
				part, cancel := context.WithTimeout(context.WithoutCancel(browser), browserTime)
				t.Cleanup(cancel)
				pages(t, part, l, c)
			})
		}
	})
	t.Logf("axe: %d runs, %d violations", c.runs.Load(), c.found.Load())
}

// looks are the ways in which everything is looked at: wide in both themes, on a phone in one.
var looks = map[string]look{"wide": {}, phoneLook: {phone: true}}

const phoneLook = "phone"

// everyPage goes everywhere, and has the checker look.
func everyPage(t *testing.T, browser context.Context, l look, c checker) {
	tablePages(t, browser, l, c)
	keyPages(t, browser, l, c)
	changePages(t, browser, l, c)
}

// tablePages are those of the doors, of the frame, of the table, and of what goes wrong.
func tablePages(t *testing.T, browser context.Context, l look, c checker) {
	empty := startServe(t)
	c.visitor = visit(t, browser, empty.base, l)
	emptyPortal(c, empty)
	c.wantSighted()
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(401, 403, 404, 410, 413, 422)
	doors(c, p)
	frame(c, l)
	shortcuts(c)
	filtering(c, l)
	arranging(c)
	viewing(c)
	choosing(c)
	dashboards(c)
	problemPages(c)
	forbidden(c, p.base)
}

// keyPages are those of one key.
func keyPages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	r := startRelay(t, p)
	c.visitor = visit(t, browser, r.base, l)
	c.watch.expect(409, 422)
	c.watch.expectLoss()
	c.signIn(p)
	adding(c, r)
	regrouping(c)
	looking(c)
	describing(c)
}

// changePages are those of what others change, and of several keys.
func changePages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(409, 422)
	c.signIn(p)
	changing(c)
	selecting(c)
	deleting(c)
}

// emptyPortal is what a first start shows.
func emptyPortal(c checker, p running) {
	c.watch.expect(422)
	c.open(p.link)
	c.see("heading", "Set up Chatelaine")
	c.check("set-up")
	c.fill("textbox", "Organization name", "Harbour & Sons")
	c.click("button", "Create organization")
	c.reads("Nothing was set up yet.")
	c.check("set-up-errors")
	c.fill("textbox", "Your name", "Rosa Díaz")
	c.fill("textbox", "Your e-mail address", "rosa@harbour.example")
	c.fill("textbox", "Password", "four crates of salted herring")
	c.click("button", "Create organization")
	c.see("heading", "No keys yet.")
	c.check("keys-empty")
	c.open(strings.TrimSuffix(asks[string](c.visitor, "location.pathname"), "/keys") + "/dashboard")
	c.see("heading", "Latest changes")
	c.check("dashboard-empty")
}

// doors are the pages outside of an organization.
func doors(c checker, p running) {
	c.open("/sign-in")
	c.see("heading", "Sign in")
	c.check("sign-in")
	c.fill("textbox", "E-mail address", p.email)
	c.fill("textbox", "Password", "not the password at all")
	c.click("button", "Sign in")
	c.reads("E-mail address or password not recognised.")
	c.check("sign-in-error")
	c.open("/reset/" + resetToken(c.t, p))
	c.see("heading", "Choose a new password")
	c.check("reset")
	c.open("/sign-in/none")
	c.see("heading", "This link no longer works.")
	c.check("link-gone")
	c.open(p.link)
	c.check("sign-in-link")
	c.click("button", "Sign in")
	c.at(tablePath)
}

// frame is the table with the menus of the frame around it.
func frame(c checker, l look) {
	c.see("heading", "API keys")
	c.check("keys")
	if l.phone {
		c.click("button", "Open navigation")
		c.see("navigation", "Main")
		c.check("navigation")
	}
	c.click("button", "Organization: Meridian Survey. Switch organization")
	c.see("menu", "Organizations")
	c.check("switcher")
	c.press("\u001b")
	if l.phone && len(must(c.find("navigation", "Main"))) == 0 {
		c.click("button", "Open navigation")
	}
	c.openAccount()
	c.check("account")
	c.open(tablePath)
	c.click("button", "Actions for "+nightlyKey)
	c.see("menu", "Actions for "+nightlyKey)
	c.check("row-menu")
	c.press("\u001b")
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// adding is the form, its mistakes, the reveal, and what a repeated form says.
func adding(c checker, r *relay) {
	c.startAdding(newestKey)
	c.check("add")
	c.click("button", "Create")
	c.reads("The key was not created.")
	c.check("add-errors")
	c.fill("textbox", "Name", newKey)
	r.losing(true)
	c.click("button", "Create")
	c.reads("No answer came from the server.")
	c.check("add-lost")
	r.losing(false)
	c.click("button", "Create")
	c.see("dialog", "This key was created.")
	c.check("add-repeated")
	c.press("\u001b")
	c.startAdding("Field tablets · east")
	c.click("button", "Create")
	c.see("dialog", "Store this key now")
	c.check("reveal")
	c.store()
	c.reads("is ready to use.")
	c.check("keys-toast")
	c.open(tablePath + "/new")
	c.see("heading", "Add key")
	c.check("add-page")
	c.open(tablePath)
}

// looking is the information of a key, beside the table and on its page.
func looking(c checker) {
	c.click("link", nightlyKey)
	c.see("dialog", nightlyKey)
	c.check("information")
	c.press("\u001b")
	c.click("link", newKey) // not confirmed
	c.see("dialog", newKey)
	c.check("information-unconfirmed")
	address := asks[string](c.visitor, `document.querySelector('#keys a[title="`+nightlyKey+`"]').pathname`)
	c.open(address)
	c.see("heading", nightlyKey)
	c.check("information-page")
	c.open(address + "/delete/choice")
	c.see("heading", "Decide what happens to 8 resources")
	c.check("delete-choice-page")
	c.open(tablePath)
}

// deleting is each step of a deletion, and its toast.
func deleting(c checker) {
	c.menuDelete(idleKey)
	c.see("alertdialog", "Delete “"+idleKey+"”?")
	c.check("delete-plain")
	c.press("\u001b")
	c.menuDelete(nightlyKey)
	c.see("dialog", "Delete “"+nightlyKey+"”: are you sure?")
	c.check("delete-intent")
	c.click("button", "Continue")
	c.see("dialog", "Decide what happens to 8 resources")
	c.click("radio", "Ingrid Halvorsen")
	c.check("delete-choice")
	c.clickTimes(c.seeLike("radio", `^Destroy 6 resources`), 1)
	c.check("delete-destroy")
	c.click("button", "Continue")
	c.reads("Nothing was deleted.")
	c.check("delete-destroy-errors")
	c.click("radio", "Transfer ownership to a manager")
	c.click("radio", "Ingrid Halvorsen")
	c.click("button", "Continue")
	c.see("alertdialog", "Delete “"+nightlyKey+"”?")
	c.check("delete-plan")
	c.click("button", "Delete key")
	c.reads("“" + nightlyKey + "” was deleted.")
	c.checkAll("keys-deleted", axeUnderToast)
}

// problemPages are the pages that say what went wrong.
func problemPages(c checker) {
	c.open("/o/meridian-survey/nothing")
	c.check("not-found")
	c.open("/o/nobody/keys")
	c.check("organization-not-found")
	c.open(fmt.Sprintf("%s/%s", tablePath, "AAAAAAAAAAAA"))
	c.check("key-not-found")
}

// forbidden is what a form of another site's page comes to.
func forbidden(c checker, base string) {
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><title>Stranger</title><form method="post" action="%s/theme"><button>Win</button></form>`, base)
	}))
	c.t.Cleanup(stranger.Close)
	c.do("open a stranger's page", chromedp.Navigate(stranger.URL))
	c.click("button", "Win")
	c.holds("document.readyState === 'complete' && location.pathname === '/theme'")
	c.check("forbidden")
}
