package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

// keysCounter counts an organization's keys.
const keysCounter = "keys"

const (
	readCounter = `
	SELECT n
	FROM counters
	WHERE org_id = $1 AND name = $2`
	countKeysOf = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM keys
		WHERE org_id = $1 AND creator = $2
		LIMIT $3) AS c`
)

// totalKeys is how many keys an actor with that standing sees: a counter's value for who sees all.
func (tx *tx) totalKeys(org store.OrgID, standing store.Standing) (store.Count, error) {
	if !standing.SeesAllKeys() {
		n, err := tx.number(countKeysOf, org, standing.ID, store.MaxCount+1)
		return countOf(n), err
	}
	n, err := tx.number(readCounter, org, keysCounter)
	return store.Count{N: int(n)}, err
}

// Keys implements [store.Keys].
func (db *DB) Keys(ctx context.Context, actor store.Actor, query store.KeyQuery) (page store.KeyPage, err error) {
	if !slices.Contains(store.PageSizes[:], query.Rows) {
		query.Rows = store.PageSizes[0]
	}
	query.Sort = query.Sort.OrDefault()
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		seen, err := tx.totalKeys(actor.Org, standing)
		if err != nil {
			return err
		}
		list, err := tx.keyList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		page, err = list.page(query, seen)
		page.All, page.OwnOnly, page.Can = seen, !standing.SeesAllKeys(), keyActions(standing)
		return err
	})
	if err != nil {
		return store.KeyPage{}, fmt.Errorf("read a page of keys: %w", err)
	}
	return page, nil
}

// keyList is the table that an actor with that standing asks for.
func (tx *tx) keyList(org store.OrgID, standing store.Standing, query store.KeyQuery) (l keyList, err error) {
	p := &parts{org: org, at: query.At.UnixMilli()}
	if !standing.SeesAllKeys() {
		p.add(p.creators([]creator{{id: store.AccountID(standing.ID)}}))
	}
	creators, err := tx.creatorsOf(org, query.Filter)
	if err != nil {
		return l, err
	}
	p.filter(query.Filter, creators)
	l = keyList{tx: tx, parts: p, sort: query.Sort, walk: tx.db.maxWalk}
	if query.Patient {
		l.walk = 0
	}
	return l, nil
}

// Looking a key up, with what it is sorted by, costs as much as trying so many entries of an order.
const (
	lookUpCost      = 25
	lookUpCostOfUse = 1 // in the order of use, where a try looks the key up too
)

// page chooses between the two plans: to look up what one part of the filter holds for and sort it, or to walk the
// order and try the filter on its entries. A walk has to read as many entries for a row as there are keys for one that
// fits; where it finds that they don't lie as evenly as that, it is given up.
func (l keyList) page(query store.KeyQuery, seen store.Count) (store.KeyPage, error) {
	if len(l.parts.list) == 0 {
		return l.walked(query, seen)
	}
	l.tests = l.parts.tests(l.sort.Column)
	least, found, err := l.best()
	if err != nil {
		return store.KeyPage{}, err
	}
	if !found || least.count.More {
		total, err := l.total(least, found)
		if err != nil {
			return store.KeyPage{}, err
		}
		return l.walked(query, total)
	}
	within, others := l.parts.list[least.part], l.parts.except(least.part)
	cost := lookUpCost
	if l.sort.Column == store.ColumnUsed {
		cost = lookUpCostOfUse
	}
	few := least.count.N*least.count.N*cost <= query.Rows*seen.N
	if !few || len(l.tests) == 0 {
		page, err := l.walkedWithin(query, least, others)
		if err != nil || page.Stopped.IsZero() {
			return page, err
		}
	}
	places, err := l.lookUp(within, others)
	if err != nil {
		return store.KeyPage{}, err
	}
	return l.pageOf(places, query)
}

// total counts what the filter holds for where no part holds for few keys.
func (l keyList) total(least candidates, found bool) (store.Count, error) {
	if found && len(l.parts.list) == 1 {
		return least.count, nil
	}
	return l.count(nil, l.sort.Descending, false)
}

// walkedWithin walks for a filter of which one part holds for so many keys that they can be counted, but not so few
// that they are better looked up.
func (l keyList) walkedWithin(query store.KeyQuery, least candidates, others []part) (page store.KeyPage, err error) {
	within, total := l.parts.list[least.part], least.count
	if len(others) > 0 {
		if total, err = l.countAll(within, others); err != nil {
			return page, err
		}
	}
	for i, one := range l.tests {
		if one.apart && one.same(within) {
			l.tests[i] = within.asSet()
		}
	}
	return l.walked(query, total)
}

// same tells whether two parts are one.
func (one part) same(other part) bool {
	return one.test.text == other.test.text && slices.Equal(one.test.args, other.test.args)
}

// walked is the page that walking the order gives.
func (l keyList) walked(query store.KeyQuery, total store.Count) (page store.KeyPage, err error) {
	if total.N == 0 && !total.More {
		return page, nil
	}
	page.Total = total
	if before, ok := query.Before.In(l.sort); ok {
		return l.before(page, query, before)
	}
	after, ok := query.After.In(l.sort)
	if !ok {
		return l.after(page, query, nil)
	}
	return l.after(page, query, &after)
}

// after is the page that begins after a place; nil: the first one. One row more than it has tells whether there is a
// next one.
func (l keyList) after(page store.KeyPage, query store.KeyQuery, place *store.Place) (store.KeyPage, error) {
	down := l.sort.Descending
	f, err := l.seek(place, down, false, query.Rows+1)
	if err != nil {
		return page, err
	}
	if page.Keys, err = l.keys(f.seqs[:min(query.Rows, len(f.seqs))]); err != nil {
		return page, err
	}
	page.HasNext = len(f.seqs) > query.Rows || f.stopped != 0
	if page.Stopped, err = l.stopped(f, query); err != nil || place == nil {
		return page, err
	}
	first, inclusive := place, true // of an empty page: place's own key comes before it
	if len(page.Keys) > 0 {
		at := l.sort.PlaceOf(page.Keys[0], query.At)
		first, inclusive = &at, false
	}
	page.Skipped, err = l.count(first, !down, inclusive)
	page.HasPrev = page.Skipped.N > 0 || page.Skipped.More
	return page, err
}

// before is the page that ends before a place.
func (l keyList) before(page store.KeyPage, query store.KeyQuery, place store.Place) (store.KeyPage, error) {
	down := l.sort.Descending
	f, err := l.seek(&place, !down, false, query.Rows+1)
	if err != nil {
		return page, err
	}
	seqs := f.seqs[:min(query.Rows, len(f.seqs))]
	slices.Reverse(seqs)
	if page.Keys, err = l.keys(seqs); err != nil {
		return page, err
	}
	page.HasPrev = len(f.seqs) > query.Rows || f.stopped != 0
	if page.Stopped, err = l.stopped(f, query); err != nil {
		return page, err
	}
	last, inclusive := place, true // of an empty page: place's own key comes after it
	if n := len(page.Keys); n > 0 {
		last, inclusive = l.sort.PlaceOf(page.Keys[n-1], query.At), false
		if first := l.sort.PlaceOf(page.Keys[0], query.At); page.HasPrev {
			if page.Skipped, err = l.count(&first, !down, false); err != nil {
				return page, err
			}
		}
	}
	next, err := l.seek(&last, down, inclusive, 1)
	page.HasNext = len(next.seqs) > 0 || next.stopped != 0
	return page, err
}

// stopped is where a walk was broken off.
func (l keyList) stopped(f found, query store.KeyQuery) (store.Cursor, error) {
	if f.stopped == 0 || len(f.seqs) > query.Rows {
		return store.Cursor{}, nil
	}
	last, err := l.keys([]int64{f.stopped})
	if err != nil || len(last) == 0 {
		return store.Cursor{}, err
	}
	return store.CursorOf(last[0], l.sort, query.At), nil
}
