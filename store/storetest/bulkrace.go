package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testBulkRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, race := range map[string]func(*testing.T, *world){
		"against the deletion of one": bulkAgainstOne,
		"against a new owner":         bulkAgainstOwner,
		"against another bulk":        bulkAgainstBulk,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); race(t, addWorld(t, s, pairsPlot("bulk "+name))) })
	}
}

// pairsPlot has two keys for each round that together own one thing.
func pairsPlot(slug string) plot {
	p := plot{keys: keysNamed(2 * raceRounds)}.with(slug).sameIDs()
	for round := range raceRounds {
		one, other := pairOf(round)
		p.things = append(p.things, thing{name: fmt.Sprint("thing ", round), kind: "projects", owners: []string{one, other}})
	}
	return p
}

func pairOf(round int) (one, other string) { return keyOf(2 * round), keyOf(2*round + 1) }

// bulkAgainstOne: whichever comes first is done; the single one always can, because its plan says that the thing stays,
// and stays it does unless both keys went.
func bulkAgainstOne(t *testing.T, w *world) {
	for round := range raceRounds {
		one, other := pairOf(round)
		ids, choice := w.keyIDs(one, other), destroy(w.tenant)
		plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), ids, choice)
		must(t, "plan for both", err)
		single, err := w.store.PlanDeletion(t.Context(), w.actor("bea"), w.key(other), choice)
		must(t, "plan for one", err)
		var bulk, alone error
		together(2, func(i int) {
			if i == round%2 {
				_, bulk = w.store.DeleteKeys(w.Context(), w.as("bo"), ids, choice, plan.Digest)
			} else {
				_, alone = w.store.DeleteKey(w.Context(), w.as("bea"), w.key(other), choice, single.Digest)
			}
		})
		info, thingErr := w.store.Resource(t.Context(), w.actor("ada"), w.thingOf(round))
		if bulk == nil {
			wantDeleted(t, "the single deletion, too late", alone, store.DeletedError{Name: other, By: fullName("bo"), At: w.as("bo").At})
			wantErr(t, "what was destroyed", thingErr, store.ErrNotFound)
			continue
		}
		var changed *store.PlanChangedError
		if alone != nil || !errors.As(bulk, &changed) {
			t.Fatalf("round %d: bulk %v, single %v", round, bulk, alone)
		}
		gone := store.DeletedKey{ID: w.key(other), Name: other, By: fullName("bea"), At: w.as("bea").At}
		wantDiff(t, "gone in the new plan", []store.DeletedKey{gone}, changed.Plan.Gone)
		wantDiff(t, "keys of the new plan", w.keyIDs(one), planned(changed.Plan))
		must(t, "see the thing", thingErr)
		wantDiff(t, "owners of what stays", []store.Owner{w.owner(one)}, info.Owners)
	}
}

func bulkAgainstOwner(t *testing.T, w *world) {
	for round := range raceRounds {
		one, other := pairOf(round)
		ids, choice := w.keyIDs(one, other), destroy(w.tenant)
		plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), ids, choice)
		must(t, "plan", err)
		var bulk, adding error
		together(2, func(i int) {
			if i == round%2 {
				_, bulk = w.store.DeleteKeys(w.Context(), w.as("bo"), ids, choice, plan.Digest)
			} else {
				adding = w.store.AddOwner(w.Context(), w.as("ada"), w.thingOf(round), w.principal("bea"))
			}
		})
		info, thingErr := w.store.Resource(t.Context(), w.actor("ada"), w.thingOf(round))
		if bulk == nil {
			wantErr(t, "an owner added too late", adding, store.ErrNotFound)
			wantErr(t, "what was destroyed", thingErr, store.ErrNotFound)
			continue
		}
		wantErr(t, "a deletion that came too late", bulk, store.ErrPlanChanged)
		if adding != nil || thingErr != nil || len(info.Owners) != 3 {
			t.Errorf("round %d: adding gave %v, and then the thing is %+v, %v", round, adding, info, thingErr)
		}
	}
}

// bulkAgainstBulk lets two that share a key meet, in rounds of two pairs: one of them is done, the other finds one gone.
func bulkAgainstBulk(t *testing.T, w *world) {
	for round := 0; round+1 < raceRounds; round += 2 {
		shared, mine := pairOf(round)
		_, yours := pairOf(round + 1)
		sets := [2][]store.KeyID{w.keyIDs(shared, mine), w.keyIDs(yours, shared)}
		var plans [2]store.Plan
		for i, ids := range sets {
			var err error
			plans[i], err = w.store.PlanDeletions(t.Context(), w.actor("bo"), ids, destroy(w.tenant))
			must(t, "plan", err)
		}
		var errs [2]error
		together(2, func(i int) {
			_, errs[i] = w.store.DeleteKeys(w.Context(), w.as("bo"), sets[i], destroy(w.tenant), plans[i].Digest)
		})
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		var changed *store.PlanChangedError
		if errs[winner] != nil || !errors.As(errs[1-winner], &changed) {
			t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
		}
		if gone := changed.Plan.Gone; len(gone) != 1 || gone[0].ID != w.key(shared) {
			t.Errorf("round %d: gone are %+v, want the one that both had", round, gone)
		}
	}
}
