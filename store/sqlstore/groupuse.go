package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// Each key of the group is looked up by itself, the newest first, and only so many: a group can have any number.
const networksOfGroup = `
	SELECT n.network, max(n.day)
	FROM (
		SELECT seq
		FROM key_groups
		WHERE org_id = $1 AND grp = $2
		ORDER BY seq DESC
		LIMIT $4) x
	CROSS JOIN key_networks n
	WHERE n.seq = x.seq AND n.day > $3
	GROUP BY n.network
	ORDER BY max(n.day) DESC, n.network
	LIMIT $5`

// SeenOfGroup implements [store.Uses].
func (db *DB) SeenOfGroup(ctx context.Context, actor store.Actor, id store.GroupID) (seen []store.SeenNetwork, err error) {
	err = db.read(ctx, func(tx *tx) error {
		g, _, err := tx.groupToChange(actor, id)
		if err != nil {
			return err
		}
		last, err := tx.number(lastUseDay, actor.Org)
		if err != nil || last == 0 {
			return err
		}
		seen, err = all(tx, scanNetwork, networksOfGroup, actor.Org, g.no, last-store.UseDays, store.MaxSeenKeys, store.MaxNetworks)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look where group %s was used from: %w", id, err)
	}
	return seen, nil
}
