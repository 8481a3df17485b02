package sqlstore

import (
	"context"
	"fmt"
	"strconv"

	"chatelaine/store"
)

const (
	usersWith = `
	FROM members m
	WHERE m.org_id = $1 AND m.role = 'user' AND EXISTS (
		SELECT 1
		FROM member_groups x
		CROSS JOIN group_permissions p
		WHERE x.org_id = m.org_id AND x.account = m.account AND p.org_id = x.org_id AND p.grp = x.grp AND p.kind = $2 AND p.action = $3)`
	countUsersWith = `
	SELECT count(*)` + usersWith
	firstUsersWith = `
	SELECT m.account, m.name, m.email, m.role` + usersWith + `
	ORDER BY m.name_fold, m.account
	LIMIT $4`
	userKeysWith = `
	FROM group_permissions p
	CROSS JOIN key_groups x INDEXED BY key_groups_by_group
	CROSS JOIN keys k
	WHERE p.org_id = $1 AND p.kind = $2 AND p.action = $3 AND x.org_id = p.org_id AND x.grp = p.grp AND k.seq = x.seq AND k.role = 'user'
	LIMIT $4`
	countUserKeysWith = `
	SELECT count(*)
	FROM (SELECT DISTINCT k.seq` + userKeysWith + `) AS u`
	firstUserKeysWith = `
	SELECT DISTINCT k.id, k.name, k.role, k.seq` + userKeysWith
	setManagerOnly = `
	UPDATE permissions
	SET manager_only = $4
	WHERE org_id = $1 AND kind = $2 AND action = $3`
)

// PlanManagerOnly implements [store.ManagerOnly].
func (db *DB) PlanManagerOnly(ctx context.Context, actor store.Actor, permission store.CataloguePermission) (plan store.PermissionPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.planManagerOnly(actor, permission)
		return err
	})
	if err != nil {
		return store.PermissionPlan{}, fmt.Errorf("plan to change permission %s: %w", permission.Permission, err)
	}
	return plan, nil
}

func (tx *tx) planManagerOnly(actor store.Actor, permission store.CataloguePermission) (plan store.PermissionPlan, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return plan, err
	}
	if err := standing.MayChangeGroups(); err != nil {
		return plan, err
	}
	c, err := tx.catalogue(actor.Org)
	if err != nil {
		return plan, err
	}
	is, there := c.Find(permission.Permission)
	if !there {
		return plan, store.ErrNotFound
	}
	plan.Permission, plan.Same = permission, is.ManagerOnly == permission.ManagerOnly
	if err := tx.namePermitted(actor.Org, &plan); err != nil {
		return plan, err
	}
	return store.NewPermissionPlan(plan), nil
}

// namePermitted counts and names those of the role user whose groups give a permission.
func (tx *tx) namePermitted(org store.OrgID, plan *store.PermissionPlan) error {
	kind, action := plan.Permission.Permission.Split()
	members, err := tx.number(countUsersWith, org, kind, action)
	if err != nil {
		return fmt.Errorf("count the users: %w", err)
	}
	if plan.FirstMembers, err = all(tx, scanGroupMember, firstUsersWith, org, kind, action, store.MaxNamed); err != nil {
		return fmt.Errorf("name the users: %w", err)
	}
	keys, err := tx.number(countUserKeysWith, org, kind, action, store.MaxCount+1)
	if err != nil {
		return fmt.Errorf("count their keys: %w", err)
	}
	plan.Members, plan.Keys = int(members), countOf(keys)
	first, err := all(tx, scanGroupKey, firstUserKeysWith, org, kind, action, store.MaxNamed)
	if err != nil {
		return fmt.Errorf("name their keys: %w", err)
	}
	for _, k := range first {
		plan.FirstKeys = append(plan.FirstKeys, k.GroupKey)
	}
	return nil
}

// ChangeManagerOnly implements [store.ManagerOnly].
func (db *DB) ChangeManagerOnly(ctx context.Context, call store.Call, permission store.CataloguePermission, digest store.Digest) (plan store.PermissionPlan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.planManagerOnly(call.Actor, permission); err != nil {
			return nil, err
		}
		if plan.Digest != digest {
			return nil, &store.PermissionPlanChangedError{Plan: plan}
		}
		if plan.Same {
			return nil, nil
		}
		kind, action := permission.Permission.Split()
		if _, err := tx.exec(setManagerOnly, call.Actor.Org, kind, action, permission.ManagerOnly); err != nil {
			return nil, fmt.Errorf("change the permission: %w", err)
		}
		told := func(is bool) []store.Field {
			return []store.Field{{Name: "managers_only", Value: strconv.FormatBool(is)}}
		}
		return []store.Event{{
			Org: call.Actor.Org, Action: store.PermissionChanged, Subject: string(permission.Permission),
			Before: told(!permission.ManagerOnly), After: told(permission.ManagerOnly),
		}}, nil
	})
	if err != nil {
		return store.PermissionPlan{}, fmt.Errorf("change permission %s: %w", permission.Permission, err)
	}
	return plan, nil
}
