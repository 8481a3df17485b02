package sqlstore

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"chatelaine/store"
)

// TestAnImportLeavesNothingElse compares what a bulk takes away with what is there after it, and after one that was refused.
func TestAnImportLeavesNothingElse(t *testing.T) {
	t.Parallel()
	db, _, _ := openHere(t)
	before := furniture(t, db)
	twice := store.ImportedKey{ID: "key000000001", Name: "Parcel sync", Role: store.RoleUser, Creator: "ada", CreatedAt: tableAt}
	in := store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
		Keys:         slices.Values([]store.ImportedKey{twice, twice}),
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}
	var invalid *store.InvalidError
	if _, err := db.ImportOrganization(t.Context(), call, in); !errors.As(err, &invalid) {
		t.Errorf("a key that comes twice gives %v", err)
	}
	if after := furniture(t, db); !slices.Equal(after, before) {
		t.Errorf("a refused import leaves\n%q\nnot\n%q", after, before)
	}
	in.Keys = slices.Values([]store.ImportedKey{twice})
	in.Kinds = []store.Kind{{Slug: "maps", One: "map", Many: "maps"}}
	for name, r := range map[string]store.ImportedResource{
		"an owner":        {NewResource: store.NewResource{Owners: []store.PrincipalID{"ada", "nobody"}}},
		"an access entry": {NewResource: store.NewResource{Owners: []store.PrincipalID{"ada"}}, Access: []store.AccessEntry{{Principal: "nobody", Access: store.AccessView}}},
	} {
		r.ID, r.Kind, r.OutsideID, r.Name = "map000000001", "maps", "1", "Map"
		in.Resources = slices.Values([]store.ImportedResource{r})
		if _, err := db.ImportOrganization(t.Context(), call, in); !errors.As(err, &invalid) || invalid.Field != "resources" {
			t.Errorf("%s whom nobody knows gives %v", name, err)
		}
	}
	in.Resources = nil
	if _, err := db.ImportOrganization(t.Context(), call, in); err != nil {
		t.Fatal(err)
	}
	if after := furniture(t, db); !slices.Equal(after, before) {
		t.Errorf("an import leaves\n%q\nnot\n%q", after, before)
	}
}

// furniture is all that a database has beside its rows.
func furniture(t *testing.T, db *DB) (list []string) {
	t.Helper()
	err := db.change(t.Context(), store.Call{}, func(tx *tx) ([]store.Event, error) {
		for _, query := range []string{
			"SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
			"SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 ORDER BY 1",
			"SELECT k || ' ' || v FROM key_text_config WHERE k NOT IN ('version', 'automerge', 'crisismerge') OR (k, v) NOT IN (VALUES ('automerge', 4), ('crisismerge', 16)) ORDER BY 1",
			"SELECT 'cache ' || cache_size FROM pragma_cache_size",
			"SELECT 'references ' || foreign_keys FROM pragma_foreign_keys",
		} {
			some, err := all(tx, scanText, query)
			if err != nil {
				return nil, fmt.Errorf("%w in %s", err, query)
			}
			list = append(list, some...)
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAheadEndsWithItsReader(t *testing.T) {
	t.Parallel()
	ended, made := false, 0
	for n := range ahead(func(yield func(int) bool) {
		defer func() { ended = true }()
		for ; yield(made); made++ {
		}
	}) {
		if n == 10 {
			break
		}
	}
	if !ended || made < 10 || made > 12+valuesAhead {
		t.Errorf("after 10 values %d were made; the walk has ended: %t", made, ended)
	}
}
