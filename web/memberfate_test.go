package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// Each invitation that can't be accepted says why, when it is looked at and when its form is sent; it makes no member.
func TestRefusedInvitationSaysWhy(t *testing.T) {
	t.Parallel()
	const gone, conflict, foreign = http.StatusGone, http.StatusConflict, http.StatusForbidden
	guest := "guest@guests.example"
	for name, refused := range map[string]struct {
		happens    func(p *portal, which store.InvitationID)
		email, who string // invited, and signed in
		sees, gets int    // the status when it is looked at, and when it is accepted
		says       []string
	}{
		"withdrawn": {func(p *portal, which store.InvitationID) { p.withdraw(which) }, guest, "", gone, gone, []string{"It was withdrawn. Ask an administrator of"}},
		"replaced": {func(p *portal, _ store.InvitationID) {
			p.inviteTo(north, store.InvitationID(id("newer")), guest, store.RoleUser)
		}, guest, "", gone, gone, []string{"There is a newer invitation to the same address: open its link instead."}},
		"expired": {func(p *portal, _ store.InvitationID) { p.clock.advance(store.InvitationLife + time.Second) }, guest, "", gone, gone,
			[]string{"It could be accepted for 7 days. Ask an administrator of"}},
		"by who can't invite": {func(p *portal, _ store.InvitationID) {
			if err := p.assignRole(north, "abe", "ada", store.RoleManager); err != nil {
				p.Fatal(err)
			}
		}, guest, "", gone, gone, []string{"Ada Moreau, who invited you, can’t invite anybody any more."}},
		"an account's": {nil, north.email("fay"), "", http.StatusOK, conflict, []string{"Sign in to join", north.email("fay") + " has an account here."}},
		"somebody else's": {nil, guest, "dan", foreign, foreign, []string{
			"This invitation is for somebody else.", "It is for " + guest + ", and you are signed in as " + north.email("dan") + ".",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, which := twins(t), store.InvitationID(id("refused"))
			path, c := p.inviteTo(north, which, refused.email, store.RoleAdministrator), p.visitor()
			if refused.who != "" {
				c = p.signIn(north, refused.who)
			}
			if refused.happens != nil {
				refused.happens(p, which)
			}
			before := p.dump()
			c.want(c.get(path), refused.sees, refused.says...)
			c.want(c.post(path, url.Values{"name": {"Gus Guest"}, "password": {goodPassword}}), refused.gets, refused.says...)
			if p.dump() != before {
				t.Error("something was done")
			}
		})
	}
}

// withdraw ends an invitation.
func (p *portal) withdraw(which store.InvitationID) {
	p.Helper()
	if _, err := p.store.WithdrawInvitation(p.Context(), p.as(north, "ada"), which); err != nil {
		p.Fatalf("withdraw an invitation: %v", err)
	}
}

// Who accepted finds their link used up, and so does everybody else.
func TestInvitationIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	p := twins(t)
	path, c := p.inviteTo(north, store.InvitationID(id("once")), "guest@guests.example", store.RoleUser), p.visitor()
	form := url.Values{"name": {"Gus Guest"}, "password": {goodPassword}}
	c.wantRedirect(c.post(path, form), north.keys())
	for _, again := range []*client{c, p.visitor()} {
		again.want(again.get(path), http.StatusGone, "This invitation was accepted already.", "Its link works once. If it was you, sign in.")
		again.want(again.post(path, form), http.StatusGone, "This invitation was accepted already.")
	}
	if joined := p.happened(store.MemberJoined); len(joined) != 1 {
		t.Errorf("%d joined", len(joined))
	}
}

// Who is removed finds nothing from then on, and the plan that they had open does nothing.
func TestRemovedMemberFindsNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	carryOut := north.at(keyOwner, "/delete")
	plan := bo.toPlan(north, keyOwner, transfer)
	p.remove(north, "bo")
	before := p.dump()
	for _, path := range []string{north.keys(), north.members(), north.members("/" + string(north.account("bo"))), north.at(keyOwner), "/o/north/dashboard"} {
		bo.want(bo.get(path), http.StatusNotFound)
		bo.want(bo.get(path, partly(north.keys())), http.StatusNotFound)
	}
	bo.want(bo.post(carryOut, plan), http.StatusNotFound)
	bo.want(bo.post(carryOut, plan, partly(north.keys())), http.StatusNotFound)
	if p.dump() != before {
		t.Error("who was removed did something")
	}
	if _, there := p.keyNamed(north, keyOwner); !there {
		t.Error("the key is gone")
	}
	bo.want(bo.get("/account"), http.StatusOK, north.email("bo"), "You belong to no organization.")
}

// The lists say whom and what their addresses name as gone, of what is gone alone.
func TestListsSayWhatIsGone(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	layer := "/o/north/resources/" + string(north.resource("layer")) + "/destroy"
	ada.wantRedirect(ada.post(layer, destroyForm(ada, north)), "/o/north/resources?destroyed="+string(north.resource("layer")))
	ada.want(ada.get("/o/north/resources?destroyed="+string(north.resource("layer"))), http.StatusOK, "was destroyed.")
	p.remove(north, "bo")
	ada.want(ada.get(north.members("?removed=", string(north.account("bo")))), http.StatusOK, "is no longer a member.")
	for _, address := range []string{north.members("?removed=", string(north.account("ada"))), north.members("?removed=nobody"), "/o/north/resources?destroyed=" + string(north.resource("project"))} {
		if said := ada.get(address).words(ada); strings.Contains(said, "no longer") || strings.Contains(said, "was destroyed") {
			t.Errorf("%s tells of what isn't gone", address)
		}
	}
}
