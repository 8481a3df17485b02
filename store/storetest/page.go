package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// manyKeys are keys of which several were made in the same millisecond. Every seventh is hal's.
func manyKeys(n int) []keyPlot {
	keys := keysNamed(n)
	for i := range keys {
		keys[i].createdAt = start.Add(time.Duration(i/9) * tick)
		if i%7 == 3 {
			keys[i].creator = "hal"
		}
	}
	return keys
}

func testPages(t *testing.T, open opener) {
	s := open(t, noHook)
	t.Run("every page of every size, both ways", func(t *testing.T) {
		t.Parallel()
		pagesBothWays(t, addWorld(t, s, plot{slug: "many", ids: "same", keys: manyKeys(130)}))
	})
	t.Run("each key once while others come and go", func(t *testing.T) {
		t.Parallel()
		pagesWhileKeysChange(t, addWorld(t, s, plot{slug: "moving", ids: "same", keys: manyKeys(130)}))
	})
	t.Run("a user sees only their own", func(t *testing.T) {
		t.Parallel()
		pagesOfAUser(t, addWorld(t, s, plot{slug: "own", ids: "same", keys: manyKeys(300)}))
	})
	t.Run("what the actor can do", func(t *testing.T) {
		t.Parallel()
		for _, reserved := range []bool{false, true} {
			pagesCan(t, addWorld(t, s, plot{slug: fmt.Sprint("reserved-", reserved), reserved: reserved, keys: manyKeys(3)}), reserved)
		}
	})
	t.Run("an empty table", func(t *testing.T) {
		t.Parallel()
		w := addWorld(t, s, plot{slug: "empty"})
		page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25})
		wantDiff(t, "an empty table", store.KeyPage{Can: store.KeyActions{Create: true, Delete: true}}, store.KeyPage{
			Keys: page.Keys, Total: page.Total, Skipped: page.Skipped, HasPrev: page.HasPrev, HasNext: page.HasNext, OwnOnly: page.OwnOnly,
			Can: store.KeyActions{Create: page.Can.Create, Delete: page.Can.Delete},
		})
	})
}

func pageOf(t testing.TB, w *world, who string, query store.KeyQuery) store.KeyPage {
	t.Helper()
	page, err := w.store.Keys(t.Context(), w.actor(who), query)
	must(t, "see a page", err)
	return page
}

// cursorOf is a key's place in the usual order.
func cursorOf(k store.Key) store.Cursor { return store.CursorOf(k, store.NewestFirst, start) }

func names(keys []store.Key) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.Name)
	}
	return all
}

// newestFirst are the names of a plot's keys as a table shows them: those that came last in the import
// are the newest.
func newestFirst(p plot, keep func(keyPlot) bool) []string {
	var all []string
	for _, k := range slices.Backward(p.keys) {
		if keep(k) {
			all = append(all, k.name)
		}
	}
	return all
}

func anyKey(keyPlot) bool { return true }

func pagesBothWays(t *testing.T, w *world) {
	want := newestFirst(w.plot, anyKey)
	for _, rows := range store.PageSizes {
		query, skipped := store.KeyQuery{Rows: rows}, 0
		for {
			page := pageOf(t, w, "bo", query)
			wantPage(t, page, want, skipped, rows)
			if skipped += rows; !page.HasNext || skipped > len(want) {
				break
			}
			query = store.KeyQuery{Rows: rows, After: cursorOf(page.Keys[len(page.Keys)-1])}
		}
	}
	all := pageOf(t, w, "bo", store.KeyQuery{Rows: 100}).Keys
	for _, at := range []int{1, 8, 9, 24, 25, 26, 60, 99} {
		before := cursorOf(all[at])
		page := pageOf(t, w, "bo", store.KeyQuery{Rows: 25, Before: before})
		from := max(0, at-25)
		wantPage(t, page, want[:at], from, 25)
		if !page.HasNext || page.Total.N != len(want) {
			t.Errorf("before key %d: HasNext %t, total %+v", at, page.HasNext, page.Total)
		}
		both := pageOf(t, w, "bo", store.KeyQuery{Rows: 25, Before: before, After: cursorOf(all[99])})
		wantDiff(t, "Before wins over After", names(page.Keys), names(both.Keys))
	}
	again, ok := store.ParseCursor(cursorOf(all[40]).String())
	if page := pageOf(t, w, "bo", store.KeyQuery{Rows: 25, After: again}); !ok || page.Keys[0].Name != want[41] {
		t.Errorf("a cursor that was in an address leads to %s, want %s", page.Keys[0].Name, want[41])
	}
}

// wantPage checks a page that begins after skipped keys of all. All may end before the table does.
func wantPage(t *testing.T, page store.KeyPage, all []string, skipped, rows int) {
	t.Helper()
	want := all[skipped:min(skipped+rows, len(all))]
	if got := names(page.Keys); !slices.Equal(got, want) {
		t.Errorf("%d rows after %d: %v, want %v", rows, skipped, got, want)
	}
	if page.Skipped != (store.Count{N: skipped}) || page.HasPrev != (skipped > 0) || page.OwnOnly {
		t.Errorf("%d rows after %d: Skipped %+v, HasPrev %t, OwnOnly %t", rows, skipped, page.Skipped, page.HasPrev, page.OwnOnly)
	}
	if page.Total.N == len(all) && page.HasNext != (skipped+rows < len(all)) {
		t.Errorf("%d rows after %d of %d: HasNext %t", rows, skipped, len(all), page.HasNext)
	}
	if page.Total.N < len(all) || page.Total.More {
		t.Errorf("%d rows after %d: Total %+v, want at least %d", rows, skipped, page.Total, len(all))
	}
}

func pagesWhileKeysChange(t *testing.T, w *world) {
	seen := map[string]int{}
	stays := newestFirst(w.plot, anyKey)
	query := store.KeyQuery{Rows: 25}
	gone := map[string]bool{}
	made := 0
	for ; ; made++ {
		page := pageOf(t, w, "bo", query)
		for _, name := range names(page.Keys) {
			seen[name]++
		}
		if !page.HasNext {
			break
		}
		last := page.Keys[len(page.Keys)-1]
		query.After = cursorOf(last)
		_, err := w.store.CreateKey(t.Context(), w.as("ada"), w.newKey(fmt.Sprint("New ", made)))
		must(t, "create a key between pages", err)
		// The row that the cursor was made from goes, one that was seen, and one that comes next.
		for _, name := range []string{last.Name, page.Keys[0].Name, stays[min(25*(made+1)+2, len(stays)-1)]} {
			if !gone[name] {
				gone[name] = true
				must(t, "delete a key between pages", deleteKey(t, w.store, w.as("ada"), w.key(name), store.Choice{}))
			}
		}
	}
	for _, name := range stays {
		if n := seen[name]; n > 1 || n == 0 && !gone[name] {
			t.Errorf("%s was shown %d times", name, n)
		}
	}
	for name := range seen {
		if !slices.Contains(stays, name) {
			t.Errorf("%s was made after the first page, and stands on a later one", name)
		}
	}
	total := len(stays) - len(gone) + made
	if page := pageOf(t, w, "bo", store.KeyQuery{Rows: 25}); page.Total.N != total {
		t.Errorf("the total is %d, want %d", page.Total.N, total)
	}
}

func pagesOfAUser(t *testing.T, w *world) {
	want := newestFirst(w.plot, func(k keyPlot) bool { return k.creator == "hal" })
	query := store.KeyQuery{Rows: 25}
	var got []string
	for {
		page := pageOf(t, w, "hal", query)
		if !page.OwnOnly || page.Total != (store.Count{N: len(want)}) || page.Skipped != (store.Count{N: len(got)}) || page.HasPrev != (len(got) > 0) {
			t.Errorf("hal's page after %d: OwnOnly %t, Total %+v, Skipped %+v, HasPrev %t", len(got), page.OwnOnly, page.Total, page.Skipped, page.HasPrev)
		}
		if got = append(got, names(page.Keys)...); !page.HasNext || len(got) > len(want) {
			break
		}
		query.After = cursorOf(page.Keys[len(page.Keys)-1])
	}
	wantDiff(t, "what hal sees", want, got)
	if page := pageOf(t, w, "dan", store.KeyQuery{Rows: 25}); len(page.Keys) > 0 || page.Total.N != 0 || page.HasNext || !page.OwnOnly {
		t.Errorf("dan, who made no key, sees %+v", page)
	}
}

func pagesCan(t *testing.T, w *world, reserved bool) {
	all := store.KeyActions{
		Create: true, Delete: true, Rename: true, ChangeGroups: true, Describe: true, Deactivate: true, Activate: true, Rotate: true, EndSecret: true, Extend: true, SetRules: true,
	}
	manager := all
	if reserved {
		manager = store.KeyActions{}
	}
	for who, want := range map[string]store.KeyActions{"ada": all, "bo": manager, "hal": {}} {
		page := pageOf(t, w, who, store.KeyQuery{Rows: 25})
		page.Can.Confirm = false // is about one key, not the table
		if page.Can != want || page.OwnOnly != (who == "hal") {
			t.Errorf("reserved %t: %s can %+v, sees only their own: %t; want %+v", reserved, who, page.Can, page.OwnOnly, want)
		}
	}
}
