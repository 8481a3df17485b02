package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

const changeExpiry = `
	UPDATE keys
	SET version = version + 1, expires_on = $3, expires_at = $4
	WHERE org_id = $1 AND id = $2`

// ChangeExpiry implements [store.Keys].
func (db *DB) ChangeExpiry(ctx context.Context, call store.Call, id store.KeyID, version int64, on store.Date) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		terms, zone, err := tx.termsOf(call.Actor.Org)
		if err != nil {
			return nil, err
		}
		return tx.changeExpiry(call, standing, key, expiry{terms, zone, on})
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("change the expiry of key %s: %w", id, err)
	}
	return key, nil
}

// expiry is the day that keys are to end with, and what it must keep to.
type expiry struct {
	terms store.Terms
	zone  *time.Location
	on    store.Date
}

// changeExpiry changes when a key ends. No event: it ends with that day already, and keeps the instant. That of an
// expired key is worked out anew: where the zone has changed, its day may not be over.
func (tx *tx) changeExpiry(call store.Call, standing store.Standing, key *store.Key, to expiry) ([]store.Event, error) {
	if err := standing.MayRevive(*key); err != nil {
		return nil, err
	}
	ends, err := to.terms.CheckExpiry(to.on, call.At, to.zone)
	if err != nil {
		return nil, err
	}
	if expired := !key.ExpiresAt.IsZero() && !call.At.Before(key.ExpiresAt); to.on == key.ExpiresOn && !expired {
		return nil, nil
	}
	if _, err := tx.exec(changeExpiry, call.Actor.Org, key.ID, to.on.String(), orNever(ends)); err != nil {
		return nil, fmt.Errorf("write when the key ends: %w", err)
	}
	before := key.ExpiresOn
	key.ExpiresOn, key.ExpiresAt = to.on, instant(orNever(ends))
	return []store.Event{{
		Org: call.Actor.Org, Action: store.KeyExpiry, Subject: string(key.ID),
		Before: []store.Field{{Name: "expires", Value: before.String()}}, After: []store.Field{{Name: "expires", Value: to.on.String()}},
	}}, nil
}
