package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const setPreferences = `
	UPDATE accounts
	SET language = $2, theme = $3, shortcuts = $4
	WHERE id = $1`

// SetPreferences implements [store.OwnAccounts].
func (db *DB) SetPreferences(ctx context.Context, call store.Call, p store.Preferences) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if err := call.Actor.MayChangeOwnAccount(); err != nil {
			return nil, err
		}
		if err := p.Check(); err != nil {
			return nil, err
		}
		n, err := tx.exec(setPreferences, call.Actor.ID, string(p.Language), string(p.Theme), string(p.Shortcuts))
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("set preferences: %w", err)
	}
	return nil
}
