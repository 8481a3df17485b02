package storetest

import (
	"testing"

	"chatelaine/store"
)

func testResources(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("registered as it was asked for", func(t *testing.T) { t.Parallel(); resourceRegistered(t, addWorld(t, s, landscape)) })
	t.Run("owners come and go, never the last", func(t *testing.T) {
		t.Parallel()
		resourceOwners(t, addWorld(t, s, landscape.with("owners")))
	})
	t.Run("an access entry replaces the one before", func(t *testing.T) {
		t.Parallel()
		resourceAccess(t, addWorld(t, s, landscape.with("access")))
	})
	t.Run("what is wrong", func(t *testing.T) { t.Parallel(); resourceRefused(t, addWorld(t, s, landscape.with("wrong"))) })
}

// register makes a thing known, and one of the plot.
func (w *world) register(thing thing) error {
	err := w.store.RegisterResource(w.Context(), w.as("bo"), w.plot.newResource(thing))
	if err == nil {
		w.plot.things = append(w.plot.things, thing)
	}
	return err
}

// see is a resource as an administrator sees it.
func (w *world) see(t testing.TB, name string) store.ResourceInfo {
	t.Helper()
	info, err := w.store.Resource(t.Context(), w.actor("ada"), w.resource(name))
	must(t, "see "+name, err)
	return info
}

func resourceRegistered(t *testing.T, w *world) {
	for _, made := range []thing{
		{name: "sea", kind: "layers", in: "atlas", owners: []string{"key2", "bo"}},
		{name: "new", kind: "projects", owners: []string{"key1"}},
	} {
		must(t, "register "+made.name, w.register(made))
		wantDiff(t, made.name, w.info(made), w.see(t, made.name), sorted)
		if _, err := w.store.Resource(t.Context(), w.twin.actor("ada"), w.resource(made.name)); err == nil {
			t.Errorf("the twin sees %s", made.name)
		}
	}
	twin := w.twin.plot.newResource(thing{name: "new", kind: "projects", owners: []string{"key1"}})
	wantErr(t, "the same outside id in the twin", w.store.RegisterResource(t.Context(), w.twin.as("bo"), twin), nil)
	other := w.plot.newResource(thing{name: "other", kind: "sources", owners: []string{"bo"}})
	other.OutsideID = "outside-new"
	wantErr(t, "the same outside id in another kind", w.store.RegisterResource(t.Context(), w.as("bo"), other), nil)
}

func resourceOwners(t *testing.T, w *world) {
	ctx, by, hut := t.Context(), w.as("bo"), w.resource("hut")
	owners := func(doing string, want ...string) {
		t.Helper()
		info := store.ResourceInfo{}
		for _, name := range want {
			info.Owners = append(info.Owners, w.owner(name))
		}
		wantDiff(t, doing, info.Owners, w.see(t, "hut").Owners, sorted)
	}
	must(t, "add an owner", w.store.AddOwner(ctx, by, hut, w.principal("ada")))
	must(t, "add a key", w.store.AddOwner(ctx, by, hut, w.principal("key1")))
	owners("after adding two", "key2", "ada", "key1")
	_ = w.store.AddOwner(ctx, by, hut, w.principal("ada"))
	owners("after adding one twice", "key2", "ada", "key1")
	must(t, "remove an owner", w.store.RemoveOwner(ctx, by, hut, w.principal("key2")))
	must(t, "remove another", w.store.RemoveOwner(ctx, by, hut, w.principal("ada")))
	owners("after removing two", "key1")
	wantInvalid(t, "remove the last owner", w.store.RemoveOwner(ctx, by, hut, w.principal("key1")), "")
	owners("after the last owner stayed", "key1")
	for name, owner := range map[string]store.PrincipalID{
		"a user": w.principal("dee"), "who left": w.principal("fay"), "the twin's manager": w.twin.principal("bo"),
		"the twin's key": w.twin.principal("key1"), "nobody": store.PrincipalID(id("nobody")), "the empty id": "",
	} {
		wantInvalid(t, "own by "+name, w.store.AddOwner(ctx, by, hut, owner), "")
	}
	owners("after refusals", "key1")
}

func resourceAccess(t *testing.T, w *world) {
	ctx, by, hut := t.Context(), w.as("bo"), w.resource("hut")
	entry := func(who string, access store.Access) store.AccessEntry {
		return store.AccessEntry{Resource: hut, Principal: w.principal(who), Access: access}
	}
	for _, given := range []store.AccessEntry{
		entry("dan", store.AccessView), entry("dan", store.AccessModify), entry("key1", store.AccessView), entry("dan", store.AccessModify),
	} {
		must(t, "give access", w.store.GiveAccess(ctx, by, given))
	}
	want := []store.AccessEntry{entry("dan", store.AccessModify), entry("key1", store.AccessView)}
	wantDiff(t, "entries", want, w.see(t, "hut").Access, sorted)
	for name, given := range map[string]store.AccessEntry{
		"to the twin's user": {Resource: hut, Principal: w.twin.principal("dan"), Access: store.AccessView},
		"to nobody":          {Resource: hut, Principal: store.PrincipalID(id("nobody")), Access: store.AccessView},
		"to who left":        entry("fay", store.AccessView),
		"of no sort":         entry("dee", ""),
		"of another sort":    entry("dee", "own"),
	} {
		wantInvalid(t, "access "+name, w.store.GiveAccess(ctx, by, given), "")
	}
	wantDiff(t, "entries after refusals", want, w.see(t, "hut").Access, sorted)
}

func resourceRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for name, change := range map[string]func(*store.NewResource){
		"no owner":                  func(r *store.NewResource) { r.Owners = nil },
		"an owner who is a user":    func(r *store.NewResource) { r.Owners = append(r.Owners, w.principal("dee")) },
		"an owner who left":         func(r *store.NewResource) { r.Owners = append(r.Owners, w.principal("fay")) },
		"an owner of the twin":      func(r *store.NewResource) { r.Owners = append(r.Owners, w.twin.principal("bo")) },
		"a key of the twin":         func(r *store.NewResource) { r.Owners = append(r.Owners, w.twin.principal("key1")) },
		"an unknown kind":           func(r *store.NewResource) { r.Kind = "ships" },
		"a kind of the twin":        func(r *store.NewResource) { r.Kind, r.Parent = "castles", "" },
		"a parent of the twin":      func(r *store.NewResource) { r.Parent = w.twin.resource("atlas") },
		"a parent that isn't there": func(r *store.NewResource) { r.Parent = store.ResourceID(id("nowhere")) },
		"a parent of another kind":  func(r *store.NewResource) { r.Parent = w.resource("census") },
		"itself for a parent":       func(r *store.NewResource) { r.Parent = r.ID },
		"an outside id taken":       func(r *store.NewResource) { r.OutsideID = "outside-roads" },
		"no outside id":             func(r *store.NewResource) { r.OutsideID = "" },
		"an outside id with spaces": func(r *store.NewResource) { r.OutsideID = "a b" },
		"no name":                   func(r *store.NewResource) { r.Name = "" },
		"a name with a control":     func(r *store.NewResource) { r.Name = "a\u0007" },
	} {
		in := w.plot.newResource(thing{name: "new", kind: "layers", in: "atlas", owners: []string{"bo"}})
		change(&in)
		wantInvalid(t, name, w.store.RegisterResource(t.Context(), w.as("bo"), in), "")
		if _, err := w.store.Resource(t.Context(), w.actor("ada"), in.ID); err == nil {
			t.Fatalf("%s: refused, and it is there", name)
		}
	}
	wantErr(t, "own what the twin has", w.store.AddOwner(t.Context(), w.as("bo"), w.twin.resource("hut"), w.principal("ada")), store.ErrNotFound)
	wantErr(t, "see what the twin has", errOf(w.store.Resource(t.Context(), w.actor("bo"), w.twin.resource("hut"))), store.ErrNotFound)
	wantDiff(t, "after refusals", before, w.show(t, w.store))
}

// errOf is the error of a call whose answer doesn't matter.
func errOf[T any](_ T, err error) error { return err }
