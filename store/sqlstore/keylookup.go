package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

// countParts counts what each part holds for, by its arms, up to MaxCount. The part that holds for the fewest is
// within: no key that the filter holds for is outside of it. It is -1 where no part can be looked up.
func (l keyList) countParts() (within int, least store.Count, err error) {
	within = -1
	for i := range l.parts.list {
		one := &l.parts.list[i]
		if one.loose {
			continue
		}
		n, err := l.countPart(one)
		if err != nil {
			return within, least, err
		}
		if within < 0 || n.N < least.N || !n.More && least.More {
			within, least = i, n
		}
	}
	return within, least, nil
}

func (l keyList) countPart(one *part) (c store.Count, err error) {
	var sum, most int64
	for i := range one.arms {
		a := &one.arms[i]
		if a.counted {
			sum, most = sum+a.n, max(most, a.n)
			continue
		}
		if a.n, err = l.number(piece("SELECT count(*) FROM (").then(a.choose(), piece("LIMIT ?) c", store.MaxCount+1))); err != nil {
			return c, err
		}
		sum, most = sum+a.n, max(most, a.n)
	}
	some := one.finding()
	if one.creators != nil && len(some) == 1 && one.arms[len(one.arms)-1].n > 0 { // the search found creators alone
		l.parts.wantFolds(one.creators)
	}
	if one.overlap && len(some) > 1 && most <= store.MaxCount {
		sum, err = l.number(piece("SELECT count(*) FROM (").then(union(" UNION ", some), piece(") c")))
	}
	return countOf(sum), err
}

// finding are the arms that find any keys.
func (one part) finding() (some []arm) {
	for _, a := range one.arms {
		if a.n > 0 {
			some = append(some, a)
		}
	}
	return some
}

// choose is the statement that reads the arm's keys.
func (a arm) choose() clause {
	return piece("SELECT " + a.seq + " AS seq FROM " + a.from + " WHERE").then(a.where)
}

// withKey is the arm with the key itself, for a test or columns of it.
func (a arm) withKey(test clause) arm {
	if a.beside {
		a.from += " CROSS JOIN keys k"
		test = and(piece("k.seq = "+a.seq), test)
		a.seq, a.beside = "k.seq", false
	}
	a.where = and(a.where, test)
	return a
}

// withUse is the arm with the key's last use, for columns of it.
func (a arm) withUse() arm {
	if !a.uses {
		a.from += " CROSS JOIN key_uses u"
		a.where = and(a.where, piece("u.seq = k.seq"))
	}
	return a
}

func union(by string, arms []arm) (c clause) {
	for i, a := range arms {
		if i > 0 {
			c = c.then(piece(by))
		}
		c = c.then(a.choose())
	}
	return c
}

// placeColumns are of a key k what places in an order are made of.
func (p *parts) placeColumns(order store.KeyColumn) clause {
	columns := map[store.KeyColumn]string{
		store.ColumnName:    "0 AS a, k.name_fold AS b, 0 AS c",
		store.ColumnID:      "0 AS a, k.id AS b, 0 AS c",
		store.ColumnCreator: "0 AS a, k.creator_fold AS b, k.created_at AS c",
		store.ColumnRole:    "CASE k.role WHEN 'user' THEN 1 ELSE 2 END AS a, '' AS b, k.created_at AS c",
		store.ColumnExpires: "0 AS a, '' AS b, k.expires_at AS c",
		store.ColumnUsed:    "u.last_used <> 0 AS a, '' AS b, CASE u.last_used WHEN 0 THEN u.created_at ELSE u.last_used END AS c",
		store.ColumnCreated: "0 AS a, '' AS b, k.created_at AS c",
	}
	if order == store.ColumnStatus {
		return piece("CASE WHEN").then(p.inactive(), piece("THEN 0 ELSE 1 END AS a, '' AS b, k.expires_at AS c"))
	}
	return piece(columns[order])
}

// lookUp is the list with the places of all its keys looked up, by the arms of one part.
func (l keyList) lookUp(within int) keyList {
	var tests []clause
	for _, one := range l.parts.except(within) {
		test, _ := one.tried(false)
		tests = append(tests, test)
	}
	l.looked = piece("SELECT 0 AS a, '' AS b, 0 AS c, 0 AS seq WHERE 1 = 0")
	for _, a := range l.parts.list[within].finding() {
		found := a.test
		a = a.withKey(and(tests...))
		if l.sort.Column == store.ColumnUsed {
			a = a.withUse()
		}
		l.looked = l.looked.then(piece("UNION ALL SELECT"), l.parts.placeColumns(l.sort.Column), piece(", k.seq AS seq FROM "+a.from+" WHERE"), a.where)
		if l.parts.list[within].overlap { // the other arms leave out what this one has found: to join them the engine would sort them all
			tests = append(tests, piece("NOT").then(and(found)))
		}
	}
	return l
}

// beyond is the part of the places that were looked up on one side of a place.
func (l keyList) beyond(from *store.Place, down, inclusive bool) clause {
	places := piece("FROM (").then(l.looked, piece(") p"))
	if from == nil {
		return places
	}
	sign := ">"
	if down {
		sign = "<"
	}
	if inclusive {
		sign += "="
	}
	return places.then(piece("WHERE (p.a, p.b, p.c, p.seq) "+sign+" (?, ?, ?, ?)", from.Rank, from.Text, from.Number, from.Seq))
}

func (l keyList) seekLooked(from *store.Place, down, inclusive bool, rows int) ([]int64, error) {
	order := "ORDER BY p.a, p.b, p.c, p.seq LIMIT ?"
	if down {
		order = "ORDER BY p.a DESC, p.b DESC, p.c DESC, p.seq DESC LIMIT ?"
	}
	return l.seqs(piece("SELECT p.seq").then(l.beyond(from, down, inclusive), piece(order, rows)))
}

func (l keyList) countLooked(from *store.Place, down, inclusive bool) (store.Count, error) {
	n, err := l.number(piece("SELECT count(*)").then(l.beyond(from, down, inclusive)))
	return countOf(n), err
}

// holdsAtMost tells whether a part's arms find at most so many keys.
func (l keyList) holdsAtMost(one part, most int) (bool, error) {
	sum := int64(0)
	for _, a := range one.finding() {
		if a.n > store.MaxCount {
			n, err := l.number(piece("SELECT count(*) FROM (").then(a.choose(), piece("LIMIT ?) c", most+1)))
			if err != nil {
				return false, fmt.Errorf("count what a filter holds for: %w", err)
			}
			a.n = n
		}
		if sum += a.n; sum > int64(most) {
			return false, nil
		}
	}
	return true, nil
}
