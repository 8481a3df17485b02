package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"chatelaine/store"
)

const (
	// memberKeys and memberOwns count what a member m has.
	memberKeys = `(SELECT count(*) FROM keys k WHERE k.org_id = m.org_id AND k.creator = m.account)`
	memberOwns = `(SELECT count(*) FROM owners o WHERE o.org_id = m.org_id AND o.principal = m.account)`

	listedMember = `
	SELECT m.account, m.name, m.email, m.role, m.joined_at, coalesce(s.at, 0)`
	listedMembers = `
	FROM members m
	LEFT JOIN member_seen s ON s.org_id = m.org_id AND s.account = m.account
	WHERE m.org_id = ? AND m.left_at = 0`
	memberCounts = `
	SELECT ` + memberKeys + `, ` + memberOwns + `
	FROM members m
	WHERE m.org_id = $1 AND m.account = $2`
	inSomeGroup = `EXISTS (
		SELECT 1
		FROM member_groups x
		JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
		WHERE x.org_id = m.org_id AND x.account = m.account AND `
)

// memberOrders are the orders of the list, before the name. What isn't here is ordered by the name alone.
var memberOrders = map[store.MemberColumn]string{
	store.MemberColumnEmail:  "m.email",
	store.MemberColumnRole:   "CASE m.role WHEN 'user' THEN 0 WHEN 'manager' THEN 1 ELSE 2 END",
	store.MemberColumnKeys:   memberKeys,
	store.MemberColumnOwns:   memberOwns,
	store.MemberColumnJoined: "m.joined_at",
	store.MemberColumnSeen:   "coalesce(s.at, 0)",
}

// Members implements [store.MemberLists].
func (db *DB) Members(ctx context.Context, actor store.Actor, q store.MemberQuery) (page store.MemberPage, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if page.Standing, err = tx.standing(actor); err != nil {
			return err
		}
		if err := page.Standing.MaySeeMembers(); err != nil {
			return err
		}
		page.MayInvite, page.OwnOnly = page.Standing.MayInvite() == nil, !page.Standing.SeesAllMembers()
		everybody := piece("SELECT count(*)").then(membersShown(actor.Org, store.MemberQuery{}, page.Standing))
		if err := tx.scan([]any{&page.All}, everybody.statement(), everybody.args...); err != nil {
			return err
		}
		if err := tx.pageOfMembers(actor.Org, q, &page); err != nil {
			return err
		}
		if page.MayInvite {
			waiting, err := tx.number(countInvitations, actor.Org)
			if err != nil {
				return err
			}
			page.Invited = int(waiting)
		}
		chosen, err := tx.groupRefs(actor.Org, q.Groups)
		for _, g := range refsOf(chosen) {
			if page.Standing.SeesGroup(g.ID) {
				page.Groups = append(page.Groups, g)
			}
		}
		return err
	})
	if err != nil {
		return store.MemberPage{}, fmt.Errorf("list the members: %w", err)
	}
	return page, nil
}

// pageOfMembers reads the members whom the query shows, and of those on the page what has to be looked up for each.
func (tx *tx) pageOfMembers(org store.OrgID, q store.MemberQuery, page *store.MemberPage) (err error) {
	where := membersShown(org, q, page.Standing)
	if strings.TrimSpace(q.Search) == "" {
		err = tx.cutMembers(where, q, page)
	} else {
		err = tx.findMembers(where, q, page)
	}
	if err != nil {
		return fmt.Errorf("read the members: %w", err)
	}
	for i := range page.Members {
		m := &page.Members[i]
		if err := tx.scan([]any{&m.Keys, &m.Owns}, memberCounts, org, m.Account); err != nil {
			return fmt.Errorf("count what a member has: %w", err)
		}
		groups, err := tx.groupsOf(org, m.Account)
		if err != nil {
			return err
		}
		m.Groups = refsOf(groups)
	}
	return nil
}

// cutMembers reads the page alone.
func (tx *tx) cutMembers(where clause, q store.MemberQuery, page *store.MemberPage) (err error) {
	count := piece("SELECT count(*)").then(where)
	if err := tx.scan([]any{&page.Total}, count.statement(), count.args...); err != nil {
		return err
	}
	list := piece(listedMember).then(where, memberOrder(q), piece("LIMIT ? OFFSET ?", q.Rows, q.Skip))
	page.Members, err = all(tx, scanListedMember, list.statement(), list.args...)
	return err
}

// findMembers reads them all, and leaves out whom the search doesn't find.
func (tx *tx) findMembers(where clause, q store.MemberQuery, page *store.MemberPage) error {
	list := piece(listedMember).then(where, memberOrder(q))
	everybody, err := all(tx, scanListedMember, list.statement(), list.args...)
	for _, m := range everybody {
		if !store.FindsPerson(q.Search, m.Name, m.Email) {
			continue
		}
		if page.Total++; page.Total > q.Skip && len(page.Members) < q.Rows {
			page.Members = append(page.Members, m)
		}
	}
	return err
}

// membersShown are the members whom the query shows, but for its search.
func membersShown(org store.OrgID, q store.MemberQuery, standing store.Standing) clause {
	var where clause
	if !standing.SeesAllMembers() {
		where = piece("AND m.account = ?", standing.ID)
	}
	if len(q.Roles) > 0 {
		var roles []string
		for _, role := range q.Roles {
			roles = append(roles, role.String())
		}
		where = where.then(piece("AND"), in("m.role", roles))
	}
	if len(q.Groups) > 0 {
		where = where.then(piece("AND "+inSomeGroup), in("g.id", q.Groups), piece(")"))
	}
	where = where.then(during("m.joined_at", q.Joined), during("s.at", q.Seen))
	if q.NeverSeen {
		where = where.then(piece("AND s.at IS NULL"))
	}
	return piece(listedMembers, org).then(where)
}

// memberOrder puts them in the query's order. Equal ones follow each other by name.
func memberOrder(q store.MemberQuery) clause {
	by, way := memberOrders[q.Column], ""
	if q.Descending {
		way = " DESC"
	}
	if by == "" {
		return piece("ORDER BY m.name_fold" + way + ", m.account" + way)
	}
	return piece("ORDER BY " + by + way + ", m.name_fold, m.account")
}

// during asks for instants of a span.
func during(column string, span store.Span) (c clause) {
	if !span.From.IsZero() {
		c = piece("AND "+column+" >= ?", span.From.UnixMilli())
	}
	if !span.To.IsZero() {
		c = c.then(piece("AND "+column+" < ?", span.To.UnixMilli()))
	}
	return c
}

func scanListedMember(row scanner) (m store.ListedMember, err error) {
	var role string
	var joined, seen int64
	if err := row.Scan(&m.Account, &m.Name, &m.Email, &role, &joined, &seen); err != nil {
		return m, err
	}
	m.JoinedAt, m.SeenAt = instant(joined), instant(seen)
	m.Role, err = store.ParseRole(role)
	return m, err
}
