package storetest

import (
	"testing"

	"chatelaine/store"
)

// testCounts compares counts by several filters at once with the model.
func testCounts(t *testing.T, open opener) {
	w := newWorld(t, open, tablePlot("counts", 4))
	filters := []store.KeyFilter{
		{}, {Search: "parcel"}, {Search: "no key is called this"}, {Roles: []store.Role{store.RoleManager}},
		{Search: "key", Roles: []store.Role{store.RoleManager}}, {NeverUsed: true}, {Used: store.Span{To: tableNow.AddDate(0, 0, -20)}},
		{Expires: store.Span{From: tableNow, To: tableNow.AddDate(0, 1, 0)}}, {Statuses: []store.Status{"lost"}}, {Search: "\x00"},
	}
	for _, who := range []string{"ada", "hal", "dan"} {
		m := w.modelOf(t, who)
		var want []store.Count
		for _, f := range filters {
			want = append(want, store.Count{N: len(m.list(f, store.NewestFirst, tableNow))})
		}
		got, err := w.store.CountKeys(t.Context(), w.actor(who), filters, tableNow, store.MaxCount)
		must(t, "count keys", err)
		wantDiff(t, who+"'s counts", want, got)
		for i := range want {
			if want[i].N > 20 {
				want[i] = store.Count{N: 20, More: true}
			}
		}
		got, err = w.store.CountKeys(t.Context(), w.actor(who), filters, tableNow, 20)
		must(t, "count keys up to 20", err)
		wantDiff(t, who+"'s counts up to 20", want, got)
	}
	none, err := w.store.CountKeys(t.Context(), w.actor("ada"), nil, tableNow, 1)
	must(t, "count nothing", err)
	wantDiff(t, "counts by no filter", []store.Count(nil), none)
}
