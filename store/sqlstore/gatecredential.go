package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	gateCredentialColumns = `c.id, c.name, c.prefix, c.tail, c.made_at, c.confirmed_at, c.revoked_at, c.revoked_by, c.last_used,
		m.account, m.name, m.email, m.left_at`
	fromGateCredentials = `
	FROM gate_credentials c
	CROSS JOIN members m`
	gateCredentialsAtWork = `
	SELECT ` + gateCredentialColumns + fromGateCredentials + `
	WHERE c.org_id = $1 AND c.revoked_at = 0 AND m.org_id = c.org_id AND m.account = c.made_by
	ORDER BY c.name_fold`
	gateCredentialByID = `
	SELECT ` + gateCredentialColumns + fromGateCredentials + `
	WHERE c.org_id = $1 AND c.id = $2 AND m.org_id = c.org_id AND m.account = c.made_by`
	countGateCredentials = `
	SELECT count(*)
	FROM gate_credentials
	WHERE org_id = $1 AND revoked_at = 0`
	newGateCredential = `
	INSERT INTO gate_credentials (org_id, id, name, name_fold, sha256, hash_v, prefix, tail, made_by, made_at, confirmed_at, revoked_at,
		revoked_by, last_used)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', 0)
	ON CONFLICT (org_id, name_fold) WHERE revoked_at = 0 DO NOTHING`
	confirmGateCredential = `
	UPDATE gate_credentials
	SET confirmed_at = $3
	WHERE org_id = $1 AND id = $2`
	revokeGateCredential = `
	UPDATE gate_credentials
	SET sha256 = NULL, revoked_at = $3, revoked_by = $4
	WHERE org_id = $1 AND id = $2`
	gateCredentialName = `
	SELECT name
	FROM gate_credentials
	WHERE org_id = $1 AND id = $2`
)

// makeGateCredentialAction is what nonces of the form for a new gate credential are for.
const makeGateCredentialAction = "gate.credential_make"

// scanGateCredential reads gateCredentialColumns.
func scanGateCredential(row scanner) (c store.GateCredential, err error) {
	var made, confirmed, revoked, used, left int64
	by := &c.MadeBy
	err = row.Scan(&c.ID, &c.Name, &c.Shown.Prefix, &c.Shown.Tail, &made, &confirmed, &revoked, &c.RevokedBy, &used, &by.ID, &by.Name, &by.Email, &left)
	c.MadeAt, c.ConfirmedAt, c.RevokedAt, c.LastUsed, by.Left = instant(made), instant(confirmed), instant(revoked), instant(used), left != 0
	return c, err
}

// gateKeeper is the standing of an actor who may see and change gate credentials.
func (tx *tx) gateKeeper(actor store.Actor) (store.Standing, error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return standing, err
	}
	return standing, standing.MayManageGate()
}

// GateCredentials implements [store.GateCredentials].
func (db *DB) GateCredentials(ctx context.Context, actor store.Actor) (list []store.GateCredential, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if _, err := tx.gateKeeper(actor); err != nil {
			return err
		}
		list, err = all(tx, scanGateCredential, gateCredentialsAtWork, actor.Org)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the gate credentials: %w", err)
	}
	return list, nil
}

// GateCredential implements [store.GateCredentials].
func (db *DB) GateCredential(ctx context.Context, actor store.Actor, id store.GateCredentialID) (c store.GateCredential, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, c, err = tx.gateCredential(actor, id)
		return err
	})
	if err != nil {
		return store.GateCredential{}, fmt.Errorf("look at gate credential %s: %w", id, err)
	}
	return c, nil
}

// gateCredential finds one for an actor who may see it.
func (tx *tx) gateCredential(actor store.Actor, id store.GateCredentialID) (standing store.Standing, c store.GateCredential, err error) {
	if standing, err = tx.gateKeeper(actor); err != nil {
		return standing, c, err
	}
	c, err = one(tx, scanGateCredential, gateCredentialByID, actor.Org, id)
	return standing, c, err
}

// MakeGateCredential implements [store.GateCredentials].
func (db *DB) MakeGateCredential(ctx context.Context, call store.Call, in store.NewGateCredential) (made store.MadeGateCredential, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if _, err := tx.gateKeeper(call.Actor); err != nil {
			return nil, err
		}
		before, err := tx.outcome(call.Actor.Org, makeGateCredentialAction, in.Nonce)
		if err != nil {
			return nil, err
		}
		if before != "" {
			made.Repeated = true
			made.Credential, err = one(tx, scanGateCredential, gateCredentialByID, call.Actor.Org, before)
			return nil, err
		}
		if err := tx.writeGateCredential(call, in); err != nil {
			return nil, err
		}
		made.Credential, err = one(tx, scanGateCredential, gateCredentialByID, call.Actor.Org, in.ID)
		return []store.Event{gateCredentialEvent(call.Actor.Org, store.GateCredentialMade, made.Credential)}, err
	})
	if err != nil {
		return store.MadeGateCredential{}, fmt.Errorf("make gate credential %s: %w", in.ID, err)
	}
	return made, nil
}

// writeGateCredential checks a new credential and writes it, with the nonce that it uses up. Errors: [store.InvalidError].
func (tx *tx) writeGateCredential(call store.Call, in store.NewGateCredential) error {
	org := call.Actor.Org
	name, err := store.CleanName("name", in.Name)
	if err != nil {
		return err
	}
	n, err := tx.number(countGateCredentials, org)
	if err != nil {
		return fmt.Errorf("count the gate credentials: %w", err)
	}
	if n >= store.MaxGateCredentials {
		return &store.InvalidError{Field: "name", Problem: store.ProblemGateCredentials, Accepted: "one fewer: revoke those that nothing uses"}
	}
	written, err := tx.exec(newGateCredential, org, in.ID, name, store.Fold(name), in.Secret.Digest[:], hashVersion, in.Secret.Prefix,
		in.Secret.Tail, call.Actor.ID, call.At.UnixMilli())
	if err != nil {
		return fmt.Errorf("write the gate credential: %w", err)
	}
	if written == 0 {
		return &store.InvalidError{Field: "name", Problem: store.ProblemGateCredentialTaken, Accepted: "a name that no other one of the organization has"}
	}
	return tx.spend(org, makeGateCredentialAction, in.Nonce, string(in.ID), call.At)
}

// gateCredentialEvent tells of a credential.
func gateCredentialEvent(org store.OrgID, action store.Action, c store.GateCredential) store.Event {
	e := store.Event{Org: org, Action: action, Subject: string(c.ID)}
	fields := []store.Field{{Name: "name", Value: c.Name}, {Name: "secret", Value: c.Abbreviated()}}
	if action == store.GateCredentialEnded {
		e.Before = fields
	} else {
		e.After = fields
	}
	return e
}

// ConfirmGateCredential implements [store.GateCredentials].
func (db *DB) ConfirmGateCredential(ctx context.Context, call store.Call, id store.GateCredentialID) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, c, err := tx.gateCredential(call.Actor, id)
		if err != nil {
			return nil, err
		}
		if err := standing.MayConfirmGateCredential(c); err != nil {
			return nil, err
		}
		if !c.ConfirmedAt.IsZero() || !c.RevokedAt.IsZero() {
			return nil, nil
		}
		if _, err := tx.exec(confirmGateCredential, call.Actor.Org, id, call.At.UnixMilli()); err != nil {
			return nil, err
		}
		return []store.Event{gateCredentialEvent(call.Actor.Org, store.GateCredentialStored, c)}, nil
	})
	if err != nil {
		return fmt.Errorf("confirm gate credential %s: %w", id, err)
	}
	return nil
}

// RevokeGateCredential implements [store.GateCredentials].
func (db *DB) RevokeGateCredential(ctx context.Context, call store.Call, id store.GateCredentialID) (was store.GateCredential, already bool, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if _, was, err = tx.gateCredential(call.Actor, id); err != nil {
			return nil, err
		}
		if already = !was.RevokedAt.IsZero(); already {
			return nil, nil
		}
		name, err := tx.actorName(call.Actor)
		if err != nil {
			return nil, err
		}
		if _, err := tx.exec(revokeGateCredential, call.Actor.Org, id, call.At.UnixMilli(), name); err != nil {
			return nil, err
		}
		return []store.Event{gateCredentialEvent(call.Actor.Org, store.GateCredentialEnded, was)}, nil
	})
	if err != nil {
		return store.GateCredential{}, false, fmt.Errorf("revoke gate credential %s: %w", id, err)
	}
	return was, already, nil
}
