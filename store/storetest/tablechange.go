package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"chatelaine/store"
)

// testChangingTables walks tables while keys come and go: no row twice, and none lost that was there throughout.
func testChangingTables(t *testing.T, open opener) {
	s := open(t, noHook)
	for i, sort := range everySort() {
		w := addWorld(t, s, tablePlot(fmt.Sprint("changing-", i), uint64(i)))
		for n, f := range []store.KeyFilter{
			{}, {Search: "key"}, {Roles: []store.Role{store.RoleUser}}, {Statuses: []store.Status{store.StatusActive, store.StatusInactive}},
		} {
			w.walkChanging(t, store.KeyQuery{Filter: f, Sort: sort, Rows: 25, At: tableNow}, n)
		}
		w.walkChanging(t, store.KeyQuery{Sort: sort, Rows: 25, At: tableNow}, 9)
	}
}

// walkChanging goes forward through a table, or back if n is odd.
func (w *world) walkChanging(t *testing.T, query store.KeyQuery, n int) {
	random := rand.New(rand.NewPCG(uint64(n), 5))
	before := w.modelOf(t, "ada").list(query.Filter, query.Sort, query.At)
	seen, gone := map[store.KeyID]int{}, map[store.KeyID]bool{}
	back := n%2 == 1
	if back && len(before) > 0 { // from behind the last
		query.Before = store.CursorOf(before[len(before)-1], query.Sort, query.At)
		seen[before[len(before)-1].ID]++
	}
	for made := 0; ; made++ {
		page := pageOf(t, w, "ada", query)
		for _, k := range page.Keys {
			seen[k.ID]++
		}
		if len(page.Keys) == 0 || !back && !page.HasNext || back && !page.HasPrev {
			break
		}
		edge := page.Keys[len(page.Keys)-1]
		if back {
			edge = page.Keys[0]
			query.Before = store.CursorOf(edge, query.Sort, query.At)
		} else {
			query.After = store.CursorOf(edge, query.Sort, query.At)
		}
		key := w.newKey(fmt.Sprintf("key new %s %d %d", query.Sort, n, made))
		key.Groups = w.groupIDs("office")
		_, err := w.store.CreateKey(t.Context(), w.as("ada"), key)
		must(t, "create a key between pages", err)
		for _, k := range []store.Key{edge, before[random.IntN(len(before))]} { // the row that the place was made from, and any
			if !gone[k.ID] {
				gone[k.ID] = true
				must(t, "delete a key between pages", deleteKey(t, w.store, w.as("ada"), k.ID, store.Choice{Kind: store.ChoiceDestroy}))
			}
		}
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s by %s: %s was shown %d times", w.Slug, query.Sort, id, n)
		}
	}
	for _, k := range before {
		if seen[k.ID] == 0 && !gone[k.ID] {
			t.Errorf("%s by %s, back %t: %s was lost", w.Slug, query.Sort, back, k.Name)
		}
	}
	if total := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}).Total.N; total != len(w.modelOf(t, "ada").facts) {
		t.Errorf("%s: the total is %d", w.Slug, total)
	}
	w.compareAgain(t, query)
}

// compareAgain looks at the table as it is now.
func (w *world) compareAgain(t *testing.T, query store.KeyQuery) {
	m := w.modelOf(t, "ada")
	query.After, query.Before = store.Cursor{}, store.Cursor{}
	for _, f := range []store.KeyFilter{query.Filter, {Search: "new"}, {Search: "n"}, {Search: "parcel"}, {Unconfirmed: true}, {NeverUsed: true}, {OwnsResources: true}} {
		query.Filter = f
		page := pageOf(t, w, "ada", query)
		want := names(m.list(f, query.Sort, query.At))
		if got := names(page.Keys); !slices.Equal(got, want[:min(25, len(want))]) || page.Total.N != len(want) {
			t.Errorf("%s by %s, afterwards, %+v: %d of\n got %q\nwant %q", w.Slug, query.Sort, f, page.Total.N, got, want)
		}
	}
}
