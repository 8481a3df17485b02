package sqlstore

import (
	"fmt"
	"slices"

	"chatelaine/store"
)

// hits is how a page is found where what one part of the filter holds for can be listed: of the keys that the order has one
// after the other those are taken that are in the list. Which they are is looked up in memory, and so is the order, if it is kept.
type hits struct {
	found   seqSet
	order   *keptOrder // nil: its index is read
	touched seqSet     // keys whose place may be another one than in a kept order
	tests   clause     // of the filter's other parts; zero: it has none
}

const (
	// maxHits is how many keys are listed.
	maxHits = 100_000
	// keptCost is how many entries of a kept order are passed in the time that looking a key up takes.
	keptCost = 2000
	// hitsAtOnce is how many keys are tried by the other parts of a filter at once, and hitsCounted how many of them are counted.
	hitsAtOnce, hitsCounted = 250, 1000
)

// amid is the list with what one of its parts holds for listed, if that is no more than so many keys, and not so few that it
// is as quick to look them up.
func (l keyList) amid(within, most int) (_ keyList, ok bool, err error) {
	arms, known := l.parts.list[within].finding(), int64(0)
	for _, a := range arms {
		known += a.n
	}
	keys, err := l.tx.number(readCounter, l.parts.org, keysCounter)
	if err != nil || known*keptCost <= keys || known > int64(most) {
		return l, false, err
	}
	var seqs []int64
	for _, a := range arms {
		list := seqList{a.n, a.listed}
		if list.seqs == "" {
			if list, err = l.tx.listSeqs(a, most); err != nil {
				return l, false, fmt.Errorf("list what a filter holds for: %w", err)
			}
		}
		if list.n+int64(len(seqs)) > int64(most) {
			return l, false, nil
		}
		seqs = slices.AppendSeq(slices.Grow(seqs, int(list.n)), list.each())
	}
	var tests []clause
	for _, other := range l.parts.except(within) {
		test, _ := other.tried(false)
		tests = append(tests, test)
	}
	l.hits = &hits{found: setOf(seqs), tests: and(tests...)}
	if keys <= maxKeptOrder {
		l.hits.order, l.hits.touched, err = l.kept()
	}
	return l, true, err
}

// pageOfHits is the page at the query's place, if what a part of the filter holds for can be listed. Where the order isn't kept,
// and they lie too unevenly in its index, they are looked up, unless there are too many of them.
func (l keyList) pageOfHits(within, most int, query store.KeyQuery) (page store.KeyPage, ok bool, err error) {
	amid, ok, err := l.amid(within, most)
	if err != nil || !ok {
		return page, false, err
	}
	n := amid.hits.found.len()
	total := countOf(int64(n))
	if !amid.hits.tests.isZero() {
		if total, err = amid.among(amid.hits.found.least(hitsCounted)).countLooked(nil, false, false); err != nil {
			return page, false, err
		}
		total.More = n > hitsCounted
	}
	if page, err = amid.read(query, total); err != nil || page.Stopped.IsZero() {
		return page, true, err
	}
	if n > l.tx.db.maxWalk {
		return page, false, nil
	}
	page, err = l.lookUp(within).read(query, total)
	return page, true, err
}

// among looks some hits up in the tables.
func (l keyList) among(seqs []int64) keyList {
	l.looked = l.places(listOf(seqs).arm(l.parts.org).withKey(l.hits.tests))
	return l
}

// passing are those of some hits, in their order, for which the filter's other parts hold too.
func (l keyList) passing(seqs []int64, down bool) ([]int64, error) {
	if l.hits.tests.isZero() || len(seqs) == 0 {
		return seqs, nil
	}
	return l.among(seqs).seekLooked(nil, down, false, len(seqs))
}

// seekHits goes from a place in a direction until it has found so many keys.
func (l keyList) seekHits(place *store.Place, down, inclusive bool, rows int) (f found, err error) {
	walk, err := l.walkHits(place, down, inclusive, lookUpCost*l.hits.found.len())
	if err != nil {
		return f, err
	}
	atOnce := rows
	if !l.hits.tests.isZero() {
		atOnce = max(rows, hitsAtOnce)
	}
	for len(f.seqs) < rows {
		some, err := walk.next(atOnce)
		if err != nil {
			return f, err
		}
		if len(some) == 0 {
			f.stopped = walk.stopped
			break
		}
		if some, err = l.passing(some, down); err != nil {
			return f, err
		}
		f.seqs = append(f.seqs, some...)
	}
	f.seqs = f.seqs[:min(rows, len(f.seqs))]
	if touched := l.hits.touched.both(l.hits.found); len(touched) > 0 {
		f.seqs, err = l.among(append(touched, f.seqs...)).seekLooked(place, down, inclusive, rows)
	}
	return f, err
}

// countHits counts the hits from a place on in a direction, as far as that costs little.
func (l keyList) countHits(place *store.Place, down, inclusive bool) (c store.Count, err error) {
	walk, err := l.walkHits(place, down, inclusive, countEntries/2)
	if err != nil {
		return c, err
	}
	most := store.MaxCount
	if !l.hits.tests.isZero() {
		most = hitsCounted
	}
	some, err := walk.next(most)
	if err != nil {
		return c, err
	}
	over, err := walk.next(1)
	if err != nil {
		return c, err
	}
	if some, err = l.passing(some, down); err != nil {
		return c, err
	}
	c = store.Count{N: len(some), More: len(over) > 0 || walk.stopped != 0}
	if touched := l.hits.touched.both(l.hits.found); len(touched) > 0 {
		n, err := l.among(touched).countLooked(place, down, inclusive)
		if err != nil {
			return c, err
		}
		c = store.Count{N: c.N + n.N, More: c.More || c.N+n.N > store.MaxCount}
	}
	c.N = min(c.N, store.MaxCount)
	return c, nil
}
