package verify

import (
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
)

// Check judges a presented key. Errors: [ErrNotLoaded]; [ErrDoubtful]; [ErrNoOrganization]; [ErrNoPermission], with which one in the
// answer's Lacks.
func (x *Index) Check(q *Question) (Answer, error) {
	id, digest, verdict := read(q)
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.facts == nil {
		return Answer{}, ErrNotLoaded
	}
	o, known := x.facts.slugs[q.Organization]
	if !known {
		return Answer{}, ErrNoOrganization
	}
	if x.doubts.organizations[o.org] {
		return Answer{Org: o.org}, ErrDoubtful
	}
	for _, need := range q.Needs {
		if _, known := o.bits[need]; !known {
			return Answer{Org: o.org, Lacks: need}, ErrNoPermission
		}
	}
	if verdict != 0 {
		return noKey(q, verdict, o.org), nil
	}
	slot, _ := x.facts.records.find(id, &digest)
	if slot == 0 || x.facts.profileOf(slot).of != o {
		return Answer{Verdict: Unknown, Org: o.org, Presented: id.key(), Flaw: flawOfUnknown(q.Presented)}, nil
	}
	a := x.facts.about(slot)
	a.Key = id.key()
	if len(x.doubts.keys) > 0 && x.doubts.keys[store.GateKeyRef{Org: o.org, ID: a.Key}] {
		return a, ErrDoubtful
	}
	x.facts.judge(slot, q, &a)
	return a, nil
}

// read reads what was presented; a verdict if it is none.
func read(q *Question) (id packedID, digest store.Digest, verdict Verdict) {
	switch {
	case q.Malformed:
		return id, digest, Malformed
	case q.Presented == "":
		return id, digest, Missing
	}
	text, digest, err := keystring.Look(q.Presented)
	if err != nil {
		return id, digest, Malformed
	}
	id, _ = packID(text)
	return id, digest, 0
}

// noKey is the answer to what can't be a key.
func noKey(q *Question, verdict Verdict, org store.OrgID) Answer {
	a := Answer{Verdict: verdict, Org: org}
	switch {
	case q.Malformed:
		a.Flaw = FlawSeveral
	case verdict == Malformed:
		a.Flaw, a.Presented = keystring.FlawOf(q.Presented), store.KeyID(keystring.ClaimedID(q.Presented))
	}
	return a
}

func (f *facts) profileOf(slot uint32) *profile { return &f.profiles.list[f.records.at(slot).profile] }

// about is what an answer tells of a key, whatever the verdict.
func (f *facts) about(slot uint32) Answer {
	r, p := f.records.at(slot), f.profileOf(slot)
	a := Answer{
		Org: p.of.org, Secret: int64(r.secret), Name: f.names.get(r.name), Role: p.role,
		Groups: p.shown, Permissions: p.all, Truncated: p.truncated,
	}
	if r.expires != (instant{}) {
		a.Expires = time.UnixMilli(r.expires.milli()).UTC()
	}
	return a
}

// judge decides about a key that is known.
func (f *facts) judge(slot uint32, q *Question, a *Answer) {
	r, p := f.records.at(slot), f.profileOf(slot)
	now := q.At.UnixMilli()
	var s span
	if r.spans {
		s = f.records.spans[slot]
	}
	switch {
	case s.off(now):
		a.Verdict = Inactive
		return
	case r.expires.passed(now), s.ends.passed(now):
		a.Verdict = Expired
		return
	case !s.rules.let(q.Address), !p.let(q.Address):
		a.Verdict = WrongAddress
		return
	case p.role < q.Role:
		a.Verdict = InsufficientRole
		return
	}
	for _, need := range q.Needs {
		if !p.lets.has(p.of.bits[need]) {
			a.Verdict, a.Lacks = InsufficientPermission, need
			return
		}
	}
	a.Verdict, a.OrganizationLimit = Valid, p.of.limit
	if s.rules != nil {
		a.Limit = s.rules.limit
	}
}
