package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// startAdding opens the form, picks a group, and writes a name into it.
func (v *visitor) startAdding(name string) {
	v.t.Helper()
	v.click("link", "Add key")
	v.see("dialog", "Add key")
	v.focus("textbox", "Name")
	v.pickGroup("Field crews")
	v.click("textbox", "Name")
	v.writes(name)
}

// store closes the reveal as one should.
func (v *visitor) store() {
	v.t.Helper()
	v.click("checkbox", "I have stored this key")
	v.click("button", "OK")
	v.gone("dialog", "Store this key now")
}

// walkTwoPresses double-clicks Create, and presses Enter twice.
func walkTwoPresses(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{})
	v.signIn(p)
	for name, press := range map[string]func(){
		"Double click": func() { v.clickTimes(v.see("button", "Create"), 2) },
		"Enter twice":  func() { v.press(kb.Enter, kb.Enter) },
	} {
		before := r.forms()
		v.startAdding(name)
		release := r.hold()
		press()
		release()
		v.see("dialog", "Store this key now")
		if forms := r.forms() - before; forms != 1 {
			t.Errorf("%s sends %d forms", name, forms)
		}
		v.store()
	}
	v.reads("1–25 of 242")
}

// walkLostAnswer loses the connection between a request and its answer, and asks again.
func walkLostAnswer(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{})
	v.signIn(p)
	v.watch.expectLoss()
	v.startAdding(newKey)
	r.losing(true)
	v.click("button", "Create")
	v.reads("No answer came from the server. Choose Create again: the key will not be made twice.")
	v.holds("document.activeElement.matches('.note.bad')")
	r.losing(false)
	v.click("button", "Create")
	v.see("dialog", "This key was created.")
	v.reads("Its secret can’t be shown again")
	v.focus("button", "Close")
	v.press(kb.Enter)
	v.gone("dialog", "This key was created.")
	v.reads("1–25 of 241")
	v.reads("Not confirmed")
	v.click("button", "Actions for "+newKey)
	v.click("menuitem", "Delete…")
	r.losing(true)
	v.click("button", "Delete key")
	v.reads("No answer came from the server, so the key may be deleted or not.")
	r.losing(false)
	v.watch.expect(404, 410)
	v.click("button", "Delete key")
	v.reads("“" + newKey + "” was already deleted by Ada Moreau")
	v.focus("button", "Close")
	v.press(kb.Enter)
	v.gone("button", "Actions for "+newKey)
	v.reads("1–25 of 240")
}

// walkEndedSession signs out in one tab and goes on in another.
func walkEndedSession(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(401)
	v.signIn(p)
	v.startAdding(newKey)
	other := v.secondTab(look{})
	other.open(tablePath)
	other.openAccount()
	other.click("menuitem", "Sign out")
	other.reads("You are signed out.")
	v.click("button", "Create")
	v.see("button", "Sign in")
	v.at("/sign-in?after=unsent&next=%2Fo%2Fmeridian-survey%2Fkeys")
	v.reads("You were signed out before this was sent: nothing was changed. Sign in to go on.")
	v.fill("textbox", "E-mail address", p.email)
	v.fill("textbox", "Password", p.password)
	v.click("button", "Sign in")
	v.at(tablePath)
	v.reads("1–25 of 240")
}

// walkLeftReveal reloads the page that shows a secret: it is never shown again.
func walkLeftReveal(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{})
	v.signIn(p)
	v.startAdding(newKey)
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	secret := asks[string](v, "document.querySelector('#secret').textContent.trim()")
	r.forget()
	v.do("reload", chromedp.Evaluate[chromedp.Void]("setTimeout(() => location.reload())"))
	v.answers(true)
	v.reads("1–25 of 241")
	v.gone("dialog", "Store this key now")
	v.reads("Not confirmed")
	v.click("link", newKey)
	v.see("dialog", newKey)
	v.reads("Nobody has confirmed that they stored this key’s secret.")
	wantSecretNowhere(v, p, r, secret)
	v.open("/sign-in")
	v.back()
	v.reads("1–25 of 241")
	wantSecretNowhere(v, p, r, secret)
}
