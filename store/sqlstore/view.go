package sqlstore

import (
	"context"
	"fmt"
	"strconv"

	"chatelaine/store"
)

const (
	viewColumns = `v.id, v.account, v.shared, v.name, v.state, v.created_at, v.name_fold`
	viewByID    = `
	SELECT ` + viewColumns + `
	FROM saved_views v
	WHERE v.org_id = $1 AND v.id = $2`
	// viewsFor is two queries, so that each reads its own index.
	viewsFor = `
	SELECT ` + viewColumns + `
	FROM saved_views v
	WHERE v.org_id = $1 AND v.account = $2 AND v.shared = 0
	UNION ALL
	SELECT ` + viewColumns + `
	FROM saved_views v
	WHERE v.org_id = $1 AND v.shared = 1
	ORDER BY 7, 3, 1`
	defaultView = `
	SELECT coalesce(max(d.view), '')
	FROM view_defaults d
	WHERE d.org_id = $1 AND d.account = $2`
)

// scanView reads viewColumns. What depends on who looks is left out.
func scanView(row scanner) (v store.SavedView, err error) {
	var created int64
	var fold string
	err = row.Scan(&v.ID, &v.Owner, &v.Shared, &v.Name, &v.State, &created, &fold)
	v.CreatedAt = instant(created)
	return v, err
}

// SavedViews implements [store.Views].
func (db *DB) SavedViews(ctx context.Context, actor store.Actor) (list store.ViewList, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayHaveViews(); err != nil {
			return err
		}
		list, err = tx.savedViews(actor, standing)
		return err
	})
	if err != nil {
		return store.ViewList{}, fmt.Errorf("list the saved views: %w", err)
	}
	return list, nil
}

// savedViews reads the views that a member sees, and says what they are to them.
func (tx *tx) savedViews(actor store.Actor, standing store.Standing) (list store.ViewList, err error) {
	if err := tx.scan([]any{&list.Default}, defaultView, actor.Org, actor.ID); err != nil {
		return list, fmt.Errorf("read the default: %w", err)
	}
	if list.Views, err = all(tx, scanView, viewsFor, actor.Org, actor.ID); err != nil {
		return list, err
	}
	for i := range list.Views {
		view := &list.Views[i]
		view.Default = store.ViewRef(view.ID) == list.Default
		view.MayChange = standing.MayChangeView(*view) == nil
	}
	list.MayShare = standing.MayShareViews() == nil
	return list, nil
}

// visibleView reads a view that the actor sees. Errors: [store.ErrNotFound].
func (tx *tx) visibleView(org store.OrgID, standing store.Standing, id store.ViewID) (store.SavedView, error) {
	view, err := one(tx, scanView, viewByID, org, id)
	if err == nil && !standing.SeesView(view) {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.SavedView{}, fmt.Errorf("read the view: %w", err)
	}
	return view, nil
}

const (
	dropView = `
	DELETE FROM saved_views
	WHERE org_id = $1 AND id = $2`
	dropDefaultsTo = `
	DELETE FROM view_defaults
	WHERE org_id = $1 AND view = $2 AND account <> $3`
	dropDefaultOf = `
	DELETE FROM view_defaults
	WHERE org_id = $1 AND account = $2`
	setDefaultView = `
	INSERT INTO view_defaults (org_id, account, view)
	VALUES ($1, $2, $3)
	ON CONFLICT (org_id, account) DO UPDATE SET view = excluded.view`
)

// DeleteView implements [store.Views].
func (db *DB) DeleteView(ctx context.Context, call store.Call, id store.ViewID) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayHaveViews(); err != nil {
			return nil, err
		}
		view, err := tx.visibleView(call.Actor.Org, standing, id)
		if err != nil {
			return nil, err
		}
		if err := standing.MayChangeView(view); err != nil {
			return nil, err
		}
		return tx.deleteView(call.Actor.Org, view)
	})
	if err != nil {
		return fmt.Errorf("delete view %s: %w", id, err)
	}
	return nil
}

func (tx *tx) deleteView(org store.OrgID, view store.SavedView) ([]store.Event, error) {
	if _, err := tx.exec(dropDefaultsTo, org, view.ID, ""); err != nil {
		return nil, fmt.Errorf("drop the defaults: %w", err)
	}
	if _, err := tx.exec(dropView, org, view.ID); err != nil {
		return nil, err
	}
	return []store.Event{{Org: org, Action: store.ViewDeleted, Subject: string(view.ID), Before: viewFields(view)}}, nil
}

// viewFields is what an event tells of a view. Its state can hold what somebody looked for, which is in no event, and
// a personal view's name is its owner's alone.
func viewFields(view store.SavedView) []store.Field {
	fields := []store.Field{{Name: "shared", Value: strconv.FormatBool(view.Shared)}}
	if view.Shared {
		fields = append(fields, store.Field{Name: "name", Value: view.Name})
	}
	return fields
}

// SetDefaultView implements [store.Views].
func (db *DB) SetDefaultView(ctx context.Context, call store.Call, view store.ViewRef) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayHaveViews(); err != nil {
			return nil, err
		}
		if err := view.Check(); err != nil {
			return nil, err
		}
		if id, saved := view.Saved(); saved {
			if _, err := tx.visibleView(call.Actor.Org, standing, id); err != nil {
				return nil, err
			}
		}
		return nil, tx.setDefaultView(call.Actor, view)
	})
	if err != nil {
		return fmt.Errorf("set the default view: %w", err)
	}
	return nil
}

func (tx *tx) setDefaultView(actor store.Actor, view store.ViewRef) error {
	if view == "" {
		_, err := tx.exec(dropDefaultOf, actor.Org, actor.ID)
		return err
	}
	_, err := tx.exec(setDefaultView, actor.Org, actor.ID, string(view))
	return err
}
