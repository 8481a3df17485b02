package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// CountKeys implements [store.Keys].
func (db *DB) CountKeys(ctx context.Context, actor store.Actor, filters []store.KeyFilter, at time.Time, most int) (counts []store.Count, err error) {
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
				if n, err = tx.countFilter(actor.Org, standing, f, at, most); err != nil {
					return err
				}
			}
			if n.N > most {
				n = store.Count{N: most, More: true}
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

// countFilter counts what a filter shows an actor with that standing: as soon as it is more than most, it need not go
// on, and beyond MaxCount it doesn't.
func (tx *tx) countFilter(org store.OrgID, standing store.Standing, f store.KeyFilter, at time.Time, most int) (c store.Count, err error) {
	l, err := tx.keyList(org, standing, store.KeyQuery{Filter: f, Sort: store.NewestFirst, At: at})
	if err != nil {
		return c, err
	}
	if parts := l.parts.list; len(parts) == 1 && !parts[0].loose && !parts[0].overlap && most < store.MaxCount {
		return l.countArms(parts[0].arms, most)
	}
	within, least, err := l.countParts()
	if err != nil {
		return c, err
	}
	l.test, l.apart, l.asks = l.parts.tests(l.sort.Column)
	return l.total(within, least)
}

// countArms counts what arms find that have no key in common, until it is more than most.
func (l keyList) countArms(arms []arm, most int) (c store.Count, err error) {
	for _, a := range arms {
		n, err := l.number(piece("SELECT count(*) FROM (").then(a.choose(), piece("LIMIT ?) c", most+1-c.N)))
		if err != nil {
			return c, err
		}
		if c.N += int(n); c.N > most {
			return c, nil
		}
	}
	return c, nil
}
