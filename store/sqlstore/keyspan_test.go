package sqlstore

import (
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

// TestKeysThatEndedBefore looks for keys that were made lately, more than are looked up, one of which an import says had ended years
// before: then it is the first by its end.
func TestKeysThatEndedBefore(t *testing.T) {
	t.Parallel()
	for first, odd := range map[string]int{"New 00": -1, "New 33": 33} {
		t.Run(first, func(t *testing.T) { t.Parallel(); firstToEnd(t, odd, first) })
	}
}

func firstToEnd(t *testing.T, odd int, first string) {
	const keys, rows = 60, 25
	db, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	today := store.DateAt(tableAt, time.UTC)
	org, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
		Keys: func(yield func(store.ImportedKey) bool) {
			for n := range keys {
				k := store.ImportedKey{ID: store.KeyID(fmt.Sprintf("key%09d", n)), Name: fmt.Sprintf("New %02d", n), Role: store.RoleUser, Creator: "ada",
					CreatedAt: tableAt, ExpiresOn: today.AddDays(n), Secret: store.NewSecret{Digest: store.Digest{byte(n), 1}}}
				if n == odd {
					k.ExpiresOn = today.AddDays(-900)
				}
				if !yield(k) {
					return
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
	for _, column := range []store.KeyColumn{store.ColumnExpires, store.ColumnStatus} {
		page, err := db.Keys(t.Context(), ada, store.KeyQuery{
			Filter: store.KeyFilter{Created: store.Span{From: tableAt.AddDate(0, 0, -7)}}, Sort: store.KeySort{Column: column}, At: tableAt, Rows: rows,
		})
		if err != nil || page.Total.N != keys || len(page.Keys) != rows || page.Keys[0].Name != first {
			t.Errorf("by %s are found %q of %+v, %v; want %s first", column, namesOf(page), page.Total, err, first)
		}
	}
}
