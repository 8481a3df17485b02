package sqlstore

import (
	"errors"
	"fmt"

	"chatelaine/store"
)

func prepareDeactivation(d *deed) error {
	_, err := d.change.Off.Clean(d.call.At)
	return err
}

func judgeDeactivation(d *deed, key store.Key) (bool, error) {
	if !d.change.Off.Prolongs(key, d.call.At) {
		return false, nil
	}
	return true, d.standing.MayDeactivateKey(key)
}

func doDeactivation(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.deactivate(d.call, d.standing, key, d.change.Off)
}

func prepareActivation(*deed) error { return nil }

func judgeActivation(d *deed, key store.Key) (bool, error) {
	if !key.InactiveAt(d.call.At) {
		return false, nil
	}
	return true, d.mayRevive(key)
}

func doActivation(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.activate(d.call, d.standing, key)
}

// mayRevive is [store.Standing.MayRevive] without saying which group of a key the actor doesn't hold: many keys have many.
func (d *deed) mayRevive(key store.Key) error {
	err := d.standing.MayRevive(key)
	var forbidden *store.ForbiddenError
	if errors.As(err, &forbidden) && forbidden.Group.ID != "" {
		return &store.ForbiddenError{Permission: forbidden.Permission}
	}
	return err
}

// restoreSwitch switches a key as it was. Only who could switch it on gives it time back.
func restoreSwitch(d *deed, key store.Key, had former) ([]store.Event, error) {
	is := key
	is.InactiveFrom, is.InactiveUntil, is.InactiveReason = had.From, had.Until, had.Reason
	at, org := d.call.At, d.call.Actor.Org
	err := d.mayRevive(key)
	if is.InactiveAt(at) && !key.InactiveAt(at) {
		err = d.standing.MayDeactivateKey(key)
	}
	if err != nil {
		return nil, err
	}
	if _, err := d.tx.exec(switchKey, org, key.ID, orNever(had.From), orNever(had.Until), had.Reason); err != nil {
		return nil, fmt.Errorf("switch the key back: %w", err)
	}
	event := store.Event{Org: org, Action: store.KeyActivated, Subject: string(key.ID), Before: inactivity(key)}
	if is.InactiveAt(at) {
		event.Action, event.After = store.KeyDeactivated, inactivity(is)
		if !key.InactiveAt(at) {
			event.Before = nil
		}
	}
	return []store.Event{event}, nil
}

func prepareExpiry(d *deed) error {
	terms, zone, err := d.tx.termsOf(d.call.Actor.Org)
	if err != nil {
		return err
	}
	d.expiry = expiry{terms, zone, d.change.ExpiresOn}
	_, err = terms.CheckExpiry(d.change.ExpiresOn, d.call.At, zone)
	return err
}

func judgeExpiry(d *deed, key store.Key) (bool, error) {
	if d.change.ExpiresOn == key.ExpiresOn {
		return false, nil
	}
	return true, d.mayRevive(key)
}

func doExpiry(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.changeExpiry(d.call, d.standing, key, d.expiry)
}

// restoreExpiry gives a key the end that it had, to the instant, if it could be given one as far ahead by now. An end that
// is sooner than the present one, such as one in the past, gives it no time.
func restoreExpiry(d *deed, key store.Key, had former) ([]store.Event, error) {
	if err := d.mayRevive(key); err != nil {
		return nil, err
	}
	if orNever(had.ExpiresAt) > orNever(key.ExpiresAt) {
		terms, zone, err := d.tx.termsOf(d.call.Actor.Org)
		if err != nil {
			return nil, err
		}
		if _, err := terms.CheckExpiry(had.ExpiresOn, d.call.At, zone); err != nil {
			return nil, err
		}
	}
	if _, err := d.tx.exec(changeExpiry, d.call.Actor.Org, key.ID, had.ExpiresOn.String(), orNever(had.ExpiresAt)); err != nil {
		return nil, fmt.Errorf("write when the key ends: %w", err)
	}
	return []store.Event{{
		Org: d.call.Actor.Org, Action: store.KeyExpiry, Subject: string(key.ID),
		Before: []store.Field{{Name: "expires", Value: key.ExpiresOn.String()}}, After: []store.Field{{Name: "expires", Value: had.ExpiresOn.String()}},
	}}, nil
}
