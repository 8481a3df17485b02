package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	// chosenResources are some, and ownedByOne those of them that somebody owns: with the owner for a last argument.
	chosenResources = `
	WITH touched (id) AS MATERIALIZED (
		SELECT c.id
		FROM resources c
		WHERE c.org_id = $1 AND c.id IN %s
	)`
	allOfOne = `
	WITH touched (id) AS MATERIALIZED (
		SELECT o.resource
		FROM owners o
		WHERE o.org_id = $1 AND o.principal = $2
	)`
	holderByID = `
	SELECT p.id, coalesce(m.name, k.name), CASE WHEN p.kind = 'key' THEN 1 ELSE 0 END, coalesce(m.email, ''), coalesce(m.role, k.role)
	FROM principals p
	LEFT JOIN members m ON m.org_id = p.org_id AND m.account = p.id
	LEFT JOIN keys k ON k.org_id = p.org_id AND k.id = p.id
	WHERE p.org_id = $1 AND p.id = $2 AND coalesce(m.left_at, 0) = 0`
)

func scanHolder(row scanner) (h store.Holder, err error) {
	var role string
	if err := row.Scan(&h.ID, &h.Name, &h.Key, &h.Email, &role); err != nil {
		return h, err
	}
	h.Role, err = store.ParseRole(role)
	return h, err
}

// PlanTransfer implements [store.Registry].
func (db *DB) PlanTransfer(ctx context.Context, actor store.Actor, transfer store.Transfer) (plan store.TransferPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.planTransfer(actor, transfer)
		return err
	})
	if err != nil {
		return store.TransferPlan{}, fmt.Errorf("plan to hand resources over: %w", err)
	}
	return plan, nil
}

// planTransfer works out what handing resources over would do, for an actor who may.
func (tx *tx) planTransfer(actor store.Actor, t store.Transfer) (plan store.TransferPlan, err error) {
	org := actor.Org
	if len(t.Resources) > 0 {
		err = tx.mayChange(actor, t.Resources)
	} else {
		err = tx.mayManage(actor)
	}
	if err != nil {
		return plan, err
	}
	facts := store.TransferFacts{All: len(t.Resources) == 0}
	if t.From != "" {
		if facts.From, err = tx.named(org, t.From); err != nil {
			return plan, err
		}
	}
	if facts.To, err = tx.taker(org, t.To); err != nil {
		return plan, err
	}
	if facts.Resources, err = tx.handedOver(org, t); err != nil {
		return plan, err
	}
	if len(facts.Resources) == 0 {
		return plan, nothingToHandOver()
	}
	if plan = store.NewTransferPlan(facts); t.To == t.From || plan.Nothing() {
		return plan, &store.InvalidError{Field: "to", Problem: "owns them already", Accepted: "somebody else"}
	}
	return plan, nil
}

func nothingToHandOver() error {
	return &store.InvalidError{Field: "resources", Problem: "aren't owned by who hands them over", Accepted: "resources that they own"}
}

// taker is who takes resources over. Errors: [store.InvalidError] for whoever can't own.
func (tx *tx) taker(org store.OrgID, id store.PrincipalID) (store.Holder, error) {
	h, err := one(tx, scanHolder, holderByID, org, id)
	switch {
	case err == nil && (h.Key || h.Role.CanOwn()):
		return h, nil
	case err == nil, errors.Is(err, store.ErrNotFound):
		return h, &store.InvalidError{Field: "to", Problem: "is nobody who can take over", Accepted: "a key, or a member with the role manager or above"}
	}
	return h, fmt.Errorf("read who takes over: %w", err)
}

// handedOver are the resources that change hands. Errors: [store.InvalidError] where From doesn't own one of them.
func (tx *tx) handedOver(org store.OrgID, t store.Transfer) (list []store.ResourceOwners, err error) {
	if len(t.Resources) == 0 {
		if t.From == "" {
			return nil, nil
		}
		return tx.withOwners(allOfOne, []any{org, t.From})
	}
	for some, args := range listed(org, t.Resources) {
		found, err := tx.withOwners(fmt.Sprintf(chosenResources, some), args)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if t.From != "" && !ownedBy(r, t.From) {
				return nil, nothingToHandOver()
			}
		}
		list = append(list, found...)
	}
	return list, nil
}

func ownedBy(r store.ResourceOwners, who store.PrincipalID) bool {
	for _, o := range r.Owners {
		if o.ID == who {
			return true
		}
	}
	return false
}

// TransferResources implements [store.Registry].
func (db *DB) TransferResources(ctx context.Context, call store.Call, transfer store.Transfer, digest store.Digest) (plan store.TransferPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.planTransfer(call.Actor, transfer); err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.TransferChangedError{Plan: plan}
		}
		return tx.handOver(call.Actor.Org, plan)
	})
	if err != nil {
		return store.TransferPlan{}, fmt.Errorf("hand resources over: %w", err)
	}
	return plan, nil
}

const (
	// Their last argument is a principal.
	dropOwnersBut = `
	DELETE FROM owners
	WHERE org_id = $1 AND resource IN %s AND principal <> ?`
	dropOwnershipIn = `
	DELETE FROM owners
	WHERE org_id = $1 AND resource IN %s AND principal = ?`
)

// handOver carries the plan out.
func (tx *tx) handOver(org store.OrgID, plan store.TransferPlan) (events []store.Event, err error) {
	ids := make([]store.ResourceID, len(plan.Resources))
	owners := tx.into("owners", "org_id", "resource", "principal").unlessThere()
	for i, r := range plan.Resources {
		ids[i] = r.Resource.ID
		if err := owners.add(org, string(r.Resource.ID), string(plan.To.ID)); err != nil {
			return nil, err
		}
		var before, after []store.PrincipalID
		for _, o := range r.Owners {
			if o.ID != plan.To.ID && (plan.From.ID == "" || o.ID == plan.From.ID) {
				before = append(before, o.ID)
			}
		}
		if r.Outcome == store.OutcomeMoves {
			after = append(after, plan.To.ID)
		}
		if len(before)+len(after) > 0 {
			events = append(events, ownersChanged(org, r.Resource.ID, before, after))
		}
	}
	if err := owners.flush(); err != nil {
		return nil, err
	}
	drop, who := dropOwnersBut, plan.To.ID
	if plan.From.ID != "" {
		drop, who = dropOwnershipIn, plan.From.ID
	}
	for list, args := range listed(org, ids) {
		if _, err := tx.exec(fmt.Sprintf(drop, list), append(args, who)...); err != nil {
			return nil, err
		}
	}
	return events, nil
}
