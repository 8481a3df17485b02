package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	secretsOfKey = `
	SELECT s.seq, s.prefix, s.tail, s.created_by, s.created_at, s.confirmed_at, m.name, s.ends_at,
		coalesce(n.last_used, u.last_used), coalesce(n.network, u.network), coalesce(n.agent, u.agent)
	FROM secrets s
	JOIN keys k ON k.org_id = s.org_id AND k.id = s.key_id
	JOIN key_uses u ON u.seq = k.seq
	JOIN members m ON m.org_id = s.org_id AND m.account = s.created_by
	LEFT JOIN secret_uses n ON n.secret = s.seq
	WHERE s.org_id = $1 AND s.key_id = $2
	ORDER BY s.seq DESC`
	confirmSecret = `
	UPDATE secrets
	SET confirmed_at = $3
	WHERE org_id = $1 AND key_id = $2 AND confirmed_at = 0 AND seq = (
		SELECT max(n.seq)
		FROM secrets n
		WHERE n.org_id = $1 AND n.key_id = $2)`
	keyConfirmed = `
	UPDATE keys
	SET version = version + 1, unconfirmed = 0
	WHERE org_id = $1 AND id = $2`
	dropDigest = `
	DELETE FROM digests
	WHERE secret = $1`
	dropSecretUse = `
	DELETE FROM secret_uses
	WHERE secret = $1`
	dropSecret = `
	DELETE FROM secrets
	WHERE seq = $1`
)

func scanSecret(row scanner) (s store.Secret, err error) {
	var made, confirmed, ends, used int64
	err = row.Scan(&s.Seq, &s.Prefix, &s.Tail, &s.CreatedBy, &made, &confirmed, &s.MadeBy, &ends, &used, &s.Client.Network, &s.Client.Agent)
	s.CreatedAt, s.ConfirmedAt, s.EndsAt, s.LastUsed = instant(made), instant(confirmed), instant(ends), instant(used)
	return s, err
}

// secretsOf are the secrets that are kept of a key, newest first: those that work, and those that ended and whose job
// hasn't come.
func (tx *tx) secretsOf(org store.OrgID, id store.KeyID) ([]store.Secret, error) {
	secrets, err := all(tx, scanSecret, secretsOfKey, org, id)
	if err != nil {
		return nil, fmt.Errorf("read the key's secrets: %w", err)
	}
	return secrets, nil
}

// ConfirmKey implements [store.Keys].
func (db *DB) ConfirmKey(ctx context.Context, call store.Call, id store.KeyID) error {
	return db.ConfirmSecret(ctx, call, id, 0)
}

// ConfirmSecret implements [store.Secrets]; 0 is whichever secret is the newest.
func (db *DB) ConfirmSecret(ctx context.Context, call store.Call, id store.KeyID, secret int64) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		org := call.Actor.Org
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		key, err := tx.visibleKey(org, standing, id)
		if err != nil {
			return nil, err
		}
		if secret != 0 && secret != key.Secret.Seq {
			return nil, store.ErrNotFound
		}
		if err := standing.MayConfirmKey(key.Secret.CreatedBy); err != nil {
			return nil, err
		}
		confirmed, err := tx.exec(confirmSecret, org, id, call.At.UnixMilli())
		if err != nil || confirmed == 0 {
			return nil, err
		}
		if _, err := tx.exec(keyConfirmed, org, id); err != nil {
			return nil, err
		}
		return []store.Event{{Org: org, Action: store.KeyConfirmed, Subject: string(id)}}, nil
	})
	if err != nil {
		return fmt.Errorf("confirm key %s: %w", id, err)
	}
	return nil
}

// drop removes all that is kept of a secret. What is left of it in the file's log goes when the scrubber has come.
func (tx *tx) drop(s store.Secret) error {
	for _, statement := range []string{dropDigest, dropSecretUse, dropSecret} {
		if _, err := tx.exec(statement, s.Seq); err != nil {
			return fmt.Errorf("remove a secret: %w", err)
		}
	}
	return nil
}

// retire removes a secret whose time is over, and tells when that was.
func (tx *tx) retire(org store.OrgID, key store.KeyID, s store.Secret, ended time.Time) (store.Event, error) {
	return store.Event{
		Org: org, Action: store.KeySecretRetired, Subject: string(key),
		Before: []store.Field{{Name: "secret", Value: s.Abbreviated(key)}, {Name: "ends", Value: eventTime(s.EndsAt)}},
		After:  []store.Field{{Name: "ended", Value: eventTime(ended)}},
	}, tx.drop(s)
}

// eventTime is an instant as events tell it; empty: never.
func eventTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return time.UnixMilli(t.UnixMilli()).UTC().Format(time.RFC3339Nano)
}
