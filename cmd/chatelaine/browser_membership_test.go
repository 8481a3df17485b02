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
	first := v.invites()
	link := v.renews()
	guest.open(first)
	guest.see("heading", "This invitation can’t be accepted any more.")
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
	v.decidesOnEach()
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
	return link
}

// renews makes a new link of the invitation that waits, and gives its path.
func (v *visitor) renews() string {
	v.t.Helper()
	title := "Make a new link for " + guestEmail + "?"
	v.click("link", "1 invitation waits for an answer")
	v.click("link", "New link for "+guestEmail)
	v.see("dialog", title)
	v.press(kb.Escape)
	v.gone("dialog", title)
	v.focus("link", "New link for "+guestEmail)
	v.holds("!document.documentElement.outerHTML.includes('chinv_')")
	v.press(kb.Enter)
	v.see("dialog", title)
	v.click("button", "Make a new link")
	v.see("dialog", "Give this link to "+guestEmail)
	link := strings.TrimPrefix(asks[string](v, "document.querySelector('#invitation-url').textContent"), v.base)
	v.press(kb.Escape)
	v.gone("dialog", "Give this link to "+guestEmail)
	v.see("link", "New link for "+guestEmail)
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

// decidesOnEach comes to the keys that somebody left before, and gives one a new secret, one a rest, one an end, and one a contact.
func (v *visitor) decidesOnEach() {
	v.t.Helper()
	const rotated, off, deleted, kept = "Coordinate service · Valence", "Levelling import · Mulhouse", "Levelling import · Paris", "Notebook · Tours"
	v.click("link", "Eero Virtanen left: 8 keys to look at")
	v.reads("Eero Virtanen left. Decide about each key")
	asks[bool](v, "window.stayed = true")
	v.click("link", "Rotate the secret of "+rotated)
	v.see("dialog", "Rotate secret")
	v.click("button", "Rotate secret")
	v.see("dialog", "Store this key now")
	v.store()
	v.gone("link", rotated)
	v.click("link", "Deactivate "+off)
	v.see("dialog", "Deactivate key")
	v.click("button", "Deactivate")
	v.gone("link", off)
	v.click("link", "Delete "+deleted)
	v.see("alertdialog", "Delete “"+deleted+"”?")
	v.click("button", "Delete key")
	v.gone("link", deleted)
	v.click("checkbox", "Select "+kept)
	v.click("button", "Keep the selected ones")
	v.gone("link", kept)
	v.holds("window.stayed === true")
	v.open(dashboardPath)
	v.see("link", "Eero Virtanen left: 4 keys to look at")
}
