package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// KeyChoices implements [store.Keys].
func (db *DB) KeyChoices(ctx context.Context, actor store.Actor, at time.Time) (choices store.KeyChoices, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		count := func(f store.KeyFilter) (store.Count, error) {
			return tx.countFilter(actor.Org, standing, f, at, store.MaxCount)
		}
		for _, status := range statuses {
			n, err := count(store.KeyFilter{Statuses: []store.Status{status}})
			if err != nil {
				return err
			}
			choices.Statuses = append(choices.Statuses, store.StatusCount{Status: status, Count: n})
		}
		for _, role := range keyRoles {
			n, err := count(store.KeyFilter{Roles: []store.Role{role}})
			if err != nil {
				return err
			}
			choices.Roles = append(choices.Roles, store.RoleCount{Role: role, Count: n})
		}
		return nil
	})
	if err != nil {
		return store.KeyChoices{}, fmt.Errorf("count keys by status and role: %w", err)
	}
	return choices, nil
}

// maxCreators is how many creators are counted at once.
const maxCreators = 100

const (
	creatorColumns = `
	SELECT m.account, m.name, m.email, m.left_at, (
		SELECT count(*)
		FROM (
			SELECT 1
			FROM keys k
			WHERE k.org_id = m.org_id AND k.creator = m.account
			LIMIT ?) c)
	FROM members m
	WHERE m.org_id = ? AND EXISTS (SELECT 1 FROM keys k WHERE k.org_id = m.org_id AND k.creator = m.account)`
)

// KeyCreators implements [store.Keys].
func (db *DB) KeyCreators(ctx context.Context, actor store.Actor, search string, chosen []store.AccountID, limit int) (creators []store.CreatorCount, err error) {
	chosen = chosen[:min(len(chosen), maxCreators)]
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		others := clause{}
		if len(chosen) > 0 {
			picked := in("m.account", chosen)
			if creators, err = tx.countedCreators(actor.Org, standing, piece("AND").then(picked), maxCreators); err != nil {
				return err
			}
			others = piece("AND NOT (").then(picked, piece(")"))
		}
		if term := store.SearchTerm(search); term != "" {
			others = others.then(piece("AND ("+contains("m.name_fold")+" OR "+contains("m.email")+")", term, store.CanonicalEmail(store.IDTerm(search))))
		}
		found, err := tx.countedCreators(actor.Org, standing, others, min(max(limit, 0), maxCreators))
		creators = append(creators, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find creators of keys: %w", err)
	}
	return creators, nil
}

// countedCreators are members who made keys that an actor with that standing sees, by name.
func (tx *tx) countedCreators(org store.OrgID, standing store.Standing, which clause, limit int) ([]store.CreatorCount, error) {
	query := piece(creatorColumns, store.MaxCount+1, org)
	if !standing.SeesAllKeys() {
		query = query.then(piece("AND m.account = ?", standing.ID))
	}
	query = query.then(which, piece("ORDER BY m.name_fold, m.account LIMIT ?", limit))
	return all(tx, scanCreatorCount, query.statement(), query.args...)
}

func scanCreatorCount(row scanner) (c store.CreatorCount, err error) {
	var left, n int64
	err = row.Scan(&c.Creator.ID, &c.Creator.Name, &c.Creator.Email, &left, &n)
	c.Creator.Left, c.Count = left != 0, countOf(n)
	return c, err
}
