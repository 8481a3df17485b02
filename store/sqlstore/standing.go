package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

const (
	// Both give a row for each group, and one without any for who belongs to none: one statement, as nearly every other call
	// begins with it.
	memberStanding = `
	SELECT m.role, m.name, m.email, o.keys_reserved, coalesce(g.id, '')
	FROM members m
	JOIN organizations o ON o.org_id = m.org_id
	LEFT JOIN member_groups x ON x.org_id = m.org_id AND x.account = m.account
	LEFT JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	WHERE m.org_id = $1 AND m.account = $2 AND m.left_at = 0`
	keyStanding = `
	SELECT k.role, k.name, '', o.keys_reserved, coalesce(g.id, '')
	FROM keys k
	JOIN organizations o ON o.org_id = k.org_id
	LEFT JOIN key_groups x ON x.seq = k.seq
	LEFT JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	WHERE k.org_id = $1 AND k.id = $2`
)

// standing reads what the actor is in their organization. Operator and job have no role in any.
// Errors: [store.ErrNotFound] for whoever is nothing there, and has to be told nothing about it.
func (tx *tx) standing(actor store.Actor) (store.Standing, error) {
	standing := store.Standing{Kind: actor.Kind, ID: actor.ID}
	var rows []standingRow
	err := store.ErrNotFound
	switch actor.Kind {
	case store.ActorMember:
		rows, err = all(tx, scanStanding, memberStanding, actor.Org, actor.ID)
	case store.ActorKey:
		rows, err = all(tx, scanStanding, keyStanding, actor.Org, actor.ID)
	case store.ActorOperator, store.ActorJob:
		return standing, nil
	}
	if err == nil && len(rows) == 0 {
		err = store.ErrNotFound
	}
	if err == nil {
		standing.KeysReserved = rows[0].reserved
		standing.Role, err = store.ParseRole(rows[0].role)
	}
	if err != nil {
		return store.Standing{}, fmt.Errorf("read the actor's standing: %w", err)
	}
	for _, row := range rows {
		if row.group != "" {
			standing.Groups = append(standing.Groups, row.group)
		}
	}
	tx.known[actor] = rows[0].person
	return standing, nil
}

// standingRow is what an actor is, with one of their groups; empty: they belong to none.
type standingRow struct {
	person
	role     string
	reserved bool
	group    store.GroupID
}

func scanStanding(row scanner) (r standingRow, err error) {
	return r, row.Scan(&r.role, &r.name, &r.email, &r.reserved, &r.group)
}
