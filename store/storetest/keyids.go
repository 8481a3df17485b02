package storetest

import (
	"slices"
	"testing"

	"chatelaine/store"
)

func testKeyIDs(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("of every table", func(t *testing.T) { t.Parallel(); idsOfTables(t, addWorld(t, s, tablePlot("ids", 2))) })
	t.Run("a thousand of them", func(t *testing.T) { t.Parallel(); idsOfMany(t, addWorld(t, s, crowded("many ids"))) })
}

// idsOfTables compares the ids that a query shows with the model, whatever page it asks for.
func idsOfTables(t *testing.T, w *world) {
	for _, who := range []string{"ada", "hal"} {
		m := w.modelOf(t, who)
		for name, f := range everyFilter(w.tenant) {
			for i, sort := range everySort() {
				if (len(name)+i)%3 != 0 { // a part of them is enough
					continue
				}
				query := store.KeyQuery{Filter: f, Sort: sort, Rows: 25, At: tableNow}
				if page := pageOf(t, w, who, query); len(page.Keys) > 0 {
					query.After = store.CursorOf(page.Keys[len(page.Keys)-1], sort, tableNow)
				}
				w.wantIDs(t, who+", "+name+" by "+sort.String(), who, query, m.list(f, sort, tableNow), false)
			}
		}
	}
}

func (w *world) wantIDs(t *testing.T, what, who string, query store.KeyQuery, keys []store.Key, more bool) {
	t.Helper()
	ids, others, err := w.store.KeyIDs(t.Context(), w.actor(who), query)
	must(t, what, err)
	var want []store.KeyID
	for _, key := range keys {
		want = append(want, key.ID)
	}
	if !slices.Equal(ids, want) || others != more {
		t.Errorf("%s: %d ids, more %v; want %d, %v, in the order of the table", what, len(ids), others, len(want), more)
	}
}

// idsOfMany asks for all keys, which are one more than a bulk may have, and for fewer.
func idsOfMany(t *testing.T, w *world) {
	m := w.modelOf(t, "ada")
	byName := store.KeySort{Column: store.ColumnName}
	query := store.KeyQuery{Sort: byName, At: tableNow}
	all := m.list(query.Filter, byName, tableNow)
	w.wantIDs(t, "one too many", "ada", query, all[:store.MaxBulk], true)
	query.Filter.Name = store.TextFilter{Op: store.TextIsNot, Text: all[3].Name}
	w.wantIDs(t, "just enough", "ada", query, slices.Delete(slices.Clone(all), 3, 4), false)
}
