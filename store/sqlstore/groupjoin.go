package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const memberToJoin = `
	SELECT m.account, m.name, m.email, m.role
	FROM members m
	WHERE m.org_id = $1 AND m.account = $2 AND m.left_at = 0`

// PlanJoin implements [store.Groups].
func (db *DB) PlanJoin(ctx context.Context, actor store.Actor, id store.GroupID, member store.AccountID) (plan store.JoinPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, _, err = tx.planJoin(actor, id, member)
		return err
	})
	if err != nil {
		return store.JoinPlan{}, fmt.Errorf("plan to add a member to group %s: %w", id, err)
	}
	return plan, nil
}

// planJoin works out what it would give a member to belong to a group, for an actor who may make them.
func (tx *tx) planJoin(actor store.Actor, id store.GroupID, member store.AccountID) (plan store.JoinPlan, g group, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return plan, g, err
	}
	facts := store.JoinFacts{}
	if facts.Catalogue, err = tx.catalogue(actor.Org); err != nil {
		return plan, g, err
	}
	if g, err = tx.visibleGroup(actor.Org, standing, id, facts.Catalogue); err != nil {
		return plan, g, err
	}
	if err := standing.MayChangeGroups(); err != nil {
		return plan, g, err
	}
	if err := standing.MayAddToGroup(member); err != nil {
		return plan, g, err
	}
	facts.Group = g.Group
	if facts.Member, err = one(tx, scanGroupMember, memberToJoin, actor.Org, member); errors.Is(err, store.ErrNotFound) {
		return plan, g, &store.InvalidError{Field: "member", Problem: "is no member", Accepted: "a member of the organization"}
	}
	if err != nil {
		return plan, g, fmt.Errorf("read the member: %w", err)
	}
	in, err := allEach(tx, scanBelonging, groupsOfMembers, actor.Org, []store.AccountID{member})
	if err != nil {
		return plan, g, fmt.Errorf("read what the member belongs to: %w", err)
	}
	given, err := tx.givenTo(actor.Org, in, facts.Catalogue)
	if err != nil {
		return plan, g, err
	}
	facts.Given = given[member.Principal()]
	facts.Same = slices.ContainsFunc(in, func(b belonging) bool { return b.no == g.no })
	plan, err = store.NewJoinPlan(facts)
	return plan, g, err
}

// AddToGroup implements [store.Groups].
func (db *DB) AddToGroup(ctx context.Context, call store.Call, id store.GroupID, member store.AccountID, digest store.Digest) (plan store.JoinPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		var g group
		if plan, g, err = tx.planJoin(call.Actor, id, member); err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.JoinPlanChangedError{Plan: plan}
		}
		return tx.changeMembership(call.Actor.Org, joinGroup, groupRef{GroupRef: g.Ref(), no: g.no}, member)
	})
	if err != nil {
		return store.JoinPlan{}, fmt.Errorf("add a member to group %s: %w", id, err)
	}
	return plan, nil
}
