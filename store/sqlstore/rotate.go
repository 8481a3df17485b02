package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

// rotateKeyAction is what nonces of the form that rotates a key are for.
const rotateKeyAction = "key.rotate"

const (
	keyRotated = `
	UPDATE keys
	SET version = version + 1, unconfirmed = $3
	WHERE org_id = $1 AND id = $2`
	endSecretAt = `
	UPDATE secrets
	SET ends_at = $2
	WHERE seq = $1`
	// firstUses gives the key's only secret a use of its own, which was the key's until now.
	firstUses = `
	INSERT INTO secret_uses (secret, last_used, network, agent)
	SELECT $1, u.last_used, u.network, u.agent
	FROM key_uses u
	WHERE u.seq = $2
	ON CONFLICT DO NOTHING`
	neverUsed = `
	INSERT INTO secret_uses (secret, last_used)
	VALUES ($1, 0)`
	lastSecretEnd = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action IN ('key.secret_retired', 'key.rotation_undone')
	ORDER BY seq DESC
	LIMIT 1`
)

// RotateKey implements [store.Secrets].
func (db *DB) RotateKey(ctx context.Context, call store.Call, id store.KeyID, in store.Rotation) (rotated store.RotatedKey, err error) {
	rotated.EndsAt = time.UnixMilli(call.At.Add(in.Overlap).UnixMilli()).UTC()
	rotated.Key, err = db.editKey(ctx, call, id, 0, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		if err := standing.MayRevive(*key); err != nil {
			return nil, err
		}
		outcome, err := tx.outcome(call.Actor.Org, rotateKeyAction, in.Nonce)
		switch {
		case err != nil:
			return nil, err
		case outcome == string(id):
			rotated.Repeated = true
			return nil, nil
		case outcome != "":
			return nil, store.ErrNonceReused
		case in.Version != 0 && in.Version != key.Version: // after the nonce: the form itself has changed the key
			return nil, tx.keyChanged(call.Actor.Org, *key)
		}
		events, err := tx.rotate(call, *key, in, rotated.EndsAt)
		if err == nil {
			*key, err = tx.visibleKey(call.Actor.Org, standing, id)
		}
		return events, err
	})
	if err != nil {
		return store.RotatedKey{}, fmt.Errorf("rotate key %s: %w", id, err)
	}
	if in.Overlap == 0 {
		db.scrubber.wake()
	}
	return rotated, nil
}

// rotate writes the new secret, with the nonce that it uses up, and ends the older one: at once, or with a job that
// tells of it.
func (tx *tx) rotate(call store.Call, key store.Key, in store.Rotation, ends time.Time) ([]store.Event, error) {
	org := call.Actor.Org
	secrets, err := tx.secretsOf(org, key.ID)
	if err != nil {
		return nil, err
	}
	if err := store.CheckRotation(key, secrets, in.Overlap, call.At); err != nil {
		return nil, err
	}
	older := secrets[0]
	made, err := tx.writeSecret(call, key.ID, in.Secret)
	if err != nil {
		return nil, err
	}
	if err := tx.execSteps(
		step{firstUses, []any{older.Seq, key.Seq}}, step{neverUsed, []any{made}},
		step{endSecretAt, []any{older.Seq, ends.UnixMilli()}}, step{keyRotated, []any{org, key.ID, 1}}, step{keyReviewed, []any{key.Seq}},
	); err != nil {
		return nil, fmt.Errorf("put the new secret in the older one's place: %w", err)
	}
	if err := tx.spend(org, rotateKeyAction, in.Nonce, string(key.ID), call.At); err != nil {
		return nil, err
	}
	shown := store.SecretShown{Prefix: in.Secret.Prefix, Tail: in.Secret.Tail}
	events := []store.Event{{
		Org: org, Action: store.KeyRotated, Subject: string(key.ID),
		Before: []store.Field{{Name: "secret", Value: older.Abbreviated(key.ID)}},
		After:  []store.Field{{Name: "secret", Value: shown.Abbreviated(key.ID)}, {Name: "older_ends", Value: eventTime(ends)}},
	}}
	if in.Overlap > 0 {
		return events, tx.schedule(store.Job{Org: org, Kind: store.JobSecretEnd, Subject: string(key.ID)}, ends)
	}
	older.EndsAt = ends
	retired, err := tx.retire(org, key.ID, older, ends)
	return append(events, retired), err
}

// EndSecret implements [store.Secrets].
func (db *DB) EndSecret(ctx context.Context, call store.Call, id store.KeyID, secret int64) (end store.SecretEnd, err error) {
	end, err = db.endSecret(ctx, call, id, secret, func(tx *tx, standing store.Standing, key *store.Key, secrets []store.Secret) ([]store.Event, error) {
		if err := standing.MayChangeKeys(); err != nil {
			return nil, err
		}
		if len(secrets) > 0 && secrets[0].Seq == secret {
			return nil, &store.InvalidError{Field: "secret", Problem: "is the newest one", Accepted: "the older one of two"}
		}
		for _, s := range secrets {
			if s.Seq == secret && s.LiveAt(call.At) {
				event, err := tx.retire(call.Actor.Org, key.ID, s, call.At)
				if err == nil {
					err = tx.edited(call.Actor.Org, key.ID)
				}
				return []store.Event{event}, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return store.SecretEnd{}, fmt.Errorf("end a secret of key %s: %w", id, err)
	}
	return end, nil
}

// UndoRotation implements [store.Secrets].
func (db *DB) UndoRotation(ctx context.Context, call store.Call, id store.KeyID, secret int64) (end store.SecretEnd, err error) {
	end, err = db.endSecret(ctx, call, id, secret, func(tx *tx, standing store.Standing, key *store.Key, secrets []store.Secret) ([]store.Event, error) {
		if err := standing.MayRevive(*key); err != nil {
			return nil, err
		}
		live := store.LiveSecrets(secrets, call.At)
		switch {
		case len(secrets) == 0 || secrets[0].Seq < secret: // it has gone
			return nil, nil
		case secrets[0].Seq != secret:
			return nil, &store.InvalidError{Field: "secret", Problem: "is not the newest one", Accepted: "the newest one of two"}
		case len(live) < store.MaxSecrets:
			return nil, &store.InvalidError{Field: "secret", Problem: store.ProblemTooLate, Accepted: "the newest one of two that work"}
		}
		events, err := tx.undo(call, *key, live[0], live[1])
		if err == nil {
			*key, err = tx.visibleKey(call.Actor.Org, standing, id)
		}
		return events, err
	})
	if err != nil {
		return store.SecretEnd{}, fmt.Errorf("undo the rotation of key %s: %w", id, err)
	}
	return end, nil
}

// undo removes the newest secret and lets the older one live on. The job finds nothing to tell of then.
func (tx *tx) undo(call store.Call, key store.Key, newest, older store.Secret) ([]store.Event, error) {
	if err := tx.drop(newest); err != nil {
		return nil, err
	}
	unconfirmed := 1
	if older.Confirmed() {
		unconfirmed = 0
	}
	if err := tx.execSteps(
		step{endSecretAt, []any{older.Seq, int64(never)}}, step{keyRotated, []any{call.Actor.Org, key.ID, unconfirmed}},
	); err != nil {
		return nil, fmt.Errorf("let the older secret live on: %w", err)
	}
	return []store.Event{{
		Org: call.Actor.Org, Action: store.KeyRotationUndone, Subject: string(key.ID),
		Before: []store.Field{{Name: "secret", Value: newest.Abbreviated(key.ID)}, {Name: "older_ends", Value: eventTime(older.EndsAt)}},
		After:  []store.Field{{Name: "secret", Value: older.Abbreviated(key.ID)}},
	}}, nil
}

// ending is what ends a secret, of those that are kept of a key; it gives no event for one that has ended already.
type ending func(tx *tx, standing store.Standing, key *store.Key, secrets []store.Secret) ([]store.Event, error)

// endSecret ends a secret however the key has changed since the form was opened, and says what had ended it before.
func (db *DB) endSecret(ctx context.Context, call store.Call, id store.KeyID, secret int64, do ending) (end store.SecretEnd, err error) {
	end.Key, err = db.editKey(ctx, call, id, 0, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		secrets, err := tx.secretsOf(call.Actor.Org, id)
		if err != nil {
			return nil, err
		}
		events, err := do(tx, standing, key, secrets)
		if err != nil || len(events) > 0 {
			return events, err
		}
		if secret <= 0 { // which no secret ever was
			return nil, store.ErrNotFound
		}
		end.Already = true
		if !slices.ContainsFunc(secrets, func(s store.Secret) bool { return s.Seq == secret }) {
			end.Was, err = one(tx, scanEvent, lastSecretEnd, call.Actor.Org, id)
		}
		return nil, err
	})
	if err == nil && !end.Already {
		db.scrubber.wake()
	}
	return end, err
}

// step is a statement of a change.
type step struct {
	text string
	args []any
}

// execSteps runs statements one after the other.
func (tx *tx) execSteps(steps ...step) error {
	for _, s := range steps {
		if _, err := tx.exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}
