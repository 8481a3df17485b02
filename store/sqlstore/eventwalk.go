package sqlstore

import (
	"fmt"
	"math"
	"slices"

	"chatelaine/store"
)

// eventWalk reads an organization's events in the order of the trail, newest first or the other way round: some entries of
// an index at a time, of which the filter is asked. What is rare is found after many, and the walk is broken off then.
type eventWalk struct {
	tx     *tx
	org    store.OrgID
	from   []clause // indexes, and where in them the events are: each has others
	tests  clause   // of what was read
	whole  bool     // the tests need the events themselves, and not only the entries
	oldest place    // exclusive
	newest place    // likewise
	upward bool     // from the oldest on
}

// place is where an event stands in the order of the trail.
type place struct{ at, seq int64 }

func scanPlace(row scanner) (p place, err error) { return p, row.Scan(&p.at, &p.seq) }

// before tells whether a place is that of an older event.
func (p place) before(other place) bool {
	return p.at < other.at || p.at == other.at && p.seq < other.seq
}

// The sizes of the steps of a walk: the first page of most filters is found in the first.
var eventSteps = [...]int{1_000, 10_000}

const eventPlace = `
	SELECT at, seq
	FROM events
	WHERE org_id = $1 AND seq = $2`

// walkEvents prepares a walk through what a filter shows.
func (tx *tx) walkEvents(org store.OrgID, f store.EventFilter) (w eventWalk, err error) {
	w = eventWalk{tx: tx, org: org, oldest: place{at: math.MinInt64}, newest: place{math.MaxInt64, math.MaxInt64}}
	if !f.At.From.IsZero() {
		w.oldest.at = f.At.From.UnixMilli()
	}
	if !f.At.To.IsZero() {
		w.newest = place{at: f.At.To.UnixMilli()}
	}
	few, err := w.fewOfSubject(f.Subject)
	if err != nil {
		return w, err
	}
	switch {
	case f.Subject != "" && few:
		w.from = []clause{piece("events e"+byIndex("events_by_subject")+" WHERE e.org_id = ? AND e.subject = ?", org, f.Subject)}
	case 0 < len(f.Actors) && len(f.Actors) <= maxMerged:
		w.from = byActors(org, f.Actors)
	default:
		w.from = []clause{piece("events e"+byIndex("events_by_time")+" WHERE e.org_id = ?", org)}
	}
	w.tests = and(testActors(f.Actors), testFamilies(f.Families))
	if f.Subject != "" && !few {
		w.tests, w.whole = and(w.tests, piece("r.subject = ?", f.Subject)), true
	}
	if term := store.SearchTerm(f.Search); term != "" {
		sought := piece(contains("r.sought")+" OR r.subject = ?", term, store.IDTerm(f.Search))
		if store.Impossible(term) {
			sought = piece("1 = 0")
		}
		w.tests, w.whole = and(w.tests, sought), true
	}
	return w, nil
}

// maxMerged is of how many actors the events are merged; those of more are looked for in the order of the trail.
const maxMerged = 8

// byActors are the events of each actor, in their order.
func byActors(org store.OrgID, actors []store.Actor) (from []clause) {
	told := map[store.Actor]bool{}
	for _, a := range actors {
		if one := (store.Actor{Kind: a.Kind, ID: a.ID}); !told[one] {
			told[one] = true
			from = append(from, piece("events e"+byIndex("events_by_actor")+" WHERE e.org_id = ? AND e.actor_kind = ? AND e.actor = ?",
				org, string(a.Kind), string(a.ID)))
		}
	}
	return from
}

const countOfSubject = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM events INDEXED BY events_by_subject
		WHERE org_id = $1 AND subject = $2
		LIMIT $3) e`

// fewOfSubject tells whether so few events are about a subject that they can be put into their order.
func (w eventWalk) fewOfSubject(subject string) (bool, error) {
	if subject == "" {
		return false, nil
	}
	n, err := w.tx.number(countOfSubject, w.org, subject, w.step(0)+1)
	if err != nil {
		return false, fmt.Errorf("count the events about something: %w", err)
	}
	return n <= int64(w.step(0)), nil
}

func testActors(actors []store.Actor) clause {
	var list []clause
	for _, a := range actors {
		list = append(list, piece("e.actor_kind = ? AND e.actor = ?", string(a.Kind), string(a.ID)))
	}
	return or(list...)
}

// testFamilies asks for what actions begin with; "/" is the sign after the full stop.
func testFamilies(families []store.EventFamily) clause {
	var list []clause
	for _, f := range families {
		for _, beginning := range f.Beginnings() {
			list = append(list, piece("e.action >= ? AND e.action < ?", beginning+".", beginning+"/"))
		}
	}
	if len(families) > 0 && len(list) == 0 {
		return piece("1 = 0")
	}
	return or(list...)
}

// step is how many entries the n-th step of a walk reads.
func (w eventWalk) step(n int) int {
	return min(eventSteps[min(n, len(eventSteps)-1)], w.tx.db.maxWalk)
}

// entries is a step of the walk from where it is: some entries of the indexes, in their order. The first two columns are the place;
// by them the engine merges what several indexes have.
func (w eventWalk) entries(columns string, limit int) (c clause) {
	for i, from := range w.from {
		if i > 0 {
			c = c.then(piece("UNION ALL"))
		}
		c = c.then(piece("SELECT "+columns+" FROM"), from,
			piece("AND (e.at, e.seq) > (?, ?) AND (e.at, e.seq) < (?, ?)", w.oldest.at, w.oldest.seq, w.newest.at, w.newest.seq))
	}
	if w.upward {
		return c.then(piece("ORDER BY 1, 2 LIMIT ?", limit))
	}
	return c.then(piece("ORDER BY 1 DESC, 2 DESC LIMIT ?", limit))
}

// matching are those entries of a step that the filter shows.
func (w eventWalk) matching(columns string, step int) clause {
	c := piece("SELECT "+columns+" FROM (").then(w.entries("e.at, e.seq, e.action, e.actor, e.actor_kind", step), piece(") e"))
	if w.whole {
		c = c.then(piece("CROSS JOIN events r ON r.seq = e.seq"))
	}
	if !w.tests.isZero() {
		c = c.then(piece("WHERE"), w.tests)
	}
	return c
}

// find gives the places of the next events that the filter shows, at most so many, and the place at which the walk was
// broken off before there were as many; the zero place: there are no others.
func (w eventWalk) find(rows int) (found []place, stopped place, err error) {
	for n, walked := 0, 0; ; n++ {
		step := w.step(n)
		order := " ORDER BY e.at DESC, e.seq DESC LIMIT ?"
		if w.upward {
			order = " ORDER BY e.at, e.seq LIMIT ?"
		}
		query := w.matching("e.at, e.seq", step).then(piece(order, rows-len(found)))
		some, err := all(w.tx, scanPlace, query.statement(), query.args...)
		if err != nil {
			return nil, place{}, fmt.Errorf("look for events: %w", err)
		}
		if found = append(found, some...); len(found) >= rows {
			return found, place{}, nil
		}
		last, more, err := w.edge(step)
		if err != nil || !more {
			return found, place{}, err
		}
		if walked += step; walked >= w.tx.db.maxWalk {
			return found, last, nil
		}
		w = w.goOn(last)
	}
}

// edge is the last entry of a step; more is false where there are fewer.
func (w eventWalk) edge(step int) (last place, more bool, err error) {
	query := w.entries("e.at, e.seq", 1).then(piece("OFFSET ?", step-1))
	list, err := all(w.tx, scanPlace, query.statement(), query.args...)
	if err != nil || len(list) == 0 {
		return place{}, false, err
	}
	return list[0], true, nil
}

// goOn is the walk behind a place.
func (w eventWalk) goOn(last place) eventWalk {
	if w.upward {
		if w.oldest.before(last) {
			w.oldest = last
		}
	} else if last.before(w.newest) {
		w.newest = last
	}
	return w
}

// count counts what the filter shows, up to [store.MaxCount] and no further than a walk goes. Where each event would have
// to be read nobody counts.
func (w eventWalk) count() (store.Count, error) {
	if w.whole {
		return store.Count{More: true}, nil
	}
	most := w.tx.db.maxWalk
	query := piece("SELECT count(*) FROM (").then(w.matching("1", most), piece("LIMIT ?) e", store.MaxCount+1))
	n, err := w.tx.number(query.statement(), query.args...)
	if err != nil {
		return store.Count{}, fmt.Errorf("count events: %w", err)
	}
	if n > store.MaxCount {
		return store.Count{N: store.MaxCount, More: true}, nil
	}
	_, more, err := w.edge(most)
	return store.Count{N: int(n), More: more}, err
}

// page finds the places of a page, the newest first.
func (w eventWalk) page(q store.EventQuery) (found []place, stopped place, err error) {
	if w, err = w.within(q); err != nil {
		return nil, place{}, err
	}
	found, stopped, err = w.find(q.Rows + 1)
	if w.upward {
		slices.Reverse(found)
	}
	return found, stopped, err
}

// within is the walk from where a query's page begins, or backwards from where it ends.
func (w eventWalk) within(q store.EventQuery) (eventWalk, error) {
	seq := q.After
	if w.upward = q.Before > 0; w.upward {
		seq = q.Before
	}
	if seq <= 0 {
		return w, nil
	}
	from, err := all(w.tx, scanPlace, eventPlace, w.org, seq)
	if err != nil {
		return w, fmt.Errorf("find where a page begins: %w", err)
	}
	if len(from) == 0 {
		w.upward = false
		return w, nil
	}
	return w.goOn(from[0]), nil
}
