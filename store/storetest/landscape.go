package storetest

import "chatelaine/store"

// landscape is a plot with one of everything. Ada made key1, dee key2 while she was a manager, bo key3,
// which owns nothing.
var landscape = plot{
	keys: []keyPlot{{name: "key1"}, {name: "key2", creator: "dee"}, {name: "key3", creator: "bo", unconfirmed: true}},
	things: []thing{
		{name: "atlas", kind: "projects", owners: []string{"key1"}, access: map[string]store.Access{"dan": store.AccessModify}},
		{name: "roads", kind: "layers", in: "atlas", owners: []string{"key1", "bo"}},
		{name: "rivers", kind: "layers", in: "atlas", owners: []string{"bea"}, access: map[string]store.Access{"dee": store.AccessView, "key2": store.AccessView}},
		{name: "bends", kind: "features", in: "rivers", owners: []string{"bea", "key2"}},
		{name: "census", kind: "sources", owners: []string{"key1", "ada"}, access: map[string]store.Access{"bo": store.AccessView}},
		{name: "towns", kind: "tables", in: "census", owners: []string{"key1"}},
		{name: "plain", kind: "projects", owners: []string{"bo", "gil"}, access: map[string]store.Access{"key1": store.AccessView, "dee": store.AccessModify}},
		{name: "hut", kind: "projects", owners: []string{"key2"}},
	},
}

// with gives the landscape under a slug of its own, so that several can lie in one store.
func (p plot) with(slug string) plot {
	p.slug = lower("x" + id(slug)[:8])
	return p
}

// sameIDs gives the plot's keys and resources the ids that those of the same names have in every other plot, the
// twin among them: ids are of an organization, and whatever is asked for by one must be asked for by both.
func (p plot) sameIDs() plot {
	p.ids = "same"
	return p
}
