package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// The groups of a world with groups, and what they let do. Bo belongs to the first two.
var bulkGroups = map[string]store.Permission{"readers": "layers:read", "writers": "layers:edit", "owners": "layers:delete"}

func (o tenant) bulkGroup(name string) store.GroupID {
	return store.GroupID(id(o.Slug + " bulk group " + name))
}

// addGrouped imports the plot twice, with groups. Of each key, in says which groups it belongs to.
func addGrouped(t *testing.T, s store.Store, p plot, in map[string][]string) *world {
	t.Helper()
	w := &world{T: t, store: s}
	add := func(p plot) tenant {
		o := tenant{plot: p}
		o.Slug = p.slug
		imported := p.imported()
		for name, permission := range bulkGroups {
			imported.Groups = append(imported.Groups, store.ImportedGroup{
				ID: o.bulkGroup(name), Name: name, Permissions: []store.Permission{permission}, Creator: p.account("ada"), CreatedAt: start,
			})
		}
		for i, who := range people {
			if who.name == "bo" {
				imported.Members[i].Groups = []store.GroupID{o.bulkGroup("readers"), o.bulkGroup("writers")}
			}
		}
		keys := p.importedKeys()
		for i, k := range p.keys {
			for _, name := range in[k.name] {
				keys[i].Groups = append(keys[i].Groups, o.bulkGroup(name))
			}
		}
		imported.Keys = slices.Values(keys)
		org, err := s.ImportOrganization(t.Context(), call(operator, start), imported)
		must(t, "import", err)
		return tenant{org, p}
	}
	w.tenant, w.twin = add(p), add(p.asTwin())
	return w
}

// fewGrouped are five keys: key1 and key5 read, key2 is dee's and does nothing, key3 belongs to owners, key4 reads and writes.
func fewGrouped(t *testing.T, s store.Store, slug string) *world {
	t.Helper()
	p := plot{keys: keysNamed(5)}.with(slug)
	p.keys[1].creator = "dee"
	return addGrouped(t, s, p, map[string][]string{"key1": {"readers"}, "key3": {"owners"}, "key4": {"readers", "writers"}, "key5": {"readers"}})
}

// regroup is a change of the groups of many keys.
func (o tenant) regroup(op store.RegroupOp, groups ...string) store.BulkChange {
	change := store.BulkChange{Act: store.BulkGroups, Groups: store.Regroup{Op: op}}
	for _, name := range groups {
		change.Groups.Groups = append(change.Groups.Groups, o.bulkGroup(name))
	}
	return change
}

// groupsOfKeys are the groups of the world's keys, by their names; what is gone is missing.
func (o tenant) groupsOfKeys(t testing.TB, s store.Store) map[string]string {
	t.Helper()
	groups := map[string]string{}
	for _, k := range o.plot.keys {
		info, err := s.Key(t.Context(), o.actor("ada"), o.key(k.name))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		must(t, "see "+k.name, err)
		groups[k.name] = store.JoinNames(info.Key.Groups)
	}
	return groups
}

func testBulkChanges(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("plans", func(t *testing.T) { t.Parallel(); bulkPlans(t, s) })
	t.Run("bad input", func(t *testing.T) { t.Parallel(); badBulks(t, fewGrouped(t, s, "bad bulks")) })
	t.Run("carried out as planned", func(t *testing.T) { t.Parallel(); bulkCarriedOut(t, open) })
	t.Run("a changed world", func(t *testing.T) { t.Parallel(); bulkStale(t, s) })
	t.Run("undone", func(t *testing.T) { t.Parallel(); bulkUndone(t, open) })
	t.Run("undone in part", func(t *testing.T) { t.Parallel(); bulkUndoneInPart(t, fewGrouped(t, s, "undone in part")) })
	t.Run("undone by nobody else, and not for long", func(t *testing.T) { t.Parallel(); bulkNotUndone(t, fewGrouped(t, s, "not undone")) })
	t.Run("an undo is offered", func(t *testing.T) { t.Parallel(); undoOffered(t, fewGrouped(t, s, "undo offered")) })
	t.Run("undone, and the group is gone", func(t *testing.T) { t.Parallel(); lastGroupGone(t, s) })
	t.Run("a thousand", func(t *testing.T) { t.Parallel(); thousandChanged(t, s) })
}

// saidPlan is a plan in short: what changes, what is so already, and what can't.
func saidPlan(p store.BulkPlan) string {
	said := fmt.Sprint(p.Changes.First, p.Already.First)
	for _, c := range p.Cannot {
		said += fmt.Sprint(" ", c.Why.Code(), c.Keys.First)
	}
	return said
}

func bulkPlans(t *testing.T, s store.Store) {
	w := fewGrouped(t, s, "bulk plans")
	all := w.keyIDs("key1", "key2", "key3", "key4", "key5")
	for name, tt := range map[string]struct {
		who    string
		change store.BulkChange
		want   string
	}{
		"what they hold":           {"bo", w.regroup("add", "writers"), "[key1 key2 key3 key5] [key4]"},
		"what they don't":          {"bo", w.regroup("add", "owners"), "[] [key3] groups:give owners[key1 key2 key4 key5]"},
		"the last group":           {"bo", w.regroup("remove", "readers"), "[key4] [key2 key3] groups[key1 key5]"},
		"an administrator's":       {"ada", w.regroup("remove", "readers"), "[key1 key4 key5] [key2 key3]"},
		"exactly":                  {"bo", w.regroup("set", "readers"), "[key2 key3 key4] [key1 key5]"},
		"exactly, and not theirs":  {"bo", w.regroup("set", "readers", "owners"), "[key3] [] groups:give owners[key1 key2 key4 key5]"},
		"a group is named twice":   {"bo", w.regroup("add", "writers", "writers"), "[key1 key2 key3 key5] [key4]"},
		"somebody without a group": {"bea", w.regroup("add", "writers"), "[] [key4] groups:give writers[key1 key2 key3 key5]"},
	} {
		plan, err := w.store.PlanKeyChanges(t.Context(), w.as(tt.who), all, tt.change)
		must(t, name, err)
		if got := saidPlan(plan); got != tt.want || plan.Total != 5 {
			t.Errorf("%s: %d keys, %s, want %s", name, plan.Total, got, tt.want)
		}
		slices.Reverse(all)
		again, err := w.store.PlanKeyChanges(t.Context(), w.as(tt.who), all, tt.change)
		must(t, name, err)
		wantDiff(t, name+", the other way round", plan, again)
	}
}

func badBulks(t *testing.T, w *world) {
	plan := func(who string, ids []store.KeyID, change store.BulkChange) error {
		err := errOf(w.store.PlanKeyChanges(t.Context(), w.as(who), ids, change))
		done := errOf(w.store.ChangeKeys(t.Context(), w.as(who), ids, change, store.Digest{}))
		if fmt.Sprintf("%T", errors.Unwrap(err)) != fmt.Sprintf("%T", errors.Unwrap(done)) {
			t.Errorf("planned: %v, done: %v", err, done)
		}
		return err
	}
	some, add := w.keyIDs("key1", "key2"), w.regroup("add", "writers")
	wantInvalid(t, "no key", plan("ada", nil, add), "keys")
	wantInvalid(t, "a key twice", plan("ada", w.keyIDs("key1", "key1"), add), "keys")
	wantInvalid(t, "too many", plan("ada", make([]store.KeyID, store.MaxBulk+1), add), "keys")
	wantInvalid(t, "no act", plan("ada", some, store.BulkChange{}), "act")
	wantInvalid(t, "an act that isn't", plan("ada", some, store.BulkChange{Act: "rename"}), "act")
	wantInvalid(t, "a deletion", plan("ada", some, store.BulkChange{Act: store.BulkDelete}), "act")
	wantInvalid(t, "no operation", plan("ada", some, w.regroup("", "writers")), "op")
	wantInvalid(t, "no group", plan("ada", some, w.regroup("add")), "groups")
	wantInvalid(t, "to no group", plan("ada", some, w.regroup("set")), "groups")
	wantInvalid(t, "a group that isn't", plan("ada", some, w.regroup("add", "nobodys")), "groups")
	wantInvalid(t, "the twin's group", plan("ada", some, w.twin.regroup("add", "writers")), "groups")
	wantErr(t, "the twin's key", plan("ada", append(w.twin.keyIDs("key1"), some...), add), store.ErrNotFound)
	wantErr(t, "somebody who may not", plan("dee", w.keyIDs("key2"), add), store.ErrForbidden)
	wantErr(t, "and doesn't see them", plan("dee", some, add), store.ErrNotFound)
	wantErr(t, "somebody who left", plan("fay", some, add), store.ErrNotFound)
}

func bulkCarriedOut(t *testing.T, open opener) {
	var r record
	w := fewGrouped(t, open(t, r.committed), "carried out")
	twin := w.twin.groupsOfKeys(t, w.store)
	ids, change := w.keyIDs("key1", "key2", "key3", "key4"), w.regroup("add", "writers")
	plan, err := w.store.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
	must(t, "plan", err)
	before := w.versionOf("key4")
	_, _ = r.since()
	done, err := w.store.ChangeKeys(t.Context(), w.as("bo"), ids, change, plan.Digest)
	must(t, "change", err)
	wantDiff(t, "what was carried out", plan, done.Plan)
	if done.ID == 0 || !done.Until.Equal(w.as("bo").At.Add(store.UndoSpan)) {
		t.Errorf("done %d until %v", done.ID, done.Until)
	}
	wantDiff(t, "the groups", map[string]string{"key1": "readers, writers", "key2": "writers", "key3": "owners, writers", "key4": "readers, writers", "key5": "readers"}, w.groupsOfKeys(t, w.store))
	wantDiff(t, "the twin's", twin, w.twin.groupsOfKeys(t, w.store))
	if w.versionOf("key4") != before || w.versionOf("key1") == 1 {
		t.Error("the versions don't say what was changed")
	}
	events, calls := r.since()
	if calls != 1 || len(events) != 4 || events[3].Action != store.BulkCarriedOut || store.Value(events[3].After, "changed") != "3" || store.Value(events[3].After, "already") != "1" {
		t.Errorf("%d times told of %+v", calls, events)
	}
	for _, e := range events[:min(3, len(events))] {
		if e.Action != store.KeyRegrouped || e.Actor != w.actor("bo") {
			t.Errorf("told of %+v", e)
		}
	}
	bulkRepeated(t, w, ids, change, done)
	again, err := w.store.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
	must(t, "plan again", err)
	nothing, err := w.store.ChangeKeys(t.Context(), w.as("bo"), ids, change, again.Digest)
	if err != nil || nothing.ID != 0 || nothing.Plan.Already.Count != 4 {
		t.Errorf("the same again: %+v, %v", nothing, err)
	}
	if events, _ := r.since(); len(events) > 0 {
		t.Errorf("told of nothing: %+v", events)
	}
}

// bulkRepeated: sent again, a plan gives its first outcome, and does nothing; to others it is one that has changed.
func bulkRepeated(t *testing.T, w *world, ids []store.KeyID, change store.BulkChange, done store.ChangedKeys) {
	t.Helper()
	repeated, err := w.store.ChangeKeys(t.Context(), w.later("bo", time.Second), ids, change, done.Plan.Digest)
	must(t, "repeat", err)
	if !repeated.Repeated || repeated.ID != done.ID || repeated.Plan.Changes.Count != 3 || repeated.Plan.Change.Act != change.Act || !repeated.Until.Equal(done.Until) || !repeated.Undoable {
		t.Errorf("repeated: %+v", repeated)
	}
	late, err := w.store.ChangeKeys(t.Context(), w.later("bo", store.UndoSpan), ids, change, done.Plan.Digest)
	if err != nil || late.ID != done.ID || late.Undoable {
		t.Errorf("repeated when it can't be undone any more: %+v, %v", late, err)
	}
	_, err = w.store.ChangeKeys(t.Context(), w.as("ada"), ids, change, done.Plan.Digest)
	wantErr(t, "repeat what somebody else did", err, store.ErrBulkPlanChanged)
}

// undoOffered: an undo is offered where it gives any key back what it had.
func undoOffered(t *testing.T, w *world) {
	for name, tt := range map[string]struct {
		who  string
		keys []string
		want bool
	}{
		"a group that isn't theirs to give": {"bo", []string{"key3"}, false},
		"an administrator's":                {"ada", []string{"key5"}, true},
		"of some keys":                      {"bo", []string{"key1", "key3"}, true},
	} {
		w := fewGrouped(t, w.store, "offered "+name)
		if done := w.bulk(tt.who, w.regroup("set", "writers"), tt.keys...); done.Undoable != tt.want {
			t.Errorf("%s: it is offered: %v", name, done.Undoable)
		}
	}
}

// bulkStale: what the plan said isn't so any more, and nothing happens but that the plan is told as it is.
func bulkStale(t *testing.T, s store.Store) {
	for name, tt := range map[string]struct {
		meanwhile func(w *world) error
		want      string // the new plan; empty: it is as it was
	}{
		"a key is changed": {func(w *world) error {
			return errOf(w.store.ChangeGroups(w.Context(), w.as("ada"), w.key("key1"), 0, w.regroup("add", "owners").Groups))
		}, "[key1 key2 key3] [key4]"},
		"a key is so already": {func(w *world) error {
			return errOf(w.store.ChangeGroups(w.Context(), w.as("ada"), w.key("key1"), 0, w.regroup("add", "writers").Groups))
		}, "[key2 key3] [key1 key4]"},
		"a key is gone": {func(w *world) error { return w.delete("key2") }, "[key1 key3] [key4]"},
		"the actor's group is gone": {func(w *world) error {
			return removeFromGroup(w.Context(), w.store, w.as("ada"), w.bulkGroup("writers"), w.account("bo"))
		}, "[] [key4] groups:give writers[key1 key2 key3]"},
		"a key that isn't meant": {func(w *world) error { return w.delete("key5") }, ""},
	} {
		w := fewGrouped(t, s, "stale "+name)
		ids, change := w.keyIDs("key1", "key2", "key3", "key4"), w.regroup("add", "writers")
		plan, err := w.store.PlanKeyChanges(t.Context(), w.as("bo"), ids, change)
		must(t, name, err)
		must(t, name, tt.meanwhile(w))
		before := w.groupsOfKeys(t, s)
		_, err = w.store.ChangeKeys(t.Context(), w.as("bo"), ids, change, plan.Digest)
		if tt.want == "" {
			must(t, name, err)
			continue
		}
		var changed *store.BulkPlanChangedError
		if !errors.As(err, &changed) || saidPlan(changed.Plan) != tt.want {
			t.Errorf("%s: %v, %+v", name, err, changed)
			continue
		}
		wantDiff(t, name+": nothing is done", before, w.groupsOfKeys(t, s))
		must(t, name+": as it is now", errOf(w.store.ChangeKeys(t.Context(), w.as("bo"), ids, change, changed.Plan.Digest)))
	}
	w := fewGrouped(t, s, "stale group")
	plan, err := w.store.PlanKeyChanges(t.Context(), w.as("ada"), w.keyIDs("key2"), w.regroup("add", "owners"))
	must(t, "plan", err)
	deletion, err := w.store.PlanGroupDeletion(t.Context(), w.actor("ada"), w.bulkGroup("owners"))
	must(t, "plan to delete the group", err)
	must(t, "delete the group", errOf(w.store.DeleteGroup(t.Context(), w.as("ada"), w.bulkGroup("owners"), deletion.Digest)))
	_, err = w.store.ChangeKeys(t.Context(), w.as("ada"), w.keyIDs("key2"), w.regroup("add", "owners"), plan.Digest)
	wantInvalid(t, "a group that is gone", err, "groups")
}

// delete deletes a key that owns nothing.
func (w *world) delete(name string) error {
	plan, err := w.store.PlanDeletion(w.Context(), w.actor("ada"), w.key(name), store.Choice{})
	if err != nil {
		return err
	}
	return errOf(w.store.DeleteKey(w.Context(), w.as("ada"), w.key(name), store.Choice{}, plan.Digest))
}

// bulk plans a change and carries it out.
func (w *world) bulk(who string, change store.BulkChange, names ...string) store.ChangedKeys {
	w.Helper()
	plan, err := w.store.PlanKeyChanges(w.Context(), w.as(who), w.keyIDs(names...), change)
	must(w.T, "plan a bulk", err)
	done, err := w.store.ChangeKeys(w.Context(), w.as(who), w.keyIDs(names...), change, plan.Digest)
	must(w.T, "carry a bulk out", err)
	return done
}

// later is a call of a member some time after the others.
func (w *world) later(who string, by time.Duration) store.Call {
	return call(w.actor(who), w.as(who).At.Add(by))
}
