package sqlstore

import (
	"slices"
	"strings"

	"chatelaine/store"
)

// stretch is a piece of an order of the table that an index has in that order. Orders have one or more, which follow
// each other.
type stretch struct {
	rank   int64 // of the places in it
	from   string
	where  clause
	test   clause                    // of its own, beside the filter's
	by     []string                  // columns that its entries are sorted by; the last is the key's seq
	values func(p store.Place) []any // of a place, for these columns
	beside bool                      // from isn't keys: a test needs the key itself
}

// stretches are those of an order, the first one first where it ascends.
func (p *parts) stretches(order store.KeyColumn) []stretch {
	switch order {
	case store.ColumnName:
		return []stretch{p.byText("k.name_fold", "keys_by_name", p.bound(order))}
	case store.ColumnID:
		return []stretch{p.byText("k.id", "keys_by_id", p.bound(order))}
	case store.ColumnCreator:
		return p.byCreator()
	case store.ColumnRole:
		return p.byRole()
	case store.ColumnStatus:
		return p.byStatus()
	case store.ColumnExpires:
		return []stretch{p.byNumber("k.expires_at", "keys_by_expiry", p.bound(order))}
	case store.ColumnUsed:
		return []stretch{p.byUse()}
	}
	index := "keys_by_creation"
	if p.oneCreator() {
		index = "keys_by_creator"
	}
	return []stretch{p.byNumber("k.created_at", index, p.bound(order))}
}

// oneCreator tells whether a part wants the keys of one creator.
func (p *parts) oneCreator() bool {
	return slices.ContainsFunc(p.list, func(one part) bool { return one.oneCreator })
}

// bound is what the parts come to in an order.
func (p *parts) bound(order store.KeyColumn) clause {
	var all []clause
	for _, one := range p.list {
		all = append(all, one.bounds[order].clause)
	}
	return and(all...)
}

// tests are the conditions that an order's stretches don't see to.
func (p *parts) tests(order store.KeyColumn) []part {
	return slices.DeleteFunc(slices.Clone(p.list), func(one part) bool { return one.bounds[order].exact })
}

func (p *parts) byText(column, index string, where clause) stretch {
	return stretch{from: "keys k" + byIndex(index), where: p.ofOrg(where), by: []string{column, "k.seq"},
		values: func(p store.Place) []any { return []any{p.Text, p.Seq} }}
}

func (p *parts) byNumber(column, index string, where clause) stretch {
	return stretch{from: "keys k" + byIndex(index), where: p.ofOrg(where), by: []string{column, "k.seq"},
		values: func(p store.Place) []any { return []any{p.Number, p.Seq} }}
}

// byCreator has a stretch for each creator's name that is wanted.
func (p *parts) byCreator() []stretch {
	if p.folds == nil {
		return []stretch{p.byText("k.creator_fold", "keys_by_creator_name", clause{})}
	}
	var list []stretch
	for _, fold := range p.folds {
		list = append(list, p.byText("k.creator_fold", "keys_by_creator_name", piece("k.creator_fold = ?", fold)))
	}
	return list
}

// byRole has a stretch for each role that a key can have.
func (p *parts) byRole() []stretch {
	var list []stretch
	for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
		list = append(list, stretch{
			rank: int64(role), from: "keys k" + byIndex("keys_by_role"),
			where: p.ofOrg(and(piece("k.role = ?", role.String()), p.bound(store.ColumnRole))),
			by:    []string{"k.seq"}, values: func(p store.Place) []any { return []any{p.Seq} },
		})
	}
	return list
}

// byStatus has those that are switched off, and the others, both by expiry.
func (p *parts) byStatus() []stretch {
	hull := p.bound(store.ColumnStatus)
	off := p.byNumber("k.expires_at", "keys_switched", and(piece(switched), hull))
	off.rank, off.test = store.RankInactive, p.inactive()
	others := p.byNumber("k.expires_at", "keys_by_expiry", hull)
	others.rank, others.test = store.RankInForce, p.inForce()
	return []stretch{off, others}
}

func (p *parts) byUse() stretch {
	return stretch{from: "key_uses u" + byIndex("key_uses_by_time"), where: and(piece("u.org_id = ?", p.org), p.bound(store.ColumnUsed)),
		by: []string{"u.last_used", "u.seq"}, beside: true,
		values: func(p store.Place) []any { return []any{p.Number, p.Seq} }}
}

// seq is the column of the stretch that has the key's seq.
func (s stretch) seq() string { return s.by[len(s.by)-1] }

// beyond holds for the entries on one side of a place: behind it going up, before it going down. Inclusive takes the
// place itself in.
func (s stretch) beyond(p store.Place, down, inclusive bool) clause {
	sign := ">"
	if down {
		sign = "<"
	}
	if inclusive {
		sign += "="
	}
	columns, marks := strings.Join(s.by, ", "), "?"+strings.Repeat(", ?", len(s.by)-1)
	return clause{"(" + columns + ") " + sign + " (" + marks + ")", s.values(p)}
}

// sorted is the stretch's order.
func (s stretch) sorted(down bool) clause {
	if down {
		return clause{text: "ORDER BY " + strings.Join(s.by, " DESC, ") + " DESC"}
	}
	return clause{text: "ORDER BY " + strings.Join(s.by, ", ")}
}

// entries are the stretch's, with the key itself beside them if a test asks about it.
func (s stretch) entries(tested bool, where clause) clause {
	from, all := "FROM "+s.from, []clause{s.where, where}
	if s.beside && tested {
		from += " CROSS JOIN keys k"
		all = append(all, piece("k.seq = "+s.seq()))
	}
	return piece(from + " WHERE").then(and(all...))
}
