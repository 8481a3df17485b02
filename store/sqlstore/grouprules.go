package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const restrictGroup = `
	UPDATE groups
	SET version = version + 1, networks = $3
	WHERE org_id = $1 AND no = $2`

// RestrictGroup implements [store.Rules].
func (db *DB) RestrictGroup(ctx context.Context, call store.Call, id store.GroupID, version int64, networks store.Networks) (after store.Group, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		g, c, err := tx.groupToChange(call.Actor, id)
		if err != nil {
			return nil, err
		}
		if version != 0 && version != g.Version {
			return nil, tx.groupChanged(call.Actor.Org, g.Group)
		}
		if err := networks.Check("networks"); err != nil {
			return nil, err
		}
		if after = g.Group; g.Networks.Equal(networks) {
			return nil, nil
		}
		if _, err := tx.exec(restrictGroup, call.Actor.Org, g.no, networks.String()); err != nil {
			return nil, fmt.Errorf("write the group's networks: %w", err)
		}
		now, err := tx.group(call.Actor.Org, id, c)
		after = now.Group
		return ruled(call.Actor.Org, store.GroupRestricted, string(id), "networks", g.Networks.Join(), networks.Join()), err
	})
	if err != nil {
		return store.Group{}, fmt.Errorf("restrict group %s: %w", id, err)
	}
	return after, nil
}

// groupToChange reads a group for an actor who may change it.
func (tx *tx) groupToChange(actor store.Actor, id store.GroupID) (group, store.Catalogue, error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return group{}, store.Catalogue{}, err
	}
	c, err := tx.catalogue(actor.Org)
	if err != nil {
		return group{}, c, err
	}
	g, err := tx.visibleGroup(actor.Org, standing, id, c)
	if err == nil {
		err = standing.MayChangeGroups()
	}
	return g, c, err
}

// groupChanged is the error for a form about a group that has changed since.
func (tx *tx) groupChanged(org store.OrgID, g store.Group) error {
	last, err := one(tx, scanEvent, lastKeyEvent, org, g.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the group: %w", err)
	}
	return &store.GroupChangedError{Group: g, Last: last}
}
