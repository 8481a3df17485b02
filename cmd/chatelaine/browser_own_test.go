package main

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const ownPath = "/account?from=meridian-survey"

// walkOwnAccount changes one's own name and password, and ends sessions elsewhere.
func walkOwnAccount(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v, other := visit(t, browser, p.base, look{}), newClient(t)
	v.watch.expect(422)
	v.signIn(p)
	elsewhere := url.Values{"email": {p.email}, "password": {p.password}}
	if status, _ := other.submit(t, p.base+"/sign-in", elsewhere); status != 200 {
		t.Fatalf("signing in elsewhere gives %d", status)
	}
	v.openAccount()
	v.click("menuitem", "Your account")
	v.see("heading", "Your account")
	v.fill("textbox", "Your name", "Adélaïde Moreau")
	v.click("button", "Save name")
	v.reads("Your name is changed.")
	v.holds("document.querySelector('.nav-foot .account').innerText.includes('Adélaïde') && document.activeElement.id === 'save-name'")
	v.open(ownPath)
	v.click("button", "Sign out everywhere else")
	v.reads("You are signed out in 1 other browser.")
	v.gone("button", "Sign out everywhere else")

	other.submit(t, p.base+"/sign-in", elsewhere)
	v.changePassword("not the password at all")
	v.reads("This is not your present password.")
	v.holds("document.activeElement.matches('#own-password .note.bad') && !document.getElementById('password').value")
	v.changePassword(p.password)
	v.reads("Your password is changed. You are signed out everywhere but here.")
	if _, page := other.open(t, p.base+"/account"); !strings.Contains(page, "Sign in to go on.") {
		t.Error("elsewhere the session goes on")
	}
}

func (v *visitor) changePassword(present string) {
	v.t.Helper()
	v.do("focus the present password", chromedp.Focus(chromedp.CSS("#password-present")))
	v.writes(present)
	v.do("focus the new password", chromedp.Focus(chromedp.CSS("#password")))
	v.writes(newPassword)
	v.click("button", "Change password")
}
