package store

import (
	"cmp"
	"crypto/sha256"
	"slices"
)

// CheckResources refuses resources that can't go by one plan: none, more than [MaxBulk], or one of them twice.
func CheckResources(ids []ResourceID) error {
	problem := ""
	var args []any
	seen := make(map[ResourceID]bool, min(len(ids), MaxBulk))
	switch {
	case len(ids) == 0:
		problem = ProblemBulkNone
	case len(ids) > MaxBulk:
		problem, args = ProblemBulkMany, []any{MaxBulk}
	default:
		for _, id := range ids {
			if seen[id] {
				problem = ProblemBulkTwice
			}
			seen[id] = true
		}
	}
	if problem == "" {
		return nil
	}
	return &InvalidError{Field: "resources", Problem: problem, Accepted: "1 to 1,000 resources, each once", Args: args}
}

// DestructionFacts is what a plan to destroy resources is made from.
type DestructionFacts struct {
	IDs       []ResourceID     // that are to go
	Resources []ResourceOwners // those, and everything that lies in them at any depth
	Access    []AccessEntry    // to all of these
}

// DestructionPlan is what destroying resources will do, to the last access entry.
type DestructionPlan struct {
	Chosen    []Resource        // by id
	Resources []PlannedResource // all that go, by kind, name and id; Owned are those that were chosen
	Owners    []OwnerCount      // of what goes, most first
	Access    []AccessEntry     // that go, by resource and principal
	Digest    Digest
}

// NewDestructionPlan works a plan out. The same facts in any order give the same plan and digest.
func NewDestructionPlan(facts DestructionFacts) DestructionPlan {
	plan := DestructionPlan{Access: slices.Clone(facts.Access)}
	for _, r := range facts.Resources {
		planned := leaving(nil).planned(r)
		planned.Outcome = OutcomeDestroyed
		if planned.Owned = slices.Contains(facts.IDs, r.Resource.ID); planned.Owned {
			plan.Chosen = append(plan.Chosen, r.Resource)
		}
		plan.Resources = append(plan.Resources, planned)
	}
	slices.SortFunc(plan.Chosen, func(a, b Resource) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(plan.Resources, comparePlanned)
	slices.SortFunc(plan.Access, compareEntries)
	plan.Owners = countOwners(plan.Resources, func(Owner) bool { return true })
	w := digestWriter{sha256.New()}
	w.text("destruction/1")
	w.resources(plan.Resources)
	w.access(plan.Access)
	w.Sum(plan.Digest[:0])
	return plan
}

// Beside are the resources that go without having been chosen.
func (p DestructionPlan) Beside() (list []PlannedResource) {
	for _, r := range p.Resources {
		if !r.Owned {
			list = append(list, r)
		}
	}
	return list
}

// Typed tells whether the number of what goes must be typed: where it is more than one resource.
func (p DestructionPlan) Typed() bool { return len(p.Resources) > 1 }

func compareEntries(a, b AccessEntry) int {
	return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Principal, b.Principal))
}

// countOwners counts those owners of resources that are asked for, most first.
func countOwners(list []PlannedResource, asked func(Owner) bool) (counts []OwnerCount) {
	at := map[PrincipalID]int{}
	for _, r := range list {
		for _, o := range r.Owners {
			if !asked(o) {
				continue
			}
			if _, known := at[o.ID]; !known {
				at[o.ID] = len(counts)
				counts = append(counts, OwnerCount{Owner: o})
			}
			counts[at[o.ID]].Count++
		}
	}
	slices.SortFunc(counts, func(a, b OwnerCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Owner.Name, b.Owner.Name), cmp.Compare(a.Owner.ID, b.Owner.ID))
	})
	return counts
}

func (w digestWriter) resources(list []PlannedResource) {
	w.number(int64(len(list)))
	for _, r := range list {
		w.text(string(r.Resource.ID), r.Resource.Kind.Slug, string(r.Resource.Parent), r.Resource.Name, string(r.Outcome))
		w.number(int64(len(r.Owners)))
		for _, o := range r.Owners {
			w.text(string(o.ID), o.Name)
		}
	}
}

func (w digestWriter) access(list []AccessEntry) {
	w.number(int64(len(list)))
	for _, a := range list {
		w.text(string(a.Resource), string(a.Principal), string(a.Access))
	}
}

// DestructionChangedError carries the plan as it is now; nothing was done.
type DestructionChangedError struct{ Plan DestructionPlan }

// Error is for logs and tests.
func (e *DestructionChangedError) Error() string { return ErrPlanChanged.Error() }

// Is matches [ErrPlanChanged].
func (e *DestructionChangedError) Is(target error) bool { return target == ErrPlanChanged }
