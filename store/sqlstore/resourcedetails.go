package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	resourceVersion = `
	SELECT version, created_at
	FROM resources
	WHERE org_id = $1 AND id = $2`
	entriesOf = `
	SELECT a.resource, a.principal, coalesce(m.name, k.name, ''), CASE WHEN m.account IS NULL THEN 1 ELSE 0 END, a.access
	FROM access_entries a
	LEFT JOIN members m ON m.org_id = a.org_id AND m.account = a.principal
	LEFT JOIN keys k ON k.org_id = a.org_id AND k.id = a.principal
	WHERE a.org_id = $1 AND a.resource = $2`
	childrenOf = `
	SELECT ` + resourceColumns + fromResources + `
	WHERE r.org_id = $1 AND r.parent = $2
	ORDER BY r.kind, r.name_fold, r.id
	LIMIT $3`
	childCounts = `
	SELECT ` + kindColumns + `, count(*)` + fromResources + `
	WHERE r.org_id = $1 AND r.parent = $2
	GROUP BY ` + kindColumns + `
	ORDER BY t.slug`
)

func scanEntry(row scanner) (e store.NamedEntry, err error) {
	var resource string
	return e, row.Scan(&resource, &e.Who.ID, &e.Who.Name, &e.Who.Key, &e.Access)
}

func scanChildCount(row scanner) (c store.KindCount, err error) {
	k := &c.Kind
	return c, row.Scan(&k.Slug, &k.One, &k.Many, &k.Parent, &c.Count)
}

// ResourceDetails implements [store.Registry]. Who doesn't see all resources learns of no other's access, and of nothing that
// was done.
func (db *DB) ResourceDetails(ctx context.Context, actor store.Actor, id store.ResourceID) (d store.ResourceDetails, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		info, err := tx.visibleResource(actor.Org, standing, id)
		if err != nil {
			return err
		}
		d.Resource, d.Can = info.Resource, standing.ResourceActions()
		var made int64
		if err := tx.scan([]any{&d.Version, &made}, resourceVersion, actor.Org, id); err != nil {
			return fmt.Errorf("read the resource's version: %w", err)
		}
		d.CreatedAt = instant(made)
		if err := tx.around(actor.Org, standing, &d); err != nil {
			return err
		}
		if d.History, err = tx.resourceHistory(actor.Org, id, 0, store.RecentHistory); err != nil {
			return err
		}
		if err := tx.says(actor.Org, info.Owners, &d); err != nil || standing.MaySeeResources() {
			return err
		}
		others := func(id store.PrincipalID) bool { return id != standing.ID }
		d.Access = slices.DeleteFunc(d.Access, func(e store.NamedEntry) bool { return others(e.Who.ID) })
		d.Says = slices.DeleteFunc(d.Says, func(s store.Say) bool { return others(s.Who.ID) })
		d.History = store.ResourceHistory{}
		return nil
	})
	if err != nil {
		return store.ResourceDetails{}, fmt.Errorf("look at resource %s: %w", id, err)
	}
	return d, nil
}

// around reads what the resource lies in, and what lies in it that the actor sees: all of it, because a say in a resource
// covers what lies in it.
func (tx *tx) around(org store.OrgID, standing store.Standing, d *store.ResourceDetails) (err error) {
	if d.Resource.Parent != "" {
		if d.Parent, err = one(tx, scanResource, resourceByID, org, d.Resource.Parent); err != nil {
			return fmt.Errorf("read what it lies in: %w", err)
		}
	}
	if d.Resource.Kind.Parent != "" {
		if d.MayLieIn, err = one(tx, scanKind, kindBySlug, org, d.Resource.Kind.Parent); err != nil {
			return fmt.Errorf("read the kind that it can lie in: %w", err)
		}
	}
	if !standing.MaySeeResources() {
		direct, err := tx.direct(org, standing.ID, d.Resource.ID)
		if err != nil || !direct {
			return err
		}
	}
	if d.Children, err = all(tx, scanResource, childrenOf, org, d.Resource.ID, store.MaxNamed); err != nil {
		return fmt.Errorf("read what lies in it: %w", err)
	}
	if d.ChildCounts, err = all(tx, scanChildCount, childCounts, org, d.Resource.ID); err != nil {
		return fmt.Errorf("count what lies in it: %w", err)
	}
	return nil
}

const hasSay = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM owners
		WHERE org_id = $1 AND resource = $2 AND principal = $3
		UNION ALL
		SELECT 1
		FROM access_entries
		WHERE org_id = $1 AND resource = $2 AND principal = $3) AS s`

// direct tells whether a principal has a say in the resource itself.
func (tx *tx) direct(org store.OrgID, who store.PrincipalID, id store.ResourceID) (bool, error) {
	n, err := tx.number(hasSay, org, id, who)
	if err != nil {
		return false, fmt.Errorf("look for a say in the resource: %w", err)
	}
	return n > 0, nil
}

// says works out who has a say in the resource, with what keys can't use of it.
func (tx *tx) says(org store.OrgID, owners []store.Owner, d *store.ResourceDetails) (err error) {
	self, parent := store.Held{Owners: owners}, store.Held{}
	if self.Access, err = all(tx, scanEntry, entriesOf, org, d.Resource.ID); err != nil {
		return fmt.Errorf("read the access entries: %w", err)
	}
	if d.Resource.Parent != "" {
		over, err := tx.resource(org, d.Resource.Parent)
		if err != nil {
			return err
		}
		parent.Owners = over.Owners
		if parent.Access, err = all(tx, scanEntry, entriesOf, org, d.Resource.Parent); err != nil {
			return fmt.Errorf("read the access entries of what it lies in: %w", err)
		}
	}
	d.Says = store.EffectiveAccess(self, parent)
	slices.SortFunc(self.Owners, store.CompareOwners)
	slices.SortFunc(self.Access, func(a, b store.NamedEntry) int { return store.CompareOwners(a.Who, b.Who) })
	d.Owners, d.Access = self.Owners, self.Access
	for i := range d.Says[:min(len(d.Says), store.MaxNamed)] {
		if err := tx.withhold(org, d.Resource.Kind.Slug, &d.Says[i]); err != nil {
			return err
		}
	}
	return nil
}

// withhold marks what a key may do and its groups don't let it do.
func (tx *tx) withhold(org store.OrgID, kind string, say *store.Say) error {
	if !say.Who.Key {
		return nil
	}
	_, role, err := tx.principal(org, say.Who.ID)
	if err != nil {
		return fmt.Errorf("read a key's role: %w", err)
	}
	grants, err := tx.grants(grantsOfKey, org, say.Who.ID, role)
	say.Withheld = !slices.Contains(store.Effective(grants), say.Access.Needs(kind))
	return err
}

// ResourceForm implements [store.Registry].
func (db *DB) ResourceForm(ctx context.Context, actor store.Actor) (form store.ResourceForm, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if err := tx.mayManage(actor); err != nil {
			return err
		}
		if form.Own, err = tx.named(actor.Org, actor.ID); err != nil {
			return err
		}
		form.Kinds, err = tx.kindsOf(actor.Org)
		return err
	})
	if err != nil {
		return store.ResourceForm{}, fmt.Errorf("open the form for a resource: %w", err)
	}
	return form, nil
}

// mayManage refuses an actor who may not change resources.
func (tx *tx) mayManage(actor store.Actor) error {
	standing, err := tx.standing(actor)
	if err != nil {
		return err
	}
	return standing.MayManageResources()
}

const (
	placesOf = `
	SELECT ` + resourceColumns + `
	FROM resources r INDEXED BY resources_by_kind
	CROSS JOIN kinds t
	WHERE r.org_id = ? AND r.kind = ? AND t.org_id = r.org_id AND t.slug = r.kind`
)

// Places implements [store.Registry].
func (db *DB) Places(ctx context.Context, actor store.Actor, kind, search string, limit int) (list []store.Resource, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if err := tx.mayManage(actor); err != nil {
			return err
		}
		of, err := one(tx, scanKind, kindBySlug, actor.Org, kind)
		if errors.Is(err, store.ErrNotFound) {
			return unknownKind()
		}
		if err != nil || of.Parent == "" {
			return err
		}
		query := piece(placesOf, actor.Org, of.Parent)
		if test := resourceTest(store.ResourceFilter{Search: search}); !test.isZero() {
			query = query.then(piece("AND"), and(test))
		}
		query = query.then(piece("ORDER BY r.name_fold, r.id LIMIT ?", limit))
		list, err = all(tx, scanResource, query.statement(), query.args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for places for a resource: %w", err)
	}
	return list, nil
}
