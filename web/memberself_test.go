package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"chatelaine/store"
)

// Two administrators send their forms at the same moment, each to make the other one less. One of them is through; the
// other one is refused for what they have become, and the organization keeps one administrator.
func TestOneOfTwoAdministratorsDemotesTheOther(t *testing.T) {
	t.Parallel()
	pair := [2]string{"ada", "abe"}
	role := func(p *portal, _, whom string) (string, url.Values) {
		return north.members("/" + string(north.account(whom)) + "/role"), url.Values{"version": {p.versionOf(north, whom)}, "role": {"manager"}}
	}
	plan := func(kind store.DepartureKind, below string) func(*portal, string, string) (string, url.Values) {
		return func(p *portal, who, whom string) (string, url.Values) {
			d, choice := store.Departure{Member: north.account(whom), Kind: kind}, store.Choice{Kind: store.ChoiceTransfer, Successor: north.account("bo")}
			plan, err := p.store.PlanDeparture(p.Context(), p.actor(north, who), d, choice)
			if err != nil {
				p.Fatal(err)
			}
			return north.members("/" + string(north.account(whom)) + below),
				url.Values{"choice": {"transfer"}, "to": {string(choice.Successor)}, "typed": {""}, "plan": {plan.Digest.String()}}
		}
	}
	for name, tt := range map[string]struct {
		form    func(p *portal, who, whom string) (string, url.Values)
		action  store.Action
		refused int // how who is slower is answered: whoever sees the other no more finds nothing
	}{
		"to manager":       {role, store.MemberRole, http.StatusForbidden},
		"to user, by plan": {plan(store.DepartureDemotion, "/demote"), store.MemberRole, http.StatusNotFound},
		"out, by plan":     {plan(store.DepartureRemoval, "/remove"), store.MemberRemoved, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := twins(t)
			if err := p.assignRole(north, "ada", "abe", store.RoleAdministrator); err != nil {
				t.Fatal(err)
			}
			before := len(p.happened(tt.action))
			var browsers [2]*client
			var paths [2]string
			var sent [2]url.Values
			for i, who := range pair {
				browsers[i] = p.signIn(north, who)
				paths[i], sent[i] = tt.form(p, who, pair[1-i])
			}
			var answers [2]answer
			var both sync.WaitGroup
			for i := range pair {
				both.Go(func() { answers[i] = browsers[i].post(paths[i], sent[i]) })
			}
			both.Wait()
			winner := 0
			if answers[1].status < http.StatusBadRequest {
				winner = 1
			}
			won, lost := answers[winner], answers[1-winner]
			if won.status >= http.StatusBadRequest || lost.status != tt.refused {
				t.Fatalf("the answers are %d and %d, want one that is well and one %d:\n%s", won.status, lost.status, tt.refused, lost.words(t))
			}
			if said := lost.words(t); tt.refused == http.StatusForbidden && !strings.Contains(said, "Your role in this organization does not allow it. An administrator can.") {
				t.Errorf("who was slower reads %q", said)
			}
			if n := len(p.happened(tt.action)) - before; n != 1 {
				t.Errorf("it happened %d times", n)
			}
			other := north.members("/" + string(north.account("bo")) + "/role")
			browsers[winner].want(browsers[winner].get(other), http.StatusOK, "Change role")
			if got := browsers[1-winner].get(other); got.status != tt.refused {
				t.Errorf("who was slower opens the form of a role: %d", got.status)
			}
		})
	}
}

// What nobody does to themselves, an address typed by hand doesn't do either; it says how one leaves.
func TestNobodyRemovesThemselvesByAnAddress(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for _, who := range []string{"ada", "bo"} {
		c, own := p.signIn(north, who), north.members("/"+string(north.account(who)))
		for _, below := range []string{"/remove", "/role", "/groups", "/demote"} {
			got := c.get(own + below)
			c.want(got, http.StatusForbidden, "Nobody changes their own role or groups, or removes themselves", "You leave an organization from your account.", "To your account")
			if !strings.Contains(got.body, `href="/account?from=north"`) {
				t.Errorf("%s of %s leads to no account", below, who)
			}
		}
	}
	bo := p.signIn(north, "bo")
	bo.want(bo.get(north.members("/"+string(north.account("ada"))+"/remove")), http.StatusForbidden, "Your role in this organization does not allow it.")
}
