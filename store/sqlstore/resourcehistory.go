package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"math"

	"chatelaine/store"
)

// historyOfResource leaves out what isn't about resources: other things could have the same id.
const historyOfResource = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND seq < $3 AND action >= 'resource.' AND action < 'resource/'
	ORDER BY seq DESC
	LIMIT $4`

// resourceHistory is what was done to a resource before an event; 0: the latest.
func (tx *tx) resourceHistory(org store.OrgID, id store.ResourceID, before int64, limit int) (h store.ResourceHistory, err error) {
	if limit = min(max(limit, 0), store.MaxHistory); before <= 0 {
		before = math.MaxInt64
	}
	if h.Events, err = all(tx, scanEvent, historyOfResource, org, id, before, limit+1); err != nil {
		return h, fmt.Errorf("read the resource's events: %w", err)
	}
	h.Earlier = len(h.Events) > limit
	h.Events = h.Events[:min(limit, len(h.Events))]
	h.Names, h.Places = map[store.PrincipalID]string{}, map[store.ResourceID]string{}
	for i := range h.Events {
		h.Events[i].Request = store.Request{} // that is for who reads the whole trail
		for _, field := range append(h.Events[i].Before, h.Events[i].After...) {
			if err := tx.nameField(org, field, h); err != nil {
				return h, err
			}
		}
	}
	return h, nil
}

// nameField finds out what a field of an event is called, where it names somebody or something.
func (tx *tx) nameField(org store.OrgID, field store.Field, h store.ResourceHistory) error {
	switch field.Name {
	case "owner", "principal":
		who := store.PrincipalID(field.Value)
		if _, known := h.Names[who]; known {
			return nil
		}
		owner, err := tx.named(org, who)
		if errors.Is(err, store.ErrNotFound) || err == nil && owner.Name == "" {
			var deletion store.Event
			if deletion, err = one(tx, scanEvent, keyDeletion, org, who); err == nil {
				owner.Name = store.Value(deletion.Before, "name")
			}
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("name somebody in an event: %w", err)
		}
		h.Names[who] = owner.Name
	case "parent":
		r, err := one(tx, scanResource, resourceByID, org, field.Value)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("name a resource in an event: %w", err)
		}
		h.Places[store.ResourceID(field.Value)] = r.Name
	}
	return nil
}

// ResourceHistory implements [store.Registry].
func (db *DB) ResourceHistory(ctx context.Context, actor store.Actor, id store.ResourceID, before int64, limit int) (h store.ResourceHistory, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if _, err := tx.visibleResource(actor.Org, standing, id); err != nil || !standing.MaySeeResources() {
			return err
		}
		h, err = tx.resourceHistory(actor.Org, id, before, limit)
		return err
	})
	if err != nil {
		return store.ResourceHistory{}, fmt.Errorf("read what was done to resource %s: %w", id, err)
	}
	return h, nil
}
