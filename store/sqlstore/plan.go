package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// The resources that a plan is about: what the key owns, and, where it may be destroyed, what lies in that. CROSS JOIN
// makes SQLite begin with the few resources that were found; it can't know how few they are.
const (
	ownedResources = `
	WITH touched (id) AS (
		SELECT o.resource
		FROM owners o
		WHERE o.org_id = $1 AND o.principal = $2
	)`
	ownedTrees = `
	WITH RECURSIVE touched (id) AS (
		SELECT o.resource
		FROM owners o
		WHERE o.org_id = $1 AND o.principal = $2
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
	FROM access_entries a
	WHERE a.org_id = $1 AND a.principal = $2
	UNION ALL
	SELECT ` + accessColumns + `
	FROM touched x
	CROSS JOIN access_entries a
	WHERE a.org_id = $1 AND a.resource = x.id AND a.principal <> $2`
	ownsAny = `
	SELECT count(*)
	FROM (SELECT 1 FROM owners WHERE org_id = $1 AND principal = $2 LIMIT 1) AS o`
)

// PlanDeletion implements [store.Keys].
func (db *DB) PlanDeletion(ctx context.Context, actor store.Actor, id store.KeyID, choice store.Choice) (plan store.Plan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.plan(actor, id, choice)
		return err
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("plan to delete key %s: %w", id, err)
	}
	return plan, nil
}

// plan works out what deleting the key would do, for an actor who may delete it.
func (tx *tx) plan(actor store.Actor, id store.KeyID, choice store.Choice) (store.Plan, error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return store.Plan{}, err
	}
	facts := store.PlanFacts{}
	if facts.Key, err = tx.visibleKey(actor.Org, standing, id); err != nil {
		return store.Plan{}, err
	}
	if err := standing.MayDeleteKeys(); err != nil {
		return store.Plan{}, err
	}
	if facts.Choice, facts.Successor, err = tx.choose(actor.Org, id, choice); err != nil {
		return store.Plan{}, err
	}
	if err := tx.touched(actor.Org, &facts); err != nil {
		return store.Plan{}, err
	}
	return store.NewPlan(facts), nil
}

// choose checks the choice and finds the successor. A key that owns nothing leaves no choice.
func (tx *tx) choose(org store.OrgID, id store.KeyID, choice store.Choice) (_ store.Choice, s store.Successor, err error) {
	owns, err := tx.number(ownsAny, org, id)
	if err != nil {
		return choice, s, fmt.Errorf("look for what the key owns: %w", err)
	}
	switch {
	case choice.Kind != store.ChoiceNone && choice.Kind != store.ChoiceTransfer && choice.Kind != store.ChoiceDestroy:
		return choice, s, &store.InvalidError{Field: "choice", Problem: "is not one of the choices", Accepted: "one of the choices shown"}
	case owns == 0:
		return store.Choice{}, s, nil
	case choice.Kind != store.ChoiceTransfer:
		return store.Choice{Kind: choice.Kind}, s, nil
	}
	s, err = tx.successor(org, choice.Successor)
	return choice, s, err
}

// touched reads the resources that the plan is about, with all their owners, and the access entries that may go.
func (tx *tx) touched(org store.OrgID, facts *store.PlanFacts) error {
	which := ownedResources
	if facts.Choice.Kind == store.ChoiceDestroy {
		which = ownedTrees
	}
	key := facts.Key.ID
	resources, err := all(tx, scanResource, which+touchedResources, org, key)
	if err != nil {
		return fmt.Errorf("read the resources: %w", err)
	}
	at := make(map[store.ResourceID]int, len(resources))
	for i, r := range resources {
		at[r.ID] = i
		facts.Resources = append(facts.Resources, store.ResourceOwners{Resource: r})
	}
	owners, err := all(tx, scanOwning, which+touchedOwners, org, key)
	if err != nil {
		return fmt.Errorf("read the owners: %w", err)
	}
	for _, o := range owners {
		r := &facts.Resources[at[o.resource]]
		r.Owners = append(r.Owners, o.owner)
	}
	if facts.Access, err = all(tx, scanAccess, which+touchedAccess, org, key); err != nil {
		return fmt.Errorf("read the access entries: %w", err)
	}
	return nil
}
