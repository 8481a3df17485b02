package store

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
)

// GroupFacts are what a plan of a group is made from.
type GroupFacts struct {
	Group     Group
	Catalogue Catalogue
	Change    *GroupChange // nil: a deletion
	Members   []GroupMember
	Keys      []GroupKey
	Given     map[PrincipalID][]GroupPermission // to these members and keys, by all of their groups
	Bare      int
	BareKeys  []GroupKey
}

// NewGroupPlan works out what a change of a group does. Errors: those of [GroupChange.Clean].
func NewGroupPlan(f GroupFacts) (GroupPlan, error) {
	plan := GroupPlan{Group: f.Group, Deletes: f.Change == nil, Bare: f.Bare, BareKeys: f.BareKeys}
	before, err := f.Catalogue.Pick(f.Group.Permissions)
	if err != nil {
		return GroupPlan{}, err
	}
	var after []CataloguePermission
	if f.Change != nil {
		if plan.After, after, err = f.Change.Clean(f.Catalogue); err != nil {
			return GroupPlan{}, err
		}
	}
	plan.Added, plan.Removed = without(after, before), without(before, after)
	meaning := func(role Role, of PrincipalID) Gains {
		g := gains(role, f.Given[of], f.Group.ID, after)
		return Gains{Gets: f.Catalogue.Sort(g.Gets), Loses: f.Catalogue.Sort(g.Loses)}
	}
	for _, m := range f.Members {
		plan.Members = append(plan.Members, PlannedMember{m, meaning(m.Role, m.ID.Principal())})
	}
	for _, k := range f.Keys {
		plan.Keys = append(plan.Keys, PlannedKey{k, meaning(k.Role, k.ID.Principal())})
	}
	plan.Digest = plan.digest()
	return plan, nil
}

// digest covers the group as it is and as it would be, how many belong to it, and all that the plan names.
func (p GroupPlan) digest() Digest {
	w := digestWriter{sha256.New()}
	w.text("group/1", string(p.Group.ID), p.Group.Name, strconv.FormatBool(p.Deletes), p.After.Name, p.After.About)
	for _, n := range []int{int(p.Group.Version), p.Group.Members, p.Group.Keys, p.Bare} {
		w.number(int64(n))
	}
	for _, list := range [][]CataloguePermission{p.Added, p.Removed} {
		w.number(int64(len(list)))
		for _, one := range list {
			w.text(string(one.Permission), strconv.FormatBool(one.ManagerOnly))
		}
	}
	w.number(int64(len(p.Members)))
	for _, m := range p.Members {
		w.text(string(m.ID), m.Name, m.Role.String())
		m.Gains.write(w)
	}
	w.number(int64(len(p.Keys)))
	for _, k := range p.Keys {
		w.text(string(k.ID), k.Name, k.Role.String())
		k.Gains.write(w)
	}
	w.number(int64(len(p.BareKeys)))
	for _, k := range p.BareKeys {
		w.text(string(k.ID), k.Name)
	}
	var d Digest
	w.Sum(d[:0])
	return d
}

func (g Gains) write(w digestWriter) {
	for _, list := range [][]Permission{g.Gets, g.Loses} {
		w.number(int64(len(list)))
		for _, p := range list {
			w.text(string(p))
		}
	}
}

// Counts are a deletion's numbers, for its event.
func (p GroupPlan) Counts() []Field {
	return []Field{
		{Name: "members", Value: strconv.Itoa(p.Group.Members)}, {Name: "keys", Value: strconv.Itoa(p.Group.Keys)},
		{Name: "keys_left_without", Value: strconv.Itoa(p.Bare)}, {Name: "plan", Value: p.Digest.String()},
	}
}

// Clean gives the change as it is stored, with its permissions as the catalogue has them.
// Errors: [InvalidError] for the fields "name", "about" and "permissions".
func (g GroupChange) Clean(c Catalogue) (clean GroupChange, picked []CataloguePermission, err error) {
	if clean.Name, err = CleanName("name", g.Name); err != nil {
		return GroupChange{}, nil, err
	}
	if clean.About, err = CleanNote("about", g.About); err != nil {
		return GroupChange{}, nil, err
	}
	if picked, err = c.Pick(g.Permissions); err != nil {
		return GroupChange{}, nil, err
	}
	for _, p := range picked {
		clean.Permissions = append(clean.Permissions, p.Permission)
	}
	return clean, picked, nil
}

// Change is the group as a form shows it.
func (g Group) Change() GroupChange {
	return GroupChange{Name: g.Name, About: g.About, Permissions: g.Permissions}
}

// Matches tells whether somebody who types search looks for the group: each word stands somewhere in its name, in what it is
// for, or in its permissions.
func (g Group) Matches(search string) bool {
	about := g.About
	for _, p := range g.Permissions {
		about += " " + string(p)
	}
	return FindsPerson(search, g.Name, about)
}

// Valid tells whether it has the form of an id.
func (id GroupID) Valid() bool { return isID(string(id)) }

// Sort gives permissions in the order of the catalogue.
func (c Catalogue) Sort(permissions []Permission) []Permission {
	at := make(map[Permission]int, len(c.Permissions))
	for i, p := range c.Permissions {
		at[p.Permission] = i
	}
	return slices.SortedFunc(slices.Values(permissions), func(a, b Permission) int { return at[a] - at[b] })
}

// CompareGroups says which of two groups comes first where they are listed by name.
func CompareGroups(a, b GroupRef) int {
	return cmp.Or(cmp.Compare(Fold(a.Name), Fold(b.Name)), cmp.Compare(a.ID, b.ID))
}

// JoinNames writes groups' names in a row, for an event.
func JoinNames(groups []GroupRef) string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.Name
	}
	return strings.Join(names, ", ")
}
