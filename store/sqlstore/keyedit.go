package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	keyEdited = `
	UPDATE keys
	SET version = version + 1
	WHERE org_id = $1 AND id = $2`
	lastKeyEvent = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2
	ORDER BY seq DESC
	LIMIT 1`
)

// keyEdit does something to a key that the actor sees, makes of key what it is then, and gives the events that tell of it;
// none: nothing was changed. Whatever it writes counts the key's version up, once: see [tx.edited].
type keyEdit func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error)

// editKey runs an edit in one transaction, and gives the key as it is then. Version is that of the form; 0 accepts the key
// however it has become.
// Errors: [store.KeyChangedError]; those of [tx.visibleKey].
func (db *DB) editKey(ctx context.Context, call store.Call, id store.KeyID, version int64, edit keyEdit) (key store.Key, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		org := call.Actor.Org
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if key, err = tx.visibleKey(org, standing, id); err != nil {
			return nil, err
		}
		if version != 0 && version != key.Version {
			return nil, tx.keyChanged(org, key)
		}
		was := key.Version
		events, err := edit(tx, standing, &key)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		key.Version = was + 1
		for i := range events {
			events[i].SubjectName = key.Name // all are about it
		}
		return events, nil
	})
	if err != nil {
		return store.Key{}, err
	}
	return key, nil
}

// edited counts the version of a key up, where an edit wrote nothing into the key's own row. Statements that do count it
// themselves, so that the row is written once.
func (tx *tx) edited(org store.OrgID, id store.KeyID) error {
	if _, err := tx.exec(keyEdited, org, id); err != nil {
		return fmt.Errorf("count the key's version: %w", err)
	}
	return nil
}

// keyChanged is the error for a form about a key that has changed since.
func (tx *tx) keyChanged(org store.OrgID, key store.Key) error {
	last, err := one(tx, scanEvent, lastKeyEvent, org, key.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the key: %w", err)
	}
	return &store.KeyChangedError{Key: key, Last: last}
}
