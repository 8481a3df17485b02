package sample

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"chatelaine/store"
)

// Slugs of the kinds.
const (
	dataSources = "data-sources"
	projects    = "projects"
	layers      = "layers"
	tables      = "tables"
)

func kinds() []store.Kind {
	return []store.Kind{
		{Slug: dataSources, One: "data source", Many: "data sources"},
		{Slug: projects, One: "project", Many: "projects"},
		{Slug: layers, One: "layer", Many: "layers", Parent: projects},
		{Slug: tables, One: "table", Many: "tables", Parent: dataSources},
	}
}

// estate is what an organization's principals own, as it grows.
type estate struct {
	draft
	random *rand.Rand
	list   []store.ImportedResource
	count  map[string]int // by kind
}

// resources yields what fill puts into an estate.
func (d draft) resources(fill func(*estate)) iter.Seq[store.ImportedResource] {
	return func(yield func(store.ImportedResource) bool) {
		e := &estate{draft: d, random: d.numbered("estate", 0), count: map[string]int{}}
		fill(e)
		for _, r := range e.list {
			if !yield(r) {
				return
			}
		}
	}
}

// own registers a resource and gives its id, for what lies in it. An owner who is named twice owns it once.
func (e *estate) own(kind, name string, parent store.ResourceID, owners ...store.PrincipalID) store.ResourceID {
	e.count[kind]++
	slices.Sort(owners)
	r := store.NewResource{
		ID:        store.ResourceID(newID(e.numbered("resource", len(e.list)))),
		Kind:      kind,
		OutsideID: fmt.Sprintf("%s-%04d", kind, e.count[kind]),
		Name:      name,
		Parent:    parent,
		Owners:    slices.Compact(owners),
	}
	e.list = append(e.list, store.ImportedResource{NewResource: r})
	return r.ID
}

// key is the nth key as an owner. Where there are fewer keys, the first manager owns in its place.
func (e *estate) key(n int) store.PrincipalID {
	if n < e.keys {
		return e.keyID(n).Principal()
	}
	return e.member(tomasz)
}

// allow lets a principal into the resource at a place in the list, unless it owns it or was let in before.
func (e *estate) allow(at int, principal store.PrincipalID, access store.Access) bool {
	r := &e.list[at]
	has := func(a store.AccessEntry) bool { return a.Principal == principal }
	if slices.Contains(r.Owners, principal) || slices.ContainsFunc(r.Access, has) {
		return false
	}
	r.Access = append(r.Access, store.AccessEntry{Resource: r.ID, Principal: principal, Access: access})
	return true
}

// allowSome lets up to three principals into each resource.
func (e *estate) allowSome() {
	for at := range e.list {
		for range e.random.IntN(4) {
			access := store.AccessView
			if e.random.IntN(3) == 0 {
				access = store.AccessModify
			}
			e.allow(at, e.anybody(), access)
		}
	}
}

// anybody is a member who is there, or a key that may hold and own what chance gives it.
func (e *estate) anybody() store.PrincipalID {
	if e.random.IntN(2) == 0 {
		return e.chanceKey()
	}
	return e.chanceMember(store.RoleUser)
}

// chanceMember is a member who is there, with at least that role.
func (e *estate) chanceMember(role store.Role) store.PrincipalID {
	for {
		m := e.members[e.random.IntN(len(e.members))]
		if m.Role >= role && m.LeftAt.IsZero() {
			return m.Account.ID.Principal()
		}
	}
}

// chanceKey is one of the 40 keys that chance makes owners: every third, so that most keys own nothing and those
// whose holdings are told in words have nothing else.
func (e *estate) chanceKey() store.PrincipalID { return e.key(2 + 3*e.random.IntN(40)) }

// chanceOwners are the owners of a resource whose owner matters to nobody.
func (e *estate) chanceOwners() []store.PrincipalID {
	switch p := e.random.IntN(100); {
	case p < 45:
		return []store.PrincipalID{e.chanceKey()}
	case p < 65:
		return []store.PrincipalID{e.chanceMember(store.RoleManager)}
	case p < 80:
		return []store.PrincipalID{e.chanceKey(), e.chanceMember(store.RoleManager)}
	case p < 90:
		return []store.PrincipalID{e.chanceKey(), e.chanceKey()}
	}
	return []store.PrincipalID{e.chanceMember(store.RoleManager), e.chanceMember(store.RoleManager)}
}
