package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	// groupColumns are of groups g and of who made it, m.
	groupColumns = `g.id, g.no, g.version, g.name, g.about, g.created_at, g.members, g.keys, g.networks, m.account, m.name, m.email, m.left_at`
	groupJoins   = `
	JOIN members m ON m.org_id = g.org_id AND m.account = g.created_by`
	groupsByName = `
	SELECT ` + groupColumns + `
	FROM groups g` + groupJoins + `
	WHERE g.org_id = $1
	ORDER BY g.name_fold, g.id`
	groupByID = `
	SELECT ` + groupColumns + `
	FROM groups g` + groupJoins + `
	WHERE g.org_id = $1 AND g.id = $2`
	permissionsOfAll = `
	SELECT grp, kind, action
	FROM group_permissions
	WHERE org_id = $1`
	permissionsOfOne = `
	SELECT grp, kind, action
	FROM group_permissions
	WHERE org_id = $1 AND grp = $2`
)

// group is a group with the number that the tables know it by.
type group struct {
	store.Group
	no int64
}

// scanGroup reads groupColumns.
func scanGroup(row scanner) (g group, err error) {
	var created, left int64
	var networks string
	by := &g.CreatedBy
	err = row.Scan(&g.ID, &g.no, &g.Version, &g.Name, &g.About, &created, &g.Members, &g.Keys, &networks, &by.ID, &by.Name, &by.Email, &left)
	if err != nil {
		return g, err
	}
	g.CreatedAt, by.Left = instant(created), left != 0
	g.Networks, err = store.ParseNetworks("networks", networks)
	return g, err
}

// given is a permission that a group gives.
type given struct {
	no         int64
	permission store.Permission
}

func scanGiven(row scanner) (g given, err error) {
	var kind, action string
	err = row.Scan(&g.no, &kind, &action)
	g.permission = store.PermissionOf(kind, action)
	return g, err
}

// Groups implements [store.Groups].
func (db *DB) Groups(ctx context.Context, actor store.Actor, search string) (list store.GroupList, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MaySeeGroups(); err != nil {
			return err
		}
		list.MayChange = standing.MayChangeGroups() == nil
		groups, err := tx.groups(actor.Org)
		if err != nil {
			return err
		}
		for _, g := range groups {
			if !standing.SeesGroup(g.ID) {
				continue
			}
			if list.All++; !g.Matches(search) {
				continue
			}
			if g.Group, err = tx.asSeen(actor, standing, g); err != nil {
				return err
			}
			list.Groups = append(list.Groups, g.Group)
		}
		return nil
	})
	if err != nil {
		return store.GroupList{}, fmt.Errorf("list the groups: %w", err)
	}
	return list, nil
}

// groups reads all groups of an organization with their permissions, by name.
func (tx *tx) groups(org store.OrgID) ([]group, error) {
	groups, err := all(tx, scanGroup, groupsByName, org)
	if err != nil {
		return nil, fmt.Errorf("read the groups: %w", err)
	}
	rows, err := all(tx, scanGiven, permissionsOfAll, org)
	if err != nil {
		return nil, fmt.Errorf("read the groups' permissions: %w", err)
	}
	c, err := tx.catalogue(org)
	if err != nil {
		return nil, err
	}
	gives := map[int64][]store.Permission{}
	for _, r := range rows {
		gives[r.no] = append(gives[r.no], r.permission)
	}
	for i := range groups {
		groups[i].Permissions = c.Sort(gives[groups[i].no])
	}
	return groups, nil
}

// group reads a group with its permissions. Errors: [store.ErrNotFound].
func (tx *tx) group(org store.OrgID, id store.GroupID, c store.Catalogue) (group, error) {
	g, err := one(tx, scanGroup, groupByID, org, id)
	if err != nil {
		return group{}, fmt.Errorf("read group %s: %w", id, err)
	}
	rows, err := all(tx, scanGiven, permissionsOfOne, org, g.no)
	if err != nil {
		return group{}, fmt.Errorf("read the group's permissions: %w", err)
	}
	for _, r := range rows {
		g.Permissions = append(g.Permissions, r.permission)
	}
	g.Permissions = c.Sort(g.Permissions)
	return g, nil
}

const (
	ownKeysInGroup = `
	SELECT count(*)
	FROM keys k
	JOIN key_groups x ON x.seq = k.seq
	WHERE k.org_id = $1 AND k.creator = $2 AND x.grp = $3`
)

// asSeen is the group as who doesn't see all members and keys sees it.
func (tx *tx) asSeen(actor store.Actor, standing store.Standing, g group) (store.Group, error) {
	if standing.SeesAllGroups() {
		return g.Group, nil
	}
	g.CreatedBy, g.Members, g.Keys = store.Creator{}, 0, 0
	if actor.Kind != store.ActorMember {
		g.Keys = 1 // the actor itself
		return g.Group, nil
	}
	g.Members = 1
	n, err := tx.number(ownKeysInGroup, actor.Org, actor.ID, g.no)
	g.Keys = int(n)
	return g.Group, err
}

const (
	membersOfGroup = `
	SELECT m.account, m.name, m.email, m.role
	FROM member_groups x
	CROSS JOIN members m
	WHERE x.org_id = $1 AND x.grp = $2 AND m.org_id = x.org_id AND m.account = x.account
	ORDER BY m.name_fold, m.account
	LIMIT $3`
	ownMembership = `
	SELECT m.account, m.name, m.email, m.role
	FROM member_groups x
	CROSS JOIN members m
	WHERE x.org_id = $1 AND x.grp = $2 AND x.account = $4 AND m.org_id = x.org_id AND m.account = x.account
	LIMIT $3`
	keysOfGroup = `
	SELECT k.id, k.name, k.role, k.seq
	FROM key_groups x INDEXED BY key_groups_by_group
	CROSS JOIN keys k
	WHERE x.org_id = $1 AND x.grp = $2 AND k.seq = x.seq
	ORDER BY x.seq DESC
	LIMIT $3`
	ownKeysOfGroup = `
	SELECT k.id, k.name, k.role, k.seq
	FROM keys k
	CROSS JOIN key_groups x
	WHERE k.org_id = $1 AND x.grp = $2 AND x.seq = k.seq AND k.creator = $4
	ORDER BY k.seq DESC
	LIMIT $3`
)

func scanGroupMember(row scanner) (m store.GroupMember, err error) {
	var role string
	if err := row.Scan(&m.ID, &m.Name, &m.Email, &role); err != nil {
		return m, err
	}
	m.Role, err = store.ParseRole(role)
	return m, err
}

// numberedKey is a key with its seq.
type numberedKey struct {
	store.GroupKey
	seq int64
}

func scanGroupKey(row scanner) (k numberedKey, err error) {
	var role string
	if err := row.Scan(&k.ID, &k.Name, &role, &k.seq); err != nil {
		return k, err
	}
	k.Role, err = store.ParseRole(role)
	return k, err
}

// Group implements [store.Groups].
func (db *DB) Group(ctx context.Context, actor store.Actor, id store.GroupID) (info store.GroupInfo, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		c, err := tx.catalogue(actor.Org)
		if err != nil {
			return err
		}
		g, err := tx.visibleGroup(actor.Org, standing, id, c)
		if err != nil {
			return err
		}
		info.MayChange = standing.MayChangeGroups() == nil
		if info.Group, err = tx.asSeen(actor, standing, g); err != nil {
			return err
		}
		info.FirstMembers, info.FirstKeys, err = tx.firstOf(actor, standing, g)
		return err
	})
	if err != nil {
		return store.GroupInfo{}, fmt.Errorf("look at group %s: %w", id, err)
	}
	return info, nil
}

// visibleGroup reads a group that the actor may see. Errors: [store.ErrNotFound].
func (tx *tx) visibleGroup(org store.OrgID, standing store.Standing, id store.GroupID, c store.Catalogue) (group, error) {
	g, err := tx.group(org, id, c)
	if err == nil && !standing.SeesGroup(id) {
		return group{}, store.ErrNotFound
	}
	return g, err
}

// firstOf names members and keys that belong to a group, as far as the actor sees them.
func (tx *tx) firstOf(actor store.Actor, standing store.Standing, g group) (members []store.GroupMember, keys []store.GroupKey, err error) {
	query, args := membersOfGroup, []any{actor.Org, g.no, store.MaxNamed}
	if !standing.SeesAllGroups() {
		query, args = ownMembership, append(args, standing.ID)
	}
	if members, err = all(tx, scanGroupMember, query, args...); err != nil {
		return nil, nil, fmt.Errorf("name the group's members: %w", err)
	}
	query, args = keysOfGroup, args[:3]
	if !standing.SeesAllKeys() {
		query, args = ownKeysOfGroup, append(args, standing.ID)
	}
	found, err := all(tx, scanGroupKey, query, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("name the group's keys: %w", err)
	}
	for _, k := range found {
		keys = append(keys, k.GroupKey)
	}
	return members, keys, nil
}

const groupRefsByID = `
	SELECT g.no, g.id, g.name, g.keys
	FROM groups g
	WHERE g.org_id = ? AND `

// groupRef is a group's name with its number, and how many keys belong to it.
type groupRef struct {
	store.GroupRef
	no, keys int64
}

func scanGroupRef(row scanner) (r groupRef, err error) {
	return r, row.Scan(&r.no, &r.ID, &r.Name, &r.keys)
}

// groupRefs finds groups by their ids, by name; those that aren't there are left out.
func (tx *tx) groupRefs(org store.OrgID, ids []store.GroupID) ([]groupRef, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	query := piece(groupRefsByID, org).then(in("g.id", ids))
	list, err := all(tx, scanGroupRef, query.statement(), query.args...)
	if err != nil {
		return nil, fmt.Errorf("find groups: %w", err)
	}
	slices.SortFunc(list, func(a, b groupRef) int { return store.CompareGroups(a.GroupRef, b.GroupRef) })
	return list, nil
}

// chosenGroups are groups that a form names. Errors: [store.InvalidError] where one isn't there any more.
func (tx *tx) chosenGroups(org store.OrgID, ids []store.GroupID) ([]groupRef, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) > store.MaxGroups {
		return nil, groupGone()
	}
	list, err := tx.groupRefs(org, ids)
	if err == nil && len(list) < len(ids) {
		err = groupGone()
	}
	return list, err
}

func groupGone() error {
	return &store.InvalidError{Field: "groups", Problem: store.ProblemGroupGone, Accepted: "groups that are shown"}
}

// refsOf are the groups as others mention them.
func refsOf(list []groupRef) []store.GroupRef {
	var refs []store.GroupRef
	for _, g := range list {
		refs = append(refs, g.GroupRef)
	}
	return refs
}

const anyGroup = `
	SELECT count(*)
	FROM (SELECT 1 FROM groups WHERE org_id = $1 LIMIT 1) AS g`

// hasGroups tells whether the organization has any group.
func (tx *tx) hasGroups(org store.OrgID) (bool, error) {
	n, err := tx.number(anyGroup, org)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, fmt.Errorf("look for groups: %w", err)
	}
	return n > 0, nil
}
