package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	gateCredentialFacts = `
	SELECT id, sha256
	FROM gate_credentials
	WHERE org_id = $1 AND revoked_at = 0
	ORDER BY id`
	noteGateCredential = `
	UPDATE gate_credentials
	SET last_used = $3
	WHERE org_id = $1 AND id = $2 AND last_used < $3`
)

// scanGateCredentialFacts reads what gateCredentialFacts selects.
func scanGateCredentialFacts(row scanner) (f store.GateCredentialFacts, err error) {
	var digest []byte
	if err := row.Scan(&f.ID, &digest); err != nil {
		return f, err
	}
	if copy(f.Digest[:], digest) != len(f.Digest) {
		return f, fmt.Errorf("gate credential %s has a digest of %d bytes", f.ID, len(digest))
	}
	return f, nil
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
