package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	credentialsPath = settingsPath + "/gate"
	refusedPath     = "/o/meridian-survey/refused"
	askLabel        = "Reference, key ID or whole key"
)

// walkGatePages checks what the portal has of the gate.
func walkGatePages(t *testing.T, browser context.Context) { checkLooks(t, browser, gatePages) }

func gatePages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(422)
	c.signIn(p)
	gating(c)
}

// gating is what the portal has of the gate: credentials, limits, networks, and why something was refused.
func gating(c checker) {
	credentials(c)
	c.open(tablePath)
	id := c.idOf(nightlyKey)
	c.open(tablePath + "?key=" + id)
	c.see("dialog", nightlyKey)
	limiting(c)
	restricting(c)
	c.open(tablePath + "/" + id)
	c.see("heading", nightlyKey)
	c.holds("(document.querySelector('#info-uses').scrollIntoView(), true)")
	c.check("key-uses")
	c.open("/o/meridian-survey/groups")
	c.click("link", "Field crews")
	c.click("link", "Change the networks…")
	c.see("dialog", "Allowed networks")
	c.click("button", seenButton)
	c.reads("Nothing is saved yet.")
	c.check("group-networks")
	reasons(c)
}

const seenButton = "Add the addresses seen in the last 30 days"

// credentials makes a gate credential with two quick presses, another one by keyboard alone, and revokes the first.
func credentials(c checker) {
	c.open(settingsPath)
	c.click("link", "Gate credentials")
	c.see("heading", "Gate credentials")
	c.check("gate-empty")
	c.click("link", "Add credential")
	c.see("dialog", "Add gate credential")
	c.click("button", "Make the credential")
	c.reads("The credential was not made.")
	c.check("gate-errors")
	c.fill("textbox", "Name", "Tile server")
	c.clickTimes(c.see("button", "Make the credential"), 2)
	c.see("dialog", "Store this credential now")
	c.check("gate-reveal")
	secret := asks[string](c.visitor, "document.querySelector('#secret').textContent.trim()")
	c.press(kb.Escape, kb.Escape)
	c.click("checkbox", "I have stored this credential")
	c.click("button", "OK")
	c.reads("“Tile server” is ready to use.")
	c.gone("dialog", "Store this credential now")
	c.focus("link", "Add credential")
	if kept := asks[string](c.visitor, stored); !strings.HasPrefix(secret, "chgate_") || strings.Contains(kept, secret[20:40]) {
		c.t.Error("the secret of a gate credential is kept after OK")
	}
	c.press(kb.Enter)
	c.focus("textbox", "Name")
	c.writes("Backup proxy")
	c.press(kb.Enter)
	c.focus("button", "Copy gate credential")
	c.press(kb.Tab, " ", kb.Tab, kb.Enter)
	c.reads("“Backup proxy” is ready to use.")
	c.holds("document.querySelectorAll('#credentials li').length === 2")
	c.check("gate")
	c.click("link", "Revoke “Tile server”")
	c.see("alertdialog", "Revoke “Tile server”?")
	c.check("gate-revoke")
	c.click("button", "Revoke")
	c.reads("“Tile server” was revoked.")
	c.holds("document.querySelectorAll('#credentials li').length === 1")
}

// limiting sets the limit of the key whose information is open, after a mistake, and lifts it.
func limiting(c checker) {
	c.click("link", "Change the limit of requests")
	c.see("dialog", "Limit of requests")
	c.focus("textbox", "Requests a minute")
	c.writes("many")
	c.press(kb.Enter)
	c.reads("Nothing was changed.")
	if field := c.see("textbox", "Requests a minute"); field.value != "many" || !field.is("invalid") || !strings.Contains(field.about, "is not a number of requests") {
		c.t.Errorf("the field holds %q, invalid %q, described as %q", field.value, field.states["invalid"], field.about)
	}
	c.check("limits-errors")
	c.fill("textbox", "Requests a minute", "600")
	c.click("button", "Save")
	c.ruled("600 requests a minute")
	c.click("link", "Change the limit of requests")
	c.focus("textbox", "Requests a minute")
	c.writes("")
	c.press(kb.Enter)
	c.ruled("No limit")
}

// ruled waits until the dialog is closed and the information has a rule.
func (v *visitor) ruled(text string) {
	v.t.Helper()
	v.holds(fmt.Sprintf("!document.querySelector('dialog:modal #limits-go, dialog:modal #networks-go') && document.querySelector('#info-rules').innerText.includes(%q)", text))
}

// restricting says from where the key may be used, after what was seen was added and a mistake.
func restricting(c checker) {
	c.click("link", "Change the allowed networks")
	c.see("dialog", "Allowed networks")
	c.click("button", seenButton)
	c.reads("Nothing is saved yet.")
	c.check("networks")
	c.fill("textbox", "Networks", "203.0.113.0/24\nthe office")
	c.click("button", "Save")
	c.reads("have something that is neither a network nor an address in line 2")
	c.check("networks-errors")
	c.fill("textbox", "Networks", "203.0.113.0/24")
	c.click("button", "Save")
	c.ruled("203.0.113.0/24")
}

// reasons are the page that says why, and its answers.
func reasons(c checker) {
	c.open(refusedPath)
	c.see("heading", "Why was it refused?")
	c.check("refused")
	c.fill("textbox", askLabel, "ABCDEFGHIJKLMNOP")
	c.press(kb.Enter)
	c.reads("Nothing is known of this reference here.")
	c.check("refused-unknown")
	c.fill("textbox", askLabel, asks[string](c.visitor, "document.querySelector('.refused-lists a[href*=\"?key=\"]').search.slice(5)"))
	c.press(kb.Enter)
	c.holds("document.querySelector('#answer-t') !== null")
	c.check("refused-reason")
	c.open(refusedPath + "?reason=malformed")
	c.see("heading", "Refused requests: Not a key")
	c.open(asks[string](c.visitor, "document.querySelector('.refused-lists a.mono').getAttribute('href')"))
	c.see("heading", "Not a key")
	c.reads("It is 3 characters too short")
	c.check("refused-malformed")
}

// asksWhy pastes a whole key, which is looked up and kept nowhere: [wantSecretNowhere] looks.
func asksWhy(v *visitor, secret string) {
	v.t.Helper()
	v.open(refusedPath)
	v.fill("textbox", askLabel, secret)
	v.press(kb.Enter)
	v.see("heading", "It would be let in")
	v.at(refusedPath)
	v.open(tablePath)
}

// plainGate makes and revokes a gate credential, and says how much and from where a key may be used, without scripts.
func plainGate(v *visitor, r *relay) {
	v.t.Helper()
	v.open(credentialsPath)
	v.click("link", "Add credential")
	v.fill("textbox", "Name", "Tile server")
	release := r.hold()
	v.clickTimes(v.see("button", "Make the credential"), 2)
	release()
	v.seeLike("heading", "^(Store this credential now|This credential was made\\.)$")
	v.open(credentialsPath)
	v.click("link", "Revoke “Tile server”")
	v.click("button", "Revoke")
	v.at(credentialsPath)
	v.reads("There are no gate credentials yet.")
	v.open(tablePath)
	key := tablePath + "/" + v.idOf(newestKey)
	v.open(key + "/limits")
	v.fill("textbox", "Requests a minute", "600")
	v.click("button", "Save")
	v.at(key)
	v.reads("600 requests a minute")
	v.open(key + "/networks")
	v.click("button", seenButton)
	v.reads("Nothing is saved yet.")
	v.fill("textbox", "Networks", "the office")
	v.click("button", "Save")
	v.reads("have something that is neither a network nor an address in line 1")
	v.fill("textbox", "Networks", "")
	v.click("button", "Save")
	v.at(key)
}
