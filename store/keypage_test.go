package store_test

import (
	"cmp"
	"math"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// sampleKey has something in every column that can be sorted.
var sampleKey = store.Key{
	ID: "8sYq2LwPz0Ta", Seq: 42, Name: "Café · Ｔiles", Role: store.RoleManager, Creator: store.Creator{ID: "ada", Name: "Léa ﬁ"},
	CreatedAt: time.UnixMilli(1_773_133_200_123), ExpiresAt: time.UnixMilli(1_783_133_200_000), LastUsed: time.UnixMilli(1_774_000_000_000),
	InactiveFrom: time.UnixMilli(1_773_200_000_000), InactiveUntil: time.UnixMilli(1_774_200_000_000),
}

// everySort calls do for each order in each direction.
func everySort(do func(store.KeySort)) {
	for _, column := range store.KeyColumns {
		if column.Sorts() {
			do(store.KeySort{Column: column})
			do(store.KeySort{Column: column, Descending: true})
		}
	}
}

func TestCursorComesBackAsItWas(t *testing.T) {
	t.Parallel()
	everySort(func(sort store.KeySort) {
		for name, c := range map[string]store.Cursor{
			"of a key":            store.CursorOf(sampleKey, sort, time.UnixMilli(1_773_500_000_000)),
			"of the zero key":     store.CursorOf(store.Key{}, sort, time.Time{}),
			"the largest numbers": {Sort: sort, Rank: math.MaxInt64, Text: strings.Repeat("ﷺ", 100), Number: math.MaxInt64, Seq: math.MaxInt64},
			"the least numbers":   {Sort: sort, Rank: math.MinInt64, Text: "%_\\'\"", Number: math.MinInt64, Seq: math.MinInt64},
		} {
			text := c.String()
			if got, ok := store.ParseCursor(text); !ok || got != c || len(text) > store.MaxCursor {
				t.Errorf("%s by %s: ParseCursor(%q) = %v, %t; want %v", name, sort, text, got, ok, c)
			}
		}
	})
	if c, ok := store.ParseCursor(""); !ok || !c.IsZero() || c.String() != "" {
		t.Errorf("the empty text is %v, %t", c, ok)
	}
}

func TestCursorIsThePlaceOfItsKey(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_773_500_000_000)
	everySort(func(sort store.KeySort) {
		c := store.CursorOf(sampleKey, sort, now)
		place, ok := c.In(sort)
		if want := sort.PlaceOf(sampleKey, now); !ok || place != want || c.IsZero() {
			t.Errorf("by %s: In gives %+v, %t; want %+v", sort, place, ok, want)
		}
		if _, ok := c.In(store.KeySort{Column: sort.Column, Descending: !sort.Descending}); ok {
			t.Errorf("a cursor by %s is one of the other direction", sort)
		}
	})
	if _, ok := (store.Cursor{}).In(store.NewestFirst); ok {
		t.Error("no cursor is one of the usual order")
	}
	if _, ok := store.CursorOf(sampleKey, store.KeySort{Column: store.ColumnKey}, now).In(store.KeySort{Column: store.ColumnID}); !ok {
		t.Error("a cursor by key is not one by id")
	}
}

func TestParseCursorRefusesWhatStringNeverWrites(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		".", "a", "....", "created", "created.0..0", "created.0..0.0.0", "created.0..a.", "created.0..0.01", "created.+0..0.0", "created.0..A.0",
		"created.0..zzzzzzzzzzzzzzzz.1", "created.0..0.0 ", " created.0..0.0", "groups.0..0.0", "nothing.0..0.0", "--name.0..0.0", ".0..0.0",
		"name.0.!.0.0", "name.0.YQ==.0.0", "name.0._w.0.0", "name.0.AA.0.0", "name.0.YR.0.0", "' OR 1=1 --",
		"name.0." + strings.Repeat("YWFh", 300) + ".0.0",
	} {
		if c, ok := store.ParseCursor(text); ok || !c.IsZero() {
			t.Errorf("ParseCursor(%q) = %v, %t; want none, false", text, c, ok)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	everySort(func(sort store.KeySort) { f.Add(store.CursorOf(sampleKey, sort, sampleKey.CreatedAt).String()) })
	for _, seed := range []string{"", ".", "-created.0..-1.1", "name.0.YR.0.0", "created.+0..0.0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, ok := store.ParseCursor(text); ok && c.String() != text {
			t.Errorf("ParseCursor(%q) prints as %q", text, c)
		}
	})
}

func FuzzParseKeySort(f *testing.F) {
	for _, seed := range []string{"", "-", "name", "-created", "--name", "groups", "Name", "name\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := store.ParseKeySort(text); ok && s.String() != text {
			t.Errorf("ParseKeySort(%q) prints as %q", text, s)
		}
	})
}

func TestOrdersOfKeys(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_000_000)
	at := func(ms int64) time.Time { return time.UnixMilli(ms) }
	for name, tt := range map[string]struct {
		column store.KeyColumn
		keys   []store.Key // in the ascending order
	}{
		"names by their folds":    {store.ColumnName, []store.Key{{Name: "alpha", Seq: 3}, {Name: "Ｂeta", Seq: 2}, {Name: "gamma", Seq: 1}}},
		"ids by their bytes":      {store.ColumnID, []store.Key{{ID: "0a"}, {ID: "B0"}, {ID: "a0"}}},
		"key as id":               {store.ColumnKey, []store.Key{{ID: "0a"}, {ID: "B0"}, {ID: "a0"}}},
		"roles from the lowest":   {store.ColumnRole, []store.Key{{Role: store.RoleUser, CreatedAt: at(7), Seq: 2}, {Role: store.RoleManager, CreatedAt: at(6), Seq: 1}}},
		"equal roles by creation": {store.ColumnRole, []store.Key{{Role: store.RoleUser, CreatedAt: at(6), Seq: 2}, {Role: store.RoleUser, CreatedAt: at(7), Seq: 1}}},
		"equal roles by seq":      {store.ColumnRole, []store.Key{{Role: store.RoleUser, Seq: 1}, {Role: store.RoleUser, Seq: 2}}},
		"creators by their fold": {store.ColumnCreator, []store.Key{{Creator: store.Creator{Name: "ada"}, CreatedAt: at(5), Seq: 10}, {Creator: store.Creator{Name: "ADA"}, CreatedAt: at(6), Seq: 9},
			{Creator: store.Creator{Name: "ada"}, CreatedAt: at(6), Seq: 10}, {Creator: store.Creator{Name: "bo"}, CreatedAt: at(1), Seq: 1}}},
		"created":            {store.ColumnCreated, []store.Key{{CreatedAt: at(5), Seq: 2}, {CreatedAt: at(6), Seq: 1}}},
		"never expires last": {store.ColumnExpires, []store.Key{{ExpiresAt: at(5), Seq: 3}, {ExpiresAt: at(6), Seq: 2}, {Seq: 1}}},
		"never used first":   {store.ColumnUsed, []store.Key{{Seq: 3}, {LastUsed: at(5), Seq: 2}, {LastUsed: at(6), Seq: 1}}},
		"inactive, then by expiry": {store.ColumnStatus, []store.Key{
			{InactiveFrom: at(1), ExpiresAt: at(9_000_000_000), Seq: 9}, {InactiveFrom: at(1), Seq: 8},
			{ExpiresAt: at(7), Seq: 7}, {InactiveFrom: at(1), InactiveUntil: at(2), ExpiresAt: at(2_000_000), Seq: 6},
			{InactiveFrom: at(2_000_000), ExpiresAt: at(9_000_000_000), Seq: 5}, {Seq: 4},
		}},
		"what has no order is newest first": {store.ColumnGroups, []store.Key{{CreatedAt: at(6)}, {CreatedAt: at(5)}}},
	} {
		up, down := store.KeySort{Column: tt.column}, store.KeySort{Column: tt.column, Descending: true}
		for i := range len(tt.keys) - 1 {
			a, b := up.PlaceOf(tt.keys[i], now), up.PlaceOf(tt.keys[i+1], now)
			if up.Compare(a, b) >= 0 || up.Compare(b, a) <= 0 || up.Compare(a, a) != 0 {
				t.Errorf("%s: %+v does not come before %+v", name, a, b)
			}
			if tt.column != store.ColumnGroups && (down.Compare(a, b) <= 0 || cmp.Compare(down.Compare(b, a), 0) >= 0) {
				t.Errorf("%s, descending: %+v does not come after %+v", name, a, b)
			}
		}
	}
}
