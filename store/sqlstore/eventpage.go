package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

const eventsBySeq = `
	SELECT canonical
	FROM events
	WHERE seq IN `

// Events implements [store.Trail].
func (db *DB) Events(ctx context.Context, actor store.Actor, query store.EventQuery) (page store.EventPage, err error) {
	query.Rows = min(max(query.Rows, 1), store.PageSizes[len(store.PageSizes)-1])
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayReadTrail(); err != nil {
			return err
		}
		page, err = tx.eventPage(actor.Org, query)
		page.MayExport = standing.MayExportTrail() == nil
		return err
	})
	if err != nil {
		return store.EventPage{}, fmt.Errorf("read the trail: %w", err)
	}
	return page, nil
}

const eventByNumber = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND seq = $2`

// Event implements [store.Trail].
func (db *DB) Event(ctx context.Context, actor store.Actor, seq int64) (info store.EventInfo, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayReadTrail(); err != nil {
			return err
		}
		event, err := one(tx, scanEvent, eventByNumber, actor.Org, seq)
		if err != nil {
			return err
		}
		if info.Entry, err = tx.entry(actor.Org, event, map[string]bool{}); err != nil {
			return err
		}
		info.Names, err = tx.namesInFields(actor.Org, info.Entry)
		return err
	})
	if err != nil {
		return store.EventInfo{}, fmt.Errorf("read event %d: %w", seq, err)
	}
	return info, nil
}

func (tx *tx) eventPage(org store.OrgID, q store.EventQuery) (page store.EventPage, err error) {
	walk, err := tx.walkEvents(org, q.Filter)
	if err != nil {
		return page, err
	}
	found, stopped, err := walk.page(q)
	if err != nil {
		return page, err
	}
	page.Stopped = stopped.seq
	if page.HasNewer, page.HasOlder, err = walk.around(q, found, stopped); err != nil {
		return page, err
	}
	if more := len(found) - q.Rows; more > 0 && q.Before > 0 {
		found = found[more:] // it was only looked for to know that it is there
	} else {
		found = found[:min(len(found), q.Rows)]
	}
	if page.Entries, err = tx.entries(org, found); err != nil {
		return page, err
	}
	if page.Total, err = walk.count(); err != nil {
		return page, err
	}
	if page.Authors, err = tx.authors(org, q.Filter.Actors); err != nil {
		return page, err
	}
	page.Subject, err = tx.newestAbout(org, q.Filter.Subject)
	return page, err
}

// around tells whether there are events before and after those that were found, of which one can be too many.
func (w eventWalk) around(q store.EventQuery, found []place, stopped place) (newer, older bool, err error) {
	upward := q.Before > 0
	ahead := len(found) > q.Rows || stopped != place{}
	if q.After <= 0 && !upward {
		return false, ahead, nil
	}
	seq := q.After
	if upward {
		seq = q.Before
	}
	behind, err := w.tx.number(hasEvent, w.org, seq) // the page begins after it, or it begins the page before
	if upward {
		return ahead, behind > 0, err
	}
	return behind > 0, ahead, err
}

const hasEvent = `
	SELECT count(*)
	FROM events
	WHERE org_id = $1 AND seq = $2`

// entries reads the events at places, with what is known of what they are about.
func (tx *tx) entries(org store.OrgID, found []place) ([]store.Entry, error) {
	if len(found) == 0 {
		return nil, nil
	}
	events := make(map[int64]store.Event, len(found))
	for chunk := range slices.Chunk(found, soughtAtOnce) {
		args := make([]any, len(chunk))
		for i, p := range chunk {
			args[i] = p.seq
		}
		list, err := all(tx, scanEvent, eventsBySeq+"("+parameters(1, len(args))+")", args...)
		if err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
		for _, e := range list {
			events[e.Seq] = e
		}
	}
	entries, known := make([]store.Entry, 0, len(found)), map[string]bool{}
	for _, p := range found {
		entry, err := tx.entry(org, events[p.seq], known)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}
