package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"chatelaine/store"
)

// tx is a transaction: one method of the store, from its first row to its last.
type tx struct {
	call context.Context // no statement begins after its end; a commit doesn't heed it
	ctx  context.Context // of statements: see [statements]
	on   *connection
	db   *DB
	// known are actors whose standing was read: events tell what they are called.
	known map[store.Actor]person
}

// person is what somebody is called, and their address; empty: a key has none.
type person struct{ name, email string }

// scanner is a row, or rows that stand on one.
type scanner interface{ Scan(...any) error }

// read runs do in one transaction that sees the same state throughout.
func (db *DB) read(ctx context.Context, do func(*tx) error) error {
	return db.transact(ctx, db.readers, manner{readOnly: true}, do, nil)
}

// manner is how a transaction is carried out.
type manner struct {
	readOnly  bool
	trusting  bool // the engine doesn't look whether what rows refer to is there: do does, and its statements can be long
	unsynced  bool // a loss of power can take the transaction back, until the next one that waits for the disk
	impatient bool // it doesn't wait for another process that has the database
}

// transact runs do in a transaction, and done, unless it is nil, after the commit and before the connection goes to
// the next caller. Where the commit gives an error after which the change can be there or not, done is told that it isn't
// certain, and the error is [store.ErrOutcomeUnknown]. The context ends do, but not the commit: a client that hangs up must
// not leave open which of the two happened.
func (db *DB) transact(ctx context.Context, from *pool, how manner, do func(*tx) error, done func(certain bool)) (err error) {
	if !how.readOnly {
		defer func() { db.mender.heard(err) }()
	}
	on, err := from.acquire(ctx)
	if err != nil {
		return err
	}
	giveBack := from.release
	defer func() { giveBack(on) }()
	if how.trusting {
		defer func() {
			if on.checkReferences(context.WithoutCancel(ctx), true) != nil {
				giveBack = from.discard
			}
		}()
		if err := on.checkReferences(ctx, false); err != nil {
			return err
		}
	}
	if how.unsynced && !db.fleeting {
		defer func() {
			if on.waitForDisk(context.WithoutCancel(ctx), true) != nil {
				giveBack = from.discard
			}
		}()
		if err := on.waitForDisk(ctx, false); err != nil {
			return err
		}
	}
	if how.impatient {
		defer func() {
			if on.waitForOthers(context.WithoutCancel(ctx), busyTimeout) != nil {
				giveBack = from.discard
			}
		}()
		if err := on.waitForOthers(ctx, 0); err != nil {
			return err
		}
	}
	begun, err := on.conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: how.readOnly})
	if err != nil {
		giveBack = from.discard
		return fmt.Errorf("begin a transaction: %w", translate(err))
	}
	defer func() { _ = begun.Rollback() }() // after a commit it does nothing
	if err := do(&tx{ctx, statements(ctx, how), on, db, map[store.Actor]person{}}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if how.readOnly {
		return nil
	}
	return db.end(begun, done)
}

// statements is the context of a transaction's statements. Those that read end in their middle with the call. For that, the
// standard library and the driver start two goroutines for each, which takes about as long as a small statement does: the
// short ones of a change are carried out to their end.
func statements(call context.Context, how manner) context.Context {
	if how.readOnly || how.trusting {
		return call
	}
	return context.WithoutCancel(call)
}

// end commits what was written.
func (db *DB) end(begun *sql.Tx, done func(certain bool)) error {
	if err := db.there(walName); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	err := db.commit(begun)
	certain := !uncertain(err)
	if done != nil && (err == nil || !certain) {
		done(certain)
	}
	switch {
	case err == nil:
		return nil
	case certain:
		return fmt.Errorf("commit: %w", translate(err))
	}
	db.orders.forget()
	return fmt.Errorf("commit: %w: %w: %w", store.ErrOutcomeUnknown, store.ErrUnavailable, err)
}

// prepare gives the statement, unless the call has ended.
func (tx *tx) prepare(query string) (*sql.Stmt, error) {
	if err := tx.call.Err(); err != nil {
		return nil, err
	}
	return tx.on.prepare(tx.ctx, query)
}

// exec runs a statement and says how many rows it changed.
func (tx *tx) exec(query string, args ...any) (int64, error) {
	statement, err := tx.prepare(query)
	if err != nil {
		return 0, translate(err)
	}
	result, err := statement.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, translate(err)
	}
	n, err := result.RowsAffected()
	return n, translate(err)
}

// scan reads one row into to. No row: [store.ErrNotFound].
func (tx *tx) scan(to []any, query string, args ...any) error {
	statement, err := tx.prepare(query)
	if err != nil {
		return translate(err)
	}
	return translate(statement.QueryRowContext(tx.ctx, args...).Scan(to...))
}

// number reads one row of one number. No row: [store.ErrNotFound].
func (tx *tx) number(query string, args ...any) (n int64, err error) {
	return n, tx.scan([]any{&n}, query, args...)
}

// one reads one row. No row: [store.ErrNotFound].
func one[T any](tx *tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	var none T
	statement, err := tx.prepare(query)
	if err != nil {
		return none, translate(err)
	}
	row, err := scan(statement.QueryRowContext(tx.ctx, args...))
	return row, translate(err)
}

// all reads every row.
func all[T any](tx *tx, scan func(scanner) (T, error), query string, args ...any) (list []T, err error) {
	statement, err := tx.prepare(query)
	if err != nil {
		return nil, translate(err)
	}
	rows, err := statement.QueryContext(tx.ctx, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, translate(err)
		}
		list = append(list, row)
	}
	return list, translate(rows.Err())
}

// countOf is the number that a query gave which stops counting one above [store.MaxCount].
func countOf(n int64) store.Count {
	if n > store.MaxCount {
		return store.Count{N: store.MaxCount, More: true}
	}
	return store.Count{N: int(n)}
}

// scanNumber reads one whole number.
func scanNumber(row scanner) (n int64, err error) { return n, row.Scan(&n) }
