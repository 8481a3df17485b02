package sqlstore

import (
	"context"
	"fmt"
	"strconv"

	"chatelaine/store"
)

// DeleteKey implements [store.Keys].
func (db *DB) DeleteKey(ctx context.Context, call store.Call, id store.KeyID, choice store.Choice, digest store.Digest) (plan store.Plan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.plan(call.Actor, id, choice); err != nil {
			return nil, err
		}
		undecided := plan.Choice.Kind == store.ChoiceNone && len(plan.Resources) > 0
		if undecided || plan.Digest != digest {
			return nil, &store.PlanChangedError{Plan: plan}
		}
		if err := tx.carryOut(call.Actor.Org, plan); err != nil {
			return nil, err
		}
		return deletionEvents(call.Actor.Org, plan), nil
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("delete key %s: %w", id, err)
	}
	db.scrubber.wake()
	return plan, nil
}

const (
	dropAccessTo = `
	DELETE FROM access_entries
	WHERE org_id = $1 AND resource IN `
	dropOwnersOf = `
	DELETE FROM owners
	WHERE org_id = $1 AND resource IN `
	dropResources = `
	DELETE FROM resources
	WHERE org_id = $1 AND id IN `
	dropOwnershipsOf = `
	DELETE FROM owners
	WHERE org_id = $1 AND principal = $2`
	dropAccessOf = `
	DELETE FROM access_entries
	WHERE org_id = $1 AND principal = $2`
	dropDigestsOf = `
	DELETE FROM digests
	WHERE secret IN (
		SELECT s.seq
		FROM secrets s
		WHERE s.org_id = $1 AND s.key_id = $2)`
	dropSecretsOf = `
	DELETE FROM secrets
	WHERE org_id = $1 AND key_id = $2`
	dropUse = `
	DELETE FROM key_uses
	WHERE seq = (SELECT k.seq FROM keys k WHERE k.org_id = $1 AND k.id = $2)`
	dropKey = `
	DELETE FROM keys
	WHERE org_id = $1 AND id = $2`
	dropPrincipal = `
	DELETE FROM principals
	WHERE org_id = $1 AND id = $2`
)

// carryOut does what the plan says, resource by resource; and the key goes, with all that is its own.
func (tx *tx) carryOut(org store.OrgID, plan store.Plan) error {
	owners := tx.into("owners", "org_id", "resource", "principal").unlessThere()
	for _, r := range plan.With(store.OutcomeMoves) {
		if err := owners.add(org, string(r.Resource.ID), string(plan.Successor.Account.ID)); err != nil {
			return fmt.Errorf("move resources: %w", err)
		}
	}
	if err := owners.flush(); err != nil {
		return fmt.Errorf("move resources: %w", err)
	}
	var destroyed []store.ResourceID
	for _, r := range plan.With(store.OutcomeDestroyed) {
		destroyed = append(destroyed, r.Resource.ID)
	}
	for _, drop := range []string{dropAccessTo, dropOwnersOf, dropResources} {
		if err := execEach(tx, drop, org, destroyed); err != nil {
			return fmt.Errorf("destroy resources: %w", err)
		}
	}
	for _, drop := range []string{dropOwnershipsOf, dropAccessOf, dropDigestsOf, dropSecretsOf, dropUse, dropKey, dropPrincipal} {
		if _, err := tx.exec(drop, org, plan.Key.ID); err != nil {
			return fmt.Errorf("delete the key: %w", err)
		}
	}
	if _, err := tx.exec(addToCounter, org, keysCounter, -1); err != nil {
		return fmt.Errorf("count the key: %w", err)
	}
	return nil
}

// deletionEvents are what happened to the key, and to each resource that it owned or that is gone.
func deletionEvents(org store.OrgID, plan store.Plan) []store.Event {
	count := func(name string, n int) store.Field { return store.Field{Name: name, Value: strconv.Itoa(n)} }
	key := plan.Key
	events := append(make([]store.Event, 0, 1+len(plan.Resources)), store.Event{
		Org: org, Action: store.KeyDeleted, Subject: string(key.ID),
		Before: []store.Field{
			{Name: "name", Value: key.Name}, {Name: "role", Value: key.Role.String()},
			{Name: "creator", Value: string(key.Creator.ID)}, {Name: "creator_name", Value: key.Creator.Name},
		},
		After: []store.Field{
			{Name: "choice", Value: string(plan.Choice.Kind)}, {Name: "successor", Value: string(plan.Choice.Successor)},
			count("moved", len(plan.With(store.OutcomeMoves))), count("stayed", len(plan.With(store.OutcomeStays))),
			count("destroyed", len(plan.With(store.OutcomeDestroyed))), count("access_entries", len(plan.Access)),
			{Name: "plan", Value: plan.Digest.String()},
		},
	})
	for _, r := range plan.Resources {
		switch r.Outcome {
		case store.OutcomeMoves:
			events = append(events, ownerChanged(org, r.Resource.ID, key.ID.Principal(), plan.Choice.Successor.Principal()))
		case store.OutcomeStays:
			events = append(events, ownerChanged(org, r.Resource.ID, key.ID.Principal(), ""))
		case store.OutcomeDestroyed:
			events = append(events, store.Event{Org: org, Action: store.ResourceDestroyed, Subject: string(r.Resource.ID), Before: []store.Field{
				{Name: "kind", Value: r.Resource.Kind.Slug}, {Name: "outside_id", Value: r.Resource.OutsideID}, {Name: "name", Value: r.Resource.Name},
			}})
		}
	}
	return events
}
