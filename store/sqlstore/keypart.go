package sqlstore

import (
	"slices"
	"strings"

	"chatelaine/store"
)

// part is one condition of a filter, in the forms in which the two plans need it: to be tried on each entry of an
// order, and to be looked up.
type part struct {
	arms []arm // what it holds for, each by its index; none: nothing, unless it is loose
	// loose: it holds for nearly all keys, so that there is nothing to look up. Test is what tries it.
	loose bool
	test  clause
	apart bool // test reads more than the entry of an order's index has
	// byUse tries an entry of key_uses u, where it has what the part asks about.
	byUse clause
	// overlap: the same key can be found by two arms.
	overlap bool
	bounds  map[store.KeyColumn]bound
	unused  bound // in the order of last use, among keys that were never used; those in bounds are of the others
	// only is the creator whose keys it holds for, if that is all that it asks; empty: it isn't.
	only store.AccountID
	// creators are those whose keys its last arm finds, for a search.
	creators []creator
}

// arm is a way to look keys up, and to try one.
type arm struct {
	from   string // a table, with its index
	where  clause
	seq    string // the column, or what the key's seq is reckoned from
	beside bool   // the table isn't keys: the key has to be looked up by its seq
	uses   bool   // the table is key_uses
	test   clause // of a key k
	apart  bool   // test reads more than the entry of an order's index has
	probes bool   // what it reads more is one entry of an index: for the few entries of a walk that is cheaper than a list
	n      int64  // how many keys it finds, counted up to one more than MaxCount
	// counted: n was known when the arm was made. Whole: and is all that it finds.
	counted, whole bool
	// narrow: it reads an index of keys, all of which have what most tests and orders ask about.
	narrow bool
	listed string // the seqs of the keys that it finds, as in a seqList; empty: they weren't listed, or there are none
}

// bound is what a part comes to in an order: a stretch of the order's index.
type bound struct {
	lower, upper clause
	exact        bool // what lies in it needs no test
}

// byKeys is an arm that reads the keys' own table by an index that begins with the organization.
func (p *parts) byKeys(index string, test, more clause) arm {
	return arm{from: "keys k" + byIndex(index), where: and(piece("k.org_id = ?", p.org), more, test), seq: "k.seq", test: test, narrow: true}
}

// known is the arm with a number of keys that is kept, if it is.
func (a arm) known(n int64, kept bool) arm {
	if kept {
		a.n, a.counted, a.whole = n, true, true
	}
	return a
}

// parts are a filter's conditions, for an organization at an instant, and what they come to in an order.
type parts struct {
	tx   *tx
	org  store.OrgID
	at   int64
	list []part
	// numbers are those of all keys, where a filter asks about status or role.
	numbers keyNumbers
	// What the filter wants, where an order is in stretches of it; nil: all of them.
	statuses []store.Status
	roles    []store.Role
	folds    []string // of creators' names, sorted
	used     bool     // only keys that were used
	unused   bool     // only keys that were never used
}

func (p *parts) add(one part) { p.list = append(p.list, one) }

// except are all parts but one.
func (p *parts) except(i int) []part { return slices.Delete(slices.Clone(p.list), i, i+1) }

// nothing is a part that holds for no key.
var nothing = part{}

// filter adds a filter's parts. Creators are those that its Search, Creators and CreatorLeft come to.
func (p *parts) filter(f store.KeyFilter, creators filterCreators) error {
	if err := p.ofGroups(f.Groups); err != nil {
		return err
	}
	if err := p.search(f.Search, creators.found); err != nil {
		return err
	}
	if err := p.texts(f); err != nil {
		return err
	}
	if err := p.abouts(f, creators.contacts); err != nil {
		return err
	}
	if len(f.Statuses) > 0 {
		p.ofStatuses(f.Statuses)
	}
	if len(f.Roles) > 0 {
		p.ofRoles(f.Roles)
	}
	if len(f.Creators) > 0 || f.CreatorLeft {
		p.wantFolds(creators.wanted)
		p.add(p.creators(creators.wanted))
	}
	if err := p.created(f.Created); err != nil {
		return err
	}
	if !f.Expires.IsZero() {
		p.add(p.span("k.expires_at", "keys_by_expiry", f.Expires, store.ColumnExpires, store.ColumnStatus))
	}
	p.uses(f.Used, f.NeverUsed)
	if f.Unconfirmed {
		p.add(part{arms: []arm{p.byKeys("keys_unconfirmed", piece("k.unconfirmed = 1"), clause{})}})
	}
	if f.OwnsResources {
		p.add(part{arms: []arm{p.byKeys("keys_that_own", piece("k.owns = 1"), clause{})}})
	}
	return nil
}

// inactive holds for keys that are switched off.
func (p *parts) inactive() clause {
	return piece("k.inactive_from <= ? AND k.inactive_until > ?", p.at, p.at)
}

func (p *parts) inForce() clause {
	return piece("(k.inactive_from > ? OR k.inactive_until <= ?)", p.at, p.at)
}

// switched is what the index of keys with an off switch holds.
const switched = "k.inactive_from <> 253402300799999"

func (p *parts) ofStatuses(wanted []store.Status) {
	soon := p.at + store.ExpiresSoon.Milliseconds()
	ends := map[store.Status]clause{
		store.StatusExpired:      piece("k.expires_at <= ?", p.at),
		store.StatusExpiringSoon: piece("k.expires_at > ? AND k.expires_at <= ?", p.at, soon),
		store.StatusActive:       piece("k.expires_at > ?", soon),
	}
	all := part{bounds: map[store.KeyColumn]bound{}}
	p.statuses = []store.Status{}
	for _, status := range statuses {
		switch {
		case !slices.Contains(wanted, status):
			continue
		case status == store.StatusInactive:
			all.arms = append(all.arms, p.byKeys("keys_switched", p.inactive(), piece(switched)).known(p.numbers.of(status), p.numbers.whole))
		default:
			all.arms = append(all.arms, p.byKeys("keys_by_expiry", and(p.inForce(), ends[status]), clause{}).known(p.numbers.of(status), p.numbers.whole))
		}
		p.statuses = append(p.statuses, status)
	}
	if hull, ok := p.hull(soon); ok {
		all.bounds[store.ColumnExpires], all.bounds[store.ColumnStatus] = hull, hull
	}
	p.add(all)
}

// statuses are all of them, in the order in which they are decided.
var statuses = [...]store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive}

// wants tells whether the filter shows keys with a status.
func (p *parts) wants(status store.Status) bool {
	return p.statuses == nil || slices.Contains(p.statuses, status)
}

// hull is the stretch of ends outside of which no key has one of the statuses that are wanted.
func (p *parts) hull(soon int64) (hull bound, ok bool) {
	switch {
	case p.wants(store.StatusInactive):
		return bound{}, false
	case p.wants(store.StatusExpired):
	case p.wants(store.StatusExpiringSoon):
		hull.lower = piece("k.expires_at > ?", p.at)
	default:
		hull.lower = piece("k.expires_at > ?", soon)
	}
	switch {
	case p.wants(store.StatusActive):
	case p.wants(store.StatusExpiringSoon):
		hull.upper = piece("k.expires_at <= ?", soon)
	default:
		hull.upper = piece("k.expires_at <= ?", p.at)
	}
	return hull, true
}

func (p *parts) ofRoles(wanted []store.Role) {
	p.roles = wanted
	n := int64(0)
	for _, role := range keyRoles {
		if slices.Contains(wanted, role) {
			n += p.numbers.with(role)
		}
	}
	p.add(part{
		arms:   []arm{p.byKeys("keys_by_role", in("k.role", wantedNames(wanted)), clause{}).known(n, p.numbers.whole)},
		bounds: map[store.KeyColumn]bound{store.ColumnRole: {exact: true}},
	})
}

func wantedNames(roles []store.Role) []string {
	var names []string
	for _, role := range roles {
		names = append(names, role.String())
	}
	return names
}

// creators is the part of keys that one of these members made.
func (p *parts) creators(wanted []creator) part {
	if len(wanted) == 0 {
		return nothing
	}
	ids := make([]store.AccountID, len(wanted))
	for i, c := range wanted {
		ids[i] = c.id
	}
	made := part{arms: []arm{p.byKeys("keys_by_creator", in("k.creator", ids), clause{})}}
	if len(wanted) == 1 {
		made.only, made.bounds = ids[0], map[store.KeyColumn]bound{store.ColumnCreated: {exact: true}, store.ColumnRole: {exact: true}}
	}
	return made
}

// maxStretches is into how many stretches the order by creator is cut.
const maxStretches = 50

// wantFolds notes that only keys of these members are wanted.
func (p *parts) wantFolds(wanted []creator) {
	folds := []string{}
	for _, c := range wanted {
		folds = append(folds, c.fold)
	}
	slices.Sort(folds)
	if folds = slices.Compact(folds); p.folds == nil && len(folds) <= maxStretches {
		p.folds = folds
	}
}

// tried is what an entry of an order is tried by, in a walk or among keys that were looked up. Arms that read more than the
// entry are looked up at once, where they find few keys, and tried by their seq; those that find none are left out.
func (one part) tried(walk bool) (test clause, apart bool) {
	if one.loose {
		return one.test, one.apart
	}
	var any []clause
	for _, a := range one.arms {
		switch {
		case a.n == 0:
		case a.apart && a.n <= store.MaxCount && !(walk && a.probes):
			any = append(any, piece("k.seq IN (").then(a.choose(), piece(")")))
		default:
			any, apart = append(any, a.test), apart || a.apart
		}
	}
	if len(any) == 0 {
		return piece("1 = 0"), false
	}
	return or(any...), apart
}

// wordMark stands before the beginnings of words, twice; so that there are three letters to look for.
const wordMark = "\x02"

// wordStarts is the column of that name for a folded name.
func wordStarts(fold string) string {
	var text strings.Builder
	for _, start := range store.WordStarts(fold) {
		text.WriteString(wordMark + wordMark + start)
	}
	return text.String()
}
