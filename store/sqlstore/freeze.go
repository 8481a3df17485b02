package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	choosingBulk = `
	INSERT INTO bulks (org_id, account, state, change, request, made_at, begun_at, ended_at, more, total, looked, changed, already, refused, gone, why, undone)
	VALUES ($1, $2, 'choosing', '', '', $3, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0)
	RETURNING id`
	bulkIsChosen = `
	UPDATE bulks
	SET state = 'chosen', total = $2, more = $3
	WHERE id = $1`
	olderChoices = `
	SELECT id
	FROM bulks
	WHERE org_id = $1 AND account = $2 AND state = 'chosen'
	ORDER BY id DESC
	LIMIT -1 OFFSET $3`
	dropBulkKeys = `
	DELETE FROM bulk_keys
	WHERE bulk = $1 AND n IN (
		SELECT n
		FROM bulk_keys
		WHERE bulk = $1
		LIMIT $2)`
	dropBulk = `
	DELETE FROM bulks
	WHERE id = $1`
)

// FreezeKeys implements [store.Bulks]. It reads all keys in one transaction, which sees one moment throughout, and writes
// them in many, so that others can write in between.
func (db *DB) FreezeKeys(ctx context.Context, call store.Call, query store.KeyQuery) (frozen store.Bulk, err error) {
	frozen, err = db.beginChoice(ctx, call)
	if err == nil {
		err = db.read(ctx, func(tx *tx) error { return tx.chooseAll(call.Actor, query, &frozen) })
	}
	if err == nil {
		err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) { return nil, tx.endChoice(call, frozen) })
	}
	if err != nil {
		return store.Bulk{}, fmt.Errorf("choose keys: %w", err)
	}
	return frozen, nil
}

// beginChoice makes a choice without keys, of which nothing stays if it doesn't come to an end.
func (db *DB) beginChoice(ctx context.Context, call store.Call) (b store.Bulk, err error) {
	b = store.Bulk{State: store.BulkChosen, MadeAt: call.At}
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayFreezeKeys(); err != nil {
			return nil, err
		}
		n, err := tx.number(choosingBulk, call.Actor.Org, call.Actor.ID, call.At.UnixMilli())
		if err != nil {
			return nil, err
		}
		b.ID = store.BulkID(n)
		return nil, tx.forgetBulkAt(call.Actor.Org, b.ID, call.At.Add(store.FrozenKept))
	})
	return b, err
}

// chooseAll reads the keys that the query's filter shows, a part after the other, and writes each part.
func (tx *tx) chooseAll(actor store.Actor, query store.KeyQuery, b *store.Bulk) error {
	standing, err := tx.standing(actor)
	if err != nil {
		return err
	}
	query.Sort, query.Rows, query.After, query.Before = store.KeySort{}.OrDefault(), store.ExportRows, store.Cursor{}, store.Cursor{}
	list, err := tx.keyList(actor.Org, standing, query)
	if err != nil {
		return err
	}
	for first := true; first || !query.After.IsZero() && b.Total < store.MaxFrozen; first = false {
		part, err := list.batch(query)
		if err != nil {
			return err
		}
		if err := tx.db.addChoice(tx.ctx, b, part.Keys); err != nil {
			return err
		}
		query.After = part.Next
	}
	b.More = !query.After.IsZero()
	return nil
}

// addChoice writes a part of the keys that are chosen.
func (db *DB) addChoice(ctx context.Context, b *store.Bulk, keys []store.KeyFacts) error {
	err := db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
		rows := tx.into("bulk_keys", bulkKeyColumns...)
		for i, k := range keys {
			if err := rows.add(int64(b.ID), b.Total+i+1, string(k.Key.ID), k.Key.Name, "", "", 0, ""); err != nil {
				return nil, err
			}
		}
		return nil, rows.flush()
	})
	if err != nil {
		return fmt.Errorf("write the keys that are chosen: %w", err)
	}
	b.Total += len(keys)
	return nil
}

// endChoice makes a choice one that something can be done to, and forgets older ones of the same person.
func (tx *tx) endChoice(call store.Call, b store.Bulk) error {
	more := 0
	if b.More {
		more = 1
	}
	if _, err := tx.exec(bulkIsChosen, b.ID, b.Total, more); err != nil {
		return fmt.Errorf("end the choice: %w", err)
	}
	older, err := all(tx, scanNumber, olderChoices, call.Actor.Org, call.Actor.ID, store.MaxChosen)
	if err != nil {
		return fmt.Errorf("look for older choices: %w", err)
	}
	for _, id := range older {
		if err := tx.dropBulk(store.BulkID(id)); err != nil {
			return err
		}
	}
	return nil
}

// dropBulk forgets a bulk.
func (tx *tx) dropBulk(id store.BulkID) error {
	_, err := tx.exec(dropBulkKeys, id, store.MaxFrozen)
	if err == nil {
		_, err = tx.exec(dropBulk, id)
	}
	if err != nil {
		return fmt.Errorf("forget a bulk: %w", err)
	}
	return nil
}

// droppedAtOnce is how many keys of a bulk a step of forgetting it takes.
const droppedAtOnce = 10_000

// endOfBulk forgets a bulk, in steps. One that was begun in the background is kept for longer, by a job of its own.
func endOfBulk(tx *tx, call store.Call, job store.Job) (events []store.Event, left string, err error) {
	b, err := tx.bulkByID(job.Org, job.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	kept := b.MadeAt.Add(store.FrozenKept)
	if b.background {
		kept = b.BegunAt.Add(store.BulkKept)
	}
	if b.State == store.BulkRunning || call.At.Before(kept) {
		return nil, "", nil
	}
	dropped, err := tx.exec(dropBulkKeys, b.ID, droppedAtOnce)
	if err != nil {
		return nil, "", fmt.Errorf("forget the keys of a bulk: %w", err)
	}
	if dropped == droppedAtOnce {
		return nil, "more", nil
	}
	return nil, "", tx.dropBulk(b.ID)
}
