package sqlstore

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"chatelaine/store"
)

// fadingContext is cancelled once somebody has asked it so many times whether it is.
type fadingContext struct {
	context.Context
	left *atomic.Int64
}

// Err asks.
func (c fadingContext) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return c.Context.Err()
}

// keptOfBulks counts the rows that are kept of all bulks.
func keptOfBulks(t *testing.T, db *DB) (bulks, keys int64) {
	t.Helper()
	err := db.read(t.Context(), func(tx *tx) (err error) {
		if bulks, err = tx.number("SELECT count(*) FROM bulks"); err == nil {
			keys, err = tx.number("SELECT count(*) FROM bulk_keys")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bulks, keys
}

// TestNothingStaysOfABrokenFreeze breaks a freeze off at each of its steps.
func TestNothingStaysOfABrokenFreeze(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), 2*store.ExportRows+1, 0)
	call, broken := store.Call{Actor: ada, At: tableAt}, 0
	for n := int64(0); ; n++ {
		fading := fadingContext{t.Context(), &atomic.Int64{}}
		fading.left.Store(n)
		_, err := db.FreezeKeys(fading, call, store.KeyQuery{At: tableAt})
		if err == nil {
			break
		}
		if broken++; !errors.Is(err, context.Canceled) || broken > 1000 {
			t.Fatalf("broken off %d times: %v", broken, err)
		}
		if bulks, keys := keptOfBulks(t, db); bulks != 0 || keys != 0 {
			t.Fatalf("broken off after %d steps it leaves %d bulks and %d keys", n, bulks, keys)
		}
	}
	if broken < 8 { // three parts, read and written, between a beginning and an end
		t.Errorf("broken off %d times only", broken)
	}
}

// TestOneFreezeAtATime refuses a second one at once, and keeps the last few choices of somebody.
func TestOneFreezeAtATime(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), 3, 0)
	call, query := store.Call{Actor: ada, At: tableAt}, store.KeyQuery{At: tableAt}
	db.freezing.Lock()
	if _, err := db.FreezeKeys(t.Context(), call, query); !errors.Is(err, store.ErrFreezing) {
		t.Errorf("a second one: %v", err)
	}
	db.freezing.Unlock()
	for range store.MaxChosen + 2 {
		if _, err := db.FreezeKeys(t.Context(), call, query); err != nil {
			t.Fatal(err)
		}
	}
	if bulks, keys := keptOfBulks(t, db); bulks != store.MaxChosen || keys != 3*store.MaxChosen {
		t.Errorf("%d bulks and %d keys are kept", bulks, keys)
	}
}
