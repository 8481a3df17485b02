package store

import (
	"crypto/sha256"
	"slices"
)

// Transfer is resources that change hands.
type Transfer struct {
	// From hands over; its other resources stay with it. Empty: all owners of the resources do, and To becomes the only one.
	From PrincipalID
	// Resources are some that From owns. Empty: all that it owns.
	Resources []ResourceID
	To        PrincipalID // a key, or a member with the role manager or above
}

// TransferFacts is what a plan of a transfer is made from.
type TransferFacts struct {
	From      Owner // zero: all owners
	To        Holder
	All       bool             // all that From owns was asked for
	Resources []ResourceOwners // that change hands
}

// TransferPlan is what handing resources over will do.
type TransferPlan struct {
	From Owner
	To   Holder
	All  bool
	// Resources are by kind, name and id. Outcome is OutcomeMoves, or OutcomeStays where To owns it already; Shared says that
	// others stay its owners beside To.
	Resources []PlannedResource
	Loses     []OwnerCount // who owns how many of them no more, most first
	Digest    Digest
}

// NewTransferPlan works a plan out. The same facts in any order give the same plan and digest.
func NewTransferPlan(facts TransferFacts) TransferPlan {
	plan := TransferPlan{From: facts.From, To: facts.To, All: facts.All}
	leaves := func(o Owner) bool { return o.ID != facts.To.ID && (facts.From.ID == "" || o.ID == facts.From.ID) }
	for _, r := range facts.Resources {
		planned := leaving(nil).planned(r)
		planned.Outcome, planned.Owned, planned.Shared = OutcomeMoves, true, false
		for _, o := range r.Owners {
			switch {
			case o.ID == facts.To.ID:
				planned.Outcome = OutcomeStays
			case !leaves(o):
				planned.Shared = true
			}
		}
		plan.Resources = append(plan.Resources, planned)
	}
	slices.SortFunc(plan.Resources, comparePlanned)
	plan.Loses = countOwners(plan.Resources, leaves)
	w := digestWriter{sha256.New()}
	w.text("transfer/1", string(plan.From.ID), plan.From.Name, string(plan.To.ID), plan.To.Name, plan.To.Role.String())
	w.resources(plan.Resources)
	w.Sum(plan.Digest[:0])
	return plan
}

// Moves are the resources that To doesn't own yet.
func (p TransferPlan) Moves() []PlannedResource {
	return slices.DeleteFunc(slices.Clone(p.Resources), func(r PlannedResource) bool { return r.Outcome != OutcomeMoves })
}

// Nothing tells that the plan changes nothing: To owns all of it already, and nobody else loses any.
func (p TransferPlan) Nothing() bool {
	return len(p.Loses) == 0 && !slices.ContainsFunc(p.Resources, func(r PlannedResource) bool { return r.Outcome == OutcomeMoves })
}

// Shared counts the resources that keep other owners beside To.
func (p TransferPlan) Shared() (n int) {
	for _, r := range p.Resources {
		if r.Shared {
			n++
		}
	}
	return n
}

// TransferChangedError carries the plan as it is now; nothing was done.
type TransferChangedError struct{ Plan TransferPlan }

// Error is for logs and tests.
func (e *TransferChangedError) Error() string { return ErrPlanChanged.Error() }

// Is matches [ErrPlanChanged].
func (e *TransferChangedError) Is(target error) bool { return target == ErrPlanChanged }
