package sqlstore

import (
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

// hitsWalk goes through an order and gives the hits on its way.
type hitsWalk struct {
	list keyList
	down bool

	at, end int // of the next entry of an order that is kept, and behind the last one

	// Otherwise entries are read from the order's index, many at a time.
	ahead   []stretch    // that are left
	place   *store.Place // in the first of them, where to go on; nil: at its beginning
	read    []int64      // entries that weren't passed yet
	atOnce  int          // how many are read next
	left    int          // how many may be read
	stopped int64        // the last entry, where there are more than that; 0: there aren't
}

// How many entries of an index are read at once, at first and at most.
const firstEntries, mostEntries = 2000, 20_000

// walkHits begins at a place; nil: at the beginning. Of an index it reads at most so many entries.
func (l keyList) walkHits(place *store.Place, down, inclusive bool, most int) (*hitsWalk, error) {
	w := &hitsWalk{list: l, down: down, atOnce: firstEntries, left: most}
	if l.hits.order == nil {
		w.ahead = l.ahead(place, down, inclusive)
		return w, nil
	}
	return w, w.limit(place, inclusive)
}

// limit is where a walk through a kept order begins and ends: at a place, and where the parts of the filter are bounds in it.
func (w *hitsWalk) limit(place *store.Place, inclusive bool) (err error) {
	l, step := w.list, 1
	w.end = len(l.hits.order.seqs)
	if w.down {
		w.at, w.end, step = w.end-1, -1, -1
	}
	bounded := l.parts.bounded(l.sort.Column)
	if place != nil || bounded {
		if w.at, err = l.entry(place, w.down, inclusive); err != nil || w.at < 0 {
			w.at = w.end
			return err
		}
	}
	if bounded {
		last, err := l.entry(nil, !w.down, false)
		w.end = last + step
		return err
	}
	return nil
}

// entry is the first entry of a kept order from a place on in a direction that lies in the bounds of the filter's parts; negative:
// there is none. Those whose place isn't certain aren't looked at.
func (l keyList) entry(place *store.Place, down, inclusive bool) (int, error) {
	bare := keyList{tx: l.tx, parts: l.parts, sort: l.sort}
	beyond, err := bare.seek(place, down, inclusive, 1+l.hits.touched.len())
	if err != nil {
		return -1, err
	}
	next := slices.IndexFunc(beyond.seqs, func(seq int64) bool { return !l.hits.touched.has(seq) })
	if next < 0 {
		return -1, nil
	}
	at := slices.Index(l.hits.order.seqs, uint32(beyond.seqs[next]))
	if at < 0 {
		l.tx.db.orders.forget()
		return at, fmt.Errorf("the order by %s that is kept has no key %d", l.sort.Column, beyond.seqs[next])
	}
	return at, nil
}

// next gives the next hits, up to so many; none: there are no more, or too many entries before the next one. Those whose place
// in a kept order isn't certain are left out.
func (w *hitsWalk) next(n int) (seqs []int64, err error) {
	if w.list.hits.order != nil {
		return w.nextKept(n), nil
	}
	found := w.list.hits.found
	for len(seqs) < n {
		if len(w.read) == 0 {
			if err := w.readOn(); err != nil || len(w.read) == 0 {
				return seqs, err
			}
		}
		seq := w.read[0]
		if w.read = w.read[1:]; found.has(seq) {
			seqs = append(seqs, seq)
		}
	}
	return seqs, nil
}

func (w *hitsWalk) nextKept(n int) (seqs []int64) {
	order, found, touched := w.list.hits.order.seqs, w.list.hits.found, w.list.hits.touched
	step := 1
	if w.down {
		step = -1
	}
	for ; len(seqs) < n && step*(w.end-w.at) > 0; w.at += step {
		if seq := int64(order[w.at]); found.has(seq) && !touched.has(seq) {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}

// readOn reads more entries of the index, unless there are none.
func (w *hitsWalk) readOn() error {
	for len(w.ahead) > 0 && len(w.read) == 0 && w.stopped == 0 {
		s, most := w.ahead[0], min(w.atOnce, w.left)
		if w.place != nil {
			s = s.startingAt(*w.place, w.down, false)
		}
		s.where = and(s.where, s.test)
		list, err := w.list.tx.joinedSeqs(piece("SELECT "+s.seq()+" AS seq").then(s.entries(false), s.sorted(w.down), piece("LIMIT ?", most)))
		if err != nil {
			return fmt.Errorf("read an order: %w", err)
		}
		w.read, w.left, w.atOnce = slices.Collect(list.each()), w.left-int(list.n), min(4*w.atOnce, mostEntries)
		if list.n < int64(most) {
			w.ahead, w.place = w.ahead[1:], nil
			continue
		}
		last := w.read[len(w.read)-1]
		if w.left == 0 {
			w.stopped = last
		}
		if w.place, err = w.list.placeOf(last); err != nil {
			return err
		}
	}
	return nil
}

// placeOf is a key's place in the order.
func (l keyList) placeOf(seq int64) (*store.Place, error) {
	list, err := l.keys([]int64{seq})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("the order by %s has a key %d that isn't there", l.sort.Column, seq)
	}
	place := l.sort.PlaceOf(list[0], time.UnixMilli(l.parts.at))
	return &place, nil
}
