package sqlstore

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"chatelaine/store"
)

// What [Open] refuses, for [errors.Is]. The errors' texts are sentences for the operator.
var (
	// ErrInUse: another process owns the data folder.
	ErrInUse = errors.New("another process uses this data folder")
	// ErrNewer: the database was written by a newer version of the program.
	ErrNewer = errors.New("the database is newer than this program")
)

// errClosed is what a closed store answers.
var errClosed = fmt.Errorf("%w: it was closed", store.ErrUnavailable)

// translate puts the database's errors into the store's words. Errors that are neither of the store nor of the
// engine stay what they are: a context's, or a mistake of ours.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrNotFound
	case unavailable(err), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone):
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}
