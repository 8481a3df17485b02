package storetest

import (
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

// theAct is an act on the many keys of testBulkActs, as bo does it and as ada does.
type theAct struct {
	change store.BulkChange
	bo     string // the plan
	ada    string
}

// bulkActPlot has of everything: key1 is plain, key2 is inactive and belongs to owners, key3 is inactive for a day, key4 is
// expired, key5 is a manager's.
func bulkActPlot(t *testing.T, s store.Store, slug string) *world {
	p := plot{keys: keysNamed(5)}.with(slug)
	soon := store.DateAt(start, time.UTC).AddDays(20)
	for i := range p.keys {
		p.keys[i].expiresOn = soon
	}
	p.keys[1].off, p.keys[2].off, p.keys[2].on = start.Add(-day), start.Add(-day), start.Add(day)
	p.keys[3].createdAt, p.keys[3].expiresOn = start.AddDate(0, -2, 0), store.DateAt(start, time.UTC).AddDays(-10)
	p.keys[4].role = store.RoleManager
	return addGrouped(t, s, p, map[string][]string{"key1": {"readers"}, "key2": {"owners"}, "key5": {"writers"}})
}

func bulkActs() map[string]theAct {
	later, today := start.Add(time.Hour), store.DateAt(start, time.UTC)
	return map[string]theAct{
		"off": {
			store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Reason: "Rehearsal"}},
			"[key1 key3 key4 key5] [key2]", "[key1 key3 key4 key5] [key2]",
		},
		"off for an hour": {
			store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Until: later}},
			"[key1 key4 key5] [key2 key3]", "[key1 key4 key5] [key2 key3]",
		},
		"on": {
			store.BulkChange{Act: store.BulkActivate}, "[key3] [key1 key4 key5] groups:give[key2]", "[key2 key3] [key1 key4 key5]",
		},
		"expiry": {
			store.BulkChange{Act: store.BulkExpiry, ExpiresOn: today.AddDays(20)}, "[key4] [key1 key2 key3 key5]", "[key4] [key1 key2 key3 key5]",
		},
		"expiry of all": {
			store.BulkChange{Act: store.BulkExpiry, ExpiresOn: today.AddDays(100)}, "[key1 key3 key4 key5] [] groups:give[key2]", "[key1 key2 key3 key4 key5] []",
		},
		"labels": {
			store.BulkChange{Act: store.BulkLabels, Labels: store.Relabel{Set: []store.Label{{Name: "env", Value: "production"}}, Remove: []string{"team"}}},
			"[key1 key2 key3 key4 key5] []", "[key1 key2 key3 key4 key5] []",
		},
		"no labels": {
			store.BulkChange{Act: store.BulkLabels, Labels: store.Relabel{Remove: []string{"team"}}}, "[] [key1 key2 key3 key4 key5]", "[] [key1 key2 key3 key4 key5]",
		},
	}
}

// testBulkActs: each act is planned, carried out, found to be done, and undone to the letter.
func testBulkActs(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, act := range bulkActs() {
		for who, want := range map[string]string{"bo": act.bo, "ada": act.ada} {
			t.Run(name+" by "+who, func(t *testing.T) {
				t.Parallel()
				actDone(t, bulkActPlot(t, s, "bulk act "+name+who), who, act.change, want)
			})
		}
	}
	t.Run("bad input", func(t *testing.T) { t.Parallel(); badActs(t, bulkActPlot(t, s, "bad acts")) })
	t.Run("too many labels", func(t *testing.T) { t.Parallel(); labelsRefused(t, bulkActPlot(t, s, "labels refused")) })
	t.Run("a user", func(t *testing.T) { t.Parallel(); userDeactivates(t, s) })
}

func actDone(t *testing.T, w *world, who string, change store.BulkChange, want string) {
	names := []string{"key1", "key2", "key3", "key4", "key5"}
	before := w.show(t, w.store)
	plan, err := w.store.PlanKeyChanges(t.Context(), w.as(who), w.keyIDs(names...), change)
	if err != nil || saidPlan(plan) != want {
		t.Fatalf("the plan: %s, want %s; %v", saidPlan(plan), want, err)
	}
	wantDiff(t, "a plan changes nothing", before, w.show(t, w.store))
	preview, err := w.store.PreviewBulk(t.Context(), w.as(who), w.freeze(who).ID, change)
	if got := saidPlan(store.BulkPlan{Changes: preview.Changes, Already: preview.Already, Cannot: preview.Cannot}); err != nil || got != want {
		t.Errorf("the preview of work: %s, want %s; %v", got, want, err)
	}
	done := w.bulk(who, change, names...)
	again, err := w.store.PlanKeyChanges(t.Context(), w.as(who), w.keyIDs(names...), change)
	if err != nil || again.Changes.Count != 0 || again.Refused() != plan.Refused() {
		t.Errorf("once it is done, %s; %v", saidPlan(again), err)
	}
	if plan.Changes.Count == 0 {
		return
	}
	undone, err := w.store.UndoKeyChanges(t.Context(), w.later(who, time.Second), done.ID)
	if err != nil || !done.Undoable || undone.Undone+undone.Left() != plan.Changes.Count {
		t.Fatalf("undone: %+v, %v", undone, err)
	}
	if undone.Left() > 0 {
		t.Fatalf("left: %+v", undone)
	}
	after := w.show(t, w.store)
	for i := range after.Keys {
		after.Keys[i].Key.Version = before.Keys[i].Key.Version
		after.Keys[i].OffBy, before.Keys[i].OffBy = store.Event{}, store.Event{}
		after.Keys[i].History, before.Keys[i].History = store.KeyHistory{}, store.KeyHistory{}
	}
	wantDiff(t, "after it is undone", before, after)
}

func badActs(t *testing.T, w *world) {
	for name, tt := range map[string]struct {
		change store.BulkChange
		field  string
	}{
		"off in the past":         {store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Until: start}}, "until"},
		"a reason with a control": {store.BulkChange{Act: store.BulkDeactivate, Off: store.Deactivation{Reason: "a\x00b"}}, "reason"},
		"no day":                  {store.BulkChange{Act: store.BulkExpiry}, "expires"},
		"a day that is over":      {store.BulkChange{Act: store.BulkExpiry, ExpiresOn: store.DateAt(start, time.UTC).AddDays(-1)}, "expires"},
		"no label":                {store.BulkChange{Act: store.BulkLabels}, "labels"},
		"a label that isn't":      {store.BulkChange{Act: store.BulkLabels, Labels: store.Relabel{Set: []store.Label{{Name: "A B", Value: "c"}}}}, "labels"},
	} {
		_, err := w.store.PlanKeyChanges(t.Context(), w.as("ada"), w.keyIDs("key1"), tt.change)
		wantInvalid(t, name, err, tt.field)
		b := w.freeze("ada")
		_, err = w.store.StartBulk(t.Context(), w.as("ada"), b.ID, tt.change)
		wantInvalid(t, name+", in the background", err, tt.field)
	}
}

func labelsRefused(t *testing.T, w *world) {
	full := store.BulkChange{Act: store.BulkLabels}
	for i := range store.MaxLabels {
		full.Labels.Set = append(full.Labels.Set, store.Label{Name: fmt.Sprint("label", i), Value: "x"})
	}
	w.bulk("bo", full, "key1")
	one := store.BulkChange{Act: store.BulkLabels, Labels: store.Relabel{Set: []store.Label{{Name: "more", Value: "x"}}}}
	plan, err := w.store.PlanKeyChanges(t.Context(), w.as("bo"), w.keyIDs("key1", "key2"), one)
	if err != nil || saidPlan(plan) != "[key2] [] labels[key1]" || plan.Cannot[0].Why.Limit != store.MaxLabels {
		t.Errorf("one label too many: %s, %+v, %v", saidPlan(plan), plan.Cannot, err)
	}
}

// userDeactivates: a user switches off the keys that they created, and can't take that back.
func userDeactivates(t *testing.T, s store.Store) {
	w := fewGrouped(t, s, "user deactivates")
	off := store.BulkChange{Act: store.BulkDeactivate}
	done := w.bulk("dee", off, "key2")
	if done.Plan.Changes.Count != 1 || done.Undoable {
		t.Errorf("a user's plan: %s", saidPlan(done.Plan))
	}
	undone, err := s.UndoKeyChanges(t.Context(), w.later("dee", time.Second), done.ID)
	if err != nil || undone.Undone != 0 || undone.Left() != 1 {
		t.Errorf("undone: %+v, %v", undone, err)
	}
	_, err = s.PlanKeyChanges(t.Context(), w.as("dee"), w.keyIDs("key2"), store.BulkChange{Act: store.BulkActivate})
	wantErr(t, "switch on as a user", err, store.ErrForbidden)
}
