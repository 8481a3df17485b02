package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
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
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		if done, err = tx.changedBefore(call, digest); err != nil || done.ID != 0 {
			return nil, err
		}
		plan, d, judged, err := tx.bulkPlan(call, ids, change)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.BulkPlanChangedError{Plan: plan}
		}
		if done.Plan = plan; plan.Changes.Count == 0 {
			return nil, nil
		}
		if events, err = d.doAll(judged); err != nil {
			return nil, err
		}
		if done, err = d.keep(plan, judged); err != nil {
			return nil, err
		}
		return append(events, bulkEvent(store.BulkCarriedOut, call.Actor.Org, done.ID, change, bulkCounts{plan.Total, plan.Changes.Count, plan.Already.Count, plan.Refused(), len(plan.Gone)})), nil
	})
	if err != nil {
		return store.ChangedKeys{}, fmt.Errorf("change keys: %w", err)
	}
	return done, nil
}

// changeKeysAction is what the nonces of plans are for.
const changeKeysAction = "keys.change"

// planNonce makes a plan work once for an actor: its digest holds the versions of the keys, which grow with it.
func planNonce(call store.Call, digest store.Digest) store.Nonce {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %d %s %x", changeKeysAction, call.Actor.Org, call.Actor.ID, digest)
	nonce := store.Nonce{Session: string(call.Actor.ID), Body: digest, Expires: call.At.Add(store.FrozenKept)}
	hash.Sum(nonce.Digest[:0])
	return nonce
}

// keep notes what is done, so that it can be undone, and isn't done twice.
func (d *deed) keep(plan store.BulkPlan, judged []store.JudgedKey) (done store.ChangedKeys, err error) {
	done = store.ChangedKeys{Plan: plan, Until: d.call.At.Add(store.UndoSpan)}
	if done.ID, err = d.tx.keepBulk(d, plan, judged); err != nil {
		return done, err
	}
	if err := d.tx.spend(d.call.Actor.Org, changeKeysAction, planNonce(d.call, plan.Digest), bulkSubject(done.ID), d.call.At); err != nil {
		return done, err
	}
	done.Undoable, err = d.tx.undoesAny(d.call, done.ID)
	return done, err
}

// changedBefore is what became of a plan that was carried out already; its ID is 0 when it wasn't.
func (tx *tx) changedBefore(call store.Call, digest store.Digest) (done store.ChangedKeys, err error) {
	was, err := tx.outcome(call.Actor.Org, changeKeysAction, planNonce(call, digest))
	if err != nil || was == "" {
		return done, err
	}
	id, err := strconv.ParseInt(was, 10, 64)
	if err != nil {
		return done, fmt.Errorf("read which bulk it was: %w", err)
	}
	b, err := tx.bulkOf(call.Actor, store.BulkID(id))
	if errors.Is(err, store.ErrNotFound) { // forgotten meanwhile
		return done, nil
	}
	if err != nil {
		return done, err
	}
	done = store.ChangedKeys{ID: b.ID, Until: b.EndedAt.Add(store.UndoSpan), Repeated: true, Plan: store.BulkPlan{
		Change: b.Change, Groups: b.Groups, Total: b.Total, Changes: store.BulkKeys{Count: b.Changed}, Already: store.BulkKeys{Count: b.Already}, Digest: digest,
	}}
	done.Undoable, err = tx.undoesAny(call, b.ID)
	return done, err
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
