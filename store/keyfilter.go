package store

import (
	"slices"
	"strings"
	"time"
)

// KeyFilter narrows the table of keys: a key is shown if every part that is set holds. The zero
// KeyFilter shows all.
type KeyFilter struct {
	// Search is looked for in names (anywhere), ids (at their beginning), and anywhere in purposes, labels and creators' names.
	// Terms of one or two letters are looked for at the beginnings of words only: see [MinContains].
	Search string

	Name     TextFilter  // compared with the folded name ([SearchTerm])
	ID       TextFilter  // compared letter by letter ([IDTerm])
	Statuses []Status    // any of them, at [KeyQuery.At]
	Roles    []Role      // any of them
	Creators []AccountID // any of them
	Groups   []GroupID   // any of them
	Purpose  TextFilter  // compared with the folded purpose; the one text that can be empty
	Labels   []Label     // of each name one of the values; without a value, any: see [FilterLabels]
	Contacts []AccountID // any of them
	Created  Span
	Expires  Span // keys that never expire lie in none
	Used     Span // keys that were never used lie in none: see NeverUsed

	NeverUsed     bool
	Unconfirmed   bool // nobody said that they stored the newest secret
	OwnsResources bool
	CreatorLeft   bool
	ContactLeft   bool // there is nobody to ask; those of Contacts are shown too
}

// IsZero tells whether the filter shows all keys.
func (f KeyFilter) IsZero() bool { return f.Parts() == 0 }

// Parts is how many parts of the filter are set.
func (f KeyFilter) Parts() (n int) {
	for _, set := range [...]bool{
		SearchTerm(f.Search) != "", !f.Name.IsZero(), !f.ID.IsZero(), len(f.Statuses) > 0, len(f.Roles) > 0, len(f.Creators) > 0, len(f.Groups) > 0,
		!f.Purpose.IsZero(), len(f.Labels) > 0, len(f.Contacts) > 0 || f.ContactLeft,
		!f.Created.IsZero(), !f.Expires.IsZero(), !f.Used.IsZero(), f.NeverUsed, f.Unconfirmed, f.OwnsResources, f.CreatorLeft,
	} {
		if set {
			n++
		}
	}
	return n
}

// TextOp says how a text filter compares.
type TextOp string

// The comparisons.
const (
	TextContains TextOp = "contains" // terms of one or two letters: at the beginning of a word
	TextStarts   TextOp = "starts"
	TextIs       TextOp = "is"
	TextIsNot    TextOp = "isnot"
	TextEmpty    TextOp = "empty" // whatever Text is
)

// TextFilter compares a text. Without a text, or with an Op that isn't known, it holds for every text.
type TextFilter struct {
	Op   TextOp
	Text string // as it was typed
}

// IsZero tells whether the filter holds for every text.
func (f TextFilter) IsZero() bool {
	if f.Op == TextEmpty {
		return false
	}
	known := f.Op == TextContains || f.Op == TextStarts || f.Op == TextIs || f.Op == TextIsNot
	return !known || IDTerm(f.Text) == ""
}

// holds compares a text with the term that Text comes to.
func (f TextFilter) holds(text, term string) bool {
	switch {
	case f.IsZero():
		return true
	case f.Op == TextEmpty:
		return text == ""
	case f.Op == TextContains:
		return HasTerm(text, term)
	case f.Op == TextStarts:
		return strings.HasPrefix(text, term)
	case f.Op == TextIs:
		return text == term
	}
	return text != term
}

// Span is a stretch of time: from From, before To. A zero end is open; the zero Span is all of time.
type Span struct{ From, To time.Time }

// IsZero tells whether the span is all of time.
func (s Span) IsZero() bool { return s.From.IsZero() && s.To.IsZero() }

// Holds tells whether an instant lies in the span. The zero instant, which is "never", lies in none but
// the zero Span.
func (s Span) Holds(at time.Time) bool {
	if s.IsZero() {
		return true
	}
	return !at.IsZero() && (s.From.IsZero() || !at.Before(s.From)) && (s.To.IsZero() || at.Before(s.To))
}

// KeyFacts are what a filter is asked about: a key, and what lies beside it.
type KeyFacts struct {
	Key           Key
	OwnsResources bool
}

// Holds tells whether a key is shown. A Store asks its database the same thing; a property test holds
// the two together.
func (f KeyFilter) Holds(k KeyFacts, at time.Time) bool {
	key := k.Key
	return f.searchHolds(key) &&
		f.Name.holds(Fold(key.Name), SearchTerm(f.Name.Text)) && f.ID.holds(string(key.ID), IDTerm(f.ID.Text)) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, key.Status(at))) &&
		(len(f.Roles) == 0 || slices.Contains(f.Roles, key.Role)) &&
		(len(f.Creators) == 0 || slices.Contains(f.Creators, key.Creator.ID)) &&
		(len(f.Groups) == 0 || slices.ContainsFunc(key.Groups, func(g GroupRef) bool { return slices.Contains(f.Groups, g.ID) })) &&
		f.Purpose.holds(Fold(key.Purpose), SearchTerm(f.Purpose.Text)) && labelsHold(key.Labels, f.Labels) &&
		f.contactHolds(key.Contact) &&
		f.Created.Holds(key.CreatedAt) && f.Expires.Holds(key.ExpiresAt) && f.Used.Holds(key.LastUsed) &&
		(!f.NeverUsed || key.LastUsed.IsZero()) &&
		(!f.Unconfirmed || !key.Secret.Confirmed()) &&
		(!f.OwnsResources || k.OwnsResources) &&
		(!f.CreatorLeft || key.Creator.Left)
}

func (f KeyFilter) contactHolds(c Creator) bool {
	return len(f.Contacts) == 0 && !f.ContactLeft || slices.Contains(f.Contacts, c.ID) || f.ContactLeft && c.Left
}

func (f KeyFilter) searchHolds(key Key) bool {
	term := SearchTerm(f.Search)
	return term == "" || strings.HasPrefix(string(key.ID), IDTerm(f.Search)) ||
		HasTerm(Fold(key.Name), term) || HasTerm(Fold(key.Creator.Name), term) ||
		HasTerm(Fold(key.Purpose), term) || slices.ContainsFunc(key.Labels, func(l Label) bool { return HasTerm(l.Name+": "+Fold(l.Value), term) })
}
