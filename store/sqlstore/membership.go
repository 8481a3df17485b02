package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

// PlanMembership implements [store.Members].
func (db *DB) PlanMembership(ctx context.Context, actor store.Actor, id store.AccountID, version int64, groups []store.GroupID) (plan store.MembershipPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		member, err := tx.changeableMember(actor, id, version)
		if err != nil {
			return err
		}
		plan, _, err = tx.planMembership(actor.Org, member, groups)
		return err
	})
	if err != nil {
		return store.MembershipPlan{}, fmt.Errorf("plan to change the groups of member %s: %w", id, err)
	}
	return plan, nil
}

// planMembership works out what it would do to make a member belong to exactly these groups.
func (tx *tx) planMembership(org store.OrgID, member store.Member, groups []store.GroupID) (plan store.MembershipPlan, chosen []groupRef, err error) {
	if chosen, err = tx.chosenGroups(org, groups); err != nil {
		return plan, nil, err
	}
	has, err := tx.groupsOf(org, member.Account.ID)
	if err != nil {
		return plan, nil, err
	}
	facts := store.MembershipFacts{Member: member, Chosen: refsOf(chosen)}
	if facts.Catalogue, err = tx.catalogue(org); err != nil {
		return plan, nil, err
	}
	if facts.Given, err = tx.givenByEach(org, has, facts.Catalogue); err != nil {
		return plan, nil, err
	}
	if facts.Then, err = tx.givenByEach(org, chosen, facts.Catalogue); err != nil {
		return plan, nil, err
	}
	return store.NewMembershipPlan(facts), chosen, nil
}

// givenByEach are the permissions of several groups, with the group of each.
func (tx *tx) givenByEach(org store.OrgID, groups []groupRef, c store.Catalogue) (list []store.GroupPermission, err error) {
	for _, g := range groups {
		given, err := tx.givenBy(org, g.no, c)
		if err != nil {
			return nil, err
		}
		list = append(list, given...)
	}
	return list, nil
}

// ChangeMembership implements [store.Members].
func (db *DB) ChangeMembership(ctx context.Context, call store.Call, id store.AccountID, groups []store.GroupID, digest store.Digest) (plan store.MembershipPlan, err error) {
	_, err = db.editMember(ctx, call, id, 0, func(tx *tx, member store.Member) ([]store.Event, error) {
		var chosen []groupRef
		if plan, chosen, err = tx.planMembership(call.Actor.Org, member, groups); err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.MembershipPlanChangedError{Plan: plan}
		}
		return tx.regroupMember(call.Actor.Org, id, chosen)
	})
	if err != nil {
		return store.MembershipPlan{}, fmt.Errorf("change the groups of member %s: %w", id, err)
	}
	return plan, nil
}

// regroupMember makes a member belong to exactly the groups that were chosen; an event for each that comes or goes.
func (tx *tx) regroupMember(org store.OrgID, id store.AccountID, chosen []groupRef) (events []store.Event, err error) {
	has, err := tx.groupsOf(org, id)
	if err != nil {
		return nil, err
	}
	for _, change := range []struct {
		statement string
		of, but   []groupRef
	}{{leaveGroup, has, chosen}, {joinGroup, chosen, has}} {
		for _, g := range change.of {
			if slices.ContainsFunc(change.but, func(o groupRef) bool { return o.no == g.no }) {
				continue
			}
			if _, err := tx.exec(change.statement, org, id, g.no); err != nil {
				return nil, fmt.Errorf("write who belongs to group %s: %w", g.ID, err)
			}
			events = append(events, membershipEvent(org, change.statement, g, id))
		}
	}
	return events, nil
}
