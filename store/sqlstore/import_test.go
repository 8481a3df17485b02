package sqlstore

import (
	"crypto/sha256"
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

// TestAnImportsRowsAreAllThere imports keys whose rows are all written beside, none of them, and some of them.
func TestAnImportsRowsAreAllThere(t *testing.T) {
	t.Parallel()
	const keys = 3*200 + 7
	in := store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
		Groups:       []store.ImportedGroup{{ID: "groupgroup01", Name: "Readers", Creator: "ada", CreatedAt: tableAt}},
		Keys: func(yield func(store.ImportedKey) bool) {
			for i := range keys {
				if !yield(store.ImportedKey{ID: store.KeyID(fmt.Sprintf("key%09d", i)), Name: fmt.Sprint("Key ", i), Role: store.RoleUser, Creator: "ada", CreatedAt: tableAt,
					LastUsed: tableAt, Groups: []store.GroupID{"groupgroup01"}, Secret: store.NewSecret{Digest: sha256.Sum256([]byte{byte(i), byte(i >> 8)})}}) {
					return
				}
			}
		},
	}
	for name, most := range map[string]int{"all": mostBeside, "some": 300 * 19, "none": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, _, writer := openHere(t)
			db.maxBeside = most
			if _, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, in); err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{
				"SELECT count(*) FROM keys k JOIN key_uses u ON u.seq = k.seq JOIN secrets s INDEXED BY secrets_by_key ON s.org_id = k.org_id AND s.key_id = k.id JOIN digests d ON d.secret = s.seq",
				"SELECT count(*) FROM key_groups INDEXED BY key_groups_by_group WHERE org_id = 1",
				"SELECT count(*) FROM key_uses WHERE org_id = 1 AND last_used > 0 AND last_used = " + fmt.Sprint(tableAt.UnixMilli()),
				"SELECT keys FROM groups WHERE org_id = 1",
			} {
				var n int
				if err := writer.db.QueryRowContext(t.Context(), query).Scan(&n); err != nil || n != keys {
					t.Errorf("%s: %d, %v; want %d", query, n, err, keys)
				}
			}
			var sound string
			if err := writer.db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
				t.Errorf("the database is %q, %v", sound, err)
			}
		})
	}
}

// TestAnImportsTextsAreKeptUp changes what a bulk has made, on the connection that made it, where other organizations have keys too.
func TestAnImportsTextsAreKeptUp(t *testing.T) {
	t.Parallel()
	const keys = 2*200 + 7
	db, ada := filled(t, t.TempDir(), 3, 0)
	call := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}
	before := furniture(t, db)
	imported := func(slug string, n int) (store.Import, store.Actor) {
		by := store.AccountID(slug)
		return store.Import{
			Organization: store.NewOrganization{ID: slug, Slug: slug, Name: slug, Zone: "UTC", RoleWords: store.ManagerUser},
			Members:      []store.ImportedMember{{Account: store.NewAccount{ID: by, Name: slug, Email: slug + "@example.org"}, Role: store.RoleAdministrator}},
			Keys: func(yield func(store.ImportedKey) bool) {
				for i := range n {
					id := i % keys // the last one of one more comes twice
					k := store.ImportedKey{ID: store.KeyID(fmt.Sprintf("%.5s%07d", slug, id)), Name: fmt.Sprintf("Zwölf %x", sha256.Sum256([]byte{byte(id), byte(id >> 8)})), Role: store.RoleUser, Creator: by,
						CreatedAt: tableAt, Secret: store.NewSecret{Digest: store.Digest{byte(id), byte(id >> 8), 2}}}
					if id == 0 {
						k.Name = "Qžx ŧþæ wölf"
					}
					if !yield(k) {
						return
					}
				}
			},
		}, store.Actor{Kind: store.ActorMember, ID: by.Principal()}
	}
	refused, _ := imported("south", keys+1)
	var invalid *store.InvalidError
	if _, err := db.ImportOrganization(t.Context(), call, refused); !errors.As(err, &invalid) {
		t.Errorf("a key that comes twice gives %v", err)
	}
	if after := furniture(t, db); !slices.Equal(after, before) {
		t.Errorf("a refused import leaves\n%q\nnot\n%q", after, before)
	}
	in, mara := imported("south", keys)
	org, err := db.ImportOrganization(t.Context(), call, in)
	if err != nil {
		t.Fatal(err)
	}
	mara.Org = org.Org
	if after := furniture(t, db); !slices.Equal(after, before) {
		t.Errorf("an import leaves\n%q\nnot\n%q", after, before)
	}
	if levels := pieces(t, db); !slices.Equal(levels, []int64{deepLevel}) {
		t.Errorf("after an import the index of texts has pieces on the levels %v, want one, deep", levels)
	}
	for _, actor := range []store.Actor{ada, mara} {
		make := store.NewKey{ID: store.KeyID(fmt.Sprintf("%.5s9999999", actor.ID+"_____")), Name: "Zwölf neu", Role: store.RoleUser, ExpiresOn: store.Date{Year: 2026, Month: 12, Day: 31},
			Secret: store.NewSecret{Digest: store.Digest{byte(actor.Org), 3}}}
		if _, err := db.CreateKey(t.Context(), store.Call{Actor: actor, At: tableAt}, make); err != nil {
			t.Fatal(err)
		}
	}
	if !indexHolds(t, db, "žx ") {
		t.Fatal("the index doesn't hold what was imported, so that looking for it shows nothing")
	}
	gone := []store.KeyID{"south0000000", "south0000205", "south9999999"}
	plan, err := db.PlanDeletions(t.Context(), mara, gone, store.Choice{})
	if err == nil {
		_, err = db.DeleteKeys(t.Context(), store.Call{Actor: mara, At: tableAt}, gone, store.Choice{}, plan.Digest)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"žx ", wordMark + "qž"} {
		if indexHolds(t, db, run) {
			t.Errorf("%q is still in the index", run)
		}
	}
	for actor, want := range map[store.Actor]int{ada: 4, mara: keys - 2} {
		page, err := db.Keys(t.Context(), actor, store.KeyQuery{Filter: store.KeyFilter{Search: "wölf"}, At: tableAt})
		if err != nil || page.Total.N != want {
			t.Errorf("of %s's keys %d are found, %v; want %d", actor.ID, page.Total.N, err, want)
		}
	}
	err = db.change(t.Context(), store.Call{}, func(tx *tx) ([]store.Event, error) {
		_, err := tx.exec("INSERT INTO key_text (key_text) VALUES ('integrity-check')")
		return nil, err
	})
	if err != nil {
		t.Errorf("the index is broken: %v", err)
	}
}

// TestAGateThatDoesNotFollowIsToldNoImportedKeys imports for a gate that reads everything later, and for one that is at work.
func TestAGateThatDoesNotFollowIsToldNoImportedKeys(t *testing.T) {
	t.Parallel()
	for _, follows := range []bool{false, true} {
		told := 0
		db, err := Open(t.Context(), Config{Dir: t.TempDir(), Gate: func(c store.GateChange) { told += len(c.Keys) }, GateFollows: func() bool { return follows }})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		key := store.ImportedKey{ID: "key000000001", Name: "Parcel sync", Role: store.RoleUser, Creator: "ada", CreatedAt: tableAt}
		_, err = db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, store.Import{
			Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
			Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
			Keys:         slices.Values([]store.ImportedKey{key}),
		})
		if want := map[bool]int{true: 1}[follows]; err != nil || told != want {
			t.Errorf("follows %t: the gate is told of %d keys, %v; want %d", follows, told, err, want)
		}
	}
}

func TestAStaleConnectionIsNobodysAgain(t *testing.T) {
	t.Parallel()
	db, _, _ := openHere(t)
	for _, stale := range []bool{false, true} {
		on, err := db.writer.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := on.conn.ExecContext(t.Context(), "CREATE TEMP TABLE mine (n)"); err != nil {
			t.Fatal(err)
		}
		on.stale = stale
		db.writer.release(on)
		if on, err = db.writer.acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err = on.conn.ExecContext(t.Context(), "DROP TABLE temp.mine")
		db.writer.release(on)
		if gone := err != nil; gone != stale {
			t.Errorf("stale %t: the next one finds what the connection had: %v", stale, err)
		}
	}
}

// TestOnlyFleetingDataDoNotWaitForTheDisk asks the connection that writes, also after uses, which never wait.
func TestOnlyFleetingDataDoNotWaitForTheDisk(t *testing.T) {
	t.Parallel()
	for fleeting, want := range map[bool]int{false: 2, true: 0} {
		db, err := Open(t.Context(), Config{Dir: t.TempDir(), Fleeting: fleeting})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.RecordUses(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: tableAt}, store.UseBatch{}); err != nil {
			t.Fatal(err)
		}
		on, err := db.writer.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got int
		err = on.conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&got)
		db.writer.release(on)
		if err != nil || got != want {
			t.Errorf("fleeting %t: synchronous is %d, %v; want %d", fleeting, got, err, want)
		}
	}
}

// pieces are the levels of the pieces that the index of texts consists of, as the engine would read them.
func pieces(t *testing.T, db *DB) (levels []int64) {
	t.Helper()
	err := db.read(t.Context(), func(tx *tx) error {
		var block []byte
		if err := tx.scan([]any{&block}, textStructure); err != nil {
			return err
		}
		numbers, at := []int64{}, 4
		for at < len(block) {
			n, size := int64(0), 0
			for more := true; more; size++ { // the most significant seven bits first
				n, more = n<<7|int64(block[at+size]&0x7f), block[at+size] >= 0x80
			}
			numbers, at = append(numbers, n), at+size
		}
		count, numbers := numbers[0], numbers[3:]
		for level := range count {
			for range numbers[1] {
				levels = append(levels, level)
			}
			numbers = numbers[2+3*numbers[1]:]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return levels
}

func TestDeepenedLeavesAloneWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, structure := range [][]byte{nil, {0, 0, 0, 1}, {0, 0, 0, 1, 0, 0, 0}, {0, 0, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 1, 9, 1, 8}, {0, 0, 0, 1, 2, 2, 0, 0, 1, 1, 1, 1, 0, 1, 2, 1, 8}} {
		if got := deepened(structure); !slices.Equal(got, structure) {
			t.Errorf("% x becomes % x", structure, got)
		}
	}
}

// furniture is all that a database has beside its rows.
func furniture(t *testing.T, db *DB) (list []string) {
	t.Helper()
	err := db.change(t.Context(), store.Call{}, func(tx *tx) ([]store.Event, error) {
		for _, query := range []string{
			"SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
			"SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 ORDER BY 1",
			"SELECT k || ' ' || v FROM key_text_config ORDER BY 1",
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
