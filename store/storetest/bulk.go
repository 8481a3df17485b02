package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// keyIDs are the ids of keys, in their order.
func (o tenant) keyIDs(names ...string) []store.KeyID {
	var ids []store.KeyID
	for _, name := range names {
		ids = append(ids, o.key(name))
	}
	return ids
}

// sortedIDs are the ids of keys in the order of a plan.
func (o tenant) sortedIDs(names ...string) []store.KeyID {
	ids := o.keyIDs(names...)
	slices.Sort(ids)
	return ids
}

// planned are the ids of a plan's keys.
func planned(plan store.Plan) []store.KeyID {
	var ids []store.KeyID
	for _, key := range plan.Keys {
		ids = append(ids, key.ID)
	}
	return ids
}

func testBulk(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("one key is a plan for one", func(t *testing.T) { t.Parallel(); planOfOne(t, addWorld(t, s, landscape.with("one"))) })
	t.Run("keys that can't go together", func(t *testing.T) { t.Parallel(); bulkRefused(t, addWorld(t, s, landscape.with("refused"))) })
	t.Run("keys that are gone", func(t *testing.T) { t.Parallel(); bulkOfGone(t, addWorld(t, s, landscape.with("gone").sameIDs())) })
	t.Run("a thousand keys", func(t *testing.T) { t.Parallel(); bulkOfAThousand(t, addWorld(t, s, crowded("thousand"))) })
}

func planOfOne(t *testing.T, w *world) {
	one, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key1"), destroy(w.tenant))
	must(t, "plan for one", err)
	many, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), w.keyIDs("key1"), destroy(w.tenant))
	must(t, "plan for many", err)
	wantDiff(t, "the plan", one, many)
	wantDiff(t, "its key", w.key("key1"), one.Key().ID)
	_, err = w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key1"), destroy(w.tenant), many.Digest)
	wantErr(t, "delete one", err, nil)
}

func bulkRefused(t *testing.T, w *world) {
	before, valid := w.show(t, w.store), w.keyIDs("key1", "key2")
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), valid, destroy(w.tenant))
	must(t, "plan", err)
	var crowd []store.KeyID
	for i := range store.MaxBulk + 1 {
		crowd = append(crowd, store.KeyID(id(fmt.Sprint("crowd ", i))))
	}
	for name, tt := range map[string]struct {
		keys []store.KeyID
		want error
	}{
		"none":                        {nil, store.ErrInvalid},
		"more than a thousand":        {crowd, store.ErrInvalid},
		"one of them twice":           {append(w.keyIDs("key1"), valid...), store.ErrInvalid},
		"one of them the twin's":      {append(w.twin.keyIDs("key1"), valid...), store.ErrNotFound},
		"one that never was":          {append(valid, crowd[0]), store.ErrNotFound},
		"a thousand that never were":  {crowd[:store.MaxBulk], store.ErrNotFound},
		"another one than in a plan":  {w.keyIDs("key1", "key3"), store.ErrPlanChanged},
		"one less than in a plan":     {w.keyIDs("key1"), store.ErrPlanChanged},
		"one more than in a plan":     {w.keyIDs("key1", "key2", "key3"), store.ErrPlanChanged},
		"one whose id is not one":     {append(valid, "'; DROP TABLE keys; --"), store.ErrNotFound},
		"one whose id is of no bytes": {append(valid, ""), store.ErrNotFound},
	} {
		_, err := w.store.DeleteKeys(t.Context(), w.as("bo"), tt.keys, destroy(w.tenant), plan.Digest)
		wantErr(t, "delete: "+name, err, tt.want)
		_, err = w.store.PlanDeletions(t.Context(), w.actor("bo"), tt.keys, destroy(w.tenant))
		if tt.want != store.ErrPlanChanged {
			wantErr(t, "plan: "+name, err, tt.want)
		}
		if tt.want == store.ErrInvalid {
			wantInvalid(t, "plan: "+name, err, "keys")
		}
	}
	wantDiff(t, "after refusals", before, w.show(t, w.store))
}

// bulkOfGone plans for keys of which more and more are deleted by somebody else.
func bulkOfGone(t *testing.T, w *world) {
	ctx, ids, choice := t.Context(), w.keyIDs("key2", "key1", "key3"), destroy(w.tenant)
	when := start.Add(7 * time.Minute)
	must(t, "delete key1", deleteKey(t, w.store, call(w.actor("abe"), when), w.key("key1"), transferTo("bo")(w.tenant)))
	plan, err := w.store.PlanDeletions(ctx, w.actor("bea"), ids, choice)
	must(t, "plan", err)
	gone := store.DeletedKey{ID: w.key("key1"), Name: "key1", By: fullName("abe"), At: when}
	wantDiff(t, "keys", w.sortedIDs("key2", "key3"), planned(plan))
	wantDiff(t, "those that are gone", []store.DeletedKey{gone}, plan.Gone)
	without, err := w.store.PlanDeletions(ctx, w.actor("bea"), w.keyIDs("key2", "key3"), choice)
	must(t, "plan without the one that is gone", err)
	if without.Digest == plan.Digest {
		t.Error("the digest doesn't cover the key that is gone")
	}
	wantDiff(t, "what happens", plan.Resources, without.Resources)
	_, err = w.store.PlanDeletions(ctx, w.actor("dan"), ids, choice)
	wantPlainlyNotFound(t, "plan by somebody who sees none", err)
	before := w.show(t, w.store)
	done, err := w.store.DeleteKeys(ctx, call(w.actor("bea"), when), ids, choice, plan.Digest)
	must(t, "delete", err)
	wantDiff(t, "what was carried out", plan, done)
	wantDiff(t, "afterwards", w.after(before, done), w.show(t, w.store), sorted)
	for name, order := range map[string][]string{"key2": {"key2", "key1", "key3"}, "key1": {"key1", "key3", "key2"}} {
		_, err = w.store.DeleteKeys(ctx, w.as("bo"), w.keyIDs(order...), choice, plan.Digest)
		want := store.DeletedError{Name: name, By: fullName(map[string]string{"key2": "bea", "key1": "abe"}[name]), At: when}
		wantDeleted(t, "delete what is gone, "+name+" first", err, want)
	}
	_, err = w.store.Key(ctx, w.twin.actor("ada"), w.twin.key("key2"))
	wantErr(t, "the twin's key", err, nil)
}

// crowded is a plot with as many keys as a plan can have and one more. Each owns a thing with the next one.
func crowded(slug string) plot {
	p := plot{keys: keysNamed(store.MaxBulk + 1)}.with(slug).sameIDs()
	for i := range store.MaxBulk {
		p.things = append(p.things, thing{name: fmt.Sprint("thing ", i+1), kind: "projects", owners: []string{keyOf(i), keyOf(i + 1)}})
	}
	return p
}

func bulkOfAThousand(t *testing.T, w *world) {
	var names []string
	for i := range store.MaxBulk {
		names = append(names, keyOf(i))
	}
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), w.keyIDs(names...), destroy(w.tenant))
	must(t, "plan", err)
	if keys, gone, stay := len(plan.Keys), len(plan.With(store.OutcomeDestroyed)), len(plan.With(store.OutcomeStays)); keys != 1000 || gone != 999 || stay != 1 {
		t.Errorf("%d keys go, %d things with them, and %d stay; want all things but the last", keys, gone, stay)
	}
	_, err = w.store.DeleteKeys(t.Context(), w.as("bo"), w.keyIDs(names...), destroy(w.tenant), plan.Digest)
	must(t, "delete", err)
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25})
	if page.Total.N != 1 || len(page.Keys) != 1 || page.Keys[0].ID != w.key(keyOf(store.MaxBulk)) {
		t.Errorf("afterwards there are %d keys: %+v", page.Total.N, page.Keys)
	}
	if twins, err := w.store.Keys(t.Context(), w.twin.actor("ada"), store.KeyQuery{Rows: 25}); err != nil || twins.Total.N != store.MaxBulk+1 {
		t.Errorf("the twin has %+v keys, %v", twins.Total, err)
	}
	last, err := w.store.Resource(t.Context(), w.actor("ada"), w.resource("thing 1000"))
	must(t, "see the last thing", err)
	wantDiff(t, "its owners", []store.Owner{w.owner(keyOf(store.MaxBulk))}, last.Owners)
}

// eventsOfABulk deletes two keys of which one thing moves and others are destroyed.
func eventsOfABulk(t *testing.T, open opener) {
	for name, tt := range map[string]struct {
		choice func(tenant) store.Choice
		about  map[store.Action][]string
	}{
		"destroyed": {destroy, map[store.Action][]string{
			store.KeyDeleted: {"key1", "key2"}, store.ResourceDestroyed: {"atlas", "census", "roads", "towns"}, store.ResourceOwner: {"hut"},
			store.ResourceACL: {"plain", "plain"},
		}},
		"moved": {transferTo("bo"), map[store.Action][]string{
			store.KeyDeleted: {"key1", "key2"}, store.ResourceOwner: {"atlas", "census", "hut", "towns"},
			store.ResourceACL: {"census", "plain", "plain"},
		}},
	} {
		var r record
		p := ownedByTwo
		p.keys = keysNamed(3)
		w := addWorld(t, open(t, r.committed), p)
		_, _ = r.since()
		plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), w.keyIDs("key1", "key2"), tt.choice(w.tenant))
		must(t, "plan", err)
		_, err = w.store.DeleteKeys(t.Context(), w.as("bo"), w.keyIDs("key1", "key2"), plan.Choice, plan.Digest)
		must(t, "delete", err)
		events, calls := r.since()
		if calls != 1 {
			t.Errorf("%s: the hook was called %d times", name, calls)
		}
		about, named := map[store.Action][]string{}, w.bySubject()
		for _, e := range events {
			about[e.Action] = append(about[e.Action], named[e.Subject])
			if e.Action == store.KeyDeleted && (store.Value(e.Before, "name") != named[e.Subject] || store.Value(e.After, "plan") != plan.Digest.String()) {
				t.Errorf("%s: %+v, want the key's name and the plan", name, e)
			}
			if named[e.Subject] == "hut" && len(e.Before) != 2 {
				t.Errorf("%s: the hut lost two owners, and the event tells of %v", name, e.Before)
			}
		}
		for action := range about {
			slices.Sort(about[action])
		}
		wantDiff(t, name+": what is told of", tt.about, about)
	}
}

// bySubject are the names of keys and things by their ids.
func (o tenant) bySubject() map[string]string {
	named := map[string]string{}
	for _, key := range o.plot.keys {
		named[string(o.key(key.name))] = key.name
	}
	for _, thing := range o.plot.things {
		named[string(o.resource(thing.name))] = thing.name
	}
	return named
}
