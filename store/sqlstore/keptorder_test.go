package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// TestKeptOrdersFollowChanges searches in every order before and after each sort of change, and compares with what the table
// without a filter shows.
func TestKeptOrdersFollowChanges(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), 40, 10)
	at, call := tableAt.Add(time.Hour), store.Call{Actor: ada, At: tableAt.Add(time.Hour)}
	id := func(n int) store.KeyID { return store.KeyID(fmt.Sprintf("key%09d", n)) }
	for _, change := range []struct {
		what string
		do   func() error
		anew []store.KeyColumn // orders that are read anew
	}{
		{"nothing", func() error { return nil }, nil},
		{"a new key", func() error {
			_, err := db.CreateKey(t.Context(), call, store.NewKey{ID: "a00000000000", Name: "Aa ωμέγα", Role: store.RoleManager, ExpiresOn: store.Date{Year: 2026, Month: 3, Day: 20}})
			return err
		}, nil},
		{"another name", func() error { return errOf(db.RenameKey(t.Context(), call, id(3), 0, "Ab ωμέγα")) }, nil},
		{"a name that isn't found", func() error { return errOf(db.RenameKey(t.Context(), call, id(4), 0, "Ac")) }, nil},
		{"another end", func() error {
			return errOf(db.ChangeExpiry(t.Context(), call, id(7), 0, store.Date{Year: 2026, Month: 3, Day: 21}))
		}, nil},
		{"the last one gone", func() error {
			_, err := db.DeleteKey(t.Context(), call, id(39), store.Choice{}, planOf(t, db, ada, id(39)))
			return err
		}, nil},
		{"a creator's name", func() error { return db.RenameAccount(t.Context(), call, "Zoe Moreau") }, []store.KeyColumn{store.ColumnCreator}},
		{"another name, and many events", func() error {
			if _, err := db.RenameKey(t.Context(), call, id(9), 0, "Ad ωμέγα"); err != nil {
				return err
			}
			return db.change(t.Context(), call, func(*tx) ([]store.Event, error) {
				return slices.Repeat([]store.Event{{Org: ada.Org, Action: store.KeyRenamed, Subject: string(id(9))}}, maxTouches), nil
			})
		}, store.KeyColumns[:]},
	} {
		if err := change.do(); err != nil {
			t.Fatalf("%s: %v", change.what, err)
		}
		for _, column := range store.KeyColumns {
			if !column.Sorts() || column == store.ColumnKey {
				continue
			}
			before := db.orders.find(ada.Org, column)
			for _, down := range []bool{false, true} {
				compareSearch(t, db, ada, change.what, store.KeyQuery{Sort: store.KeySort{Column: column, Descending: down}, Rows: 25, At: at})
			}
			after := db.orders.find(ada.Org, column)
			if (after != nil) != canKeep(column) || before != nil && (before == after) == slices.Contains(change.anew, column) {
				t.Errorf("%s by %s: kept before %t, after %t, the same %t", change.what, column, before != nil, after != nil, before == after)
			}
		}
	}
}

// compareSearch compares two pages of a search, there and back, with all keys.
func compareSearch(t *testing.T, db *DB, actor store.Actor, what string, q store.KeyQuery) {
	t.Helper()
	ask := func(q store.KeyQuery) store.KeyPage {
		t.Helper()
		page, err := db.Keys(t.Context(), actor, q)
		if err != nil {
			t.Fatalf("%s by %s: %v", what, q.Sort, err)
		}
		return page
	}
	all := q
	all.Rows = 100
	var want []string
	for _, k := range ask(all).Keys {
		if strings.Contains(store.Fold(k.Name), "ωμέγα") {
			want = append(want, k.Name)
		}
	}
	q.Filter.Search = "ωμέγα"
	first := ask(q)
	q.After = store.CursorOf(first.Keys[len(first.Keys)-1], q.Sort, q.At)
	second := ask(q)
	q.After, q.Before = store.Cursor{}, store.CursorOf(second.Keys[0], q.Sort, q.At)
	back := ask(q)
	if got := append(namesOf(first), namesOf(second)...); !slices.Equal(got, want) || first.Total.N != len(want) || second.Skipped.N != 25 {
		t.Errorf("%s by %s: %d of %d, %d before the second page:\n got %q\nwant %q", what, q.Sort, len(got), first.Total.N, second.Skipped.N, got, want)
	}
	if !slices.Equal(namesOf(back), namesOf(first)) {
		t.Errorf("%s by %s: back again there are %q, want %q", what, q.Sort, namesOf(back), namesOf(first))
	}
}

func errOf[T any](_ T, err error) error { return err }

func planOf(t *testing.T, db *DB, actor store.Actor, id store.KeyID) store.Digest {
	t.Helper()
	plan, err := db.PlanDeletion(t.Context(), actor, id, store.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	return plan.Digest
}

// TestKeptOrdersHaveRoom keeps more keys than there is room for.
func TestKeptOrdersHaveRoom(t *testing.T) {
	t.Parallel()
	var kept keptOrders
	long := make([]uint32, maxKept/3)
	for org := range store.OrgID(3) {
		kept.keep(&keptOrder{org: org, column: store.ColumnName, seqs: long})
	}
	kept.find(0, store.ColumnName)
	kept.keep(&keptOrder{org: 2, column: store.ColumnName, seqs: long, version: 7})
	kept.keep(&keptOrder{org: 3, column: store.ColumnName, seqs: long})
	for org, want := range []bool{true, false, true, true} {
		if got := kept.find(store.OrgID(org), store.ColumnName) != nil; got != want {
			t.Errorf("the order of organization %d is kept: %t", org, got)
		}
	}
	if o := kept.find(2, store.ColumnName); o != nil && o.version != 7 {
		t.Error("the older order of an organization is kept")
	}
}
