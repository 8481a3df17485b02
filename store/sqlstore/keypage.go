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
func (db *DB) Keys(ctx context.Context, actor store.Actor, query store.KeyQuery) (store.KeyPage, error) {
	if !slices.Contains(store.PageSizes[:], query.Rows) {
		query.Rows = store.PageSizes[0]
	}
	page, err := db.keyPage(ctx, actor, query)
	if err != nil {
		return store.KeyPage{}, fmt.Errorf("read a page of keys: %w", err)
	}
	return page, nil
}

// KeyIDs implements [store.Keys].
func (db *DB) KeyIDs(ctx context.Context, actor store.Actor, query store.KeyQuery) (ids []store.KeyID, more bool, err error) {
	query.Rows, query.Patient = store.MaxBulk, true
	query.After, query.Before = store.Cursor{}, store.Cursor{}
	page, err := db.keyPage(ctx, actor, query)
	if err != nil {
		return nil, false, fmt.Errorf("read the ids of keys: %w", err)
	}
	return idsOf(page.Keys), page.HasNext, nil
}

// keyPage is one page of the table, of any number of rows.
func (db *DB) keyPage(ctx context.Context, actor store.Actor, query store.KeyQuery) (page store.KeyPage, err error) {
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
		if !standing.SeesAllKeys() { // where a walk is broken off, a key of somebody else may stand
			query.Patient = true
		}
		list, err := tx.keyList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		page, err = list.page(query, seen)
		page.All, page.OwnOnly, page.Standing, page.Can = seen, !standing.SeesAllKeys(), standing, inGeneral(standing)
		if err != nil {
			return err
		}
		if page.Version, err = tx.number(newestEvent, actor.Org); err != nil {
			return fmt.Errorf("find the newest event: %w", err)
		}
		if page.Creators, err = tx.chosenCreators(actor.Org, standing, query.Filter.Creators); err != nil {
			return err
		}
		if page.Groups, err = tx.filteredGroups(actor, standing, query.Filter.Groups); err != nil {
			return err
		}
		page.Contacts, err = tx.chosenContacts(actor.Org, standing, query.Filter.Contacts)
		return err
	})
	return page, err
}

// keyList is the table that an actor with that standing asks for.
func (tx *tx) keyList(org store.OrgID, standing store.Standing, query store.KeyQuery) (l keyList, err error) {
	p := &parts{tx: tx, org: org, at: query.At.UnixMilli()}
	if !standing.SeesAllKeys() {
		p.add(p.creators([]creator{{id: store.AccountID(standing.ID)}}))
	}
	if f := query.Filter; query.Rows > 0 && len(f.Statuses)+len(f.Roles) > 0 { // a count that stops early costs less
		if p.numbers, err = tx.keyNumbers(org, standing, query.At); err != nil {
			return l, err
		}
	}
	creators, err := tx.creatorsOf(org, query.Filter)
	if err != nil {
		return l, err
	}
	if err := p.filter(query.Filter, creators); err != nil {
		return l, err
	}
	if query.Sort.Column == store.ColumnCreator && p.folds == nil && p.bounded(store.ColumnCreator) {
		if err := p.wantAllFolds(); err != nil {
			return l, err
		}
	}
	return keyList{tx: tx, parts: p, sort: query.Sort}, nil
}

// page chooses between three plans: to look up what one part of the filter holds for, and sort it; to walk the order, and try
// the filter on its entries; and where both would be dear, to list what a part holds for, and walk the order for what is in the
// list. A walk with tries should have to read as many entries for a row as there are keys for one that fits. Where they lie too
// unevenly for that, they are listed or looked up after all, unless there are too many of them.
func (l keyList) page(query store.KeyQuery, seen store.Count) (page store.KeyPage, err error) {
	if len(l.parts.list) == 0 {
		return l.read(query, seen)
	}
	within, least, err := l.countParts()
	if err != nil {
		return page, err
	}
	l.test, l.apart, l.asks = l.parts.tests(l.sort.Column)
	dear := within >= 0 && l.looking(within) > 1 && !(least.More && l.parts.list[within].ofUses()) // to look up, and worth a list
	lookUp := within >= 0 && !least.More && !l.test.isZero() && least.N*least.N*l.looking(within) <= query.Rows*seen.N*l.trying()
	if dear && (lookUp || l.apart || l.parts.list[within].isListed()) {
		if page, ok, err := l.pageOfHits(within, l.tx.db.maxListed, query); ok || err != nil {
			return page, err
		}
	}
	total, err := l.total(within, least)
	if err != nil {
		return page, err
	}
	if lookUp {
		return l.lookUp(within).read(query, total)
	}
	for i, walk := range l.budgets(least, query, seen) {
		l.walk = walk
		if page, err = l.read(query, total); err != nil || page.Stopped.IsZero() {
			return page, err
		}
		if i > 0 || within < 0 {
			continue
		}
		if dear {
			if page, ok, err := l.pageOfHits(within, l.tx.db.maxHits, query); ok || err != nil {
				return page, err
			}
		}
		few, err := l.holdsAtMost(l.parts.list[within], l.tx.db.maxWalk)
		if err != nil {
			return page, err
		}
		if few {
			return l.lookUp(within).read(query, total)
		}
	}
	return page, nil
}

// total counts what the filter holds for. Where it has several parts, that is counted within one of them if that
// holds for few keys or has an index for it, and otherwise in the order; as far as it costs little.
func (l keyList) total(within int, least store.Count) (store.Count, error) {
	switch {
	case within >= 0 && len(l.parts.list) == 1:
		return least, nil
	case within >= 0 && !least.More:
		return l.lookUp(within).count(nil, false, false)
	case within >= 0 && !l.parts.list[within].overlap && l.narrow(within):
		return l.countWithin(within)
	}
	return l.count(nil, l.sort.Descending, false)
}

// tests are the conditions that an order's stretches don't see to. They ask about the keys where any does that an entry of
// the order can't answer.
func (p *parts) tests(order store.KeyColumn) (test clause, apart, asks bool) {
	var all []clause
	for _, one := range p.list {
		if one.bounds[order].exact && (one.only == "" || one.only == p.only()) {
			continue
		}
		if order == store.ColumnUsed && !one.byUse.isZero() {
			all = append(all, one.byUse)
			continue
		}
		tried, reads := one.tried(true)
		all, apart, asks = append(all, tried), apart || reads, true
	}
	return and(all...), apart, asks
}

// read is the page at the query's place.
func (l keyList) read(query store.KeyQuery, total store.Count) (page store.KeyPage, err error) {
	if page.Total = total; total.N == 0 && !total.More {
		return page, nil
	}
	if before, ok := query.Before.In(l.sort); ok {
		return l.before(page, query, before)
	}
	if after, ok := query.After.In(l.sort); ok && query.Before.IsZero() {
		return l.after(page, query, &after)
	}
	return l.after(page, query, nil)
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
