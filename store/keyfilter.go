package store

import (
	"slices"
	"strings"
	"time"
)

// KeyFilter narrows the table of keys: a key is shown if every part that is set holds. The zero
// KeyFilter shows all.
type KeyFilter struct {
	// Search is looked for in names (anywhere), ids (at their beginning) and creators' names (anywhere).
	// Terms of one or two letters are looked for at the beginnings of words only: see [SearchTerm].
	Search string

	Name     TextFilter
	ID       TextFilter
	Statuses []Status    // any of them
	Roles    []Role      // any of them
	Creators []AccountID // any of them
	Created  Span
	Expires  Span
	Used     Span // of what was never used: see Never

	NeverUsed     bool
	Unconfirmed   bool
	OwnsResources bool
	CreatorLeft   bool
}

// IsZero tells whether the filter shows all keys.
func (f KeyFilter) IsZero() bool {
	return f.Search == "" && f.Name.IsZero() && f.ID.IsZero() && len(f.Statuses) == 0 && len(f.Roles) == 0 &&
		len(f.Creators) == 0 && f.Created.IsZero() && f.Expires.IsZero() && f.Used.IsZero() &&
		!f.NeverUsed && !f.Unconfirmed && !f.OwnsResources && !f.CreatorLeft
}

// TextOp says how a text filter compares; both sides are folded ([Fold]).
type TextOp string

// The comparisons.
const (
	TextContains TextOp = "contains"
	TextStarts   TextOp = "starts"
	TextIs       TextOp = "is"
	TextIsNot    TextOp = "isnot"
)

// TextFilter compares a text. The zero TextFilter holds for every text.
type TextFilter struct {
	Op   TextOp
	Text string
}

// IsZero tells whether the filter holds for every text.
func (f TextFilter) IsZero() bool { return f.Op == "" || f.Text == "" }

// Holds compares a folded text.
func (f TextFilter) Holds(folded string) bool {
	if f.IsZero() {
		return true
	}
	wanted := Fold(f.Text)
	switch f.Op {
	case TextContains:
		return strings.Contains(folded, wanted)
	case TextStarts:
		return strings.HasPrefix(folded, wanted)
	case TextIs:
		return folded == wanted
	case TextIsNot:
		return folded != wanted
	}
	return true
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
		f.Name.Holds(Fold(key.Name)) && f.ID.Holds(Fold(string(key.ID))) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, key.Status(at))) &&
		(len(f.Roles) == 0 || slices.Contains(f.Roles, key.Role)) &&
		(len(f.Creators) == 0 || slices.Contains(f.Creators, key.Creator.ID)) &&
		f.Created.Holds(key.CreatedAt) && f.Expires.Holds(key.ExpiresAt) && f.Used.Holds(key.LastUsed) &&
		(!f.NeverUsed || key.LastUsed.IsZero()) &&
		(!f.Unconfirmed || !key.Secret.Confirmed()) &&
		(!f.OwnsResources || k.OwnsResources) &&
		(!f.CreatorLeft || key.Creator.Left)
}

func (f KeyFilter) searchHolds(key Key) bool {
	term := SearchTerm(f.Search)
	if term == "" {
		return true
	}
	name, creator := Fold(key.Name), Fold(key.Creator.Name)
	if strings.HasPrefix(string(key.ID), f.Search) {
		return true
	}
	if len([]rune(term)) < MinContains {
		return hasWord(name, term) || hasWord(creator, term)
	}
	return strings.Contains(name, term) || strings.Contains(creator, term)
}
