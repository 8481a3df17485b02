package sqlstore

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"chatelaine/store"
)

// keptOrder is an order of an organization's table, kept in memory as it was at a version: a walk through all of it takes a
// five-hundredth of the time that one through the index takes. It has the keys' numbers and nothing else that they have. It
// isn't changed any more; keys that were touched since stand in a wrong place, and those that were made since in none.
type keptOrder struct {
	org     store.OrgID
	column  store.KeyColumn
	version int64    // of the organization: its newest event
	seqs    []uint32 // as the order ascends
}

const (
	// maxKept is how many keys all orders that are kept have together: four bytes each, 64 MB.
	maxKept = 16 << 20
	// maxKeptOrder is how many keys an organization has at most whose orders are kept.
	maxKeptOrder = 4 << 20
	// maxTouches is how many events there are at most since an order was read, before it is read anew.
	maxTouches = 500
)

// keptOrders are the orders in memory. The zero value has none.
type keptOrders struct {
	mu     sync.Mutex
	list   []*keptOrder // the one that was used last is last
	making sync.Mutex   // who reads one has it
}

// find gives an organization's order; nil: it isn't kept.
func (k *keptOrders) find(org store.OrgID, column store.KeyColumn) *keptOrder {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, o := range k.list {
		if o.org == org && o.column == column {
			k.list = append(slices.Delete(k.list, i, i+1), o)
			return o
		}
	}
	return nil
}

// keep takes an order in the place of an older one. Those that weren't used for longest go where there are too many.
func (k *keptOrders) keep(o *keptOrder) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list = append(slices.DeleteFunc(k.list, func(old *keptOrder) bool { return old.org == o.org && old.column == o.column }), o)
	keys := 0
	for i, o := range slices.Backward(k.list) {
		if keys += len(o.seqs); keys > maxKept {
			k.list = slices.Delete(k.list, 0, i+1)
			return
		}
	}
}

// forget lets go of all orders.
func (k *keptOrders) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list = nil
}

// canKeep tells whether an order changes with events alone: the order of last uses changes without one, and the one by status
// with the clock.
func canKeep(column store.KeyColumn) bool {
	return column != store.ColumnUsed && column != store.ColumnStatus
}

// kept is the list's order in memory, and the keys that were touched since it was read; it is read if need be. Nil: it can't be
// kept, somebody is just reading one, or it is newer than what this transaction sees.
func (l keyList) kept() (*keptOrder, seqSet, error) {
	orders, org, column := &l.tx.db.orders, l.parts.org, l.sort.Column
	if !canKeep(column) {
		return nil, seqSet{}, nil
	}
	version, err := l.tx.number(newestEvent, org)
	if err != nil {
		return nil, seqSet{}, fmt.Errorf("find the newest event: %w", err)
	}
	o := orders.find(org, column)
	if o != nil && o.version == version {
		return o, seqSet{}, nil
	}
	if o != nil && o.version > version {
		return nil, seqSet{}, nil
	}
	if o != nil {
		touched, few, err := l.tx.touchedSinceOrder(o)
		if err != nil || few {
			return o, touched, err
		}
	}
	if !orders.making.TryLock() {
		return nil, seqSet{}, nil
	}
	defer orders.making.Unlock()
	if o, err = l.readOrder(version); err != nil || o == nil {
		return nil, seqSet{}, err
	}
	orders.keep(o)
	return o, seqSet{}, nil
}

const seqsByID = `
	SELECT k.seq
	FROM keys k
	WHERE k.org_id = $1 AND k.id IN %s`

// touchedSinceOrder are the keys that events were about since an order was read; few: these are all that can have changed their
// place in it.
func (tx *tx) touchedSinceOrder(o *keptOrder) (touched seqSet, few bool, err error) {
	n, err := tx.number(countEventsSince, o.org, o.version, maxTouches+1)
	if err != nil || n > maxTouches {
		return touched, false, err
	}
	events, err := all(tx, scanHappened, eventsSince, o.org, o.version)
	if err != nil {
		return touched, false, fmt.Errorf("read events: %w", err)
	}
	var ids []store.KeyID
	for _, e := range events {
		about, _, _ := strings.Cut(string(e.action), ".")
		switch about {
		case "key":
			ids = append(ids, store.KeyID(e.subject))
		case "organization":
			return touched, false, nil
		case "member", "account":
			if o.column == store.ColumnCreator { // of all keys that they made
				return touched, false, nil
			}
		}
	}
	slices.Sort(ids)
	seqs, err := allEach(tx, scanNumber, seqsByID, o.org, slices.Compact(ids))
	if err != nil {
		return touched, false, fmt.Errorf("find the keys that were touched: %w", err)
	}
	return setOf(seqs), true, nil
}

// readOrder reads all of the list's order; nil: it can't be kept.
func (l keyList) readOrder(version int64) (*keptOrder, error) {
	o := &keptOrder{org: l.parts.org, column: l.sort.Column, version: version}
	for _, s := range l.unfiltered().ahead(nil, false, false) {
		list, err := l.tx.joinedSeqs(piece("SELECT "+s.seq()+" AS seq").then(s.entries(false), s.sorted(false), piece("LIMIT ?", math.MaxInt64)))
		if err != nil {
			return nil, fmt.Errorf("read an order: %w", err)
		}
		o.seqs = slices.Grow(o.seqs, int(list.n))
		for seq := range list.each() {
			if seq > math.MaxUint32 {
				return nil, nil
			}
			o.seqs = append(o.seqs, uint32(seq))
		}
	}
	return o, l.tx.letGoOfPages()
}

// unfiltered is all of the table in the list's order.
func (l keyList) unfiltered() keyList {
	return keyList{tx: l.tx, parts: &parts{tx: l.tx, org: l.parts.org, at: l.parts.at}, sort: l.sort}
}
