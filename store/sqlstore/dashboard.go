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
		if d.Statuses, err = tx.keysByStatus(actor.Org, standing, query.At); err != nil {
			return err
		}
		for _, f := range query.Filters {
			n := d.All
			if !f.IsZero() {
				if n, err = tx.countFilter(actor.Org, standing, f, query.At, store.MaxCount); err != nil {
					return err
				}
			}
			d.Filters = append(d.Filters, n)
		}
		if d.Ends, err = tx.keysByEnd(actor.Org, standing, query); err != nil {
			return err
		}
		if d.Soon, err = tx.keysSoon(actor.Org, standing, d.All, query.At); err != nil {
			return err
		}
		d.Changes, err = tx.changes(actor.Org, standing)
		return err
	})
	if err != nil {
		return store.Dashboard{}, fmt.Errorf("sum up the keys: %w", err)
	}
	return d, nil
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
	list.test, list.apart = list.parts.tests(query.Sort.Column)
	found, err := list.seek(nil, false, false, query.Rows)
	if err != nil {
		return nil, err
	}
	return list.keys(found.seqs)
}
