package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

// maxChosenGroups is by how many groups at once the table can be narrowed; the rest of a longer list is left out.
const maxChosenGroups = 50

// ofGroups adds the part of keys that belong to one of some groups. How many do is known, and a key can belong to several.
func (p *parts) ofGroups(wanted []store.GroupID) error {
	if len(wanted) == 0 {
		return nil
	}
	groups, err := p.tx.groupRefs(p.org, wanted[:min(len(wanted), maxChosenGroups)])
	if err != nil {
		return err
	}
	one := part{overlap: len(groups) > 1}
	for _, g := range groups {
		one.arms = append(one.arms, arm{
			from: "key_groups x" + byIndex("key_groups_by_group"), where: piece("x.org_id = ? AND x.grp = ?", p.org, g.no), seq: "x.seq", beside: true,
			test: piece("EXISTS (SELECT 1 FROM key_groups x WHERE x.seq = k.seq AND x.grp = ?)", g.no), apart: true, probes: true,
			n: min(g.keys, store.MaxCount+1), counted: true,
		})
	}
	p.add(one)
	return nil
}

const (
	allGroupCounts = `
	SELECT g.id, g.name, g.keys
	FROM groups g
	WHERE g.org_id = $1
	ORDER BY g.name_fold, g.id`
	ownGroupCounts = `
	SELECT g.id, g.name, count(*)
	FROM keys k
	CROSS JOIN key_groups x
	CROSS JOIN groups g
	WHERE k.org_id = $1 AND k.creator = $2 AND x.seq = k.seq AND g.org_id = x.org_id AND g.no = x.grp
	GROUP BY g.no
	ORDER BY g.name_fold, g.id`
)

func scanGroupCount(row scanner) (c store.GroupCount, err error) {
	var n int64
	err = row.Scan(&c.Group.ID, &c.Group.Name, &n)
	c.Count = countOf(n)
	return c, err
}

// groupCounts are the groups whose keys an actor with that standing sees, by name.
func (tx *tx) groupCounts(actor store.Actor, standing store.Standing) ([]store.GroupCount, error) {
	query, args := allGroupCounts, []any{actor.Org}
	if !standing.SeesAllKeys() {
		query, args = ownGroupCounts, append(args, actor.ID)
	}
	list, err := all(tx, scanGroupCount, query, args...)
	if err != nil {
		return nil, fmt.Errorf("count keys by group: %w", err)
	}
	return list, nil
}

// KeyGroups implements [store.Keys].
func (db *DB) KeyGroups(ctx context.Context, actor store.Actor, search string, chosen []store.GroupID, limit int) (list []store.GroupCount, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		counts, err := tx.groupCounts(actor, standing)
		if err != nil {
			return err
		}
		var others []store.GroupCount
		for _, c := range counts {
			switch {
			case slices.Contains(chosen, c.Group.ID):
				list = append(list, c)
			case len(others) < limit && store.FindsPerson(search, c.Group.Name, ""):
				others = append(others, c)
			}
		}
		list = append(list, others...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find groups of keys: %w", err)
	}
	return list, nil
}

// filteredGroups are those of a filter's groups whose keys an actor with that standing sees, by name.
func (tx *tx) filteredGroups(actor store.Actor, standing store.Standing, chosen []store.GroupID) (refs []store.GroupRef, err error) {
	if len(chosen) == 0 {
		return nil, nil
	}
	counts, err := tx.groupCounts(actor, standing)
	for _, c := range counts {
		if slices.Contains(chosen, c.Group.ID) {
			refs = append(refs, c.Group)
		}
	}
	return refs, err
}
