package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	lastResourceEvent = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action >= 'resource.' AND action < 'resource/'
	ORDER BY seq DESC
	LIMIT 1`
	renameResource = `
	UPDATE resources
	SET version = version + 1, name = $3, name_fold = $4
	WHERE org_id = $1 AND id = $2`
	moveResource = `
	UPDATE resources
	SET version = version + 1, parent = $3
	WHERE org_id = $1 AND id = $2`
	takeAccess = `
	DELETE FROM access_entries
	WHERE org_id = $1 AND resource = $2 AND principal = $3`
)

// checkVersion refuses a form about a resource that has changed since. Version 0 accepts it however it has become.
func (tx *tx) checkVersion(org store.OrgID, r store.Resource, version int64) error {
	var now, made int64
	if err := tx.scan([]any{&now, &made}, resourceVersion, org, r.ID); err != nil {
		return fmt.Errorf("read the resource's version: %w", err)
	}
	if version == 0 || version == now {
		return nil
	}
	changed := &store.ResourceChangedError{Resource: r, Version: now}
	var err error
	if r.Parent != "" {
		if changed.Parent, err = one(tx, scanResource, resourceByID, org, r.Parent); err != nil {
			return fmt.Errorf("read what the resource lies in: %w", err)
		}
	}
	if changed.Last, err = one(tx, scanEvent, lastResourceEvent, org, r.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the resource: %w", err)
	}
	return changed
}

// RenameResource implements [store.Registry].
func (db *DB) RenameResource(ctx context.Context, call store.Call, id store.ResourceID, version int64, name string) error {
	err := db.changeResource(ctx, call, id, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		org := call.Actor.Org
		if err := tx.checkVersion(org, info.Resource, version); err != nil {
			return nil, err
		}
		clean, err := store.CleanName("name", name)
		if err != nil || clean == info.Resource.Name {
			return nil, err
		}
		if _, err := tx.exec(renameResource, org, id, clean, store.Fold(clean)); err != nil {
			return nil, err
		}
		return []store.Event{{Org: org, Action: store.ResourceRenamed, Subject: string(id),
			Before: []store.Field{{Name: "name", Value: info.Resource.Name}}, After: []store.Field{{Name: "name", Value: clean}}}}, nil
	})
	if err != nil {
		return fmt.Errorf("rename resource %s: %w", id, err)
	}
	return nil
}

// MoveResource implements [store.Registry].
func (db *DB) MoveResource(ctx context.Context, call store.Call, id store.ResourceID, version int64, parent store.ResourceID) error {
	err := db.changeResource(ctx, call, id, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		org := call.Actor.Org
		if err := tx.checkVersion(org, info.Resource, version); err != nil {
			return nil, err
		}
		in := store.NewResource{ID: id, Kind: info.Resource.Kind.Slug, Parent: parent}
		if err := tx.checkParent(org, in); err != nil {
			return nil, err
		}
		if err := tx.checkAbove(org, id, parent); err != nil || parent == info.Resource.Parent {
			return nil, err
		}
		if _, err := tx.exec(moveResource, org, id, orNull(parent)); err != nil {
			return nil, err
		}
		return []store.Event{{Org: org, Action: store.ResourceMoved, Subject: string(id),
			Before: []store.Field{{Name: "name", Value: info.Resource.Name}, {Name: "parent", Value: string(info.Resource.Parent)}},
			After:  []store.Field{{Name: "parent", Value: string(parent)}}}}, nil
	})
	if err != nil {
		return fmt.Errorf("move resource %s: %w", id, err)
	}
	return nil
}

// checkAbove refuses to lay a resource into what lies in it, at any depth. Kinds never lie in a circle, so neither can
// resources; this holds whatever becomes of that rule.
func (tx *tx) checkAbove(org store.OrgID, id, parent store.ResourceID) error {
	for at, steps := parent, 0; at != ""; steps++ {
		if at == id || steps > store.MaxKinds {
			return &store.InvalidError{Field: "parent", Problem: "lies in the resource itself", Accepted: "a resource that doesn't lie in this one"}
		}
		above, err := one(tx, scanResource, resourceByID, org, at)
		if err != nil {
			return fmt.Errorf("read what a resource lies in: %w", err)
		}
		at = above.Parent
	}
	return nil
}

// TakeAccess implements [store.Registry].
func (db *DB) TakeAccess(ctx context.Context, call store.Call, id store.ResourceID, principal store.PrincipalID) error {
	err := db.changeResource(ctx, call, id, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		for _, entry := range info.Access {
			if entry.Principal != principal {
				continue
			}
			if _, err := tx.exec(takeAccess, call.Actor.Org, id, principal); err != nil {
				return nil, err
			}
			return []store.Event{{Org: call.Actor.Org, Action: store.ResourceACL, Subject: string(id), Before: accessFields(entry)}}, nil
		}
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("take access to resource %s away: %w", id, err)
	}
	return nil
}
