package store

import (
	"crypto/sha256"
	"slices"
)

// MembershipPlan says what it would give a member, and take from them, to belong to exactly some groups.
type MembershipPlan struct {
	Member GroupMember
	Joins  []GroupRef // by name
	Leaves []GroupRef // by name
	// Gets and Loses are what really changes for them, in the order of the catalogue: not what they have by another group
	// all the while, nor what their role keeps from them. From are the groups that give it then, or gave it.
	Gets, Loses []Grant
	Digest      Digest // of all that the plan says, and of the member's version
}

// Same tells whether they belong to exactly those groups already.
func (p MembershipPlan) Same() bool { return len(p.Joins)+len(p.Leaves) == 0 }

// MembershipFacts are what a plan of somebody's groups is made from.
type MembershipFacts struct {
	Catalogue Catalogue
	Member    Member     // as they are
	Chosen    []GroupRef // what they would belong to
	// Given is what the groups give that they belong to, Then what the chosen ones do.
	Given, Then []GroupPermission
}

// NewMembershipPlan works out what a choice of groups gives a member, and takes from them.
func NewMembershipPlan(f MembershipFacts) MembershipPlan {
	m := f.Member
	p := MembershipPlan{Member: GroupMember{ID: m.Account.ID, Name: m.Account.Name, Email: m.Account.Email, Role: m.Role}}
	p.Joins = slices.SortedFunc(slices.Values(without(f.Chosen, m.Groups)), CompareGroups)
	p.Leaves = slices.SortedFunc(slices.Values(without(m.Groups, f.Chosen)), CompareGroups)
	had, has := Grants(m.Role, f.Given), Grants(m.Role, f.Then)
	p.Gets, p.Loses = f.Catalogue.effectiveOnly(has, had), f.Catalogue.effectiveOnly(had, has)
	w := digestWriter{sha256.New()}
	w.text("membership/1", string(p.Member.ID), p.Member.Name, p.Member.Role.String())
	w.number(m.Version)
	for _, groups := range [][]GroupRef{p.Joins, p.Leaves} {
		w.groups(groups)
	}
	for _, grants := range [][]Grant{p.Gets, p.Loses} {
		w.number(int64(len(grants)))
		for _, g := range grants {
			w.text(string(g.Permission))
			w.groups(g.From)
		}
	}
	w.Sum(p.Digest[:0])
	return p
}

// effectiveOnly are the effective ones of grants that aren't effective among others, in the order of the catalogue.
func (c Catalogue) effectiveOnly(grants, others []Grant) (list []Grant) {
	for _, permission := range c.Sort(without(Effective(grants), Effective(others))) {
		at := slices.IndexFunc(grants, func(g Grant) bool { return g.Permission == permission })
		list = append(list, grants[at])
	}
	return list
}

func (w digestWriter) groups(list []GroupRef) {
	w.number(int64(len(list)))
	for _, g := range list {
		w.text(string(g.ID), g.Name)
	}
}

// MembershipPlanChangedError carries the plan as it is now; nothing was done.
type MembershipPlanChangedError struct{ Plan MembershipPlan }

// Error says so.
func (e *MembershipPlanChangedError) Error() string { return ErrGroupPlanChanged.Error() }

// Is matches [ErrGroupPlanChanged].
func (e *MembershipPlanChangedError) Is(target error) bool { return target == ErrGroupPlanChanged }
