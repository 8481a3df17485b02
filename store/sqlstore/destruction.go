package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// chosenTrees are some resources and all that lies in them, at any depth.
const chosenTrees = `
	WITH RECURSIVE touched (id) AS (
		SELECT c.id
		FROM resources c
		WHERE c.org_id = $1 AND c.id IN %s
		UNION
		SELECT r.id
		FROM touched t
		CROSS JOIN resources r
		WHERE r.org_id = $1 AND r.parent = t.id
	)`

// PlanDestruction implements [store.Registry].
func (db *DB) PlanDestruction(ctx context.Context, actor store.Actor, ids []store.ResourceID) (plan store.DestructionPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.planDestruction(actor, ids)
		return err
	})
	if err != nil {
		return store.DestructionPlan{}, fmt.Errorf("plan to destroy resources: %w", err)
	}
	return plan, nil
}

// planDestruction works out what destroying resources would do, for an actor who may.
func (tx *tx) planDestruction(actor store.Actor, ids []store.ResourceID) (plan store.DestructionPlan, err error) {
	if err := tx.mayChange(actor, ids); err != nil {
		return plan, err
	}
	facts := store.DestructionFacts{IDs: ids}
	seen := map[store.ResourceID]bool{}
	for list, args := range listed(actor.Org, ids) {
		some, err := tx.withOwners(fmt.Sprintf(chosenTrees, list), args)
		if err != nil {
			return plan, err
		}
		for _, r := range some { // what lies in two of those that were chosen comes twice
			if !seen[r.Resource.ID] {
				seen[r.Resource.ID] = true
				facts.Resources = append(facts.Resources, r)
			}
		}
		given, err := all(tx, scanAccess, fmt.Sprintf(chosenTrees, list)+touchedAccess, args...)
		if err != nil {
			return plan, fmt.Errorf("read the access entries: %w", err)
		}
		facts.Access = append(facts.Access, given...)
	}
	return store.NewDestructionPlan(facts), nil
}

const seenOf = `
	SELECT id
	FROM resources
	WHERE org_id = $1 AND id IN %s`

// mayChange refuses ids that aren't those of resources that the actor sees, and actors who may not change them.
func (tx *tx) mayChange(actor store.Actor, ids []store.ResourceID) error {
	standing, err := tx.standing(actor)
	if err != nil {
		return err
	}
	if err := store.CheckResources(ids); err != nil {
		return err
	}
	if !standing.MaySeeResources() {
		for _, id := range ids {
			if _, err := tx.visibleResource(actor.Org, standing, id); err != nil {
				return err
			}
		}
		return standing.MayManageResources()
	}
	there, err := allEach(tx, scanResourceID, seenOf, actor.Org, ids)
	if err != nil {
		return fmt.Errorf("look for the resources: %w", err)
	}
	if len(there) < len(ids) {
		return store.ErrNotFound
	}
	return standing.MayManageResources()
}

// DestroyResources implements [store.Registry].
func (db *DB) DestroyResources(ctx context.Context, call store.Call, ids []store.ResourceID, digest store.Digest) (plan store.DestructionPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.planDestruction(call.Actor, ids); err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.DestructionChangedError{Plan: plan}
		}
		return tx.destroy(call.Actor.Org, plan)
	})
	if err != nil {
		return store.DestructionPlan{}, fmt.Errorf("destroy resources: %w", err)
	}
	return plan, nil
}

// destroy carries the plan out.
func (tx *tx) destroy(org store.OrgID, plan store.DestructionPlan) (events []store.Event, err error) {
	var ids []store.ResourceID
	for _, r := range plan.Resources {
		ids = append(ids, r.Resource.ID)
		event := resourceEvent(org, r, nil, "")
		for _, o := range r.Owners {
			event.Before = append(event.Before, store.Field{Name: "owner", Value: string(o.ID)})
		}
		events = append(events, event)
	}
	for _, drop := range []string{dropAccessTo, dropOwnersOf, dropResources} {
		if err := execEach(tx, drop, org, ids); err != nil {
			return nil, err
		}
	}
	return events, nil
}
