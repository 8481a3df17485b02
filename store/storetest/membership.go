package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"chatelaine/store"
)

// regroupMember plans to make a member belong to exactly these groups, and does it.
func regroupMember(ctx context.Context, s store.Store, call store.Call, id store.AccountID, groups ...store.GroupID) error {
	plan, err := s.PlanMembership(ctx, call.Actor, id, 0, groups)
	if err != nil {
		return err
	}
	return errOf(s.ChangeMembership(ctx, call, id, groups, plan.Digest))
}

// membershipSaid is a plan in one line: groups that come and go, and what is got and lost with the group that it comes from.
func membershipSaid(p store.MembershipPlan) string {
	said := store.JoinNames(p.Joins) + " for " + store.JoinNames(p.Leaves) + ":"
	for _, g := range p.Gets {
		said += " +" + string(g.Permission) + "/" + store.JoinNames(g.From)
	}
	for _, g := range p.Loses {
		said += " -" + string(g.Permission) + "/" + store.JoinNames(g.From)
	}
	return said
}

// membershipPlanSays checks what groups give and take: nothing that is for managers only to a user or from one, and nothing
// that somebody has by another group all the while. What it says is what is done.
func membershipPlanSays(t *testing.T, w *world) {
	ctx := t.Context()
	for _, tt := range []struct {
		who  string
		to   string
		want string
	}{
		{"dee", "office", "office for crews: +tables:read/office -layers:edit/crews"},
		{"dee", "office", " for :"},
		{"dee", "crews office", "crews for : +layers:edit/crews"},
		{"bo", "", " for crews: -layers:read/crews -layers:edit/crews -members:edit/crews"},
		{"bea", "crews", "crews for office: +layers:edit/crews +members:edit/crews -tables:read/office"},
	} {
		account, groups := w.account(tt.who), w.groupIDs(tt.to)
		plan, err := w.store.PlanMembership(ctx, w.actor("ada"), account, 0, groups)
		if got := membershipSaid(plan); err != nil || got != tt.want || plan.Member.ID != account || plan.Same() != (tt.want == " for :") {
			t.Errorf("%s to %q: %s, %v, want %s", tt.who, tt.to, got, err, tt.want)
		}
		must(t, "carry it out", errOf(w.store.ChangeMembership(ctx, w.as("ada"), account, groups, plan.Digest)))
		info, err := w.store.Member(ctx, w.actor("ada"), account)
		if got := strings.ReplaceAll(store.JoinNames(info.Member.Groups), ",", ""); err != nil || got != tt.to {
			t.Errorf("%s belongs to %q, %v, want %q", tt.who, got, err, tt.to)
		}
	}
	_, err := w.store.PlanMembership(ctx, w.actor("ada"), w.account("dee"), 0, []store.GroupID{w.twin.plot.group("office")})
	wantInvalid(t, "the twin's group", err, "groups")
}

// membershipPlanChanges changes, between plan and confirmation, something that the plan said: then nothing is done.
func membershipPlanChanges(t *testing.T, w *world) {
	ctx, ada, dee := t.Context(), w.as("ada"), w.account("dee")
	first, err := w.store.Member(ctx, ada.Actor, dee)
	must(t, "look", err)
	for _, meanwhile := range []struct {
		name string
		do   func() error
	}{
		{"what the group gives", func() error { return w.changeGroup("crews", crewsLess) }},
		{"the role", func() error { return assignRole(ctx, w.store, ada, dee, store.RoleManager) }},
		{"their groups", func() error { return addToGroup(ctx, w.store, ada, w.group("office"), dee) }},
		{"the same by somebody else", func() error { return regroupMember(ctx, w.store, w.as("abe"), dee) }},
	} {
		plan, err := w.store.PlanMembership(ctx, ada.Actor, dee, 0, nil)
		must(t, "plan", err)
		leaving, err := w.store.PlanLeaving(ctx, ada.Actor, w.group("crews"), dee)
		must(t, "plan to leave", err)
		must(t, meanwhile.name, meanwhile.do())
		before := w.show(t, w.store)
		_, err = w.store.ChangeMembership(ctx, ada, dee, nil, plan.Digest)
		var stale *store.MembershipPlanChangedError
		if !errors.As(err, &stale) || stale.Plan.Digest == plan.Digest {
			t.Errorf("%s: %v, want a changed plan", meanwhile.name, err)
		}
		stale, err = nil, w.store.RemoveFromGroup(ctx, ada, w.group("crews"), dee, leaving.Digest)
		if !errors.As(err, &stale) || stale.Plan.Digest == leaving.Digest {
			t.Errorf("%s: %v, want a changed plan to leave", meanwhile.name, err)
		}
		wantDiff(t, "after "+meanwhile.name, before, w.show(t, w.store))
	}
	var changed *store.MemberChangedError
	if _, err := w.store.PlanMembership(ctx, ada.Actor, dee, first.Member.Version, nil); !errors.As(err, &changed) {
		t.Errorf("a form of an older version is planned for: %v", err)
	}
}
