package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

func testRegistry(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, test := range map[string]func(*testing.T, *world){
		"lists by model": listsByModel, "who sees what": listsOfUsers, "renamed and moved": resourcesMoved, "effective access": effectiveAccess,
		"destroyed with what lies in them": resourcesDestroyed, "plans that changed": registryPlansChanged, "handed over": resourcesHandedOver,
		"all of a key": keyHandsOver, "kinds": kindsChange, "who can be chosen": holdersFound, "imported": resourcesImported, "what can't be imported": importRefusals,
		"a long file with a mistake at its end": importRefusedAtTheEnd,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, addWorld(t, s, landscape.with("registry "+name))) })
	}
}

// list reads all pages of a list, forward, and checks that they lead back.
func (w *world) list(t *testing.T, actor store.Actor, q store.ResourceQuery) (names []string) {
	t.Helper()
	q.Rows = store.PageSizes[0]
	for {
		page, err := w.store.Resources(t.Context(), actor, q)
		must(t, "list resources", err)
		if page.Skipped.N != len(names) || page.HasPrev != (len(names) > 0) {
			t.Errorf("%d are skipped after %d, with others before: %t", page.Skipped.N, len(names), page.HasPrev)
		}
		for _, r := range page.Resources {
			names = append(names, strings.TrimPrefix(r.Resource.Name, "The "))
		}
		if !page.HasNext {
			if page.Total.N != len(names) {
				t.Errorf("of %d there are %d", page.Total.N, len(names))
			}
			return names
		}
		last := store.ResourceCursorOf(page.Resources[len(page.Resources)-1], q.Sort)
		again, ok := store.ParseResourceCursor(last.String())
		if !ok || again != last {
			t.Fatalf("the cursor %+v is read as %+v", last, again)
		}
		back, err := w.store.Resources(t.Context(), actor, store.ResourceQuery{Filter: q.Filter, Sort: q.Sort, Rows: q.Rows, Before: last})
		must(t, "look back", err)
		if n := len(back.Resources); n != min(len(names)-1, q.Rows) || !back.HasNext {
			t.Errorf("before the last of a page there are %d, with others behind: %t", n, back.HasNext)
		}
		q.After = last
	}
}

// listsByModel compares the list with what was registered, for filters and orders together.
func listsByModel(t *testing.T, w *world) {
	var all []thing
	all = append(all, w.plot.things...)
	for i := range 60 {
		made := thing{name: fmt.Sprintf("sheet %02d", i), kind: "layers", in: "atlas", owners: []string{[]string{"key1", "bo", "key3"}[i%3]}}
		must(t, "register", w.register(made))
		all = append(all, made)
	}
	for name, tt := range map[string]struct {
		filter store.ResourceFilter
		holds  func(thing) bool
	}{
		"all":        {store.ResourceFilter{}, func(thing) bool { return true }},
		"search":     {store.ResourceFilter{Search: "SHEET 1"}, func(r thing) bool { return strings.HasPrefix(r.name, "sheet 1") }},
		"outside id": {store.ResourceFilter{Search: "outside-sheet-2"}, func(r thing) bool { return strings.HasPrefix(r.name, "sheet 2") }},
		"kinds":      {store.ResourceFilter{Kinds: []string{"projects", "sources", "ships"}}, func(r thing) bool { return r.kind == "projects" || r.kind == "sources" }},
		"owner":      {store.ResourceFilter{Owners: []store.PrincipalID{w.principal("bo")}}, func(r thing) bool { return slices.Contains(r.owners, "bo") }},
		"owners":     {store.ResourceFilter{Owners: []store.PrincipalID{w.principal("ada"), w.principal("key3")}}, func(r thing) bool { return slices.Contains(r.owners, "ada") || slices.Contains(r.owners, "key3") }},
		"keys alone": {store.ResourceFilter{KeysAlone: true}, func(r thing) bool {
			return strings.Join(firstLetters(r.owners), "") == strings.Repeat("k", len(r.owners))
		}},
		"in":          {store.ResourceFilter{In: w.resource("census")}, func(r thing) bool { return r.in == "census" }},
		"two":         {store.ResourceFilter{Search: "sheet", KeysAlone: true, Kinds: []string{"layers"}}, func(r thing) bool { return strings.HasPrefix(r.name, "sheet") && r.owners[0] != "bo" }},
		"the twin's":  {store.ResourceFilter{Owners: []store.PrincipalID{w.twin.principal("bo")}}, func(thing) bool { return false }},
		"in a twin's": {store.ResourceFilter{In: w.twin.resource("atlas")}, func(thing) bool { return false }},
		"a control":   {store.ResourceFilter{Search: "a\u0007"}, func(thing) bool { return false }},
	} {
		var want []string
		for _, r := range all {
			if tt.holds(r) {
				want = append(want, r.name)
			}
		}
		slices.Sort(want)
		for _, sort := range []store.ResourceSort{{}, {Column: store.ResourceColumnName, Descending: true}, {Column: store.ResourceColumnKind}, {Column: store.ResourceColumnCreated, Descending: true}} {
			got := w.list(t, w.actor("bo"), store.ResourceQuery{Filter: tt.filter, Sort: sort})
			if sort.Column == store.ResourceColumnName && sort.Descending {
				slices.Reverse(got)
			}
			if sort.OrDefault().Column != store.ResourceColumnName {
				slices.Sort(got)
			}
			wantDiff(t, name+" by "+sort.OrDefault().String(), want, got)
		}
	}
}

func firstLetters(names []string) (letters []string) {
	for _, name := range names {
		letters = append(letters, name[:1])
	}
	return letters
}

func listsOfUsers(t *testing.T, w *world) {
	for who, want := range map[string][]string{
		"dee": {"bends", "plain", "rivers"}, "dan": {"atlas", "rivers", "roads"}, "hal": nil,
	} {
		wantDiff(t, "what "+who+" sees", want, w.list(t, w.actor(who), store.ResourceQuery{}))
	}
	bends, err := w.store.ResourceDetails(t.Context(), w.actor("dee"), w.resource("bends"))
	must(t, "see what lies in what they may see", err)
	if len(bends.Says) != 1 || bends.Says[0].Who != w.owner("dee") || len(bends.Access)+len(bends.History.Events) > 0 {
		t.Errorf("a user learns of others: %+v", bends)
	}
	page, err := w.store.Resources(t.Context(), w.actor("dee"), store.ResourceQuery{Filter: store.ResourceFilter{Owners: []store.PrincipalID{w.principal("bo")}}})
	must(t, "filter by somebody else", err)
	if !page.OwnOnly || page.All.N != 3 || len(page.Owners) != 0 {
		t.Errorf("a user's list says %+v", page)
	}
}

func resourcesDestroyed(t *testing.T, w *world) {
	ctx := t.Context()
	plan, err := w.store.PlanDestruction(ctx, w.actor("bo"), []store.ResourceID{w.resource("atlas")})
	must(t, "plan", err)
	if len(plan.Chosen) != 1 || len(plan.Resources) != 4 || len(plan.Beside()) != 3 || !plan.Typed() || len(plan.Access) != 3 {
		t.Errorf("the plan is %+v", plan)
	}
	wantDiff(t, "whose it is", []store.OwnerCount{{Owner: w.owner("bea"), Count: 2}, {Owner: w.owner("key1"), Count: 2}, {Owner: w.owner("bo"), Count: 1}, {Owner: w.owner("key2"), Count: 1}}, plan.Owners)
	_, err = w.store.DestroyResources(ctx, w.as("bo"), []store.ResourceID{w.resource("atlas")}, plan.Digest)
	must(t, "destroy", err)
	for _, name := range []string{"atlas", "roads", "rivers", "bends"} {
		wantErr(t, "see "+name, errOf(w.store.Resource(ctx, w.actor("ada"), w.resource(name))), store.ErrNotFound)
	}
	wantErr(t, "see the twin's", errOf(w.store.Resource(ctx, w.twin.actor("ada"), w.twin.resource("bends"))), nil)
	_, err = w.store.DestroyResources(ctx, w.as("bo"), []store.ResourceID{w.resource("atlas")}, plan.Digest)
	wantErr(t, "destroy it again", err, store.ErrNotFound)
	both := []store.ResourceID{w.resource("census"), w.resource("towns")}
	plan, err = w.store.PlanDestruction(ctx, w.actor("bo"), both)
	must(t, "plan for two, one in the other", err)
	if len(plan.Resources) != 2 || !plan.Typed() {
		t.Errorf("the plan for two is %+v", plan)
	}
	for name, ids := range map[string][]store.ResourceID{"none": nil, "twice": {both[0], both[0]}} {
		_, err := w.store.PlanDestruction(ctx, w.actor("bo"), ids)
		wantInvalid(t, name, err, "resources")
	}
}

// registryPlansChanged does something to what a plan is about, after which it must not be carried out.
func registryPlansChanged(t *testing.T, w *world) {
	ctx := t.Context()
	ids := []store.ResourceID{w.resource("atlas")}
	give := store.Transfer{From: w.principal("bea"), To: w.principal("key3")}
	for _, tt := range []struct {
		name   string
		change func() error
	}{
		{"an owner", func() error { return w.store.AddOwner(ctx, w.as("ada"), w.resource("bends"), w.principal("gil")) }},
		{"a name", func() error { return w.store.RenameResource(ctx, w.as("ada"), w.resource("rivers"), 0, "Streams") }},
		{"one more", func() error {
			return w.register(thing{name: "fens", kind: "layers", in: "atlas", owners: []string{"bea"}})
		}},
		{"one moved", func() error { // last, because what lies in it goes with it
			return w.store.MoveResource(ctx, w.as("ada"), w.resource("rivers"), 0, w.resource("hut"))
		}},
	} {
		name, change := tt.name, tt.change
		plan, err := w.store.PlanDestruction(ctx, w.actor("bo"), ids)
		must(t, "plan to destroy", err)
		transfer, err := w.store.PlanTransfer(ctx, w.actor("bo"), give)
		must(t, "plan to hand over", err)
		must(t, name, change())
		var changed *store.DestructionChangedError
		if _, err := w.store.DestroyResources(ctx, w.as("bo"), ids, plan.Digest); !errors.As(err, &changed) || changed.Plan.Digest == plan.Digest {
			t.Errorf("%s: an old plan to destroy gives %v", name, err)
		}
		if _, err := w.store.TransferResources(ctx, w.as("bo"), give, transfer.Digest); !errors.Is(err, store.ErrPlanChanged) && !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: an old plan to hand over gives %v", name, err)
		}
	}
	wantErr(t, "it is still there", errOf(w.store.Resource(ctx, w.actor("ada"), ids[0])), nil)
}

func resourcesHandedOver(t *testing.T, w *world) {
	ctx, ids := t.Context(), []store.ResourceID{w.resource("roads"), w.resource("census"), w.resource("plain")}
	transfer := store.Transfer{Resources: ids, To: w.principal("bo")}
	plan, err := w.store.PlanTransfer(ctx, w.actor("bea"), transfer)
	must(t, "plan", err)
	if len(plan.Moves()) != 1 || plan.Shared() != 0 {
		t.Errorf("the plan is %+v", plan)
	}
	wantDiff(t, "who loses", []store.OwnerCount{{Owner: w.owner("key1"), Count: 2}, {Owner: w.owner("ada"), Count: 1}, {Owner: w.owner("gil"), Count: 1}}, plan.Loses)
	_, err = w.store.TransferResources(ctx, w.as("bea"), transfer, plan.Digest)
	must(t, "hand over", err)
	for _, name := range []string{"roads", "census", "plain"} {
		wantDiff(t, "owners of "+name, []store.Owner{w.owner("bo")}, w.see(t, name).Owners)
	}
	for name, tt := range map[string]struct {
		transfer store.Transfer
		field    string
	}{
		"to a user":            {store.Transfer{Resources: ids, To: w.principal("dee")}, "to"},
		"to who left":          {store.Transfer{Resources: ids, To: w.principal("fay")}, "to"},
		"to the twin's":        {store.Transfer{Resources: ids, To: w.twin.principal("bo")}, "to"},
		"to nobody":            {store.Transfer{Resources: ids}, "to"},
		"from who owns none":   {store.Transfer{From: w.principal("gil"), Resources: ids, To: w.principal("bea")}, "resources"},
		"nothing of nobody":    {store.Transfer{To: w.principal("bea")}, "resources"},
		"to who has them":      {store.Transfer{From: w.principal("bo"), To: w.principal("bo")}, "to"},
		"twice the same thing": {store.Transfer{Resources: []store.ResourceID{ids[0], ids[0]}, To: w.principal("bea")}, "resources"},
	} {
		_, err := w.store.PlanTransfer(ctx, w.actor("bo"), tt.transfer)
		wantInvalid(t, name, err, tt.field)
	}
	_, err = w.store.PlanTransfer(ctx, w.actor("bo"), store.Transfer{Resources: []store.ResourceID{ids[0], w.twin.resource("roads")}, To: w.principal("bea")})
	wantErr(t, "with one of the twin's", err, store.ErrNotFound)
}

func keyHandsOver(t *testing.T, w *world) {
	ctx := t.Context()
	transfer := store.Transfer{From: w.principal("key1"), To: w.principal("key3")}
	plan, err := w.store.PlanTransfer(ctx, w.actor("bo"), transfer)
	must(t, "plan", err)
	if !plan.All || len(plan.Resources) != 4 || plan.Shared() != 2 || plan.To.Email != "" {
		t.Errorf("the plan is %+v", plan)
	}
	_, err = w.store.TransferResources(ctx, w.as("bo"), transfer, plan.Digest)
	must(t, "hand over", err)
	info, err := w.store.Key(ctx, w.actor("ada"), w.key("key1"))
	must(t, "see the key", err)
	if info.Holdings.Total != 0 || info.Holdings.AccessEntries != 1 {
		t.Errorf("the key still holds %+v", info.Holdings)
	}
	wantDiff(t, "the roads' owners", []store.Owner{w.owner("bo"), w.owner("key3")}, w.see(t, "roads").Owners, sorted)
	_, err = w.store.PlanTransfer(ctx, w.actor("bo"), transfer)
	wantInvalid(t, "once more", err, "resources")
}

// holdersFound looks for those who can own something: members and keys, also before anything is typed.
func holdersFound(t *testing.T, w *world) {
	for search, want := range map[string]int{"": 3, "key1": 1, "none such": 0} {
		found, err := w.store.Holders(t.Context(), w.actor("ada"), false, search, 3)
		must(t, "look for owners", err)
		keys := 0
		for _, h := range found {
			if h.Key {
				keys++
			}
		}
		if keys != want {
			t.Errorf("searching %q finds %d keys, want %d: %+v", search, keys, want, found)
		}
	}
}
