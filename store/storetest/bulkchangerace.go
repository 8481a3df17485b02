package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testBulkChangeRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, m := range meetings {
		t.Run("two with a key in common: "+name, func(t *testing.T) { t.Parallel(); m.bulksMeet(t, s, name) })
	}
	t.Run("against a deletion", func(t *testing.T) { t.Parallel(); bulkMeetsDeletion(t, s) })
	t.Run("against a demotion", func(t *testing.T) { t.Parallel(); bulkMeetsDemotion(t, s) })
	t.Run("against who leaves the group", func(t *testing.T) { t.Parallel(); bulkMeetsLeaving(t, s) })
}

// bulkPlot has two keys for each round.
func bulkPlot(t *testing.T, s store.Store, slug string) *world {
	return addGrouped(t, s, plot{keys: keysNamed(2*raceRounds + 1)}.with(slug), nil)
}

// meeting is two changes that have a key in common, other ones in each round, and what says which of them a key has seen.
type meeting struct {
	changes func(o tenant, round int) [2]store.BulkChange
	seen    func(store.Key) string
}

var meetings = map[string]meeting{
	"groups": {func(o tenant, round int) [2]store.BulkChange {
		if round%2 == 1 {
			return [2]store.BulkChange{o.regroup("set", "owners"), o.regroup("set", "writers")}
		}
		return [2]store.BulkChange{o.regroup("set", "readers"), o.regroup("set", "writers", "owners")}
	}, func(k store.Key) string { return store.JoinNames(k.Groups) }},
	"expiry": {func(_ tenant, round int) (two [2]store.BulkChange) {
		for i := range two {
			two[i] = store.BulkChange{Act: store.BulkExpiry, ExpiresOn: spring.AddDays(2*round + i + 1)}
		}
		return two
	}, func(k store.Key) string { return k.ExpiresOn.String() + " " + k.ExpiresAt.String() }},
	"labels": {func(_ tenant, round int) (two [2]store.BulkChange) {
		for i := range two {
			label := store.Label{Name: "race", Value: fmt.Sprint(round, " ", i)}
			two[i] = store.BulkChange{Act: store.BulkLabels, Labels: store.Relabel{Set: []store.Label{label}}}
		}
		return two
	}, func(k store.Key) string { return fmt.Sprint(k.Labels) }},
	"off for longer": {func(_ tenant, round int) (two [2]store.BulkChange) {
		for i := range two {
			until := start.AddDate(0, 0, 2*round+i+1)
			two[i] = store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Until: until, Reason: fmt.Sprint(round, " ", i)}}
		}
		return two
	}, func(k store.Key) string { return k.InactiveReason + " " + k.InactiveUntil.String() }},
}

// bulksMeet: one is done, the other learns that the world has changed, and does nothing.
func (m meeting) bulksMeet(t *testing.T, s store.Store, name string) {
	w := bulkPlot(t, s, "bulks meet "+name)
	shared := keyOf(2 * raceRounds)
	for round := range raceRounds / 2 {
		one, other := pairOf(round)
		sets := [2][]store.KeyID{w.keyIDs(one, shared), w.keyIDs(shared, other)}
		changes, before := m.changes(w.tenant, round), m.seen(w.keyInfo(one).Key)
		var plans [2]store.BulkPlan
		for i := range sets {
			var err error
			plans[i], err = s.PlanKeyChanges(t.Context(), w.as("ada"), sets[i], changes[i])
			must(t, "plan", err)
		}
		var errs [2]error
		together(2, func(i int) { _, errs[i] = s.ChangeKeys(w.Context(), w.as("ada"), sets[i], changes[i], plans[i].Digest) })
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		var changed *store.BulkPlanChangedError
		if errs[winner] != nil || !errors.As(errs[1-winner], &changed) || changed.Plan.Digest == plans[1-winner].Digest {
			t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
		}
		mine, loser := [2]string{one, other}[winner], [2]string{one, other}[1-winner]
		won, both, lost := m.seen(w.keyInfo(mine).Key), m.seen(w.keyInfo(shared).Key), m.seen(w.keyInfo(loser).Key)
		if both != won || won == before || lost != before {
			t.Fatalf("round %d: half done: %q, %q, %q", round, both, won, lost)
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
