package store

import "slices"

// RegroupOp says how groups of a key change.
type RegroupOp string

// The ways to change them.
const (
	RegroupAdd    RegroupOp = "add"
	RegroupRemove RegroupOp = "remove"
	RegroupSet    RegroupOp = "set"
)

// Regroup is a change of the groups that a key belongs to: some more, some fewer, or exactly these.
type Regroup struct {
	Op     RegroupOp
	Groups []GroupID
}

// Problems of groups, as [InvalidError] says them.
const (
	// ProblemGroupTaken is that of a name that another group has, after folding.
	ProblemGroupTaken = "is the name of another group"
	// ProblemGroupGone is that of a group that isn't there.
	ProblemGroupGone = "have one that isn't there any more"
	// ProblemNoGroup is that of a key without a group, where there are any.
	ProblemNoGroup = "are missing"
	// ProblemOwnGroups is the same, for who could choose none.
	ProblemOwnGroups = "can't be chosen, because you belong to none"
	// ProblemLastGroup is that of a manager who takes all groups from a key.
	ProblemLastGroup = "would be none; only an administrator can take a key's last group, and anybody who may change it can deactivate it instead"
)

// Of is what a key's groups become. Chosen are the groups of the change.
func (r Regroup) Of(present, chosen []GroupRef) []GroupRef {
	switch r.Op {
	case RegroupAdd:
		return append(slices.Clone(present), without(chosen, present)...)
	case RegroupRemove:
		return without(present, chosen)
	}
	return slices.Clone(chosen)
}

// Check refuses what can't be read. Errors: [InvalidError] for the fields "op" and "groups".
func (r Regroup) Check() error {
	if r.Op != RegroupAdd && r.Op != RegroupRemove && r.Op != RegroupSet {
		return &InvalidError{Field: "op", Problem: "is none of the choices", Accepted: "add, remove or set"}
	}
	return nil
}

// MayRegroup refuses to give a key groups that the actor doesn't belong to, and to take its last one, but to
// administrators. It knows nothing of who may change keys at all: see [Standing.MayChangeKeys].
func (s Standing) MayRegroup(present, after []GroupRef) error {
	if err := s.MayGive(without(after, present)); err != nil {
		return err
	}
	if s.Role < RoleAdministrator && len(after) == 0 && len(present) > 0 {
		return &InvalidError{Field: "groups", Problem: ProblemLastGroup, Accepted: "at least one group"}
	}
	return checkNumber(after)
}

// checkNumber refuses too many groups for one key.
func checkNumber(groups []GroupRef) error {
	if len(groups) > MaxKeyGroups {
		return &InvalidError{Field: "groups", Problem: ProblemTooMany, Args: []any{MaxKeyGroups}, Accepted: "up to 50 groups"}
	}
	return nil
}

// MayGroupNewKey refuses groups that the actor can't give a new key, and none where there are any.
func (s Standing) MayGroupNewKey(groups []GroupRef, any bool) error {
	switch {
	case len(groups) > 0 || !any:
	case s.Role < RoleAdministrator && len(s.Groups) == 0:
		return &InvalidError{Field: "groups", Problem: ProblemOwnGroups, Accepted: "a group that you belong to; an administrator can make you belong to one"}
	default:
		return &InvalidError{Field: "groups", Problem: ProblemNoGroup, Accepted: "at least one group"}
	}
	if err := checkNumber(groups); err != nil {
		return err
	}
	return s.MayGive(groups)
}
