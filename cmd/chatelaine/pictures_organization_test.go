package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// organizationPictures are the names of what an organization's administrator sees of members, resources, settings, help
// and the audit log, beyond what the checks go to. Each is taken light, dark, on a phone, and in French.
var organizationPictures = []string{
	"members-filter", "member-role", "member-groups", "member-plan", "group-join", "member-invite", "member-link", "member-invitations", "member-withdraw",
	"member-join", "member-join-unproven", "member-join-signed-in", "member-join-gone",
	"member-demote", "member-remove-intent", "member-remove-choice", "member-remove", "member-keys",
	"own-account-errors", "own-account-sessions", "own-account-leave",
	"resources-filter", "resources-selected", "resource-register-kind", "resource-register", "resource-rename", "resource-move", "resource-owners", "resource-access",
	"resource-transfer", "resource-transfer-plan", "resources-transfer-plan", "resource-destroy", "resource-history",
	"kind-add", "kind-change", "information-owns",
	"settings-errors", "settings-plan", "settings-end", "help-topic", "licences",
	"audit-filter", "audit-details",
}

// organizing goes to what organizationPictures are of, in any language: by addresses, and by what elements are called in
// the page itself.
func organizing(t *testing.T, browser context.Context, l look, c checker) {
	p := startDemo(t)
	c.visitor = visit(t, browser, p.base, l)
	c.watch.expect(403, 404, 409, 410, 422)
	c.open(p.link)
	c.on("form .primary")
	c.at(tablePath)
	picturedMembers(c)
	picturedResources(c)
	picturedSettings(c)
	picturedAudit(c)
	picturedInvitations(c, browser, p, l)
}

// on presses what a selector finds first.
func (c checker) on(selector string) {
	c.t.Helper()
	c.idle()
	c.holds(fmt.Sprintf("document.querySelector(%q) !== null", selector))
	asks[bool](c.visitor, fmt.Sprintf("(document.querySelector(%q).scrollIntoView({block: 'nearest'}), true)", selector))
	place := asks[[]float64](c.visitor, fmt.Sprintf("(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector(%q).getBoundingClientRect())", selector))
	c.do("press "+selector, chromedp.MouseClickXY(place[0], place[1]))
	c.idle()
}

// put types a text into the field that a selector finds first.
func (c checker) put(selector, text string) {
	c.t.Helper()
	c.holds(fmt.Sprintf("document.querySelector(%q) !== null", selector))
	c.do("focus "+selector, chromedp.Focus(chromedp.CSS(selector)))
	c.writes(text)
}

// shown opens a page, and takes its picture.
func (c checker) shown(name, path string) {
	c.t.Helper()
	c.open(path)
	c.idle()
	c.check(name)
}

// scrolled takes the picture of the part of a page that a selector finds first.
func (c checker) scrolled(name, selector string) {
	c.t.Helper()
	c.idle()
	const there = `new Promise(shown => {
		document.querySelector(%q).scrollIntoView({block: 'end'});
		requestAnimationFrame(() => requestAnimationFrame(() => shown(true)));
	})`
	asks[bool](c.visitor, fmt.Sprintf(there, selector))
	c.check(name)
}

// first is the address below a list of what stands first in it.
func (c checker) first(list, search string) string {
	c.t.Helper()
	c.open(list + "?q=" + url.QueryEscape(search))
	c.idle()
	return list + "/" + asks[string](c.visitor, "document.querySelector('tbody tr[id]').id.replace('row-', '')")
}

func picturedMembers(c checker) {
	c.open(membersPath)
	c.on("#b-filter")
	c.on("#m-filter [popovertarget=f-role]")
	c.check("members-filter")
	ingrid := c.first(membersPath, "ingrid")
	c.shown("member-role", ingrid+"/role")
	c.shown("member-groups", ingrid+"/groups")
	c.on("#add-groups")
	c.on("#pick-groups li:nth-child(1) input")
	c.on("#pick-groups li:nth-child(2) input")
	c.press(kb.Escape)
	c.on("#save-member")
	c.holds("document.querySelector('#carry-out') !== null")
	c.check("member-plan")
	c.open(strings.Replace(c.first(groupsPath, "hydro"), "group-", "", 1) + "/members")
	c.on(".pick.people [type=radio]")
	c.on(".dlg-foot .primary")
	c.holds("document.querySelector('#carry-out') !== null")
	c.check("group-join")
	c.shown("member-demote", ingrid+"/demote/choice")
	c.shown("member-remove-intent", ingrid+"/remove")
	c.on(".dlg-foot .primary")
	c.holds("document.querySelector('#continue') !== null")
	c.check("member-remove-choice")
	c.on(".pick.people [type=radio]")
	c.on("#continue")
	c.holds("document.querySelector('.dlg-foot .danger') !== null")
	c.check("member-remove")
	c.open(dashboardPath)
	c.on(".review a[href$='/keys']")
	c.holds("document.querySelector('#keep') !== null")
	c.check("member-keys")
	c.open(ownPath)
	c.put("#name", " ")
	c.on("#save-name")
	c.holds("document.querySelector('#own-name [aria-invalid]') !== null")
	c.check("own-account-errors")
	c.open(ownPath)
	c.scrolled("own-account-sessions", "#own-places")
	c.shown("own-account-leave", "/account/leave/meridian-survey")
}

func picturedResources(c checker) {
	c.open(resourcesPath)
	c.on("#b-filter")
	c.on("#m-filter [popovertarget=f-kind]")
	c.check("resources-filter")
	c.open(resourcesPath)
	c.on("tbody tr:nth-child(2) [type=checkbox]")
	c.on("tbody tr:nth-child(3) [type=checkbox]")
	c.check("resources-selected")
	c.shown("resource-register-kind", resourcesPath+"/register")
	c.open(resourcesPath + "/register?kind=layers")
	c.on("#ask-go")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("resource-register")
	layer, project := c.first(resourcesPath, "basemap relief"), c.first(resourcesPath, "basemap")
	for _, act := range []string{"rename", "move", "owners", "access", "transfer"} {
		c.shown("resource-"+act, layer+"/"+act)
	}
	c.on(".pick [type=radio][name=to]")
	c.on("#ask-go")
	c.holds("document.querySelector('#ask-about .plan') !== null")
	c.check("resource-transfer-plan")
	c.on("#ask-go")
	c.holds("!location.pathname.includes('transfer')")
	c.open(layer + "/rename")
	c.put("#name", "Basemap hillshade")
	c.on("#ask-go")
	c.holds("!location.pathname.includes('rename')")
	c.open(layer)
	c.scrolled("resource-history", "#resource-body")
	c.shown("resource-destroy", project+"/destroy")
	c.shown("kind-add", resourcesPath+"/new-kind")
	c.shown("kind-change", resourcesPath+"/kinds/layers")
	picturedOwner(c)
}

// picturedOwner is a key that owns something, and the transfer of all that.
func picturedOwner(c checker) {
	c.open(tablePath)
	id := c.idOf(nightlyKey)
	c.open(tablePath + "/" + id)
	c.scrolled("information-owns", "#key-page a[href*=transfer]")
	c.open(resourcesPath + "/transfer?from=" + id)
	c.on(".pick [type=radio][name=to]")
	c.on("#ask-go")
	c.holds("document.querySelector('#ask-about .plan') !== null")
	c.check("resources-transfer-plan")
}

func picturedSettings(c checker) {
	c.open(settingsPath)
	c.scrolled("settings-end", "#review")
	c.put("#name", "")
	c.on("#review")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("settings-errors")
	c.open(settingsPath)
	c.put("#name", "Meridian Maps")
	c.on("#review")
	c.holds("document.querySelector('.plan') !== null")
	c.check("settings-plan")
	c.shown("help-topic", helpPath+"/delete-keys")
	c.shown("licences", helpPath+"/licences")
}

// picturedAudit deletes a key, and looks at what the log says of it.
func picturedAudit(c checker) {
	c.open(tablePath)
	c.open(tablePath + "/" + c.idOf(idleKey) + "/delete")
	c.on(".dlg-foot .danger")
	c.holds("!location.pathname.endsWith('/delete')")
	c.idle()
	c.open(auditPath)
	c.on("#b-filter")
	c.on("#m-filter [popovertarget]")
	c.check("audit-filter")
	c.open(auditPath)
	c.on("#audit tbody tr[id] a")
	c.holds("document.querySelector('#info') !== null")
	c.check("audit-details")
}

// picturedInvitations are invitations, and what they are for who opens them: somebody new, who joins and is removed and
// invited again; and somebody with whose address another person has named an account.
func picturedInvitations(c checker, browser context.Context, p running, l look) {
	c.open(membersPath + "/invite")
	c.on("#invite-go")
	c.holds("document.querySelector('.note.bad') !== null")
	c.check("member-invite")
	link := c.invitesAs(guestEmail)
	c.check("member-link")
	c.shown("member-invitations", membersPath+"/invitations")
	c.on("a[id^=withdraw-]")
	c.check("member-withdraw")
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
