package sqlstore

import (
	"cmp"
	"slices"
	"strings"

	"chatelaine/store"
)

// stretch is a piece of an order of the table that an index has in that order. Orders have one or more, which follow
// each other.
type stretch struct {
	rank   int64  // of the places in it
	text   string // of the places in it, where texts says so
	texts  bool
	from   string
	where  clause // of its entries, beside lower and upper
	lower  clause
	upper  clause
	test   clause                    // of its own, beside the filter's
	by     []string                  // columns that its entries are sorted by; the last is the key's seq
	values func(p store.Place) []any // of a place, for these columns
	beside bool                      // from isn't keys: a test needs the key itself
}

// stretches are those of an order, the first one first where it ascends.
func (p *parts) stretches(order store.KeyColumn) []stretch {
	switch order {
	case store.ColumnName:
		return []stretch{p.stretch(order, "keys_by_name", "k.name_fold", placeText)}
	case store.ColumnID:
		return []stretch{p.stretch(order, "keys_by_id", "k.id", placeText)}
	case store.ColumnCreator:
		return p.byCreator()
	case store.ColumnRole:
		return p.byRole()
	case store.ColumnStatus:
		return p.byStatus()
	case store.ColumnExpires:
		return p.byExpiry()
	case store.ColumnUsed:
		return p.byUse()
	}
	return p.byCreation()
}

func placeText(p store.Place) []any   { return []any{p.Text, p.Seq} }
func placeNumber(p store.Place) []any { return []any{p.Number, p.Seq} }

// stretch is all of an index, as far as the parts are bounds in it.
func (p *parts) stretch(order store.KeyColumn, index, column string, values func(store.Place) []any) stretch {
	s := stretch{from: "keys k" + byIndex(index), where: piece("k.org_id = ?", p.org), by: []string{column, "k.seq"}, values: values}
	s.lower, s.upper = p.bound(order)
	return s
}

// bound is what the parts come to in an order.
func (p *parts) bound(order store.KeyColumn) (lower, upper clause) {
	for _, one := range p.list {
		b := one.bounds[order]
		lower, upper = and(lower, b.lower), and(upper, b.upper)
	}
	return lower, upper
}

// bounded tells whether any part is a bound in an order.
func (p *parts) bounded(order store.KeyColumn) bool {
	lower, upper := p.bound(order)
	return !lower.isZero() || !upper.isZero()
}

// byCreation reads the index of one creator's keys where only theirs are wanted.
func (p *parts) byCreation() []stretch {
	s := p.stretch(store.ColumnCreated, "keys_by_creation", "k.created_at", placeNumber)
	if only := p.only(); only != "" {
		s.from, s.where = "keys k"+byIndex("keys_by_creator"), and(s.where, piece("k.creator = ?", string(only)))
	}
	return []stretch{s}
}

// only is the creator whose keys alone are wanted; empty: there is none. Where two are, it is the first, and nothing is
// found.
func (p *parts) only() store.AccountID {
	for _, one := range p.list {
		if one.only != "" {
			return one.only
		}
	}
	return ""
}

// byCreator has a stretch for each creator's name that is wanted, where that is known.
func (p *parts) byCreator() []stretch {
	whole := p.stretch(store.ColumnCreator, "keys_by_creator_name", "k.created_at", placeNumber)
	if p.folds == nil {
		whole.by = []string{"k.creator_fold", "k.created_at", "k.seq"}
		whole.values = func(p store.Place) []any { return []any{p.Text, p.Number, p.Seq} }
		whole.test, whole.lower, whole.upper = and(whole.lower, whole.upper), clause{}, clause{}
		return []stretch{whole}
	}
	var list []stretch
	for _, fold := range p.folds {
		s := whole
		s.text, s.texts, s.where = fold, true, and(s.where, piece("k.creator_fold = ?", fold))
		list = append(list, s)
	}
	return list
}

// byRole has a stretch for each role that a key can have and that is wanted. It reads the index of one creator's keys where
// only theirs are: among all of a role they can lie far away.
func (p *parts) byRole() (list []stretch) {
	for _, role := range keyRoles {
		if p.roles == nil || slices.Contains(p.roles, role) {
			s, is := p.stretch(store.ColumnRole, "keys_by_role", "k.created_at", placeNumber), piece("k.role = ?", role.String())
			s.rank = int64(role)
			if only := p.only(); only != "" {
				s.from, s.where, s.test = "keys k"+byIndex("keys_by_creator"), and(s.where, piece("k.creator = ?", string(only))), is
			} else {
				s.where = and(s.where, is)
			}
			list = append(list, s)
		}
	}
	return list
}

// keyRoles are the roles that a key can have, from the lowest.
var keyRoles = [...]store.Role{store.RoleUser, store.RoleManager}

// byExpiry reads the index of those with an off switch where only inactive ones are wanted.
func (p *parts) byExpiry() []stretch {
	s := p.stretch(store.ColumnExpires, "keys_by_expiry", "k.expires_at", placeNumber)
	if len(p.statuses) == 1 && p.wants(store.StatusInactive) {
		s.from, s.where = "keys k"+byIndex("keys_switched"), and(s.where, piece(switched))
	}
	return []stretch{s}
}

// byStatus has those that are switched off, and the others, both by expiry; as far as they are wanted.
func (p *parts) byStatus() (list []stretch) {
	if p.wants(store.StatusInactive) {
		off := p.stretch(store.ColumnStatus, "keys_switched", "k.expires_at", placeNumber)
		off.rank, off.test, off.where = store.RankInactive, p.inactive(), and(off.where, piece(switched))
		list = append(list, off)
	}
	if p.wants(store.StatusExpired) || p.wants(store.StatusExpiringSoon) || p.wants(store.StatusActive) {
		others := p.stretch(store.ColumnStatus, "keys_by_expiry", "k.expires_at", placeNumber)
		others.rank, others.test = store.RankInForce, p.inForce()
		list = append(list, others)
	}
	return list
}

// byUse has those that were never used, by when they were made, and the others; as far as they are wanted.
func (p *parts) byUse() (list []stretch) {
	stretch := stretch{values: placeNumber, beside: true}
	if !p.used {
		never := stretch
		never.rank, never.from, never.by = store.RankUnused, "key_uses u"+byIndex("key_uses_never"), []string{"u.created_at", "u.seq"}
		never.where = piece("u.org_id = ? AND "+unused, p.org)
		for _, one := range p.list {
			never.lower, never.upper = and(never.lower, one.unused.lower), and(never.upper, one.unused.upper)
		}
		list = append(list, never)
	}
	if !p.unused {
		others := stretch
		others.rank, others.from, others.by = store.RankUsed, "key_uses u"+byIndex("key_uses_by_time"), []string{"u.last_used", "u.seq"}
		others.where = piece("u.org_id = ? AND "+everUsed, p.org)
		others.lower, others.upper = p.bound(store.ColumnUsed)
		list = append(list, others)
	}
	return list
}

// against tells on which side of the stretch a place is: negative if it comes before all of it, 0 if it lies in it.
func (s stretch) against(p store.Place) int {
	if c := cmp.Compare(p.Rank, s.rank); c != 0 || !s.texts {
		return c
	}
	return cmp.Compare(p.Text, s.text)
}

// startingAt is what lies on one side of a place in it: behind it going up, before it going down. Inclusive takes the place
// itself in. The engine begins at one condition alone, so the place stands for the bound, which becomes a test.
func (s stretch) startingAt(p store.Place, down, inclusive bool) stretch {
	sign := ">"
	if down {
		sign = "<"
	}
	if inclusive {
		sign += "="
	}
	columns, marks := strings.Join(s.by, ", "), "?"+strings.Repeat(", ?", len(s.by)-1)
	place := clause{"(" + columns + ") " + sign + " (" + marks + ")", s.values(p)}
	if down {
		s.test, s.upper = and(s.test, s.upper), place
	} else {
		s.test, s.lower = and(s.test, s.lower), place
	}
	return s
}

// seq is the column of the stretch that has the key's seq.
func (s stretch) seq() string { return s.by[len(s.by)-1] }

// sorted is the stretch's order.
func (s stretch) sorted(down bool) clause {
	if down {
		return clause{text: "ORDER BY " + strings.Join(s.by, " DESC, ") + " DESC"}
	}
	return clause{text: "ORDER BY " + strings.Join(s.by, ", ")}
}

// entries are the stretch's, with the key itself beside them if a filter's test asks about it.
func (s stretch) entries(withKey bool) clause {
	from, all := "FROM "+s.from, []clause{s.where, s.lower, s.upper}
	if s.beside && withKey {
		from += " CROSS JOIN keys k"
		all = append(all, piece("k.seq = "+s.seq()))
	}
	return piece(from + " WHERE").then(and(all...))
}
