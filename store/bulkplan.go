package store

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"slices"
)

// BulkAct names what is done to many keys.
type BulkAct string

// The acts.
const (
	BulkGroups     BulkAct = "groups"
	BulkDeactivate BulkAct = "deactivate"
	BulkActivate   BulkAct = "activate"
	BulkExpiry     BulkAct = "expiry"
	BulkLabels     BulkAct = "labels"
	// BulkDelete is for work in the background alone, and for keys that own nothing: others need a plan ([Keys.PlanDeletions]).
	BulkDelete BulkAct = "delete"
)

// MaxBulkNamed is how many keys of each sort a plan names.
const MaxBulkNamed = 50

// BulkChange is what is done to many keys: an act, and what that act needs to know.
type BulkChange struct {
	Act       BulkAct
	Groups    Regroup      // of BulkGroups
	Off       Deactivation // of BulkDeactivate
	ExpiresOn Date         // of BulkExpiry
	Labels    Relabel      // of BulkLabels
}

// MayBulk refuses whoever may do an act to no key at all. What they may do to which key is decided key by key.
func (s Standing) MayBulk(act BulkAct) error {
	switch act {
	case BulkGroups, BulkLabels:
		return s.MayChangeKeys()
	case BulkActivate, BulkExpiry:
		return s.MayCreateKeys()
	case BulkDelete:
		return s.MayDeleteKeys()
	case BulkDeactivate:
		return s.MayFreezeKeys()
	}
	return &InvalidError{Field: "act", Problem: "is none of the choices", Accepted: "one of the choices shown"}
}

// MayFreezeKeys refuses whoever can do nothing to any key.
func (s Standing) MayFreezeKeys() error {
	if s.Kind == ActorMember && s.Role >= RoleUser {
		return nil
	}
	return &ForbiddenError{Permission: "keys:edit"}
}

// BulkReason is why a key can't change, as far as it is the same for many keys: the permission that is missing, and for
// which group; or which field would break which rule. The zero BulkReason is none.
type BulkReason struct {
	Permission string   `json:",omitempty"`
	Group      GroupRef `json:",omitzero"`
	Field      string   `json:",omitempty"`
	Problem    string   `json:",omitempty"` // as [InvalidError] says it
	Limit      int      `json:",omitempty"` // that fills Problem's verb; 0: it has none
}

// ReasonOwns is that of a key that can't be deleted without a decision about what it owns.
var ReasonOwns = BulkReason{Field: "resources", Problem: "belong to it"}

// BulkReasonOf is the reason in an error of a single act; ok is false for an error that isn't about the key.
func BulkReasonOf(err error) (reason BulkReason, ok bool) {
	var forbidden *ForbiddenError
	var invalid *InvalidError
	switch {
	case errors.As(err, &forbidden):
		return BulkReason{Permission: forbidden.Permission, Group: forbidden.Group}, true
	case errors.As(err, &invalid):
		reason = BulkReason{Field: invalid.Field, Problem: invalid.Problem}
		if len(invalid.Args) > 0 {
			reason.Limit, _ = invalid.Args[0].(int)
		}
		return reason, true
	}
	return reason, false
}

// Code names the reason for programs: the permission, or the field.
func (r BulkReason) Code() string {
	code := cmp.Or(r.Permission, r.Field)
	if r.Group.ID != "" {
		code += " " + r.Group.Name
	}
	return code
}

// JudgedKey is what a change would do to a key.
type JudgedKey struct {
	Key     Key
	Outcome BulkOutcome // BulkChanged, BulkAlready or BulkRefused
	Why     BulkReason  // of BulkRefused
}

// BulkKeys are keys of one sort: how many, and what the first [MaxBulkNamed] by name are called.
type BulkKeys struct {
	Count int
	First []string
}

// BulkRefusal is a reason, and the keys that can't change for it.
type BulkRefusal struct {
	Why  BulkReason
	Keys BulkKeys
}

// BulkPlan is what a change would do to many keys. Its digest stands for the change, for the keys that change and those
// that can't, as they are, and for those that are gone.
type BulkPlan struct {
	Change  BulkChange
	Groups  []GroupRef // of the change, by name
	Total   int        // keys that were chosen, with those that are gone
	Changes BulkKeys
	Already BulkKeys
	Cannot  []BulkRefusal // the reason of most keys first
	Gone    []DeletedKey  // by id
	Digest  Digest
}

// Refused is how many keys can't change.
func (p BulkPlan) Refused() (n int) {
	for _, c := range p.Cannot {
		n += c.Keys.Count
	}
	return n
}

// NewBulkPlan makes a plan of what was found out about each key, in any order.
func NewBulkPlan(change BulkChange, groups []GroupRef, judged []JudgedKey, gone []DeletedKey) BulkPlan {
	plan := BulkPlan{Change: change, Groups: groups, Total: len(judged) + len(gone), Gone: slices.Clone(gone)}
	plan.Changes = bulkKeys(judged, func(j JudgedKey) bool { return j.Outcome == BulkChanged })
	plan.Already = bulkKeys(judged, func(j JudgedKey) bool { return j.Outcome == BulkAlready })
	slices.SortFunc(plan.Gone, func(a, b DeletedKey) int { return cmp.Compare(a.ID, b.ID) })
	plan.Cannot = bulkRefusals(judged)
	plan.Digest = plan.digest(judged)
	return plan
}

// bulkKeys are the keys that are of a sort.
func bulkKeys(judged []JudgedKey, of func(JudgedKey) bool) (keys BulkKeys) {
	var names []string
	for _, j := range judged {
		if of(j) {
			names = append(names, j.Key.Name)
		}
	}
	return BulkKeys{}.and(BulkKeys{Count: len(names), First: names})
}

// bulkRefusals are the reasons of the keys that can't change.
func bulkRefusals(judged []JudgedKey) (list []BulkRefusal) {
	seen := map[BulkReason]bool{}
	for _, j := range judged {
		if j.Outcome != BulkRefused || seen[j.Why] {
			continue
		}
		seen[j.Why] = true
		same := func(o JudgedKey) bool { return o.Outcome == BulkRefused && o.Why == j.Why }
		list = append(list, BulkRefusal{Why: j.Why, Keys: bulkKeys(judged, same)})
	}
	sortRefusals(list)
	return list
}

// sortRefusals sorts reasons by how many keys they have, most first.
func sortRefusals(list []BulkRefusal) {
	slices.SortFunc(list, func(a, b BulkRefusal) int {
		return cmp.Or(cmp.Compare(b.Keys.Count, a.Keys.Count), cmp.Compare(a.Why.Code(), b.Why.Code()), cmp.Compare(a.Why.Problem, b.Why.Problem),
			cmp.Compare(a.Why.Group.ID, b.Why.Group.ID))
	})
}

// digest covers the change, each key that changes or can't with its version and why, and those that are gone.
func (p BulkPlan) digest(judged []JudgedKey) Digest {
	w := digestWriter{sha256.New()}
	w.text("bulk/1")
	p.Change.write(w)
	for _, g := range p.Groups {
		w.text(string(g.ID), g.Name)
	}
	judged = slices.SortedFunc(slices.Values(judged), func(a, b JudgedKey) int { return cmp.Compare(a.Key.ID, b.Key.ID) })
	for _, j := range judged {
		if j.Outcome == BulkAlready {
			continue
		}
		w.text(string(j.Key.ID), string(j.Outcome), j.Why.Code(), j.Why.Problem)
		w.number(j.Key.Version)
	}
	w.number(int64(len(p.Gone)))
	for _, gone := range p.Gone {
		w.text(string(gone.ID))
	}
	var d Digest
	w.Sum(d[:0])
	return d
}

// Check refuses a change of many keys' labels that could be done to none. Errors: [InvalidError] for the fields "labels" and
// "remove".
func (r Relabel) Check() error {
	for _, name := range r.Remove {
		if !isLabelName(name) {
			return &InvalidError{Field: "remove", Problem: ProblemRemove, Accepted: "names such as env, of up to 32 small letters a-z, digits and . _ -"}
		}
	}
	if len(r.Set)+len(r.Remove) == 0 {
		return &InvalidError{Field: "labels", Problem: ProblemBulkNone, Accepted: "at least one label to set or to remove"}
	}
	_, err := CleanLabels("labels", r.Set)
	return err
}

// ProblemRemove is that of labels to remove whose name no label can have.
const ProblemRemove = "have a name that can't be one"

// Same tells whether both are the same change.
func (c BulkChange) Same(other BulkChange) bool { return c.digest() == other.digest() }

func (c BulkChange) digest() (d Digest) {
	w := digestWriter{sha256.New()}
	c.write(w)
	w.Sum(d[:0])
	return d
}

// write hands what the change is to a digest.
func (c BulkChange) write(w digestWriter) {
	w.text(string(c.Act), string(c.Groups.Op))
	w.number(int64(len(c.Groups.Groups)))
	for _, id := range c.Groups.Groups {
		w.text(string(id))
	}
	w.text(c.Off.Reason, c.ExpiresOn.String())
	w.number(c.Off.Until.UnixMilli())
	w.number(int64(len(c.Labels.Set)))
	for _, l := range c.Labels.Set {
		w.text(l.Name, l.Value)
	}
	w.text(c.Labels.Remove...)
}
