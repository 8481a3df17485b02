package sqlstore

import (
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	listedResources = `
	SELECT ` + resourceColumns + `, r.created_at, coalesce((
			SELECT p.name
			FROM resources p
			WHERE p.org_id = r.org_id AND p.id = r.parent), ''), (
			SELECT count(*)
			FROM owners o
			WHERE o.org_id = r.org_id AND o.resource = r.id), (
			SELECT count(*)
			FROM access_entries a
			WHERE a.org_id = r.org_id AND a.resource = r.id)` + fromResources + `
	WHERE r.org_id = $1 AND r.id IN %s`
	// firstOwners are the first few of each resource, members before keys.
	firstOwners = `
	SELECT ` + ownerColumns + `
	FROM owners o` + ownerJoins + `
	WHERE o.org_id = $1 AND o.resource IN %s`
	principalNamed = `
	SELECT p.id, coalesce(m.name, k.name, ''), CASE WHEN p.kind = 'key' THEN 1 ELSE 0 END
	FROM principals p
	LEFT JOIN members m ON m.org_id = p.org_id AND m.account = p.id
	LEFT JOIN keys k ON k.org_id = p.org_id AND k.id = p.id
	WHERE p.org_id = $1 AND p.id = $2`
	kindsByName = `
	SELECT ` + kindColumns + `
	FROM kinds t
	WHERE t.org_id = $1
	ORDER BY t.slug`
)

// scanListed reads the columns of listedResources.
func scanListed(row scanner) (l store.ListedResource, err error) {
	var made int64
	r, k := &l.Resource, &l.Resource.Kind
	err = row.Scan(&k.Slug, &k.One, &k.Many, &k.Parent, &r.ID, &r.OutsideID, &r.Name, &r.Parent, &made, &l.ParentName, &l.OwnerCount, &l.AccessEntries)
	l.CreatedAt = instant(made)
	return l, err
}

// listed are resources as rows of the list, in the order of their ids here. Who sees a resource is told what it lies in is
// called.
func (tx *tx) listed(org store.OrgID, ids []store.ResourceID) ([]store.ListedResource, error) {
	rows, err := allEach(tx, scanListed, listedResources, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the resources: %w", err)
	}
	place := make(map[store.ResourceID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	list := make([]store.ListedResource, len(ids))
	for _, r := range rows {
		list[place[r.Resource.ID]] = r
	}
	owners, err := allEach(tx, scanOwning, firstOwners, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the owners: %w", err)
	}
	for _, o := range owners {
		if r := &list[place[o.resource]]; !slices.Contains(r.Owners, o.owner) {
			r.Owners = append(r.Owners, o.owner)
		}
	}
	for i := range list {
		slices.SortFunc(list[i].Owners, store.CompareOwners)
		list[i].Owners = list[i].Owners[:min(len(list[i].Owners), store.MaxListedOwners)]
	}
	return list, nil
}

func scanNamed(row scanner) (o store.Owner, err error) { return o, row.Scan(&o.ID, &o.Name, &o.Key) }

// named is what a principal is called. Errors: [store.ErrNotFound].
func (tx *tx) named(org store.OrgID, id store.PrincipalID) (store.Owner, error) {
	o, err := one(tx, scanNamed, principalNamed, org, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return o, fmt.Errorf("read the name of a principal: %w", err)
	}
	return o, err
}

// kindsOf are the organization's kinds of resources, by their short names.
func (tx *tx) kindsOf(org store.OrgID) ([]store.Kind, error) {
	kinds, err := all(tx, scanKind, kindsByName, org)
	if err != nil {
		return nil, fmt.Errorf("read the kinds: %w", err)
	}
	return kinds, nil
}
