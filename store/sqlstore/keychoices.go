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
		all, err := tx.keyNumbers(actor.Org, standing, at)
		if err != nil {
			return err
		}
		if choices.Statuses, err = tx.keysByStatus(actor.Org, standing, at, all); err != nil {
			return err
		}
		choices.Roles, err = tx.keysByRole(actor.Org, standing, at, all)
		return err
	})
	if err != nil {
		return store.KeyChoices{}, fmt.Errorf("count keys by status and role: %w", err)
	}
	return choices, nil
}

// keysByRole is keysByStatus for roles.
func (tx *tx) keysByRole(org store.OrgID, standing store.Standing, at time.Time, all keyNumbers) (counts []store.RoleCount, err error) {
	for _, role := range keyRoles {
		n := store.Count{N: int(all.with(role))}
		if !all.whole {
			if n, err = tx.countFilter(org, standing, store.KeyFilter{Roles: []store.Role{role}}, at, store.MaxCount); err != nil {
				return nil, err
			}
		}
		counts = append(counts, store.RoleCount{Role: role, Count: n})
	}
	return counts, nil
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
