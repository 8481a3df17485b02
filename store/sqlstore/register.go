package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"chatelaine/store"
)

const (
	kindBySlug = `
	SELECT ` + kindColumns + `
	FROM kinds t
	WHERE t.org_id = $1 AND t.slug = $2`
	newResource = `
	INSERT INTO resources (org_id, id, kind, outside_id, outside_fold, name, name_fold, parent, created_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (org_id, kind, outside_id) DO NOTHING`
)

// RegisterResource implements [store.Resources].
func (db *DB) RegisterResource(ctx context.Context, call store.Call, in store.NewResource) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		org := call.Actor.Org
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayManageResources(); err != nil {
			return nil, err
		}
		if in, err = cleanResource(in); err != nil {
			return nil, err
		}
		if err := tx.checkParent(org, in); err != nil {
			return nil, err
		}
		for _, owner := range in.Owners {
			if err := tx.canOwn(org, "owners", owner); err != nil {
				return nil, err
			}
		}
		return tx.writeResource(org, in, call.At)
	})
	if err != nil {
		return fmt.Errorf("register resource %s: %w", in.ID, err)
	}
	return nil
}

// cleanResource checks what can be checked without the database.
func cleanResource(in store.NewResource) (clean store.NewResource, err error) {
	if !in.ID.Valid() {
		return in, &store.InvalidError{Field: "id", Problem: "is no id", Accepted: "the id of a resource"}
	}
	if in.Name, err = store.CleanName("name", in.Name); err != nil {
		return in, err
	}
	if err := checkOutside(in.OutsideID); err != nil {
		return in, err
	}
	if len(in.Owners) == 0 {
		return in, &store.InvalidError{Field: "owners", Problem: "are missing", Accepted: "at least one key or member"}
	}
	return in, nil
}

// checkOutside refuses what can't be an id of the product's.
func checkOutside(id string) error {
	limit, n := store.Limits.OutsideID, len(id)
	if n < limit.Min || n > limit.Bytes || strings.ContainsFunc(id, notOutside) {
		return &store.InvalidError{Field: "outside_id", Problem: "is not an id", Accepted: "1 to 200 printable ASCII characters without spaces"}
	}
	if _, found := store.SecretIn(id); found {
		return &store.InvalidError{Field: "outside_id", Problem: store.ProblemSecret, Accepted: "1 to 200 printable ASCII characters without spaces"}
	}
	return nil
}

// notOutside tells whether a character can't be part of an id of the product's.
func notOutside(r rune) bool { return r <= ' ' || r >= 0x7f }

// checkParent refuses a kind that doesn't exist, and a resource that lies where its kind doesn't.
func (tx *tx) checkParent(org store.OrgID, in store.NewResource) error {
	kind, err := one(tx, scanKind, kindBySlug, org, in.Kind)
	if errors.Is(err, store.ErrNotFound) {
		return unknownKind()
	}
	if err != nil {
		return fmt.Errorf("read the kind: %w", err)
	}
	lies := ""
	if in.Parent != "" {
		parent, err := one(tx, scanResource, resourceByID, org, in.Parent)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("read the parent: %w", err)
		}
		lies = parent.Kind.Slug
	}
	return checkPlace(kind, in.Parent, lies)
}

func unknownKind() *store.InvalidError {
	return &store.InvalidError{Field: "kind", Problem: "is not a kind", Accepted: "one of the organization's kinds"}
}

// checkPlace refuses a resource of a kind in a parent of another kind than it lies in.
func checkPlace(kind store.Kind, parent store.ResourceID, parentKind string) error {
	if kind.Parent == parentKind && (parent == "") == (kind.Parent == "") {
		return nil
	}
	return &store.InvalidError{Field: "parent", Problem: "is not what the kind lies in",
		Accepted: "a resource of the kind that it lies in, or none where it lies in none"}
}

// writeResource writes a resource that was checked. Errors: [store.InvalidError] for an outside id that is known.
func (tx *tx) writeResource(org store.OrgID, in store.NewResource, at time.Time) ([]store.Event, error) {
	written, err := tx.exec(newResource, org, in.ID, in.Kind, in.OutsideID, store.Fold(in.OutsideID), in.Name, store.Fold(in.Name), orNull(in.Parent),
		at.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("write the resource: %w", err)
	}
	if written == 0 {
		return nil, &store.InvalidError{Field: "outside_id", Problem: "is registered already", Accepted: "an id that no resource of the kind has"}
	}
	for _, owner := range in.Owners {
		if _, err := tx.exec(newOwner, org, in.ID, owner); err != nil {
			return nil, fmt.Errorf("write an owner: %w", err)
		}
	}
	return []store.Event{resourceRegistered(org, in)}, nil
}

// resourceRegistered is the event of a resource's registration.
func resourceRegistered(org store.OrgID, in store.NewResource) store.Event {
	after := []store.Field{
		{Name: "kind", Value: in.Kind}, {Name: "outside_id", Value: in.OutsideID},
		{Name: "name", Value: in.Name}, {Name: "parent", Value: string(in.Parent)},
	}
	for _, owner := range in.Owners {
		after = append(after, store.Field{Name: "owner", Value: string(owner)})
	}
	return store.Event{Org: org, Action: store.ResourceRegistered, Subject: string(in.ID), After: after}
}

// orNull is the text as it is stored where empty is NULL, so that it refers to nothing.
func orNull[Text ~string](text Text) any {
	if text == "" {
		return nil
	}
	return string(text)
}
