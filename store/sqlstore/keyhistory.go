package sqlstore

import (
	"context"
	"fmt"
	"math"

	"chatelaine/store"
)

// historyOfKey leaves out what isn't about keys: other things could have the same id.
const historyOfKey = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND seq < $3 AND action >= 'key.' AND action < 'key/'
	ORDER BY seq DESC
	LIMIT $4`

// KeyHistory implements [store.Keys].
func (db *DB) KeyHistory(ctx context.Context, actor store.Actor, id store.KeyID, before int64, limit int) (history store.KeyHistory, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		key, err := tx.visibleKey(actor.Org, standing, id)
		if err != nil {
			return err
		}
		history, err = tx.history(actor.Org, standing, key, before, limit)
		return err
	})
	if err != nil {
		return store.KeyHistory{}, fmt.Errorf("read what was done to key %s: %w", id, err)
	}
	return history, nil
}

// history is what was done to a key before an event; 0: the latest.
func (tx *tx) history(org store.OrgID, standing store.Standing, key store.Key, before int64, limit int) (history store.KeyHistory, err error) {
	if limit = min(max(limit, 0), store.MaxHistory); before <= 0 {
		before = math.MaxInt64
	}
	if history.Events, err = all(tx, scanEvent, historyOfKey, org, key.ID, before, limit+1); err != nil {
		return history, fmt.Errorf("read the key's events: %w", err)
	}
	history.Earlier = len(history.Events) > limit
	history.Events = history.Events[:min(limit, len(history.Events))]
	names, err := tx.namesOn(org, standing, key)
	if err != nil {
		return history, err
	}
	events := make([]*store.Event, len(history.Events))
	for i := range history.Events {
		events[i] = &history.Events[i]
	}
	return history, tx.discreet(org, standing, names, events...)
}
