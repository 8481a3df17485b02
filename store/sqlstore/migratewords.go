package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
)

// fillWordStartsVersion is the step after 00003, which can't tell where words begin.
const fillWordStartsVersion = 4

// fillWordStarts gives the keys of an older database their word_starts; a trigger puts them into the index.
func fillWordStarts(ctx context.Context, tx *sql.Tx) error {
	starts, err := oldWordStarts(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the keys' names: %w", err)
	}
	fill, err := tx.PrepareContext(ctx, "UPDATE keys SET word_starts = "+parameter(1)+" WHERE seq = "+parameter(2))
	if err != nil {
		return fmt.Errorf("prepare to write where words begin: %w", err)
	}
	defer fill.Close()
	for seq, words := range starts {
		if _, err := fill.ExecContext(ctx, words, seq); err != nil {
			return fmt.Errorf("write where words begin: %w", err)
		}
	}
	return nil
}

func oldWordStarts(ctx context.Context, tx *sql.Tx) (map[int64]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT seq, name_fold FROM keys")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	starts := map[int64]string{}
	for rows.Next() {
		var seq int64
		var fold string
		if err := rows.Scan(&seq, &fold); err != nil {
			return nil, err
		}
		starts[seq] = wordStarts(fold)
	}
	return starts, rows.Err()
}
