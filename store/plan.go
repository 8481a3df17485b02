package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"time"
)

// ChoiceKind says what becomes of the resources that deleted keys own.
type ChoiceKind string

// The choices. Keys that own nothing need none.
const (
	ChoiceNone     ChoiceKind = ""
	ChoiceTransfer ChoiceKind = "transfer" // a member becomes an owner of every one of them
	ChoiceDestroy  ChoiceKind = "destroy"  // those without another owner are destroyed, with what lies in them
)

// Choice is what a person decided about the resources of the keys that they want to delete.
type Choice struct {
	Kind      ChoiceKind
	Successor AccountID // of a transfer
}

// The problems of keys that can't go by one plan.
const (
	ProblemBulkNone  = "are missing"
	ProblemBulkMany  = "are more than %d"
	ProblemBulkTwice = "name one twice"
)

// CheckBulk refuses keys that can't go by one plan: none, more than [MaxBulk], or one of them twice.
func CheckBulk(keys []KeyID) error {
	problem := ""
	var args []any
	seen := make(map[KeyID]bool, min(len(keys), MaxBulk))
	switch {
	case len(keys) == 0:
		problem = ProblemBulkNone
	case len(keys) > MaxBulk:
		problem, args = ProblemBulkMany, []any{MaxBulk}
	default:
		for _, id := range keys {
			if seen[id] {
				problem = ProblemBulkTwice
			}
			seen[id] = true
		}
	}
	if problem == "" {
		return nil
	}
	return &InvalidError{Field: "keys", Problem: problem, Accepted: "1 to 1,000 keys, each once", Args: args}
}

// PlanFacts is what a plan is made from, all read in one transaction. Resources and access entries may
// be named more than once.
type PlanFacts struct {
	Keys      []Key        // that are to go
	Departing *Departing   // nil: nobody departs
	Gone      []DeletedKey // that were to go too, and are gone
	Choice    Choice
	Successor Successor // of a transfer
	// Resources are those that the keys or the member own and, for ChoiceDestroy, everything that lies in them at any
	// depth; with all their owners.
	Resources []ResourceOwners
	// Access are the keys' own entries and, for ChoiceDestroy, those on Resources.
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
	Owned    bool    // by a key of the plan; otherwise it lies in something that is destroyed
	Shared   bool    // it has an owner who is no key of the plan
	Outcome  Outcome
}

// Plan is what deleting keys, or a member's departure, will do, to the last access entry. Its digest stands for all of it:
// only a deletion that would do exactly this is carried out.
type Plan struct {
	Keys      []Key        // at least one, unless a member departs; by id
	Departing *Departing   // the member whose departure it is; nil: keys are deleted
	Gone      []DeletedKey // that somebody else has deleted meanwhile; by id
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

// DeletedKey is a key that is gone.
type DeletedKey struct {
	ID   KeyID
	Name string
	By   string // who deleted it, as they were called then
	At   time.Time
}

// OwnerCount is a number of resources of one owner.
type OwnerCount struct {
	Owner Owner
	Count int
}

// NewPlan works a plan out. It is a pure function: the same facts in any order give the same plan and
// digest, and a difference in any fact that matters gives another digest.
func NewPlan(facts PlanFacts) Plan {
	plan := Plan{Keys: slices.Clone(facts.Keys), Departing: facts.Departing, Gone: slices.Clone(facts.Gone), Choice: facts.Choice}
	slices.SortFunc(plan.Keys, func(a, b Key) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(plan.Gone, func(a, b DeletedKey) int { return cmp.Compare(a.ID, b.ID) })
	if facts.Choice.Kind == ChoiceTransfer {
		plan.Successor = facts.Successor
	}
	leaving := leavingOf(facts)
	doomed := leaving.doomed(facts)
	for _, r := range facts.Resources {
		planned := leaving.planned(r)
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
	plan.Resources = slices.CompactFunc(plan.Resources, func(a, b PlannedResource) bool { return a.Resource.ID == b.Resource.ID })
	plan.Access = leaving.accessThatGoes(facts, doomed)
	plan.AlsoBelong = leaving.alsoBelong(plan)
	plan.Digest = plan.digest()
	return plan
}

// leaving are the keys of a plan, or its member, as owners.
type leaving map[PrincipalID]bool

func leavingOf(facts PlanFacts) leaving {
	l := make(leaving, len(facts.Keys))
	for _, key := range facts.Keys {
		l[key.ID.Principal()] = true
	}
	if facts.Departing != nil {
		l[facts.Departing.Member.Account.ID.Principal()] = true
	}
	return l
}

// planned is a resource of which the outcome isn't known yet.
func (l leaving) planned(r ResourceOwners) PlannedResource {
	planned := PlannedResource{Resource: r.Resource, Owners: slices.Clone(r.Owners)}
	slices.SortFunc(planned.Owners, func(a, b Owner) int { return cmp.Compare(a.ID, b.ID) })
	planned.Owned, planned.Shared = l.own(r)
	return planned
}

// own tells whether one of the keys, or the member, owns the resource, and whether anybody else does.
func (l leaving) own(r ResourceOwners) (owned, shared bool) {
	for _, o := range r.Owners {
		if l[o.ID] {
			owned = true
		} else {
			shared = true
		}
	}
	return owned, shared
}

// doomed finds what is destroyed: what the keys alone own, and everything below it, whoever owns that.
func (l leaving) doomed(facts PlanFacts) map[ResourceID]bool {
	doomed := map[ResourceID]bool{}
	if facts.Choice.Kind != ChoiceDestroy {
		return doomed
	}
	children := map[ResourceID][]ResourceID{}
	var roots []ResourceID
	for _, r := range facts.Resources {
		children[r.Resource.Parent] = append(children[r.Resource.Parent], r.Resource.ID)
		if owned, shared := l.own(r); owned && !shared {
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

// accessThatGoes is the entries of whoever goes and those on what is destroyed. Who becomes a user keeps their own.
func (l leaving) accessThatGoes(facts PlanFacts, doomed map[ResourceID]bool) []AccessEntry {
	var goes []AccessEntry
	stays := facts.Departing != nil && !facts.Departing.Kind.Leaves()
	for _, entry := range facts.Access {
		if l[entry.Principal] && !stays || doomed[entry.Resource] {
			goes = append(goes, entry)
		}
	}
	slices.SortFunc(goes, func(a, b AccessEntry) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Principal, b.Principal))
	})
	return slices.Compact(goes)
}

func (l leaving) alsoBelong(p Plan) []OwnerCount {
	var counts []OwnerCount
	at := map[PrincipalID]int{}
	for _, r := range p.Resources {
		if r.Outcome != OutcomeDestroyed {
			continue
		}
		for _, o := range r.Owners {
			if l[o.ID] {
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

// Undecided tells whether somebody has to choose what becomes of the resources.
func (p Plan) Undecided() bool { return p.Choice.Kind == ChoiceNone && len(p.Resources) > 0 }

// Leaving are those who own nothing any more afterwards.
func (p Plan) Leaving() map[PrincipalID]bool {
	return leavingOf(PlanFacts{Keys: p.Keys, Departing: p.Departing})
}

// Key is the first of the keys: the only one, where the deletion of one was planned.
func (p Plan) Key() Key { return p.Keys[0] }

// Owned are the resources that a key of the plan owns.
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

// digest covers every key with its version, those that are gone, the choice, the successor with role, every resource with its kind,
// parent, name, owners and outcome, and the access entries that go.
func (p Plan) digest() Digest {
	w := digestWriter{sha256.New()}
	w.text("plan/1")
	w.number(int64(len(p.Keys)))
	for _, key := range p.Keys {
		w.text(string(key.ID), key.Name)
		w.number(key.Version)
	}
	p.Departing.writeTo(w)
	w.number(int64(len(p.Gone)))
	for _, gone := range p.Gone {
		w.text(string(gone.ID), gone.Name, gone.By)
		w.number(gone.At.UnixMilli())
	}
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
