// Package sqlstore keeps a [store.Store] in SQL, in one file of a folder that one process owns.
//
// [Open] makes or opens it. Each method of [DB] is one transaction: those that read share a pool of connections and see
// one state throughout, those that change take turns on a single connection and write their audit events with the
// change (see change.go). What is SQLite's own lies in dialect.go and in the folder of migrations; all other statements
// are meant for any engine.
//
// What a method acknowledges survives a loss of power, unless the data are fleeting. What it deletes is overwritten in the
// file, and soon after in the log beside it (see scrub.go).
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chatelaine/store"
)

// readers is how many connections read at once: more than a machine of this size has processors to serve.
const readers = 8

// Config says where the data lies, and who wants to know of changes.
type Config struct {
	Dir string // the data folder; made if need be
	// Committed is told the events of each change after they are durable and before the method that made them
	// returns, in the order of their seq. It must not change the store. Nil: nobody is told.
	Committed func([]store.Event)
	// Gate is told of each change what a gate needs to know of it, likewise and before Committed. It must not call the store.
	// Nil: nobody is told.
	Gate func(store.GateChange)
	// GateFollows tells whether a gate makes use of what it is told yet; as long as it doesn't, it isn't told the keys of an
	// organization that was imported, which have to be read for it. Nil: it does.
	GateFollows func() bool
	Log         *slog.Logger // nil: nothing is logged
	// Fleeting says that the data are thrown away at the end: nothing waits for the disk, and a loss of power breaks them.
	Fleeting bool
}

// DB is a store in a folder. Its methods are safe for concurrent use.
type DB struct {
	writer    *pool // of one connection
	readers   *pool
	scrubber  *scrubber
	mender    *mender
	dir       string
	file      os.FileInfo         // the database's, as it was opened
	commit    func(*sql.Tx) error // of what was written
	committed func([]store.Event)
	gate      func(store.GateChange)
	follows   func() bool // see Config.GateFollows
	log       *slog.Logger
	fleeting  bool // see Config.Fleeting
	lock      *os.File
	maxWalk   int             // see keyList
	maxListed int             // how many keys are listed that a text is found in
	maxHits   int             // how many keys are listed for a walk in memory
	maxBeside int             // see mostBeside
	orders    keptOrders      // of tables, for searches
	freezing  sync.Mutex      // who chooses keys for work in the background
	previews  chan struct{}   // full while somebody looks at what such work would do
	keysOf    map[int64]owner // keys by their secrets, of those that were used; whoever has the writer has it
	nonces    time.Time       // when old nonces of forms were looked for; likewise
	zones     sync.Map        // name to *time.Location; loading one reads a file
}

var _ store.Store = (*DB)(nil)

// Open opens the store in a folder, makes what is missing, and brings an older database up to date.
// Errors: [ErrInUse]; [ErrNewer]; [store.ErrUnavailable].
func Open(ctx context.Context, config Config) (*DB, error) {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	if err := makeFolder(dir); err != nil {
		return nil, err
	}
	held, err := lock(dir)
	if err != nil {
		return nil, err
	}
	db := &DB{dir: dir, commit: commit, committed: config.Committed, gate: config.Gate, follows: config.GateFollows, log: config.Log, fleeting: config.Fleeting, lock: held, maxWalk: store.MaxWalk, maxListed: maxListed, maxHits: maxHits, maxBeside: mostBeside, previews: make(chan struct{}, 1), keysOf: map[int64]owner{}}
	if db.follows == nil {
		db.follows = func() bool { return true }
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if err := db.open(ctx, dir); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, dir string) (err error) {
	if err := makeFiles(dir); err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	if db.file, err = os.Stat(path); err != nil {
		return fmt.Errorf("look at the database's file: %w", err)
	}
	sync := synced
	if db.fleeting {
		sync = fleeting
	}
	if db.writer, err = newPool(writerSource(path, sync), 1); err != nil {
		return err
	}
	db.mender = newMender(db)
	if err := migrate(ctx, db.writer.db); err != nil {
		return err
	}
	if db.readers, err = newPool(readerSource(path), readers); err != nil {
		return err
	}
	db.writer.there, db.readers.there = db.there, db.there
	db.scrubber, err = newScrubber(scrubSource(path, sync), db.writer, db.log)
	return err
}

// Close waits for what is under way, folds the log into the file, and lets go of the folder. Methods that are called
// afterwards answer [store.ErrUnavailable]. Closing twice does nothing.
func (db *DB) Close() error {
	var errs []error
	if db.mender != nil {
		db.mender.close()
	}
	if db.readers != nil {
		errs = append(errs, db.readers.close()) // first: a reader keeps the log from being folded
	}
	if db.scrubber != nil {
		errs = append(errs, db.scrubber.close())
	}
	if db.writer != nil {
		errs = append(errs, db.writer.close())
	}
	if err := db.lock.Close(); !errors.Is(err, os.ErrClosed) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
