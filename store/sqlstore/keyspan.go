package sqlstore

import (
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

// span is the part of keys with an instant in a span. In orders that are sorted by it first, or first in each of their
// stretches, it is a stretch.
func (p *parts) span(column, index string, s store.Span, orders ...store.KeyColumn) part {
	in := within(column, s)
	one := part{arms: []arm{p.byKeys(index, and(in.lower, in.upper), clause{})}, bounds: map[store.KeyColumn]bound{}}
	for _, order := range orders {
		one.bounds[order] = in
	}
	return one
}

const endedBefore = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM keys INDEXED BY keys_ended_before
		WHERE org_id = $1 AND expires_at < created_at
		LIMIT 1) c`

// created is the part of keys that were made in a span. Nothing is used before it is made, nor ends before, but for a few that
// there hardly ever are.
func (p *parts) created(s store.Span) error {
	if s.IsZero() {
		return nil
	}
	one, made := p.span("k.created_at", "keys_by_creation", s, store.ColumnCreated, store.ColumnRole, store.ColumnCreator), within("u.created_at", s)
	one.byUse, one.unused = and(made.lower, made.upper), made
	if !s.From.IsZero() {
		first := ceiling(s.From)
		one.bounds[store.ColumnUsed] = bound{lower: piece("u.last_used >= ?", first)}
		few, err := p.tx.number(endedBefore, p.org)
		if err != nil {
			return fmt.Errorf("look for keys that ended before they were made: %w", err)
		}
		if few == 0 {
			later := bound{lower: piece("k.expires_at >= ?", first)}
			one.bounds[store.ColumnExpires], one.bounds[store.ColumnStatus] = later, later
		}
	}
	p.add(one)
	return nil
}

// within compares a stored instant that isn't never with a span.
func within(column string, s store.Span) bound {
	in := bound{upper: piece(column+" < ?", until(s)), exact: true}
	if !s.From.IsZero() {
		in.lower = piece(column+" >= ?", ceiling(s.From))
	}
	return in
}

// until is the first stored instant after a span.
func until(s store.Span) int64 {
	if s.To.IsZero() {
		return never
	}
	return min(never, ceiling(s.To))
}

// ceiling is the first stored instant that isn't before t.
func ceiling(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// ofUses tells whether the part asks for the last use. Most keys have one, and it is tried by its key: to list them costs more.
func (one part) ofUses() bool {
	return slices.ContainsFunc(one.arms, func(a arm) bool { return a.uses })
}

// What the two indexes of uses hold.
const (
	everUsed = "u.last_used <> 0"
	unused   = "u.last_used = 0"
)

// uses are the parts of keys that were used in a span, and that never were. Asked for both they hold for none.
func (p *parts) uses(s store.Span, never bool) {
	add := func(index string, test clause, in bound) *part {
		in.exact = true
		p.add(part{
			arms: []arm{{
				from: "key_uses u" + byIndex(index), where: and(piece("u.org_id = ?", p.org), test), seq: "u.seq", beside: true, uses: true,
				test: piece("EXISTS (SELECT 1 FROM key_uses u WHERE u.seq = k.seq AND").then(test, piece(")")), apart: true,
			}},
			bounds: map[store.KeyColumn]bound{store.ColumnUsed: in},
		})
		return &p.list[len(p.list)-1]
	}
	if never {
		p.unused = true
		add("key_uses_never", piece(unused), bound{})
	}
	if s.IsZero() {
		return
	}
	p.used = true
	in, first := bound{upper: piece("u.last_used < ?", until(s))}, int64(1)
	if !s.From.IsZero() {
		first = max(first, ceiling(s.From))
	}
	in.lower = piece("u.last_used >= ?", first)
	one := add("key_uses_by_time", and(piece(everUsed), in.lower, in.upper), in)
	made := bound{upper: piece("k.created_at < ?", until(s))} // nothing is used before it is made
	for _, order := range []store.KeyColumn{store.ColumnCreated, store.ColumnRole, store.ColumnCreator} {
		one.bounds[order] = made
	}
}
