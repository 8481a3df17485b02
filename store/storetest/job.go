package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/store"
)

// jobCall is one of whoever does what is due.
func jobCall(at time.Time) store.Call {
	return store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: at}
}

// runJobs does everything that is due at an instant, and says how many jobs that were.
func (w *world) runJobs(at time.Time) (n int) {
	w.Helper()
	for ; ; n++ {
		job, err := w.store.LeaseJob(w.Context(), jobCall(at))
		if errors.Is(err, store.ErrNotFound) {
			return n
		}
		must(w.T, "take a job", err)
		done, err := w.store.RunJob(w.Context(), jobCall(at), job)
		if err != nil || !done {
			w.Fatalf("job %+v: done %v, %v", job, done, err)
		}
	}
}

func testJobs(t *testing.T, open opener) {
	t.Run("none", func(t *testing.T) { t.Parallel(); noJobs(t, newWorld(t, open, plot{})) })
	t.Run("the end of an overlap is told of once", func(t *testing.T) { t.Parallel(); overlapTold(t, open) })
	t.Run("the end of a suspension is told of once", func(t *testing.T) { t.Parallel(); suspensionTold(t, open) })
	t.Run("whoever dies with a job leaves it", func(t *testing.T) { t.Parallel(); jobLeft(t, open) })
	t.Run("put off", func(t *testing.T) { t.Parallel(); jobPutOff(t, newWorld(t, open, landscape)) })
	t.Run("each taken by one of many", func(t *testing.T) { t.Parallel(); jobRace(t, open) })
}

func noJobs(t *testing.T, w *world) {
	if due := w.nextJob(); !due.IsZero() {
		t.Errorf("a job is due at %v", due)
	}
	_, err := w.store.LeaseJob(t.Context(), jobCall(start.AddDate(99, 0, 0)))
	wantErr(t, "take one", err, store.ErrNotFound)
	for _, job := range []store.Job{{}, {Seq: 1}, {Seq: 1, Attempts: 1}, {Seq: -1, Attempts: -1}} {
		_, err = w.store.RunJob(t.Context(), jobCall(start), job)
		wantErr(t, "do one", err, store.ErrJobLost)
		wantErr(t, "put one off", w.store.PostponeJob(t.Context(), jobCall(start), job, start), store.ErrJobLost)
	}
}

func overlapTold(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), landscape)
	w.rotate("bo", "key1", "new", time.Hour)
	older := w.secrets("key1")[1]
	ends := start.Add(time.Minute + time.Hour)
	if due := w.nextJob(); !due.Equal(ends) {
		t.Errorf("a job is due at %v, and the overlap ends at %v", due, ends)
	}
	_, _ = r.since()
	if n := w.runJobs(ends.Add(-tick)); n != 0 {
		t.Errorf("%d jobs were done too early", n)
	}
	version := w.versionOf("key1")
	if n := w.runJobs(ends.Add(7 * tick)); n != 1 {
		t.Errorf("%d jobs were done", n)
	}
	events, calls := r.since()
	if len(events) != 1 || calls != 1 {
		t.Fatalf("told %d times: %+v", calls, events)
	}
	e := events[0]
	want := store.Event{
		Seq: e.Seq, Org: w.Org, At: ends.Add(7 * tick), Actor: store.Actor{Kind: store.ActorJob, Org: w.Org}, ActorName: e.ActorName,
		Action: store.KeySecretRetired, Subject: string(w.key("key1")),
		Before: []store.Field{{Name: "secret", Value: older.Abbreviated(w.key("key1"))}, {Name: "ends", Value: ends.Format(time.RFC3339Nano)}},
		After:  []store.Field{{Name: "ended", Value: ends.Format(time.RFC3339Nano)}}, SubjectName: "key1",
	}
	wantDiff(t, "the event", want, e)
	w.wantTails("the overlap is over", "key1", "rotation new")
	if w.versionOf("key1") != version {
		t.Error("what the clock did made forms about the key old")
	}
	if n := w.runJobs(ends.Add(day)); n != 0 || !w.nextJob().IsZero() {
		t.Errorf("%d jobs were done again", n)
	}
}

func suspensionTold(t *testing.T, open opener) {
	var r record
	until := start.Add(48 * time.Hour)
	w := addWorld(t, open(t, r.committed), plot{keys: []keyPlot{
		{name: "key1", off: start.Add(-day), on: until}, {name: "key2", off: start.Add(-day)}, {name: "key3", off: start.Add(-2 * day), on: start.Add(-day)},
	}})
	_, _ = r.since()
	if due := w.nextJob(); !due.Equal(until) {
		t.Errorf("a job is due at %v, and the suspension ends at %v", due, until)
	}
	if n := w.runJobs(until); n != 2 { // the twin's too
		t.Errorf("%d jobs were done", n)
	}
	events, _ := r.since()
	at := slices.IndexFunc(events, func(e store.Event) bool { return e.Org == w.Org })
	if len(events) != 2 || events[at].Action != store.KeyReactivated || events[at].Subject != string(w.key("key1")) ||
		store.Value(events[at].After, "active_from") != until.Format(time.RFC3339Nano) {
		t.Errorf("told of %+v", events)
	}
	if !w.nextJob().IsZero() {
		t.Errorf("a job is due at %v", w.nextJob())
	}
	if key := must2(w.store.Key(t.Context(), w.actor("ada"), w.key("key1"))).Key; !key.InactiveFrom.IsZero() || !key.InactiveUntil.IsZero() || key.Version != 1 {
		t.Errorf("it was off from %v until %v, and has version %d", key.InactiveFrom, key.InactiveUntil, key.Version)
	}
}

func jobLeft(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), landscape)
	w.rotate("bo", "key1", "new", time.Hour)
	_, _ = r.since()
	due := start.Add(2 * time.Hour)
	dead, err := w.store.LeaseJob(t.Context(), jobCall(due))
	must(t, "take a job", err)
	_, err = w.store.LeaseJob(t.Context(), jobCall(due.Add(store.JobLease-tick)))
	wantErr(t, "take what is somebody's", err, store.ErrNotFound)
	due = due.Add(store.JobLease)
	heir, err := w.store.LeaseJob(t.Context(), jobCall(due))
	if err != nil || heir.Seq != dead.Seq || heir.Attempts != dead.Attempts+1 {
		t.Fatalf("take what was left: %+v after %+v, %v", heir, dead, err)
	}
	_, err = w.store.RunJob(t.Context(), jobCall(due), dead)
	wantErr(t, "do it all the same", err, store.ErrJobLost)
	wantErr(t, "put it off", w.store.PostponeJob(t.Context(), jobCall(due), dead, due), store.ErrJobLost)
	done, err := w.store.RunJob(t.Context(), jobCall(due), heir)
	if err != nil || !done {
		t.Errorf("do what was left: %v, %v", done, err)
	}
	_, err = w.store.RunJob(t.Context(), jobCall(due), heir)
	wantErr(t, "do it a second time", err, store.ErrJobLost)
	if events, _ := r.since(); len(events) != 1 {
		t.Errorf("told of %+v", events)
	}
}

func jobPutOff(t *testing.T, w *world) {
	w.rotate("bo", "key1", "new", time.Hour)
	due := start.Add(2 * time.Hour)
	for i := range 3 {
		job, err := w.store.LeaseJob(t.Context(), jobCall(due))
		if err != nil || job.Attempts != i+1 || job.Kind != store.JobSecretEnd || job.Org != w.Org || job.Subject != string(w.key("key1")) {
			t.Fatalf("attempt %d: %+v, %v", i+1, job, err)
		}
		due = due.Add(5 * time.Minute)
		must(t, "put it off", w.store.PostponeJob(t.Context(), jobCall(due), job, due))
		if next := w.nextJob(); !next.Equal(due) {
			t.Errorf("put off to %v, it is due at %v", due, next)
		}
		_, err = w.store.LeaseJob(t.Context(), jobCall(due.Add(-tick)))
		wantErr(t, "take it earlier", err, store.ErrNotFound)
	}
	if n := w.runJobs(due); n != 1 {
		t.Errorf("%d jobs were done", n)
	}
}

func jobRace(t *testing.T, open opener) {
	const jobs, workers = 30, 8
	var r record
	w := addWorld(t, open(t, r.committed), plot{keys: keysNamed(jobs)})
	for i := range jobs {
		w.rotate("bo", fmt.Sprintf("key%d", i+1), fmt.Sprint("race ", i), time.Hour)
	}
	_, _ = r.since()
	var done atomic.Int32
	together(workers, func(int) {
		for {
			job, err := w.store.LeaseJob(t.Context(), jobCall(start.Add(day)))
			if errors.Is(err, store.ErrNotFound) {
				return
			}
			if err == nil {
				_, err = w.store.RunJob(t.Context(), jobCall(start.Add(day)), job)
			}
			if err != nil {
				t.Errorf("work: %v", err)
				return
			}
			done.Add(1)
		}
	})
	events, _ := r.since()
	if done.Load() != jobs || len(events) != jobs {
		t.Errorf("of %d jobs %d were done, and %d told of", jobs, done.Load(), len(events))
	}
}
