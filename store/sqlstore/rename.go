package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	keyWithName = `
	SELECT id
	FROM keys
	WHERE org_id = $1 AND name_fold = $2`
	renameKey = `
	UPDATE keys
	SET version = version + 1, name = $3, name_fold = $4, word_starts = $5
	WHERE org_id = $1 AND id = $2`
)

// NameTaken implements [store.Keys].
func (db *DB) NameTaken(ctx context.Context, actor store.Actor, name string, but store.KeyID) (taken bool, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayChangeKeys(); err != nil {
			return err
		}
		if name, err = store.CleanName("name", name); err != nil {
			return err
		}
		taken, err = tx.taken(actor.Org, name, but)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look whether a name is taken: %w", err)
	}
	return taken, nil
}

// taken tells whether a key but the one has a name that is written otherwise at most.
func (tx *tx) taken(org store.OrgID, name string, but store.KeyID) (bool, error) {
	var holder store.KeyID
	err := tx.scan([]any{&holder}, keyWithName, org, store.Fold(name))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a key with the name: %w", err)
	}
	return holder != but, nil
}

// RenameKey implements [store.Keys].
func (db *DB) RenameKey(ctx context.Context, call store.Call, id store.KeyID, version int64, name string) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		return tx.rename(call.Actor.Org, standing, key, name)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("rename key %s: %w", id, err)
	}
	return key, nil
}

// rename gives a key another name. No event: it is called so already.
func (tx *tx) rename(org store.OrgID, standing store.Standing, key *store.Key, name string) ([]store.Event, error) {
	if err := standing.MayChangeKeys(); err != nil {
		return nil, err
	}
	name, err := store.CleanName("name", name)
	if err != nil || name == key.Name {
		return nil, err
	}
	taken, err := tx.taken(org, name, key.ID)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, keyTaken()
	}
	fold := store.Fold(name)
	if _, err := tx.exec(renameKey, org, key.ID, name, fold, wordStarts(fold)); err != nil {
		return nil, fmt.Errorf("write the key's name: %w", err)
	}
	before := key.Name
	key.Name = name
	return []store.Event{{Org: org, Action: store.KeyRenamed, Subject: string(key.ID),
		Before: []store.Field{{Name: "name", Value: before}}, After: []store.Field{{Name: "name", Value: name}}}}, nil
}

// keyTaken is the error for a name that another key has.
func keyTaken() error {
	return &store.InvalidError{Field: "name", Problem: store.ProblemTaken, Accepted: "a name that no key of the organization has"}
}
