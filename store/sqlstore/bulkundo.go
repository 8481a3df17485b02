package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	changedRows = `
	SELECT key_id, version, former
	FROM bulk_keys
	WHERE bulk = $1 AND outcome = 'changed'
	ORDER BY n`
	bulkUndone = `
	UPDATE bulks
	SET undone = 1
	WHERE id = $1`
	bulkIsUndone = `
	SELECT undone
	FROM bulks
	WHERE id = $1`
)

// changedRow is a key as a bulk left it, and what it had before.
type changedRow struct {
	id      store.KeyID
	version int64
	former  string
}

func scanChangedRow(row scanner) (c changedRow, err error) {
	return c, row.Scan(&c.id, &c.version, &c.former)
}

// had reads what the key had before.
func (c changedRow) had() (had former, err error) {
	if err := json.Unmarshal([]byte(c.former), &had); err != nil {
		return had, fmt.Errorf("read what key %s had: %w", c.id, err)
	}
	return had, nil
}

// UndoKeyChanges implements [store.Bulks].
func (db *DB) UndoKeyChanges(ctx context.Context, call store.Call, id store.BulkID) (undone store.UndoneKeys, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		d, rows, err := tx.undoable(call, id)
		if err != nil {
			return nil, err
		}
		keys, err := allEach(tx, scanKey, keysByID, call.Actor.Org, rowKeys(rows))
		if err != nil {
			return nil, fmt.Errorf("read the keys: %w", err)
		}
		if err := tx.fill(call.Actor.Org, pointers(keys, itself)); err != nil {
			return nil, err
		}
		events, judged, err := d.restoreAll(keys, rows)
		if err != nil {
			return nil, err
		}
		plan := store.NewBulkPlan(d.change, nil, judged, nil)
		undone = store.UndoneKeys{Undone: plan.Changes.Count, Changed: plan.Already.Count, Cannot: plan.Cannot, Gone: len(rows) - len(judged)}
		if _, err := tx.exec(bulkUndone, id); err != nil {
			return nil, fmt.Errorf("note that it is undone: %w", err)
		}
		n := bulkCounts{len(rows), undone.Undone, undone.Changed, plan.Refused(), undone.Gone}
		return append(events, bulkEvent(store.BulkTakenBack, call.Actor.Org, id, d.change, n)), nil
	})
	if err != nil {
		return store.UndoneKeys{}, fmt.Errorf("undo what was done to keys: %w", err)
	}
	return undone, nil
}

// undoable finds what an actor can still undo. Errors: [store.ErrUndoOver]; [store.ErrNotFound].
func (tx *tx) undoable(call store.Call, id store.BulkID) (*deed, []changedRow, error) {
	b, err := tx.bulkOf(call.Actor, id)
	if err != nil {
		return nil, nil, err
	}
	undone, err := tx.number(bulkIsUndone, id)
	if err != nil {
		return nil, nil, fmt.Errorf("look whether it is undone: %w", err)
	}
	act, known := bulkActs[b.Change.Act]
	if undone != 0 || !known || act.restore == nil || b.background || b.State != store.BulkDone || !call.At.Before(b.EndedAt.Add(store.UndoSpan)) {
		return nil, nil, store.ErrUndoOver
	}
	rows, err := all(tx, scanChangedRow, changedRows, id)
	if err != nil {
		return nil, nil, fmt.Errorf("read what was done to the keys: %w", err)
	}
	standing, err := tx.standing(call.Actor)
	return &deed{tx: tx, call: call, standing: standing, change: b.Change}, rows, err
}

func rowKeys(rows []changedRow) []store.KeyID {
	ids := make([]store.KeyID, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

// restoreAll gives the keys back what they had, and tells of each that is there: BulkChanged is restored, BulkAlready was
// changed by somebody since.
func (d *deed) restoreAll(keys []store.Key, rows []changedRow) (events []store.Event, judged []store.JudgedKey, err error) {
	was := make(map[store.KeyID]changedRow, len(rows))
	for _, r := range rows {
		was[r.id] = r
	}
	for _, key := range keys {
		some, j, err := d.restoreOne(key, was[key.ID])
		if err != nil {
			return nil, nil, err
		}
		if judged = append(judged, j); j.Outcome == store.BulkChanged {
			events = append(events, some...)
		}
	}
	return events, judged, nil
}

func (d *deed) mayRestore(key store.Key, had former) error {
	if err := d.standing.MayBulk(d.change.Act); err != nil {
		return err
	}
	return bulkActs[d.change.Act].mayRestore(d, key, had)
}

// undoesAny tells whether undoing a bulk would give any key back what it had.
func (tx *tx) undoesAny(call store.Call, id store.BulkID) (bool, error) {
	d, rows, err := tx.undoable(call, id)
	if errors.Is(err, store.ErrUndoOver) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		may, err := d.mayRestoreRow(row)
		if err != nil || may {
			return may, err
		}
	}
	return false, nil
}

func (d *deed) mayRestoreRow(row changedRow) (bool, error) {
	keys, err := all(d.tx, scanKey, keyByID, d.call.Actor.Org, row.id)
	if err != nil {
		return false, fmt.Errorf("read the key: %w", err)
	}
	if len(keys) == 0 || keys[0].Version != row.version {
		return false, nil
	}
	if err := d.tx.fill(d.call.Actor.Org, pointers(keys, itself)); err != nil {
		return false, err
	}
	had, err := row.had()
	if err != nil {
		return false, err
	}
	err = d.mayRestore(keys[0], had)
	if _, about := store.BulkReasonOf(err); about {
		return false, nil
	}
	return err == nil, err
}

func (d *deed) restoreOne(key store.Key, was changedRow) ([]store.Event, store.JudgedKey, error) {
	j := store.JudgedKey{Key: key, Outcome: store.BulkAlready}
	if key.Version != was.version {
		return nil, j, nil
	}
	had, err := was.had()
	if err != nil {
		return nil, j, err
	}
	var events []store.Event
	if err = d.mayRestore(key, had); err == nil {
		events, err = bulkActs[d.change.Act].restore(d, key, had)
	}
	reason, about := store.BulkReasonOf(err)
	switch {
	case about:
		j.Outcome, j.Why = store.BulkRefused, reason
	case err != nil:
		return nil, j, fmt.Errorf("restore key %s: %w", key.ID, err)
	default:
		j.Outcome = store.BulkChanged
	}
	return events, j, nil
}
