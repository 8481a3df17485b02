package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// CountKeys implements [store.Keys].
func (db *DB) CountKeys(ctx context.Context, actor store.Actor, filters []store.KeyFilter, at time.Time) (counts []store.Count, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		seen, err := tx.totalKeys(actor.Org, standing)
		if err != nil {
			return err
		}
		for _, f := range filters {
			n := seen
			if !f.IsZero() {
				if n, err = tx.countFilter(actor.Org, standing, f, at); err != nil {
					return err
				}
			}
			counts = append(counts, n)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count keys: %w", err)
	}
	return counts, nil
}

// countFilter counts what a filter shows an actor with that standing, up to MaxCount.
func (tx *tx) countFilter(org store.OrgID, standing store.Standing, f store.KeyFilter, at time.Time) (store.Count, error) {
	list, err := tx.keyList(org, standing, store.KeyQuery{Filter: f, Sort: store.NewestFirst, At: at})
	if err != nil {
		return store.Count{}, err
	}
	return list.countFilter()
}
