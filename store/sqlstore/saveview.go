package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

// SaveView implements [store.Views].
func (db *DB) SaveView(ctx context.Context, call store.Call, view store.NewView) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayHaveViews(); err != nil {
			return nil, err
		}
		return tx.saveView(call, standing, view)
	})
	if err != nil {
		return fmt.Errorf("save view %s: %w", view.ID, err)
	}
	return nil
}

// saveView checks the view and writes it, over the one that has its id.
func (tx *tx) saveView(call store.Call, standing store.Standing, in store.NewView) ([]store.Event, error) {
	before, there, err := tx.viewToReplace(call.Actor.Org, standing, in.ID)
	if err != nil {
		return nil, err
	}
	after := store.SavedView{ID: in.ID, Shared: in.Shared, Owner: store.AccountID(call.Actor.ID), CreatedAt: call.At}
	if err := standing.MayChangeView(after); err != nil {
		return nil, err
	}
	if in, err = in.Clean(); err != nil {
		return nil, err
	}
	after.Name, after.State = in.Name, in.State
	if there && after.Shared {
		after.Owner = before.Owner
	}
	if there && after.Name == before.Name && after.State == before.State && after.Shared == before.Shared {
		return nil, nil
	}
	if err := tx.writeView(call.Actor.Org, before, after, !there || before.Shared != after.Shared); err != nil {
		return nil, err
	}
	event := store.Event{Org: call.Actor.Org, Action: store.ViewSaved, Subject: string(in.ID), After: viewFields(after)}
	if there {
		event.Before = viewFields(before)
	}
	return []store.Event{event}, nil
}

// viewToReplace reads the view that a new one is saved over, where there is one. Errors: [store.ErrNotFound] for one
// that the actor doesn't see; [store.ForbiddenError].
func (tx *tx) viewToReplace(org store.OrgID, standing store.Standing, id store.ViewID) (view store.SavedView, there bool, err error) {
	view, err = one(tx, scanView, viewByID, org, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.SavedView{}, false, nil
	case err != nil:
		return store.SavedView{}, false, fmt.Errorf("read the view to replace: %w", err)
	case !standing.SeesView(view):
		return store.SavedView{}, false, store.ErrNotFound
	}
	return view, true, standing.MayChangeView(view)
}

const (
	countOwnViews = `
	SELECT count(*)
	FROM saved_views v
	WHERE v.org_id = $1 AND v.account = $2 AND v.shared = 0`
	countSharedViews = `
	SELECT count(*)
	FROM saved_views v
	WHERE v.org_id = $1 AND v.shared = 1`
	setView = `
	INSERT INTO saved_views (org_id, id, account, shared, name, name_fold, state, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (org_id, id) DO UPDATE
	SET account = excluded.account, shared = excluded.shared, name = excluded.name, name_fold = excluded.name_fold,
		state = excluded.state`
)

// writeView writes a view; more: it adds to those of its sort. Errors: [store.InvalidError] for one too many, and for a
// name that is taken.
func (tx *tx) writeView(org store.OrgID, before, after store.SavedView, more bool) error {
	if more {
		if err := tx.roomForView(org, after); err != nil {
			return err
		}
	}
	if before.Shared && !after.Shared {
		if _, err := tx.exec(dropDefaultsTo, org, after.ID, after.Owner); err != nil {
			return fmt.Errorf("drop the others' defaults: %w", err)
		}
	}
	shared := 0
	if after.Shared {
		shared = 1
	}
	_, err := tx.exec(setView, org, after.ID, after.Owner, shared, after.Name, store.Fold(after.Name), after.State, after.CreatedAt.UnixMilli())
	if conflicts(err) {
		return &store.InvalidError{Field: "name", Problem: store.ProblemViewTaken, Accepted: "a name that no other view beside it has"}
	}
	if err != nil {
		return fmt.Errorf("write the view: %w", err)
	}
	return nil
}

// roomForView refuses one view too many.
func (tx *tx) roomForView(org store.OrgID, view store.SavedView) error {
	query, args := countOwnViews, []any{org, view.Owner}
	if view.Shared {
		query, args = countSharedViews, []any{org}
	}
	n, err := tx.number(query, args...)
	if err != nil {
		return fmt.Errorf("count the views: %w", err)
	}
	if n >= store.MaxViews {
		return &store.InvalidError{Field: "view", Problem: store.ProblemViews, Args: []any{store.MaxViews},
			Accepted: "a view in the place of another one"}
	}
	return nil
}
