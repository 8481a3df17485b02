package store

import (
	"crypto/sha256"
	"strconv"
)

// JoinPlan says what it would give a member to belong to a group.
type JoinPlan struct {
	Group  Group
	Member GroupMember
	Same   bool         // they belong to it already
	Gets   []Permission // in the order of the catalogue; not what they have by another group, or their role keeps from them
	Digest Digest       // of all that the plan says
}

// JoinFacts are what a plan to join a group is made from.
type JoinFacts struct {
	Group     Group
	Catalogue Catalogue
	Member    GroupMember
	Same      bool
	Given     []GroupPermission // to the member, by all of their groups
}

// NewJoinPlan works out what joining a group gives.
func NewJoinPlan(f JoinFacts) (JoinPlan, error) {
	allows, err := f.Catalogue.Pick(f.Group.Permissions)
	if err != nil {
		return JoinPlan{}, err
	}
	p := JoinPlan{Group: f.Group, Member: f.Member, Same: f.Same}
	p.Gets = f.Catalogue.Sort(gains(f.Member.Role, f.Given, f.Group.ID, allows).Gets)
	w := digestWriter{sha256.New()}
	w.text("join/1", string(p.Group.ID), p.Group.Name, string(p.Member.ID), p.Member.Name, p.Member.Role.String(), strconv.FormatBool(p.Same))
	w.number(p.Group.Version)
	Gains{Gets: p.Gets}.write(w)
	w.Sum(p.Digest[:0])
	return p, nil
}

// JoinPlanChangedError carries the plan as it is now; nothing was done.
type JoinPlanChangedError struct{ Plan JoinPlan }

// Error says so.
func (e *JoinPlanChangedError) Error() string { return ErrGroupPlanChanged.Error() }

// Is matches [ErrGroupPlanChanged].
func (e *JoinPlanChangedError) Is(target error) bool { return target == ErrGroupPlanChanged }
