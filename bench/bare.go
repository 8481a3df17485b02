package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"chatelaine/store"
)

// bare is the yardstick: a connection of its own to the same file, which reads the rows of a page by their index, with
// nothing decided, joined or written around them.
type bare struct {
	db    *sql.DB
	org   store.OrgID
	reads map[int]*sql.Stmt // for that many rows
}

func openBare(ctx context.Context, path string, org store.OrgID) (*bare, error) {
	query := url.Values{"mode": {"rw"}, "_query_only": {"on"}, "_busy_timeout": {"4000"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &bare{db, org, map[int]*sql.Stmt{}}, db.PingContext(ctx)
}

// middle is the key in the middle of the organization's, as they were made.
func (b *bare) middle(ctx context.Context) (id store.KeyID, err error) {
	const halfway = `
	SELECT k.id
	FROM keys k
	WHERE k.org_id = ? AND k.created_at >= (
		SELECT (min(created_at) + max(created_at)) / 2
		FROM keys
		WHERE org_id = ?)
	ORDER BY k.created_at
	LIMIT 1`
	return id, b.db.QueryRowContext(ctx, halfway, b.org, b.org).Scan(&id)
}

// prepare gives the statement that reads n keys.
func (b *bare) prepare(ctx context.Context, n int) (*sql.Stmt, error) {
	if statement, there := b.reads[n]; there {
		return statement, nil
	}
	statement, err := b.db.PrepareContext(ctx, `
	SELECT name, id, role, creator, created_at, expires_at, inactive_from, inactive_until
	FROM keys INDEXED BY sqlite_autoindex_keys_1
	WHERE org_id = ? AND id IN (?`+strings.Repeat(", ?", n-1)+")")
	if err != nil {
		return nil, err
	}
	b.reads[n] = statement
	return statement, nil
}

// read reads the keys with these ids, whole.
func (b *bare) read(ctx context.Context, ids []any) error {
	statement, err := b.prepare(ctx, len(ids))
	if err != nil {
		return err
	}
	rows, err := statement.QueryContext(ctx, append([]any{b.org}, ids...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var name, id, role, creator string
		var created, expires, from, until int64
		if err := rows.Scan(&name, &id, &role, &creator, &created, &expires, &from, &until); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil || n != len(ids) {
		return errors.Join(err, fmt.Errorf("%d of %d keys were read", n, len(ids)))
	}
	return nil
}

func (b *bare) close() error {
	var errs []error
	for _, statement := range b.reads {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, b.db.Close())...)
}
