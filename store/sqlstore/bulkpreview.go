package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	// keysToJudge is what acts decide by, beside groups and labels. Reading all of a key takes twice as long, and
	// tens of thousands are looked at while somebody waits.
	keysToJudge = `
	SELECT k.id, k.seq, k.name, k.role, k.creator, k.expires_on, k.expires_at, k.inactive_from, k.inactive_until
	FROM keys k
	WHERE k.org_id = $1 AND k.id IN %s`
	// ownedByBulk counts what the first keys of a bulk own, by kind.
	ownedByBulk = `
	WITH owned (id) AS MATERIALIZED (
		SELECT DISTINCT o.resource
		FROM bulk_keys b
		CROSS JOIN owners o
		WHERE b.bulk = $2 AND b.n <= $3 AND o.org_id = $1 AND o.principal = b.key_id
		LIMIT $4
	)
	SELECT ` + kindColumns + `, count(*)
	FROM owned w
	CROSS JOIN resources r
	CROSS JOIN kinds t
	WHERE r.org_id = $1 AND r.id = w.id AND t.org_id = $1 AND t.slug = r.kind
	GROUP BY ` + kindColumns + `
	ORDER BY count(*) DESC, t.slug`
	// accessOfBulk counts the access entries of those that own nothing.
	accessOfBulk = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM bulk_keys b
		CROSS JOIN access_entries a
		WHERE b.bulk = $2 AND b.n <= $3 AND a.org_id = $1 AND a.principal = b.key_id
		AND NOT EXISTS (SELECT 1 FROM owners o WHERE o.org_id = $1 AND o.principal = b.key_id)
		LIMIT $4
	) AS e`
)

// scanKeyToJudge reads the columns of keysToJudge.
func scanKeyToJudge(row scanner) (k store.Key, err error) {
	var role, expiresOn string
	var expires, from, until int64
	if err := row.Scan(&k.ID, &k.Seq, &k.Name, &role, &k.Creator.ID, &expiresOn, &expires, &from, &until); err != nil {
		return k, err
	}
	k.ExpiresOn, _ = store.ParseDate(expiresOn) // empty: none
	k.ExpiresAt, k.InactiveFrom, k.InactiveUntil = instant(expires), instant(from), instant(until)
	k.Role, err = store.ParseRole(role)
	return k, err
}

// scanKindCount reads kindColumns and a number.
func scanKindCount(row scanner) (c store.KindCount, err error) {
	return c, row.Scan(&c.Kind.Slug, &c.Kind.One, &c.Kind.Many, &c.Kind.Parent, &c.Count)
}

// PreviewBulk implements [store.Bulks]. Each part is a transaction of its own, so that no reader is kept for long.
func (db *DB) PreviewBulk(ctx context.Context, call store.Call, id store.BulkID, change store.BulkChange) (p store.BulkPreview, err error) {
	select {
	case db.previews <- struct{}{}:
		defer func() { <-db.previews }()
	case <-ctx.Done():
		return p, fmt.Errorf("wait to preview a bulk: %w", ctx.Err())
	}
	for more := true; more && err == nil; {
		err = db.read(ctx, func(tx *tx) error {
			more, err = tx.previewPart(call, id, change, &p)
			return err
		})
	}
	if err == nil && change.Act == store.BulkDelete {
		err = db.read(ctx, func(tx *tx) error { return tx.previewThings(call.Actor.Org, id, &p) })
	}
	if err != nil {
		return store.BulkPreview{}, fmt.Errorf("preview a bulk: %w", err)
	}
	return p, nil
}

// previewPart judges the next keys, with the rights that the actor has by now.
func (tx *tx) previewPart(call store.Call, id store.BulkID, change store.BulkChange, p *store.BulkPreview) (more bool, err error) {
	b, err := tx.bulkOf(call.Actor, id)
	if err != nil {
		return false, err
	}
	if b.State != store.BulkChosen {
		return false, store.ErrBulkBegun
	}
	d, err := tx.newDeed(call, change)
	if err != nil {
		return false, err
	}
	rows, err := all(tx, scanBulkRow, bulkRows, id, p.Looked, store.MaxBulk)
	if err != nil {
		return false, fmt.Errorf("read the next keys: %w", err)
	}
	judged, err := d.judgeRows(rows, keysToJudge, scanKeyToJudge)
	if err != nil {
		return false, err
	}
	p.Change, p.Groups, p.Total = change, d.groups, b.Total
	p.Add(judged)
	return len(rows) > 0 && p.Looked < min(b.Total, store.MaxPreviewed), nil
}

// previewThings counts what a deletion would be about.
func (tx *tx) previewThings(org store.OrgID, id store.BulkID, p *store.BulkPreview) (err error) {
	if p.Owned, err = all(tx, scanKindCount, ownedByBulk, org, id, p.Looked, store.MaxPreviewedThings); err != nil {
		return fmt.Errorf("count what the keys own: %w", err)
	}
	n, err := tx.number(accessOfBulk, org, id, p.Looked, store.MaxPreviewedThings)
	if err != nil {
		return fmt.Errorf("count what the keys may open: %w", err)
	}
	p.Access = int(n)
	return nil
}
