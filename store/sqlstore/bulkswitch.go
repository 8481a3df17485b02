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
	return d.tx.deactivate(d.call, d.standing, &key, d.change.Off)
}

func prepareActivation(*deed) error { return nil }

func judgeActivation(d *deed, key store.Key) (bool, error) {
	if !key.InactiveAt(d.call.At) {
		return false, nil
	}
	return true, d.mayRevive(key)
}

func doActivation(d *deed, key store.Key) ([]store.Event, error) {
	return d.tx.activate(d.call, d.standing, &key)
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

// switchedBack is a key with the switch that it had.
func switchedBack(key store.Key, had former) store.Key {
	key.InactiveFrom, key.InactiveUntil, key.InactiveReason = had.From, had.Until, had.Reason
	return key
}

// mayRestoreSwitch: only who could switch a key on gives it time back.
func mayRestoreSwitch(d *deed, key store.Key, had former) error {
	if switchedBack(key, had).InactiveAt(d.call.At) && !key.InactiveAt(d.call.At) {
		return d.standing.MayDeactivateKey(key)
	}
	return d.mayRevive(key)
}

// restoreSwitch switches a key as it was.
func restoreSwitch(d *deed, key store.Key, had former) ([]store.Event, error) {
	is, at, org := switchedBack(key, had), d.call.At, d.call.Actor.Org
	if _, err := d.tx.exec(switchKey, org, key.Seq, orNever(had.From), orNever(had.Until), had.Reason); err != nil {
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
	return d.tx.changeExpiry(d.call, d.standing, &key, d.expiry)
}

// mayRestoreExpiry: a key gets back the end that it had if it could be given one as far ahead by now. An end that is sooner
// than the present one, such as one in the past, gives it no time.
func mayRestoreExpiry(d *deed, key store.Key, had former) error {
	if err := d.mayRevive(key); err != nil || orNever(had.ExpiresAt) <= orNever(key.ExpiresAt) {
		return err
	}
	terms, zone, err := d.tx.termsOf(d.call.Actor.Org)
	if err != nil {
		return err
	}
	_, err = terms.CheckExpiry(had.ExpiresOn, d.call.At, zone)
	return err
}

// restoreExpiry gives a key the end that it had, to the instant.
func restoreExpiry(d *deed, key store.Key, had former) ([]store.Event, error) {
	if _, err := d.tx.exec(changeExpiry, d.call.Actor.Org, key.ID, had.ExpiresOn.String(), orNever(had.ExpiresAt)); err != nil {
		return nil, fmt.Errorf("write when the key ends: %w", err)
	}
	return []store.Event{{
		Org: d.call.Actor.Org, Action: store.KeyExpiry, Subject: string(key.ID),
		Before: []store.Field{{Name: "expires", Value: key.ExpiresOn.String()}}, After: []store.Field{{Name: "expires", Value: had.ExpiresOn.String()}},
	}}, nil
}
