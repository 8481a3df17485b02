package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// StartEventExport implements [store.Trail].
func (db *DB) StartEventExport(ctx context.Context, call store.Call, query store.EventQuery, format string) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayExportTrail(); err != nil {
			return nil, err
		}
		return []store.Event{{
			Org: call.Actor.Org, Action: store.EventsExported, Subject: string(call.Actor.ID), After: query.Filter.ExportFields(format),
		}}, nil
	})
	if err != nil {
		return fmt.Errorf("note an export of the trail: %w", err)
	}
	return nil
}

// EventBatch implements [store.Trail].
func (db *DB) EventBatch(ctx context.Context, actor store.Actor, query store.EventQuery) (batch store.EventBatch, err error) {
	query.Rows, query.Before = store.ExportRows, 0
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayExportTrail(); err != nil {
			return err
		}
		batch, err = tx.eventBatch(actor.Org, query)
		return err
	})
	if err != nil {
		return store.EventBatch{}, fmt.Errorf("read events to export: %w", err)
	}
	return batch, nil
}

func (tx *tx) eventBatch(org store.OrgID, q store.EventQuery) (batch store.EventBatch, err error) {
	walk, err := tx.walkEvents(org, q.Filter)
	if err != nil {
		return batch, err
	}
	found, stopped, err := walk.page(q)
	if err != nil {
		return batch, err
	}
	batch.Next = stopped.seq
	if len(found) > q.Rows {
		found = found[:q.Rows]
		batch.Next = found[q.Rows-1].seq
	}
	batch.Entries, err = tx.entries(org, found)
	return batch, err
}
