package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

// raceRounds is how often each pair of calls meets.
const raceRounds = 50

// rival is what happens at the same time as a deletion by plan.
type rival struct {
	choice func(tenant) store.Choice
	do     func(w *world, round int) error
	// After both, only one of the two may have happened. Otherwise the rival always does, and what it
	// does can follow the deletion.
	either bool
}

func (w *world) thingOf(round int) store.ResourceID { return w.resource(fmt.Sprint("thing ", round)) }
func keyOf(round int) string                        { return fmt.Sprint("key", round+1) }

var rivals = map[string]rival{
	"an owner is added": {destroy, func(w *world, round int) error {
		return w.store.AddOwner(w.Context(), w.as("ada"), w.thingOf(round), w.principal("bo"))
	}, true},
	"the key becomes an owner": {destroy, func(w *world, round int) error {
		return w.store.AddOwner(w.Context(), w.as("ada"), w.resource("common"), w.principal(keyOf(round)))
	}, true},
	"something is put into it": {destroy, func(w *world, round int) error {
		child := thing{name: fmt.Sprint("child ", round), kind: "layers", in: fmt.Sprint("thing ", round), owners: []string{"bo"}}
		return w.store.RegisterResource(w.Context(), w.as("ada"), w.plot.newResource(child))
	}, true},
	"the key gets a resource": {transferTo("bea"), func(w *world, round int) error {
		more := thing{name: fmt.Sprint("more ", round), kind: "projects", owners: []string{keyOf(round)}}
		return w.store.RegisterResource(w.Context(), w.as("ada"), w.plot.newResource(more))
	}, true},
	"access to it is given": {destroy, func(w *world, round int) error {
		return w.store.GiveAccess(w.Context(), w.as("ada"), store.AccessEntry{Resource: w.thingOf(round), Principal: w.principal("dan"), Access: store.AccessView})
	}, true},
	"the successor's role changes": {transferTo("bea"), func(w *world, round int) error {
		role := []store.Role{store.RoleAdministrator, store.RoleManager}[round%2]
		return assignRole(w.Context(), w.store, w.as("ada"), w.account("bea"), role)
	}, false},
}

// racePlot has a key for each round that alone owns one thing.
func racePlot(slug string) plot {
	p := plot{keys: keysNamed(raceRounds), things: []thing{{name: "common", kind: "projects", owners: []string{"bo"}}}}.with(slug).sameIDs()
	for round := range raceRounds {
		p.things = append(p.things, thing{name: fmt.Sprint("thing ", round), kind: "projects", owners: []string{keyOf(round)}})
	}
	return p
}

func testRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, r := range rivals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := addWorld(t, s, racePlot("race "+name))
			for round := range raceRounds {
				r.race(t, w, round)
			}
		})
	}
	t.Run("deleted twice", func(t *testing.T) { t.Parallel(); deletedTwice(t, addWorld(t, s, racePlot("race of two"))) })
}

func (r rival) race(t *testing.T, w *world, round int) {
	choice, key := r.choice(w.tenant), w.key(keyOf(round))
	plan, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), key, choice)
	must(t, "plan", err)
	var deletion, other error
	together(2, func(i int) {
		if i == round%2 {
			_, deletion = w.store.DeleteKey(w.Context(), w.as("bo"), key, choice, plan.Digest)
		} else {
			other = r.do(w, round)
		}
	})
	if r.either && (deletion == nil) == (other == nil) || !r.either && other != nil {
		t.Errorf("round %d: deletion %v, meanwhile %v", round, deletion, other)
	}
	_, keyErr := w.store.Key(t.Context(), w.actor("ada"), key)
	info, thingErr := w.store.Resource(t.Context(), w.actor("ada"), w.thingOf(round))
	switch {
	case deletion == nil && choice.Kind == store.ChoiceDestroy:
		wantErr(t, "a key that was deleted", keyErr, store.ErrNotFound)
		wantErr(t, "what was destroyed", thingErr, store.ErrNotFound)
	case deletion == nil:
		wantErr(t, "a key that was deleted", keyErr, store.ErrNotFound)
		wantDiff(t, "owners of what moved", []store.Owner{w.owner("bea")}, info.Owners)
	default:
		wantErr(t, "a deletion that came too late", deletion, store.ErrPlanChanged)
		wantErr(t, "the key afterwards", keyErr, nil)
		if thingErr != nil || !ownedByKey(info, key) {
			t.Errorf("round %d: the plan had changed, and the thing is %+v, %v", round, info, thingErr)
		}
	}
}

func ownedByKey(info store.ResourceInfo, key store.KeyID) bool {
	for _, o := range info.Owners {
		if o.ID == key.Principal() {
			return true
		}
	}
	return false
}

func deletedTwice(t *testing.T, w *world) {
	for round := range raceRounds {
		key, choice := w.key(keyOf(round)), destroy(w.tenant)
		plan, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), key, choice)
		must(t, "plan", err)
		var errs [2]error
		names := [2]string{"bo", "bea"}
		together(2, func(i int) {
			_, errs[i] = w.store.DeleteKey(w.Context(), w.as(names[i]), key, choice, plan.Digest)
		})
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		var deleted *store.DeletedError
		if errs[winner] != nil || !errors.As(errs[1-winner], &deleted) || deleted.By != fullName(names[winner]) || deleted.Name != keyOf(round) {
			t.Errorf("round %d: two deletions gave %v and %v", round, errs[0], errs[1])
		}
		_, err = w.store.Resource(t.Context(), w.actor("ada"), w.thingOf(round))
		wantErr(t, "what was destroyed", err, store.ErrNotFound)
	}
	if page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}); page.Total.N != 0 || len(page.Keys) != 0 {
		t.Errorf("after all deletions there are %v, total %+v", names(page.Keys), page.Total)
	}
}
