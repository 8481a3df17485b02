package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	kindColumns     = `t.slug, t.one, t.many, coalesce(t.parent, '')`
	resourceColumns = kindColumns + `, r.id, r.outside_id, r.name, coalesce(r.parent, '')`
	fromResources   = `
	FROM resources r
	JOIN kinds t ON t.org_id = r.org_id AND t.slug = r.kind`
	resourceByID = `
	SELECT ` + resourceColumns + fromResources + `
	WHERE r.org_id = $1 AND r.id = $2`
	// ownerColumns are of owners o, with the member m or the key k that it is.
	ownerColumns = `o.resource, o.principal, coalesce(m.name, k.name), CASE WHEN m.account IS NULL THEN 1 ELSE 0 END`
	ownerJoins   = `
	LEFT JOIN members m ON m.org_id = o.org_id AND m.account = o.principal
	LEFT JOIN keys k ON k.org_id = o.org_id AND k.id = o.principal`
	ownersOf = `
	SELECT ` + ownerColumns + `
	FROM owners o` + ownerJoins + `
	WHERE o.org_id = $1 AND o.resource = $2
	ORDER BY o.principal`
	accessColumns = `a.resource, a.principal, a.access`
	accessTo      = `
	SELECT ` + accessColumns + `
	FROM access_entries a
	WHERE a.org_id = $1 AND a.resource = $2
	ORDER BY a.principal`
)

// scanKind reads kindColumns.
func scanKind(row scanner) (k store.Kind, err error) {
	return k, row.Scan(&k.Slug, &k.One, &k.Many, &k.Parent)
}

// scanResource reads resourceColumns.
func scanResource(row scanner) (r store.Resource, err error) {
	k := &r.Kind
	return r, row.Scan(&k.Slug, &k.One, &k.Many, &k.Parent, &r.ID, &r.OutsideID, &r.Name, &r.Parent)
}

// owning is an owner with what it owns.
type owning struct {
	resource store.ResourceID
	owner    store.Owner
}

// scanOwning reads ownerColumns.
func scanOwning(row scanner) (o owning, err error) {
	return o, row.Scan(&o.resource, &o.owner.ID, &o.owner.Name, &o.owner.Key)
}

// scanAccess reads accessColumns.
func scanAccess(row scanner) (a store.AccessEntry, err error) {
	return a, row.Scan(&a.Resource, &a.Principal, &a.Access)
}

// resource reads a resource with everybody who has a say in it.
func (tx *tx) resource(org store.OrgID, id store.ResourceID) (info store.ResourceInfo, err error) {
	if info.Resource, err = one(tx, scanResource, resourceByID, org, id); err != nil {
		return info, fmt.Errorf("read the resource: %w", err)
	}
	owners, err := all(tx, scanOwning, ownersOf, org, id)
	if err != nil {
		return info, fmt.Errorf("read the owners: %w", err)
	}
	for _, o := range owners {
		info.Owners = append(info.Owners, o.owner)
	}
	if info.Access, err = all(tx, scanAccess, accessTo, org, id); err != nil {
		return info, fmt.Errorf("read the access entries: %w", err)
	}
	return info, nil
}

// visibleResource reads a resource that the actor may see: any, for who sees all; otherwise those that they have a say in.
func (tx *tx) visibleResource(org store.OrgID, standing store.Standing, id store.ResourceID) (store.ResourceInfo, error) {
	info, err := tx.resource(org, id)
	if err != nil || standing.MaySeeResources() {
		return info, err
	}
	for _, owner := range info.Owners {
		if owner.ID == standing.ID {
			return info, nil
		}
	}
	for _, entry := range info.Access {
		if entry.Principal == standing.ID {
			return info, nil
		}
	}
	if info.Resource.Parent != "" { // a say in a resource covers what lies in it
		covered, err := tx.direct(org, standing.ID, info.Resource.Parent)
		if err != nil || covered {
			return info, err
		}
	}
	return store.ResourceInfo{}, store.ErrNotFound
}

// Resource implements [store.Resources].
func (db *DB) Resource(ctx context.Context, actor store.Actor, id store.ResourceID) (info store.ResourceInfo, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		info, err = tx.visibleResource(actor.Org, standing, id)
		return err
	})
	if err != nil {
		return store.ResourceInfo{}, fmt.Errorf("look at resource %s: %w", id, err)
	}
	return info, nil
}

// resourceChange changes a resource inside a transaction that has read it.
type resourceChange func(*tx, store.ResourceInfo) ([]store.Event, error)

// changeResource runs do for a resource that the actor may manage.
func (db *DB) changeResource(ctx context.Context, call store.Call, id store.ResourceID, do resourceChange) error {
	return db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		info, err := tx.visibleResource(call.Actor.Org, standing, id)
		if err != nil {
			return nil, err
		}
		if err := standing.MayManageResources(); err != nil {
			return nil, err
		}
		return do(tx, info)
	})
}

const (
	newOwner = `
	INSERT INTO owners (org_id, resource, principal)
	VALUES ($1, $2, $3)
	ON CONFLICT (org_id, resource, principal) DO NOTHING`
	dropOwner = `
	DELETE FROM owners
	WHERE org_id = $1 AND resource = $2 AND principal = $3`
	setAccess = `
	INSERT INTO access_entries (org_id, resource, principal, access)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT (org_id, resource, principal) DO UPDATE SET access = excluded.access`
	principalRole = `
	SELECT p.kind, coalesce(m.role, k.role)
	FROM principals p
	LEFT JOIN members m ON m.org_id = p.org_id AND m.account = p.id
	LEFT JOIN keys k ON k.org_id = p.org_id AND k.id = p.id
	WHERE p.org_id = $1 AND p.id = $2 AND coalesce(m.left_at, 0) = 0`
)

// canOwn refuses whoever can't own: all but keys, and members with a role for it.
func (tx *tx) canOwn(org store.OrgID, field string, id store.PrincipalID) error {
	kind, role, err := tx.principal(org, id)
	if err == nil && (kind == keyPrincipal || role.CanOwn()) {
		return nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read the principal: %w", err)
	}
	return &store.InvalidError{Field: field, Problem: "names somebody who can't own resources",
		Accepted: "keys, and members with the role manager or above"}
}

// principal reads what a principal is. Errors: [store.ErrNotFound], also for a member who left.
func (tx *tx) principal(org store.OrgID, id store.PrincipalID) (kind string, role store.Role, err error) {
	var name string
	if err := tx.scan([]any{&kind, &name}, principalRole, org, id); err != nil {
		return "", 0, err
	}
	role, err = store.ParseRole(name)
	return kind, role, err
}

// AddOwner implements [store.Resources].
func (db *DB) AddOwner(ctx context.Context, call store.Call, id store.ResourceID, owner store.PrincipalID) error {
	err := db.changeResource(ctx, call, id, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		if err := tx.canOwn(call.Actor.Org, "owner", owner); err != nil {
			return nil, err
		}
		added, err := tx.exec(newOwner, call.Actor.Org, id, owner)
		if err != nil || added == 0 {
			return nil, err
		}
		return []store.Event{ownersChanged(call.Actor.Org, id, nil, []store.PrincipalID{owner})}, nil
	})
	if err != nil {
		return fmt.Errorf("add an owner of resource %s: %w", id, err)
	}
	return nil
}

// RemoveOwner implements [store.Resources].
func (db *DB) RemoveOwner(ctx context.Context, call store.Call, id store.ResourceID, owner store.PrincipalID) error {
	err := db.changeResource(ctx, call, id, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		removed, err := tx.exec(dropOwner, call.Actor.Org, id, owner)
		switch {
		case err != nil:
			return nil, err
		case removed == 0:
			return nil, &store.InvalidError{Field: "owner", Problem: "is no owner of the resource", Accepted: "one of its owners"}
		case len(info.Owners) == 1:
			return nil, &store.InvalidError{Field: "owner", Problem: "is the last owner", Accepted: "an owner beside whom there is another one"}
		}
		return []store.Event{ownersChanged(call.Actor.Org, id, []store.PrincipalID{owner}, nil)}, nil
	})
	if err != nil {
		return fmt.Errorf("remove an owner of resource %s: %w", id, err)
	}
	return nil
}

// ownersChanged is the event of a resource that loses the owners before and gets those after.
func ownersChanged(org store.OrgID, id store.ResourceID, before, after []store.PrincipalID) store.Event {
	e := store.Event{Org: org, Action: store.ResourceOwner, Subject: string(id)}
	for _, owner := range before {
		e.Before = append(e.Before, store.Field{Name: "owner", Value: string(owner)})
	}
	for _, owner := range after {
		e.After = append(e.After, store.Field{Name: "owner", Value: string(owner)})
	}
	return e
}

// GiveAccess implements [store.Resources].
func (db *DB) GiveAccess(ctx context.Context, call store.Call, entry store.AccessEntry) error {
	err := db.changeResource(ctx, call, entry.Resource, func(tx *tx, info store.ResourceInfo) ([]store.Event, error) {
		if err := checkAccess(entry.Access); err != nil {
			return nil, err
		}
		_, _, err := tx.principal(call.Actor.Org, entry.Principal)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &store.InvalidError{Field: "principal", Problem: "is neither a member nor a key", Accepted: "a member or a key of the organization"}
		}
		if err != nil {
			return nil, err
		}
		return tx.giveAccess(call.Actor.Org, entry, info.Access)
	})
	if err != nil {
		return fmt.Errorf("give access to resource %s: %w", entry.Resource, err)
	}
	return nil
}

func (tx *tx) giveAccess(org store.OrgID, entry store.AccessEntry, there []store.AccessEntry) ([]store.Event, error) {
	event := store.Event{Org: org, Action: store.ResourceACL, Subject: string(entry.Resource), After: accessFields(entry)}
	for _, was := range there {
		if was == entry {
			return nil, nil
		}
		if was.Principal == entry.Principal {
			event.Before = accessFields(was)
		}
	}
	if _, err := tx.exec(setAccess, org, entry.Resource, entry.Principal, string(entry.Access)); err != nil {
		return nil, err
	}
	return []store.Event{event}, nil
}

func accessFields(entry store.AccessEntry) []store.Field {
	return []store.Field{{Name: "principal", Value: string(entry.Principal)}, {Name: "access", Value: string(entry.Access)}}
}

func checkAccess(access store.Access) error {
	if access == store.AccessView || access == store.AccessModify {
		return nil
	}
	return &store.InvalidError{Field: "access", Problem: "is not an access", Accepted: "view or modify"}
}
