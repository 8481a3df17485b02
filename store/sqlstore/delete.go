package sqlstore

import (
	"context"
	"fmt"
	"strconv"

	"chatelaine/store"
)

// DeleteKey implements [store.Keys].
func (db *DB) DeleteKey(ctx context.Context, call store.Call, id store.KeyID, choice store.Choice, digest store.Digest) (store.Plan, error) {
	return db.DeleteKeys(ctx, call, []store.KeyID{id}, choice, digest)
}

// DeleteKeys implements [store.Keys].
func (db *DB) DeleteKeys(ctx context.Context, call store.Call, ids []store.KeyID, choice store.Choice, digest store.Digest) (plan store.Plan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.plan(call.Actor, ids, choice); err != nil {
			return nil, err
		}
		if plan.Undecided() || plan.Digest != digest {
			return nil, &store.PlanChangedError{Plan: plan}
		}
		if err := tx.carryOut(call.Actor.Org, plan); err != nil {
			return nil, err
		}
		return deletionEvents(call.Actor.Org, plan), nil
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("delete keys: %w", err)
	}
	db.scrubber.wake()
	return plan, nil
}

const (
	dropAccessTo = `
	DELETE FROM access_entries
	WHERE org_id = $1 AND resource IN %s`
	dropOwnersOf = `
	DELETE FROM owners
	WHERE org_id = $1 AND resource IN %s`
	dropResources = `
	DELETE FROM resources
	WHERE org_id = $1 AND id IN %s`
	dropOwnershipsOf = `
	DELETE FROM owners
	WHERE org_id = $1 AND principal IN %s`
	dropAccessOf = `
	DELETE FROM access_entries
	WHERE org_id = $1 AND principal IN %s`
	dropDigestsOf = `
	DELETE FROM digests
	WHERE secret IN (
		SELECT s.seq
		FROM secrets s
		WHERE s.org_id = $1 AND s.key_id IN %s)`
	dropSecretUsesOf = `
	DELETE FROM secret_uses
	WHERE secret IN (
		SELECT s.seq
		FROM secrets s
		WHERE s.org_id = $1 AND s.key_id IN %s)`
	dropJobsOf = `
	DELETE FROM jobs
	WHERE org_id = $1 AND subject IN %s`
	dropSecretsOf = `
	DELETE FROM secrets
	WHERE org_id = $1 AND key_id IN %s`
	dropKeyGroups = `
	DELETE FROM key_groups
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropLabels = `
	DELETE FROM key_labels
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropAbouts = `
	DELETE FROM key_abouts
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropLimits = `
	DELETE FROM key_limits
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropAllowedOf = `
	DELETE FROM key_allowed_networks
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropUses = `
	DELETE FROM key_uses
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropNetworks = `
	DELETE FROM key_networks
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropReviews = `
	DELETE FROM key_reviews
	WHERE seq IN (
		SELECT k.seq
		FROM keys k
		WHERE k.org_id = $1 AND k.id IN %s)`
	dropKeys = `
	DELETE FROM keys
	WHERE org_id = $1 AND id IN %s`
	dropPrincipals = `
	DELETE FROM principals
	WHERE org_id = $1 AND id IN %s`
)

// carryOut does what the plan says: the keys go, with all that is their own.
func (tx *tx) carryOut(org store.OrgID, plan store.Plan) error {
	if err := tx.moveResources(org, plan); err != nil {
		return err
	}
	return tx.dropKeys(org, idsOf(plan.Keys))
}

// moveResources does what the plan says, resource by resource. Whoever owned them still does, beside their successor.
func (tx *tx) moveResources(org store.OrgID, plan store.Plan) error {
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
	return nil
}

// dropKeys deletes keys with all that is their own.
func (tx *tx) dropKeys(org store.OrgID, keys []store.KeyID) error {
	drops := []string{
		dropOwnershipsOf, dropAccessOf, dropDigestsOf, dropSecretUsesOf, dropSecretsOf, dropKeyGroups, dropLabels, dropAbouts, dropUses, dropJobsOf,
		dropNetworks, dropLimits, dropAllowedOf, dropReviews, dropKeys, dropPrincipals,
	}
	for _, drop := range drops {
		if err := execEach(tx, drop, org, keys); err != nil {
			return fmt.Errorf("delete the keys: %w", err)
		}
	}
	if _, err := tx.exec(addToCounter, org, keysCounter, -len(keys)); err != nil {
		return fmt.Errorf("count the keys: %w", err)
	}
	return nil
}

// deletionEvents are what happened to each key, and to each resource that one of them owned or that is gone. The
// numbers in a key's event are of the whole plan.
func deletionEvents(org store.OrgID, plan store.Plan) []store.Event {
	after := planFields(plan)
	events := make([]store.Event, 0, len(plan.Keys)+len(plan.Resources))
	for _, key := range plan.Keys {
		events = append(events, store.Event{Org: org, Action: store.KeyDeleted, Subject: string(key.ID), After: after, Before: []store.Field{
			{Name: "name", Value: key.Name}, {Name: "role", Value: key.Role.String()},
			{Name: "creator", Value: string(key.Creator.ID)}, {Name: "creator_name", Value: key.Creator.Name},
		}})
	}
	return append(events, resourceEvents(org, plan)...)
}

// resourceEvents are what happened to each resource that a plan changes, and the access that whoever goes had to others.
// What is destroyed tells of nothing else.
func resourceEvents(org store.OrgID, plan store.Plan) []store.Event {
	events, leaving := make([]store.Event, 0, len(plan.Resources)+len(plan.Access)), plan.Leaving()
	destroyed := map[store.ResourceID]bool{}
	for _, r := range plan.Resources {
		events = append(events, resourceEvent(org, r, leaving, plan.Choice.Successor.Principal()))
		destroyed[r.Resource.ID] = r.Outcome == store.OutcomeDestroyed
	}
	for _, entry := range plan.Access {
		if !destroyed[entry.Resource] {
			events = append(events, store.Event{Org: org, Action: store.ResourceACL, Subject: string(entry.Resource), Before: accessFields(entry)})
		}
	}
	return events
}

// planFields are what an event says of the plan that was carried out.
func planFields(plan store.Plan) []store.Field {
	count := func(name string, n int) store.Field { return store.Field{Name: name, Value: strconv.Itoa(n)} }
	return []store.Field{
		{Name: "choice", Value: string(plan.Choice.Kind)}, {Name: "successor", Value: string(plan.Choice.Successor)},
		count("keys", len(plan.Keys)),
		count("moved", len(plan.With(store.OutcomeMoves))), count("stayed", len(plan.With(store.OutcomeStays))),
		count("destroyed", len(plan.With(store.OutcomeDestroyed))), count("access_entries", len(plan.Access)),
		{Name: "plan", Value: plan.Digest.String()},
	}
}

// resourceEvent is what happened to a resource, with all of its owners that own it no more.
func resourceEvent(org store.OrgID, r store.PlannedResource, leaving map[store.PrincipalID]bool, successor store.PrincipalID) store.Event {
	if r.Outcome == store.OutcomeDestroyed {
		return store.Event{Org: org, Action: store.ResourceDestroyed, Subject: string(r.Resource.ID), Before: []store.Field{
			{Name: "kind", Value: r.Resource.Kind.Slug}, {Name: "outside_id", Value: r.Resource.OutsideID}, {Name: "name", Value: r.Resource.Name},
		}}
	}
	var before, after []store.PrincipalID
	for _, o := range r.Owners {
		if leaving[o.ID] {
			before = append(before, o.ID)
		}
	}
	if r.Outcome == store.OutcomeMoves {
		after = append(after, successor)
	}
	return ownersChanged(org, r.Resource.ID, before, after)
}
