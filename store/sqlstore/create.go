package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

// KeyForm implements [store.Keys].
func (db *DB) KeyForm(ctx context.Context, actor store.Actor) (form store.KeyForm, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
			if standing.MayCreateKey(role) == nil {
				form.Roles = append(form.Roles, role)
			}
		}
		if form.Groups, form.NeedsGroup, err = tx.groupChoices(actor.Org, standing); err != nil {
			return err
		}
		if form.Terms, _, err = tx.termsOf(actor.Org); err != nil {
			return err
		}
		return standing.MayCreateKeys()
	})
	if err != nil {
		return store.KeyForm{}, fmt.Errorf("open the form of a new key: %w", err)
	}
	return form, nil
}

// CreateKey implements [store.Keys].
func (db *DB) CreateKey(ctx context.Context, call store.Call, key store.NewKey) (created store.CreatedKey, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayCreateKeys(); err != nil {
			return nil, err
		}
		outcome, err := tx.spendFirst(call.Actor.Org, createKeyAction, key.Nonce, string(key.ID), call.At)
		if err != nil {
			return nil, err
		}
		if created.Repeated = outcome != ""; created.Repeated {
			created.Key, err = tx.visibleKey(call.Actor.Org, standing, store.KeyID(outcome))
			return nil, err
		}
		if err := standing.MayCreateKey(key.Role); err != nil {
			return nil, err
		}
		groups, err := tx.groupsForNewKey(call.Actor.Org, standing, key.Groups)
		if err != nil {
			return nil, err
		}
		created.Key, events, err = tx.createKey(call, key, groups)
		return events, err
	})
	if err != nil {
		return store.CreatedKey{}, fmt.Errorf("create key %s: %w", key.ID, err)
	}
	return created, nil
}

// createKey checks the key and writes it. What it gives is made of what it wrote: nothing is read back.
func (tx *tx) createKey(call store.Call, key store.NewKey, groups []groupRef) (made store.Key, events []store.Event, err error) {
	org := call.Actor.Org
	if key.Name, err = store.CleanName("name", key.Name); err != nil {
		return made, nil, err
	}
	about, err := store.Description{Purpose: key.Purpose, Labels: key.Labels}.Clean()
	if err != nil {
		return made, nil, err
	}
	terms, zone, err := tx.termsOf(org)
	if err != nil {
		return made, nil, err
	}
	expires, err := terms.CheckExpiry(key.ExpiresOn, call.At, zone)
	if err != nil {
		return made, nil, err
	}
	if made, err = tx.writeKey(call, key, expires, groups); err != nil {
		return made, nil, err
	}
	is := made
	is.Purpose, is.Labels = about.Purpose, about.Labels
	_, described := store.DescriptionFields(made, is)
	if len(described) > 0 {
		if err := tx.writeAbout(org, made, is); err != nil {
			return made, nil, err
		}
	}
	return is, []store.Event{{Org: org, Action: store.KeyCreated, Subject: string(key.ID), After: append([]store.Field{
		{Name: "name", Value: key.Name}, {Name: "role", Value: key.Role.String()}, {Name: "expires", Value: key.ExpiresOn.String()},
		{Name: "groups", Value: store.JoinNames(made.Groups)},
	}, described...)}}, nil
}

const (
	newKey = `
	INSERT INTO keys (seq, org_id, id, version, name, name_fold, word_starts, role, creator, creator_fold, created_at, expires_on, expires_at,
		inactive_from, inactive_until, unconfirmed)
	SELECT $1, $2, $3, 1, $4, $5, $6, $7, $8, m.name_fold, $9, $10, $11, $12, $12, 1
	FROM members m
	WHERE m.org_id = $2 AND m.account = $8
	ON CONFLICT (org_id, name_fold) DO NOTHING`
	newUse = `
	INSERT INTO key_uses (org_id, seq, created_at, last_used)
	VALUES ($1, $2, $3, 0)`
	newSecret = `
	INSERT INTO secrets (seq, org_id, key_id, hash_v, prefix, tail, created_at, created_by, ends_at, confirmed_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`
	newDigest = `
	INSERT INTO digests (secret, sha256)
	VALUES ($1, $2)`
	addToCounter = `
	UPDATE counters
	SET n = n + $3
	WHERE org_id = $1 AND name = $2`
)

// hashVersion says how digests were made: by SHA-256 alone.
const hashVersion = 1

// writeKey writes a key with its first secret. Errors: [store.InvalidError] for a name that is taken.
func (tx *tx) writeKey(call store.Call, key store.NewKey, expires time.Time, groups []groupRef) (made store.Key, err error) {
	org, creator, at := call.Actor.Org, call.Actor.ID, call.At.UnixMilli()
	if _, err := tx.exec(newPrincipal, org, key.ID, keyPrincipal); err != nil {
		return made, fmt.Errorf("write the key's principal: %w", err)
	}
	seq, err := tx.take(keySeqsCounter, 1)
	if err != nil {
		return made, fmt.Errorf("number the key: %w", err)
	}
	fold := store.Fold(key.Name)
	written, err := tx.exec(newKey, seq, org, key.ID, key.Name, fold, wordStarts(fold), key.Role.String(), creator, at,
		key.ExpiresOn.String(), orNever(expires), int64(never))
	if err != nil {
		return made, fmt.Errorf("write the key: %w", err)
	}
	if written == 0 {
		return made, keyTaken()
	}
	if _, err := tx.exec(newUse, org, seq, at); err != nil {
		return made, fmt.Errorf("write that the key was never used: %w", err)
	}
	secret, err := tx.writeSecret(call, key.ID, key.Secret)
	if err != nil {
		return made, err
	}
	if err := tx.groupNewKey(org, seq, groups); err != nil {
		return made, err
	}
	if _, err := tx.exec(addToCounter, org, keysCounter, 1); err != nil {
		return made, fmt.Errorf("count the key: %w", err)
	}
	who := tx.known[call.Actor]
	made = store.Key{
		ID: key.ID, Seq: seq, Version: 1, Name: key.Name, Role: key.Role, Groups: refsOf(groups), CreatedAt: instant(at),
		Creator:   store.Creator{ID: store.AccountID(creator), Name: who.name, Email: who.email},
		ExpiresOn: key.ExpiresOn, ExpiresAt: instant(orNever(expires)),
		Secret: store.SecretShown{Seq: secret, Prefix: key.Secret.Prefix, Tail: key.Secret.Tail, CreatedBy: store.AccountID(creator), CreatedAt: instant(at)},
	}
	made.Contact = made.Creator
	return made, nil
}

// writeSecret writes a secret that ends with its key, and gives its number.
func (tx *tx) writeSecret(call store.Call, key store.KeyID, secret store.NewSecret) (seq int64, err error) {
	if seq, err = tx.take(secretSeqsCounter, 1); err != nil {
		return 0, fmt.Errorf("number the key's secret: %w", err)
	}
	if _, err := tx.exec(newSecret, seq, call.Actor.Org, key, hashVersion, secret.Prefix, secret.Tail,
		call.At.UnixMilli(), call.Actor.ID, int64(never)); err != nil {
		return 0, fmt.Errorf("write the key's secret: %w", err)
	}
	if _, err := tx.exec(newDigest, seq, secret.Digest[:]); err != nil {
		return 0, fmt.Errorf("write the secret's digest: %w", err)
	}
	return seq, nil
}

// createKeyAction is what nonces of the form for a new key are for.
const createKeyAction = "key.create"

const (
	nonceByDigest = `
	SELECT org_id, session, action, body, outcome
	FROM form_nonces
	WHERE nonce = $1`
	newNonce = `
	INSERT INTO form_nonces (nonce, org_id, session, action, body, outcome, expires_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`
	unlessSpent = `
	ON CONFLICT (nonce) DO NOTHING`
	dropOldNonces = `
	DELETE FROM form_nonces
	WHERE expires_at <= $1`
)

// outcome is what a form did when it was sent before; empty: it wasn't, or it has no nonce.
// Errors: [store.ErrNonceReused] for another form with the same nonce.
func (tx *tx) outcome(org store.OrgID, action string, nonce store.Nonce) (outcome string, err error) {
	if nonce.Digest == (store.Digest{}) {
		return "", nil
	}
	var was struct {
		org             store.OrgID
		session, action string
		body            []byte
	}
	err = tx.scan([]any{&was.org, &was.session, &was.action, &was.body, &outcome}, nonceByDigest, nonce.Digest[:])
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("look for the form: %w", err)
	case was.org != org, was.session != nonce.Session, was.action != action, store.Digest(was.body) != nonce.Body:
		return "", store.ErrNonceReused
	}
	return outcome, nil
}

// spendFirst uses a nonce up before what its form is for is done; if that comes to nothing, so does this. It gives what the
// form did when it was sent before, as outcome does: one statement finds out, and writes.
func (tx *tx) spendFirst(org store.OrgID, action string, nonce store.Nonce, outcome string, at time.Time) (before string, err error) {
	if nonce.Digest == (store.Digest{}) {
		return "", nil
	}
	spent, err := tx.exec(newNonce+unlessSpent, nonceRow(org, action, nonce, outcome)...)
	switch {
	case err != nil:
		return "", fmt.Errorf("use the form up: %w", err)
	case spent == 0:
		return tx.outcome(org, action, nonce)
	}
	return "", tx.dropNonces(at)
}

// spend uses a nonce up, and forgets those that may be forgotten.
func (tx *tx) spend(org store.OrgID, action string, nonce store.Nonce, outcome string, at time.Time) error {
	if nonce.Digest == (store.Digest{}) {
		return nil
	}
	if err := tx.dropNonces(at); err != nil {
		return err
	}
	if _, err := tx.exec(newNonce, nonceRow(org, action, nonce, outcome)...); err != nil {
		return fmt.Errorf("use the form up: %w", err)
	}
	return nil
}

// nonceRounds is how often old nonces are looked for, at most.
const nonceRounds = time.Minute

// dropNonces forgets the nonces that may be forgotten. The table needn't be looked through with each form.
func (tx *tx) dropNonces(at time.Time) error {
	if at.Sub(tx.db.nonces).Abs() < nonceRounds {
		return nil
	}
	tx.db.nonces = at
	if _, err := tx.exec(dropOldNonces, at.UnixMilli()); err != nil {
		return fmt.Errorf("forget old forms: %w", err)
	}
	return nil
}

// nonceRow is a nonce as form_nonces has it.
func nonceRow(org store.OrgID, action string, nonce store.Nonce, outcome string) []any {
	return []any{nonce.Digest[:], org, nonce.Session, action, nonce.Body[:], outcome, orNever(nonce.Expires)}
}
