package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func testSwitch(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"off until further notice":                switchOff,
		"off for a while":                         switchedForAWhile,
		"off again never gives time back":         switchedAgain,
		"what can't be a deactivation":            switchRefused,
		"on":                                      switchOn,
		"on what the clock switched on":           switchedByClock,
		"nobody switches on what they can't make": switchedDemoted,
		"50 people at once":                       switchRace,
		"on and off at once":                      switchRivals,
		"a key that is deleted meanwhile":         switchDeleted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open, switchPlot))
		})
	}
}

var switchPlot = plot{keys: []keyPlot{
	{name: "key1", expiresOn: spring}, {name: "key2", creator: "dee"}, {name: "key off", off: start.Add(-day)},
	{name: "key span", off: start.Add(-day), on: start.Add(day)}, {name: "key manager", role: store.RoleManager},
}}

// switchOffAt deactivates a key at an instant.
func (w *world) switchOffAt(who, key string, at time.Time, what store.Deactivation) store.SwitchedKey {
	w.Helper()
	switched, err := w.store.DeactivateKey(w.Context(), call(w.actor(who), at), w.key(key), what)
	must(w.T, "deactivate "+key, err)
	return switched
}

// keyInfo is a key as an administrator sees it.
func (w *world) keyInfo(key string) store.KeyInfo {
	w.Helper()
	info, err := w.store.Key(w.Context(), w.actor("ada"), w.key(key))
	must(w.T, "see "+key, err)
	return info
}

// wantOff checks since when, until when and why a key is inactive.
func (w *world) wantOff(doing, key string, from, until time.Time, reason string) {
	w.Helper()
	got := w.keyInfo(key).Key
	wantDiff(w.T, doing, store.Key{InactiveFrom: from, InactiveUntil: until, InactiveReason: reason},
		store.Key{InactiveFrom: got.InactiveFrom, InactiveUntil: got.InactiveUntil, InactiveReason: got.InactiveReason})
}

func switchOff(t *testing.T, w *world) {
	at := start.Add(time.Hour + 5*tick + 300*time.Microsecond)
	version := w.versionOf("key1")
	switched := w.switchOffAt("bo", "key1", at, store.Deactivation{Reason: "  Moved  to the new server "})
	if switched.Already || switched.Key.Version != version+1 || switched.Key.Status(at) != store.StatusInactive || switched.Key.Status(at.AddDate(9, 0, 0)) != store.StatusInactive {
		t.Errorf("switched off, it is %+v", switched)
	}
	w.wantOff("off", "key1", at.Truncate(tick), time.Time{}, "Moved to the new server")
	if by := w.keyInfo("key1").OffBy; by.ActorName != fullName("bo") || by.Action != store.KeyDeactivated {
		t.Errorf("it was switched off by %+v", by)
	}
	if due := w.nextJob(); !due.Equal(start.Add(day)) { // of the imported span
		t.Errorf("a job is due at %v", due)
	}
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25, At: at, Filter: store.KeyFilter{Statuses: []store.Status{store.StatusInactive}}})
	wantDiff(t, "inactive in the table", []string{"key span", "key off", "key1"}, names(page.Keys))
	wantErr(t, "a creator who is a user", errOf(w.store.DeactivateKey(t.Context(), w.as("dee"), w.key("key2"), store.Deactivation{})), nil)
	wantErr(t, "the same, on again", errOf(w.store.ActivateKey(t.Context(), w.as("dee"), w.key("key2"))), store.ErrForbidden)
}

func switchedForAWhile(t *testing.T, w *world) {
	at, until := start.Add(time.Hour), start.Add(2*time.Hour+300*time.Microsecond)
	w.switchOffAt("bo", "key1", at, store.Deactivation{Until: until})
	until = until.Truncate(tick)
	w.wantOff("off", "key1", at, until, "")
	key := w.keyInfo("key1").Key
	for _, tt := range []struct {
		at   time.Time
		want store.Status
	}{{at.Add(-tick), store.StatusActive}, {at, store.StatusInactive}, {until.Add(-tick), store.StatusInactive}, {until, store.StatusActive}} {
		if got := key.Status(tt.at); got != tt.want {
			t.Errorf("at %v it is %s, want %s", tt.at, got, tt.want)
		}
	}
	if due := w.nextJob(); !due.Equal(until) {
		t.Errorf("its job is due at %v, want %v", due, until)
	}
	_, err := w.store.ActivateKey(t.Context(), call(w.actor("bo"), at.Add(time.Minute)), w.key("key1"))
	must(t, "call it off", err)
	if due := w.nextJob(); !due.Equal(start.Add(day)) {
		t.Errorf("called off, a job is due at %v", due)
	}
}

// switchedAgain: each line deactivates "key1" once more, an hour after the start.
func switchedAgain(t *testing.T, w *world) {
	at, in := start.Add(time.Hour), func(hours int) time.Time { return start.Add(time.Duration(hours) * time.Hour) }
	w.switchOffAt("bo", "key1", start, store.Deactivation{Until: in(5), Reason: "first"})
	for _, tt := range []struct {
		name    string
		what    store.Deactivation
		already bool
		until   time.Time
		reason  string
	}{
		{"for as long", store.Deactivation{Until: in(5), Reason: "second"}, true, in(5), "first"},
		{"for less", store.Deactivation{Until: in(2)}, true, in(5), "first"},
		{"for longer", store.Deactivation{Until: in(6)}, false, in(6), "first"},
		{"for longer, and why", store.Deactivation{Until: in(7), Reason: "third"}, false, in(7), "third"},
		{"until further notice", store.Deactivation{}, false, time.Time{}, "third"},
		{"until further notice again", store.Deactivation{Reason: "fourth"}, true, time.Time{}, "third"},
		{"for a while after that", store.Deactivation{Until: in(9)}, true, time.Time{}, "third"},
	} {
		version := w.versionOf("key1")
		got := w.switchOffAt("bea", "key1", at, tt.what)
		w.wantOff(tt.name, "key1", start, tt.until, tt.reason)
		if got.Already != tt.already || (w.versionOf("key1") == version) != tt.already || got.Already && got.Was.Action != store.KeyDeactivated {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if got := w.switchOffAt("bea", "key off", at, store.Deactivation{}); !got.Already || got.Was.Action != "" {
		t.Errorf("imported as inactive, it was so already by %+v", got)
	}
}

func switchRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for name, tt := range map[string]struct {
		field string
		what  store.Deactivation
	}{
		"until now":                 {"until", store.Deactivation{Until: start.Add(time.Minute)}},
		"until yesterday":           {"until", store.Deactivation{Until: start.Add(-day)}},
		"until in eleven years":     {"until", store.Deactivation{Until: start.AddDate(11, 0, 0)}},
		"a long reason":             {"reason", store.Deactivation{Reason: strings.Repeat("é", 201)}},
		"a reason of several lines": {"reason", store.Deactivation{Reason: "a\nb"}},
		"one with a bidi control":   {"reason", store.Deactivation{Reason: "a\u202eb"}},
		"one that isn't UTF-8":      {"reason", store.Deactivation{Reason: "a\xff"}},
		"one with a key":            {"reason", store.Deactivation{Reason: "chk_0123456789AB_0123456789ABCDEFGHIJKLMNOPQRSTUV012345 leaked"}},
	} {
		_, err := w.store.DeactivateKey(t.Context(), w.as("ada"), w.key("key1"), tt.what)
		wantInvalid(t, name, err, tt.field)
	}
	wantDiff(t, "after refusals", before, w.show(t, w.store))
	reason := strings.Repeat("é", 200)
	w.switchOffAt("ada", "key1", start, store.Deactivation{Reason: reason})
	w.wantOff("the longest reason", "key1", start, time.Time{}, reason)
}

func switchOn(t *testing.T, w *world) {
	w.switchOffAt("bo", "key1", start, store.Deactivation{Reason: "Leaked"})
	switched, err := w.store.ActivateKey(t.Context(), w.as("bea"), w.key("key1"))
	if err != nil || switched.Already || switched.Key.Status(start.Add(time.Minute)) != store.StatusActive {
		t.Errorf("switched on, it is %+v, %v", switched, err)
	}
	w.wantOff("on", "key1", time.Time{}, time.Time{}, "")
	if by := w.keyInfo("key1").OffBy; by.Action != "" {
		t.Errorf("active, it was switched off by %+v", by)
	}
	switched, err = w.store.ActivateKey(t.Context(), w.as("bo"), w.key("key1"))
	if err != nil || !switched.Already || switched.Was.ActorName != fullName("bea") || switched.Was.Action != store.KeyActivated {
		t.Errorf("switched on again: %+v, %v", switched, err)
	}
	w.switchOffAt("bo", "key1", start.Add(day), store.Deactivation{})
	w.wantOff("off once more", "key1", start.Add(day), time.Time{}, "")
}

func switchedByClock(t *testing.T, w *world) {
	w.switchOffAt("bo", "key1", start, store.Deactivation{Until: start.Add(time.Hour), Reason: "Rehearsal"})
	w.runJobs(start.Add(time.Hour))
	later := call(w.actor("bea"), start.Add(2*time.Hour))
	switched, err := w.store.ActivateKey(t.Context(), later, w.key("key1"))
	if err != nil || !switched.Already || switched.Was.Action != store.KeyReactivated || switched.Was.Actor.Kind != store.ActorJob {
		t.Errorf("switched on after the clock: %+v, %v", switched, err)
	}
	again := w.switchOffAt("bea", "key1", later.At, store.Deactivation{})
	if again.Already {
		t.Errorf("off again after a span that is over: %+v", again)
	}
	w.wantOff("off again", "key1", later.At, time.Time{}, "")
}

// switchedDemoted: what was allowed when the form was opened may not be when it is sent.
func switchedDemoted(t *testing.T, w *world) {
	w.switchOffAt("bo", "key1", start, store.Deactivation{})
	ctx, bo, key := t.Context(), w.as("bo"), w.key("key1")
	deletion, err := w.store.PlanDeletion(ctx, bo.Actor, key, store.Choice{})
	must(t, "plan to delete", err)
	bulk, err := w.store.PlanKeyChanges(ctx, bo, []store.KeyID{key}, store.BulkChange{Act: store.BulkActivate})
	must(t, "plan to activate", err)
	must(t, "demote", assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	before := w.show(t, w.store)
	wantErr(t, "activate", errOf(w.store.ActivateKey(ctx, bo, key)), store.ErrNotFound)
	wantErr(t, "deactivate", errOf(w.store.DeactivateKey(ctx, bo, key, store.Deactivation{})), store.ErrNotFound)
	wantErr(t, "rename", errOf(w.store.RenameKey(ctx, bo, key, 1, "Another")), store.ErrNotFound)
	wantErr(t, "extend", errOf(w.store.ChangeExpiry(ctx, bo, key, 1, spring)), store.ErrNotFound)
	wantErr(t, "rotate", errOf(w.store.RotateKey(ctx, bo, key, rotation("demoted", day))), store.ErrNotFound)
	wantErr(t, "regroup", errOf(w.store.ChangeGroups(ctx, bo, key, 1, store.Regroup{Op: store.RegroupSet})), store.ErrNotFound)
	wantErr(t, "describe", errOf(w.store.DescribeKey(ctx, bo, key, 1, store.Description{Purpose: "Another"})), store.ErrNotFound)
	wantErr(t, "delete", errOf(w.store.DeleteKey(ctx, bo, key, store.Choice{}, deletion.Digest)), store.ErrNotFound)
	wantErr(t, "change many", errOf(w.store.ChangeKeys(ctx, bo, []store.KeyID{key}, store.BulkChange{Act: store.BulkActivate}, bulk.Digest)), store.ErrNotFound)
	wantErr(t, "create", errOf(w.store.CreateKey(ctx, bo, w.newKey("Another"))), store.ErrForbidden)
	wantErr(t, "ask for a name", errOf(w.store.NameTaken(ctx, bo.Actor, "key1", "")), store.ErrForbidden)
	wantDiff(t, "after refusals", before, w.show(t, w.store))
}

func switchRace(t *testing.T, w *world) {
	done := make([]bool, 50)
	people := []string{"ada", "bo", "bea"}
	together(len(done), func(i int) {
		got, err := w.store.DeactivateKey(t.Context(), w.as(people[i%3]), w.key("key1"), store.Deactivation{Reason: fmt.Sprint(i)})
		wantErr(t, "deactivate at once", err, nil)
		if done[i] = !got.Already; got.Already && got.Was.ActorName == "" {
			t.Errorf("%d isn't told who did it: %+v", i, got)
		}
	})
	winner := slices.Index(done, true)
	if len(slices.DeleteFunc(slices.Clone(done), func(d bool) bool { return !d })) != 1 || w.keyInfo("key1").Key.InactiveReason != fmt.Sprint(winner) {
		t.Errorf("%v did it, and the reason is %q", done, w.keyInfo("key1").Key.InactiveReason)
	}
}

func switchRivals(t *testing.T, w *world) {
	for round := range raceRounds {
		w.switchOffAt("ada", "key1", start, store.Deactivation{Until: start.Add(time.Hour)})
		together(2, func(i int) {
			if i == round%2 {
				wantErr(t, "on", errOf(w.store.ActivateKey(t.Context(), w.as("bo"), w.key("key1"))), nil)
			} else {
				wantErr(t, "off for longer", errOf(w.store.DeactivateKey(t.Context(), w.as("bea"), w.key("key1"), store.Deactivation{Reason: "Longer"})), nil)
			}
		})
		switch key := w.keyInfo("key1").Key; {
		case key.InactiveFrom.IsZero() && key.InactiveUntil.IsZero() && key.InactiveReason == "":
		case key.InactiveFrom.Equal(start.Add(time.Minute)) && key.InactiveUntil.IsZero() && key.InactiveReason == "Longer":
		default:
			t.Fatalf("round %d: half done: %v to %v, %q", round, key.InactiveFrom, key.InactiveUntil, key.InactiveReason)
		}
		_, err := w.store.ActivateKey(t.Context(), w.as("bo"), w.key("key1"))
		must(t, "activate", err)
	}
}

func switchDeleted(t *testing.T, w *world) {
	must(t, "delete", deleteKey(t, w.store, w.as("bea"), w.key("key1"), store.Choice{}))
	ctx, key := t.Context(), w.key("key1")
	for name, err := range map[string]error{
		"deactivate": errOf(w.store.DeactivateKey(ctx, w.as("bo"), key, store.Deactivation{})),
		"activate":   errOf(w.store.ActivateKey(ctx, w.as("bo"), key)),
		"rename":     errOf(w.store.RenameKey(ctx, w.as("bo"), key, 1, "Another")),
		"extend":     errOf(w.store.ChangeExpiry(ctx, w.as("bo"), key, 1, spring)),
	} {
		var deleted *store.DeletedError
		if !errors.As(err, &deleted) || deleted.By != fullName("bea") || deleted.Name != "key1" {
			t.Errorf("%s: %v, want who deleted it", name, err)
		}
	}
}
