package store

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// KeyQuery asks for a page of the key table.
type KeyQuery struct {
	Filter KeyFilter
	Sort   KeySort
	Rows   int       // how many keys a page has; one of [PageSizes]
	After  Cursor    // the page begins after this place; zero: from the start
	Before Cursor    // the page ends before this place; wins over After
	At     time.Time // by which statuses are judged
	// Patient asks to go on looking where a filter is so rare in an order that a page would not be full
	// after [MaxWalk] entries.
	Patient bool
}

// Cursor is a place in one order of the table. It stays where it is when keys come and go: it names no
// row, only values that are compared. The zero Cursor is none; one of another order is as good as none.
type Cursor struct {
	Sort  KeySort
	Place Place
}

// IsZero tells whether there is no cursor.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// String writes the cursor for an address; empty for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	number := func(n int64) string { return strconv.FormatInt(n, 36) }
	return strings.Join([]string{
		c.Sort.String(), number(c.Place.Rank), base64.RawURLEncoding.EncodeToString([]byte(c.Place.Text)),
		number(c.Place.Number), number(c.Place.Seq),
	}, ".")
}

// ParseCursor reads what [Cursor.String] wrote; ok is false for anything else. The empty text is no cursor.
func ParseCursor(text string) (c Cursor, ok bool) {
	if text == "" {
		return Cursor{}, true
	}
	parts := strings.Split(text, ".")
	if len(text) > MaxCursor || len(parts) != 5 {
		return Cursor{}, false
	}
	var wrong bool
	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 36, 64)
		wrong = wrong || err != nil
		return n
	}
	words, err := base64.RawURLEncoding.DecodeString(parts[2])
	sort, known := ParseKeySort(parts[0])
	c = Cursor{Sort: sort, Place: Place{Rank: number(parts[1]), Text: string(words), Number: number(parts[3]), Seq: number(parts[4])}}
	if wrong || err != nil || !known || c.String() != text {
		return Cursor{}, false
	}
	return c, true
}

// CursorOf is the key's place in an order at an instant.
func CursorOf(k Key, sort KeySort, at time.Time) Cursor {
	sort = sort.OrDefault()
	return Cursor{Sort: sort, Place: sort.PlaceOf(k, at)}
}

const (
	// MaxCount is where counting stops; more is shown as "10,000+".
	MaxCount = 10_000
	// MaxWalk is after how many entries of an order a page is shown that isn't full.
	MaxWalk = 50_000
)

// Count is a number of rows that is only counted up to [MaxCount], or known from a counter.
type Count struct {
	N    int
	More bool // there are more than N
}

// KeyPage is one page of the table.
type KeyPage struct {
	Keys    []Key
	Total   Count // keys that the filter shows
	All     Count // keys that the actor sees without a filter
	Skipped Count // keys before the first one of this page
	HasPrev bool
	HasNext bool
	// Stopped is where the walk was broken off after [MaxWalk] entries; zero: the page is whole. Asked
	// again with Patient from there, more may be found.
	Stopped Cursor
	OwnOnly bool // the actor sees only keys that they created
	Can     KeyActions
}
