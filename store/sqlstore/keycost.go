package sqlstore

import (
	"slices"

	"chatelaine/store"
)

const (
	// Looking a key up, with what it is sorted by, costs as much as trying so many entries of an order, unless both are in the
	// index by which it is looked up: then it costs as much as trying one.
	lookUpCost = 25
	// Trying an entry costs so many times as much where another row has to be read for it.
	apartCost = 10
	// A walk goes on for so many times as many entries as it should need, before they count as lying unevenly.
	patience = 4
)

// looking is what it costs to look a key up by a part.
func (l keyList) looking(within int) int {
	if l.narrow(within) && slices.Contains(narrowOrders[:], l.sort.Column) {
		return 1
	}
	return lookUpCost
}

// narrowOrders are by what all indexes of keys have.
var narrowOrders = [...]store.KeyColumn{store.ColumnCreated, store.ColumnExpires, store.ColumnStatus, store.ColumnRole}

// narrow tells whether one part looks keys up by indexes that have what the other parts ask about.
func (l keyList) narrow(within int) bool {
	for _, a := range l.parts.list[within].finding() {
		if !a.narrow {
			return false
		}
	}
	return !slices.ContainsFunc(l.parts.except(within), func(one part) bool {
		_, apart := one.tried(false)
		return apart
	})
}

// trying is what it costs to try a key of the order.
func (l keyList) trying() int {
	if l.apart || l.sort.Column == store.ColumnUsed && l.asks {
		return apartCost
	}
	return 1
}

// budgets are how many entries a walk reads before it is given up, and how many where nothing else is left.
func (l keyList) budgets(least store.Count, query store.KeyQuery, seen store.Count) []int {
	most := l.tx.db.maxWalk
	if l.trying() > 1 {
		most /= apartCost / 2
	}
	entries := patience * query.Rows * seen.N / max(1, least.N)
	if l.apart && least.More { // there are more than maxListed
		entries /= 2 * patience
	}
	steps := []int{min(most, max(1, entries))}
	switch {
	case query.Patient:
		return append(steps, 0)
	case steps[0] < most:
		return append(steps, most)
	}
	return steps
}
