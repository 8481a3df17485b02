package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

// addToGroup plans to make a member belong to a group, and does it.
func addToGroup(ctx context.Context, s store.Store, call store.Call, id store.GroupID, member store.AccountID) error {
	plan, err := s.PlanJoin(ctx, call.Actor, id, member)
	if err != nil {
		return err
	}
	return errOf(s.AddToGroup(ctx, call, id, member, plan.Digest))
}

// removeFromGroup takes a member out of a group, as it is planned.
func removeFromGroup(ctx context.Context, s store.Store, call store.Call, id store.GroupID, member store.AccountID) error {
	plan, err := s.PlanLeaving(ctx, call.Actor, id, member)
	if err != nil {
		return err
	}
	return s.RemoveFromGroup(ctx, call, id, member, plan.Digest)
}

// joinPlanSays checks what joining crews gives: a user nothing that is for managers only, and nobody what they have already.
func joinPlanSays(t *testing.T, w *world) {
	ctx, crews := t.Context(), w.group("crews")
	for who, want := range map[string]string{
		"dan": "false [layers:read layers:edit]", "bea": "false [layers:edit members:edit]", "bo": "true []",
	} {
		plan, err := w.store.PlanJoin(ctx, w.actor("ada"), crews, w.account(who))
		if got := fmt.Sprint(plan.Same, " ", plan.Gets); err != nil || got != want || plan.Member.ID != w.account(who) || plan.Group.Name != "crews" {
			t.Errorf("%s: %s, %v, want %s", who, got, err, want)
		}
	}
}

// joinPlanChanges changes, between plan and confirmation, something that the plan said.
func joinPlanChanges(t *testing.T, w *world) {
	ctx, crews, dan := t.Context(), w.group("crews"), w.account("dan")
	for _, meanwhile := range []struct {
		name string
		do   func() error
	}{
		{"the group", func() error { return w.changeGroup("crews", crewsLess) }},
		{"the role", func() error { return assignRole(ctx, w.store, w.as("ada"), dan, store.RoleManager) }},
		{"another group", func() error { return addToGroup(ctx, w.store, w.as("ada"), w.group("office"), dan) }},
		{"they were added", func() error { return addToGroup(ctx, w.store, w.as("ada"), crews, dan) }},
	} {
		plan, err := w.store.PlanJoin(ctx, w.actor("ada"), crews, dan)
		must(t, "plan", err)
		must(t, meanwhile.name, meanwhile.do())
		_, err = w.store.AddToGroup(ctx, w.as("ada"), crews, dan, plan.Digest)
		var stale *store.JoinPlanChangedError
		if !errors.As(err, &stale) || stale.Plan.Digest == plan.Digest {
			t.Errorf("%s: %v, want a changed plan", meanwhile.name, err)
		}
	}
}
