package sqlstore

import (
	"fmt"
	"slices"
	"sort"

	"chatelaine/store"
)

// candidates are the keys that one part of a filter holds for, counted: no key that the whole filter holds for is
// outside of them.
type candidates struct {
	part  int // its place in the list of parts
	count store.Count
}

// best finds the part that holds for the fewest keys. Parts without an index are none; ok is false where all are.
func (l keyList) best() (least candidates, ok bool, err error) {
	for i, one := range l.parts.list {
		if one.loose {
			continue
		}
		n, err := l.countPart(one)
		if err != nil {
			return least, ok, err
		}
		if !ok || n.N < least.count.N || !n.More && least.count.More {
			least, ok = candidates{i, n}, true
		}
	}
	return least, ok, nil
}

// countPart counts what a part holds for, up to MaxCount.
func (l keyList) countPart(one part) (c store.Count, err error) {
	var sum int64
	var some []arm
	for _, a := range one.arms {
		n, err := l.number(piece("SELECT count(*) FROM (").then(a.choose(), piece("LIMIT ?) c", store.MaxCount+1)))
		if err != nil {
			return c, err
		}
		if sum += n; n > store.MaxCount || !one.overlap && sum > store.MaxCount {
			return countOf(store.MaxCount + 1), nil
		}
		if n > 0 {
			some = append(some, a)
		}
	}
	if one.overlap && len(some) > 1 {
		sum, err = l.number(piece("SELECT count(*) FROM (").then(union(" UNION ", some), piece(") c")))
	}
	return countOf(sum), err
}

// countAll counts what all parts hold for, within the few that one of them holds for.
func (l keyList) countAll(within part, others []part) (store.Count, error) {
	var all []clause
	for _, one := range others {
		all = append(all, one.test)
	}
	var each []arm
	for _, a := range within.arms {
		each = append(each, a.besideKeys(and(all...)))
	}
	n, err := l.number(piece("SELECT count(*) FROM (").then(union(" UNION ", each), piece(") c")))
	return countOf(n), err
}

// choose is the statement that reads the arm's keys.
func (a arm) choose() clause {
	return piece("SELECT " + a.seq + " AS seq FROM " + a.from + " WHERE").then(a.where)
}

// besideKeys is the arm with the keys' own table, for a test or columns of it.
func (a arm) besideKeys(test clause) arm {
	if a.beside {
		a.from += " CROSS JOIN keys k"
		test = and(piece("k.seq = "+a.seq), test)
		a.seq, a.beside = "k.seq", false
	}
	a.where = and(a.where, test)
	return a
}

func union(by string, arms []arm) clause {
	var c clause
	for i, a := range arms {
		if i > 0 {
			c = c.then(piece(by))
		}
		c = c.then(a.choose())
	}
	return c
}

// asSet is the part with its keys looked up once, to be tried by their seq.
func (one part) asSet() part {
	one.test = piece("k.seq IN (").then(union(" UNION ALL ", one.arms), piece(")"))
	return one
}

// placeColumns are of a key k and its use u what places in an order are made of.
func (p *parts) placeColumns(order store.KeyColumn) clause {
	columns := map[store.KeyColumn]clause{
		store.ColumnName:    piece("0, k.name_fold, 0"),
		store.ColumnID:      piece("0, k.id, 0"),
		store.ColumnCreator: piece("0, k.creator_fold, 0"),
		store.ColumnRole:    piece("CASE k.role WHEN 'user' THEN 1 ELSE 2 END, '', 0"),
		store.ColumnExpires: piece("0, '', k.expires_at"),
		store.ColumnUsed:    piece("0, '', (SELECT u.last_used FROM key_uses u WHERE u.seq = k.seq)"),
		store.ColumnCreated: piece("0, '', k.created_at"),
	}
	if order == store.ColumnStatus {
		return piece("CASE WHEN").then(p.inactive(), piece("THEN 0 ELSE 1 END, '', k.expires_at"))
	}
	return columns[order]
}

func scanPlace(row scanner) (p store.Place, err error) {
	return p, row.Scan(&p.Rank, &p.Text, &p.Number, &p.Seq)
}

// lookUp reads the places of all keys that the filter holds for, within the few that one part holds for, in their order.
func (l keyList) lookUp(within part, others []part) ([]store.Place, error) {
	var tests []clause
	for _, one := range others {
		tests = append(tests, one.test)
	}
	var places []store.Place
	for _, a := range within.arms {
		a = a.besideKeys(and(tests...))
		query := piece("SELECT").then(l.parts.placeColumns(l.sort.Column), piece(", k.seq FROM "+a.from+" WHERE"), a.where)
		some, err := all(l.tx, scanPlace, query.statement(), query.args...)
		if err != nil {
			return nil, fmt.Errorf("look keys up: %w", err)
		}
		places = append(places, some...)
	}
	slices.SortFunc(places, l.sort.Compare)
	if within.overlap {
		places = slices.Compact(places)
	}
	return places, nil
}

// pageOf cuts a page out of the places of all keys that the filter holds for.
func (l keyList) pageOf(places []store.Place, query store.KeyQuery) (page store.KeyPage, err error) {
	from, to := 0, 0
	if before, ok := query.Before.In(l.sort); ok {
		to = sort.Search(len(places), func(i int) bool { return l.sort.Compare(places[i], before) >= 0 })
		from = max(0, to-query.Rows)
	} else {
		if after, ok := query.After.In(l.sort); ok {
			from = sort.Search(len(places), func(i int) bool { return l.sort.Compare(places[i], after) > 0 })
		}
		to = min(len(places), from+query.Rows)
	}
	seqs := make([]int64, 0, query.Rows)
	for _, p := range places[from:to] {
		seqs = append(seqs, p.Seq)
	}
	page.Total, page.Skipped = store.Count{N: len(places)}, store.Count{N: from}
	page.HasPrev, page.HasNext = from > 0, to < len(places)
	page.Keys, err = l.keys(seqs)
	return page, err
}
