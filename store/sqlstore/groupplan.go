package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// PlanGroup implements [store.Groups].
func (db *DB) PlanGroup(ctx context.Context, actor store.Actor, id store.GroupID, change store.GroupChange) (plan store.GroupPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, err := tx.planGroup(actor, id, &change, &plan)
		return err
	})
	if err != nil {
		return store.GroupPlan{}, fmt.Errorf("plan to change group %s: %w", id, err)
	}
	return plan, nil
}

// PlanGroupDeletion implements [store.Groups].
func (db *DB) PlanGroupDeletion(ctx context.Context, actor store.Actor, id store.GroupID) (plan store.GroupPlan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		_, err := tx.planGroup(actor, id, nil, &plan)
		return err
	})
	if err != nil {
		return store.GroupPlan{}, fmt.Errorf("plan to delete group %s: %w", id, err)
	}
	return plan, nil
}

// planGroup works out what a change of a group would do, or, without one, its deletion, for an actor who may.
func (tx *tx) planGroup(actor store.Actor, id store.GroupID, change *store.GroupChange, plan *store.GroupPlan) (g group, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return g, err
	}
	c, err := tx.catalogue(actor.Org)
	if err != nil {
		return g, err
	}
	if g, err = tx.visibleGroup(actor.Org, standing, id, c); err != nil {
		return g, err
	}
	if err := standing.MayChangeGroups(); err != nil {
		return g, err
	}
	facts := store.GroupFacts{Group: g.Group, Catalogue: c, Change: change}
	if err := tx.nameThose(actor.Org, g, &facts); err != nil {
		return g, err
	}
	if change == nil {
		if err := tx.bareWithout(actor.Org, g, &facts); err != nil {
			return g, err
		}
	} else if err := tx.nameFree(actor.Org, g, change.Name); err != nil {
		return g, err
	}
	*plan, err = store.NewGroupPlan(facts)
	return g, err
}

const otherGroupNamed = `
	SELECT count(*)
	FROM groups
	WHERE org_id = $1 AND name_fold = $2 AND no <> $3`

// nameFree refuses a name that another group has.
func (tx *tx) nameFree(org store.OrgID, g group, name string) error {
	clean, err := store.CleanName("name", name)
	if err != nil {
		return err
	}
	n, err := tx.number(otherGroupNamed, org, store.Fold(clean), g.no)
	if err != nil {
		return fmt.Errorf("look for a group of that name: %w", err)
	}
	if n > 0 {
		return groupTaken()
	}
	return nil
}

const (
	groupsOfMembers = `
	SELECT x.account, x.grp
	FROM member_groups x
	WHERE x.org_id = $1 AND x.account IN %s`
	groupsOfKeys = `
	SELECT k.id, x.grp
	FROM keys k
	CROSS JOIN key_groups x
	WHERE k.org_id = $1 AND k.id IN %s AND x.seq = k.seq`
	bareKeys = `
	FROM key_groups x INDEXED BY key_groups_by_group
	CROSS JOIN keys k
	WHERE x.org_id = $1 AND x.grp = $2 AND k.seq = x.seq AND NOT EXISTS (SELECT 1 FROM key_groups o WHERE o.seq = x.seq AND o.grp <> x.grp)`
	countBareKeys = `
	SELECT count(*)
	FROM key_groups x INDEXED BY key_groups_by_group
	WHERE x.org_id = $1 AND x.grp = $2 AND NOT EXISTS (SELECT 1 FROM key_groups o WHERE o.seq = x.seq AND o.grp <> x.grp)`
	firstBareKeys = `
	SELECT k.id, k.name, k.role, k.seq` + bareKeys + `
	ORDER BY x.seq DESC
	LIMIT $3`
)

// belonging is that a principal belongs to a group.
type belonging struct {
	id string
	no int64
}

func scanBelonging(row scanner) (b belonging, err error) { return b, row.Scan(&b.id, &b.no) }

// nameThose reads members and keys that belong to a group, and what else they have.
func (tx *tx) nameThose(org store.OrgID, g group, facts *store.GroupFacts) error {
	members, err := all(tx, scanGroupMember, membersOfGroup, org, g.no, store.MaxNamed)
	if err != nil {
		return fmt.Errorf("name the group's members: %w", err)
	}
	keys, err := all(tx, scanGroupKey, keysOfGroup, org, g.no, store.MaxNamed)
	if err != nil {
		return fmt.Errorf("name the group's keys: %w", err)
	}
	var ids []store.AccountID
	var keyIDs []store.KeyID
	for _, m := range members {
		ids, facts.Members = append(ids, m.ID), append(facts.Members, m)
	}
	for _, k := range keys {
		keyIDs, facts.Keys = append(keyIDs, k.ID), append(facts.Keys, k.GroupKey)
	}
	of, err := allEach(tx, scanBelonging, groupsOfMembers, org, ids)
	if err != nil {
		return fmt.Errorf("read what else the members belong to: %w", err)
	}
	ofKeys, err := allEach(tx, scanBelonging, groupsOfKeys, org, keyIDs)
	if err != nil {
		return fmt.Errorf("read what else the keys belong to: %w", err)
	}
	facts.Given, err = tx.givenTo(org, append(of, ofKeys...), facts.Catalogue)
	return err
}

// givenTo are the permissions that each principal has by the groups that it belongs to.
func (tx *tx) givenTo(org store.OrgID, list []belonging, c store.Catalogue) (map[store.PrincipalID][]store.GroupPermission, error) {
	gives := map[int64][]store.GroupPermission{}
	to := map[store.PrincipalID][]store.GroupPermission{}
	seen := map[belonging]bool{}
	for _, b := range list {
		if seen[b] {
			continue
		}
		seen[b] = true
		if _, known := gives[b.no]; !known {
			var err error
			if gives[b.no], err = tx.givenBy(org, b.no, c); err != nil {
				return nil, err
			}
		}
		to[store.PrincipalID(b.id)] = append(to[store.PrincipalID(b.id)], gives[b.no]...)
	}
	return to, nil
}

const groupByNo = `
	SELECT id, name
	FROM groups
	WHERE org_id = $1 AND no = $2`

// givenBy are the permissions of one group, with it.
func (tx *tx) givenBy(org store.OrgID, no int64, c store.Catalogue) ([]store.GroupPermission, error) {
	var ref store.GroupRef
	if err := tx.scan([]any{&ref.ID, &ref.Name}, groupByNo, org, no); err != nil {
		return nil, fmt.Errorf("read a group: %w", err)
	}
	rows, err := all(tx, scanGiven, permissionsOfOne, org, no)
	if err != nil {
		return nil, fmt.Errorf("read a group's permissions: %w", err)
	}
	var list []store.GroupPermission
	for _, r := range rows {
		p, _ := c.Find(r.permission)
		list = append(list, store.GroupPermission{CataloguePermission: p, Group: ref})
	}
	return list, nil
}

// bareWithout counts and names the keys that belong to no other group.
func (tx *tx) bareWithout(org store.OrgID, g group, facts *store.GroupFacts) error {
	n, err := tx.number(countBareKeys, org, g.no)
	if err != nil {
		return fmt.Errorf("count keys with no other group: %w", err)
	}
	facts.Bare = int(n)
	first, err := all(tx, scanGroupKey, firstBareKeys, org, g.no, store.MaxNamed)
	if err != nil {
		return fmt.Errorf("name keys with no other group: %w", err)
	}
	for _, k := range first {
		facts.BareKeys = append(facts.BareKeys, k.GroupKey)
	}
	return nil
}
