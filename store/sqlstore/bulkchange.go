package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

// PlanKeyChanges implements [store.Bulks].
func (db *DB) PlanKeyChanges(ctx context.Context, call store.Call, ids []store.KeyID, change store.BulkChange) (plan store.BulkPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, _, _, err = tx.bulkPlan(call, ids, change)
		return err
	})
	if err != nil {
		return store.BulkPlan{}, fmt.Errorf("plan to change keys: %w", err)
	}
	return plan, nil
}

// bulkPlan works out what a change would do to keys.
func (tx *tx) bulkPlan(call store.Call, ids []store.KeyID, change store.BulkChange) (plan store.BulkPlan, d *deed, judged []store.JudgedKey, err error) {
	if err := store.CheckBulk(ids); err != nil {
		return plan, nil, nil, err
	}
	if change.Act == store.BulkDelete {
		return plan, nil, nil, &store.InvalidError{Field: "act", Problem: "is none of the choices", Accepted: "one of the choices shown"}
	}
	standing, err := tx.standing(call.Actor)
	if err != nil {
		return plan, nil, nil, err
	}
	keys, gone, err := tx.keysToGo(call.Actor.Org, standing, ids)
	if err != nil {
		return plan, nil, nil, err
	}
	if d, err = tx.newDeed(call, change); err != nil {
		return plan, nil, nil, err
	}
	if err := tx.fill(call.Actor.Org, pointers(keys, itself)); err != nil {
		return plan, nil, nil, err
	}
	if judged, err = d.judgeAll(keys); err != nil {
		return plan, nil, nil, err
	}
	return store.NewBulkPlan(change, d.groups, judged, gone), d, judged, nil
}

// ChangeKeys implements [store.Bulks].
func (db *DB) ChangeKeys(ctx context.Context, call store.Call, ids []store.KeyID, change store.BulkChange, digest store.Digest) (done store.ChangedKeys, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		plan, d, judged, err := tx.bulkPlan(call, ids, change)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.BulkPlanChangedError{Plan: plan}
		}
		done = store.ChangedKeys{Plan: plan}
		if plan.Changes.Count == 0 {
			return nil, nil
		}
		events, err := d.doAll(judged)
		if err != nil {
			return nil, err
		}
		done.Until, done.Undoable = call.At.Add(store.UndoSpan), d.mayUndo(judged)
		if done.ID, err = tx.keepBulk(d, plan, judged); err != nil {
			return nil, err
		}
		return append(events, bulkEvent(store.BulkCarriedOut, call.Actor.Org, done.ID, change, bulkCounts{plan.Total, plan.Changes.Count, plan.Already.Count, plan.Refused(), len(plan.Gone)})), nil
	})
	if err != nil {
		return store.ChangedKeys{}, fmt.Errorf("change keys: %w", err)
	}
	return done, nil
}

// mayUndo tells whether the actor may give back anything of what is done: who switches keys off can't always switch them on.
func (d *deed) mayUndo(judged []store.JudgedKey) bool {
	return slices.ContainsFunc(judged, func(j store.JudgedKey) bool {
		return j.Outcome == store.BulkChanged && (d.change.Act != store.BulkDeactivate || d.mayRevive(j.Key) == nil)
	})
}

// bulkCounts are how many keys a bulk has, by what became of them.
type bulkCounts struct{ total, changed, already, refused, gone int }

// bulkEvent tells of an act on many keys. It goes with an event for each of them.
func bulkEvent(action store.Action, org store.OrgID, id store.BulkID, change store.BulkChange, n bulkCounts) store.Event {
	count := func(name string, n int) store.Field { return store.Field{Name: name, Value: strconv.Itoa(n)} }
	return store.Event{Org: org, Action: action, Subject: bulkSubject(id), After: []store.Field{
		{Name: "act", Value: string(change.Act)},
		count("keys", n.total), count("changed", n.changed), count("already", n.already), count("refused", n.refused), count("gone", n.gone),
	}}
}

// bulkSubject is how events and jobs name a bulk.
func bulkSubject(id store.BulkID) string { return strconv.FormatInt(int64(id), 10) }

const newBulk = `
	INSERT INTO bulks (org_id, account, state, change, request, made_at, begun_at, ended_at, more, total, looked, changed, already, refused, gone, why, undone)
	VALUES ($1, $2, $3, $4, '', $5, $6, $7, 0, $8, $9, $10, $11, $12, $13, '', 0)
	RETURNING id`

// keepBulk notes what was done to which keys, so that it can be undone.
func (tx *tx) keepBulk(d *deed, plan store.BulkPlan, judged []store.JudgedKey) (store.BulkID, error) {
	what, err := json.Marshal(plan.Change)
	if err != nil {
		return 0, fmt.Errorf("write the change: %w", err)
	}
	at := d.call.At.UnixMilli()
	n, err := tx.number(newBulk, d.call.Actor.Org, d.call.Actor.ID, string(store.BulkDone), string(what), at, at, at,
		plan.Total, plan.Total, plan.Changes.Count, plan.Already.Count, plan.Refused(), len(plan.Gone))
	if err != nil {
		return 0, fmt.Errorf("keep what is done: %w", err)
	}
	rows := tx.into("bulk_keys", bulkKeyColumns...)
	for i, j := range judged {
		row, err := judgedRow(j)
		if err == nil {
			err = rows.add(append([]any{n, i + 1}, row...)...)
		}
		if err != nil {
			return 0, fmt.Errorf("keep what is done to the keys: %w", err)
		}
	}
	for i, gone := range plan.Gone {
		if err := rows.add(n, len(judged)+i+1, string(gone.ID), gone.Name, string(store.BulkGone), "", 0, ""); err != nil {
			return 0, fmt.Errorf("keep which keys are gone: %w", err)
		}
	}
	if err := rows.flush(); err != nil {
		return 0, fmt.Errorf("keep what is done to the keys: %w", err)
	}
	return store.BulkID(n), tx.forgetBulkAt(d.call.Actor.Org, store.BulkID(n), d.call.At.Add(store.FrozenKept))
}

var bulkKeyColumns = []string{"bulk", "n", "key_id", "name", "outcome", "why", "version", "former"}

// judgedRow is what is kept of a key that an act was done to, but for where: it can be undone while the key has the
// version that it has afterwards.
func judgedRow(j store.JudgedKey) ([]any, error) {
	why, err := asJSON(j.Why)
	if err != nil {
		return nil, err
	}
	version, had := int64(0), []byte(nil)
	if j.Outcome == store.BulkChanged {
		if had, err = json.Marshal(formerOf(j.Key)); err != nil {
			return nil, err
		}
		version = j.Key.Version + 1
	}
	return []any{string(j.Key.ID), j.Key.Name, string(j.Outcome), why, version, string(had)}, nil
}

// forgetBulkAt makes what is kept of a bulk go.
func (tx *tx) forgetBulkAt(org store.OrgID, id store.BulkID, at time.Time) error {
	return tx.schedule(store.Job{Org: org, Kind: store.JobBulkEnd, Subject: bulkSubject(id)}, at)
}
