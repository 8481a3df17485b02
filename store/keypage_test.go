package store_test

import (
	"math"
	"testing"
	"time"

	"chatelaine/store"
)

func TestCursorComesBackAsItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]store.Cursor{
		"none":               {},
		"now":                {CreatedAt: time.UnixMilli(1_773_133_200_123), Seq: 1},
		"the epoch":          {CreatedAt: time.UnixMilli(0), Seq: 7},
		"before the epoch":   {CreatedAt: time.UnixMilli(-1), Seq: 7},
		"the largest number": {CreatedAt: time.UnixMilli(253_402_300_799_999), Seq: math.MaxInt64},
	} {
		got, ok := store.ParseCursor(c.String())
		if !ok || got.Seq != c.Seq || !got.CreatedAt.Equal(c.CreatedAt) {
			t.Errorf("%s: ParseCursor(%q) = %v, %t; want %v", name, c, got, ok, c)
		}
	}
}

func TestParseCursorRefusesWhatStringNeverWrites(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		".", "a", "a.", ".1", "a.0", "a.-1", "a.1.1", "a.1 ", "é.1", "a,1", "zzzzzzzzzzzzzzzz.1", "1.zzzzzzzzzzzzzzzz", "' OR 1=1 --",
	} {
		if c, ok := store.ParseCursor(text); ok || !c.IsZero() {
			t.Errorf("ParseCursor(%q) = %v, %t; want none, false", text, c, ok)
		}
	}
}

func TestCursorOfAKeyIsItsPlace(t *testing.T) {
	t.Parallel()
	key := store.Key{CreatedAt: time.UnixMilli(1_773_133_200_123), Seq: 42}
	if got := store.CursorOf(key); got.Seq != 42 || !got.CreatedAt.Equal(key.CreatedAt) || got.IsZero() {
		t.Errorf("CursorOf = %v", got)
	}
}

func FuzzParseCursor(f *testing.F) {
	for _, seed := range []string{"", "mmjw8hq3.16", "-1.1", "0.1", "+1.+1", "MMJW.Z", ".", "a.0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := store.ParseCursor(text)
		if !ok {
			return
		}
		again, ok := store.ParseCursor(c.String())
		if !ok || again.Seq != c.Seq || again.CreatedAt.UnixMilli() != c.CreatedAt.UnixMilli() {
			t.Errorf("ParseCursor(%q) prints as %q, which reads as %v, %t", text, c, again, ok)
		}
	})
}
