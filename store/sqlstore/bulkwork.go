package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"chatelaine/store"
)

const (
	bulkColumns = `id, account, state, change, request, made_at, begun_at, ended_at, more, total, looked, changed, already, refused, gone, why`
	bulkByID    = `
	SELECT ` + bulkColumns + `
	FROM bulks
	WHERE org_id = $1 AND id = $2`
	bulkBegun = `
	UPDATE bulks
	SET state = 'running', change = $2, request = $3, begun_at = $4
	WHERE id = $1`
	bulkStepped = `
	UPDATE bulks
	SET looked = looked + $2, changed = changed + $3, already = already + $4, refused = refused + $5, gone = gone + $6
	WHERE id = $1`
	bulkEnded = `
	UPDATE bulks
	SET state = $2, why = $3, ended_at = $4
	WHERE id = $1`
	bulkRows = `
	SELECT n, key_id, name, outcome, why
	FROM bulk_keys
	WHERE bulk = $1 AND n > $2
	ORDER BY n
	LIMIT $3`
	bulkKeyDone = `
	UPDATE bulk_keys
	SET outcome = $3, why = $4
	WHERE bulk = $1 AND n = $2`
)

// bulkWork is a bulk with who asked for it.
type bulkWork struct {
	store.Bulk
	account    store.AccountID
	request    store.Request
	background bool
}

func scanBulk(row scanner) (b bulkWork, err error) {
	var what, request, why string
	var made, begun, ended int64
	err = row.Scan(&b.ID, &b.account, &b.State, &what, &request, &made, &begun, &ended, &b.More, &b.Total,
		&b.Looked, &b.Changed, &b.Already, &b.Refused, &b.Gone, &why)
	if err != nil {
		return b, err
	}
	b.MadeAt, b.BegunAt, b.EndedAt, b.background = instant(made), instant(begun), instant(ended), request != ""
	for text, into := range map[string]any{what: &b.Change, request: &b.request, why: &b.Why} {
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return b, fmt.Errorf("read a bulk: %w", err)
		}
	}
	return b, nil
}

// bulkByID reads a bulk that an event or a job names.
func (tx *tx) bulkByID(org store.OrgID, subject string) (bulkWork, error) {
	id, err := strconv.ParseInt(subject, 10, 64)
	if err != nil {
		return bulkWork{}, store.ErrNotFound
	}
	return one(tx, scanBulk, bulkByID, org, id)
}

// bulkOf reads a bulk for whoever it belongs to; for others it isn't there, nor before all its keys are chosen.
func (tx *tx) bulkOf(actor store.Actor, id store.BulkID) (bulkWork, error) {
	if _, err := tx.standing(actor); err != nil {
		return bulkWork{}, err
	}
	b, err := one(tx, scanBulk, bulkByID, actor.Org, id)
	if err != nil {
		return bulkWork{}, err
	}
	if actor.Kind != store.ActorMember || b.account.Principal() != actor.ID || b.State == "choosing" {
		return bulkWork{}, store.ErrNotFound
	}
	there, err := tx.groupRefs(actor.Org, b.Change.Groups.Groups)
	b.Groups = refsOf(there)
	return b, err
}

// Bulk implements [store.Bulks].
func (db *DB) Bulk(ctx context.Context, actor store.Actor, id store.BulkID) (b store.Bulk, err error) {
	err = db.read(ctx, func(tx *tx) error {
		work, err := tx.bulkOf(actor, id)
		b = work.Bulk
		return err
	})
	if err != nil {
		return store.Bulk{}, fmt.Errorf("look at a bulk: %w", err)
	}
	return b, nil
}

func scanBulkRow(row scanner) (r store.BulkRow, err error) {
	var why string
	if err := row.Scan(&r.N, &r.Key, &r.Name, &r.Outcome, &why); err != nil || why == "" {
		return r, err
	}
	return r, json.Unmarshal([]byte(why), &r.Why)
}

// BulkRows implements [store.Bulks].
func (db *DB) BulkRows(ctx context.Context, actor store.Actor, id store.BulkID, after int) (rows []store.BulkRow, err error) {
	err = db.read(ctx, func(tx *tx) error {
		b, err := tx.bulkOf(actor, id)
		if err != nil {
			return err
		}
		if rows, err = all(tx, scanBulkRow, bulkRows, id, after, store.ExportRows); err != nil || b.State != store.BulkStopped {
			return err
		}
		for i := range rows {
			if rows[i].Outcome == "" { // it never had its turn
				rows[i].Outcome, rows[i].Why = store.BulkRefused, b.Why
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the keys of a bulk: %w", err)
	}
	return rows, nil
}

// StartBulk implements [store.Bulks].
func (db *DB) StartBulk(ctx context.Context, call store.Call, id store.BulkID, change store.BulkChange) (b store.Bulk, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		work, err := tx.bulkOf(call.Actor, id)
		if err != nil {
			return nil, err
		}
		if b = work.Bulk; b.State != store.BulkChosen {
			return nil, begunBefore(b, call, change)
		}
		d, err := tx.newDeed(call, change)
		if err != nil {
			return nil, err
		}
		b.State, b.Change, b.Groups, b.BegunAt = store.BulkRunning, change, d.groups, call.At
		return []store.Event{bulkEvent(store.BulkBegun, call.Actor.Org, id, change, bulkCounts{total: b.Total})}, tx.beginWork(call, b)
	})
	if err != nil {
		return store.Bulk{}, fmt.Errorf("begin a bulk: %w", err)
	}
	return b, nil
}

// begunBefore refuses a change that isn't the one that was begun. An hour from now on is the same, whenever it is sent.
func begunBefore(b store.Bulk, call store.Call, change store.BulkChange) error {
	span := func(until, from time.Time) time.Duration { return until.Sub(from).Truncate(time.Second) }
	until, begun := change.Off.Until, b.Change.Off.Until
	if !until.IsZero() && !begun.IsZero() && span(until, call.At) == span(begun, b.BegunAt) {
		change.Off.Until = begun
	}
	if !b.Change.Same(change) {
		return store.ErrBulkBegun
	}
	return nil
}

// beginWork hands a bulk to the jobs.
func (tx *tx) beginWork(call store.Call, b store.Bulk) error {
	what, err := json.Marshal(b.Change)
	if err != nil {
		return fmt.Errorf("write the change: %w", err)
	}
	request, err := json.Marshal(call.Request)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	if _, err := tx.exec(bulkBegun, b.ID, string(what), string(request), call.At.UnixMilli()); err != nil {
		return fmt.Errorf("begin the work: %w", err)
	}
	org := call.Actor.Org
	if err := tx.forgetBulkAt(org, b.ID, call.At.Add(store.BulkKept)); err != nil {
		return err
	}
	return tx.schedule(store.Job{Org: org, Kind: store.JobBulk, Subject: bulkSubject(b.ID)}, call.At)
}

// bulkStep does the next step of a bulk, with the rights that whoever asked for it has by now. What is left says how many
// keys had their turn.
func bulkStep(tx *tx, call store.Call, job store.Job) (events []store.Event, left string, err error) {
	b, err := tx.bulkByID(job.Org, job.Subject)
	if errors.Is(err, store.ErrNotFound) || err == nil && b.State != store.BulkRunning {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the bulk: %w", err)
	}
	call.Actor = store.Actor{Kind: store.ActorMember, ID: b.account.Principal(), Org: job.Org}
	call.Request = b.request
	rows, err := all(tx, scanBulkRow, bulkRows, b.ID, b.Looked, store.MaxBulk)
	if err != nil {
		return nil, "", fmt.Errorf("read the next keys: %w", err)
	}
	events, n, why, err := tx.stepThrough(call, b, rows)
	if err != nil {
		return nil, "", err
	}
	if why == (store.BulkReason{}) && b.Looked+n.total < b.Total {
		left = strconv.Itoa(b.Looked + n.total)
	} else {
		ended, err := tx.endWork(call, b, n, why)
		if err != nil {
			return nil, "", err
		}
		events = append(events, ended)
	}
	for i := range events {
		events[i].Actor, events[i].Request = call.Actor, call.Request
	}
	return events, left, nil
}

// stepThrough does it to a step's keys. Why is set when whoever asked for it may no longer, or when it can be done to no
// key any more.
func (tx *tx) stepThrough(call store.Call, b bulkWork, rows []store.BulkRow) (events []store.Event, n bulkCounts, why store.BulkReason, err error) {
	d, err := tx.newDeed(call, b.Change)
	if errors.Is(err, store.ErrNotFound) { // they left
		err = &store.ForbiddenError{Permission: "organization:member"}
	}
	if reason, about := store.BulkReasonOf(err); about {
		return nil, n, reason, nil
	}
	if err != nil {
		return nil, n, why, err
	}
	judged, err := d.judgeRows(rows, keysByID, scanKey)
	if err != nil {
		return nil, n, why, err
	}
	if b.Change.Act == store.BulkDelete {
		events, err = d.deleteAll(judged)
	} else {
		events, err = d.doAll(judged)
	}
	if err != nil {
		return nil, n, why, err
	}
	n, err = tx.noteStep(b.ID, rows, judged)
	return events, n, why, err
}

// judgeRows finds out what becomes of some keys, which a query and its scan read. One that is gone has its id and name alone.
func (d *deed) judgeRows(rows []store.BulkRow, query string, scan func(scanner) (store.Key, error)) ([]store.JudgedKey, error) {
	ids := make([]store.KeyID, len(rows))
	for i, r := range rows {
		ids[i] = r.Key
	}
	org := d.call.Actor.Org
	found, err := allEach(d.tx, scan, query, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	if err := d.tx.fill(org, pointers(found, itself)); err != nil {
		return nil, err
	}
	there := make([]store.Key, 0, len(found))
	for _, key := range found {
		if d.standing.SeesKeyOf(key.Creator.ID) { // one that they no longer see is as good as gone
			there = append(there, key)
		}
	}
	judge := d.judgeAll
	if d.change.Act == store.BulkDelete {
		judge = d.judgeDeletions
	}
	judged, err := judge(there)
	if err != nil {
		return nil, err
	}
	of := make(map[store.KeyID]store.JudgedKey, len(judged))
	for _, j := range judged {
		of[j.Key.ID] = j
	}
	list := make([]store.JudgedKey, len(ids))
	for i, id := range ids {
		j, is := of[id]
		if list[i] = j; !is {
			list[i] = store.JudgedKey{Key: store.Key{ID: id, Name: rows[i].Name}, Outcome: store.BulkGone}
		}
	}
	return list, nil
}

// noteStep writes down what became of a step's keys, and counts them.
func (tx *tx) noteStep(id store.BulkID, rows []store.BulkRow, judged []store.JudgedKey) (n bulkCounts, err error) {
	n.total = len(rows)
	for i, j := range judged {
		switch j.Outcome {
		case store.BulkChanged:
			n.changed++
		case store.BulkAlready:
			n.already++
		case store.BulkRefused:
			n.refused++
		case store.BulkGone:
			n.gone++
		}
		why, err := asJSON(j.Why)
		if err == nil {
			_, err = tx.exec(bulkKeyDone, id, rows[i].N, string(j.Outcome), why)
		}
		if err != nil {
			return n, fmt.Errorf("note what became of a key: %w", err)
		}
	}
	if _, err := tx.exec(bulkStepped, id, n.total, n.changed, n.already, n.refused, n.gone); err != nil {
		return n, fmt.Errorf("note the step: %w", err)
	}
	return n, nil
}

// endWork ends a bulk, with a reason before all keys had their turn.
func (tx *tx) endWork(call store.Call, b bulkWork, last bulkCounts, why store.BulkReason) (store.Event, error) {
	state := store.BulkDone
	text, err := asJSON(why)
	if err != nil {
		return store.Event{}, fmt.Errorf("write why it stopped: %w", err)
	}
	rest := 0
	if text != "" {
		state, rest = store.BulkStopped, b.Total-b.Looked
	}
	if _, err := tx.exec(bulkStepped, b.ID, 0, 0, 0, rest, 0); err != nil {
		return store.Event{}, fmt.Errorf("count the rest: %w", err)
	}
	if _, err := tx.exec(bulkEnded, b.ID, string(state), text, call.At.UnixMilli()); err != nil {
		return store.Event{}, fmt.Errorf("end the work: %w", err)
	}
	return bulkEvent(store.BulkEnded, call.Actor.Org, b.ID, b.Change, bulkCounts{
		b.Total, b.Changed + last.changed, b.Already + last.already, b.Refused + last.refused + rest, b.Gone + last.gone,
	}), nil
}

const whoOwn = `
	SELECT DISTINCT principal
	FROM owners
	WHERE org_id = $1 AND principal IN %s`

func scanOwner(row scanner) (id store.KeyID, err error) { return id, row.Scan(&id) }

// judgeDeletions lets keys go that own nothing.
func (d *deed) judgeDeletions(keys []store.Key) ([]store.JudgedKey, error) {
	owners, err := allEach(d.tx, scanOwner, whoOwn, d.call.Actor.Org, idsOf(keys))
	if err != nil {
		return nil, fmt.Errorf("look for what the keys own: %w", err)
	}
	owns := map[store.KeyID]bool{}
	for _, id := range owners {
		owns[id] = true
	}
	judged := make([]store.JudgedKey, len(keys))
	for i, key := range keys {
		judged[i] = store.JudgedKey{Key: key, Outcome: store.BulkChanged}
		if owns[key.ID] {
			judged[i].Outcome, judged[i].Why = store.BulkRefused, store.ReasonOwns
		}
	}
	return judged, nil
}

// deleteAll deletes keys that own nothing, by a plan.
func (d *deed) deleteAll(judged []store.JudgedKey) ([]store.Event, error) {
	var ids []store.KeyID
	for _, j := range judged {
		if j.Outcome == store.BulkChanged {
			ids = append(ids, j.Key.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	plan, err := d.tx.plan(d.call.Actor, ids, store.Choice{})
	if err != nil {
		return nil, err
	}
	return deletionEvents(d.call.Actor.Org, plan), d.tx.carryOut(d.call.Actor.Org, plan)
}
