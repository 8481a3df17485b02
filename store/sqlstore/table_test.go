package sqlstore

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

var tableAt = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// filled opens a store with an organization of so many keys, the oldest of which are managers', and gives its
// administrator.
func filled(t *testing.T, dir string, keys, managers int) (*DB, store.Actor) {
	t.Helper()
	db, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	in := store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
		Keys: func(yield func(store.ImportedKey) bool) {
			for n := range keys {
				k := store.ImportedKey{ID: store.KeyID(fmt.Sprintf("key%09d", n)), Name: fmt.Sprintf("Zwölf Ωμέγα %d", n), Role: store.RoleUser, Creator: "ada",
					CreatedAt: tableAt.Add(time.Duration(n) * time.Second), Confirmed: true, Secret: store.NewSecret{Digest: store.Digest{byte(n), byte(n >> 8), 1}}}
				if n < managers {
					k.Role, k.LastUsed = store.RoleManager, k.CreatedAt.Add(time.Hour)
				}
				if !yield(k) {
					return
				}
			}
		},
	}
	org, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, in)
	if err != nil {
		t.Fatal(err)
	}
	return db, store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
}

// TestWalksAreBrokenOff lowers how far a walk goes, so that a few hundred keys are as many as a million.
func TestWalksAreBrokenOff(t *testing.T) {
	t.Parallel()
	const keys, managers, walk = 400, 150, 100
	db, ada := filled(t, t.TempDir(), keys, managers)
	db.maxWalk, db.maxHits = walk, walk // fewer than there are managers, so that they are neither looked up nor listed
	want := func(rows int) []string {
		var names []string
		for n := managers - 1; n >= managers-rows; n-- {
			names = append(names, fmt.Sprintf("Zwölf Ωμέγα %d", n))
		}
		return names
	}
	ask := func(q store.KeyQuery) store.KeyPage {
		t.Helper()
		q.Filter, q.Rows, q.At = store.KeyFilter{Roles: []store.Role{store.RoleManager}}, 25, tableAt
		page, err := db.Keys(t.Context(), ada, q)
		if err != nil {
			t.Fatal(err)
		}
		return page
	}
	page, walked := ask(store.KeyQuery{}), 1
	for ; !page.Stopped.IsZero() && walked < 9; walked++ {
		if len(page.Keys) > 0 || !page.HasNext || page.Total.N != managers {
			t.Errorf("after %d walks the page is %v, HasNext %t, Total %+v", walked, page.Keys, page.HasNext, page.Total)
		}
		page = ask(store.KeyQuery{After: page.Stopped})
	}
	if walked != 3 || !slices.Equal(namesOf(page), want(25)) {
		t.Errorf("%d walks of %d find %q", walked, walk, namesOf(page))
	}
	if page := ask(store.KeyQuery{Patient: true}); !page.Stopped.IsZero() || !slices.Equal(namesOf(page), want(25)) || page.Skipped.N != 0 || page.HasPrev {
		t.Errorf("patience finds %q, stopped at %q", namesOf(page), page.Stopped)
	}
	first := store.CursorOf(store.Key{CreatedAt: tableAt, Seq: 1}, store.NewestFirst, tableAt)
	if page := ask(store.KeyQuery{Before: first}); len(page.Keys) != 25 || !page.HasNext || page.Skipped.N != managers-26 {
		t.Errorf("backwards from the oldest: %q, skipped %+v", namesOf(page), page.Skipped)
	}
	db.maxWalk = managers
	if page := ask(store.KeyQuery{}); !page.Stopped.IsZero() || !slices.Equal(namesOf(page), want(25)) || !page.HasNext {
		t.Errorf("what is few enough is not looked up: %q, stopped at %q", namesOf(page), page.Stopped)
	}
}

// An export goes on by itself where a walk is broken off, in transactions that stay short.
func TestExportsWalkInParts(t *testing.T) {
	t.Parallel()
	const keys, managers, walk = 400, 150, 100
	db, ada := filled(t, t.TempDir(), keys, managers)
	db.maxWalk = walk
	query := store.KeyQuery{Filter: store.KeyFilter{Roles: []store.Role{store.RoleManager}}, At: tableAt}
	batches, found := 0, 0
	for more := true; more; batches++ {
		batch, err := db.KeyBatch(t.Context(), ada, query)
		if err != nil {
			t.Fatal(err)
		}
		found += len(batch.Keys)
		query.After, more = batch.Next, !batch.Next.IsZero()
	}
	if found != managers || batches != keys/walk+1 {
		t.Errorf("%d batches of a walk of %d have %d keys, want %d", batches, walk, found, managers)
	}
}

func namesOf(page store.KeyPage) (names []string) {
	for _, k := range page.Keys {
		names = append(names, k.Name)
	}
	return names
}

// TestOlderDatabasesGetTheCatalogue compares what a migration gives an organization with what a new one begins with.
func TestOlderDatabasesGetTheCatalogue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	older := olderDatabase(t, dir, 2)
	if err := older.close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got, err := db.Catalogue(t.Context(), store.Actor{Kind: store.ActorMember, ID: "ada", Org: 1})
	want := store.DefaultCatalogue()
	want.MayChange = got.MayChange
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the catalogue is %+v, %v\nwant %+v", got, err, want)
	}
}

// TestDeletedNamesLeaveTheIndex looks for the runs of letters of a deleted key's name in the index's own tables.
func TestDeletedNamesLeaveTheIndex(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), 60, 0)
	id := store.KeyID("secret000001")
	_, err := db.CreateKey(t.Context(), store.Call{Actor: ada, At: tableAt}, store.NewKey{ID: id, Name: "Qžx ŧþæ", Role: store.RoleUser, ExpiresOn: store.Date{Year: 2026, Month: 12, Day: 31}})
	if err != nil {
		t.Fatal(err)
	}
	if !indexHolds(t, db, "žx ") || !indexHolds(t, db, wordMark+"qž") {
		t.Fatal("the index doesn't hold what was made, so that looking for it shows nothing")
	}
	plan, err := db.PlanDeletion(t.Context(), ada, id, store.Choice{})
	if err == nil {
		_, err = db.DeleteKey(t.Context(), store.Call{Actor: ada, At: tableAt}, id, store.Choice{}, plan.Digest)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"qžx", "žx ", "x ŧ", " ŧþ", "ŧþæ", wordMark + "qž", wordMark + "ŧþ", "sec", "ecr"} {
		if indexHolds(t, db, run) {
			t.Errorf("%q is still in the index", run)
		}
	}
	if page, err := db.Keys(t.Context(), ada, store.KeyQuery{Filter: store.KeyFilter{Search: "ωμέ"}, At: tableAt}); err != nil || page.Total.N != 60 {
		t.Errorf("of the others %d are found, %v", page.Total.N, err)
	}
	err = db.change(t.Context(), store.Call{Actor: ada, At: tableAt}, func(tx *tx) ([]store.Event, error) {
		_, err := tx.exec("INSERT INTO key_text (key_text) VALUES ('integrity-check')")
		return nil, err
	})
	if err != nil {
		t.Errorf("the index is broken: %v", err)
	}
}

// indexHolds tells whether the index's terms have a run of letters. They are stored with the beginnings that they share
// with the term before them left out, so the engine is asked.
func indexHolds(t *testing.T, db *DB, run string) (holds bool) {
	t.Helper()
	err := db.change(t.Context(), store.Call{}, func(tx *tx) ([]store.Event, error) {
		if _, err := tx.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, key_text, 'row')"); err != nil {
			return nil, err
		}
		n, err := tx.number("SELECT count(*) FROM temp.terms WHERE term = $1", run)
		holds = n > 0
		return nil, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return holds
}

// olderDatabase makes a database of an earlier version, with what its fixture holds.
func olderDatabase(t *testing.T, dir string, version int64) *pool {
	t.Helper()
	if err := makeFiles(dir); err != nil {
		t.Fatal(err)
	}
	older, err := newPool(writerSource(filepath.Join(dir, FileName), synced), 1)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := migrator(older.db)
	if err == nil {
		_, err = steps.UpTo(t.Context(), version)
	}
	if err != nil {
		t.Fatal(err)
	}
	fixture, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("version%d.sql", version)))
	if err != nil {
		t.Fatal(err)
	}
	for statement := range bytes.SplitSeq(fixture, []byte(";\n")) {
		if _, err := older.db.ExecContext(t.Context(), string(statement)); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
	return older
}

// TestOlderDatabasesAreFilledIn brings a database without the table's indexes up to date.
func TestOlderDatabasesAreFilledIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	older := olderDatabase(t, dir, 2)
	if err := older.close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: 1}
	for name, tt := range map[string]struct {
		filter store.KeyFilter
		want   []string
	}{
		"all by creator":    {store.KeyFilter{}, []string{"Parcel sync", "Tile cache"}},
		"a run of letters":  {store.KeyFilter{Search: "rcel"}, []string{"Parcel sync"}},
		"a word's first":    {store.KeyFilter{Search: "c"}, []string{"Tile cache"}},
		"a creator":         {store.KeyFilter{Search: "ada"}, []string{"Parcel sync"}},
		"unconfirmed":       {store.KeyFilter{Unconfirmed: true}, []string{"Tile cache"}},
		"what owns":         {store.KeyFilter{OwnsResources: true}, []string{"Parcel sync"}},
		"what wasn't used":  {store.KeyFilter{NeverUsed: true}, []string{"Parcel sync", "Tile cache"}},
		"a part of an id":   {store.KeyFilter{ID: store.TextFilter{Op: store.TextContains, Text: "0002"}}, []string{"Tile cache"}},
		"who made it left":  {store.KeyFilter{CreatorLeft: true}, []string{"Tile cache"}},
		"what is in no way": {store.KeyFilter{Search: "x"}, nil},
	} {
		page, err := db.Keys(t.Context(), ada, store.KeyQuery{Filter: tt.filter, Sort: store.KeySort{Column: store.ColumnCreator}, At: tableAt})
		if err != nil || !slices.Equal(namesOf(page), tt.want) {
			t.Errorf("%s: %q, %v; want %q", name, namesOf(page), err, tt.want)
		}
	}
}
