package main

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// shownNow is the secret that the page shows.
func (v *visitor) shownNow() string {
	v.t.Helper()
	v.see("dialog", "Store this key now")
	return strings.TrimSpace(asks[string](v, "document.querySelector('#secret').textContent"))
}

// walkRotation rotates a key with the mouse and the keyboard: for a day, undone, and at once.
func walkRotation(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{})
	v.watch.expect(409)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	was := abbreviatedIn(v, idleKey)
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "Rotate secret")
	v.see("dialog", "Rotate secret")
	v.focus("radio", "24 hours")
	v.press(kb.Escape)
	v.gone("dialog", "Rotate secret")
	v.focus("button", "Actions for "+idleKey)
	secret := rotateFor(v, r, "1 hour")
	v.press(kb.Escape, kb.Escape)
	v.see("dialog", "Store this key now")
	v.reads("The old secret works until: ")
	v.holds("document.querySelector('#keys tbody').innerText.includes('" + secret[len(secret)-4:] + "')")
	v.store()
	v.reads("The new secret of “" + idleKey + "” is ready to use. The old one works until ")
	wantSecretNowhere(v, p, r, secret)
	undoInPanel(v, was)
	wantSecretNowhere(v, p, r, secret)
	endInPanel(v, r)
	v.holds("window.stayed === true")
}

// rotateFor opens the form of the idle key, chooses an overlap, presses its button twice, and gives the secret.
func rotateFor(v *visitor, r *relay, overlap string) string {
	v.t.Helper()
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "Rotate secret")
	v.see("dialog", "Rotate secret")
	v.click("radio", overlap)
	before, release := r.forms(), r.hold()
	v.clickTimes(v.see("button", "Rotate secret"), 2)
	release()
	secret := v.shownNow()
	if forms := r.forms() - before; forms != 1 {
		v.t.Errorf("a double click sends %d forms", forms)
	}
	r.forget()
	return secret
}

// abbreviatedIn is the abbreviated form in a key's row.
func abbreviatedIn(v *visitor, key string) string {
	v.t.Helper()
	return asks[string](v, `[...document.querySelectorAll('#keys tbody tr')].find(row => row.innerText.includes("`+key+`")).querySelector('.abbr').textContent`)
}

// undoInPanel looks at both secrets, is told that a third one must wait, and undoes the rotation.
func undoInPanel(v *visitor, was string) {
	v.t.Helper()
	v.click("link", idleKey)
	v.see("dialog", idleKey)
	v.holds("document.querySelectorAll('#info .secrets li').length === 2")
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "Rotate secret")
	v.see("dialog", "Two secrets of this key work already")
	v.focus("button", "Close")
	v.press(kb.Escape)
	v.gone("dialog", "Two secrets of this key work already")
	v.click("link", "Undo rotation…")
	v.see("alertdialog", "Undo the rotation?")
	v.focus("button", "Cancel")
	v.press(kb.Tab, kb.Enter)
	v.reads("The rotation of “" + idleKey + "” was undone. Its old secret goes on.")
	v.gone("alertdialog", "Undo the rotation?")
	v.holds("document.querySelectorAll('#info .secrets li').length === 1")
	v.holds("document.activeElement.matches('#info h2')")
	v.holds("document.querySelector('#info .secrets .abbr').textContent === '" + was + "'")
	v.until("the row shows the old secret", func() (bool, error) { return abbreviatedIn(v, idleKey) == was, nil })
}

// endInPanel rotates from the information, ends the old secret, and rotates once more, at once.
func endInPanel(v *visitor, r *relay) {
	v.t.Helper()
	v.click("link", "Rotate secret")
	v.see("dialog", "Rotate secret")
	v.press(kb.Enter) // in a form, with 24 hours chosen
	first := v.shownNow()
	v.store()
	v.click("link", "End the old one now…")
	v.see("alertdialog", "End the old secret now?")
	v.reads("This cannot be undone.")
	v.click("button", "End the old secret")
	v.reads("The old secret of “" + idleKey + "” has ended.")
	v.holds("document.querySelectorAll('#info .secrets li').length === 1")
	second := rotateFor(v, r, "Not at all")
	v.reads("The old secret has ended.")
	v.store()
	v.holds("document.querySelectorAll('#info .secrets li').length === 1")
	if tail := second[len(second)-4:]; first == second || !strings.HasSuffix(abbreviatedIn(v, idleKey), tail) {
		v.t.Errorf("the row doesn't show the newest secret, which ends with %s", tail)
	}
}

// walkPlainRotation does it as pages, loads the reveal again, and goes back to it.
func walkPlainRotation(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{noScript: true})
	v.signIn(p)
	v.click("link", idleKey)
	v.see("heading", idleKey)
	v.click("link", "Rotate secret")
	v.see("heading", "Rotate secret")
	v.click("button", "Rotate secret")
	v.see("heading", "Store this key now")
	secret := asks[string](v, "document.querySelector('#secret').textContent.trim()")
	r.forget()
	v.do("reload", chromedp.Reload())
	v.see("heading", "This key was rotated.")
	v.reads("Its new secret can’t be shown again")
	v.click("link", "Display information")
	v.see("link", "Undo rotation…")
	err := chromedp.Do(v.ctx, chromedp.NavigateBack())
	if failed := new(chromedp.LoadError); !errors.As(err, &failed) || !strings.Contains(err.Error(), "ERR_CACHE_MISS") {
		t.Errorf("going back to the answer to the form: %v, want ERR_CACHE_MISS", err)
	}
	v.open(tablePath)
	wantSecretNowhere(v, p, r, secret)
	v.click("link", idleKey)
	v.reads("Not confirmed")
	v.click("link", "Undo rotation…")
	v.see("heading", "Undo the rotation?")
	v.click("button", "Undo rotation")
	v.see("heading", idleKey)
	v.see("link", "Rotate secret")
	wantSecretNowhere(v, p, r, secret)
}

// walkRotationPages checks each page and dialog of a rotation, wide in both themes, and on a phone.
func walkRotationPages(t *testing.T, browser context.Context) {
	p := startDemo(t)
	for name, l := range looks {
		c := checker{axe: loadAxe(t), look: name, runs: &atomic.Int64{}, found: &atomic.Int64{}}
		c.visitor = visit(t, browser, p.base, l)
		c.open("/sign-in")
		c.fill("textbox", "E-mail address", p.email)
		c.fill("textbox", "Password", p.password)
		c.click("button", "Sign in")
		c.at(tablePath)
		rotating(c)
		t.Logf("axe, %s: %d runs, %d violations", name, c.runs.Load(), c.found.Load())
	}
}

// rotating is what axe sees of a rotation.
func rotating(c checker) {
	c.watch.expect(409)
	c.click("link", idleKey)
	c.see("dialog", idleKey)
	c.click("link", "Rotate secret")
	c.see("dialog", "Rotate secret")
	c.check("rotate")
	c.click("button", "Rotate secret")
	c.see("dialog", "Store this key now")
	c.check("rotate-reveal")
	c.store()
	c.see("link", "Undo rotation…")
	c.check("information-two-secrets")
	address := asks[string](c.visitor, `document.querySelector('#info-undo').pathname.replace('/secrets/undo', '')`)
	c.click("link", "End the old one now…")
	c.see("alertdialog", "End the old secret now?")
	c.check("secret-end")
	c.press("\u001b")
	c.click("link", "Undo rotation…")
	c.see("alertdialog", "Undo the rotation?")
	c.check("rotation-undo")
	c.press("\u001b")
	c.open(address + "/rotate")
	c.see("heading", "Two secrets of this key work already")
	c.check("two-secrets-page")
	c.open(address + "/secrets/undo")
	c.check("rotation-undo-page")
	c.click("button", "Undo rotation")
	c.see("link", "Rotate secret")
	c.open(address + "/rotate")
	c.check("rotate-page")
	c.open(tablePath)
}
