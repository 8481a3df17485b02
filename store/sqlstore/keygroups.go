package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	groupsOfRows = `
	SELECT x.seq, g.id, g.name
	FROM key_groups x
	CROSS JOIN groups g
	WHERE x.org_id = $1 AND g.org_id = x.org_id AND g.no = x.grp AND x.seq IN `
	grantsOfMember = `
	SELECT p.kind, p.action, p.manager_only, g.id, g.name
	FROM member_groups x` + grantJoins + `
	WHERE x.org_id = $1 AND x.account = $2` + grantOrder
	grantsOfKey = `
	SELECT p.kind, p.action, p.manager_only, g.id, g.name
	FROM keys k
	CROSS JOIN key_groups x` + grantJoins + `
	WHERE k.org_id = $1 AND k.id = $2 AND x.seq = k.seq` + grantOrder
	grantJoins = `
	JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	JOIN group_permissions y ON y.org_id = x.org_id AND y.grp = x.grp
	JOIN permissions p ON p.org_id = y.org_id AND p.kind = y.kind AND p.action = y.action
	JOIN catalogue_kinds t ON t.org_id = p.org_id AND t.slug = p.kind
	JOIN catalogue_actions a ON a.org_id = p.org_id AND a.slug = p.action`
	grantOrder = `
	ORDER BY t.place, a.place, g.name_fold, g.id`
)

// keyInGroup is that a key, by its seq, belongs to a group.
type keyInGroup struct {
	seq   int64
	group store.GroupRef
}

func scanKeyInGroup(row scanner) (k keyInGroup, err error) {
	return k, row.Scan(&k.seq, &k.group.ID, &k.group.Name)
}

// fillGroups reads the groups of keys, in one query for all of them.
func (tx *tx) fillGroups(org store.OrgID, keys []*store.Key) error {
	if len(keys) == 0 {
		return nil
	}
	args := []any{org}
	of := make(map[int64]*store.Key, len(keys))
	for i := range rowsOfPage(len(keys)) {
		key := keys[min(i, len(keys)-1)]
		args = append(args, key.Seq)
		of[key.Seq] = key
	}
	list, err := all(tx, scanKeyInGroup, groupsOfRows+"("+parameters(2, len(args)-1)+") ORDER BY g.name_fold, g.id", args...)
	if err != nil {
		return fmt.Errorf("read the keys' groups: %w", err)
	}
	for _, in := range list {
		of[in.seq].Groups = append(of[in.seq].Groups, in.group)
	}
	return nil
}

// pointers are the elements of a list, to be filled in.
func pointers[T any](list []T, key func(*T) *store.Key) []*store.Key {
	keys := make([]*store.Key, len(list))
	for i := range list {
		keys[i] = key(&list[i])
	}
	return keys
}

func itself(k *store.Key) *store.Key          { return k }
func keyOfFacts(k *store.KeyFacts) *store.Key { return &k.Key }

func scanGrant(row scanner) (p store.GroupPermission, err error) {
	var kind, action string
	err = row.Scan(&kind, &action, &p.ManagerOnly, &p.Group.ID, &p.Group.Name)
	p.Permission = store.PermissionOf(kind, action)
	return p, err
}

// grantsOf is what an actor's groups let it do.
func (tx *tx) grantsOf(actor store.Actor, standing store.Standing) ([]store.Grant, error) {
	query := grantsOfMember
	if actor.Kind == store.ActorKey {
		query = grantsOfKey
	}
	return tx.grants(query, actor.Org, actor.ID, standing.Role)
}

// grants is what a principal's groups let it do, in the order of the catalogue.
func (tx *tx) grants(query string, org store.OrgID, id store.PrincipalID, role store.Role) ([]store.Grant, error) {
	list, err := all(tx, scanGrant, query, org, id)
	if err != nil {
		return nil, fmt.Errorf("read what its groups let it do: %w", err)
	}
	return store.Grants(role, list), nil
}

const (
	keyJoinsGroup = `
	INSERT INTO key_groups (org_id, seq, grp)
	VALUES ($1, $2, $3)
	ON CONFLICT DO NOTHING`
	keyLeavesGroup = `
	DELETE FROM key_groups
	WHERE org_id = $1 AND seq = $2 AND grp = $3`
)

// ChangeGroups implements [store.Keys].
func (db *DB) ChangeGroups(ctx context.Context, call store.Call, id store.KeyID, version int64, change store.Regroup) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		if err := standing.MayChangeKeys(); err != nil {
			return nil, err
		}
		return tx.regroup(call.Actor.Org, standing, key, change)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("change the groups of key %s: %w", id, err)
	}
	return key, nil
}

// regroup changes the groups of a key, for an actor who may change keys. No event: they were so already.
func (tx *tx) regroup(org store.OrgID, standing store.Standing, key *store.Key, change store.Regroup) ([]store.Event, error) {
	if err := change.Check(); err != nil {
		return nil, err
	}
	chosen, err := tx.chosenGroups(org, change.Groups)
	if err != nil {
		return nil, err
	}
	after := change.Of(key.Groups, refsOf(chosen))
	if err := standing.MayRegroup(key.Groups, after); err != nil {
		return nil, err
	}
	return tx.writeGroups(org, key, after)
}

// writeGroups gives a key the groups that it is to have. No event: it has them already.
func (tx *tx) writeGroups(org store.OrgID, key *store.Key, after []store.GroupRef) ([]store.Event, error) {
	here, err := tx.groupRefs(org, groupIDs(append(slices.Clone(key.Groups), after...)))
	if err != nil {
		return nil, err
	}
	changed := false
	for _, g := range here {
		had, has := slices.Contains(key.Groups, g.GroupRef), slices.Contains(after, g.GroupRef)
		if had == has {
			continue
		}
		statement := keyLeavesGroup
		if has {
			statement = keyJoinsGroup
		}
		if _, err := tx.exec(statement, org, key.Seq, g.no); err != nil {
			return nil, fmt.Errorf("write the key's groups: %w", err)
		}
		changed = true
	}
	if !changed {
		return nil, nil
	}
	before := key.Groups
	key.Groups = sorted(after)
	return []store.Event{{Org: org, Action: store.KeyRegrouped, Subject: string(key.ID),
		Before: []store.Field{{Name: "groups", Value: store.JoinNames(before)}}, After: []store.Field{{Name: "groups", Value: store.JoinNames(key.Groups)}}}}, tx.edited(org, key.ID)
}

// sorted are groups by name.
func sorted(list []store.GroupRef) []store.GroupRef {
	return slices.SortedFunc(slices.Values(list), store.CompareGroups)
}

func groupIDs(list []store.GroupRef) []store.GroupID {
	ids := make([]store.GroupID, len(list))
	for i, g := range list {
		ids[i] = g.ID
	}
	return ids
}

// groupNewKey gives a new key its groups.
func (tx *tx) groupNewKey(org store.OrgID, seq int64, groups []groupRef) error {
	for _, g := range groups {
		if _, err := tx.exec(keyJoinsGroup, org, seq, g.no); err != nil {
			return fmt.Errorf("write the key's groups: %w", err)
		}
	}
	return nil
}

// groupsForNewKey finds the groups that a new key is to have. Errors: those of [store.Standing.MayGroupNewKey], and
// [store.InvalidError] for one that isn't there.
func (tx *tx) groupsForNewKey(org store.OrgID, standing store.Standing, ids []store.GroupID) ([]groupRef, error) {
	chosen, err := tx.chosenGroups(org, ids)
	if err != nil {
		return nil, err
	}
	any := len(chosen) > 0
	if !any {
		if any, err = tx.hasGroups(org); err != nil {
			return nil, err
		}
	}
	return chosen, standing.MayGroupNewKey(refsOf(chosen), any)
}

const groupChoices = `
	SELECT g.id, g.name, g.about
	FROM groups g
	WHERE g.org_id = $1
	ORDER BY g.name_fold, g.id`

func scanGroupChoice(row scanner) (c store.GroupChoice, err error) {
	return c, row.Scan(&c.ID, &c.Name, &c.About)
}

// groupChoices are the groups that an actor with that standing can give; any: the organization has some.
func (tx *tx) groupChoices(org store.OrgID, standing store.Standing) (list []store.GroupChoice, any bool, err error) {
	all, err := all(tx, scanGroupChoice, groupChoices, org)
	if err != nil {
		return nil, false, fmt.Errorf("read the groups: %w", err)
	}
	for _, g := range all {
		if standing.HoldsGroup(g.ID) {
			list = append(list, g)
		}
	}
	return list, len(all) > 0, nil
}
