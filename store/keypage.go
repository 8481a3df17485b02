package store

import (
	"strconv"
	"strings"
	"time"
)

// KeyQuery asks for a page of the key table, newest first.
type KeyQuery struct {
	Rows   int    // how many keys a page has; one of [PageSizes]
	After  Cursor // the page begins after this key; zero: from the start
	Before Cursor // the page ends before this key; wins over After
}

// Cursor is a place in the table that stays where it is when keys come and go: it names no row, only
// an instant of creation and a sequence number. The zero Cursor is none.
type Cursor struct {
	CreatedAt time.Time
	Seq       int64
}

// IsZero tells whether there is no cursor.
func (c Cursor) IsZero() bool { return c.Seq == 0 }

// String writes the cursor for an address; empty for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return strconv.FormatInt(c.CreatedAt.UnixMilli(), 36) + "." + strconv.FormatInt(c.Seq, 36)
}

// ParseCursor reads what [Cursor.String] wrote; ok is false for anything else. The empty text is no cursor.
func ParseCursor(text string) (c Cursor, ok bool) {
	if text == "" {
		return Cursor{}, true
	}
	created, seq, found := strings.Cut(text, ".")
	if !found {
		return Cursor{}, false
	}
	ms, err1 := strconv.ParseInt(created, 36, 64)
	n, err2 := strconv.ParseInt(seq, 36, 64)
	if err1 != nil || err2 != nil || n <= 0 {
		return Cursor{}, false
	}
	return Cursor{CreatedAt: time.UnixMilli(ms), Seq: n}, true
}

// CursorOf is the key's place in the table.
func CursorOf(k Key) Cursor { return Cursor{CreatedAt: k.CreatedAt, Seq: k.Seq} }

// MaxCount is where counting stops; more is shown as "10,000+".
const MaxCount = 10_000

// Count is a number of rows that is only counted up to [MaxCount], or known from a counter.
type Count struct {
	N    int
	More bool // there are more than N
}

// KeyPage is one page of the table.
type KeyPage struct {
	Keys    []Key
	Total   Count // keys that the actor sees
	Skipped Count // keys before the first one of this page
	HasPrev bool
	HasNext bool
	OwnOnly bool // the actor sees only keys that they created
	Can     KeyActions
}
