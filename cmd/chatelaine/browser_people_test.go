package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"chatelaine/store"
)

// organizationLooks are those in which what concerns the organization is looked at: on a phone in the language whose words
// are longer.
var organizationLooks = map[string]look{"wide": {}, phoneLook + ", French": {phone: true, language: "fr-FR"}}

// walkPeoplePages checks each page and each dialog of members, of invitations, and of one's own account.
func walkPeoplePages(t *testing.T, browser context.Context) {
	checkIn(t, browser, organizationLooks, peoplePages)
}

// peoplePages goes there in any language: by addresses, and by what elements are called in the page itself.
func peoplePages(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(404, 410, 422, 429)
	c.enter(p)
	memberPages(c)
	departurePages(c)
	ownPages(c)
	invitationPages(c, browser, p, l)
}

// memberPages are the list of members, one of them, and what is changed about them.
func memberPages(c checker) {
	c.open(membersPath)
	c.check("members")
	c.on("#b-filter")
	c.on("#m-filter [popovertarget=f-role]")
	c.check("members-filter")
	c.shown("members-none", membersPath+"?q=nobody&sort=-seen&cols=name,email,role")
	c.open(membersPath + "?q=ingrid")
	c.panel()
	c.check("member")
	c.dialog("#member-role-act")
	c.check("member-role")
	c.press(kb.Escape)
	c.dialog("#member-groups-act")
	c.check("member-groups")
	c.on("#add-groups")
	c.on("#pick-groups li:nth-child(1) input")
	c.on("#pick-groups li:nth-child(2) input")
	c.press(kb.Escape)
	c.on("#save-member")
	c.holds("document.querySelector('#carry-out') !== null")
	c.checkIDs()
	c.check("member-plan")
	c.open(strings.Replace(c.first(groupsPath, "hydro"), "group-", "", 1) + "/members")
	c.on(".pick.people [type=radio]")
	c.on(".dlg-foot .primary")
	c.holds("document.querySelector('#carry-out') !== null")
	c.check("group-join")
}

// departurePages are the steps in which somebody who owns something becomes a user, or is removed, and the list of keys
// of somebody who left before.
func departurePages(c checker) {
	c.open(membersPath + "?q=ingrid")
	c.panel()
	c.dialog("#member-role-act")
	c.on("#role [value=user]")
	c.on("#save-member")
	c.holds("document.querySelector('dialog:modal #delete-about') !== null")
	c.on("dialog:modal .primary")
	c.holds("document.querySelector('#continue') !== null")
	c.check("member-demote")
	c.on(".pick.people [type=radio]")
	c.on("#continue")
	c.holds("document.querySelector('dialog:modal .danger') !== null")
	c.check("member-demote-plan")
	c.open(membersPath + "?q=ingrid")
	c.panel()
	c.dialog("#member-remove-act")
	c.check("member-remove-intent")
	c.on("dialog:modal .primary")
	c.holds("document.querySelector('#continue') !== null")
	c.check("member-remove-choice")
	c.on(".pick.people [type=radio]")
	c.on("#continue")
	c.holds("document.querySelector('dialog:modal .danger') !== null")
	c.check("member-remove")
	c.open(dashboardPath)
	c.on(".review a[href$='/keys']")
	c.on("#keep")
	c.holds("document.querySelector('.note.bad, #leaver-keys [role=alert]') !== null")
	c.check("member-keys")
}

// ownPages are those of one's own account.
func ownPages(c checker) {
	c.shown("own-account", ownPath)
	c.put("#name", " ")
	c.on("#save-name")
	c.holds("document.querySelector('#own-name [aria-invalid]') !== null")
	c.check("own-account-errors")
	c.open(ownPath)
	c.scrolled("own-account-sessions", "#own-places")
	c.guesses()
	c.shown("own-account-leave", "/account/leave/meridian-survey")
}

// guesses tries passwords for one's own account until the next one has to wait, which is said with a number.
func (c checker) guesses() {
	c.t.Helper()
	for range store.FreeGuesses + 1 {
		c.open(ownPath)
		c.put("#email", "somebody@else.example")
		c.put("#email-present", "not the password at all")
		c.on("#save-email")
		c.holds("document.querySelector('#email-present-about') !== null")
	}
	c.holds(`/\d/.test(document.querySelector('#email-present-about').innerText)`)
	c.check("own-account-guesses")
}

// invitationPages are invitations, and what they are for who opens them: somebody new, who joins and is removed and
// invited again; and somebody with whose address another person has named an account.
func invitationPages(c checker, browser context.Context, p running, l look) {
	c.open(membersPath)
	c.dialog("#invite")
	c.on("#invite-go")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("member-invite")
	link := c.invitesAs(guestEmail)
	c.check("member-link")
	c.shown("member-invitations", membersPath+"/invitations")
	c.dialog("a[id^=withdraw-]")
	c.check("member-withdraw")
	c.press(kb.Escape)
	c.dialog("a[id^=renew-]")
	c.check("member-renew")
	admin, guest := c, c
	guest.visitor = visit(c.t, browser, p.base, l)
	guest.watch.expect(404, 409, 410, 422)
	guest.shown("member-join", link)
	guest.put("#name", guestName)
	guest.put("#password", newPassword)
	guest.on("form .primary")
	guest.at(tablePath)
	guest.shown("member-join-gone", link)
	admin.open(admin.first(membersPath, guestEmail) + "/remove")
	admin.on(".dlg-foot .danger")
	admin.holds("document.querySelector('#departed-t') !== null || location.search.includes('removed')")
	admin.idle()
	guest.shown("member-join-signed-in", admin.invitesAs(guestEmail))
	guest.open("/account")
	guest.put("#email", "new@guests.example")
	guest.put("#email-present", newPassword)
	guest.on("#save-email")
	guest.holds("document.querySelector('#own-address').innerText.includes('new@')")
	link = admin.invitesAs("new@guests.example")
	guest.visitor = visit(c.t, browser, p.base, l)
	guest.shown("member-join-unproven", link)
}

// invitesAs makes an invitation, and gives the path of its link.
func (c checker) invitesAs(email string) string {
	c.t.Helper()
	c.open(membersPath + "/invite")
	c.put("#email", email)
	c.on("#invite-go")
	c.holds("document.querySelector('#invitation-url') !== null")
	return strings.TrimPrefix(asks[string](c.visitor, "document.querySelector('#invitation-url').textContent"), c.base)
}
