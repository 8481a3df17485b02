package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	catalogueKinds = `
	SELECT slug, words
	FROM catalogue_kinds
	WHERE org_id = $1
	ORDER BY place`
	catalogueActions = `
	SELECT slug, words
	FROM catalogue_actions
	WHERE org_id = $1
	ORDER BY place`
	cataloguePermissions = `
	SELECT p.kind, p.action, p.manager_only
	FROM permissions p
	JOIN catalogue_kinds t ON t.org_id = p.org_id AND t.slug = p.kind
	JOIN catalogue_actions a ON a.org_id = p.org_id AND a.slug = p.action
	WHERE p.org_id = $1
	ORDER BY t.place, a.place`
)

func scanWord(row scanner) (w store.CatalogueWord, err error) { return w, row.Scan(&w.Slug, &w.Words) }

func scanPermission(row scanner) (p store.CataloguePermission, err error) {
	var kind, action string
	err = row.Scan(&kind, &action, &p.ManagerOnly)
	p.Permission = store.PermissionOf(kind, action)
	return p, err
}

// catalogue reads what groups of an organization can be made of.
func (tx *tx) catalogue(org store.OrgID) (c store.Catalogue, err error) {
	if c.Kinds, err = all(tx, scanWord, catalogueKinds, org); err != nil {
		return c, fmt.Errorf("read the catalogue's kinds: %w", err)
	}
	if c.Actions, err = all(tx, scanWord, catalogueActions, org); err != nil {
		return c, fmt.Errorf("read the catalogue's actions: %w", err)
	}
	if c.Permissions, err = all(tx, scanPermission, cataloguePermissions, org); err != nil {
		return c, fmt.Errorf("read the catalogue's permissions: %w", err)
	}
	return c, nil
}

// Catalogue implements [store.Groups].
func (db *DB) Catalogue(ctx context.Context, actor store.Actor) (c store.Catalogue, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MaySeeGroups(); err != nil {
			return err
		}
		if c, err = tx.catalogue(actor.Org); err != nil {
			return err
		}
		c.MayChange = standing.MayChangeGroups() == nil
		if standing.SeesAllGroups() {
			return nil
		}
		grants, err := tx.grantsOf(actor, standing)
		c = c.Only(store.Permissions(grants))
		return err
	})
	if err != nil {
		return store.Catalogue{}, fmt.Errorf("open the catalogue: %w", err)
	}
	return c, nil
}

const (
	newKind = `
	INSERT INTO catalogue_kinds (org_id, slug, words, place)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING`
	newAction = `
	INSERT INTO catalogue_actions (org_id, slug, words, place)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING`
	newPermission = `
	INSERT INTO permissions (org_id, kind, action, manager_only)
	VALUES ($1, $2, $3, $4)
	ON CONFLICT DO NOTHING`
)

// writeCatalogue writes what an organization begins with.
func (tx *tx) writeCatalogue(org store.OrgID, c store.Catalogue) error {
	kinds := tx.into("catalogue_kinds", "org_id", "slug", "words", "place")
	for i, w := range c.Kinds {
		if err := kinds.add(org, w.Slug, w.Words, i+1); err != nil {
			return err
		}
	}
	actions := tx.into("catalogue_actions", "org_id", "slug", "words", "place").after(kinds)
	for i, w := range c.Actions {
		if err := actions.add(org, w.Slug, w.Words, i+1); err != nil {
			return err
		}
	}
	permissions := tx.into("permissions", "org_id", "kind", "action", "manager_only").after(actions)
	for _, p := range c.Permissions {
		kind, action := p.Permission.Split()
		if err := permissions.add(org, kind, action, p.ManagerOnly); err != nil {
			return err
		}
	}
	return permissions.flush()
}

// AddKind implements [store.Groups].
func (db *DB) AddKind(ctx context.Context, call store.Call, kind store.NewKind) error {
	err := db.extend(ctx, call, func(tx *tx, c store.Catalogue) (subject string, made []store.CataloguePermission, err error) {
		if kind.CatalogueWord, made, err = c.AddKind(kind); err != nil {
			return "", nil, err
		}
		_, err = tx.exec(newKind, call.Actor.Org, kind.Slug, kind.Words, len(c.Kinds)+1)
		return kind.Slug, made, err
	})
	if err != nil {
		return fmt.Errorf("add a kind to the catalogue: %w", err)
	}
	return nil
}

// AddAction implements [store.Groups].
func (db *DB) AddAction(ctx context.Context, call store.Call, action store.NewAction) error {
	err := db.extend(ctx, call, func(tx *tx, c store.Catalogue) (subject string, made []store.CataloguePermission, err error) {
		if action.CatalogueWord, made, err = c.AddAction(action); err != nil {
			return "", nil, err
		}
		_, err = tx.exec(newAction, call.Actor.Org, action.Slug, action.Words, len(c.Actions)+1)
		return action.Slug, made, err
	})
	if err != nil {
		return fmt.Errorf("add an action to the catalogue: %w", err)
	}
	return nil
}

// AddPermission implements [store.Groups].
func (db *DB) AddPermission(ctx context.Context, call store.Call, permission store.CataloguePermission) error {
	err := db.extend(ctx, call, func(_ *tx, c store.Catalogue) (string, []store.CataloguePermission, error) {
		return string(permission.Permission), []store.CataloguePermission{permission}, c.AddPermission(permission)
	})
	if err != nil {
		return fmt.Errorf("add permission %s to the catalogue: %w", permission.Permission, err)
	}
	return nil
}

// extend adds to the catalogue what add makes, with its permissions.
func (db *DB) extend(ctx context.Context, call store.Call, add func(*tx, store.Catalogue) (subject string, made []store.CataloguePermission, err error)) error {
	return db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		org := call.Actor.Org
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayChangeGroups(); err != nil {
			return nil, err
		}
		c, err := tx.catalogue(org)
		if err != nil {
			return nil, err
		}
		subject, made, err := add(tx, c)
		if err != nil {
			return nil, err
		}
		event := store.Event{Org: org, Action: store.CatalogueExtended, Subject: subject}
		for _, p := range made {
			kind, action := p.Permission.Split()
			if _, err := tx.exec(newPermission, org, kind, action, p.ManagerOnly); err != nil {
				return nil, fmt.Errorf("write a permission: %w", err)
			}
			event.After = append(event.After, store.Field{Name: "permission", Value: string(p.Permission)})
		}
		return []store.Event{event}, nil
	})
}
