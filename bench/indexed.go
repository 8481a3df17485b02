package bench

import (
	"context"
	"database/sql"
	"errors"
)

// indexed writes rows of keys to the portal's own tables, with all that the table needs for its orders, filters, searches
// and counts, and without what else belongs to a new key: its secret, its event, and whether one may.
type indexed struct {
	db   *sql.DB
	puts []*sql.Stmt
	made [][]any // the first parameters of what was written
}

// What a row of the table consists of. All have its number, its organization and its id for their first parameters.
var indexedPuts = [...]string{
	"INSERT INTO principals (org_id, id, kind) VALUES (?2, ?3, 'key')",
	"INSERT INTO keys " + putRow,
	"INSERT INTO key_uses (org_id, seq, created_at, last_used) SELECT org_id, seq, created_at, 0 FROM keys WHERE seq = ?1",
	"UPDATE counters SET n = n + 1 WHERE org_id = ?2 AND name = 'keys'",
}

func openIndexed(ctx context.Context, path string) (x *indexed, err error) {
	x = &indexed{}
	if x.db, err = writable(path); err != nil {
		return nil, err
	}
	for _, text := range indexedPuts {
		put, err := x.db.PrepareContext(ctx, text)
		if err != nil {
			return nil, errors.Join(err, x.close())
		}
		x.puts = append(x.puts, put)
	}
	return x, nil
}

// insert writes a row in a transaction of its own.
func (x *indexed) insert(ctx context.Context, r row) error {
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var seq int64
	const number = "UPDATE counters SET n = n + 1 WHERE org_id = 0 AND name = 'key_seqs' RETURNING n"
	if err := tx.QueryRowContext(ctx, number).Scan(&seq); err != nil {
		return err
	}
	args := append([]any{seq}, r...)
	for i, put := range x.puts {
		given := args[:3]
		if i == 1 {
			given = args
		}
		if _, err := tx.StmtContext(ctx, put).ExecContext(ctx, given...); err != nil {
			return err
		}
	}
	x.made = append(x.made, args[:3])
	return tx.Commit()
}

// drop takes the rows out again that were written.
func (x *indexed) drop(ctx context.Context) error {
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for _, of := range x.made {
		for _, text := range []string{
			"DELETE FROM key_uses WHERE seq = ?1",
			"DELETE FROM keys WHERE seq = ?1",
			"DELETE FROM principals WHERE org_id = ?2 AND id = ?3",
			"UPDATE counters SET n = n - 1 WHERE org_id = ?2 AND name = 'keys'",
		} {
			if _, err := tx.ExecContext(ctx, text, of...); err != nil {
				return err
			}
		}
	}
	x.made = nil
	return tx.Commit()
}

func (x *indexed) close() error {
	var errs []error
	for _, put := range x.puts {
		errs = append(errs, put.Close())
	}
	return errors.Join(append(errs, x.db.Close())...)
}
