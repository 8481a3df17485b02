package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testBulkChangeRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("two with a key in common", func(t *testing.T) { t.Parallel(); bulksMeet(t, s) })
	t.Run("against a deletion", func(t *testing.T) { t.Parallel(); bulkMeetsDeletion(t, s) })
	t.Run("against a demotion", func(t *testing.T) { t.Parallel(); bulkMeetsDemotion(t, s) })
	t.Run("against who leaves the group", func(t *testing.T) { t.Parallel(); bulkMeetsLeaving(t, s) })
}

// bulkPlot has two keys for each round.
func bulkPlot(t *testing.T, s store.Store, slug string) *world {
	return addGrouped(t, s, plot{keys: keysNamed(2*raceRounds + 1)}.with(slug), nil)
}

// bulksMeet: one is done, the other learns that the world has changed, and does nothing.
func bulksMeet(t *testing.T, s store.Store) {
	w := bulkPlot(t, s, "bulks meet")
	for round := range raceRounds {
		one, other := pairOf(round)
		shared := keyOf(2 * raceRounds)
		sets := [2][]store.KeyID{w.keyIDs(one, shared), w.keyIDs(shared, other)}
		ops := [2]store.BulkChange{w.regroup("set", "readers"), w.regroup("set", "writers", "owners")}
		if round%2 == 1 {
			ops = [2]store.BulkChange{w.regroup("set", "owners"), w.regroup("set", "writers")}
		}
		var plans [2]store.BulkPlan
		for i := range sets {
			var err error
			plans[i], err = s.PlanKeyChanges(t.Context(), w.as("ada"), sets[i], ops[i])
			must(t, "plan", err)
		}
		var errs [2]error
		together(2, func(i int) { _, errs[i] = s.ChangeKeys(w.Context(), w.as("ada"), sets[i], ops[i], plans[i].Digest) })
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		if errs[winner] != nil || !errors.Is(errs[1-winner], store.ErrBulkPlanChanged) {
			t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
		}
		groups := w.groupsOfKeys(t, s)
		mine, loser := [2]string{one, other}[winner], [2]string{one, other}[1-winner]
		if groups[shared] != groups[mine] || groups[loser] != "" {
			t.Fatalf("round %d: half done: %q, %q, %q", round, groups[shared], groups[mine], groups[loser])
		}
	}
}

func bulkMeetsDeletion(t *testing.T, s store.Store) {
	w := bulkPlot(t, s, "bulk meets deletion")
	for round := range raceRounds {
		one, other := pairOf(round)
		ids, change := w.keyIDs(one, other), w.regroup("add", "readers")
		plan, err := s.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
		must(t, "plan", err)
		deletion, err := s.PlanDeletion(t.Context(), w.actor("ada"), w.key(one), store.Choice{})
		must(t, "plan to delete", err)
		var errs [2]error
		together(2, func(i int) {
			if i == 0 {
				_, errs[0] = s.ChangeKeys(w.Context(), w.as("bo"), ids, change, plan.Digest)
			} else {
				_, errs[1] = s.DeleteKey(w.Context(), w.as("ada"), w.key(one), store.Choice{}, deletion.Digest)
			}
		})
		if bulkFirst := errors.Is(errs[1], store.ErrPlanChanged); (errs[0] == nil) != bulkFirst || !bulkFirst && !errors.Is(errs[0], store.ErrBulkPlanChanged) {
			t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
		}
	}
}

// bulkMeetsDemotion: whoever is no manager any more changes nothing.
func bulkMeetsDemotion(t *testing.T, s store.Store) {
	w := bulkPlot(t, s, "bulk meets demotion")
	for round := range raceRounds {
		one, other := pairOf(round)
		ids, change := w.keyIDs(one, other), w.regroup("add", "readers")
		plan, err := s.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
		must(t, "plan", err)
		var bulk, demotion error
		together(2, func(i int) {
			if i == 0 {
				_, bulk = s.ChangeKeys(w.Context(), w.as("bo"), ids, change, plan.Digest)
			} else {
				demotion = assignRole(w.Context(), s, w.as("ada"), w.account("bo"), store.RoleUser)
			}
		})
		must(t, "demote", demotion)
		groups := w.groupsOfKeys(t, s)
		want := ""
		if bulk == nil {
			want = "readers"
		} else if !errors.Is(bulk, store.ErrForbidden) && !errors.Is(bulk, store.ErrNotFound) { // as a user bo doesn't see ada's keys
			t.Fatalf("round %d: %v", round, bulk)
		}
		if got := fmt.Sprint(groups[one], groups[other]); got != want+want {
			t.Fatalf("round %d: %v, and the groups are %q", round, bulk, got)
		}
		must(t, "promote", assignRole(t.Context(), s, w.as("ada"), w.account("bo"), store.RoleManager))
	}
}

func bulkMeetsLeaving(t *testing.T, s store.Store) {
	w := bulkPlot(t, s, "bulk meets leaving")
	for round := range raceRounds {
		one, other := pairOf(round)
		ids, change := w.keyIDs(one, other), w.regroup("add", "readers")
		plan, err := s.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
		must(t, "plan", err)
		var bulk, leaving error
		together(2, func(i int) {
			if i == 0 {
				_, bulk = s.ChangeKeys(w.Context(), w.as("bo"), ids, change, plan.Digest)
			} else {
				leaving = removeFromGroup(w.Context(), s, w.as("ada"), w.bulkGroup("readers"), w.account("bo"))
			}
		})
		must(t, "take them out of the group", leaving)
		if bulk != nil && !errors.Is(bulk, store.ErrBulkPlanChanged) {
			t.Fatalf("round %d: %v", round, bulk)
		}
		must(t, "put them back", addToGroup(t.Context(), s, w.as("ada"), w.bulkGroup("readers"), w.account("bo")))
	}
}
