package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

const (
	memberStanding = `
	SELECT m.role, m.name, o.keys_reserved
	FROM members m
	JOIN organizations o ON o.org_id = m.org_id
	WHERE m.org_id = $1 AND m.account = $2 AND m.left_at = 0`
	keyStanding = `
	SELECT k.role, k.name, o.keys_reserved
	FROM keys k
	JOIN organizations o ON o.org_id = k.org_id
	WHERE k.org_id = $1 AND k.id = $2`
	groupsOfMember = `
	SELECT g.id
	FROM member_groups x
	JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	WHERE x.org_id = $1 AND x.account = $2`
	groupsOfKey = `
	SELECT g.id
	FROM keys k
	JOIN key_groups x ON x.seq = k.seq
	JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	WHERE k.org_id = $1 AND k.id = $2`
)

// standing reads what the actor is in their organization. Operator and job have no role in any.
// Errors: [store.ErrNotFound] for whoever is nothing there, and has to be told nothing about it.
func (tx *tx) standing(actor store.Actor) (store.Standing, error) {
	standing := store.Standing{Kind: actor.Kind, ID: actor.ID}
	var role, name string
	var err error
	groups := groupsOfMember
	switch to := []any{&role, &name, &standing.KeysReserved}; actor.Kind {
	case store.ActorMember:
		err = tx.scan(to, memberStanding, actor.Org, actor.ID)
	case store.ActorKey:
		groups = groupsOfKey
		err = tx.scan(to, keyStanding, actor.Org, actor.ID)
	case store.ActorOperator, store.ActorJob:
		return standing, nil
	default:
		err = store.ErrNotFound
	}
	if err == nil {
		standing.Role, err = store.ParseRole(role)
	}
	if err == nil {
		standing.Groups, err = all(tx, scanGroupID, groups, actor.Org, actor.ID)
	}
	if err != nil {
		return store.Standing{}, fmt.Errorf("read the actor's standing: %w", err)
	}
	tx.actorNames[actor] = name
	return standing, nil
}

func scanGroupID(row scanner) (id store.GroupID, err error) { return id, row.Scan(&id) }
