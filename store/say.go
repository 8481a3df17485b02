package store

import (
	"cmp"
	"slices"
)

// Say is what a principal may do with a resource, and why.
type Say struct {
	Who     Owner
	Access  Access
	Reasons []SayReason // the one that gives Access first
	// Withheld: it is a key whose groups don't let it do that with resources of the kind; so the gate refuses it.
	Withheld bool
}

// SayReason is one of the reasons why a principal has a say in a resource.
type SayReason struct {
	Owns   bool // otherwise it is an access entry
	Access Access
	Parent bool // of the resource that it lies in; otherwise of itself
}

// Held is a resource with those who have a say in itself.
type Held struct {
	Owners []Owner
	Access []NamedEntry
}

// NamedEntry is an access entry with the name of its principal.
type NamedEntry struct {
	Who    Owner
	Access Access
}

// EffectiveAccess says who may do what with a resource: ownership lets modify, an access entry what it says, and each covers
// the resource itself and those that lie directly in it, as the gate has it. Those who may modify come first, then by name.
func EffectiveAccess(self, parent Held) []Say {
	says := map[PrincipalID]*Say{}
	add := func(who Owner, reason SayReason) {
		say, known := says[who.ID]
		if !known {
			say = &Say{Who: who}
			says[who.ID] = say
		}
		say.Reasons = append(say.Reasons, reason)
	}
	for _, at := range []struct {
		held   Held
		parent bool
	}{{self, false}, {parent, true}} {
		for _, o := range at.held.Owners {
			add(o, SayReason{Owns: true, Access: AccessModify, Parent: at.parent})
		}
		for _, e := range at.held.Access {
			add(e.Who, SayReason{Access: e.Access, Parent: at.parent})
		}
	}
	list := make([]Say, 0, len(says))
	for _, say := range says {
		slices.SortStableFunc(say.Reasons, func(a, b SayReason) int { return cmp.Compare(b.Access.rank(), a.Access.rank()) })
		say.Access = say.Reasons[0].Access
		list = append(list, *say)
	}
	slices.SortFunc(list, func(a, b Say) int {
		return cmp.Or(cmp.Compare(b.Access.rank(), a.Access.rank()), CompareOwners(a.Who, b.Who))
	})
	return list
}

// rank orders accesses by what they include.
func (a Access) rank() int {
	switch a {
	case AccessModify:
		return 2
	case AccessView:
		return 1
	}
	return 0
}

// Needs is the permission without which a key can't use that access to resources of a kind, whatever it owns.
func (a Access) Needs(kind string) Permission {
	if a == AccessModify {
		return PermissionOf(kind, "edit")
	}
	return PermissionOf(kind, "read")
}

// CompareOwners says which of two owners comes first: members before keys, each by name.
func CompareOwners(a, b Owner) int {
	key := func(o Owner) int {
		if o.Key {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(Fold(a.Name), Fold(b.Name)), cmp.Compare(a.ID, b.ID))
}
