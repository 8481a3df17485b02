package storetest

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chatelaine/store"
)

// must stops the test at an error.
func must(t testing.TB, doing string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", doing, err)
	}
}

// wantErr checks which error it is; nil means none.
func wantErr(t testing.TB, doing string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", doing, err, want)
	}
}

// wantInvalid checks that the input was refused, and for which field.
func wantInvalid(t testing.TB, doing string, err error, field string) {
	t.Helper()
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		t.Errorf("%s: error %v, want an InvalidError for %q", doing, err, field)
		return
	}
	if field != "" && invalid.Field != field || invalid.Problem == "" || invalid.Accepted == "" {
		t.Errorf("%s: %+v, want field %q with problem and what is accepted", doing, *invalid, field)
	}
}

// wantDiff compares; nil and empty slices are the same.
func wantDiff(t testing.TB, doing string, want, got any, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, append(options, cmpopts.EquateEmpty())...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", doing, diff)
	}
}

// together calls do n times at once and waits for all.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-gate
			do(i)
		})
	}
	close(gate)
	all.Wait()
}

// shown is all that an administrator sees of an organization: what a refused call must not change.
type shown struct {
	Keys      []store.KeyInfo
	Total     store.Count
	Resources map[string]store.ResourceInfo // by name; what is gone is missing
	Members   []store.Successor
	Portals   map[string]store.Role
	Views     map[string]store.ViewList // by member; whoever has none is missing
	Groups    []store.GroupInfo
	Catalogue store.Catalogue
}

// show reads what there is, through the interface alone.
func (o tenant) show(t testing.TB, s store.Store) shown {
	t.Helper()
	ctx, ada := t.Context(), o.actor("ada")
	page, err := s.Keys(ctx, ada, store.KeyQuery{Rows: 100})
	must(t, "see the keys of "+o.Slug, err)
	seen := shown{Total: page.Total, Resources: o.resources(t, s), Portals: map[string]store.Role{}, Views: map[string]store.ViewList{}}
	for _, key := range page.Keys {
		info, err := s.Key(ctx, ada, key.ID)
		must(t, "see key "+key.Name, err)
		seen.Keys = append(seen.Keys, info)
	}
	seen.Members, err = s.Successors(ctx, ada, "", 100)
	must(t, "see the members", err)
	seen.Groups = o.groups(t, s)
	seen.Catalogue, err = s.Catalogue(ctx, ada)
	must(t, "see the catalogue", err)
	for _, who := range people {
		if portal, err := s.Portal(ctx, o.account(who.name), o.Slug); err == nil {
			seen.Portals[who.name] = portal.Current.Role
		}
		if list, err := s.SavedViews(ctx, o.actor(who.name)); err == nil && (len(list.Views) > 0 || list.Default != "") {
			seen.Views[who.name] = list
		}
	}
	return seen
}

// groups are all of them, with who belongs to each.
func (o tenant) groups(t testing.TB, s store.Store) (infos []store.GroupInfo) {
	t.Helper()
	list, err := s.Groups(t.Context(), o.actor("ada"), "")
	must(t, "see the groups", err)
	for _, g := range list.Groups {
		info, err := s.Group(t.Context(), o.actor("ada"), g.ID)
		must(t, "see group "+g.Name, err)
		infos = append(infos, info)
	}
	return infos
}

// resources are what is there of the plot's things, by name.
func (o tenant) resources(t testing.TB, s store.Store) map[string]store.ResourceInfo {
	t.Helper()
	seen := map[string]store.ResourceInfo{}
	for _, thing := range o.plot.things {
		info, err := s.Resource(t.Context(), o.actor("ada"), o.resource(thing.name))
		if !errors.Is(err, store.ErrNotFound) {
			must(t, "see "+thing.name, err)
			seen[thing.name] = info
		}
	}
	return seen
}

// sorted compares owners and access entries without regard to their order, which Resource
// doesn't promise.
var sorted = cmp.Options{
	cmpopts.SortSlices(func(a, b store.Owner) bool { return a.ID < b.ID }),
	cmpopts.SortSlices(func(a, b store.AccessEntry) bool {
		return a.Resource < b.Resource || a.Resource == b.Resource && a.Principal < b.Principal
	}),
}
