package sqlstore

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
)

// faulty is a store whose disk can be made to fail, and what its gate was told.
type faulty struct {
	*testing.T
	db  *DB
	ada store.Actor

	mu   sync.Mutex
	told []store.GateChange
}

const faultyKey = store.KeyID("key000000000")

func newFaulty(t *testing.T) *faulty {
	t.Helper()
	db, ada := filled(t, t.TempDir(), 1, 0)
	f := &faulty{T: t, db: db, ada: ada}
	db.gate = func(c store.GateChange) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.told = append(f.told, c)
	}
	return f
}

// take gives what the gate was told since it was asked before.
func (f *faulty) take() []store.GateChange {
	f.mu.Lock()
	defer f.mu.Unlock()
	told := f.told
	f.told = nil
	return told
}

func (f *faulty) call() store.Call { return store.Call{Actor: f.ada, At: tableAt.Add(time.Hour)} }

func (f *faulty) deactivate() error {
	_, err := f.db.DeactivateKey(f.Context(), f.call(), faultyKey, store.Deactivation{})
	return err
}

func (f *faulty) activate() error {
	_, err := f.db.ActivateKey(f.Context(), f.call(), faultyKey)
	return err
}

// off tells whether the key is switched off as the database has it.
func (f *faulty) off() bool {
	f.Helper()
	info, err := f.db.Key(f.Context(), f.ada, faultyKey)
	if err != nil {
		f.Fatalf("look at the key: %v", err)
	}
	return !info.Key.InactiveFrom.IsZero()
}

// mended waits until the store finds out that it can be changed again.
func (f *faulty) mended() {
	f.Helper()
	for end := time.Now().Add(time.Minute); f.db.Trouble() != ""; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			f.Fatalf("the store still says: %s", f.db.Trouble())
		}
	}
}

// onWriter says something to the connection that writes.
func (f *faulty) onWriter(text string) {
	f.Helper()
	on, err := f.db.writer.acquire(f.Context())
	if err == nil {
		defer f.db.writer.release(on)
		_, err = on.conn.ExecContext(f.Context(), text)
	}
	if err != nil {
		f.Fatalf("%s: %v", text, err)
	}
}

// move gives a file of the data folder another name.
func (f *faulty) move(from, to string) {
	f.Helper()
	if err := os.Rename(filepath.Join(f.db.dir, from), filepath.Join(f.db.dir, to)); err != nil {
		f.Fatal(err)
	}
}

// What can't be written isn't acknowledged, and no gate hears of it; the store says what the matter is, and notices by
// itself when it is over.
func TestWhatCannotBeWrittenIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		words       string
		spoil, mend func(f *faulty)
	}{
		"only read": {"the database can only be read",
			func(f *faulty) { f.onWriter("PRAGMA query_only = ON") }, func(f *faulty) { f.onWriter("PRAGMA query_only = OFF") }},
		"taken away": {"the database's file was taken away",
			func(f *faulty) { f.move(FileName, "elsewhere") }, func(f *faulty) { f.move("elsewhere", FileName) }},
		"another in its place": {"the database's file was taken away",
			func(f *faulty) {
				f.move(FileName, "elsewhere")
				if err := os.WriteFile(filepath.Join(f.db.dir, FileName), nil, 0o600); err != nil {
					f.Fatal(err)
				}
			}, func(f *faulty) { f.move("elsewhere", FileName) }},
		"its log taken away": {"the database's file was taken away",
			func(f *faulty) { f.move(walName, "elsewhere") }, func(f *faulty) { f.move("elsewhere", walName) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFaulty(t)
			tt.spoil(f)
			if err := f.deactivate(); !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrOutcomeUnknown) {
				t.Errorf("deactivating gives %v", err)
			}
			if told, words := f.take(), f.db.Trouble(); len(told) > 0 || words != tt.words {
				t.Errorf("the gate is told %+v; the store says %q, want %q", told, words, tt.words)
			}
			tt.mend(f)
			f.mended()
			if f.off() {
				t.Error("the key is switched off although nobody was told so")
			}
			if err := f.deactivate(); err != nil || len(f.take()) != 1 || !f.off() {
				t.Errorf("afterwards deactivating gives %v, and the key is off: %t", err, f.off())
			}
		})
	}
}

// A full disk takes what there is room for and refuses the rest: what is acknowledged is there, and nothing else.
func TestAFullDiskTakesNothingByHalves(t *testing.T) {
	t.Parallel()
	f := newFaulty(t)
	f.onWriter("PRAGMA max_page_count = 1") // which means: no more than there are
	off := false
	for n := 0; ; n++ {
		act := map[bool]func() error{false: f.deactivate, true: f.activate}[off]
		err := act()
		told := f.take()
		if err == nil && n < 1000 && len(told) == 1 {
			off = !off
			continue
		}
		if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrOutcomeUnknown) || len(told) > 0 || troubleOf(err) != "the disk is full" {
			t.Fatalf("change %d gives %v, and tells the gate %+v", n, err, told)
		}
		break
	}
	if f.off() != off {
		t.Errorf("the key is off: %t, and was acknowledged so: %t", f.off(), off)
	}
	f.onWriter("PRAGMA max_page_count = 1000000")
	f.mended()
	if err := f.deactivate(); err != nil || !f.off() {
		t.Errorf("with room again, deactivating gives %v", err)
	}
}

var errDisk = errors.New("the disk didn't answer")

// After a commit that gave an error nobody knows whether it happened: the gate is told to let nothing of it pass, until it
// is certain; then it is told how it is.
func TestACommitWithAnUncertainEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		commit  func(*sql.Tx) error
		happens bool
	}{
		"that happened":  {func(tx *sql.Tx) error { return errors.Join(tx.Commit(), errDisk) }, true},
		"that did not":   {func(tx *sql.Tx) error { return errors.Join(tx.Rollback(), errDisk) }, false},
		"that is undone": {func(*sql.Tx) error { return errDisk }, false}, // by what follows a failed commit
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFaulty(t)
			failing := true // of whoever has the writer
			f.db.commit = func(tx *sql.Tx) error {
				if !failing {
					return tx.Commit()
				}
				if told := f.take(); len(told) > 0 {
					t.Errorf("before the commit the gate is told %+v", told)
				}
				failing = false
				return tt.commit(tx)
			}
			err := f.deactivate()
			if !errors.Is(err, store.ErrOutcomeUnknown) || !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("deactivating gives %v", err)
			}
			var told []store.GateChange
			for end := time.Now().Add(time.Minute); len(told) < 2 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
				told = append(told, f.take()...)
			}
			f.mended()
			if len(told) != 2 || !told[0].Doubtful || told[1].Doubtful || !reflect.DeepEqual(ids(told[0]), ids(told[1])) || len(told[1].Keys) != 1 {
				t.Fatalf("the gate is told %+v", told)
			}
			if off := !told[1].Keys[0].InactiveFrom.IsZero(); off != tt.happens || off != f.off() {
				t.Errorf("in the end the gate hears that the key is off: %t, the database says %t, it was so: %t", off, f.off(), tt.happens)
			}
		})
	}
}

func ids(c store.GateChange) (list []store.KeyID) {
	for _, key := range c.Keys {
		list = append(list, key.ID)
	}
	return list
}
