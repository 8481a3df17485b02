package sqlstore

import (
	"slices"
	"strings"
	"time"

	"chatelaine/store"
)

// part is one condition of a filter, in the forms in which the two plans need it: to be tried on each entry of an
// order, and to be looked up.
type part struct {
	test    clause // of a key k
	apart   bool   // test reads more than the entry of an order's index has
	arms    []arm  // by which index to look up what it holds for; none: for nothing, unless it is loose
	overlap bool   // the same key can be found by two arms
	loose   bool   // it holds for nearly all keys, and there is nothing to look up
	bounds  map[store.KeyColumn]bound
	// oneCreator: it holds for the keys of one creator, whose index is also in the order of creation.
	oneCreator bool
}

// bound says what a part comes to in an order: a stretch of the order's index.
type bound struct {
	clause
	exact bool // what lies in it needs no test
}

// arm is a way to look keys up.
type arm struct {
	from   string // a table, with its index
	where  clause
	seq    string // the column, or what the key's seq is reckoned from
	beside bool   // the table isn't keys: the key has to be looked up by its seq
}

// byKeys is an arm that reads the keys' own table by an index.
func byKeys(index string, where clause) arm {
	return arm{from: "keys k" + byIndex(index), where: where, seq: "k.seq"}
}

// parts are a filter's conditions, for an organization at an instant.
type parts struct {
	org  store.OrgID
	at   int64
	list []part
	// folds are the names of the creators that are wanted, sorted; nil: everybody's. Each is a stretch of the order
	// by creator.
	folds []string
}

func (p *parts) add(one part) { p.list = append(p.list, one) }

// except are all parts but one.
func (p *parts) except(i int) []part { return slices.Delete(slices.Clone(p.list), i, i+1) }

// ofOrg begins each condition of an arm.
func (p *parts) ofOrg(c clause) clause { return and(piece("k.org_id = ?", p.org), c) }

// nothing is a part that holds for no key.
var nothing = part{test: piece("1 = 0")}

// filter adds a filter's parts. Creators are those that its Search, Creators and CreatorLeft come to.
func (p *parts) filter(f store.KeyFilter, creators filterCreators) {
	p.search(f.Search, creators.found)
	p.name(f.Name)
	p.id(f.ID)
	if len(f.Statuses) > 0 {
		p.statuses(f.Statuses)
	}
	if len(f.Roles) > 0 {
		p.roles(f.Roles)
	}
	if len(f.Creators) > 0 || f.CreatorLeft {
		p.madeBy(creators.wanted)
	}
	p.span(store.ColumnCreated, "k.created_at", "keys_by_creation", f.Created)
	p.span(store.ColumnExpires, "k.expires_at", "keys_by_expiry", f.Expires)
	p.used(f.Used, f.NeverUsed)
	if f.Unconfirmed {
		p.add(part{test: piece("k.unconfirmed = 1"), arms: []arm{byKeys("keys_unconfirmed", p.ofOrg(piece("k.unconfirmed = 1")))}})
	}
	if f.OwnsResources {
		p.add(part{test: piece("k.owns = 1"), arms: []arm{byKeys("keys_that_own", p.ofOrg(piece("k.owns = 1")))}})
	}
}

// search is what is looked for in names, ids and the names of creators.
func (p *parts) search(typed string, creators []creator) {
	term, id := store.SearchTerm(typed), store.IDTerm(typed)
	if term == "" {
		return
	}
	if store.Impossible(term) {
		p.add(nothing)
		return
	}
	text := p.text("name", "k.name_fold", term)
	begins := piece("k.id >= ? AND k.id < ?", id, id+afterAll)
	all := part{test: or(text.test, begins), arms: append(text.arms, byKeys("keys_by_id", p.ofOrg(begins))), apart: true, overlap: true}
	if len(creators) > 0 {
		made := p.creators(creators)
		all.test, all.arms = or(all.test, made.test), append(all.arms, made.arms...)
	}
	p.add(all)
}

// afterAll is greater than every letter that a name or an id can have.
const afterAll = "\U0010FFFF"

// text is the part of a term that a column contains, or one of its words begins with, by the index of texts.
func (p *parts) text(field, column, term string) part {
	test := piece(contains(column), term)
	if store.IsShort(term) {
		field, term = "starts", wordMark+term
		if len([]rune(term)) < store.MinContains {
			term = wordMark + term
		}
		test = piece(contains("k.word_starts"), term)
	}
	return part{test: test, apart: true, arms: []arm{textArm(p.org, field, term)}}
}

func (p *parts) name(f store.TextFilter) {
	term := store.SearchTerm(f.Text)
	switch {
	case f.IsZero():
	case store.Impossible(term):
		p.impossible(f)
	case f.Op == store.TextContains:
		p.add(p.text("name", "k.name_fold", term))
	default:
		p.compare(f.Op, store.ColumnName, "k.name_fold", "keys_by_name", term)
	}
}

func (p *parts) id(f store.TextFilter) {
	term := store.IDTerm(f.Text)
	switch {
	case f.IsZero():
	case store.Impossible(term):
		p.impossible(f)
	case f.Op == store.TextContains && !store.IsShort(term):
		p.add(p.text("id", "k.id", term))
	case f.Op == store.TextContains: // an id is one word
		p.compare(store.TextStarts, store.ColumnID, "k.id", "keys_by_id", term)
	default:
		p.compare(f.Op, store.ColumnID, "k.id", "keys_by_id", term)
	}
}

// impossible is a comparison with what no text can contain.
func (p *parts) impossible(f store.TextFilter) {
	if f.Op != store.TextIsNot {
		p.add(nothing)
	}
}

// compare is a comparison of a whole text or of its beginning.
func (p *parts) compare(op store.TextOp, order store.KeyColumn, column, index, term string) {
	test := piece(column+" = ?", term)
	switch op {
	case store.TextIsNot:
		p.add(part{test: piece(column+" <> ?", term), apart: true, loose: true})
		return
	case store.TextStarts:
		test = piece(column+" >= ? AND "+column+" < ?", term, term+afterAll)
	}
	p.add(part{test: test, apart: true, arms: []arm{byKeys(index, p.ofOrg(test))},
		bounds: map[store.KeyColumn]bound{order: {test, true}}})
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

func (p *parts) statuses(wanted []store.Status) {
	soon := p.at + store.ExpiresSoon.Milliseconds()
	ends := map[store.Status]clause{
		store.StatusExpired:      piece("k.expires_at <= ?", p.at),
		store.StatusExpiringSoon: piece("k.expires_at > ? AND k.expires_at <= ?", p.at, soon),
		store.StatusActive:       piece("k.expires_at > ?", soon),
	}
	var any []clause
	var all part
	for _, status := range [...]store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive} {
		if !slices.Contains(wanted, status) {
			continue
		}
		is, index, extra := and(p.inForce(), ends[status]), "keys_by_expiry", clause{}
		if status == store.StatusInactive {
			is, index, extra = p.inactive(), "keys_switched", piece(switched)
		}
		any = append(any, is)
		all.arms = append(all.arms, byKeys(index, p.ofOrg(and(extra, is))))
	}
	if len(any) == 0 {
		p.add(nothing)
		return
	}
	all.test = or(any...)
	all.bounds = p.hull(wanted, soon)
	p.add(all)
}

// hull is the stretch of ends outside of which no key has one of the statuses.
func (p *parts) hull(wanted []store.Status, soon int64) map[store.KeyColumn]bound {
	has := func(s store.Status) bool { return slices.Contains(wanted, s) }
	if has(store.StatusInactive) {
		return nil
	}
	var least, most clause
	switch {
	case has(store.StatusExpired):
	case has(store.StatusExpiringSoon):
		least = piece("k.expires_at > ?", p.at)
	default:
		least = piece("k.expires_at > ?", soon)
	}
	switch {
	case has(store.StatusActive):
	case has(store.StatusExpiringSoon):
		most = piece("k.expires_at <= ?", soon)
	default:
		most = piece("k.expires_at <= ?", p.at)
	}
	hull := bound{clause: and(least, most)}
	return map[store.KeyColumn]bound{store.ColumnExpires: hull, store.ColumnStatus: hull}
}

func (p *parts) roles(wanted []store.Role) {
	var names []string
	for _, role := range wanted {
		names = append(names, role.String())
	}
	test := in("k.role", names)
	p.add(part{test: test, arms: []arm{byKeys("keys_by_role", p.ofOrg(test))},
		bounds: map[store.KeyColumn]bound{store.ColumnRole: {test, true}}})
}

// maxStretches is into how many stretches the order by creator is cut.
const maxStretches = 50

// madeBy adds the part of keys that one of these members made.
func (p *parts) madeBy(wanted []creator) {
	p.add(p.creators(wanted))
	var folds []string
	for _, c := range wanted {
		folds = append(folds, c.fold)
	}
	slices.Sort(folds)
	if folds = slices.Compact(folds); p.folds == nil && len(folds) <= maxStretches {
		p.folds = folds
	}
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
	test := in("k.creator", ids)
	made := part{test: test, arms: []arm{byKeys("keys_by_creator", p.ofOrg(test))}}
	if made.oneCreator = len(wanted) == 1; made.oneCreator {
		made.bounds = map[store.KeyColumn]bound{store.ColumnCreated: {test, true}}
	}
	return made
}

// span is the part of keys with an instant in a span.
func (p *parts) span(order store.KeyColumn, column, index string, s store.Span) {
	if s.IsZero() {
		return
	}
	test := within(column, s)
	p.add(part{test: test, arms: []arm{byKeys(index, p.ofOrg(test))}, bounds: map[store.KeyColumn]bound{order: {test, true}}})
}

// within compares a stored instant that isn't never with a span.
func within(column string, s store.Span) clause {
	until := int64(never)
	if !s.To.IsZero() {
		until = min(until, ceiling(s.To))
	}
	test := piece(column+" < ?", until)
	if !s.From.IsZero() {
		test = and(piece(column+" >= ?", ceiling(s.From)), test)
	}
	return test
}

// ceiling is the first stored instant that isn't before t.
func ceiling(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// used is the part of keys that were used in a span, or never. Asked for both it holds for none.
func (p *parts) used(s store.Span, never bool) {
	add := func(test clause) {
		one := and(piece("u.org_id = ?", p.org), test)
		p.add(part{
			test:   piece("EXISTS (SELECT 1 FROM key_uses u WHERE u.seq = k.seq AND").then(test, piece(")")),
			apart:  true,
			arms:   []arm{{from: "key_uses u" + byIndex("key_uses_by_time"), where: one, seq: "u.seq", beside: true}},
			bounds: map[store.KeyColumn]bound{store.ColumnUsed: {test, true}},
		})
	}
	if never {
		add(piece("u.last_used = 0"))
	}
	if !s.IsZero() {
		add(and(piece("u.last_used > 0"), within("u.last_used", s)))
	}
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
