package storetest

import (
	"fmt"
	"slices"
	"testing"

	"chatelaine/store"
)

// exported reads a whole export; between is called after each batch.
func (w *world) exported(t *testing.T, who string, query store.KeyQuery, between func(batch int)) (list []store.KeyFacts) {
	t.Helper()
	for n := 0; ; n++ {
		batch, err := w.store.KeyBatch(t.Context(), w.actor(who), query)
		must(t, "read keys to export", err)
		if len(batch.Keys) > store.ExportRows {
			t.Fatalf("a batch has %d keys", len(batch.Keys))
		}
		if list = append(list, batch.Keys...); batch.Next.IsZero() {
			return list
		}
		query.After = batch.Next
		between(n)
	}
}

// testExports compares exports by every filter, in some orders, with the model.
func testExports(t *testing.T, open opener) {
	s := open(t, noHook)
	w := addWorld(t, s, tablePlot("exports", 2))
	filters := everyFilter(w.tenant)
	mixed(filters, 2)
	for _, who := range []string{"ada", "hal"} {
		m := w.modelOf(t, who)
		owns := map[store.KeyID]bool{}
		for _, k := range m.facts {
			owns[k.Key.ID] = k.OwnsResources
		}
		for name, f := range filters {
			for i, sort := range everySort() {
				if (len(name)+i)%7 != 0 { // a part of them is enough: pages are tried with all
					continue
				}
				var got, want []string
				for _, k := range w.exported(t, who, store.KeyQuery{Filter: f, Sort: sort, At: tableNow}, func(int) {}) {
					got = append(got, fmt.Sprint(k.Key.Name, k.OwnsResources))
				}
				for _, k := range m.list(f, sort, tableNow) {
					want = append(want, fmt.Sprint(k.Name, owns[k.ID]))
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s exports %s by %s:\n got %q\nwant %q", who, name, sort, got, want)
				}
			}
		}
	}
}

// testExportInParts exports more keys than a batch has, while keys come and go: none twice, and none lost that was
// there throughout.
func testExportInParts(t *testing.T, open opener) {
	w := addWorld(t, open(t, noHook), plot{slug: "exported", keys: keysNamed(2*store.ExportRows + 300)})
	for n, query := range []store.KeyQuery{
		{}, {Sort: store.KeySort{Column: store.ColumnName}}, {Filter: store.KeyFilter{Search: "key"}, Sort: store.KeySort{Column: store.ColumnStatus, Descending: true}},
		{Filter: store.KeyFilter{Search: "key1"}, Sort: store.KeySort{Column: store.ColumnCreator}},
	} {
		query.At = tableNow
		before := w.exported(t, "ada", query, func(int) {})
		gone, seen := map[store.KeyID]bool{}, map[store.KeyID]int{}
		after := w.exported(t, "ada", query, func(batch int) {
			_, err := w.store.CreateKey(t.Context(), w.as("ada"), w.newKey(fmt.Sprintf("key1 new %d %d", n, batch)))
			must(t, "create a key between batches", err)
			for _, at := range []int{0, (batch+1)*store.ExportRows - 1, len(before) - 1 - batch} { // seen, the last one seen, still to come
				if k := before[at].Key.ID; !gone[k] {
					gone[k] = true
					must(t, "delete a key between batches", deleteKey(t, w.store, w.as("ada"), k, store.Choice{Kind: store.ChoiceDestroy}))
				}
			}
		})
		for _, k := range after {
			if seen[k.Key.ID]++; seen[k.Key.ID] > 1 {
				t.Errorf("%d: %s is in the export twice", n, k.Key.Name)
			}
		}
		for _, k := range before {
			if seen[k.Key.ID] == 0 && !gone[k.Key.ID] {
				t.Errorf("%d: %s was lost", n, k.Key.Name)
			}
		}
		if len(before) <= store.ExportRows {
			t.Errorf("%d: %d keys are no test of batches", n, len(before))
		}
	}
}
