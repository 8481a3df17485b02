package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	listedKinds = `
	SELECT ` + kindColumns + `, t.version, (
			SELECT count(*)
			FROM resources r
			WHERE r.org_id = t.org_id AND r.kind = t.slug)
	FROM kinds t
	WHERE t.org_id = $1
	ORDER BY t.slug`
	newResourceKind = `
	INSERT INTO kinds (org_id, slug, one, many, parent)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT DO NOTHING`
	changeKind = `
	UPDATE kinds
	SET version = version + 1, one = $3, many = $4, parent = $5
	WHERE org_id = $1 AND slug = $2`
	dropKinds = `
	DELETE FROM kinds
	WHERE org_id = $1`
	lastKindEvent = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action >= 'kind.' AND action < 'kind/'
	ORDER BY seq DESC
	LIMIT 1`
)

func scanListedKind(row scanner) (k store.ListedKind, err error) {
	return k, row.Scan(&k.Kind.Slug, &k.Kind.One, &k.Kind.Many, &k.Kind.Parent, &k.Version, &k.Resources)
}

// writeKinds writes what an organization begins with.
func (tx *tx) writeKinds(org store.OrgID, kinds []store.Kind) error {
	for _, k := range kinds {
		if _, err := tx.exec(newResourceKind, org, k.Slug, k.One, k.Many, orNull(k.Parent)); err != nil {
			return err
		}
	}
	return nil
}

// ResourceKinds implements [store.Registry].
func (db *DB) ResourceKinds(ctx context.Context, actor store.Actor) (list store.KindList, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if !standing.MaySeeResources() {
			return &store.ForbiddenError{Permission: "kinds:read"}
		}
		list.MayChange = standing.MayChangeKinds() == nil
		kinds, err := all(tx, scanListedKind, listedKinds, actor.Org)
		list.Kinds = inTrees(kinds)
		return err
	})
	if err != nil {
		return store.KindList{}, fmt.Errorf("list the kinds of resources: %w", err)
	}
	return list, nil
}

// inTrees puts each kind after the one that it lies in.
func inTrees(kinds []store.ListedKind) (list []store.ListedKind) {
	var below func(parent string)
	below = func(parent string) {
		for _, k := range kinds {
			if k.Kind.Parent == parent && len(list) < len(kinds) {
				list = append(list, k)
				below(k.Kind.Slug)
			}
		}
	}
	below("")
	return list
}

// AddResourceKind implements [store.Registry].
func (db *DB) AddResourceKind(ctx context.Context, call store.Call, kind store.Kind) error {
	err := db.changeKinds(ctx, call, func(tx *tx, there []store.Kind) ([]store.Event, error) {
		org := call.Actor.Org
		clean, err := kind.Clean()
		if err != nil {
			return nil, err
		}
		if err := store.CheckKindParent(there, clean.Slug, clean.Parent); err != nil {
			return nil, err
		}
		if len(there) >= store.MaxKinds {
			return nil, &store.InvalidError{Field: "slug", Problem: store.ProblemTooMany, Args: []any{store.MaxKinds}, Accepted: "the ones that there are"}
		}
		written, err := tx.exec(newResourceKind, org, clean.Slug, clean.One, clean.Many, orNull(clean.Parent))
		if err != nil {
			return nil, fmt.Errorf("write the kind: %w", err)
		}
		if written == 0 {
			return nil, &store.InvalidError{Field: "slug", Problem: store.ProblemResourceKindTaken, Accepted: "a short name that none has"}
		}
		event := store.Event{Org: org, Action: store.KindAdded, Subject: clean.Slug, After: kindFields(clean)}
		extended, err := tx.permit(org, clean)
		return append([]store.Event{event}, extended...), err
	})
	if err != nil {
		return fmt.Errorf("add a kind of resources: %w", err)
	}
	return nil
}

// permit puts a kind of resources into the catalogue of permissions, unless it is there, so that groups can let read and
// edit what is of it. Where the catalogue has no room, the kind stays without.
func (tx *tx) permit(org store.OrgID, kind store.Kind) ([]store.Event, error) {
	c, err := tx.catalogue(org)
	if err != nil {
		return nil, err
	}
	wanted := store.NewKind{CatalogueWord: store.CatalogueWord{Slug: kind.Slug, Words: kind.Many}}
	for _, action := range c.Actions {
		if slices.Contains([]string{"read", "create", "edit", "delete"}, action.Slug) {
			wanted.Actions = append(wanted.Actions, action.Slug)
		}
	}
	word, made, err := c.AddKind(wanted)
	if errors.Is(err, store.ErrInvalid) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if _, err := tx.exec(newKind, org, word.Slug, word.Words, len(c.Kinds)+1); err != nil {
		return nil, fmt.Errorf("write the kind's permissions: %w", err)
	}
	event := store.Event{Org: org, Action: store.CatalogueExtended, Subject: word.Slug}
	for _, p := range made {
		of, action := p.Permission.Split()
		if _, err := tx.exec(newPermission, org, of, action, p.ManagerOnly); err != nil {
			return nil, fmt.Errorf("write the kind's permissions: %w", err)
		}
		event.After = append(event.After, store.Field{Name: "permission", Value: string(p.Permission)})
	}
	return []store.Event{event}, nil
}

// ChangeResourceKind implements [store.Registry].
func (db *DB) ChangeResourceKind(ctx context.Context, call store.Call, version int64, kind store.Kind) error {
	err := db.changeKinds(ctx, call, func(tx *tx, there []store.Kind) ([]store.Event, error) {
		org := call.Actor.Org
		before, err := tx.listedKind(org, kind.Slug)
		if err != nil {
			return nil, err
		}
		if version != 0 && version != before.Version {
			return nil, tx.kindChanged(org, before)
		}
		clean, err := kind.Clean()
		if err != nil {
			return nil, err
		}
		if clean == before.Kind {
			return nil, nil
		}
		if clean.Parent != before.Kind.Parent && before.Resources > 0 {
			return nil, &store.InvalidError{Field: "parent", Problem: store.ProblemKindHeld, Accepted: "the kind that it lies in now"}
		}
		if err := store.CheckKindParent(there, clean.Slug, clean.Parent); err != nil {
			return nil, err
		}
		if _, err := tx.exec(changeKind, org, clean.Slug, clean.One, clean.Many, orNull(clean.Parent)); err != nil {
			return nil, fmt.Errorf("write the kind: %w", err)
		}
		return []store.Event{{Org: org, Action: store.KindChanged, Subject: clean.Slug, Before: kindFields(before.Kind), After: kindFields(clean)}}, nil
	})
	if err != nil {
		return fmt.Errorf("change a kind of resources: %w", err)
	}
	return nil
}

// changeKinds runs do, which is told what kinds there are, for an actor who may change them.
func (db *DB) changeKinds(ctx context.Context, call store.Call, do func(*tx, []store.Kind) ([]store.Event, error)) error {
	return db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayChangeKinds(); err != nil {
			return nil, err
		}
		there, err := tx.kindsOf(call.Actor.Org)
		if err != nil {
			return nil, err
		}
		return do(tx, there)
	})
}

// listedKind is a kind with what there is of it. Errors: [store.ErrNotFound].
func (tx *tx) listedKind(org store.OrgID, slug string) (store.ListedKind, error) {
	kinds, err := all(tx, scanListedKind, listedKinds, org)
	if err != nil {
		return store.ListedKind{}, fmt.Errorf("read the kinds: %w", err)
	}
	for _, k := range kinds {
		if k.Kind.Slug == slug {
			return k, nil
		}
	}
	return store.ListedKind{}, store.ErrNotFound
}

func (tx *tx) kindChanged(org store.OrgID, kind store.ListedKind) error {
	last, err := one(tx, scanEvent, lastKindEvent, org, kind.Kind.Slug)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the kind: %w", err)
	}
	return &store.KindChangedError{Kind: kind, Last: last}
}

func kindFields(k store.Kind) []store.Field {
	return []store.Field{{Name: "one", Value: k.One}, {Name: "many", Value: k.Many}, {Name: "parent", Value: k.Parent}}
}
