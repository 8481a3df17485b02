package main

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What the demo has, in the words of its pages.
const (
	tablePath  = "/o/meridian-survey/keys"
	newestKey  = "Field tablets · west"
	idleKey    = "Cadastre mirror"       // owns nothing
	nightlyKey = "Nightly parcel import" // owns 8 resources, 2 of them shared
	tilesKey   = "Tile server · production"
	newKey     = "Parcel mirror · Lyon"
)

// walkWithMouse is the way from the link in the terminal to a key made, shown once, looked at and deleted.
func walkWithMouse(t *testing.T, browser context.Context) {
	p := startDemo(t)
	r := startRelay(t, p)
	v := visit(t, browser, r.base, look{})
	v.watch.expect(422)
	v.signIn(p)
	v.at(tablePath)
	v.reads("1–25 of 240")
	if rows := v.rows(); len(rows) != 25 || rows[0] != newestKey {
		t.Errorf("the table is %q; want 25 keys, the newest first: %q", rows, newestKey)
	}
	asks[bool](v, "window.stayed = true")
	mouseAddsKey(v)
	secret := mouseStoresKey(v)
	r.forget()
	v.focus("link", "Add key")
	v.reads("1–25 of 241")
	if rows := v.rows(); rows[0] != newKey {
		t.Errorf("the table begins with %q, want the new key", rows[0])
	}
	mouseLooksAtKey(v)
	mouseDeletesIdleKey(v)
	mouseTransfers(v)
	mouseDestroys(v)
	v.holds("window.stayed === true")
	asksWhy(v, secret)
	v.open(tablePath + "?rows=50")
	v.reads("1–50 of 238")
	v.back()
	v.reads("1–25 of 238")
	wantSecretNowhere(v, p, r, secret)
}

// mouseAddsKey opens the form, makes a mistake, and puts it right.
func mouseAddsKey(v *visitor) {
	v.click("link", "Add key")
	v.see("dialog", "Add key")
	v.focus("textbox", "Name")
	v.fill("textbox", "Name", newestKey)
	v.click("radio", "1 year")
	v.click("radio", "Manager")
	v.pickGroup("Field crews")
	v.click("button", "Create")
	v.reads("The key was not created.")
	v.seeLike("alert", ``)
	v.holds(`document.activeElement.matches('.note.bad')`)
	if name := v.see("textbox", "Name"); name.value != newestKey || !name.is("invalid") || name.about == "" {
		v.t.Errorf("after a mistake the field Name holds %q, invalid %q, described as %q", name.value, name.states["invalid"], name.about)
	}
	if !v.see("radio", "Manager").is("checked") {
		v.t.Error("after a mistake the role that was chosen is lost")
	}
	v.click("link", "Name")
	v.focus("textbox", "Name")
	v.writes(newKey)
	if name := v.see("textbox", "Name"); name.is("invalid") || asks[bool](v, "document.querySelector('dialog .err') !== null") {
		v.t.Error("a mistake that somebody sets about is still marked")
	}
	v.click("button", "Create")
}

// mouseStoresKey copies the secret, and closes the window in the only way there is. It returns the secret.
func mouseStoresKey(v *visitor) string {
	v.see("dialog", "Store this key now")
	v.focus("button", "Copy private key")
	v.press(kb.Escape, kb.Escape, kb.Escape)
	v.do("click beside the window", chromedp.MouseClickXY(5, 5))
	v.see("dialog", "Store this key now")
	v.click("button", "OK")
	v.see("dialog", "Store this key now")
	secret := strings.TrimSpace(asks[string](v, "document.querySelector('#secret').textContent"))
	if !regexp.MustCompile(`^chk_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$`).MatchString(secret) {
		v.t.Errorf("a secret has %d characters and another form than it should", len(secret))
	}
	if v.see("checkbox", "I have stored this key").is("checked") {
		v.t.Error("the tick is there before anybody ticked")
	}
	v.click("button", "Copy private key")
	v.until("Copy ticks", func() (bool, error) { return v.see("checkbox", "I have stored this key").is("checked"), nil })
	if copied := asks[string](v, "navigator.clipboard.readText()"); copied != secret {
		v.t.Errorf("Copy puts %d characters on the clipboard that aren't the secret", len(copied))
	}
	asks[bool](v, "navigator.clipboard.writeText('').then(() => true)")
	v.click("button", "OK")
	v.gone("dialog", "Store this key now")
	return secret
}

// mouseLooksAtKey opens the information beside a table that stays usable.
func mouseLooksAtKey(v *visitor) {
	v.click("button", "Actions for "+newKey)
	v.click("menuitem", "Display information")
	v.see("dialog", newKey)
	v.reads("This key owns no resources.")
	v.click("button", "Copy e-mail address")
	if copied := asks[string](v, "navigator.clipboard.readText()"); copied != "ada@meridian.example" {
		v.t.Errorf("Copy e-mail address copies %q", copied)
	}
	v.click("link", idleKey) // the table is no longer behind anything
	v.see("dialog", idleKey)
	v.gone("dialog", newKey)
	v.press(kb.Escape)
	v.gone("dialog", idleKey)
	v.focus("link", idleKey)
}

// mouseDeletesIdleKey deletes a key that owns nothing, which takes one question.
func mouseDeletesIdleKey(v *visitor) {
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "Delete…")
	v.see("alertdialog", "Delete “"+idleKey+"”?")
	v.focus("button", "Cancel")
	v.reads("The key owns no resources.")
	v.click("button", "Cancel")
	v.gone("alertdialog", "Delete “"+idleKey+"”?")
	v.focus("button", "Actions for "+idleKey)
	v.click("button", "Actions for "+idleKey)
	v.click("menuitem", "Delete…")
	v.click("button", "Delete key")
	v.wantDeleted(idleKey)
}

// mouseTransfers deletes a key after somebody else became an owner of what it owns.
func mouseTransfers(v *visitor) {
	v.click("button", "Actions for "+nightlyKey)
	v.click("menuitem", "Delete…")
	v.see("dialog", "Delete “"+nightlyKey+"”: are you sure?")
	v.reads("It owns 8 resources: the next step decides what happens to them. Nothing is deleted yet.")
	v.focus("button", "Cancel")
	v.click("button", "Continue")
	v.see("dialog", "Decide what happens to 8 resources")
	if !v.see("radio", "Transfer ownership to a manager").is("checked") {
		v.t.Error("the way that keeps everything isn't proposed")
	}
	v.click("button", "Continue") // nobody was chosen
	v.reads("Choose who becomes an owner.")
	v.fill("searchbox", "Search managers", "halvorsen")
	v.gone("radio", "Ada Moreau")
	v.holds("document.title.startsWith('API keys')") // the answer to a search has a title of its own
	v.click("radio", "Ingrid Halvorsen")
	v.click("button", "Continue")
	v.see("alertdialog", "Delete “"+nightlyKey+"”?")
	v.focus("button", "Cancel")
	for _, line := range []string{
		"Ingrid Halvorsen becomes an owner of 8 resources", "2 of them keep their other owners",
		"14 access entries are removed", "The key is permanently deleted. This cannot be undone.",
	} {
		v.reads(line)
	}
	v.click("button", "Delete key")
	v.wantDeleted(nightlyKey)
}

// mouseDestroys deletes a key together with what nobody else owns.
func mouseDestroys(v *visitor) {
	v.click("button", "Actions for "+tilesKey)
	v.click("menuitem", "Delete…")
	v.click("button", "Continue")
	destroy := v.seeLike("radio", `^Destroy \d+ resources`)
	n := firstNumber(destroy.name)
	v.clickTimes(destroy, 1)
	words := "delete " + n
	v.fill("textbox", "Type "+words+" to confirm", "delete it")
	v.click("button", "Continue")
	v.reads("Type “" + words + "” to confirm.")
	v.fill("textbox", "Type "+words+" to confirm", words)
	v.click("button", "Continue")
	v.see("alertdialog", "Delete “"+tilesKey+"”?")
	v.reads(n + " resources are destroyed")
	v.click("button", "Delete key")
	v.wantDeleted(tilesKey)
}

// firstNumber is the first number in a sentence.
func firstNumber(sentence string) string { return regexp.MustCompile(`\d+`).FindString(sentence) }

// wantDeleted waits until a key is gone from the page, and a toast says so.
func (v *visitor) wantDeleted(name string) {
	v.t.Helper()
	v.gone("alertdialog", "Delete “"+name+"”?")
	v.gone("button", "Actions for "+name)
	v.reads("“" + name + "” was deleted.")
	if rows := v.rows(); slices.Contains(rows, name) {
		v.t.Errorf("%s is still in the table", name)
	}
	v.holds("document.activeElement !== document.body")
}
