package sqlstore

import (
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// TestSuspensionsThatAreOver brings a database up to date in which two are, of one of which nobody has been told yet. That one
// keeps its off switch for its job; neither is counted as inactive.
func TestSuspensionsThatAreOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	older := olderDatabase(t, dir, 2)
	steps, err := migrator(older.db)
	if err == nil {
		_, err = steps.UpTo(t.Context(), 26)
	}
	for _, statement := range []string{
		"UPDATE keys SET inactive_from = 1, inactive_until = 1000000000000",
		"DELETE FROM jobs WHERE subject = (SELECT id FROM keys WHERE name = 'Tile cache')",
	} {
		if err == nil {
			_, err = older.db.ExecContext(t.Context(), statement)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := older.close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: 1}
	page, err := db.Keys(t.Context(), ada, store.KeyQuery{Sort: store.KeySort{Column: store.ColumnName}, At: time.Now()})
	if err != nil || len(page.Keys) != 2 || page.Keys[0].InactiveFrom.IsZero() || !page.Keys[1].InactiveFrom.IsZero() {
		t.Errorf("the keys are %+v, %v", page.Keys, err)
	}
	choices, err := db.KeyChoices(t.Context(), ada, time.Now())
	inactive := store.StatusCount{Status: store.StatusInactive}
	if err != nil || !slices.Contains(choices.Statuses, inactive) {
		t.Errorf("the counts are %+v, %v", choices, err)
	}
}
