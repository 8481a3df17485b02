package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// Dashboard implements [store.Keys].
func (db *DB) Dashboard(ctx context.Context, actor store.Actor, query store.DashboardQuery) (d store.Dashboard, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		d.OwnOnly, d.Can = !standing.SeesAllKeys(), inGeneral(standing)
		if d.All, err = tx.totalKeys(actor.Org, standing); err != nil {
			return err
		}
		all, err := tx.keyNumbers(actor.Org, standing, query.At)
		if err != nil {
			return err
		}
		if d.Statuses, err = tx.keysByStatus(actor.Org, standing, query.At, all); err != nil {
			return err
		}
		if d.Filters, err = tx.countEach(actor.Org, standing, query, d.All); err != nil {
			return err
		}
		if d.Ends, err = tx.keysByEnd(actor.Org, standing, query); err != nil {
			return err
		}
		if d.Soon, err = tx.keysSoon(actor.Org, standing, d.All, query.At); err != nil {
			return err
		}
		if d.Leavers, err = tx.leavers(actor.Org, standing, store.MaxLeavers); err != nil {
			return err
		}
		if d.SeesRefused = standing.MayReadRefusals() == nil; d.SeesRefused {
			if d.Refused, err = tx.refusedByReason(actor.Org, query.At); err != nil {
				return err
			}
		}
		d.Changes, err = tx.changes(actor.Org, standing)
		return err
	})
	if err != nil {
		return store.Dashboard{}, fmt.Errorf("sum up the keys: %w", err)
	}
	return d, nil
}

// countEach counts the keys of each filter. Among very many it stops sooner: what nobody has looked at for long isn't in
// memory, and no page is worth waiting for that.
func (tx *tx) countEach(org store.OrgID, standing store.Standing, query store.DashboardQuery, seen store.Count) (counts []store.Count, err error) {
	most := store.MaxCount
	if seen.N > store.MaxCounted {
		most /= 10
	}
	for _, f := range query.Filters {
		n := seen
		if !f.IsZero() {
			if n, err = tx.countFilter(org, standing, f, query.At, most); err != nil {
				return nil, err
			}
			if n.N > most {
				n = store.Count{N: most, More: true}
			}
		}
		counts = append(counts, n)
	}
	return counts, nil
}

// keysSoon are the first keys that are expiring soon. For who sees all keys they are the first of their stretch of the
// order, so nobody needs to count how many there are.
func (tx *tx) keysSoon(org store.OrgID, standing store.Standing, seen store.Count, at time.Time) ([]store.Key, error) {
	query := store.KeyQuery{
		Filter: store.KeyFilter{Statuses: []store.Status{store.StatusExpiringSoon}}, Sort: store.KeySort{Column: store.ColumnExpires},
		Rows: store.MaxSoon, At: at, Patient: true,
	}
	list, err := tx.keyList(org, standing, query)
	if err != nil {
		return nil, err
	}
	if !standing.SeesAllKeys() {
		page, err := list.page(query, seen)
		return page.Keys, err
	}
	for _, one := range list.parts.list {
		for i := range one.arms {
			one.arms[i].n = 1 // as far as its test is concerned, some
		}
	}
	list.test, list.apart, list.asks = list.parts.tests(query.Sort.Column)
	found, err := list.seek(nil, false, false, query.Rows)
	if err != nil {
		return nil, err
	}
	return list.keys(found.seqs)
}
