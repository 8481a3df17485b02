package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	resourceByName = `
	SELECT id, coalesce(parent, '')
	FROM resources
	WHERE org_id = $1 AND kind = $2 AND outside_id = $3`
	keySaysIn = `
	SELECT resource, ''
	FROM owners
	WHERE org_id = $1 AND principal = $2 AND resource IN ($3, $4)
	UNION ALL
	SELECT resource, access
	FROM access_entries
	WHERE org_id = $1 AND principal = $2 AND resource IN ($3, $4)`
)

// keySay is a say that somebody has in a resource; without access, they own it.
type keySay struct {
	resource store.ResourceID
	access   store.Access
}

func scanKeySay(row scanner) (h keySay, err error) { return h, row.Scan(&h.resource, &h.access) }

// KeyAccess implements [store.ResourceAccess].
func (db *DB) KeyAccess(ctx context.Context, org store.OrgID, key store.KeyID, resources []store.ResourceName) (list []store.Access, err error) {
	err = db.read(ctx, func(tx *tx) error {
		for _, name := range resources {
			access, err := tx.accessOf(org, key, name)
			if err != nil {
				return err
			}
			list = append(list, access)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look at what key %s may do with resources: %w", key, err)
	}
	return list, nil
}

// accessOf is what a key may do with one resource.
func (tx *tx) accessOf(org store.OrgID, key store.KeyID, name store.ResourceName) (store.Access, error) {
	var id, parent store.ResourceID
	err := tx.scan([]any{&id, &parent}, resourceByName, org, name.Kind, name.OutsideID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find a resource: %w", err)
	}
	found, err := all(tx, scanKeySay, keySaysIn, org, key, id, parent)
	if err != nil {
		return "", fmt.Errorf("read the say of a key: %w", err)
	}
	var self, over store.Held
	who := store.Owner{ID: key.Principal(), Key: true}
	for _, h := range found {
		held := &self
		if h.resource != id {
			held = &over
		}
		if h.access == "" {
			held.Owners = append(held.Owners, who)
		} else {
			held.Access = append(held.Access, store.NamedEntry{Who: who, Access: h.access})
		}
	}
	if says := store.EffectiveAccess(self, over); len(says) > 0 {
		return says[0].Access, nil
	}
	return "", nil
}
