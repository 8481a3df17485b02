package storetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"chatelaine/store"
)

// planCase is a deletion of key1, or of keys, and what it must come to.
type planCase struct {
	plot   plot
	keys   []string
	choice func(tenant) store.Choice
	// outcomes are of all resources in the plan, by name.
	outcomes map[string]store.Outcome
	// also are the other owners of what is destroyed.
	also map[string]int
	// access are the entries that go, as "resource principal".
	access []string
}

func destroy(tenant) store.Choice { return store.Choice{Kind: store.ChoiceDestroy} }
func none(tenant) store.Choice    { return store.Choice{} }
func transferTo(name string) func(tenant) store.Choice {
	return func(o tenant) store.Choice {
		return store.Choice{Kind: store.ChoiceTransfer, Successor: o.account(name)}
	}
}

// planCases are the rules of product.md § 3.
var planCases = map[string]planCase{
	"a key that owns nothing": {
		plot:   plot{things: []thing{{name: "plain", kind: "projects", owners: []string{"bo"}, access: map[string]store.Access{"key1": store.AccessView, "dee": store.AccessView}}}},
		choice: none, access: []string{"plain key1"},
	},
	"a key without anything": {choice: none},
	"transfer of everything, shared ones too": {
		plot: landscape, choice: transferTo("abe"),
		outcomes: map[string]store.Outcome{"atlas": "moves", "roads": "moves", "census": "moves", "towns": "moves"},
		access:   []string{"plain key1"},
	},
	"transfer to whom some of it belongs": {
		plot: landscape, choice: transferTo("bo"),
		outcomes: map[string]store.Outcome{"atlas": "moves", "roads": "moves", "census": "moves", "towns": "moves"},
		access:   []string{"plain key1"},
	},
	"destruction, with what lies in it": {
		plot: landscape, choice: destroy,
		outcomes: map[string]store.Outcome{
			"atlas": "destroyed", "roads": "destroyed", "rivers": "destroyed", "bends": "destroyed", "towns": "destroyed", "census": "stays",
		},
		also:   map[string]int{"bea": 2, "bo": 1, "key2": 1},
		access: []string{"atlas dan", "plain key1", "rivers dee", "rivers key2"},
	},
	"leaving all of it to other owners": {
		plot: plot{things: []thing{
			{name: "atlas", kind: "projects", owners: []string{"key1", "bo"}, access: map[string]store.Access{"dee": store.AccessView}},
			{name: "roads", kind: "layers", in: "atlas", owners: []string{"bo"}},
			{name: "census", kind: "sources", owners: []string{"key2", "key1"}},
		}},
		choice: destroy, outcomes: map[string]store.Outcome{"atlas": "stays", "census": "stays"},
	},
	"a data source takes its tables": {
		plot: plot{things: []thing{
			{name: "census", kind: "sources", owners: []string{"key1"}},
			{name: "towns", kind: "tables", in: "census", owners: []string{"ada", "bo"}},
			{name: "roofs", kind: "tables", in: "census", owners: []string{"bo"}},
		}},
		choice: destroy, outcomes: map[string]store.Outcome{"census": "destroyed", "towns": "destroyed", "roofs": "destroyed"},
		also: map[string]int{"bo": 2, "ada": 1},
	},
	"what lies in what stays": {
		plot: plot{things: []thing{
			{name: "atlas", kind: "projects", owners: []string{"key1", "bo"}},
			{name: "roads", kind: "layers", in: "atlas", owners: []string{"key1"}},
			{name: "rivers", kind: "layers", in: "atlas", owners: []string{"ada"}},
		}},
		choice: destroy, outcomes: map[string]store.Outcome{"atlas": "stays", "roads": "destroyed"},
	},
	"a shared layer of a project that goes": {
		plot: plot{things: []thing{
			{name: "atlas", kind: "projects", owners: []string{"key1"}},
			{name: "roads", kind: "layers", in: "atlas", owners: []string{"key1", "ada"}},
		}},
		choice: destroy, outcomes: map[string]store.Outcome{"atlas": "destroyed", "roads": "destroyed"}, also: map[string]int{"ada": 1},
	},
	"two keys, of which one owns nothing": {
		plot: landscape, keys: []string{"key3", "key2"}, choice: destroy,
		outcomes: map[string]store.Outcome{"bends": "stays", "hut": "destroyed"}, access: []string{"rivers key2"},
	},
	"three keys that own nothing": {
		plot: plot{keys: keysNamed(3)}, keys: []string{"key1", "key2", "key3"}, choice: none,
	},
	"what two keys own, and one goes": {
		plot: ownedByTwo, choice: destroy,
		outcomes: map[string]store.Outcome{"atlas": "stays", "hut": "stays", "census": "destroyed", "towns": "destroyed"},
		also:     map[string]int{"key2": 1, "ada": 1},
		access:   []string{"census dee", "census key2", "plain key1"},
	},
	"what two keys own, and both go": {
		plot: ownedByTwo, keys: []string{"key2", "key1"}, choice: destroy,
		outcomes: map[string]store.Outcome{
			"atlas": "destroyed", "roads": "destroyed", "hut": "stays", "census": "destroyed", "towns": "destroyed",
		},
		also:   map[string]int{"ada": 1, "bo": 1},
		access: []string{"atlas dan", "census dee", "census key2", "plain key1", "plain key2"},
	},
	"what two keys own moves once": {
		plot: ownedByTwo, keys: []string{"key1", "key2"}, choice: transferTo("bo"),
		outcomes: map[string]store.Outcome{"atlas": "moves", "hut": "moves", "census": "moves", "towns": "moves"},
		access:   []string{"census key2", "plain key1", "plain key2"},
	},
	"fifty deep": {
		plot: deep(50), choice: destroy, outcomes: deepOutcomes(50), also: map[string]int{"bo": 49}, access: []string{"level 49 dee"},
	},
}

// ownedByTwo has what key1 and key2 own together, and what one of them owns in a thing of the other.
var ownedByTwo = plot{things: []thing{
	{name: "atlas", kind: "projects", owners: []string{"key1", "key2"}, access: map[string]store.Access{"dan": store.AccessView}},
	{name: "roads", kind: "layers", in: "atlas", owners: []string{"bo"}},
	{name: "hut", kind: "projects", owners: []string{"key1", "key2", "bea"}},
	{name: "census", kind: "sources", owners: []string{"key1"}, access: map[string]store.Access{"dee": store.AccessView, "key2": store.AccessModify}},
	{name: "towns", kind: "tables", in: "census", owners: []string{"key2", "ada"}},
	{name: "plain", kind: "projects", owners: []string{"bo"}, access: map[string]store.Access{
		"key1": store.AccessView, "key2": store.AccessModify, "dee": store.AccessView,
	}},
}}

// deep is a plot in which each resource lies in the one before; key1 owns the outermost.
func deep(levels int) plot {
	p := plot{}
	for i := range levels {
		kind, made := store.Kind{Slug: fmt.Sprintf("k%02d", i), One: "box", Many: "boxes"}, thing{name: fmt.Sprint("level ", i), owners: []string{"bo"}}
		made.kind = kind.Slug
		if i == 0 {
			made.owners = []string{"key1"}
		} else {
			kind.Parent, made.in = p.kinds[i-1].Slug, p.things[i-1].name
		}
		if i == levels-1 {
			made.access = map[string]store.Access{"dee": store.AccessView}
		}
		p.kinds, p.things = append(p.kinds, kind), append(p.things, made)
	}
	return p
}

func deepOutcomes(levels int) map[string]store.Outcome {
	outcomes := map[string]store.Outcome{}
	for i := range levels {
		outcomes[fmt.Sprint("level ", i)] = store.OutcomeDestroyed
	}
	return outcomes
}

func testPlans(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, tt := range planCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tt.plot.with("plan " + name).sameIDs()
			if p.keys == nil {
				p.keys = keysNamed(2)
			}
			tt.test(t, addWorld(t, s, p))
		})
	}
	t.Run("choices that can't be", func(t *testing.T) { t.Parallel(); planRefused(t, addWorld(t, s, landscape.with("refused plans"))) })
	t.Run("whoever may delete does", func(t *testing.T) { t.Parallel(); planByRoles(t, addWorld(t, s, landscape.with("plans by role"))) })
}

func (tt planCase) test(t *testing.T, w *world) {
	choice, keys := tt.choice(w.tenant), []string{"key1"}
	if tt.keys != nil {
		keys = tt.keys
	}
	before, twin := w.show(t, w.store), w.twin.show(t, w.store)
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bea"), w.keyIDs(keys...), choice)
	must(t, "plan", err)
	wantDiff(t, "keys", w.sortedIDs(keys...), planned(plan))
	wantDiff(t, "planning changes nothing", before, w.show(t, w.store))

	byID := map[store.ResourceID]string{}
	for _, thing := range w.plot.things {
		byID[w.resource(thing.name)] = thing.name
	}
	outcomes := map[string]store.Outcome{}
	for _, r := range plan.Resources {
		outcomes[byID[r.Resource.ID]] = r.Outcome
	}
	also := map[string]int{}
	for _, c := range plan.AlsoBelong {
		also[w.nameOf(c.Owner.ID)] = c.Count
	}
	var access []string
	for _, entry := range plan.Access {
		access = append(access, byID[entry.Resource]+" "+w.nameOf(entry.Principal))
	}
	slices.Sort(access)
	wantDiff(t, "outcomes", orEmpty(tt.outcomes), outcomes)
	wantDiff(t, "owners of what is destroyed", orEmpty(tt.also), also)
	wantDiff(t, "access entries that go", tt.access, access)

	done, err := w.store.DeleteKeys(t.Context(), w.as("bea"), w.keyIDs(keys...), choice, plan.Digest)
	must(t, "delete", err)
	wantDiff(t, "what was carried out", plan, done)
	wantDiff(t, "afterwards", w.after(before, plan), w.show(t, w.store), sorted)
	wantDiff(t, "the twin", twin, w.twin.show(t, w.store))
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

// nameOf finds a person or key by id; the id itself for others.
func (o tenant) nameOf(principal store.PrincipalID) string {
	for _, who := range people {
		if o.principal(who.name) == principal {
			return who.name
		}
	}
	for _, k := range o.plot.keys {
		if o.principal(k.name) == principal {
			return k.name
		}
	}
	return string(principal)
}

// after is what must be seen when a plan was carried out, reckoned from what was seen before and from
// what the plan says, and nothing else.
func (w *world) after(before shown, plan store.Plan) shown {
	goes := planned(plan)
	after := before
	after.Total.N -= len(goes)
	after.Resources = maps.Clone(before.Resources)
	gone := map[store.ResourceID]store.Outcome{}
	for _, r := range plan.Resources {
		gone[r.Resource.ID] = r.Outcome
	}
	for name, info := range before.Resources {
		outcome := gone[info.Resource.ID]
		if outcome == store.OutcomeDestroyed {
			delete(after.Resources, name)
			continue
		}
		info.Owners = slices.DeleteFunc(slices.Clone(info.Owners), func(o store.Owner) bool { return slices.Contains(goes, store.KeyID(o.ID)) })
		heir := store.Owner{ID: plan.Choice.Successor.Principal(), Name: plan.Successor.Account.Name}
		if outcome == store.OutcomeMoves && !slices.Contains(info.Owners, heir) {
			info.Owners = append(info.Owners, heir)
		}
		info.Access = slices.DeleteFunc(slices.Clone(info.Access), func(e store.AccessEntry) bool { return slices.Contains(plan.Access, e) })
		after.Resources[name] = info
	}
	after.Keys = holdingsAfter(before.Keys, goes, after.Resources)
	after.Members = slices.Clone(before.Members)
	for i := range after.Members {
		after.Members[i].Owns = len(ownedBy(after.Resources, after.Members[i].Account.ID.Principal()))
	}
	return after
}

// holdingsAfter are the other keys, with their holdings counted anew.
func holdingsAfter(before []store.KeyInfo, gone []store.KeyID, resources map[string]store.ResourceInfo) []store.KeyInfo {
	var after []store.KeyInfo
	for _, key := range before {
		if slices.Contains(gone, key.Key.ID) {
			continue
		}
		key.Holdings = holdingsOf(key.Key.ID.Principal(), resources)
		after = append(after, key)
	}
	return after
}
