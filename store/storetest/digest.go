package storetest

import (
	"errors"
	"testing"

	"chatelaine/store"
)

// wantPlanChanged checks that the error carries the plan as it is now.
func wantPlanChanged(t testing.TB, doing string, err error, now store.Plan) {
	t.Helper()
	var changed *store.PlanChangedError
	if !errors.As(err, &changed) || !errors.Is(err, store.ErrPlanChanged) {
		t.Errorf("%s: error %v, want a PlanChangedError", doing, err)
		return
	}
	wantDiff(t, doing+": the new plan", now, changed.Plan)
}

// meanwhile is something that happens between a plan and its deletion.
type meanwhile struct {
	choice func(tenant) store.Choice
	do     func(*testing.T, *world) error
}

// whatMatters are changes that the plan said something about.
var whatMatters = map[string]meanwhile{
	"the key gets a resource": {transferTo("abe"), func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "projects", owners: []string{"key1"}})
	}},
	"the key becomes an owner of one more": {destroy, func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("plain"), w.principal("key1"))
	}},
	"the key is no owner of one any more": {transferTo("abe"), func(t *testing.T, w *world) error {
		return w.store.RemoveOwner(t.Context(), w.as("bo"), w.resource("census"), w.principal("key1"))
	}},
	"what was to go gets another owner": {destroy, func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("towns"), w.principal("bo"))
	}},
	"what was to stay loses its other owner": {destroy, func(t *testing.T, w *world) error {
		return w.store.RemoveOwner(t.Context(), w.as("bo"), w.resource("census"), w.principal("ada"))
	}},
	"what moves gets another owner": {transferTo("abe"), func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("atlas"), w.principal("key2"))
	}},
	"something is put into what goes": {destroy, func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "layers", in: "atlas", owners: []string{"ada"}})
	}},
	"something is put deep into what goes": {destroy, func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "features", in: "rivers", owners: []string{"ada"}})
	}},
	"what lies in it gets an owner": {destroy, func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("bends"), w.principal("ada"))
	}},
	"what lies in it loses an owner": {destroy, func(t *testing.T, w *world) error {
		return w.store.RemoveOwner(t.Context(), w.as("bo"), w.resource("bends"), w.principal("bea"))
	}},
	"access is given to what goes":             {destroy, giveAccess("roads", "dan", store.AccessView)},
	"access is given deep in it":               {destroy, giveAccess("bends", "dan", store.AccessView)},
	"access to what goes becomes another":      {destroy, giveAccess("atlas", "dan", store.AccessView)},
	"the key gets access elsewhere":            {destroy, giveAccess("hut", "key1", store.AccessView)},
	"the key gets access, before a transfer":   {transferTo("abe"), giveAccess("hut", "key1", store.AccessView)},
	"the key's access becomes another":         {transferTo("abe"), giveAccess("plain", "key1", store.AccessModify)},
	"the successor becomes an administrator":   {transferTo("bo"), changeRole("bo", store.RoleAdministrator)},
	"the successor is no longer administrator": {transferTo("abe"), changeRole("abe", store.RoleManager)},
	"the key is confirmed": {destroy, func(t *testing.T, w *world) error {
		return w.store.ConfirmKey(t.Context(), w.as("ada"), w.key("key1"))
	}},
}

// whatMattersOfMany are changes to one of several keys, of which key3 owns nothing at first.
var whatMattersOfMany = map[string]meanwhile{
	"one of the keys is deleted": {destroy, func(t *testing.T, w *world) error {
		return deleteKey(t, w.store, w.as("bo"), w.key("key3"), store.Choice{})
	}},
	"the one that owns something is deleted": {destroy, func(t *testing.T, w *world) error {
		return deleteKey(t, w.store, w.as("bo"), w.key("key1"), transferTo("abe")(w.tenant))
	}},
	"one of the keys is confirmed": {transferTo("abe"), func(t *testing.T, w *world) error {
		return w.store.ConfirmKey(t.Context(), w.as("bo"), w.key("key3"))
	}},
	"one of the keys becomes an owner": {transferTo("abe"), func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("plain"), w.principal("key3"))
	}},
	"one becomes an owner of what the other owns": {destroy, func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("atlas"), w.principal("key3"))
	}},
	"one gets access to what goes": {destroy, giveAccess("roads", "key3", store.AccessView)},
	"one gets access elsewhere":    {transferTo("abe"), giveAccess("hut", "key3", store.AccessView)},
}

// whatDoesNot are changes about which the plan said nothing.
var whatDoesNot = map[string]meanwhile{
	"something else is registered": {destroy, func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "projects", owners: []string{"key2"}})
	}},
	"something is put into what stays": {destroy, func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "tables", in: "census", owners: []string{"ada"}})
	}},
	"something is put into what moves": {transferTo("abe"), func(_ *testing.T, w *world) error {
		return w.register(thing{name: "new", kind: "layers", in: "atlas", owners: []string{"ada"}})
	}},
	"what lies in what moves gets an owner": {transferTo("abe"), func(t *testing.T, w *world) error {
		return w.store.AddOwner(t.Context(), w.as("bo"), w.resource("bends"), w.principal("ada"))
	}},
	"access is given to what stays": {destroy, giveAccess("census", "dan", store.AccessView)},
	"access is given to what moves": {transferTo("abe"), giveAccess("atlas", "dee", store.AccessView)},
	"another member becomes a user": {transferTo("bea"), changeRole("abe", store.RoleUser)},
	"a key is made": {destroy, func(t *testing.T, w *world) error {
		return errOf(w.store.CreateKey(t.Context(), w.as("bo"), w.newKey("New")))
	}},
	"another key is deleted": {destroy, func(t *testing.T, w *world) error {
		return deleteKey(t, w.store, w.as("bo"), w.key("key3"), store.Choice{})
	}},
	"the same happens in the twin": {destroy, func(t *testing.T, w *world) error {
		return w.store.ConfirmKey(t.Context(), w.twin.as("ada"), w.twin.key("key1"))
	}},
	"the same key is deleted in the twin": {destroy, func(t *testing.T, w *world) error {
		return deleteKey(t, w.store, w.twin.as("ada"), w.twin.key("key1"), destroy(w.twin))
	}},
}

func giveAccess(resource, who string, access store.Access) func(*testing.T, *world) error {
	return func(t *testing.T, w *world) error {
		return w.store.GiveAccess(t.Context(), w.as("bo"), store.AccessEntry{Resource: w.resource(resource), Principal: w.principal(who), Access: access})
	}
}

func changeRole(who string, role store.Role) func(*testing.T, *world) error {
	return func(t *testing.T, w *world) error {
		return assignRole(t.Context(), w.store, w.as("ada"), w.account(who), role)
	}
}

// unconfirmedLandscape lets key1 be confirmed.
func unconfirmedLandscape(slug string) plot {
	p := landscape.with(slug)
	p.keys = []keyPlot{{name: "key1", unconfirmed: true}, p.keys[1], p.keys[2]}
	return p
}

func testDigests(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, tt := range whatMatters {
		t.Run("changed: "+name, func(t *testing.T) {
			t.Parallel()
			tt.stops(t, addWorld(t, s, unconfirmedLandscape("changed "+name).sameIDs()), "key1")
		})
	}
	for name, tt := range whatDoesNot {
		t.Run("unchanged: "+name, func(t *testing.T) {
			t.Parallel()
			w := addWorld(t, s, unconfirmedLandscape("unchanged "+name).sameIDs())
			plan := tt.planAndDo(t, w, "key1")
			before := w.show(t, s)
			done, err := s.DeleteKey(t.Context(), w.as("bea"), w.key("key1"), plan.Choice, plan.Digest)
			wantErr(t, "delete", err, nil)
			wantDiff(t, "afterwards", w.after(before, done), w.show(t, s), sorted)
		})
	}
	t.Run("changed: a key that owned nothing gets a resource", func(t *testing.T) {
		t.Parallel()
		ownedNothing(t, addWorld(t, s, landscape.with("owned nothing")))
	})
	for name, tt := range whatMattersOfMany {
		t.Run("changed, of many: "+name, func(t *testing.T) {
			t.Parallel()
			tt.stops(t, addWorld(t, s, unconfirmedLandscape("changed, of many "+name).sameIDs()), "key3", "key1")
		})
	}
	t.Run("changed: the successor can't be one any more", func(t *testing.T) {
		t.Parallel()
		lostSuccessor(t, addWorld(t, s, landscape.with("lost successor")))
	})
}

// stops checks that the deletion isn't done, shows the plan as it is now, and is done by that one.
func (m meanwhile) stops(t *testing.T, w *world, keys ...string) {
	plan, ids := m.planAndDo(t, w, keys...), w.keyIDs(keys...)
	before := w.show(t, w.store)
	_, err := w.store.DeleteKeys(t.Context(), w.as("bea"), ids, plan.Choice, plan.Digest)
	now, planErr := w.store.PlanDeletions(t.Context(), w.actor("bea"), ids, plan.Choice)
	must(t, "plan again", planErr)
	wantPlanChanged(t, "delete", err, now)
	if now.Digest == plan.Digest {
		t.Error("the new plan has the same digest")
	}
	wantDiff(t, "after the refusal", before, w.show(t, w.store))
	done, err := w.store.DeleteKeys(t.Context(), w.as("bea"), ids, plan.Choice, now.Digest)
	wantErr(t, "delete by the new plan", err, nil)
	wantDiff(t, "afterwards", w.after(before, done), w.show(t, w.store), sorted)
}

func ownedNothing(t *testing.T, w *world) {
	plan, err := w.store.PlanDeletion(t.Context(), w.actor("bea"), w.key("key3"), store.Choice{})
	must(t, "plan", err)
	must(t, "own something meanwhile", w.store.AddOwner(t.Context(), w.as("bo"), w.resource("plain"), w.principal("key3")))
	before := w.show(t, w.store)
	_, err = w.store.DeleteKey(t.Context(), w.as("bea"), w.key("key3"), store.Choice{}, plan.Digest)
	wantErr(t, "delete", err, store.ErrPlanChanged)
	wantDiff(t, "after the refusal", before, w.show(t, w.store))
}

func lostSuccessor(t *testing.T, w *world) {
	plan := meanwhile{transferTo("bo"), changeRole("bo", store.RoleUser)}.planAndDo(t, w, "key1")
	before := w.show(t, w.store)
	_, err := w.store.DeleteKey(t.Context(), w.as("bea"), w.key("key1"), plan.Choice, plan.Digest)
	if !errors.Is(err, store.ErrInvalid) && !errors.Is(err, store.ErrPlanChanged) {
		t.Errorf("delete: %v", err)
	}
	wantDiff(t, "after the refusal", before, w.show(t, w.store))
}

func (m meanwhile) planAndDo(t *testing.T, w *world, keys ...string) store.Plan {
	t.Helper()
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bea"), w.keyIDs(keys...), m.choice(w.tenant))
	must(t, "plan", err)
	must(t, "do something meanwhile", m.do(t, w))
	return plan
}
