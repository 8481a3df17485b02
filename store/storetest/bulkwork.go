package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

// workPlot are more keys than two steps do; every tenth belongs to the group that is given. Dee made one.
func workPlot(t *testing.T, s store.Store, slug string) *world {
	p := plot{keys: keysNamed(2*store.MaxBulk + 300)}.with(slug)
	p.keys[0].creator = "dee"
	p.things = []thing{{name: "atlas", kind: "projects", owners: []string{"key7"}}, {name: "hut", kind: "projects", owners: []string{"key2007", "bo"}, access: map[string]store.Access{"key7": store.AccessView, "key9": store.AccessView}}}
	in := map[string][]string{}
	for i := range p.keys {
		if i%10 == 9 {
			in[p.keys[i].name] = []string{"writers"}
		}
	}
	return addGrouped(t, s, p, in)
}

func testBulkWork(t *testing.T, open opener) {
	t.Run("in steps, to its end", func(t *testing.T) { t.Parallel(); workDone(t, open) })
	t.Run("begun twice", func(t *testing.T) { t.Parallel(); workBegunTwice(t, fewGrouped(t, open(t, noHook), "begun twice")) })
	t.Run("whoever dies with a step", func(t *testing.T) { t.Parallel(); workGoesOn(t, open) })
	t.Run("who may no longer", func(t *testing.T) { t.Parallel(); workStopped(t, open) })
	t.Run("deletions", func(t *testing.T) { t.Parallel(); workDeletes(t, open) })
	t.Run("what was chosen", func(t *testing.T) { t.Parallel(); chosenKeys(t, open) })
	t.Run("kept for a while", func(t *testing.T) { t.Parallel(); workForgotten(t, open) })
}

// freeze chooses all keys that somebody sees, as soon as nobody else chooses any.
func (w *world) freeze(who string) (b store.Bulk) {
	w.Helper()
	err := store.ErrFreezing
	for errors.Is(err, store.ErrFreezing) {
		b, err = w.store.FreezeKeys(w.Context(), w.as(who), store.KeyQuery{At: start})
	}
	must(w.T, "choose keys", err)
	return b
}

// stepJob takes the job that is due, and does one part of it.
func (w *world) stepJob(at time.Time) (done bool) {
	w.Helper()
	job, err := w.store.LeaseJob(w.Context(), jobCall(at))
	must(w.T, "take a job", err)
	done, err = w.store.RunJob(w.Context(), jobCall(at), job)
	must(w.T, "do a step", err)
	return done
}

// look is how far a bulk is.
func (w *world) look(who string, id store.BulkID) store.Bulk {
	w.Helper()
	b, err := w.store.Bulk(w.Context(), w.actor(who), id)
	must(w.T, "look at a bulk", err)
	return b
}

// outcomes counts the rows of a bulk by what became of them, and why.
func (w *world) outcomes(who string, id store.BulkID) map[string]int {
	w.Helper()
	counts := map[string]int{}
	after := 0
	for {
		rows, err := w.store.BulkRows(w.Context(), w.actor(who), id, after)
		must(w.T, "read the rows", err)
		if len(rows) == 0 {
			return counts
		}
		for _, r := range rows {
			if after++; r.N != after || r.Name == "" {
				w.Fatalf("row %d is %+v", after, r)
			}
			said := string(r.Outcome)
			if r.Why != (store.BulkReason{}) {
				said += " " + r.Why.Code()
			}
			counts[said]++
		}
	}
}

func workDone(t *testing.T, open opener) {
	var r record
	w := workPlot(t, open(t, r.committed), "work done")
	b := w.freeze("bo")
	if b.Total != len(w.plot.keys) || b.More || b.State != store.BulkChosen {
		t.Fatalf("chosen: %+v", b)
	}
	must(t, "delete one meanwhile", w.delete("key5"))
	preview, err := w.store.PreviewBulk(t.Context(), w.as("bo"), b.ID, w.regroup("add", "writers"))
	must(t, "preview", err)
	if preview.Total != b.Total || preview.Looked != b.Total || preview.Changes.Count != 2069 || preview.Already.Count != 230 || preview.Refused() != 0 {
		t.Errorf("previewed: %+v", preview)
	}
	wantDiff(t, "the gone", store.BulkKeys{Count: 1, First: []string{"key5"}}, preview.Gone)
	wantDiff(t, "the first to change", []string{"key1", "key1001", "key1002"}, preview.Changes.First[:3])
	_, _ = r.since()
	begun, err := w.store.StartBulk(t.Context(), w.later("bo", time.Second), b.ID, w.regroup("add", "writers"))
	must(t, "begin", err)
	if begun.State != store.BulkRunning || w.look("bo", b.ID).State != store.BulkRunning {
		t.Errorf("begun: %+v", begun)
	}
	again, err := w.store.StartBulk(t.Context(), w.later("bo", 2*time.Second), b.ID, w.regroup("add", "writers"))
	if err != nil || again.Change.Groups.Op != store.RegroupAdd {
		t.Errorf("begun again: %+v, %v", again, err)
	}
	for _, other := range []store.BulkChange{w.regroup("remove", "writers"), w.regroup("add", "readers"), {Act: store.BulkDelete}} {
		_, err = w.store.StartBulk(t.Context(), w.later("bo", 2*time.Second), b.ID, other)
		wantErr(t, "begin something else", err, store.ErrBulkBegun)
		_, err = w.store.PreviewBulk(t.Context(), w.later("bo", 2*time.Second), b.ID, other)
		wantErr(t, "preview something else", err, store.ErrBulkBegun)
	}
	events, _ := r.since()
	if len(events) != 1 || events[0].Action != store.BulkBegun {
		t.Errorf("told of %+v", events)
	}
	at := start.Add(5 * time.Minute)
	for step := 1; step <= 3; step++ {
		if done := w.stepJob(at); done != (step == 3) {
			t.Fatalf("after step %d done is %v", step, done)
		}
		if got, want := w.look("bo", b.ID).Looked, min(step*store.MaxBulk, b.Total); got != want {
			t.Errorf("after step %d: %d of %d", step, got, want)
		}
		at = at.Add(store.JobLease)
	}
	end := w.look("bo", b.ID)
	if end.State != store.BulkDone || end.Changed != 2069 || end.Already != 230 || end.Gone != 1 || end.Refused != 0 || end.EndedAt.IsZero() {
		t.Errorf("at its end: %+v", end)
	}
	wantDiff(t, "what became of them", map[string]int{"changed": 2069, "already": 230, "gone": 1}, w.outcomes("bo", b.ID))
	events, calls := r.since()
	if calls != 3 || len(events) != 2070 || events[2069].Action != store.BulkEnded {
		t.Errorf("%d times told of %d events", calls, len(events))
	}
	w.wantDoneBy(t, "bo", events)
	_, err = w.store.UndoKeyChanges(t.Context(), w.later("bo", time.Second), b.ID)
	wantErr(t, "undo what was done in the background", err, store.ErrUndoOver)
}

// wantDoneBy fails the test for an event that tells of somebody else, or of another request.
func (w *world) wantDoneBy(t *testing.T, who string, events []store.Event) {
	t.Helper()
	for _, e := range events {
		if e.Actor != w.actor(who) || e.ActorName != fullName(who) || e.Request.ID != "request" {
			t.Fatalf("told of %+v", e)
		}
	}
}

// workBegunTwice: the same is begun once, and for an hour is the same a second later.
func workBegunTwice(t *testing.T, w *world) {
	off := func(by, span time.Duration) error {
		call := w.later("bo", by)
		_, err := w.store.StartBulk(t.Context(), call, 1, store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Until: call.At.Add(span)}})
		return err
	}
	if b := w.freeze("bo"); b.ID != 1 {
		t.Fatalf("chosen: %+v", b)
	}
	must(t, "begin", off(0, time.Hour))
	must(t, "begin again", off(time.Second, time.Hour))
	must(t, "begin again until the same", off(time.Second, time.Hour-time.Second))
	wantErr(t, "begin for longer", off(time.Second, 2*time.Hour), store.ErrBulkBegun)
}

// workGoesOn: who took a step and died leaves it to the next one; what was done isn't done again.
func workGoesOn(t *testing.T, open opener) {
	w := workPlot(t, open(t, noHook), "work goes on")
	b := w.freeze("bo")
	must(t, "begin", errOf(w.store.StartBulk(t.Context(), w.as("bo"), b.ID, w.regroup("add", "writers"))))
	at := start.Add(5 * time.Minute)
	w.stepJob(at)
	at = at.Add(store.JobLease)
	dead, err := w.store.LeaseJob(t.Context(), jobCall(at))
	must(t, "take a step", err)
	at = at.Add(store.JobLease)
	w.stepJob(at)
	_, err = w.store.RunJob(t.Context(), jobCall(at), dead)
	wantErr(t, "come back from the dead", err, store.ErrJobLost)
	at = at.Add(store.JobLease)
	if !w.stepJob(at) {
		t.Error("the third step isn't the last")
	}
	wantDiff(t, "what became of them", map[string]int{"changed": 2070, "already": 230}, w.outcomes("bo", b.ID))
	if v := w.versionOf("key1"); v != w.versionOf("key2001") {
		t.Error("a key was changed twice")
	}
}

// workStopped: each step has the rights that whoever asked for it has then.
func workStopped(t *testing.T, open opener) {
	for name, meanwhile := range map[string]struct {
		do   func(w *world) error
		rest string
	}{
		"demoted": {func(w *world) error {
			return assignRole(w.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser)
		}, "refused keys:edit"},
		"out of the group": {func(w *world) error {
			return removeFromGroup(w.Context(), w.store, w.as("ada"), w.bulkGroup("writers"), w.account("bo"))
		}, "refused groups:give writers"},
		"the group is gone": {func(w *world) error {
			plan, err := w.store.PlanGroupDeletion(w.Context(), w.actor("ada"), w.bulkGroup("writers"))
			if err == nil {
				_, err = w.store.DeleteGroup(w.Context(), w.as("ada"), w.bulkGroup("writers"), plan.Digest)
			}
			return err
		}, "refused groups"},
	} {
		w := workPlot(t, open(t, noHook), "work stopped "+name)
		b := w.freeze("bo")
		must(t, "begin", errOf(w.store.StartBulk(t.Context(), w.as("bo"), b.ID, w.regroup("add", "writers"))))
		at := start.Add(5 * time.Minute)
		w.stepJob(at)
		must(t, name, meanwhile.do(w))
		for done := false; !done; {
			at = at.Add(store.JobLease)
			done = w.stepJob(at)
		}
		counts, rest := w.outcomes("bo", b.ID), 1300
		if name == "out of the group" {
			rest = 1170 // the others have it already
		}
		if counts["changed"] != 900 || counts[meanwhile.rest] != rest {
			t.Errorf("%s: %v", name, counts)
		}
		end := w.look("bo", b.ID)
		if end.Changed != 900 || end.Refused != rest || (end.State == store.BulkStopped) != (name != "out of the group") {
			t.Errorf("%s: %+v", name, end)
		}
	}
}

func workDeletes(t *testing.T, open opener) {
	w := workPlot(t, open(t, noHook), "work deletes")
	b := w.freeze("bo")
	preview, err := w.store.PreviewBulk(t.Context(), w.as("bo"), b.ID, store.BulkChange{Act: store.BulkDelete})
	must(t, "preview", err)
	if preview.Changes.Count != 2298 || len(preview.Cannot) != 1 || preview.Access != 1 || len(preview.Owned) != 1 || preview.Owned[0].Count != 2 {
		t.Errorf("previewed: %+v", preview)
	}
	wantDiff(t, "what can't go", store.BulkRefusal{Why: store.ReasonOwns, Keys: store.BulkKeys{Count: 2, First: []string{"key2007", "key7"}}}, preview.Cannot[0])
	must(t, "begin", errOf(w.store.StartBulk(t.Context(), w.as("bo"), b.ID, store.BulkChange{Act: store.BulkDelete})))
	for at, done := start.Add(5*time.Minute), false; !done; at = at.Add(store.JobLease) {
		done = w.stepJob(at)
	}
	wantDiff(t, "what became of them", map[string]int{"changed": 2298, "refused resources": 2}, w.outcomes("bo", b.ID))
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25})
	if got := names(page.Keys); len(got) != 2 || page.Total.N != 2 {
		t.Errorf("left are %v", got)
	}
	if twin, err := w.store.Keys(t.Context(), w.twin.actor("ada"), store.KeyQuery{Rows: 25}); err != nil || twin.Total.N != len(w.plot.keys) {
		t.Errorf("the twin has %+v, %v", twin.Total, err)
	}
}

// chosenKeys: those that the filter shows and the actor sees; nobody else's business; and only the last few choices.
func chosenKeys(t *testing.T, open opener) {
	w := workPlot(t, open(t, noHook), "chosen")
	named, err := w.store.FreezeKeys(t.Context(), w.as("bo"), store.KeyQuery{At: start, Filter: store.KeyFilter{Search: "key199"}})
	must(t, "choose by a search", err)
	if named.Total != 11 { // key199 and key1990 to key1999
		t.Errorf("chosen: %+v", named)
	}
	if own := w.freeze("dee"); own.Total != 1 {
		t.Errorf("dee chose %+v", own)
	}
	for _, who := range []string{"ada", "dee", "bea"} {
		_, err = w.store.Bulk(t.Context(), w.actor(who), named.ID)
		wantErr(t, "look at what somebody chose", err, store.ErrNotFound)
		_, err = w.store.BulkRows(t.Context(), w.actor(who), named.ID, 0)
		wantErr(t, "look at the rows", err, store.ErrNotFound)
		_, err = w.store.StartBulk(t.Context(), w.as(who), named.ID, w.regroup("add", "writers"))
		wantErr(t, "begin it", err, store.ErrNotFound)
		_, err = w.store.PreviewBulk(t.Context(), w.as(who), named.ID, w.regroup("add", "writers"))
		wantErr(t, "preview it", err, store.ErrNotFound)
	}
	_, err = w.store.StartBulk(t.Context(), w.as("bo"), named.ID, w.regroup("add", "nobodys"))
	wantInvalid(t, "begin with a group that isn't", err, "groups")
	_, err = w.store.StartBulk(t.Context(), w.as("bo"), named.ID, store.BulkChange{})
	wantInvalid(t, "begin with nothing", err, "act")
	_, err = w.store.PreviewBulk(t.Context(), w.as("bo"), named.ID, w.regroup("add", "nobodys"))
	wantInvalid(t, "preview with a group that isn't", err, "groups")
	_, err = w.store.PreviewBulk(t.Context(), w.as("dee"), w.freeze("dee").ID, w.regroup("add", "writers"))
	wantErr(t, "preview what one may do to no key", err, store.ErrForbidden)
	for range store.MaxChosen {
		w.freeze("bo")
	}
	_, err = w.store.Bulk(t.Context(), w.actor("bo"), named.ID)
	wantErr(t, "the oldest of too many", err, store.ErrNotFound)
	_, err = w.store.FreezeKeys(t.Context(), w.as("fay"), store.KeyQuery{At: start})
	wantErr(t, "choose without being a member", err, store.ErrNotFound)
}

func workForgotten(t *testing.T, open opener) {
	w := workPlot(t, open(t, noHook), "forgotten")
	chosen, worked := w.freeze("bo"), w.freeze("bo")
	small := w.bulk("bo", w.regroup("add", "writers"), "key1")
	must(t, "begin", errOf(w.store.StartBulk(t.Context(), w.as("bo"), worked.ID, w.regroup("add", "writers"))))
	at := start.Add(5 * time.Minute)
	for done := false; !done; at = at.Add(store.JobLease) {
		done = w.stepJob(at)
	}
	kept := func(what string, id store.BulkID, want error) {
		t.Helper()
		_, err := w.store.Bulk(t.Context(), w.actor("bo"), id)
		wantErr(t, what, err, want)
	}
	forget := func(at time.Time) {
		t.Helper()
		for {
			job, err := w.store.LeaseJob(t.Context(), jobCall(at))
			if errors.Is(err, store.ErrNotFound) {
				return
			}
			must(t, "take a job", err)
			for done := false; !done; {
				done, err = w.store.RunJob(t.Context(), jobCall(at), job)
				must(t, fmt.Sprint("do ", job.Kind), err)
			}
		}
	}
	forget(start.Add(store.FrozenKept - time.Minute))
	kept("what was chosen", chosen.ID, nil)
	forget(start.Add(store.FrozenKept + time.Hour))
	kept("what was chosen, a day later", chosen.ID, store.ErrNotFound)
	kept("what was done at once, a day later", small.ID, store.ErrNotFound)
	kept("what was done in the background, a day later", worked.ID, nil)
	forget(start.Add(store.BulkKept + time.Hour))
	kept("what was done in the background, a week later", worked.ID, store.ErrNotFound)
	if !w.nextJob().IsZero() {
		t.Error("something is still due")
	}
}
