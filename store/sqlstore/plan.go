package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

// What a plan is about: what the keys own, and, where it may be destroyed, what lies in that. CROSS JOIN makes SQLite
// begin with the few resources that were found, and MATERIALIZED makes it look for them by their owners, instead of
// reading all resources in the order in which none comes twice; it can't know how few they are.
const (
	ownedResources = `
	WITH owned (id) AS MATERIALIZED (
		SELECT o.resource
		FROM owners o
		WHERE o.org_id = $1 AND o.principal IN %s
	), touched (id) AS (
		SELECT DISTINCT w.id
		FROM owned w
	)`
	ownedTrees = `
	WITH RECURSIVE touched (id) AS (
		SELECT o.resource
		FROM owners o
		WHERE o.org_id = $1 AND o.principal IN %s
		UNION
		SELECT r.id
		FROM touched t
		CROSS JOIN resources r
		WHERE r.org_id = $1 AND r.parent = t.id
	)`
	touchedResources = `
	SELECT ` + resourceColumns + `
	FROM touched x
	CROSS JOIN resources r
	CROSS JOIN kinds t
	WHERE r.org_id = $1 AND r.id = x.id AND t.org_id = $1 AND t.slug = r.kind`
	touchedOwners = `
	SELECT ` + ownerColumns + `
	FROM touched x
	CROSS JOIN owners o` + ownerJoins + `
	WHERE o.org_id = $1 AND o.resource = x.id`
	touchedAccess = `
	SELECT ` + accessColumns + `
	FROM touched x
	CROSS JOIN access_entries a
	WHERE a.org_id = $1 AND a.resource = x.id`
	accessOfAll = `
	SELECT ` + accessColumns + `
	FROM access_entries a
	WHERE a.org_id = $1 AND a.principal IN %s`
	ownsAny = `
	SELECT count(*)
	FROM (SELECT 1 FROM owners WHERE org_id = $1 AND principal IN %s LIMIT 1) AS o`
)

// PlanDeletion implements [store.Keys].
func (db *DB) PlanDeletion(ctx context.Context, actor store.Actor, id store.KeyID, choice store.Choice) (store.Plan, error) {
	return db.PlanDeletions(ctx, actor, []store.KeyID{id}, choice)
}

// PlanDeletions implements [store.Keys].
func (db *DB) PlanDeletions(ctx context.Context, actor store.Actor, ids []store.KeyID, choice store.Choice) (plan store.Plan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.plan(actor, ids, choice)
		return err
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("plan to delete keys: %w", err)
	}
	return plan, nil
}

// plan works out what deleting the keys would do, for an actor who may delete them.
func (tx *tx) plan(actor store.Actor, ids []store.KeyID, choice store.Choice) (store.Plan, error) {
	if err := store.CheckBulk(ids); err != nil {
		return store.Plan{}, err
	}
	standing, err := tx.standing(actor)
	if err != nil {
		return store.Plan{}, err
	}
	facts := store.PlanFacts{}
	if facts.Keys, facts.Gone, err = tx.keysToGo(actor.Org, standing, ids); err != nil {
		return store.Plan{}, err
	}
	if err := standing.MayDeleteKeys(); err != nil {
		return store.Plan{}, err
	}
	left := make([]store.PrincipalID, len(facts.Keys))
	for i, key := range facts.Keys {
		left[i] = key.ID.Principal()
	}
	return tx.planOf(actor.Org, left, choice, facts)
}

// planOf works out what becomes of what principals own who are to own nothing any more.
func (tx *tx) planOf(org store.OrgID, owners []store.PrincipalID, choice store.Choice, facts store.PlanFacts) (_ store.Plan, err error) {
	if facts.Choice, facts.Successor, err = tx.choose(org, owners, choice); err != nil {
		return store.Plan{}, err
	}
	if err := tx.touched(org, owners, &facts); err != nil {
		return store.Plan{}, err
	}
	return store.NewPlan(facts), nil
}

func idsOf(keys []store.Key) []store.KeyID {
	ids := make([]store.KeyID, len(keys))
	for i, key := range keys {
		ids[i] = key.ID
	}
	return ids
}

// keysToGo reads the keys of which at least one must be there, and tells which are gone. Errors: those of visibleKey.
func (tx *tx) keysToGo(org store.OrgID, standing store.Standing, ids []store.KeyID) (keys []store.Key, gone []store.DeletedKey, err error) {
	found, err := allEach(tx, scanKey, keysByID, org, ids)
	if err != nil {
		return nil, nil, fmt.Errorf("read the keys: %w", err)
	}
	at := make(map[store.KeyID]store.Key, len(found))
	for _, key := range found {
		at[key.ID] = key
	}
	for _, id := range ids {
		key, there := at[id]
		if there && !standing.SeesKeyOf(key.Creator.ID) {
			return nil, nil, store.ErrNotFound
		}
		if there {
			keys = append(keys, key)
			continue
		}
		var deleted *store.DeletedError
		if err := tx.deleted(org, standing, id); !errors.As(err, &deleted) {
			return nil, nil, err
		}
		gone = append(gone, store.DeletedKey{ID: id, Name: deleted.Name, By: deleted.By, At: deleted.At})
	}
	if len(keys) == 0 {
		return nil, nil, &store.DeletedError{Name: gone[0].Name, By: gone[0].By, At: gone[0].At}
	}
	return keys, gone, nil
}

// choose checks the choice and finds the successor. Who owns nothing leaves no choice.
func (tx *tx) choose(org store.OrgID, ids []store.PrincipalID, choice store.Choice) (_ store.Choice, s store.Successor, err error) {
	owns, err := allEach(tx, scanNumber, ownsAny, org, ids)
	if err != nil {
		return choice, s, fmt.Errorf("look for what they own: %w", err)
	}
	switch {
	case choice.Kind != store.ChoiceNone && choice.Kind != store.ChoiceTransfer && choice.Kind != store.ChoiceDestroy:
		return choice, s, &store.InvalidError{Field: "choice", Problem: "is not one of the choices", Accepted: "one of the choices shown"}
	case slices.Max(owns) == 0:
		return store.Choice{}, s, nil
	case choice.Kind != store.ChoiceTransfer:
		return store.Choice{Kind: choice.Kind}, s, nil
	}
	s, err = tx.successor(org, choice.Successor, ids)
	return choice, s, err
}

// touched reads the resources that the plan is about, with all their owners, and the access entries that may go.
func (tx *tx) touched(org store.OrgID, ids []store.PrincipalID, facts *store.PlanFacts) (err error) {
	which := ownedResources
	if facts.Choice.Kind == store.ChoiceDestroy {
		which = ownedTrees
	}
	for list, args := range listed(org, ids) {
		some, err := tx.withOwners(fmt.Sprintf(which, list), args)
		if err != nil {
			return err
		}
		facts.Resources = append(facts.Resources, some...)
	}
	if facts.Access, err = allEach(tx, scanAccess, accessOfAll, org, ids); err != nil {
		return fmt.Errorf("read their access entries: %w", err)
	}
	if facts.Choice.Kind != store.ChoiceDestroy {
		return nil
	}
	given, err := allEach(tx, scanAccess, which+touchedAccess, org, ids)
	if err != nil {
		return fmt.Errorf("read the access entries of resources: %w", err)
	}
	facts.Access = append(facts.Access, given...)
	return nil
}

// withOwners reads the resources that a query finds as touched, with all their owners.
func (tx *tx) withOwners(touched string, args []any) ([]store.ResourceOwners, error) {
	resources, err := all(tx, scanResource, touched+touchedResources, args...)
	if err != nil {
		return nil, fmt.Errorf("read the resources: %w", err)
	}
	list, at := make([]store.ResourceOwners, len(resources)), make(map[store.ResourceID]int, len(resources))
	for i, r := range resources {
		list[i].Resource, at[r.ID] = r, i
	}
	owners, err := all(tx, scanOwning, touched+touchedOwners, args...)
	if err != nil {
		return nil, fmt.Errorf("read the owners: %w", err)
	}
	for _, o := range owners {
		r := &list[at[o.resource]]
		r.Owners = append(r.Owners, o.owner)
	}
	return list, nil
}
