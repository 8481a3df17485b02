package sqlstore

import (
	"fmt"
	"slices"
	"strings"

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

// isListed tells whether keys that the part finds were listed.
func (one part) isListed() bool {
	return slices.ContainsFunc(one.arms, func(a arm) bool { return a.listed != "" })
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

// placeColumn is of a key k one of the values that places in an order are made of.
type placeColumn struct {
	of    clause
	value func(store.Place) any
}

// placeColumns are those in which places of an order differ, before the key's seq.
func (p *parts) placeColumns(order store.KeyColumn) []placeColumn {
	rank := func(of clause) placeColumn { return placeColumn{of, func(p store.Place) any { return p.Rank }} }
	text := func(of string) placeColumn { return placeColumn{piece(of), func(p store.Place) any { return p.Text }} }
	number := func(of string) placeColumn {
		return placeColumn{piece(of), func(p store.Place) any { return p.Number }}
	}
	switch order {
	case store.ColumnName:
		return []placeColumn{text("k.name_fold")}
	case store.ColumnID:
		return []placeColumn{text("k.id")}
	case store.ColumnCreator:
		return []placeColumn{text("k.creator_fold"), number("k.created_at")}
	case store.ColumnRole:
		return []placeColumn{rank(piece("CASE k.role WHEN 'user' THEN 1 ELSE 2 END")), number("k.created_at")}
	case store.ColumnStatus:
		return []placeColumn{rank(piece("CASE WHEN").then(p.inactive(), piece("THEN 0 ELSE 1 END"))), number("k.expires_at")}
	case store.ColumnExpires:
		return []placeColumn{number("k.expires_at")}
	case store.ColumnUsed:
		return []placeColumn{rank(piece(everUsed)), number("CASE u.last_used WHEN 0 THEN u.created_at ELSE u.last_used END")}
	}
	return []placeColumn{number("k.created_at")}
}

// lookUp is the list with the places of all its keys looked up, by the arms of one part.
func (l keyList) lookUp(within int) keyList {
	var tests []clause
	for _, one := range l.parts.except(within) {
		test, _ := one.tried(false)
		tests = append(tests, test)
	}
	l.looked = clause{}
	for _, a := range l.parts.list[within].finding() {
		found := a.test
		if !l.looked.isZero() {
			l.looked = l.looked.then(piece("UNION ALL"))
		}
		l.looked = l.looked.then(l.places(a.withKey(and(tests...))))
		if l.parts.list[within].overlap { // the other arms leave out what this one has found: to join them the engine would sort them all
			tests = append(tests, piece("NOT").then(and(found)))
		}
	}
	if l.looked.isZero() {
		l.looked = piece("SELECT 0 AS a, 0 AS b, 0 AS seq WHERE 1 = 0")
	}
	return l
}

// places reads what the keys that an arm finds, with themselves, are sorted by.
func (l keyList) places(a arm) clause {
	if l.sort.Column == store.ColumnUsed {
		a = a.withUse()
	}
	read := piece("SELECT")
	for i, column := range l.parts.placeColumns(l.sort.Column) {
		read = read.then(column.of, piece("AS "+placeName(i)+","))
	}
	return read.then(piece("k.seq AS seq FROM "+a.from+" WHERE"), a.where)
}

// placeName is what the n-th column of looked is called: a, b and so on.
func placeName(n int) string { return string(rune('a' + n)) }

// placeNames are the columns of looked by which it is sorted.
func (l keyList) placeNames() (names []string) {
	for i := range l.parts.placeColumns(l.sort.Column) {
		names = append(names, "p."+placeName(i))
	}
	return append(names, "p.seq")
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
	var values []any
	for _, column := range l.parts.placeColumns(l.sort.Column) {
		values = append(values, column.value(*from))
	}
	names := l.placeNames()
	return places.then(piece("WHERE ("+strings.Join(names, ", ")+") "+sign+" (?"+strings.Repeat(", ?", len(values))+")", append(values, from.Seq)...))
}

func (l keyList) seekLooked(from *store.Place, down, inclusive bool, rows int) ([]int64, error) {
	order := strings.Join(l.placeNames(), ", ")
	if down {
		order = strings.Join(l.placeNames(), " DESC, ") + " DESC"
	}
	return l.seqs(piece("SELECT p.seq").then(l.beyond(from, down, inclusive), piece("ORDER BY "+order+" LIMIT ?", rows)))
}

func (l keyList) countLooked(from *store.Place, down, inclusive bool) (store.Count, error) {
	n, err := l.number(piece("SELECT count(*)").then(l.beyond(from, down, inclusive)))
	return countOf(n), err
}

// holdsAtMost tells whether a part's arms find at most so many keys.
func (l keyList) holdsAtMost(one part, most int) (bool, error) {
	sum := int64(0)
	for _, a := range one.finding() {
		if a.n > store.MaxCount && !a.whole {
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
