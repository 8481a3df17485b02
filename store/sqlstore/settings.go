package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	settingsOfOrganization = `
	SELECT id, version, name, zone, role_words, keys_reserved, max_key_days, unending_keys, limit_per_minute, limit_burst
	FROM organizations
	WHERE org_id = $1`
	changeSettings = `
	UPDATE organizations
	SET version = version + 1, name = $2, name_fold = $3, zone = $4, role_words = $5, keys_reserved = $6, max_key_days = $7,
		unending_keys = $8, limit_per_minute = $9, limit_burst = $10
	WHERE org_id = $1`
	countManagers = `
	SELECT count(*)
	FROM members
	WHERE org_id = $1 AND role = 'manager' AND left_at = 0`
	countEndsBetween = `
	SELECT coalesce(sum(n), 0)
	FROM key_ends
	WHERE org_id = $1 AND expires_at > $2 AND expires_at < $3`
	countWithoutEnd = `
	SELECT coalesce(sum(n), 0)
	FROM key_ends
	WHERE org_id = $1 AND expires_at = 253402300799999`
)

// settled are an organization's settings with what goes with them.
type settled struct {
	store.Settings
	id      string // of the organization, as it is shown
	version int64
}

func scanSettled(row scanner) (s settled, err error) {
	return s, row.Scan(&s.id, &s.version, &s.Name, &s.Zone, &s.RoleWords, &s.KeysReserved, &s.Terms.MaxDays, &s.Terms.Unending,
		&s.Limit.PerMinute, &s.Limit.Burst)
}

// settings reads them for an actor who may change them.
func (tx *tx) settings(actor store.Actor) (settled, error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return settled{}, err
	}
	if err := standing.MayChangeSettings(); err != nil {
		return settled{}, err
	}
	return one(tx, scanSettled, settingsOfOrganization, actor.Org)
}

// Settings implements [store.Governance].
func (db *DB) Settings(ctx context.Context, actor store.Actor) (settings store.Settings, version int64, err error) {
	var now settled
	err = db.read(ctx, func(tx *tx) error {
		now, err = tx.settings(actor)
		return err
	})
	if err != nil {
		return store.Settings{}, 0, fmt.Errorf("open the settings: %w", err)
	}
	return now.Settings, now.version, nil
}

// PlanSettings implements [store.Governance].
func (db *DB) PlanSettings(ctx context.Context, actor store.Actor, version int64, to store.Settings, at time.Time) (plan store.SettingsPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, plan, err = tx.planSettings(actor, version, to, at)
		return err
	})
	if err != nil {
		return store.SettingsPlan{}, fmt.Errorf("plan other settings: %w", err)
	}
	return plan, nil
}

// planSettings works out what other settings would do, for an actor who may change them.
func (tx *tx) planSettings(actor store.Actor, version int64, to store.Settings, at time.Time) (now settled, plan store.SettingsPlan, err error) {
	if now, err = tx.settings(actor); err != nil {
		return now, plan, err
	}
	if version != 0 && version != now.version {
		return now, plan, tx.settingsChanged(actor.Org, now)
	}
	if to, err = to.Clean(); err != nil {
		return now, plan, err
	}
	facts := store.SettingsFacts{Version: now.version, Before: now.Settings, After: to}
	if err := tx.countConcerned(actor.Org, &facts, at); err != nil {
		return now, plan, err
	}
	return now, store.NewSettingsPlan(facts), nil
}

// countConcerned counts whom each setting that changes is about.
func (tx *tx) countConcerned(org store.OrgID, f *store.SettingsFacts, at time.Time) error {
	zone, err := tx.db.zone(f.After.Zone)
	if err != nil {
		return err
	}
	count := func(n *int, query string, args ...any) {
		if err == nil {
			var found int64
			found, err = tx.number(query, append([]any{org}, args...)...)
			*n = int(found)
		}
	}
	if f.Before.Terms.MaxDays != f.After.Terms.MaxDays {
		f.Latest = f.After.Terms.Latest(store.DateAt(at, zone))
		count(&f.Beyond, countEndsBetween, f.Latest.End(zone).UnixMilli(), int64(never))
	}
	if f.Before.Zone != f.After.Zone {
		count(&f.Ending, countEndsBetween, at.UnixMilli(), int64(never))
	}
	if f.Before.Terms.Unending != f.After.Terms.Unending {
		count(&f.Unending, countWithoutEnd)
	}
	if f.Before.KeysReserved != f.After.KeysReserved {
		count(&f.Managers, countManagers)
	}
	if err != nil {
		return fmt.Errorf("count whom the settings are about: %w", err)
	}
	return nil
}

// settingsChanged is the error for a form about settings that have changed since.
func (tx *tx) settingsChanged(org store.OrgID, now settled) error {
	last, err := one(tx, scanEvent, lastKeyEvent, org, now.id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the settings: %w", err)
	}
	return &store.SettingsChangedError{Settings: now.Settings, Version: now.version, Last: last}
}

// ChangeSettings implements [store.Governance].
func (db *DB) ChangeSettings(ctx context.Context, call store.Call, version int64, to store.Settings, digest store.Digest) (plan store.SettingsPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		now, planned, err := tx.planSettings(call.Actor, version, to, call.At)
		if err != nil {
			return nil, err
		}
		if plan = planned; plan.Digest != digest {
			return nil, &store.SettingsPlanChangedError{Plan: plan}
		}
		if events = plan.Events(call.Actor.Org, now.id); len(events) == 0 {
			return nil, nil
		}
		s := plan.After
		if _, err := tx.exec(changeSettings, call.Actor.Org, s.Name, store.Fold(s.Name), s.Zone, string(s.RoleWords), s.KeysReserved,
			s.Terms.MaxDays, s.Terms.Unending, s.Limit.PerMinute, s.Limit.Burst); err != nil {
			return nil, fmt.Errorf("write the settings: %w", err)
		}
		return events, nil
	})
	if err != nil {
		return store.SettingsPlan{}, fmt.Errorf("change the settings: %w", err)
	}
	return plan, nil
}
