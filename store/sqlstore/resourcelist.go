package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

// maxOwned is up to how many resources of the owners that a list is narrowed by are looked up and sorted. Where there are
// more, the order is walked: then they are dense in it.
const maxOwned = 5000

// resourceOrder is how an order of the list is read.
type resourceOrder struct {
	index   string
	columns []string // of resources r; compared one after the other
}

var resourceOrders = map[store.ResourceColumn]resourceOrder{
	store.ResourceColumnName:    {"resources_by_name", []string{"r.name_fold", "r.id"}},
	store.ResourceColumnKind:    {"resources_by_kind", []string{"r.kind", "r.name_fold", "r.id"}},
	store.ResourceColumnCreated: {"resources_by_creation", []string{"r.created_at", "r.id"}},
}

// resourceList is the list that somebody asks for.
type resourceList struct {
	tx    *tx
	org   store.OrgID
	sort  store.ResourceSort
	order resourceOrder
	from  clause // the tables, and what chooses their rows
	test  clause // the filter, as a condition on resources r
}

const (
	// ownedByAny are the resources that some principals own; its arguments are the organization and the principals.
	ownedByAny = `SELECT o.resource AS id FROM owners o INDEXED BY owners_by_principal WHERE o.org_id = ? AND `
	// saidOf are those that one has a say in: that they own or have an access entry to, and those that lie in these.
	saidOf = `
	SELECT o.resource AS id
	FROM owners o INDEXED BY owners_by_principal
	WHERE o.org_id = ? AND o.principal = ?
	UNION
	SELECT a.resource
	FROM access_entries a INDEXED BY access_entries_by_principal
	WHERE a.org_id = ? AND a.principal = ?`
	saidBelow = `
	WITH said (id) AS MATERIALIZED (` + saidOf + `)
	SELECT s.id
	FROM said s
	UNION
	SELECT c.id
	FROM said s
	CROSS JOIN resources c INDEXED BY resources_by_parent
	WHERE c.org_id = ? AND c.parent = s.id`
)

// said chooses what one principal has a say in.
func said(org store.OrgID, who store.PrincipalID) clause {
	return piece(saidBelow, org, who, org, who, org)
}

// resourceList chooses how to read: by what a principal has a say in, by what some own, by what lies in one, or in the order.
func (tx *tx) resourceList(org store.OrgID, standing store.Standing, q store.ResourceQuery) (l resourceList, err error) {
	sort, f := q.Sort.OrDefault(), q.Filter.Clean()
	l = resourceList{tx: tx, org: org, sort: sort, order: resourceOrders[sort.Column]}
	l.from = piece("FROM resources r"+byIndex(l.order.index)+" WHERE r.org_id = ?", org)
	l.test = resourceTest(f)
	looked := func(ids clause) {
		l.from = piece("FROM (SELECT DISTINCT w.id FROM (").then(ids, piece(") w) f CROSS JOIN resources r WHERE r.org_id = ? AND r.id = f.id", org))
	}
	var owned clause
	few := false
	if len(f.Owners) > 0 {
		owned = in("o.principal", f.Owners)
		if few, err = tx.ownFew(org, owned); err != nil {
			return l, err
		}
	}
	switch {
	case !standing.MaySeeResources() && standing.Kind != store.ActorOperator:
		looked(said(org, standing.ID))
	case few:
		looked(piece(ownedByAny, org).then(owned))
		return l, nil
	case f.In != "":
		l.from = piece("FROM resources r INDEXED BY resources_by_parent WHERE r.org_id = ? AND r.parent = ?", org, f.In)
	}
	if len(f.Owners) > 0 {
		l.test = and(l.test, piece("EXISTS (SELECT 1 FROM owners o WHERE o.org_id = r.org_id AND o.resource = r.id AND").then(owned, piece(")")))
	}
	return l, nil
}

// ownFew tells whether the principals together own so little that it can be looked up.
func (tx *tx) ownFew(org store.OrgID, owned clause) (bool, error) {
	count := piece("SELECT count(*) FROM (").then(piece(ownedByAny, org), owned, piece("LIMIT ?) c", maxOwned+1))
	n, err := tx.number(count.statement(), count.args...)
	if err != nil {
		return false, fmt.Errorf("count what some own: %w", err)
	}
	return n <= maxOwned, nil
}

// resourceTest is the filter without its owners.
func resourceTest(f store.ResourceFilter) (test clause) {
	if term := store.SearchTerm(f.Search); store.Impossible(term) {
		return piece("1 = 0")
	} else if term != "" {
		test = or(piece(contains("r.name_fold"), term), piece(contains("r.outside_fold"), term))
	}
	if len(f.Kinds) > 0 {
		test = and(test, in("r.kind", f.Kinds))
	}
	if f.KeysAlone {
		test = and(test, piece("r.member_owners = 0"))
	}
	if f.In != "" {
		test = and(test, piece("r.parent = ?", f.In))
	}
	return test
}

// place is where a cursor stands in the order.
func (l resourceList) place(c store.ResourceCursor) []any {
	switch l.sort.Column {
	case store.ResourceColumnKind:
		return []any{c.Kind, store.Fold(c.Name), string(c.ID)}
	case store.ResourceColumnCreated:
		return []any{c.Number, string(c.ID)}
	}
	return []any{store.Fold(c.Name), string(c.ID)}
}

// beyond is the condition that a row comes after a place, or, back, before it. The zero cursor asks for nothing.
func (l resourceList) beyond(c store.ResourceCursor, back, inclusive bool) clause {
	if !c.In(l.sort) {
		return clause{}
	}
	sign := ">"
	if back != l.sort.Descending {
		sign = "<"
	}
	if inclusive {
		sign += "="
	}
	text := "(" + joinColumns(l.order.columns, "") + ") " + sign + " (?"
	for range l.order.columns[1:] {
		text += ", ?"
	}
	return piece(text+")", l.place(c)...)
}

func joinColumns(columns []string, direction string) (text string) {
	for i, c := range columns {
		if i > 0 {
			text += ", "
		}
		text += c + direction
	}
	return text
}

// where is the statement's rows: those of the list that fulfil a further condition.
func (l resourceList) where(more clause) clause {
	tests := and(l.test, more)
	if tests.isZero() {
		return l.from
	}
	return l.from.then(piece("AND"), tests)
}

// ids are the next ones from a place on, at most so many.
func (l resourceList) ids(from store.ResourceCursor, back bool, rows int) ([]store.ResourceID, error) {
	direction := ""
	if back != l.sort.Descending {
		direction = " DESC"
	}
	query := piece("SELECT r.id").then(l.where(l.beyond(from, back, false)), piece("ORDER BY "+joinColumns(l.order.columns, direction)+" LIMIT ?", rows))
	list, err := all(l.tx, scanResourceID, query.statement(), query.args...)
	if err != nil {
		return nil, fmt.Errorf("read a part of the list: %w", err)
	}
	if back {
		slices.Reverse(list)
	}
	return list, nil
}

func scanResourceID(row scanner) (id store.ResourceID, err error) { return id, row.Scan(&id) }

// count counts the rows that fulfil a condition, up to one more than most.
func (l resourceList) count(more clause, most int) (int64, error) {
	query := piece("SELECT count(*) FROM (SELECT 1").then(l.where(more), piece("LIMIT ?) c", most+1))
	n, err := l.tx.number(query.statement(), query.args...)
	if err != nil {
		return 0, fmt.Errorf("count a part of the list: %w", err)
	}
	return n, nil
}

const countResources = `
	SELECT count(*)
	FROM resources r INDEXED BY resources_by_name
	WHERE r.org_id = $1`

// seenResources is how many an actor sees without a filter.
func (tx *tx) seenResources(org store.OrgID, standing store.Standing) (store.Count, error) {
	if standing.MaySeeResources() {
		n, err := tx.number(countResources, org)
		return store.Count{N: int(n)}, err
	}
	query := piece("SELECT count(*) FROM (").then(said(org, standing.ID), piece("LIMIT ?) c", store.MaxCount+1))
	n, err := tx.number(query.statement(), query.args...)
	return countOf(n), err
}

// Resources implements [store.Registry].
func (db *DB) Resources(ctx context.Context, actor store.Actor, query store.ResourceQuery) (page store.ResourcePage, err error) {
	if !slices.Contains(store.PageSizes[:], query.Rows) {
		query.Rows = store.PageSizes[0]
	}
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if standing.Role < store.RoleUser {
			return &store.ForbiddenError{Permission: "resources:read"}
		}
		l, err := tx.resourceList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		if page, err = l.page(query); err != nil {
			return err
		}
		return tx.completePage(actor.Org, standing, query, &page)
	})
	if err != nil {
		return store.ResourcePage{}, fmt.Errorf("read a page of resources: %w", err)
	}
	return page, nil
}

// page reads the rows of a page and counts what is around it.
func (l resourceList) page(q store.ResourceQuery) (page store.ResourcePage, err error) {
	from, back := q.After, false
	if q.Before.In(l.sort) {
		from, back = q.Before, true
	}
	ids, err := l.ids(from, back, q.Rows+1)
	if err != nil {
		return page, err
	}
	more := len(ids) > q.Rows
	if more && back {
		ids = ids[1:]
	} else if more {
		ids = ids[:q.Rows]
	}
	if page.Resources, err = l.tx.listed(l.org, ids); err != nil {
		return page, err
	}
	total, err := l.count(clause{}, store.MaxCount)
	if err != nil {
		return page, err
	}
	page.Total = countOf(total)
	page.HasPrev, page.HasNext = back && more, more || back
	if !from.In(l.sort) {
		return page, nil
	}
	skipped := l.beyond(from, true, !back)
	if len(page.Resources) > 0 {
		skipped = l.beyond(store.ResourceCursorOf(page.Resources[0], l.sort), true, false)
	}
	n, err := l.count(skipped, store.MaxCount)
	if page.Skipped = countOf(n); !back {
		page.HasPrev = n > 0
	} else if err == nil {
		after, err := l.count(l.beyond(from, false, true), 0)
		page.HasNext = after > 0
		return page, err
	}
	return page, err
}

// completePage adds what the page says beside its rows.
func (tx *tx) completePage(org store.OrgID, standing store.Standing, q store.ResourceQuery, page *store.ResourcePage) (err error) {
	page.OwnOnly, page.Can = !standing.MaySeeResources(), standing.ResourceActions()
	if page.All, err = tx.seenResources(org, standing); err != nil {
		return err
	}
	if q.Filter.Parts() == 0 {
		page.Total = page.All
	}
	if page.Kinds, err = tx.kindsOf(org); err != nil {
		return err
	}
	if page.Version, err = tx.number(newestEvent, org); err != nil {
		return fmt.Errorf("find the newest event: %w", err)
	}
	for _, id := range q.Filter.Clean().Owners {
		if owner, err := tx.named(org, id); err == nil && (standing.MaySeeResources() || id == standing.ID) {
			page.Owners = append(page.Owners, owner)
		}
	}
	if q.Filter.In != "" {
		info, err := tx.visibleResource(org, standing, q.Filter.In)
		if err == nil {
			page.In = info.Resource
		}
	}
	return nil
}
