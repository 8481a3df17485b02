package sqlstore_test

import (
	"testing"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
	"chatelaine/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.RunWithEvents(t, func(tb testing.TB, committed func([]store.Event)) store.Store {
		return open(tb, sqlstore.Config{Dir: tb.TempDir(), Committed: committed})
	})
}

// open opens a store that is closed at the end of the test.
func open(tb testing.TB, config sqlstore.Config) *sqlstore.DB {
	tb.Helper()
	db, err := sqlstore.Open(tb.Context(), config)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}
