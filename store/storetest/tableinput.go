package storetest

import (
	"math"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// testBadInput asks for tables as nobody means to: each gets a sensible one.
func testBadInput(t *testing.T, open opener) {
	w := newWorld(t, open, tablePlot("input", 1))
	m := w.modelOf(t, "ada")
	text := func(op store.TextOp, text string) store.TextFilter { return store.TextFilter{Op: op, Text: text} }
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	filters := map[string]store.KeyFilter{
		"dates of year 0 and 9999": {Created: store.Span{From: year(0), To: year(9999)}, Expires: store.Span{From: year(0), To: year(9999)}},
		"dates far out":            {Created: store.Span{From: year(-200_000), To: year(200_000)}, Used: store.Span{To: year(200_000)}},
		"a span that ends before":  {Created: store.Span{From: year(2030), To: year(2000)}},
		"unknown statuses":         {Statuses: []store.Status{"lost", ""}},
		"unknown and known":        {Statuses: []store.Status{"lost", store.StatusActive, store.StatusActive}},
		"unknown roles":            {Roles: []store.Role{0, 99}},
		"a role twice":             {Roles: []store.Role{store.RoleUser, store.RoleUser}},
		"an unknown comparison":    {Name: text("like", "x"), ID: text("", "x")},
		"creators of the twin":     {Creators: []store.AccountID{w.twin.account("bo"), "' OR 1=1 --", "\x00", "\xff"}},
	}
	for name, term := range map[string]string{
		"10,000 letters": strings.Repeat("x", 10_000), "10,000 keys": strings.Repeat("key ", 2_500), "percent": "%", "percents": "%%%", "underscores": "___",
		"backslash": `\`, "backslashes": `\\\`, "quote": "'", "quotes": `'"'"`, "of FTS": `"key" OR name:*`, "NEAR": "NEAR(key sync)", "a column": "name : key",
		"star": "key*", "minus": "-key", "caret": "^key", "NUL": "\x00", "NUL inside": "key\x00 par", "mark of words": "\x02k", "marks of words": "\x02\x02k",
		"right to left": "שלום", "an override": "\u202ekey", "combining": "e\u0301", "only combining": "\u0301", "not UTF-8": "\xff\xfe\xfd", "surrogate": "\xed\xa0\x80",
		"a word of ligatures": strings.Repeat("ﷺ", 200), "the last letter": "\U0010FFFF", "white": " \t\n ", "emoji": "🗺", "SQL": "'; DROP TABLE keys; --", "?": "?", "dollar": "$1",
	} {
		filters["label of "+name], filters["label "+name] = store.KeyFilter{Labels: []store.Label{{Name: "env", Value: term}}}, store.KeyFilter{Labels: []store.Label{{Name: term, Value: ""}}}
		filters["search "+name] = store.KeyFilter{Search: term}
		for _, op := range []store.TextOp{store.TextContains, store.TextStarts, store.TextIs, store.TextIsNot} {
			filters["name "+string(op)+" "+name] = store.KeyFilter{Name: text(op, term)}
			filters["id "+string(op)+" "+name] = store.KeyFilter{ID: text(op, term)}
			filters["purpose "+string(op)+" "+name] = store.KeyFilter{Purpose: text(op, term)}
		}
	}
	for name, f := range filters {
		for _, sort := range []store.KeySort{{}, {Column: store.ColumnName}, {Column: "nothing"}, {Column: store.ColumnGroups, Descending: true}} {
			query := store.KeyQuery{Filter: f, Sort: sort, Rows: 25, At: tableNow}
			w.comparePage(t, name+" by "+sort.String(), "ada", query, m.list(f, sort, tableNow), 0, len(m.facts))
		}
	}
	t.Run("places", func(t *testing.T) { w.badPlaces(t, m) })
}

// badPlaces asks for pages at places that aren't in the table.
func (w *world) badPlaces(t *testing.T, m tableModel) {
	byName := store.KeySort{Column: store.ColumnName}
	want := m.list(store.KeyFilter{}, byName, tableNow)
	query := store.KeyQuery{Sort: byName, Rows: 25, At: tableNow}
	foreign := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}).Keys[3]
	for name, c := range map[string]store.Cursor{
		"another order":        store.CursorOf(foreign, store.NewestFirst, tableNow),
		"the other direction":  store.CursorOf(foreign, store.KeySort{Column: store.ColumnName, Descending: true}, tableNow),
		"an order there isn't": {Sort: store.KeySort{Column: "nothing"}, Seq: 7},
		"no order at all":      {Seq: 7},
	} {
		for _, before := range []bool{false, true} {
			q := query
			if q.After = c; before {
				q.After, q.Before = store.Cursor{}, c
			}
			w.comparePage(t, name, "ada", q, want, 0, len(want))
		}
	}
	other, err := w.store.Keys(t.Context(), w.twin.actor("ada"), query)
	must(t, "see the twin", err)
	query.After = store.CursorOf(other.Keys[10], byName, tableNow) // the names are the same, and the numbers are not
	if page := pageOf(t, w, "ada", query); len(page.Keys) != 25 || page.Skipped.N < 10 || page.Skipped.N > 11 {
		t.Errorf("a place of the twin leads to %q after %+v", names(page.Keys), page.Skipped)
	}
	for _, sort := range everySort() {
		for _, n := range []int64{math.MinInt64, -1, 0, 1, 2, math.MaxInt64} {
			for _, text := range []string{"", "zzz", "\U0010FFFF", strings.Repeat("ﷺ", 100), "'"} {
				tampered := store.Cursor{Sort: sort, Rank: n, Text: text, Number: n, Seq: n}
				for _, q := range []store.KeyQuery{{After: tampered}, {Before: tampered}, {After: tampered, Filter: store.KeyFilter{Search: "parcel"}}} {
					q.Sort, q.Rows, q.At = sort, 10_000_000, tableNow
					if page := pageOf(t, w, "ada", q); len(page.Keys) > 25 || page.All.N != len(want) {
						t.Errorf("a tampered place by %s leads to %d keys of %d", sort, len(page.Keys), page.All.N)
					}
				}
			}
		}
	}
}
