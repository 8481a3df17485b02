package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	gateCredentialFacts = `
	SELECT c.id, c.sha256, c.org_id, o.slug
	FROM gate_credentials c
	CROSS JOIN organizations o
	WHERE c.revoked_at = 0 AND o.org_id = c.org_id`
	gateCredentialFactsOf = gateCredentialFacts + ` AND c.org_id = $1`
	noteGateCredential    = `
	UPDATE gate_credentials
	SET last_used = $3
	WHERE org_id = $1 AND id = $2 AND last_used < $3`
)

// scanGateCredentialFacts reads what gateCredentialFacts selects.
func scanGateCredentialFacts(row scanner) (f store.GateCredentialFacts, err error) {
	var digest []byte
	if err := row.Scan(&f.ID, &digest, &f.Org, &f.Organization); err != nil {
		return f, err
	}
	if copy(f.Digest[:], digest) != len(f.Digest) {
		return f, fmt.Errorf("gate credential %s has a digest of %d bytes", f.ID, len(digest))
	}
	return f, nil
}

// GateCredentialFacts implements [store.GateCredentials].
func (db *DB) GateCredentialFacts(ctx context.Context, org store.OrgID) (list []store.GateCredentialFacts, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if org == 0 {
			list, err = all(tx, scanGateCredentialFacts, gateCredentialFacts)
		} else {
			list, err = all(tx, scanGateCredentialFacts, gateCredentialFactsOf, org)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what the gate knows of its credentials: %w", err)
	}
	return list, nil
}

// NoteGateCredentials implements [store.GateCredentials].
func (db *DB) NoteGateCredentials(ctx context.Context, uses []store.GateCredentialUse) error {
	if len(uses) == 0 {
		return nil
	}
	err := db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
		for _, u := range uses {
			if _, err := tx.exec(noteGateCredential, u.Org, u.ID, u.At.UnixMilli()); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("note the use of gate credentials: %w", err)
	}
	return nil
}
