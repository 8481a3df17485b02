package web_test

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web/password"
)

// memberActMatrix is about dee, and about the invitation that [portal.haveInvitation] makes.
var memberActMatrix = []route{
	{"GET", "/invitation/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/invitation/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"GET", "/o/:organization/members/invite", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/members/invite", inviteForm, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/members/invitations", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/members/invitations/:invitation/renew", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/members/invitations/:invitation/renew", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/members/invitations/:invitation/withdraw", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/members/invitations/:invitation/withdraw", none, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},

	{"GET", "/o/:organization/members/:member", none, [8]int{200, 200, 200, 200, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/history", none, [8]int{200, 200, 200, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/role", none, [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/members/:member/role", roleForm, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/groups", none, [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/members/:member/groups", membershipForm, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/keys", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/members/:member/keys", keepForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	// Dee is a user already.
	{"GET", "/o/:organization/members/:member/demote", none, [8]int{422, 403, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/demote/choice", none, [8]int{422, 403, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/demote/plan", none, [8]int{422, 403, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/members/:member/demote", departureForm(store.DepartureDemotion, "dee"), [8]int{422, 403, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/remove", none, [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/remove/choice", none, [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/members/:member/remove/plan", none, [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/members/:member/remove", departureForm(store.DepartureRemoval, "dee"), [8]int{200, 403, 403, 403, 404, 404, 404, 303}},
}

func inviteForm(_ *client, o organization) url.Values {
	return url.Values{"email": {"newcomer@" + o.slug + ".example"}, "role": {"user"}, "language": {"fr"}}
}

// versionOf is a member's present version.
func (p *portal) versionOf(o organization, name string) string {
	p.Helper()
	info, err := p.store.Member(p.Context(), p.actor(o, "ada"), o.account(name))
	if err != nil {
		p.Fatalf("look at %s: %v", name, err)
	}
	return fmt.Sprint(info.Member.Version)
}

// membershipForm holds the right plan to leave every group, whoever sends it.
func membershipForm(c *client, o organization) url.Values {
	plan, _ := c.store.PlanMembership(c.Context(), c.actor(o, "ada"), o.account("dee"), 0, nil)
	return url.Values{"version": {c.versionOf(o, "dee")}, "plan": {plan.Digest.String()}}
}

// roleForm leaves dee the role that they have.
func roleForm(c *client, o organization) url.Values {
	return url.Values{"version": {c.versionOf(o, "dee")}, "role": {"user"}}
}

// keepForm keeps what there is to keep, which is nothing.
func keepForm(c *client, o organization) url.Values {
	return url.Values{"which": {"all"}, "contact": {string(o.account("ada"))}}
}

// departureForm holds the right plan, whoever sends it.
func departureForm(kind store.DepartureKind, who string) func(*client, organization) url.Values {
	return func(c *client, o organization) url.Values {
		plan, _ := c.store.PlanDeparture(c.Context(), c.actor(o, "ada"), store.Departure{Member: o.account(who), Kind: kind}, store.Choice{})
		return url.Values{"choice": {""}, "to": {""}, "typed": {""}, "plan": {plan.Digest.String()}}
	}
}

// invitationIn is the id of an invitation that waits in an organization, or of none.
func (p *portal) invitationIn(o organization) store.InvitationID {
	p.Helper()
	list, err := p.store.Invitations(p.Context(), p.actor(o, "ada"), p.clock.now())
	if err != nil {
		p.Fatalf("list the invitations: %v", err)
	}
	if len(list) == 0 {
		return store.InvitationID(id("no invitation"))
	}
	return list[0].ID
}

// haveInvitation sees to it that somebody is invited.
func (p *portal) haveInvitation(o organization) {
	p.Helper()
	if p.invitationIn(o) == store.InvitationID(id("no invitation")) {
		p.inviteTo(o, store.InvitationID(id(fmt.Sprint(o.slug, len(p.happened(""))))), "guest@"+o.slug+".example", store.RoleUser)
	}
}

// inviteTo makes an invitation, and gives the path of its link.
func (p *portal) inviteTo(o organization, which store.InvitationID, email string, role store.Role) string {
	p.Helper()
	token := "chinv_" + string(which)
	_, err := p.store.Invite(p.Context(), p.as(o, "ada"), store.NewInvitation{ID: which, Token: sha256.Sum256([]byte(token)), Email: email, Role: role})
	if err != nil {
		p.Fatalf("invite %s: %v", email, err)
	}
	return "/invitation/" + token
}

var memberActSheets = map[string]sheet{
	"POST /invitation/:token": {openInvitation, 303, map[string]field{
		"email": {accepts: anything}, "name": {accepts: isName, refused: 422, kept: keptPerson}, "password": {accepts: isInvitedPassword, refused: 422},
	}},
	"POST /o/:organization/members/invite": {openAs("ada", north.members("/invite"), url.Values{"email": {"newcomer@north.example"}, "role": {"user"}, "language": {"fr"}}), 200, map[string]field{
		"email": {refused: 422}, "role": {refused: 422}, "language": {accepts: isEmpty, refused: 422}, "groups": {accepts: isEmpty, refused: 422, ticks: true},
	}},
	"POST /o/:organization/members/invitations/:invitation/renew":    {openWaiting("/renew"), 200, nil},
	"POST /o/:organization/members/invitations/:invitation/withdraw": {openWaiting("/withdraw"), 303, nil},
	"POST /o/:organization/members/:member/role": {openMember("dee", "/role", roleForm), 303, map[string]field{
		"version": {refused: 409}, "role": {refused: 422},
	}},
	"POST /o/:organization/members/:member/groups": {openMember("dee", "/groups", membershipForm), 303, map[string]field{
		"plan": {refused: 409, empty: 200}, "step": {accepts: anything}, "version": {accepts: anything}, "groups": {accepts: isEmpty, refused: 422, ticks: true},
	}},
	"POST /o/:organization/members/:member/keys": {openMember("dee", "/keys", keepForm), 303, map[string]field{
		"which": {refused: 422}, "contact": {refused: 422}, "keys": {accepts: anything, ticks: true},
	}},
	"POST /o/:organization/members/:member/remove": {openMember("bea", "/remove", staleDeparture), 409, map[string]field{
		"choice": {refused: 409}, "to": {refused: 409}, "typed": {accepts: anything}, "plan": {refused: 409},
	}},
	"POST /o/:organization/members/:member/demote": {openMember("bea", "/demote", staleDeparture), 409, map[string]field{
		"choice": {refused: 409}, "to": {refused: 409}, "typed": {accepts: anything}, "plan": {refused: 409},
	}},
}

// staleDeparture holds the plan of nobody.
func staleDeparture(_ *client, o organization) url.Values {
	return url.Values{"choice": {"transfer"}, "to": {string(o.account("ada"))}, "typed": {""}, "plan": {strings.Repeat("0", 64)}}
}

func openMember(name, below string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, "ada")
		return func() (*client, string, url.Values) {
			return c, north.members("/" + string(north.account(name)) + below), form(c, north)
		}
	}
}

// openInvitation invites somebody else each time.
func openInvitation(t *testing.T) func() (*client, string, url.Values) {
	p, n := twins(t), 0
	return func() (*client, string, url.Values) {
		n++
		path := p.inviteTo(north, store.InvitationID(id(fmt.Sprint("invitation ", n))), fmt.Sprintf("guest%d@guests.example", n), store.RoleUser)
		return p.visitor(), path, url.Values{"email": {""}, "name": {"Gus Guest"}, "password": {goodPassword}}
	}
}

func isInvitedPassword(value string) bool {
	return isPassword(value) && password.Check(value, "Gus Guest", "guest@guests.example") == nil
}

func openWaiting(below string) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p, n := twins(t), 0
		c := p.signIn(north, "ada")
		return func() (*client, string, url.Values) {
			n++
			which := store.InvitationID(id(fmt.Sprint("waiting ", n)))
			p.inviteTo(north, which, "guest@guests.example", store.RoleUser)
			return c, north.members("/invitations/" + string(which) + below), url.Values{}
		}
	}
}
