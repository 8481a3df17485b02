package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// walkWithoutScripts is the whole way as pages, in a low window of a browser that runs no script.
func walkWithoutScripts(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{noScript: true, low: true})
	v.watch.expect(422)
	v.signIn(p)
	v.at(tablePath)
	secret := plainAddsKey(v, r)
	plainGoesBack(v)
	asksWhy(v, secret)
	wantSecretNowhere(v, p, r, secret)
	plainReloads(v)
	plainSendsTwice(v, r)
	plainLooksAtKey(v)
	plainDeletes(v)
	plainTransfers(v)
	plainDestroys(v)
	plainPeople(v)
	plainResources(v)
	plainPanel(v)
	plainGate(v, r)
	plainSettings(v)
}

// plainAddsKey makes a mistake first, and gives the secret.
func plainAddsKey(v *visitor, r *relay) string {
	v.click("link", "Add key")
	v.at(tablePath + "/new")
	v.see("heading", "Add key")
	v.fill("textbox", "Name", newestKey)
	v.click("radio", "Manager")
	v.click("checkbox", "Field crews")
	v.click("button", "Create")
	v.reads("The key was not created.")
	if name := v.see("textbox", "Name"); name.value != newestKey || !name.is("invalid") {
		v.t.Errorf("after a mistake the field Name holds %q, invalid %q", name.value, name.states["invalid"])
	}
	if !v.see("radio", "Manager").is("checked") {
		v.t.Error("after a mistake the role that was chosen is lost")
	}
	v.fill("textbox", "Name", newKey)
	v.click("button", "Create")
	v.see("heading", "Store this key now")
	secret := asks[string](v, "document.querySelector('#secret').textContent.trim()")
	v.click("button", "OK") // without the tick
	v.see("heading", "Store this key now")
	v.click("checkbox", "I have stored this key")
	r.forget()
	v.click("button", "OK")
	v.at(tablePath)
	v.reads("1–25 of 241")
	v.see("link", newKey)
	return secret
}

// plainGoesBack goes back to where the secret was: the browser has kept nothing, and would have to send the form again.
func plainGoesBack(v *visitor) {
	err := chromedp.Do(v.ctx, chromedp.NavigateBack())
	if failed := new(chromedp.LoadError); !errors.As(err, &failed) || !strings.Contains(err.Error(), "ERR_CACHE_MISS") {
		v.t.Errorf("going back to the answer with the secret: %v, want ERR_CACHE_MISS", err)
	}
	v.open(tablePath)
	v.reads("1–25 of 241")
}

// plainReloads loads the page with a secret again.
func plainReloads(v *visitor) {
	v.click("link", "Add key")
	v.fill("textbox", "Name", "Reloaded")
	v.click("checkbox", "Field crews")
	v.click("button", "Create")
	v.see("heading", "Store this key now")
	v.do("reload", chromedp.Reload())
	v.see("heading", "This key was created.")
	v.click("link", "Close")
	v.at(tablePath)
	v.reads("Not confirmed")
	v.reads("1–25 of 242")
}

// plainSendsTwice double-clicks Create: of two forms one makes the key.
func plainSendsTwice(v *visitor, r *relay) {
	v.click("link", "Add key")
	v.fill("textbox", "Name", "Sent twice")
	v.click("checkbox", "Field crews")
	release := r.hold()
	v.clickTimes(v.see("button", "Create"), 2)
	release()
	v.seeLike("heading", "^(Store this key now|This key was created\\.)$")
	v.open(tablePath)
	v.reads("1–25 of 243")
}

func plainLooksAtKey(v *visitor) {
	v.click("link", newKey)
	v.see("heading", newKey)
	v.reads("This key owns no resources.")
	v.reads("ada@meridian.example")
	v.gone("button", "Copy e-mail address")
	v.click("link", "Delete…")
	v.see("heading", "Delete “"+newKey+"”?")
	v.click("link", "Cancel")
	v.at(tablePath)
}

// plainMenu opens the question about a key: without scripts its row leads to its page, which has the same actions.
func (v *visitor) plainMenu(key string) {
	v.t.Helper()
	v.click("link", "Actions for "+key)
	v.see("heading", key)
	v.click("link", "Delete…")
}

func plainDeletes(v *visitor) {
	v.plainMenu(newKey)
	v.see("heading", "Delete “"+newKey+"”?")
	v.click("button", "Delete key")
	v.reads("“" + newKey + "” was deleted.")
	v.gone("link", "Actions for "+newKey)
	v.reads("1–25 of 242")
}

func plainTransfers(v *visitor) {
	v.plainMenu(nightlyKey)
	v.see("heading", "Delete “"+nightlyKey+"”: are you sure?")
	v.click("button", "Continue")
	v.see("heading", "Decide what happens to 8 resources")
	v.fill("searchbox", "Search managers", "halvorsen")
	v.click("button", "Search")
	v.gone("radio", "Ada Moreau")
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.see("heading", "Delete “"+nightlyKey+"”?")
	v.reads("Ingrid Halvorsen becomes an owner of 8 resources")
	v.click("link", "Back")
	v.see("heading", "Decide what happens to 8 resources")
	if !v.see("radio", "Ingrid Halvorsen").is("checked") {
		v.t.Error("Back forgets who was chosen")
	}
	v.click("button", "Continue")
	v.click("button", "Delete key")
	v.reads("“" + nightlyKey + "” was deleted.")
}

func plainDestroys(v *visitor) {
	v.plainMenu(tilesKey)
	v.click("button", "Continue")
	destroy := v.seeLike("radio", `^Destroy \d+ resources`)
	v.clickTimes(destroy, 1)
	words := "delete " + firstNumber(destroy.name)
	v.fill("textbox", "Type "+words+" to confirm", words)
	v.click("button", "Continue")
	v.see("heading", "Delete “"+tilesKey+"”?")
	v.click("button", "Delete key")
	v.reads("“" + tilesKey + "” was deleted.")
	v.reads("1–25 of 240")
}

// plainPanel opens an address with a key's information, and closes it; the list of keys is a page.
func plainPanel(v *visitor) {
	v.t.Helper()
	v.open(tablePath + "?sort=name")
	name := v.rows()[0]
	v.open(tablePath + "?sort=name&key=" + v.idOf(name))
	v.see("heading", name)
	v.gone("button", "Next key")
	v.click("link", "Close information")
	v.at(tablePath + "?sort=name")
	v.gone("heading", name)
	v.openAccount()
	v.click("menuitem", "Keyboard shortcuts")
	v.see("heading", "Keyboard shortcuts")
	v.click("checkbox", letters)
	v.click("button", "Save")
	v.holds("document.documentElement.dataset.keys === 'off'")
	if v.see("checkbox", letters).is("checked") {
		v.t.Error("without scripts, shortcuts stay on")
	}
}

// plainSettings changes the page size and the theme, and signs out.
func plainSettings(v *visitor) {
	v.open(tablePath)
	v.do("focus the page size", chromedp.Focus(chromedp.CSS("#rows")))
	v.press("5")
	v.click("button", "Show")
	v.at(tablePath + "?rows=50")
	v.reads("1–50 of 240")
	v.click("link", "Next")
	v.reads("51–100 of 240")
	here := v.address()
	v.openAccount()
	v.click("menuitemradio", "Dark")
	v.holds("document.documentElement.dataset.theme === 'dark'")
	v.at(here)
	v.openAccount()
	v.click("menuitem", "Sign out")
	v.reads("You are signed out.")
	v.open(tablePath)
	v.see("button", "Sign in")
}
