package store

import (
	"cmp"
	"strings"
	"time"
)

// KeyColumn names a column of the key table.
type KeyColumn string

// The columns, in the order in which they stand unless somebody changes it.
const (
	ColumnName    KeyColumn = "name"
	ColumnID      KeyColumn = "id"
	ColumnStatus  KeyColumn = "status"
	ColumnKey     KeyColumn = "key"
	ColumnRole    KeyColumn = "role"
	ColumnGroups  KeyColumn = "groups"
	ColumnCreator KeyColumn = "creator"
	ColumnCreated KeyColumn = "created"
	ColumnExpires KeyColumn = "expires"
	ColumnUsed    KeyColumn = "used"
	ColumnPurpose KeyColumn = "purpose"
	ColumnLabels  KeyColumn = "labels"
	ColumnContact KeyColumn = "contact"
)

// KeyColumns are all columns of the key table.
var KeyColumns = [...]KeyColumn{
	ColumnName, ColumnID, ColumnStatus, ColumnKey, ColumnRole, ColumnGroups, ColumnCreator, ColumnCreated, ColumnExpires, ColumnUsed,
	ColumnPurpose, ColumnLabels, ColumnContact,
}

// UsualColumns are those that are shown unless somebody chooses others.
var UsualColumns = KeyColumns[:10]

// Sorts tells whether the table can be in the column's order.
func (c KeyColumn) Sorts() bool {
	return c != ColumnGroups && c != ColumnPurpose && c != ColumnLabels && c != ColumnContact
}

// KeySort is an order of the key table. Keys that are equal in it follow each other by their sequence
// number, in the same direction; those with the same role or creator by their creation first. The zero
// KeySort is newest first.
type KeySort struct {
	Column     KeyColumn
	Descending bool
}

// NewestFirst is the order of a table that nobody has sorted.
var NewestFirst = KeySort{Column: ColumnCreated, Descending: true}

// OrDefault is the order itself, or NewestFirst for the zero KeySort and for columns without an order. Key
// sorts as ID does.
func (s KeySort) OrDefault() KeySort {
	switch s.Column {
	case ColumnKey:
		s.Column = ColumnID
	case ColumnName, ColumnID, ColumnStatus, ColumnRole, ColumnCreator, ColumnCreated, ColumnExpires, ColumnUsed:
	default:
		return NewestFirst
	}
	return s
}

// String writes the order for an address: the column, with a minus before it if it descends.
func (s KeySort) String() string {
	if s.Descending {
		return "-" + string(s.Column)
	}
	return string(s.Column)
}

// ParseKeySort reads what [KeySort.String] wrote; ok is false for anything else, and for columns
// that have no order.
func ParseKeySort(text string) (s KeySort, ok bool) {
	column, descending := strings.CutPrefix(text, "-")
	for _, c := range KeyColumns {
		if string(c) == column && c.Sorts() {
			return KeySort{Column: c, Descending: descending}, true
		}
	}
	return KeySort{}, false
}

// Place is where a key stands in an order: the values that are compared, one after the other. Those that
// an order has no use for are zero.
type Place struct {
	Rank   int64  // of the part of the order: for status, role and last use
	Text   string // compared by its bytes
	Number int64
	Seq    int64
}

// The ranks by which status is sorted.
const (
	RankInactive = 0
	RankInForce  = 1 // or expired
)

// The ranks by which the last use is sorted: keys that were never used by when they were made, then the others.
const (
	RankUnused = 0
	RankUsed   = 1
)

// neverEnds is the number by which "never" is sorted among ends: after all of them.
const neverEnds = 253402300799999

// PlaceOf is the key's place in an order at an instant. Status sorts as inactive, then by expiry: what
// has expired comes before what will.
func (s KeySort) PlaceOf(k Key, at time.Time) Place {
	p := Place{Seq: k.Seq}
	switch s.OrDefault().Column {
	case ColumnName:
		p.Text = Fold(k.Name)
	case ColumnID:
		p.Text = string(k.ID)
	case ColumnRole:
		p.Rank, p.Number = int64(k.Role), k.CreatedAt.UnixMilli()
	case ColumnCreator:
		p.Text, p.Number = Fold(k.Creator.Name), k.CreatedAt.UnixMilli()
	case ColumnCreated:
		p.Number = k.CreatedAt.UnixMilli()
	case ColumnUsed:
		p.Rank, p.Number = RankUsed, milli(k.LastUsed, 0)
		if k.LastUsed.IsZero() {
			p.Rank, p.Number = RankUnused, k.CreatedAt.UnixMilli()
		}
	case ColumnStatus:
		p.Rank, p.Number = RankInForce, milli(k.ExpiresAt, neverEnds)
		if k.InactiveAt(at) {
			p.Rank = RankInactive
		}
	case ColumnExpires:
		p.Number = milli(k.ExpiresAt, neverEnds)
	}
	return p
}

func milli(at time.Time, never int64) int64 {
	if at.IsZero() {
		return never
	}
	return at.UnixMilli()
}

// Compare orders places: negative if a comes before b in the order.
func (s KeySort) Compare(a, b Place) int {
	c := cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Seq, b.Seq))
	if s.OrDefault().Descending {
		return -c
	}
	return c
}
