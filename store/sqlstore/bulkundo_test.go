package sqlstore

import (
	"testing"
	"time"

	"chatelaine/store"
)

// TestAnUndoKeepsToTheTerms: an end that is further ahead than the organization allows by now doesn't come back.
func TestAnUndoKeepsToTheTerms(t *testing.T) {
	t.Parallel()
	for cap, want := range map[int]int{0: 1, 50: 1, 5: 0} {
		db, ada := filled(t, t.TempDir(), 1, 0)
		call, today := store.Call{Actor: ada, At: tableAt}, store.DateAt(tableAt, time.UTC)
		page, err := db.Keys(t.Context(), ada, store.KeyQuery{Rows: store.PageSizes[0], At: tableAt})
		if err != nil {
			t.Fatal(err)
		}
		ids := []store.KeyID{page.Keys[0].ID}
		var last store.ChangedKeys
		for _, days := range []int{40, 4} {
			change := store.BulkChange{Act: store.BulkExpiry, ExpiresOn: today.AddDays(days)}
			plan, err := db.PlanKeyChanges(t.Context(), call, ids, change)
			if err == nil {
				last, err = db.ChangeKeys(t.Context(), call, ids, change, plan.Digest)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		err = db.change(t.Context(), call, func(tx *tx) ([]store.Event, error) {
			_, err := tx.exec("UPDATE organizations SET max_key_days = $1", cap)
			return nil, err
		})
		if err != nil {
			t.Fatal(err)
		}
		undone, err := db.UndoKeyChanges(t.Context(), call, last.ID)
		if err != nil || undone.Undone != want || undone.Left() != 1-want {
			t.Errorf("capped at %d days: %+v, %v", cap, undone, err)
		}
	}
}
