package sqlstore

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"chatelaine/store"
)

// afterAll is greater than every letter that a name or an id can have.
const afterAll = "\U0010FFFF"

// search adds what is looked for in names, ids, purposes, labels and the names of creators.
func (p *parts) search(typed string, creators []creator) error {
	term, id := store.SearchTerm(typed), store.IDTerm(typed)
	if term == "" {
		return nil
	}
	if store.Impossible(term) {
		p.add(nothing)
		return nil
	}
	contains, err := p.textArm(nameText, term)
	if err != nil {
		return err
	}
	purpose, err := p.textArm(purposeText, term)
	if err != nil {
		return err
	}
	labels, err := p.textArm(labelsText, term)
	if err != nil {
		return err
	}
	begins := p.byKeys("keys_by_id", piece("k.id >= ? AND k.id < ?", id, id+afterAll), clause{})
	begins.apart = true
	all := part{arms: []arm{contains, begins, purpose, labels}, overlap: true}
	if len(creators) > 0 {
		all.arms, all.creators = append(all.arms, p.creators(creators).arms...), creators
	}
	p.add(all)
	return nil
}

// textIndex is a text of keys in an index of texts: field has its runs, and starts the beginnings of its words.
type textIndex struct {
	table         string
	field, column string
	starts        string
	startsColumn  string
	of            func(test clause) clause // makes a test of the columns one of a key k
}

var (
	nameText = textIndex{table: "key_text", field: "name", column: "k.name_fold", starts: "starts", startsColumn: "k.word_starts", of: ofKey}
	idText   = textIndex{table: "key_text", field: "id", column: "k.id", starts: "starts", startsColumn: "k.word_starts", of: ofKey}
)

func ofKey(test clause) clause { return test }

// textArm finds what a text contains, or one of its words begins with.
func (p *parts) textArm(in textIndex, term string) (arm, error) {
	field, column := in.field, in.column
	if store.IsShort(term) {
		field, column, term = in.starts, in.startsColumn, wordMark+term
		if utf8.RuneCountInString(term) < store.MinContains {
			term = wordMark + term
		}
	}
	test := in.of(piece(contains(column), term))
	found, err := p.findText(in.table, field, term, test)
	if err != nil {
		return arm{}, fmt.Errorf("look for a text: %w", err)
	}
	a := lookUpText(in.table, p.org, field, term)
	if found.n <= int64(min(store.MaxCount, p.tx.db.maxListed)) {
		a = found.arm(p.org)
	}
	a.test, a.apart, a.n, a.counted, a.listed = test, true, found.n, true, found.seqs
	return a, nil
}

// findText lists the keys whose text contains a term, so that it is looked up a single time; or says that there are many.
func (p *parts) findText(table, field, term string, test clause) (seqList, error) {
	if runs := tellingRuns(term); len(runs) > 0 {
		most := min(maxTried, p.tx.db.maxListed)
		found, err := p.tx.listSeqs(lookUpRuns(table, p.org, field, runs), most)
		if err != nil {
			return found, err
		}
		if found.n <= int64(most) {
			tried := found.arm(p.org)
			tried.where = and(tried.where, test)
			return p.tx.listSeqs(tried, p.tx.db.maxListed)
		}
	}
	return p.tx.listSeqs(lookUpText(table, p.org, field, term), p.tx.db.maxListed)
}

const (
	// maxListed is how many keys that a text is found in are listed at once.
	maxListed = 25_000
	// maxTried is how many texts are read to see whether they contain a term.
	maxTried = 5000
	// mostRuns is how many runs of three letters of a term are looked up, where that is tried.
	mostRuns = 4
)

// tellingRuns are some runs of three letters of a term, from its beginning to its end; none where looking all of them up, in
// their order, costs little. Those that have one letter, or none, are in too many texts to tell anything.
func tellingRuns(term string) (runs []string) {
	letters := []rune(term)
	all := len(letters) - 2
	for i := range all {
		if run := letters[i : i+3]; spaces(run) < 2 || spaces(run) == 2 && i == all-1 {
			runs = append(runs, string(run))
		}
	}
	if len(runs) == 0 || len(runs) == all && all <= 2*mostRuns {
		return nil
	}
	if n := len(runs); n > mostRuns {
		some := make([]string, mostRuns)
		for i := range some {
			some[i] = runs[i*(n-1)/(mostRuns-1)]
		}
		runs = some
	}
	return runs
}

// spaces is how many of the letters are neither letters nor digits.
func spaces(run []rune) (n int) {
	for _, r := range run {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// texts adds the filters of names and ids.
func (p *parts) texts(f store.KeyFilter) error {
	err := p.text(f.Name, store.SearchTerm(f.Name.Text), textColumn{nameText, "k.name_fold", store.ColumnName, "keys_by_name"})
	if err != nil {
		return err
	}
	if f.ID.Op == store.TextContains && store.IsShort(store.IDTerm(f.ID.Text)) {
		f.ID.Op = store.TextStarts // an id is one word
	}
	return p.text(f.ID, store.IDTerm(f.ID.Text), textColumn{idText, "k.id", store.ColumnID, "keys_by_id"})
}

// textColumn is a column that text filters compare.
type textColumn struct {
	text   textIndex
	column string
	order  store.KeyColumn
	index  string
}

func (p *parts) text(f store.TextFilter, term string, c textColumn) error {
	switch {
	case f.IsZero():
	case f.Op == store.TextEmpty: // neither can be
		p.add(nothing)
	case store.Impossible(term):
		if f.Op != store.TextIsNot {
			p.add(nothing)
		}
	case f.Op == store.TextIsNot:
		return p.isNot(term, c)
	case f.Op == store.TextContains:
		a, err := p.textArm(c.text, term)
		if err != nil {
			return err
		}
		p.add(part{arms: []arm{a}})
	default:
		last := piece(c.column+" <= ?", term)
		if f.Op == store.TextStarts {
			last = piece(c.column+" < ?", term+afterAll)
		}
		is := bound{lower: piece(c.column+" >= ?", term), upper: last, exact: true}
		a := p.byKeys(c.index, and(is.lower, is.upper), clause{})
		a.apart = true
		p.add(part{arms: []arm{a}, bounds: map[store.KeyColumn]bound{c.order: is}})
	}
	return nil
}

// isNot leaves out the one key that has a name or an id.
func (p *parts) isNot(term string, c textColumn) error {
	a := p.byKeys(c.index, piece(c.column+" = ?", term), clause{}).choose()
	seq, err := p.tx.number(a.statement(), a.args...)
	switch {
	case errors.Is(err, store.ErrNotFound): // all are something else
		return nil
	case err != nil:
		return fmt.Errorf("look for the key to leave out: %w", err)
	}
	p.add(part{loose: true, test: piece("k.seq <> ?", seq)})
	return nil
}
