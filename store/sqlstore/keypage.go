package sqlstore

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

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

// Parameters of all of them: organization, creation and seq of a place, limit, creator.
const (
	keysFrom   = `SELECT ` + keyColumns + ` FROM keys k` + keyJoins + ` WHERE k.org_id = $1`
	keysCount  = `SELECT count(*) FROM (SELECT 1 FROM keys k WHERE k.org_id = $1`
	whoseIsOwn = ` AND k.creator = $5`
	areOlder   = ` AND (k.created_at, k.seq) < ($2, $3)`
	areNewer   = ` AND (k.created_at, k.seq) > ($2, $3)`
	downwards  = ` ORDER BY k.created_at DESC, k.seq DESC LIMIT $4`
	upwards    = ` ORDER BY k.created_at, k.seq LIMIT $4`
	counted    = ` LIMIT $4) AS c`
)

// keyQueries walk the table from a place in it. For each of the two lists there is an index that begins with the same
// columns, so that nothing is ever sorted.
type keyQueries struct{ older, newer, countOlder, countNewer string }

var (
	queriesOfAll = keyQueries{
		keysFrom + areOlder + downwards, keysFrom + areNewer + upwards, keysCount + areOlder + counted, keysCount + areNewer + counted,
	}
	queriesOfOwn = keyQueries{
		keysFrom + whoseIsOwn + areOlder + downwards, keysFrom + whoseIsOwn + areNewer + upwards,
		keysCount + whoseIsOwn + areOlder + counted, keysCount + whoseIsOwn + areNewer + counted,
	}
)

// top is a place before all keys.
var top = store.Cursor{CreatedAt: time.UnixMilli(never), Seq: math.MaxInt64}

// keyList is the table of the keys that an actor sees, newest first.
type keyList struct {
	tx      *tx
	org     store.OrgID
	queries keyQueries
	creator []any // none: of everybody
}

// Keys implements [store.Keys].
func (db *DB) Keys(ctx context.Context, actor store.Actor, query store.KeyQuery) (page store.KeyPage, err error) {
	if !slices.Contains(store.PageSizes[:], query.Rows) {
		query.Rows = store.PageSizes[0]
	}
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		list := keyList{tx: tx, org: actor.Org, queries: queriesOfAll}
		if !standing.SeesAllKeys() {
			list.queries, list.creator = queriesOfOwn, []any{string(standing.ID)}
		}
		if page, err = list.page(query); err != nil {
			return err
		}
		page.OwnOnly, page.Can = !standing.SeesAllKeys(), keyActions(standing)
		page.Total, err = tx.totalKeys(actor.Org, standing)
		return err
	})
	if err != nil {
		return store.KeyPage{}, fmt.Errorf("read a page of keys: %w", err)
	}
	return page, nil
}

func (l keyList) page(query store.KeyQuery) (store.KeyPage, error) {
	if !query.Before.IsZero() {
		return l.before(query.Before, query.Rows)
	}
	if query.After.IsZero() {
		query.After = top
	}
	return l.after(query.After, query.Rows)
}

// after is the page that begins after a place. One row more than it has tells whether there is a next one.
func (l keyList) after(place store.Cursor, rows int) (page store.KeyPage, err error) {
	keys, err := all(l.tx, scanKey, l.queries.older, l.args(place, rows+1)...)
	if err != nil {
		return page, err
	}
	page.Keys, page.HasNext = keys[:min(rows, len(keys))], len(keys) > rows
	first := store.Cursor{CreatedAt: place.CreatedAt, Seq: place.Seq - 1} // of an empty page: place's own key comes before it
	if len(keys) > 0 {
		first = store.CursorOf(keys[0])
	}
	page.Skipped, err = l.count(l.queries.countNewer, first, store.MaxCount+1)
	page.HasPrev = page.Skipped.N > 0
	return page, err
}

// before is the page that ends before a place.
func (l keyList) before(place store.Cursor, rows int) (page store.KeyPage, err error) {
	keys, err := all(l.tx, scanKey, l.queries.newer, l.args(place, rows+1)...)
	if err != nil {
		return page, err
	}
	page.Keys, page.HasPrev = keys[:min(rows, len(keys))], len(keys) > rows
	slices.Reverse(page.Keys)
	last := store.Cursor{CreatedAt: place.CreatedAt, Seq: place.Seq + 1} // of an empty page: place's own key comes after it
	if n := len(page.Keys); n > 0 {
		last = store.CursorOf(page.Keys[n-1])
		if page.Skipped, err = l.count(l.queries.countNewer, store.CursorOf(page.Keys[0]), store.MaxCount+1); err != nil {
			return page, err
		}
	}
	next, err := l.count(l.queries.countOlder, last, 1)
	page.HasNext = next.N > 0
	return page, err
}

func (l keyList) count(query string, place store.Cursor, limit int) (store.Count, error) {
	n, err := l.tx.number(query, l.args(place, limit)...)
	return countOf(n), err
}

func (l keyList) args(place store.Cursor, limit int) []any {
	return append([]any{l.org, place.CreatedAt.UnixMilli(), place.Seq, limit}, l.creator...)
}
