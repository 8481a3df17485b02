package sqlstore

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"chatelaine/store"
)

// afterAll is greater than every letter that a name or an id can have.
const afterAll = "\U0010FFFF"

// search adds what is looked for in names, ids and the names of creators.
func (p *parts) search(typed string, creators []creator) {
	term, id := store.SearchTerm(typed), store.IDTerm(typed)
	if term == "" {
		return
	}
	if store.Impossible(term) {
		p.add(nothing)
		return
	}
	begins := p.byKeys("keys_by_id", piece("k.id >= ? AND k.id < ?", id, id+afterAll), clause{})
	begins.apart = true
	all := part{arms: []arm{p.textArm("name", "k.name_fold", term), begins}, overlap: true}
	if len(creators) > 0 {
		all.arms, all.creators = append(all.arms, p.creators(creators).arms...), creators
	}
	p.add(all)
}

// textArm finds what a column contains, or one of its words begins with.
func (p *parts) textArm(field, column, term string) arm {
	if store.IsShort(term) {
		field, column, term = "starts", "k.word_starts", wordMark+term
		if utf8.RuneCountInString(term) < store.MinContains {
			term = wordMark + term
		}
	}
	a := lookUpText(p.org, field, term)
	a.test, a.apart = piece(contains(column), term), true
	return a
}

// texts adds the filters of names and ids.
func (p *parts) texts(f store.KeyFilter) error {
	err := p.text(f.Name, store.SearchTerm(f.Name.Text), textColumn{"name", "k.name_fold", store.ColumnName, "keys_by_name"})
	if err != nil {
		return err
	}
	if f.ID.Op == store.TextContains && store.IsShort(store.IDTerm(f.ID.Text)) {
		f.ID.Op = store.TextStarts // an id is one word
	}
	return p.text(f.ID, store.IDTerm(f.ID.Text), textColumn{"id", "k.id", store.ColumnID, "keys_by_id"})
}

// textColumn is a column that text filters compare.
type textColumn struct {
	field, column string
	order         store.KeyColumn
	index         string
}

func (p *parts) text(f store.TextFilter, term string, c textColumn) error {
	switch {
	case f.IsZero():
	case store.Impossible(term):
		if f.Op != store.TextIsNot {
			p.add(nothing)
		}
	case f.Op == store.TextIsNot:
		return p.isNot(term, c)
	case f.Op == store.TextContains:
		p.add(part{arms: []arm{p.textArm(c.field, c.column, term)}})
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
