package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// row is a key's row in the table, as the values of its columns after the first, which is its number.
type row []any

const rowColumns = `org_id, id, version, name, name_fold, word_starts, role, creator, creator_fold, created_at, expires_on, expires_at,
	inactive_from, inactive_until, unconfirmed, owns`

const never = 253402300799999 // ms since 1970: an instant that doesn't come

// rowOf is what the store writes of a key.
func (s *stand) rowOf(key store.NewKey) row {
	fold := store.Fold(key.Name)
	starts := ""
	for _, start := range store.WordStarts(fold) {
		starts += "\x02\x02" + start
	}
	return row{int64(s.ada.Org), string(key.ID), 1, key.Name, fold, starts, key.Role.String(), string(s.ada.ID), s.creator, s.at.UnixMilli(),
		key.ExpiresOn.String(), s.at.AddDate(0, 0, 90).UnixMilli(), int64(never), int64(never), 1, 0}
}

const putRow = "(seq, " + rowColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

// writable opens a connection that waits for the disk at each commit, as the store's does.
func writable(path string) (*sql.DB, error) {
	query := url.Values{"_txlock": {"immediate"}, "_busy_timeout": {"4000"}, "_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-8192)",
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// plain is a database with one table, which has the rows of keys and no index beside its primary key.
type plain struct {
	db   *sql.DB
	path string
	next int64
	put  *sql.Stmt
}

// openPlain copies the keys into a database of its own.
func openPlain(ctx context.Context, dir string) (p *plain, err error) {
	p = &plain{path: filepath.Join(dir, "plain.db")}
	if err := p.remove(); err != nil { // of a run that was stopped
		return nil, err
	}
	if p.db, err = writable(p.path); err != nil {
		return nil, err
	}
	if err := p.fill(ctx, filepath.Join(dir, sqlstore.FileName)); err != nil {
		return nil, errors.Join(fmt.Errorf("make the plain table: %w", err), p.close())
	}
	return p, nil
}

func (p *plain) fill(ctx context.Context, source string) (err error) {
	if _, err := p.db.ExecContext(ctx, "ATTACH ? AS source", source); err != nil {
		return err
	}
	for _, statement := range []string{
		"CREATE TABLE plain (seq INTEGER PRIMARY KEY, " + rowColumns + ")",
		"INSERT INTO plain SELECT seq, " + rowColumns + " FROM source.keys ORDER BY seq",
		"DETACH source",
		"PRAGMA wal_checkpoint(TRUNCATE)",
	} {
		if _, err := p.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := p.db.QueryRowContext(ctx, "SELECT max(seq) FROM plain").Scan(&p.next); err != nil {
		return err
	}
	p.put, err = p.db.PrepareContext(ctx, "INSERT INTO plain "+putRow)
	return err
}

// insert puts a row into the table.
func (p *plain) insert(ctx context.Context, r row) error {
	p.next++
	_, err := p.put.ExecContext(ctx, append([]any{p.next}, r...)...)
	return err
}

// close removes the database with its log.
func (p *plain) close() error {
	var errs []error
	if p.put != nil {
		errs = append(errs, p.put.Close())
	}
	return errors.Join(append(errs, p.db.Close(), p.remove())...)
}

func (p *plain) remove() error {
	return errors.Join(os.RemoveAll(p.path), os.RemoveAll(p.path+"-wal"), os.RemoveAll(p.path+"-shm"))
}
