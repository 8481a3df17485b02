package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
)

// ChoiceKind says what becomes of the resources that a deleted key owns.
type ChoiceKind string

// The choices. A key that owns nothing needs none.
const (
	ChoiceNone     ChoiceKind = ""
	ChoiceTransfer ChoiceKind = "transfer" // a member becomes an owner of every one of them
	ChoiceDestroy  ChoiceKind = "destroy"  // those without another owner are destroyed, with what lies in them
)

// Choice is what a person decided about the resources of a key that they want to delete.
type Choice struct {
	Kind      ChoiceKind
	Successor AccountID // of a transfer
}

// PlanFacts is what a plan is made from, all read in one transaction.
type PlanFacts struct {
	Key       Key
	Choice    Choice
	Successor Successor // of a transfer
	// Resources are those that the key owns and, for ChoiceDestroy, everything that lies in them at any
	// depth; each once, with all its owners.
	Resources []ResourceOwners
	// Access are the key's own entries and those on Resources; each once.
	Access []AccessEntry
}

// ResourceOwners is a resource with all its owners.
type ResourceOwners struct {
	Resource Resource
	Owners   []Owner
}

// Outcome is what a plan does to a resource.
type Outcome string

// The outcomes.
const (
	OutcomeMoves     Outcome = "moves"     // the successor becomes an owner
	OutcomeStays     Outcome = "stays"     // it keeps its other owners
	OutcomeDestroyed Outcome = "destroyed" // it is gone, with what lies in it
)

// PlannedResource is a resource with what will happen to it.
type PlannedResource struct {
	Resource Resource
	Owners   []Owner // all of them today, by id
	Owned    bool    // by the key itself; otherwise it lies in something that is destroyed
	Outcome  Outcome
}

// Shared tells whether it has an owner besides the key.
func (r PlannedResource) Shared() bool {
	if r.Owned {
		return len(r.Owners) > 1
	}
	return len(r.Owners) > 0
}

// Plan is what deleting a key will do, to the last access entry. Its digest stands for all of it:
// only a deletion that would do exactly this is carried out.
type Plan struct {
	Key       Key
	Choice    Choice
	Successor Successor
	// Resources are all that the plan touches, by kind, name and id.
	Resources []PlannedResource
	// AlsoBelong are the other owners of what is destroyed, most first.
	AlsoBelong []OwnerCount
	// Access are the entries that go, by resource and principal.
	Access []AccessEntry
	Digest Digest
}

// OwnerCount is a number of resources of one owner.
type OwnerCount struct {
	Owner Owner
	Count int
}

// NewPlan works a plan out. It is a pure function: the same facts in any order give the same plan and
// digest, and a difference in any fact that matters gives another digest.
func NewPlan(facts PlanFacts) Plan {
	plan := Plan{Key: facts.Key, Choice: facts.Choice}
	if facts.Choice.Kind == ChoiceTransfer {
		plan.Successor = facts.Successor
	}
	doomed := doomed(facts)
	for _, r := range facts.Resources {
		planned := PlannedResource{Resource: r.Resource, Owners: slices.Clone(r.Owners), Owned: owns(facts.Key.ID, r)}
		slices.SortFunc(planned.Owners, func(a, b Owner) int { return cmp.Compare(a.ID, b.ID) })
		switch {
		case doomed[r.Resource.ID]:
			planned.Outcome = OutcomeDestroyed
		case !planned.Owned:
			continue // lies in something that stays
		case facts.Choice.Kind == ChoiceTransfer:
			planned.Outcome = OutcomeMoves
		default:
			planned.Outcome = OutcomeStays
		}
		plan.Resources = append(plan.Resources, planned)
	}
	slices.SortFunc(plan.Resources, comparePlanned)
	plan.Access = accessThatGoes(facts, doomed)
	plan.AlsoBelong = alsoBelong(plan)
	plan.Digest = plan.digest()
	return plan
}

// doomed finds what is destroyed: what the key alone owns, and everything below it, whoever owns that.
func doomed(facts PlanFacts) map[ResourceID]bool {
	doomed := map[ResourceID]bool{}
	if facts.Choice.Kind != ChoiceDestroy {
		return doomed
	}
	children := map[ResourceID][]ResourceID{}
	var roots []ResourceID
	for _, r := range facts.Resources {
		children[r.Resource.Parent] = append(children[r.Resource.Parent], r.Resource.ID)
		if owns(facts.Key.ID, r) && len(r.Owners) == 1 {
			roots = append(roots, r.Resource.ID)
		}
	}
	for len(roots) > 0 {
		id := roots[len(roots)-1]
		roots = roots[:len(roots)-1]
		if !doomed[id] {
			doomed[id] = true
			roots = append(roots, children[id]...)
		}
	}
	return doomed
}

func owns(key KeyID, r ResourceOwners) bool {
	return slices.ContainsFunc(r.Owners, func(o Owner) bool { return o.ID == key.Principal() })
}

// accessThatGoes is the key's own entries and those on what is destroyed.
func accessThatGoes(facts PlanFacts, doomed map[ResourceID]bool) []AccessEntry {
	var goes []AccessEntry
	for _, entry := range facts.Access {
		if entry.Principal == facts.Key.ID.Principal() || doomed[entry.Resource] {
			goes = append(goes, entry)
		}
	}
	slices.SortFunc(goes, func(a, b AccessEntry) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Principal, b.Principal))
	})
	return goes
}

func alsoBelong(p Plan) []OwnerCount {
	var counts []OwnerCount
	at := map[PrincipalID]int{}
	for _, r := range p.Resources {
		if r.Outcome != OutcomeDestroyed {
			continue
		}
		for _, o := range r.Owners {
			if o.ID == p.Key.ID.Principal() {
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

func comparePlanned(a, b PlannedResource) int {
	return cmp.Or(cmp.Compare(a.Resource.Kind.Slug, b.Resource.Kind.Slug),
		cmp.Compare(Fold(a.Resource.Name), Fold(b.Resource.Name)), cmp.Compare(a.Resource.ID, b.Resource.ID))
}

// Owned are the resources that the key itself owns.
func (p Plan) Owned() []PlannedResource {
	return p.pick(func(r PlannedResource) bool { return r.Owned })
}

// With are the resources with one outcome.
func (p Plan) With(outcome Outcome) []PlannedResource {
	return p.pick(func(r PlannedResource) bool { return r.Outcome == outcome })
}

func (p Plan) pick(keep func(PlannedResource) bool) []PlannedResource {
	var picked []PlannedResource
	for _, r := range p.Resources {
		if keep(r) {
			picked = append(picked, r)
		}
	}
	return picked
}

// CountKinds counts resources by kind, in the order in which the kinds first come.
func CountKinds(resources []PlannedResource) []KindCount {
	var counts []KindCount
	for _, r := range resources {
		at := slices.IndexFunc(counts, func(c KindCount) bool { return c.Kind.Slug == r.Resource.Kind.Slug })
		if at < 0 {
			at, counts = len(counts), append(counts, KindCount{Kind: r.Resource.Kind})
		}
		counts[at].Count++
	}
	return counts
}

// digest covers the key's version, the choice, the successor with role, every resource with its kind,
// parent, name, owners and outcome, and the access entries that go.
func (p Plan) digest() Digest {
	w := digestWriter{sha256.New()}
	w.text("plan/1", string(p.Key.ID), p.Key.Name)
	w.number(p.Key.Version)
	w.text(string(p.Choice.Kind), string(p.Choice.Successor), p.Successor.Role.String(), p.Successor.Account.Name)
	w.number(int64(len(p.Resources)))
	for _, r := range p.Resources {
		w.text(string(r.Resource.ID), r.Resource.Kind.Slug, string(r.Resource.Parent), r.Resource.Name, string(r.Outcome))
		w.number(int64(len(r.Owners)))
		for _, o := range r.Owners {
			w.text(string(o.ID), o.Name)
		}
	}
	w.number(int64(len(p.Access)))
	for _, a := range p.Access {
		w.text(string(a.Resource), string(a.Principal), string(a.Access))
	}
	var d Digest
	w.Sum(d[:0])
	return d
}

// digestWriter writes fields so that no two lists of fields give the same bytes: each with its length.
type digestWriter struct{ hash.Hash }

func (w digestWriter) number(n int64) {
	_ = binary.Write(w.Hash, binary.BigEndian, n) // a hash never returns an error
}

func (w digestWriter) text(fields ...string) {
	for _, f := range fields {
		w.number(int64(len(f)))
		w.Write([]byte(f))
	}
}
