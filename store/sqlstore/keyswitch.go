package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	switchKey = `
	UPDATE keys
	SET version = version + 1, inactive_from = $3, inactive_until = $4, inactive_reason = $5
	WHERE org_id = $1 AND seq = $2`
	lastSwitch = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action IN ('key.deactivated', 'key.activated', 'key.reactivated')
	ORDER BY seq DESC
	LIMIT 1`
)

// DeactivateKey implements [store.Keys].
func (db *DB) DeactivateKey(ctx context.Context, call store.Call, id store.KeyID, what store.Deactivation) (switched store.SwitchedKey, err error) {
	switched, err = db.switchKey(ctx, call, id, store.KeyDeactivated, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		return tx.deactivate(call, standing, key, what)
	})
	if err != nil {
		return store.SwitchedKey{}, fmt.Errorf("deactivate key %s: %w", id, err)
	}
	return switched, nil
}

// ActivateKey implements [store.Keys].
func (db *DB) ActivateKey(ctx context.Context, call store.Call, id store.KeyID) (switched store.SwitchedKey, err error) {
	switched, err = db.switchKey(ctx, call, id, store.KeyActivated, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		return tx.activate(call, standing, key)
	})
	if err != nil {
		return store.SwitchedKey{}, fmt.Errorf("activate key %s: %w", id, err)
	}
	return switched, nil
}

// switchKey switches a key on or off however it has changed since the form was opened. Where there was nothing to do it
// says what had done it before.
func (db *DB) switchKey(ctx context.Context, call store.Call, id store.KeyID, to store.Action, edit keyEdit) (switched store.SwitchedKey, err error) {
	switched.Key, err = db.editKey(ctx, call, id, 0, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		events, err := edit(tx, standing, key)
		if err != nil || len(events) > 0 {
			return events, err
		}
		switched.Already = true
		switched.Was, err = tx.lastSwitch(call.Actor.Org, standing, id, to)
		return nil, err
	})
	return switched, err
}

// deactivate switches a key off, or off for longer. No event: it is inactive for as long already.
func (tx *tx) deactivate(call store.Call, standing store.Standing, key *store.Key, what store.Deactivation) ([]store.Event, error) {
	if err := standing.MayDeactivateKey(*key); err != nil {
		return nil, err
	}
	what, err := what.Clean(call.At)
	if err != nil || !what.Prolongs(*key, call.At) {
		return nil, err
	}
	from, before := call.At, []store.Field(nil)
	if key.InactiveAt(call.At) {
		from, before = key.InactiveFrom, inactivity(*key)
		if what.Reason == "" {
			what.Reason = key.InactiveReason
		}
	}
	if _, err := tx.exec(switchKey, call.Actor.Org, key.Seq, from.UnixMilli(), orNever(what.Until), what.Reason); err != nil {
		return nil, fmt.Errorf("switch the key off: %w", err)
	}
	if key.Creator.Left { // or nobody is to look at it
		if _, err := tx.exec(keyReviewed, key.Seq); err != nil {
			return nil, fmt.Errorf("note that the key was looked at: %w", err)
		}
	}
	key.InactiveFrom, key.InactiveUntil, key.InactiveReason = instant(from.UnixMilli()), instant(orNever(what.Until)), what.Reason
	return []store.Event{{
		Org: call.Actor.Org, Action: store.KeyDeactivated, Subject: string(key.ID), Before: before,
		After: inactivity(store.Key{InactiveFrom: from, InactiveUntil: what.Until, InactiveReason: what.Reason}),
	}}, nil
}

// activate switches a key on. No event: it isn't inactive.
func (tx *tx) activate(call store.Call, standing store.Standing, key *store.Key) ([]store.Event, error) {
	if err := standing.MayRevive(*key); err != nil || !key.InactiveAt(call.At) {
		return nil, err
	}
	if _, err := tx.exec(switchKey, call.Actor.Org, key.Seq, int64(never), int64(never), ""); err != nil {
		return nil, fmt.Errorf("switch the key on: %w", err)
	}
	before := inactivity(*key)
	key.InactiveFrom, key.InactiveUntil, key.InactiveReason = time.Time{}, time.Time{}, ""
	return []store.Event{{Org: call.Actor.Org, Action: store.KeyActivated, Subject: string(key.ID), Before: before}}, nil
}

// inactivity is a key's being switched off as events tell it.
func inactivity(key store.Key) []store.Field {
	return []store.Field{
		{Name: "inactive_from", Value: eventTime(key.InactiveFrom)}, {Name: "until", Value: eventTime(key.InactiveUntil)},
		{Name: "reason", Value: key.InactiveReason},
	}
}

// lastSwitch is what switched a key last, if that switched it on or off, as to says; zero: nothing did, or the other way.
func (tx *tx) lastSwitch(org store.OrgID, standing store.Standing, id store.KeyID, to store.Action) (store.Event, error) {
	last, err := one(tx, scanEvent, lastSwitch, org, id)
	if errors.Is(err, store.ErrNotFound) {
		return store.Event{}, nil
	}
	if err != nil {
		return store.Event{}, fmt.Errorf("read what switched the key: %w", err)
	}
	if (last.Action == store.KeyDeactivated) != (to == store.KeyDeactivated) {
		return store.Event{}, nil
	}
	return last, tx.discreet(org, standing, nil, &last)
}
