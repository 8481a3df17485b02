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
	hideOlderChoices = `
	UPDATE bulks
	SET state = 'choosing'
	WHERE id IN (
		SELECT id
		FROM bulks
		WHERE org_id = $1 AND account = $2 AND state = 'chosen'
		ORDER BY id DESC
		LIMIT -1 OFFSET $3)`
	hiddenChoice = `
	SELECT id
	FROM bulks
	WHERE org_id = $1 AND account = $2 AND state = 'choosing'
	LIMIT 1`
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

// FreezeKeys implements [store.Bulks]. One is under way at a time, and it waits for the writer without a reader in its
// hands: so others can read and write in between, however many ask for it.
func (db *DB) FreezeKeys(ctx context.Context, call store.Call, query store.KeyQuery) (frozen store.Bulk, err error) {
	if err = db.mayFreeze(ctx, call.Actor); err == nil {
		frozen, err = db.freezeAlone(ctx, call, query)
	}
	if err != nil {
		return store.Bulk{}, fmt.Errorf("choose keys: %w", err)
	}
	return frozen, nil
}

// mayFreeze refuses who may not, before they learn whether somebody else is at it.
func (db *DB) mayFreeze(ctx context.Context, actor store.Actor) error {
	return db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		return standing.MayFreezeKeys()
	})
}

// freezeAlone chooses keys while nobody else does. Errors: [store.ErrFreezing].
func (db *DB) freezeAlone(ctx context.Context, call store.Call, query store.KeyQuery) (frozen store.Bulk, err error) {
	if !db.freezing.TryLock() {
		return frozen, store.ErrFreezing
	}
	defer db.freezing.Unlock()
	if frozen, err = db.beginChoice(ctx, call); err != nil {
		return frozen, err
	}
	if err = db.chooseAll(ctx, call.Actor, query, &frozen); err == nil {
		err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) { return nil, tx.endChoice(call, frozen) })
	}
	if dropped := db.dropHidden(context.WithoutCancel(ctx), call.Actor); dropped != nil { // the next freeze tries again
		db.log.ErrorContext(ctx, "keys that were chosen stay for longer", "error", dropped)
	}
	return frozen, err
}

// beginChoice makes a choice without keys. It is hidden until it comes to an end, and dropped if it doesn't.
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

// chooseAll reads the keys that the query's filter shows, a part after the other, and writes each part. They come in the
// order in which they were made, which no change of a key touches: none is chosen twice.
func (db *DB) chooseAll(ctx context.Context, actor store.Actor, query store.KeyQuery, b *store.Bulk) error {
	query.Sort, query.Rows, query.After, query.Before = store.NewestFirst, store.ExportRows, store.Cursor{}, store.Cursor{}
	for first := true; first || !query.After.IsZero() && b.Total < store.MaxFrozen; first = false {
		part, err := db.choicePart(ctx, actor, query)
		if err != nil {
			return err
		}
		if err := db.addChoice(ctx, b, part.Keys); err != nil {
			return err
		}
		query.After = part.Next
	}
	b.More = !query.After.IsZero()
	return nil
}

// choicePart reads the next keys, with the rights that the actor has by now.
func (db *DB) choicePart(ctx context.Context, actor store.Actor, query store.KeyQuery) (part store.KeyBatch, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayFreezeKeys(); err != nil {
			return err
		}
		list, err := tx.keyList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		part, err = list.batch(query)
		return err
	})
	return part, err
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

// endChoice makes a choice one that something can be done to, and hides older ones of the same person.
func (tx *tx) endChoice(call store.Call, b store.Bulk) error {
	more := 0
	if b.More {
		more = 1
	}
	if _, err := tx.exec(bulkIsChosen, b.ID, b.Total, more); err != nil {
		return fmt.Errorf("end the choice: %w", err)
	}
	if _, err := tx.exec(hideOlderChoices, call.Actor.Org, call.Actor.ID, store.MaxChosen); err != nil {
		return fmt.Errorf("hide older choices: %w", err)
	}
	return nil
}

// dropHidden forgets the choices of somebody that are hidden: older ones, and those that were broken off. Others can write
// between its steps. Nobody may be choosing keys meanwhile.
func (db *DB) dropHidden(ctx context.Context, actor store.Actor) error {
	for left := true; left; {
		err := db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
			id, err := tx.number(hiddenChoice, actor.Org, actor.ID)
			if left = !errors.Is(err, store.ErrNotFound); !left {
				return nil, nil
			}
			if err == nil {
				_, err = tx.dropPart(store.BulkID(id))
			}
			return nil, err
		})
		if err != nil {
			return fmt.Errorf("drop choices: %w", err)
		}
	}
	return nil
}

// droppedAtOnce is how many keys of a bulk a step of forgetting it takes.
const droppedAtOnce = 10_000

// dropPart forgets some keys of a bulk, and after the last ones the bulk.
func (tx *tx) dropPart(id store.BulkID) (done bool, err error) {
	dropped, err := tx.exec(dropBulkKeys, id, droppedAtOnce)
	if err != nil {
		return false, fmt.Errorf("forget the keys of a bulk: %w", err)
	}
	if dropped == droppedAtOnce {
		return false, nil
	}
	if _, err := tx.exec(dropBulk, id); err != nil {
		return false, fmt.Errorf("forget a bulk: %w", err)
	}
	return true, nil
}

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
	done, err := tx.dropPart(b.ID)
	if err != nil || done {
		return nil, "", err
	}
	return nil, "more", nil
}
