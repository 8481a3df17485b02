package storetest

import (
	"context"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testCancelled(t *testing.T, open opener) {
	t.Run("before it begins, nothing is done", func(t *testing.T) { t.Parallel(); cancelledBefore(t, newWorld(t, open, landscape)) })
	t.Run("meanwhile, all or nothing", func(t *testing.T) { t.Parallel(); cancelledMeanwhile(t, newWorld(t, open, plot{})) })
}

// cancelledBefore goes through the steps of the events' suite, which are all that can be done.
func cancelledBefore(t *testing.T, w *world) {
	before, twin := w.show(t, w.store), w.twin.show(t, w.store)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, step := range eventSteps {
		if step.name == "register" || len(step.actions) == 0 {
			continue // takes the test's context; changes nothing
		}
		if err := step.do(ctx, w); err == nil {
			t.Errorf("%s: done though it was cancelled", step.name)
		}
	}
	made := w.plot.newResource(thing{name: "new", kind: "projects", owners: []string{"key1"}})
	if err := w.store.RegisterResource(ctx, w.as("bo"), made); err == nil {
		t.Error("register: done though it was cancelled")
	}
	plan, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key1"), destroy(w.tenant))
	must(t, "plan", err)
	if _, err := w.store.DeleteKey(ctx, w.as("bo"), w.key("key1"), destroy(w.tenant), plan.Digest); err == nil {
		t.Error("delete by a plan: done though it was cancelled")
	}
	wantDiff(t, "afterwards", before, w.show(t, w.store))
	wantDiff(t, "the twin", twin, w.twin.show(t, w.store))
	wantErr(t, "the account's sessions", errOf(w.store.Session(t.Context(), digest("s"), start)), store.ErrNotFound)
	wantErr(t, "the link", errOf(w.store.Link(t.Context(), store.LinkReset, digest("link"), start)), store.ErrLinkDead)
}

// cancelledMeanwhile hangs up while keys are made. An error must mean that there is no key: a page
// that was told of one would offer to try again.
func cancelledMeanwhile(t *testing.T, w *world) {
	for round := range raceRounds {
		ctx, cancel := context.WithCancel(t.Context())
		in := w.newKey(fmt.Sprint("Round ", round))
		var made error
		together(2, func(i int) {
			if i == 0 {
				_, made = w.store.CreateKey(ctx, w.as("bo"), in)
				return
			}
			for range round * 20 { // from at once to some time later, without a clock
				_ = digest("wait")
			}
			cancel()
		})
		cancel()
		_, err := w.store.Key(t.Context(), w.actor("bo"), in.ID)
		if (made == nil) != (err == nil) {
			t.Errorf("round %d: create %v, and then see %v", round, made, err)
		}
	}
}
