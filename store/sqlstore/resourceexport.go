package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"chatelaine/store"
)

// StartResourceExport implements [store.Registry].
func (db *DB) StartResourceExport(ctx context.Context, call store.Call, query store.ResourceQuery, format string) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayExportResources(); err != nil {
			return nil, err
		}
		return []store.Event{{Org: call.Actor.Org, Action: store.ResourcesExported, Subject: string(call.Actor.ID), After: []store.Field{
			{Name: "format", Value: format}, {Name: "filters", Value: strconv.Itoa(query.Filter.Parts())},
		}}}, nil
	})
	if err != nil {
		return fmt.Errorf("note an export of resources: %w", err)
	}
	return nil
}

// ResourceBatch implements [store.Registry].
func (db *DB) ResourceBatch(ctx context.Context, actor store.Actor, query store.ResourceQuery) (batch store.ResourceBatch, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayExportResources(); err != nil {
			return err
		}
		l, err := tx.resourceList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		ids, err := l.ids(query.After, false, store.ExportRows+1)
		if err != nil {
			return err
		}
		more := len(ids) > store.ExportRows
		rows, err := tx.exported(actor.Org, ids[:min(len(ids), store.ExportRows)])
		if err != nil {
			return err
		}
		for _, r := range rows {
			batch.Rows = append(batch.Rows, r.row)
		}
		if more {
			batch.Next = store.ResourceCursorOf(rows[len(rows)-1].listed, l.sort)
		}
		return nil
	})
	if err != nil {
		return store.ResourceBatch{}, fmt.Errorf("read resources to export: %w", err)
	}
	return batch, nil
}

const (
	exportedResources = `
	SELECT ` + resourceColumns + `, r.created_at, coalesce((
			SELECT p.outside_id
			FROM resources p
			WHERE p.org_id = r.org_id AND p.id = r.parent), '')` + fromResources + `
	WHERE r.org_id = $1 AND r.id IN %s`
	exportedOwners = `
	SELECT o.resource, coalesce(m.email, o.principal), ''
	FROM owners o
	LEFT JOIN members m ON m.org_id = o.org_id AND m.account = o.principal
	WHERE o.org_id = $1 AND o.resource IN %s`
	exportedAccess = `
	SELECT a.resource, coalesce(m.email, a.principal), a.access
	FROM access_entries a
	LEFT JOIN members m ON m.org_id = a.org_id AND m.account = a.principal
	WHERE a.org_id = $1 AND a.resource IN %s`
)

// exportedRow is a row of a file with what its place in the list is made from.
type exportedRow struct {
	row    store.ResourceRow
	listed store.ListedResource
}

func scanExported(row scanner) (e exportedRow, err error) {
	var made int64
	r, k := &e.listed.Resource, &e.listed.Resource.Kind
	err = row.Scan(&k.Slug, &k.One, &k.Many, &k.Parent, &r.ID, &r.OutsideID, &r.Name, &r.Parent, &made, &e.row.Parent)
	e.listed.CreatedAt = instant(made)
	e.row.ID, e.row.Kind, e.row.OutsideID, e.row.Name = r.ID, k.Slug, r.OutsideID, r.Name
	return e, err
}

// saying is who has a say in a resource, as a file names them. Access is empty for owners.
type saying struct {
	resource store.ResourceID
	who      string
	access   store.Access
}

func scanSaying(row scanner) (s saying, err error) {
	return s, row.Scan(&s.resource, &s.who, &s.access)
}

// exported are resources as a file has them, in the order of their ids here.
func (tx *tx) exported(org store.OrgID, ids []store.ResourceID) ([]exportedRow, error) {
	found, err := allEach(tx, scanExported, exportedResources, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the resources: %w", err)
	}
	place := make(map[store.ResourceID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	rows := make([]exportedRow, len(ids))
	for _, e := range found {
		rows[place[e.row.ID]] = e
	}
	owners, err := allEach(tx, scanSaying, exportedOwners, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the owners: %w", err)
	}
	access, err := allEach(tx, scanSaying, exportedAccess, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the access entries: %w", err)
	}
	for _, s := range append(owners, access...) {
		r := &rows[place[s.resource]].row
		to := map[store.Access]*[]string{"": &r.Owners, store.AccessView: &r.View, store.AccessModify: &r.Modify}[s.access]
		*to = append(*to, s.who)
	}
	for i := range rows {
		for _, list := range [][]string{rows[i].row.Owners, rows[i].row.View, rows[i].row.Modify} {
			slices.Sort(list)
		}
	}
	return rows, nil
}
