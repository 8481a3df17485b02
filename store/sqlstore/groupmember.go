package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const membersOutside = `
	SELECT m.account, m.name, m.email, m.role
	FROM members m
	WHERE m.org_id = $1 AND m.left_at = 0 AND m.account <> $3
		AND NOT EXISTS (SELECT 1 FROM member_groups x WHERE x.org_id = m.org_id AND x.account = m.account AND x.grp = $2)
	ORDER BY m.name_fold, m.account`

// GroupCandidates implements [store.Groups].
func (db *DB) GroupCandidates(ctx context.Context, actor store.Actor, id store.GroupID, search string, limit int) (list []store.GroupMember, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, g, err := tx.changeableGroup(actor, id)
		if err != nil {
			return err
		}
		everybody, err := all(tx, scanGroupMember, membersOutside, actor.Org, g.no, actor.ID)
		for _, m := range everybody {
			if len(list) < limit && store.FindsPerson(search, m.Name, m.Email) {
				list = append(list, m)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for members for group %s: %w", id, err)
	}
	return list, nil
}

const membersInside = `
	SELECT m.account, m.name, m.email, m.role
	FROM member_groups x
	CROSS JOIN members m
	WHERE x.org_id = $1 AND x.grp = $2 AND m.org_id = x.org_id AND m.account = x.account
	ORDER BY m.name_fold, m.account`

// GroupMembers implements [store.Groups].
func (db *DB) GroupMembers(ctx context.Context, actor store.Actor, id store.GroupID, search string, limit int) (list []store.GroupMember, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		groups, err := tx.groupRefs(actor.Org, []store.GroupID{id})
		if err != nil {
			return err
		}
		if len(groups) == 0 || !standing.SeesGroup(id) {
			return store.ErrNotFound
		}
		everybody, err := all(tx, scanGroupMember, membersInside, actor.Org, groups[0].no)
		for _, m := range everybody {
			seen := standing.SeesAllGroups() || m.ID.Principal() == actor.ID
			if seen && len(list) < limit && store.FindsPerson(search, m.Name, m.Email) {
				list = append(list, m)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for members in group %s: %w", id, err)
	}
	return list, nil
}

// changeableGroup finds a group for an actor who may change groups.
func (tx *tx) changeableGroup(actor store.Actor, id store.GroupID) (standing store.Standing, g groupRef, err error) {
	if standing, err = tx.standing(actor); err != nil {
		return standing, g, err
	}
	list, err := tx.groupRefs(actor.Org, []store.GroupID{id})
	if err != nil {
		return standing, g, err
	}
	if len(list) == 0 || !standing.SeesGroup(id) {
		return standing, g, store.ErrNotFound
	}
	return standing, list[0], standing.MayChangeGroups()
}

const (
	joinGroup = `
	INSERT INTO member_groups (org_id, account, grp)
	VALUES ($1, $2, $3)
	ON CONFLICT DO NOTHING`
	leaveGroup = `
	DELETE FROM member_groups
	WHERE org_id = $1 AND account = $2 AND grp = $3`
)

// PlanLeaving implements [store.Groups].
func (db *DB) PlanLeaving(ctx context.Context, actor store.Actor, id store.GroupID, member store.AccountID) (plan store.MembershipPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, g, err := tx.changeableGroup(actor, id)
		if err == nil {
			plan, err = tx.planLeaving(actor.Org, g, member)
		}
		return err
	})
	if err != nil {
		return store.MembershipPlan{}, fmt.Errorf("plan to remove a member from group %s: %w", id, err)
	}
	return plan, nil
}

// planLeaving works out what it would do to take a member out of a group.
func (tx *tx) planLeaving(org store.OrgID, g groupRef, id store.AccountID) (plan store.MembershipPlan, err error) {
	member, err := tx.presentMember(org, id)
	if errors.Is(err, store.ErrNotFound) {
		return plan, errNoMember
	}
	if err != nil {
		return plan, err
	}
	var others []store.GroupID
	for _, other := range member.Groups {
		if other.ID != g.ID {
			others = append(others, other.ID)
		}
	}
	plan, _, err = tx.planMembership(org, member, others)
	return plan, err
}

// RemoveFromGroup implements [store.Groups].
func (db *DB) RemoveFromGroup(ctx context.Context, call store.Call, id store.GroupID, member store.AccountID, digest store.Digest) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		_, g, err := tx.changeableGroup(call.Actor, id)
		if err != nil {
			return nil, err
		}
		plan, err := tx.planLeaving(call.Actor.Org, g, member)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.MembershipPlanChangedError{Plan: plan}
		}
		return tx.changeMembership(call.Actor.Org, leaveGroup, g, member)
	})
	if err != nil {
		return fmt.Errorf("remove a member from group %s: %w", id, err)
	}
	return nil
}

// errNoMember refuses an account that doesn't belong to the organization.
var errNoMember = &store.InvalidError{Field: "member", Problem: "is no member", Accepted: "a member of the organization"}

// changeMembership makes somebody belong to a group, or no more; no event, where it was so already.
func (tx *tx) changeMembership(org store.OrgID, statement string, g groupRef, member store.AccountID) ([]store.Event, error) {
	_, err := tx.roleOf(org, member)
	if errors.Is(err, store.ErrNotFound) {
		return nil, errNoMember
	}
	if err != nil {
		return nil, err
	}
	changed, err := tx.exec(statement, org, member, g.no)
	if err != nil || changed == 0 {
		return nil, err
	}
	if _, err := tx.exec(memberEdited, org, member); err != nil {
		return nil, fmt.Errorf("count the member's version: %w", err)
	}
	return []store.Event{membershipEvent(org, statement, g, member)}, nil
}

// membershipEvent tells that somebody belongs to a group, or no more, as the statement did it.
func membershipEvent(org store.OrgID, statement string, g groupRef, member store.AccountID) store.Event {
	event := store.Event{Org: org, Action: store.MemberGroups, Subject: string(member)}
	fields := []store.Field{{Name: "group", Value: g.Name}, {Name: "group_id", Value: string(g.ID)}}
	if statement == joinGroup {
		event.After = fields
	} else {
		event.Before = fields
	}
	return event
}
