package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	limitOfKey = `
	SELECT per_minute, burst
	FROM key_limits
	WHERE seq = $1`
	limitOfOrganization = `
	SELECT limit_per_minute, limit_burst
	FROM organizations
	WHERE org_id = $1`
	allowedOfKey = `
	SELECT networks
	FROM key_allowed_networks
	WHERE seq = $1`
	allowedOfGroups = `
	SELECT g.id, g.name, g.networks
	FROM key_groups x
	CROSS JOIN groups g
	WHERE x.seq = $2 AND g.org_id = $1 AND g.no = x.grp AND g.networks <> ''
	ORDER BY g.name_fold, g.id`
	setLimit = `
	INSERT INTO key_limits (seq, org_id, per_minute, burst)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (seq) DO UPDATE SET per_minute = excluded.per_minute, burst = excluded.burst`
	dropLimit = `
	DELETE FROM key_limits
	WHERE seq = $1`
	setAllowed = `
	INSERT INTO key_allowed_networks (seq, org_id, networks)
	VALUES ($1, $2, $3)
	ON CONFLICT (seq) DO UPDATE SET networks = excluded.networks`
	dropAllowed = `
	DELETE FROM key_allowed_networks
	WHERE seq = $1`
)

func scanGroupNetworks(row scanner) (g store.GroupNetworks, err error) {
	var text string
	if err := row.Scan(&g.ID, &g.Name, &text); err != nil {
		return g, err
	}
	g.Networks, err = store.ParseNetworks("networks", text)
	return g, err
}

// rules reads what the gate holds a key's requests to.
func (tx *tx) rules(org store.OrgID, key store.Key) (r store.KeyRules, err error) {
	if r.Limit, err = tx.limitOf(key); err != nil {
		return r, err
	}
	if err := tx.scan([]any{&r.Organization.PerMinute, &r.Organization.Burst}, limitOfOrganization, org); err != nil {
		return r, fmt.Errorf("read the organization's limit: %w", err)
	}
	if r.Networks, err = tx.allowed(key); err != nil {
		return r, err
	}
	if r.Groups, err = all(tx, scanGroupNetworks, allowedOfGroups, org, key.Seq); err != nil {
		return r, fmt.Errorf("read the networks of the key's groups: %w", err)
	}
	return r, nil
}

func (tx *tx) limitOf(key store.Key) (l store.RateLimit, err error) {
	err = tx.scan([]any{&l.PerMinute, &l.Burst}, limitOfKey, key.Seq)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return l, fmt.Errorf("read the key's limit: %w", err)
	}
	return l, nil
}

func (tx *tx) allowed(key store.Key) (store.Networks, error) {
	var text string
	err := tx.scan([]any{&text}, allowedOfKey, key.Seq)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("read the key's networks: %w", err)
	}
	return store.ParseNetworks("networks", text)
}

// LimitKey implements [store.Rules].
func (db *DB) LimitKey(ctx context.Context, call store.Call, id store.KeyID, version int64, limit store.RateLimit) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		if err := standing.MaySetRules(*key); err != nil {
			return nil, err
		}
		if err := limit.Check(); err != nil {
			return nil, err
		}
		was, err := tx.limitOf(*key)
		if err != nil || was == limit {
			return nil, err
		}
		if limit.IsZero() {
			_, err = tx.exec(dropLimit, key.Seq)
		} else {
			_, err = tx.exec(setLimit, key.Seq, call.Actor.Org, limit.PerMinute, limit.Burst)
		}
		if err != nil {
			return nil, fmt.Errorf("write the key's limit: %w", err)
		}
		return ruled(call.Actor.Org, store.KeyLimited, string(id), "limit", was.String(), limit.String()), tx.edited(call.Actor.Org, id)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("limit key %s: %w", id, err)
	}
	return key, nil
}

// RestrictKey implements [store.Rules].
func (db *DB) RestrictKey(ctx context.Context, call store.Call, id store.KeyID, version int64, networks store.Networks) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		if err := standing.MaySetRules(*key); err != nil {
			return nil, err
		}
		if err := networks.Check("networks"); err != nil {
			return nil, err
		}
		was, err := tx.allowed(*key)
		if err != nil || was.Equal(networks) {
			return nil, err
		}
		if len(networks) == 0 {
			_, err = tx.exec(dropAllowed, key.Seq)
		} else {
			_, err = tx.exec(setAllowed, key.Seq, call.Actor.Org, networks.String())
		}
		if err != nil {
			return nil, fmt.Errorf("write the key's networks: %w", err)
		}
		return ruled(call.Actor.Org, store.KeyRestricted, string(id), "networks", was.Join(), networks.Join()), tx.edited(call.Actor.Org, id)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("restrict key %s: %w", id, err)
	}
	return key, nil
}

// ruled is the event of another rule.
func ruled(org store.OrgID, action store.Action, subject, name, before, after string) []store.Event {
	return []store.Event{{Org: org, Action: action, Subject: subject,
		Before: []store.Field{{Name: name, Value: before}}, After: []store.Field{{Name: name, Value: after}}}}
}
