package storetest

import (
	"testing"

	"chatelaine/store"
)

// testResourceAccess: what a key may do with a resource is what the resource's own page says, and nothing of it comes from
// elsewhere.
func testResourceAccess(t *testing.T, open opener) {
	w := newWorld(t, open, plot{
		keys: []keyPlot{{name: "key1"}, {name: "key2"}},
		things: []thing{
			{name: "survey", kind: "projects", owners: []string{"key1"}},
			{name: "roads", kind: "layers", in: "survey", owners: []string{"ada"}},
			{name: "lane", kind: "features", in: "roads", owners: []string{"ada"}},
			{name: "water", kind: "projects", owners: []string{"ada"}},
			{name: "rivers", kind: "layers", in: "water", owners: []string{"ada"}, access: map[string]store.Access{"key1": store.AccessView, "key2": store.AccessModify}},
			{name: "delta", kind: "features", in: "rivers", owners: []string{"key1"}},
			{name: "closed", kind: "layers", in: "water", owners: []string{"ada"}},
		},
	})
	for key, want := range map[string]map[string]store.Access{
		"key1": {"survey": "modify", "roads": "modify", "lane": "", "rivers": "view", "delta": "modify", "closed": ""},
		"key2": {"survey": "", "roads": "", "lane": "", "rivers": "modify", "delta": "modify", "closed": ""},
	} {
		var names []store.ResourceName
		var order []string
		for _, thing := range w.plot.things {
			info, err := w.store.Resource(t.Context(), w.actor("ada"), w.resource(thing.name))
			must(t, "see "+thing.name, err)
			names, order = append(names, store.ResourceName{Kind: thing.kind, OutsideID: info.Resource.OutsideID}), append(order, thing.name)
		}
		got, err := w.store.KeyAccess(t.Context(), w.Org, w.key(key), names)
		must(t, "ask", err)
		for i, name := range order {
			if got[i] != want[name] {
				t.Errorf("%s may %q %s, want %q", key, got[i], name, want[name])
			}
			if w.says(t, name, key) != want[name] {
				t.Errorf("the page of %s says otherwise of %s: %q", name, key, w.says(t, name, key))
			}
		}
		foreign, err := w.store.KeyAccess(t.Context(), w.twin.Org, w.key(key), names)
		must(t, "ask in the twin", err)
		absent, err := w.store.KeyAccess(t.Context(), w.Org, w.twin.key(key), append(names, store.ResourceName{Kind: "layers", OutsideID: "nothing"}))
		must(t, "ask of the twin's key", err)
		for _, access := range append(foreign, absent...) {
			if access != "" {
				t.Errorf("%s may %q what is another organization's", key, access)
			}
		}
	}
}

// says is what a resource's page says that a key may do with it.
func (w *world) says(t *testing.T, name, key string) store.Access {
	t.Helper()
	details, err := w.store.ResourceDetails(t.Context(), w.actor("ada"), w.resource(name))
	must(t, "see "+name, err)
	for _, say := range details.Says {
		if say.Who.ID == w.principal(key) {
			return say.Access
		}
	}
	return ""
}
