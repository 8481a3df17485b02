package sqlstore

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"chatelaine/store"
)

// keyList is the table of keys as one query asks for it: by a filter, in an order.
type keyList struct {
	tx    *tx
	parts *parts
	sort  store.KeySort
	test  clause // of the filter, as far as the order's stretches don't see to it
	apart bool   // test reads more than an entry of the order has
	// asks: test is of the key itself, and not of the order's entries alone, where these aren't keys.
	asks bool
	walk int // how many entries of a stretch are read before a page is shown that isn't full; 0: all
	// looked are the places of all keys that the filter holds for, where they are looked up instead; empty: they aren't.
	looked clause
	hits   *hits // nil, or how pages are found in an order that is kept
}

// countEntries is how many entries are looked at to say how many keys come before a page.
const countEntries = store.MaxCount * 6 / 5

// found is what a walk comes to.
type found struct {
	seqs    []int64
	stopped int64 // the seq of the last key that was looked at before the walk was broken off; 0: it wasn't
}

// ahead are the stretches from a place on in a direction.
func (l keyList) ahead(from *store.Place, down, inclusive bool) (list []stretch) {
	for _, s := range l.parts.stretches(l.sort.Column) {
		if from != nil {
			side := s.against(*from)
			if side > 0 != down && side != 0 { // behind us
				continue
			}
			if side == 0 {
				s = s.startingAt(*from, down, inclusive)
			}
		}
		list = append(list, s)
	}
	if down {
		slices.Reverse(list)
	}
	return list
}

// seek goes from a place in a direction until it has found so many keys; nil: from the beginning.
func (l keyList) seek(from *store.Place, down, inclusive bool, rows int) (f found, err error) {
	switch {
	case !l.looked.isZero():
		f.seqs, err = l.seekLooked(from, down, inclusive, rows)
		return f, err
	case l.hits != nil:
		return l.seekHits(from, down, inclusive, rows)
	}
	for _, s := range l.ahead(from, down, inclusive) {
		here, err := l.seekIn(s, down, rows-len(f.seqs))
		if err != nil {
			return f, err
		}
		f.seqs, f.stopped = append(f.seqs, here.seqs...), here.stopped
		if len(f.seqs) >= rows || f.stopped != 0 {
			break
		}
	}
	return f, nil
}

func (l keyList) seekIn(s stretch, down bool, rows int) (f found, err error) {
	test, withKey := and(s.test, l.test), l.asks
	choose := piece("SELECT " + s.seq() + " AS seq")
	if test.isZero() {
		f.seqs, err = l.seqs(choose.then(s.entries(false), s.sorted(down), piece("LIMIT ?", rows)))
		return f, err
	}
	// The inner limit also keeps the engine from looking for another way to the entries than the stretch's.
	tried := choose.then(piece(","), test, piece("AS fits"), s.entries(withKey), s.sorted(down), piece("LIMIT ?", cmp.Or(l.walk, math.MaxInt64)))
	f.seqs, err = l.seqs(piece("SELECT w.seq FROM (").then(tried, piece(") w WHERE w.fits LIMIT ?", rows)))
	if err != nil || len(f.seqs) == rows || l.walk == 0 {
		return f, err
	}
	last, err := l.seqs(choose.then(s.entries(false), s.sorted(down), piece("LIMIT 1 OFFSET ?", l.walk-1)))
	if len(last) > 0 {
		f.stopped = last[0]
	}
	return f, err
}

// count counts the keys from a place on in a direction, as far as that costs little.
func (l keyList) count(from *store.Place, down, inclusive bool) (c store.Count, err error) {
	switch {
	case !l.looked.isZero():
		return l.countLooked(from, down, inclusive)
	case l.hits != nil:
		return l.countHits(from, down, inclusive)
	}
	for _, s := range l.ahead(from, down, inclusive) {
		here, err := l.countIn(s, down)
		if err != nil {
			return c, err
		}
		c.N += here.N
		if c.More = here.More || c.N > store.MaxCount; c.More {
			break
		}
	}
	c.N = min(c.N, store.MaxCount)
	return c, nil
}

func (l keyList) countIn(s stretch, down bool) (c store.Count, err error) {
	test, entries := and(s.test, l.test), countEntries
	if test.isZero() {
		n, err := l.number(piece("SELECT count(*) FROM (SELECT 1").then(s.entries(false), piece("LIMIT ?) c", store.MaxCount+1)))
		return countOf(n), err
	}
	if l.apart || s.beside && l.asks {
		entries /= apartCost
	}
	tried := piece("SELECT").then(test, piece("AS fits"), s.entries(l.asks), s.sorted(down), piece("LIMIT ?", entries))
	var read, fitting int64
	query := piece("SELECT count(*), coalesce(sum(w.fits), 0) FROM (").then(tried, piece(") w"))
	if err := l.tx.scan([]any{&read, &fitting}, query.statement(), query.args...); err != nil {
		return c, fmt.Errorf("count keys: %w", err)
	}
	c = countOf(fitting)
	c.More = c.More || read == int64(entries)
	return c, nil
}

// countWithin counts on entries by which one part looks keys up, half as many as are looked at otherwise: they hold more of them.
func (l keyList) countWithin(within int) (c store.Count, err error) {
	var tests []clause
	for _, one := range l.parts.except(within) {
		test, _ := one.tried(false)
		tests = append(tests, test)
	}
	arms := l.parts.list[within].finding()
	for _, a := range arms {
		query := piece("SELECT coalesce(sum(w.fits), 0) FROM (SELECT").then(and(tests...), piece("AS fits FROM "+a.from+" WHERE"), a.where,
			piece("LIMIT ?) w", countEntries/2/len(arms)))
		n, err := l.number(query)
		if err != nil {
			return c, err
		}
		c.N += int(n)
	}
	c.More = true
	return c, nil
}

// seqs reads a column of keys' numbers.
func (l keyList) seqs(query clause) ([]int64, error) {
	seqs, err := all(l.tx, scanNumber, query.statement(), query.args...)
	if err != nil {
		return nil, fmt.Errorf("look for keys: %w", err)
	}
	return seqs, nil
}

func (l keyList) number(query clause) (int64, error) {
	n, err := l.tx.number(query.statement(), query.args...)
	if err != nil {
		return 0, fmt.Errorf("count keys: %w", err)
	}
	return n, nil
}

const keysBySeq = `
	SELECT ` + keyColumns + `
	FROM keys k` + keyJoins + `
	WHERE k.org_id = $1 AND k.seq IN `

// keys reads keys by their numbers, and gives them in that order.
func (l keyList) keys(seqs []int64) ([]store.Key, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	args := []any{l.parts.org}
	for i := range rowsOfPage(len(seqs)) {
		args = append(args, seqs[min(i, len(seqs)-1)])
	}
	list, err := all(l.tx, scanKey, keysBySeq+"("+parameters(2, len(args)-1)+")", args...)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	place := make(map[int64]int, len(seqs))
	for i, seq := range seqs {
		place[seq] = i
	}
	slices.SortFunc(list, func(a, b store.Key) int { return place[a.Seq] - place[b.Seq] })
	return list, l.tx.fill(l.parts.org, pointers(list, itself))
}

// rowsOfPage is the page size that so many rows fit, or some of the largest of them; there are few, so that there are few
// statements to prepare. One row, which most changes are about, is a page of its own.
func rowsOfPage(n int) int {
	if n == 1 {
		return n
	}
	largest := store.PageSizes[len(store.PageSizes)-1]
	for _, rows := range store.PageSizes {
		if n <= rows {
			return rows
		}
	}
	return (n + largest - 1) / largest * largest
}
