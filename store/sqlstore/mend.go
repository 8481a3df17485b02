package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chatelaine/store"
)

// How long a database that couldn't be written is left alone: twice as long each time.
const (
	mendAfter    = 100 * time.Millisecond
	mendAfterMax = 5 * time.Second
)

// mendedCounter counts how often the database could be written again.
const mendedCounter = "mended"

const countMended = `
	INSERT INTO counters (org_id, name, n)
	VALUES (0, $1, 1)
	ON CONFLICT (org_id, name) DO UPDATE
	SET n = counters.n + 1`

// mender remembers what keeps the database from being written, and tries until it can be again. Then it is known too what
// became of commits that had an uncertain end: whatever they left in the log is overwritten by the next one that has a
// certain one, and what is read from then on is so.
type mender struct {
	db   *DB
	due  chan struct{} // of one: something couldn't be written
	stop context.CancelFunc
	gone sync.WaitGroup

	doubts []store.Event // of commits with an uncertain end, as far as a gate cares; whoever has the writer has them

	mu    sync.Mutex
	words string // what keeps the database from being written; empty: nothing
}

func newMender(db *DB) *mender {
	ctx, stop := context.WithCancel(context.Background())
	m := &mender{db: db, due: make(chan struct{}, 1), stop: stop}
	m.gone.Go(func() { m.run(ctx) })
	return m
}

// heard takes note of how a transaction that writes has ended.
func (m *mender) heard(err error) {
	var words string
	switch {
	case err == nil:
	case errors.Is(err, store.ErrUnavailable):
		words = troubleOf(err)
	default: // that says nothing of the disk
		return
	}
	m.mu.Lock()
	m.words = words
	m.mu.Unlock()
	if words != "" {
		m.wake()
	}
}

func (m *mender) wake() {
	select {
	case m.due <- struct{}{}:
	default: // it will try already
	}
}

// trouble is what keeps the database from being written, in words; empty: nothing.
func (m *mender) trouble() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.words
}

// doubt keeps what events tell of for the time when it will be certain.
func (m *mender) doubt(events []store.Event) {
	for _, e := range events {
		m.doubts = append(m.doubts, store.Event{Org: e.Org, Action: e.Action, Subject: e.Subject})
	}
}

func (m *mender) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.due:
		}
		for pause := mendAfter; rest(ctx, pause) && m.mend(ctx) != nil; {
			pause = min(mendAfterMax, 2*pause)
		}
	}
}

// mend writes something, and tells the gate how what was doubtful is.
func (m *mender) mend(ctx context.Context) error {
	var change store.GateChange
	return m.db.transact(ctx, m.db.writer, manner{impatient: true}, func(tx *tx) (err error) {
		if _, err := tx.exec(countMended, mendedCounter); err != nil {
			return fmt.Errorf("write something: %w", err)
		}
		if m.db.gate != nil {
			change, err = tx.gateChange(m.doubts)
		}
		return err
	}, func(certain bool) {
		m.db.orders.forget() // an event's number may have been given a second time
		if certain && len(m.doubts) > 0 && m.db.gate != nil {
			m.db.tellGate(ctx, m.doubts, change)
			m.doubts = nil
		}
	})
}

func (m *mender) close() {
	m.stop()
	m.gone.Wait()
}

// Trouble says in words what keeps the store from being changed, as far as that is known; empty: nothing. It doesn't wait.
func (db *DB) Trouble() string {
	select {
	case <-db.writer.closing:
		return troubleOf(errClosed)
	default:
	}
	if err := db.there(); err != nil {
		return troubleOf(err)
	}
	return db.mender.trouble()
}

// errGone is what a store answers whose file was taken away: what is written into a file without a name is lost.
var errGone = fmt.Errorf("%w: its file was taken out of the data folder", store.ErrUnavailable)

// there finds out whether the file that is open is still the one in the data folder, and has these beside it. The engine
// itself would go on with a file that nobody finds any more.
func (db *DB) there(beside ...string) error {
	found, err := os.Stat(filepath.Join(db.dir, FileName))
	if err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	if !os.SameFile(found, db.file) {
		return errGone
	}
	for _, name := range beside {
		if _, err := os.Stat(filepath.Join(db.dir, name)); err != nil {
			return fmt.Errorf("%w: %w", errGone, err)
		}
	}
	return nil
}

// commit ends a transaction that writes. In place of it a test has one that fails.
func commit(tx *sql.Tx) error { return tx.Commit() }
