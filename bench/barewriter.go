package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// bareWriter writes rows by prepared statements, some in each transaction, and waits for the disk.
type bareWriter struct {
	db         *sql.DB
	statements map[string]*sql.Stmt
}

// step is a statement of a transaction with its values.
type step struct {
	text string
	args []any
}

func openBareWriter(path string) (*bareWriter, error) {
	db, err := writable(path)
	if err != nil {
		return nil, fmt.Errorf("open the yardstick: %w", err)
	}
	return &bareWriter{db, map[string]*sql.Stmt{}}, nil
}

// prepare prepares what steps need, which is no part of a measurement.
func (b *bareWriter) prepare(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if b.statements[s.text] != nil {
			continue
		}
		statement, err := b.db.PrepareContext(ctx, s.text)
		if err != nil {
			return fmt.Errorf("prepare %s: %w", s.text, err)
		}
		b.statements[s.text] = statement
	}
	return nil
}

// write carries steps out in one transaction, which nothing breaks off: listening for that would take the driver a goroutine
// for each statement.
func (b *bareWriter) write(ctx context.Context, steps []step) error {
	ctx = context.WithoutCancel(ctx)
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for _, s := range steps {
		if _, err := tx.StmtContext(ctx, b.statements[s.text]).ExecContext(ctx, s.args...); err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
	}
	return tx.Commit()
}

func (b *bareWriter) close() error {
	var errs []error
	for _, statement := range b.statements {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, b.db.Close())...)
}
