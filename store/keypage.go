package store

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// KeyQuery asks for a page of the key table.
type KeyQuery struct {
	Filter KeyFilter
	Sort   KeySort
	Rows   int       // how many keys a page has; one of [PageSizes]
	After  Cursor    // the page begins after this place; zero, or of another order: from the start
	Before Cursor    // the page ends before this place; wins over After. Of another order: from the start
	At     time.Time // by which statuses are judged
	// Patient asks to go on looking where a filter is so rare in an order that a page would not be full
	// after [MaxWalk] entries.
	Patient bool
}

// Cursor is a place in one order of the table. It stays where it is when keys come and go: it names no
// row, only values that are compared. The zero Cursor is none; one of another order is as good as none.
type Cursor struct {
	Sort   KeySort
	Rank   int64
	Text   string // as people see it: folded it can be many times as long, too long for an address
	Number int64
	Seq    int64
}

// IsZero tells whether there is no cursor.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// Place is what the cursor's values come to in its order.
func (c Cursor) Place() Place {
	p := Place{Rank: c.Rank, Text: c.Text, Number: c.Number, Seq: c.Seq}
	if c.Sort.OrDefault().Column != ColumnID {
		p.Text = Fold(c.Text)
	}
	return p
}

// In is the place in an order, if the cursor is one of that order.
func (c Cursor) In(sort KeySort) (p Place, ok bool) {
	return c.Place(), !c.IsZero() && c.Sort.OrDefault() == sort.OrDefault()
}

// CursorOf is the key's place in an order at an instant.
func CursorOf(k Key, sort KeySort, at time.Time) Cursor {
	sort = sort.OrDefault()
	p := sort.PlaceOf(k, at)
	c := Cursor{Sort: sort, Rank: p.Rank, Number: p.Number, Seq: p.Seq}
	switch sort.Column {
	case ColumnName:
		c.Text = k.Name
	case ColumnID:
		c.Text = string(k.ID)
	case ColumnCreator:
		c.Text = k.Creator.Name
	}
	return c
}

// String writes the cursor for an address; empty for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	number := func(n int64) string { return strconv.FormatInt(n, 36) }
	return strings.Join([]string{
		c.Sort.String(), number(c.Rank), base64.RawURLEncoding.EncodeToString([]byte(c.Text)), number(c.Number), number(c.Seq),
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
	c = Cursor{Sort: sort, Rank: number(parts[1]), Text: string(words), Number: number(parts[3]), Seq: number(parts[4])}
	if wrong || err != nil || !known || !utf8.ValidString(c.Text) || Impossible(c.Text) || c.String() != text {
		return Cursor{}, false
	}
	return c, true
}

const (
	// MaxCount is where counting stops; more is shown as "10,000+".
	MaxCount = 10_000
	// MaxWalk is after how many entries of an order a page is shown that isn't full.
	MaxWalk = 50_000
)

// Count is a number of rows that is only counted so far, at most up to [MaxCount], or known from a counter.
type Count struct {
	N    int
	More bool // there are more than N, or nobody went on to look
}

// KeyPage is one page of the table.
type KeyPage struct {
	Keys    []Key
	Total   Count // keys that the filter shows
	All     Count // keys that the actor sees without a filter
	Skipped Count // keys before the first one of this page; with More the number is not worth showing
	HasPrev bool
	HasNext bool
	// Stopped is where the walk was broken off after [MaxWalk] entries; zero: the page is whole, or as whole
	// as it can be. Asked again with Patient and this place in After (in Before, if that was asked), more
	// may be found. HasNext (HasPrev) is true meanwhile.
	Stopped Cursor
	OwnOnly bool       // the actor sees only keys that they created
	Can     KeyActions // about keys in general; what about one of them, its [Standing.ActionsOn] says
	// Standing is the actor's.
	Standing Standing
	// Version is of all that the actor's table is made from: it grows with each change, and [Keys.KeyChanges] says what
	// changed since.
	Version int64
	// Creators are those of [KeyFilter.Creators] whose keys the actor may see, by name.
	Creators []Creator
	// Groups are those of [KeyFilter.Groups] that the actor may see, by name.
	Groups []GroupRef
	// Contacts are those of [KeyFilter.Contacts] that the actor's keys have, by name.
	Contacts []Creator
}

// KeyChoices says how many of the keys that an actor sees there are to choose by.
type KeyChoices struct {
	Statuses []StatusCount // all of them, in the order in which they are decided
	Roles    []RoleCount   // those that a key can have, from the lowest
}

// StatusCount is how many keys have a status.
type StatusCount struct {
	Status Status
	Count  Count
}

// RoleCount is how many keys have a role.
type RoleCount struct {
	Role  Role
	Count Count
}

// GroupCount is how many keys belong to a group.
type GroupCount struct {
	Group GroupRef
	Count Count
}

// CreatorCount is how many keys a member made.
type CreatorCount struct {
	Creator Creator
	Count   Count
}
