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
	err := db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		if err := p.Check(); err != nil {
			return nil, err
		}
		_, err := tx.exec(setPreferences, account.ID, string(p.Language), string(p.Theme), string(p.Shortcuts))
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("set preferences: %w", err)
	}
	return nil
}
