package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const everyMember = `
	SELECT m.account, m.name, 0, m.email, m.role
	FROM members m
	WHERE m.org_id = $1 AND m.left_at = 0
	ORDER BY m.name_fold, m.account`

// Holders implements [store.Registry].
func (db *DB) Holders(ctx context.Context, actor store.Actor, everybody bool, search string, limit int) (list []store.Holder, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayManageResources(); err != nil {
			return err
		}
		members, err := all(tx, scanHolder, everyMember, actor.Org)
		if err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		for _, m := range members {
			if len(list) < limit && (everybody || m.Role.CanOwn()) && store.FindsPerson(search, m.Name, m.Email) {
				list = append(list, m)
			}
		}
		keys, err := tx.holdingKeys(actor.Org, standing, search, limit)
		list = append(list, keys...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for owners: %w", err)
	}
	return list, nil
}

// holdingKeys are keys whose name contains the search, by name.
func (tx *tx) holdingKeys(org store.OrgID, standing store.Standing, search string, limit int) (list []store.Holder, err error) {
	query := store.KeyQuery{Sort: store.KeySort{Column: store.ColumnName}, Rows: limit, Patient: true}
	if store.SearchTerm(search) != "" {
		query.Filter.Name = store.TextFilter{Op: store.TextContains, Text: search}
	}
	keys, err := tx.keyList(org, standing, query)
	if err != nil {
		return nil, err
	}
	seen, err := tx.totalKeys(org, standing)
	if err != nil {
		return nil, err
	}
	page, err := keys.page(query, seen)
	for _, k := range page.Keys {
		list = append(list, store.Holder{Owner: store.Owner{ID: k.ID.Principal(), Name: k.Name, Key: true}, Role: k.Role})
	}
	return list, err
}
