package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

func bulkUndone(t *testing.T, open opener) {
	var r record
	w := fewGrouped(t, open(t, r.committed), "undone")
	for _, change := range []store.BulkChange{w.regroup("add", "writers"), w.regroup("set", "writers"), w.regroup("remove", "readers")} {
		before := w.groupsOfKeys(t, w.store)
		done := w.bulk("ada", change, "key1", "key2", "key3", "key4", "key5")
		_, _ = r.since()
		undone, err := w.store.UndoKeyChanges(t.Context(), w.later("ada", store.UndoSpan-tick), done.ID)
		must(t, "undo", err)
		if undone.Undone != done.Plan.Changes.Count || undone.Left() != 0 {
			t.Errorf("%v: undone %+v", change.Groups.Op, undone)
		}
		wantDiff(t, "after it is undone", before, w.groupsOfKeys(t, w.store))
		events, calls := r.since()
		if last := len(events) - 1; calls != 1 || last != undone.Undone || events[last].Action != store.BulkTakenBack {
			t.Errorf("%d times told of %+v", calls, events)
		}
		_, err = w.store.UndoKeyChanges(t.Context(), w.later("ada", store.UndoSpan-tick), done.ID)
		wantErr(t, "undo it twice", err, store.ErrUndoOver)
	}
}

// bulkUndoneInPart: what somebody changed since stays as it is, and nobody gets what the actor doesn't hold any more.
func bulkUndoneInPart(t *testing.T, w *world) {
	done := w.bulk("bo", w.regroup("set", "writers"), "key1", "key2", "key3", "key5")
	must(t, "change one", errOf(w.store.ChangeGroups(t.Context(), w.as("ada"), w.key("key1"), 0, w.regroup("add", "owners").Groups)))
	must(t, "delete one", w.delete("key2"))
	undone, err := w.store.UndoKeyChanges(t.Context(), w.later("bo", time.Second), done.ID)
	must(t, "undo", err)
	if undone.Undone != 1 || undone.Changed != 1 || undone.Gone != 1 || len(undone.Cannot) != 1 || undone.Cannot[0].Why.Group.Name != "owners" || undone.Left() != 3 {
		t.Errorf("undone: %+v", undone)
	}
	wantDiff(t, "the groups", map[string]string{"key1": "owners, writers", "key3": "writers", "key4": "readers, writers", "key5": "readers"}, w.groupsOfKeys(t, w.store))
}

// lastGroupGone: an undo takes a key's last group only of who may take it.
func lastGroupGone(t *testing.T, s store.Store) {
	for who, want := range map[string]string{"bo": "writers", "ada": ""} {
		w := fewGrouped(t, s, "last group gone "+who)
		done := w.bulk(who, w.regroup("set", "writers"), "key1", "key2")
		plan, err := s.PlanGroupDeletion(t.Context(), w.actor("ada"), w.bulkGroup("readers"))
		must(t, "plan to delete the group", err)
		must(t, "delete the group", errOf(s.DeleteGroup(t.Context(), w.as("ada"), w.bulkGroup("readers"), plan.Digest)))
		undone, err := s.UndoKeyChanges(t.Context(), w.later(who, time.Second), done.ID)
		if groups := w.groupsOfKeys(t, s); err != nil || groups["key1"] != want || groups["key2"] != "" {
			t.Errorf("undone by %s: %+v, %v, %v", who, undone, groups, err)
		}
	}
}

func bulkNotUndone(t *testing.T, w *world) {
	done := w.bulk("bo", w.regroup("add", "writers"), "key1", "key2")
	for name, tt := range map[string]struct {
		by   store.Call
		id   store.BulkID
		want error
	}{
		"too late":         {w.later("bo", store.UndoSpan), done.ID, store.ErrUndoOver},
		"somebody else":    {w.later("ada", time.Second), done.ID, store.ErrNotFound},
		"another tenant's": {call(w.twin.actor("bo"), w.as("bo").At), done.ID, store.ErrNotFound},
		"none":             {w.later("bo", time.Second), 1 << 40, store.ErrNotFound},
	} {
		_, err := w.store.UndoKeyChanges(t.Context(), tt.by, tt.id)
		wantErr(t, name, err, tt.want)
		_, err = w.store.Bulk(t.Context(), tt.by.Actor, tt.id)
		if tt.want == store.ErrUndoOver {
			tt.want = nil
		}
		wantErr(t, name+", look at it", err, tt.want)
	}
	must(t, "demote", assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	undone, err := w.store.UndoKeyChanges(t.Context(), w.later("bo", time.Second), done.ID)
	if err != nil || undone.Undone != 0 || undone.Left() != 2 {
		t.Errorf("undone by who may no longer: %+v, %v", undone, err)
	}
}

func thousandChanged(t *testing.T, s store.Store) {
	in := map[string][]string{}
	p := plot{keys: keysNamed(store.MaxBulk)}.with("a thousand changed")
	var all []string
	for i, k := range p.keys {
		all = append(all, k.name)
		if i%4 == 0 {
			in[k.name] = []string{"writers"}
		}
	}
	w := addGrouped(t, s, p, in)
	done := w.bulk("bo", w.regroup("add", "writers"), all...)
	if p := done.Plan; p.Changes.Count != 750 || p.Already.Count != 250 || len(p.Changes.First) != store.MaxBulkNamed || p.Total != store.MaxBulk {
		t.Errorf("planned: %d change, %d are so", p.Changes.Count, p.Already.Count)
	}
	undone, err := w.store.UndoKeyChanges(t.Context(), w.later("bo", time.Second), done.ID)
	if err != nil || undone.Undone != 750 {
		t.Errorf("undone: %+v, %v", undone, err)
	}
}
