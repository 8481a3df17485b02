package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testRoles(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("counts from the next call on", func(t *testing.T) { t.Parallel(); roleCounts(t, addWorld(t, s, landscape)) })
	t.Run("what is wrong", func(t *testing.T) { t.Parallel(); roleRefused(t, addWorld(t, s, plot{slug: "wrong"})) })
	t.Run("two administrators demote each other", func(t *testing.T) { t.Parallel(); lastAdministrator(t, s) })
}

func roleCounts(t *testing.T, w *world) {
	ctx, twin := t.Context(), w.twin.show(t, w.store)
	must(t, "demote gil, who is a member of the twin too", assignRole(ctx, w.store, w.as("ada"), w.account("gil"), store.RoleUser))
	must(t, "demote bo", assignRole(ctx, w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	_, err := w.store.CreateKey(ctx, w.as("bo"), w.newKey("By bo"))
	wantErr(t, "create a key as who was a manager", err, store.ErrForbidden)
	if page := pageOf(t, w, "bo", store.KeyQuery{Rows: 25}); !page.OwnOnly || len(page.Keys) != 1 || page.Keys[0].Name != "key3" {
		t.Errorf("who was a manager sees %v", names(page.Keys))
	}
	info, err := w.store.Key(ctx, w.actor("ada"), w.key("key3"))
	if err != nil || info.Key.Creator.Left || info.Key.Creator.Name != fullName("bo") {
		t.Errorf("a key of who was a manager: %+v, %v", info.Key, err)
	}
	must(t, "make dee a manager", assignRole(ctx, w.store, w.as("ada"), w.account("dee"), store.RoleManager))
	_, err = w.store.CreateKey(ctx, w.as("dee"), w.newKey("By dee"))
	wantErr(t, "create a key as a new manager", err, nil)
	must(t, "make bea an administrator", assignRole(ctx, w.store, w.as("ada"), w.account("bea"), store.RoleAdministrator))
	must(t, "demote ada", assignRole(ctx, w.store, w.as("bea"), w.account("ada"), store.RoleManager))
	wantErr(t, "change a role as who was administrator", assignRole(ctx, w.store, w.as("ada"), w.account("bea"), store.RoleUser), store.ErrForbidden)
	portal, err := w.store.Portal(ctx, w.account("ada"), w.Slug)
	if err != nil || portal.Current.Role != store.RoleManager {
		t.Errorf("the portal says that ada is %v, %v", portal.Current.Role, err)
	}
	wantDiff(t, "the twin", twin, w.twin.show(t, w.store))
}

func roleRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for _, role := range []store.Role{0, store.RoleAdministrator + 1} {
		wantInvalid(t, fmt.Sprintf("role %d", role), assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), role), "role")
	}
	wantErr(t, "one's own role", assignRole(t.Context(), w.store, w.as("ada"), w.account("ada"), store.RoleManager), store.ErrForbidden)
	wantErr(t, "who left", assignRole(t.Context(), w.store, w.as("ada"), w.account("fay"), store.RoleUser), store.ErrNotFound)
	wantDiff(t, "after refusals", before, w.show(t, w.store))
}

func lastAdministrator(t *testing.T, s store.Store) {
	w := addWorld(t, s, plot{slug: "last"})
	pair := [2]string{"ada", "abe"}
	for round := range 50 {
		var errs [2]error
		together(2, func(i int) {
			errs[i] = assignRole(t.Context(), w.store, w.as(pair[i]), w.account(pair[1-i]), store.RoleManager)
		})
		left := ""
		for _, who := range pair {
			portal, err := w.store.Portal(t.Context(), w.account(who), w.Slug)
			must(t, "look at "+who, err)
			if portal.Current.Role == store.RoleAdministrator {
				left += who
			}
		}
		if left != "ada" && left != "abe" {
			t.Fatalf("round %d: administrators left: %q; errors %v", round, left, errs)
		}
		other := pair[0]
		if left == other {
			other = pair[1]
		}
		must(t, "promote "+other+" again", assignRole(t.Context(), w.store, w.as(left), w.account(other), store.RoleAdministrator))
	}
}

// assignRole gives a member another role; what they own goes to whoever does it, where they can own nothing any more.
func assignRole(ctx context.Context, s store.Store, call store.Call, id store.AccountID, role store.Role) error {
	_, err := s.ChangeRole(ctx, call, id, 0, role)
	if !errors.Is(err, store.ErrNeedsPlan) {
		return err
	}
	demotion, choice := store.Departure{Member: id, Kind: store.DepartureDemotion}, store.Choice{Kind: store.ChoiceTransfer, Successor: store.AccountID(call.Actor.ID)}
	plan, err := s.PlanDeparture(ctx, call.Actor, demotion, choice)
	if err != nil {
		return err
	}
	_, err = s.Depart(ctx, call, demotion, choice, plan.Digest)
	return err
}
