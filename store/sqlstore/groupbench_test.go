package sqlstore_test

import (
	"iter"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// BenchmarkGroups changes a group that all keys belong to, half of which belong to another one too, plans and carries out
// what that gives and takes; the planning beforehand is part of the time. At the end it deletes the group, once.
func BenchmarkGroups(b *testing.B) {
	in := estate("north", *benchKeys, 0, 1)
	for _, id := range []store.GroupID{"all000000000", "half00000000"} {
		in.Groups = append(in.Groups, store.ImportedGroup{ID: id, Name: string(id[:4]), Creator: "ada", Permissions: []store.Permission{"layers:read"}})
	}
	in.Keys = grouped(in.Keys)
	db := open(b, sqlstore.Config{Dir: b.TempDir()})
	org, err := db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: benchStart}, in)
	if err != nil {
		b.Fatal(err)
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}, At: benchStart}
	b.Run("change", func(b *testing.B) {
		changes := [2]store.GroupChange{{Name: "all", Permissions: []store.Permission{"layers:edit", "tables:read"}}, {Name: "All", Permissions: []store.Permission{"layers:read"}}}
		for n := 0; b.Loop(); n++ {
			plan, err := db.PlanGroup(b.Context(), call.Actor, "all000000000", changes[n%2])
			if err == nil {
				_, err = db.ChangeGroup(b.Context(), call, "all000000000", changes[n%2], plan.Digest)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plan a deletion", func(b *testing.B) {
		for b.Loop() {
			if plan, err := db.PlanGroupDeletion(b.Context(), call.Actor, "all000000000"); err != nil || plan.Bare != *benchKeys/2 {
				b.Fatal(plan.Bare, err)
			}
		}
	})
	b.Run("filter", func(b *testing.B) {
		query := store.KeyQuery{Rows: 25, Filter: store.KeyFilter{Groups: []store.GroupID{"half00000000"}}, Sort: store.KeySort{Column: store.ColumnName}, At: benchStart}
		for b.Loop() {
			if page, err := db.Keys(b.Context(), call.Actor, query); err != nil || len(page.Keys) != 25 {
				b.Fatal(len(page.Keys), err)
			}
		}
	})
	began := time.Now() // once: then it is gone
	plan, err := db.PlanGroupDeletion(b.Context(), call.Actor, "all000000000")
	if err == nil {
		_, err = db.DeleteGroup(b.Context(), call, "all000000000", plan.Digest)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("deleting the group took %v", time.Since(began).Round(time.Millisecond))
}

// grouped puts all keys into one group, and every other one into another.
func grouped(keys iter.Seq[store.ImportedKey]) iter.Seq[store.ImportedKey] {
	return func(yield func(store.ImportedKey) bool) {
		n := 0
		for key := range keys {
			key.Groups = []store.GroupID{"all000000000"}
			if n++; n%2 == 0 {
				key.Groups = append(key.Groups, "half00000000")
			}
			if !yield(key) {
				return
			}
		}
	}
}
