package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	guestEmail = "gus@guests.example"
	guestName  = "Gus Guest"
	guestKey   = "Lighthouse lamps"
)

// walkMembership invites somebody, who joins in another browser, makes a key and takes resources over, and is removed.
func walkMembership(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v, guest := visit(t, browser, p.base, look{}), visit(t, browser, p.base, look{})
	guest.watch.expect(404, 410)
	v.signIn(p)
	v.open(membersPath)
	asks[bool](v, "window.stayed = true")
	link := v.invites()
	guest.joins(link)
	guest.takesOver()
	guest.open(link)
	guest.see("heading", "This invitation was accepted already.")
	v.regroups()
	v.removes()
	guest.open(tablePath)
	guest.gone("button", "Actions for "+idleKey)
	guest.holds("!document.body.innerText.includes('Meridian')")
	v.keepsAll()
}

// invites makes an invitation for a manager with a group, and gives the path of its link, which is shown once.
func (v *visitor) invites() string {
	v.t.Helper()
	v.click("link", "Invite member")
	v.focus("textbox", "E-mail address")
	v.writes(guestEmail)
	v.clickTimes(v.seeLike("radio", "^Manager"), 1)
	v.pickGroup("Field crews")
	v.click("button", "Make the invitation")
	v.see("dialog", "Give this link to "+guestEmail)
	link := strings.TrimPrefix(asks[string](v, "document.querySelector('#invitation-url').textContent"), v.base)
	v.press(kb.Escape)
	v.gone("dialog", "Give this link to "+guestEmail)
	v.click("link", "1 invitation waits for an answer")
	v.see("link", "New link for "+guestEmail)
	v.holds("!document.documentElement.outerHTML.includes('chinv_')")
	return link
}

// joins accepts an invitation with a new account.
func (v *visitor) joins(link string) {
	v.t.Helper()
	v.open(link)
	v.see("heading", "Join Meridian Survey")
	v.focus("textbox", "Your name")
	v.writes(guestName)
	v.fill("textbox", "Password", newPassword)
	v.click("button", "Join")
	v.at(tablePath)
}

// takesOver makes a key, and deletes another one whose resources come to its deleter.
func (v *visitor) takesOver() {
	v.t.Helper()
	v.startAdding(guestKey)
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	v.store()
	v.menuDelete(nightlyKey)
	v.click("button", "Continue")
	v.see("dialog", "Decide what happens to 8 resources")
	v.click("radio", guestName)
	v.click("button", "Continue")
	v.see("alertdialog", "Delete “"+nightlyKey+"”?")
	v.click("button", "Delete key")
	v.reads("“" + nightlyKey + "” was deleted.")
}

// regroups gives the guest another group, after a look at what that gives and takes, and without leaving the list.
func (v *visitor) regroups() {
	v.t.Helper()
	v.open(membersPath + "?q=gus")
	asks[bool](v, "window.stayed = true")
	v.click("link", guestName)
	v.click("link", "Change groups…")
	v.see("dialog", "Change groups")
	v.click("button", "Remove Field crews")
	v.pickGroup("Auditors")
	v.click("button", "Review changes")
	v.see("dialog", "Change the groups of "+guestName+"?")
	v.reads("Members: Read\nthrough Auditors")
	v.reads("Layers: Create\nthrough Field crews")
	v.press(kb.Escape)
	v.gone("dialog", "Change the groups of "+guestName+"?")
	v.see("dialog", guestName)
	v.click("link", "Change groups…")
	v.pickGroup("Auditors")
	v.click("button", "Review changes")
	v.reads("1 group more")
	v.click("button", "Change groups")
	v.reads("The groups of " + guestName + " were changed.")
	v.see("dialog", guestName)
	v.holds("window.stayed === true")
}

// removes makes the guest leave, from the list, and takes their resources over.
func (v *visitor) removes() {
	v.t.Helper()
	v.open(membersPath + "?q=gus")
	asks[bool](v, "window.stayed = true")
	v.fromMenu(guestName, "Remove…")
	v.see("dialog", "Remove "+guestName+": are you sure?")
	v.holds(`document.querySelector('dialog[open] a[href$="/help/members"]') !== null`)
	v.click("button", "Continue")
	v.see("dialog", "Decide what happens to 8 resources")
	v.click("radio", "Ada Moreau")
	v.click("button", "Continue")
	v.see("alertdialog", "Remove "+guestName+" from the organization?")
	v.reads("1 key that they created stays")
	v.click("button", "Remove member")
	v.reads(guestName + " is no longer a member.")
	v.see("heading", "No member matches.")
	v.holds("window.stayed === true")
}

// keepsAll comes from the dashboard to the key that the guest left, and keeps it.
func (v *visitor) keepsAll() {
	v.t.Helper()
	v.open(dashboardPath)
	v.click("link", guestName+" left: 1 key to look at")
	v.see("heading", "Keys that "+guestName+" created")
	v.see("link", guestKey)
	asks[bool](v, "window.stayed = true")
	v.click("button", "Keep all 1")
	v.reads("There is nothing left to look at.")
	v.gone("link", guestKey)
	v.holds("window.stayed === true")
	v.open(dashboardPath)
	v.gone("link", guestName+" left: 1 key to look at")
}
