package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"chatelaine/store"
)

// groupNosCounter counts the numbers of groups that were given out.
const groupNosCounter = "group_nos"

// createGroupAction is what nonces of the form for a new group are for.
const createGroupAction = "group.create"

const (
	countGroups = `
	SELECT count(*)
	FROM groups
	WHERE org_id = $1`
	newGroup = `
	INSERT INTO groups (org_id, id, no, version, name, name_fold, about, created_at, created_by)
	VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)
	ON CONFLICT (org_id, name_fold) DO NOTHING`
)

// CreateGroup implements [store.Groups].
func (db *DB) CreateGroup(ctx context.Context, call store.Call, in store.NewGroup) (created store.CreatedGroup, err error) {
	org := call.Actor.Org
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayChangeGroups(); err != nil {
			return nil, err
		}
		c, err := tx.catalogue(org)
		if err != nil {
			return nil, err
		}
		outcome, err := tx.outcome(org, createGroupAction, in.Nonce)
		if err != nil {
			return nil, err
		}
		if created.Repeated = outcome != ""; created.Repeated {
			g, err := tx.group(org, store.GroupID(outcome), c)
			created.Group = g.Group
			return nil, err
		}
		if created.First, events, err = tx.createGroup(call, in, c); err != nil {
			return nil, err
		}
		g, err := tx.group(org, in.ID, c)
		created.Group = g.Group
		return events, err
	})
	if err != nil {
		return store.CreatedGroup{}, fmt.Errorf("create group %s: %w", in.ID, err)
	}
	return created, nil
}

// createGroup checks the group and writes it, with the nonce that it uses up.
func (tx *tx) createGroup(call store.Call, in store.NewGroup, c store.Catalogue) (first bool, events []store.Event, err error) {
	org := call.Actor.Org
	if !in.ID.Valid() {
		return false, nil, &store.InvalidError{Field: "id", Problem: "is no id", Accepted: "the id of a group"}
	}
	after, picked, err := store.GroupChange{Name: in.Name, About: in.About, Permissions: in.Permissions}.Clean(c)
	if err != nil {
		return false, nil, err
	}
	n, err := tx.number(countGroups, org)
	if err != nil {
		return false, nil, fmt.Errorf("count the groups: %w", err)
	}
	if n >= store.MaxGroups {
		return false, nil, &store.InvalidError{Field: "group", Problem: store.ProblemTooMany, Args: []any{store.MaxGroups}, Accepted: "the groups that there are"}
	}
	no, err := tx.writeGroup(org, in.ID, after, call.Actor.ID, call.At.UnixMilli())
	if err != nil {
		return false, nil, err
	}
	if err := tx.givePermissions(org, no, picked); err != nil {
		return false, nil, err
	}
	if err := tx.spend(org, createGroupAction, in.Nonce, string(in.ID), call.At); err != nil {
		return false, nil, err
	}
	return n == 0, []store.Event{{Org: org, Action: store.GroupCreated, Subject: string(in.ID), After: groupFields(after)}}, nil
}

// writeGroup writes a group without permissions, and gives its number. Errors: [store.InvalidError] for a name that is taken.
func (tx *tx) writeGroup(org store.OrgID, id store.GroupID, g store.GroupChange, by store.PrincipalID, at int64) (no int64, err error) {
	if no, err = tx.take(groupNosCounter, 1); err != nil {
		return 0, fmt.Errorf("number the group: %w", err)
	}
	written, err := tx.exec(newGroup, org, id, no, g.Name, store.Fold(g.Name), g.About, at, by)
	if err != nil {
		return 0, fmt.Errorf("write the group: %w", err)
	}
	if written == 0 {
		return 0, groupTaken()
	}
	return no, nil
}

func groupTaken() error {
	return &store.InvalidError{Field: "name", Problem: store.ProblemGroupTaken, Accepted: "a name that no group of the organization has"}
}

func (tx *tx) givePermissions(org store.OrgID, no int64, list []store.CataloguePermission) error {
	rows := tx.into("group_permissions", "org_id", "grp", "kind", "action")
	for _, p := range list {
		kind, action := p.Permission.Split()
		if err := rows.add(org, no, kind, action); err != nil {
			return fmt.Errorf("write the group's permissions: %w", err)
		}
	}
	if err := rows.flush(); err != nil {
		return fmt.Errorf("write the group's permissions: %w", err)
	}
	return nil
}

// groupFields is what an event tells of a group.
func groupFields(g store.GroupChange) []store.Field {
	list := make([]string, len(g.Permissions))
	for i, p := range g.Permissions {
		list[i] = string(p)
	}
	return []store.Field{{Name: "name", Value: g.Name}, {Name: "about", Value: g.About}, {Name: "permissions", Value: strings.Join(list, " ")}}
}

const (
	changeGroup = `
	UPDATE groups
	SET version = version + 1, name = $3, name_fold = $4, about = $5
	WHERE org_id = $1 AND no = $2`
	takePermission = `
	DELETE FROM group_permissions
	WHERE org_id = $1 AND grp = $2 AND kind = $3 AND action = $4`
)

// ChangeGroup implements [store.Groups].
func (db *DB) ChangeGroup(ctx context.Context, call store.Call, id store.GroupID, change store.GroupChange, digest store.Digest) (plan store.GroupPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		g, err := tx.planGroup(call.Actor, id, &change, &plan)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.GroupPlanChangedError{Plan: plan}
		}
		return tx.changeGroup(call.Actor.Org, g, plan)
	})
	if err != nil {
		return store.GroupPlan{}, fmt.Errorf("change group %s: %w", id, err)
	}
	return plan, nil
}

// changeGroup writes what the plan says. Nothing of a key or a member is touched: what they may do is worked out when
// somebody asks.
func (tx *tx) changeGroup(org store.OrgID, g group, plan store.GroupPlan) ([]store.Event, error) {
	before, after := g.Change(), plan.After
	if before.Name == after.Name && before.About == after.About && len(plan.Added)+len(plan.Removed) == 0 {
		return nil, nil
	}
	_, err := tx.exec(changeGroup, org, g.no, after.Name, store.Fold(after.Name), after.About)
	if conflicts(err) {
		return nil, groupTaken()
	}
	if err != nil {
		return nil, fmt.Errorf("write the group: %w", err)
	}
	for _, p := range plan.Removed {
		kind, action := p.Permission.Split()
		if _, err := tx.exec(takePermission, org, g.no, kind, action); err != nil {
			return nil, fmt.Errorf("take a permission away: %w", err)
		}
	}
	if err := tx.givePermissions(org, g.no, plan.Added); err != nil {
		return nil, err
	}
	action := store.GroupChanged
	if before.Name != after.Name {
		action = store.GroupRenamed
	}
	return []store.Event{{Org: org, Action: action, Subject: string(g.ID), Before: groupFields(before), After: groupFields(after)}}, nil
}

const (
	dropKeysOfGroup = `
	DELETE FROM key_groups
	WHERE org_id = $1 AND grp = $2`
	dropMembersOfGroup = `
	DELETE FROM member_groups
	WHERE org_id = $1 AND grp = $2`
	dropPermissionsOfGroup = `
	DELETE FROM group_permissions
	WHERE org_id = $1 AND grp = $2`
	dropGroup = `
	DELETE FROM groups
	WHERE org_id = $1 AND no = $2`
)

// DeleteGroup implements [store.Groups].
func (db *DB) DeleteGroup(ctx context.Context, call store.Call, id store.GroupID, digest store.Digest) (plan store.GroupPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		g, err := tx.planGroup(call.Actor, id, nil, &plan)
		if err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.GroupPlanChangedError{Plan: plan}
		}
		for _, drop := range []string{dropKeysOfGroup, dropMembersOfGroup, dropPermissionsOfGroup, dropGroup} {
			if _, err := tx.exec(drop, call.Actor.Org, g.no); err != nil {
				return nil, err
			}
		}
		return []store.Event{{Org: call.Actor.Org, Action: store.GroupDeleted, Subject: string(id),
			Before: append(groupFields(g.Change()), plan.Counts()...)}}, nil
	})
	if err != nil {
		return store.GroupPlan{}, fmt.Errorf("delete group %s: %w", id, err)
	}
	return plan, nil
}
