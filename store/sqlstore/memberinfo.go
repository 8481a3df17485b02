package sqlstore

import (
	"context"
	"fmt"
	"math"
	"time"

	"chatelaine/store"
)

const (
	// memberColumns are of members m and of when they were seen, s.
	memberColumns = `m.account, m.name, m.email, m.role, m.version, m.joined_at, m.left_at, coalesce(s.at, 0)`
	memberJoins   = `
	LEFT JOIN member_seen s ON s.org_id = m.org_id AND s.account = m.account`
	memberByID = `
	SELECT ` + memberColumns + `
	FROM members m` + memberJoins + `
	WHERE m.org_id = $1 AND m.account = $2`
	groupRefsOfMember = `
	SELECT g.no, g.id, g.name, g.keys
	FROM member_groups x
	CROSS JOIN groups g
	WHERE x.org_id = $1 AND x.account = $2 AND g.org_id = x.org_id AND g.no = x.grp
	ORDER BY g.name_fold, g.id`
	keysCreatedBy = `
	SELECT count(*)
	FROM keys
	WHERE org_id = $1 AND creator = $2`
	keysToReview = `
	SELECT count(*)
	FROM key_reviews
	WHERE org_id = $1 AND creator = $2`
	noteMember = `
	INSERT INTO member_seen (org_id, account, at)
	SELECT m.org_id, m.account, $3
	FROM members m
	WHERE m.org_id = $1 AND m.account = $2 AND m.left_at = 0
	ON CONFLICT (org_id, account) DO UPDATE SET at = excluded.at
	WHERE excluded.at > member_seen.at`
	// historyOfMember leaves out what isn't about members: other things could have the same id.
	historyOfMember = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND seq < $3 AND action >= 'member.' AND action < 'member/'
	ORDER BY seq DESC
	LIMIT $4`
)

// scanMember reads memberColumns.
func scanMember(row scanner) (m store.Member, err error) {
	var role string
	var joined, left, seen int64
	a := &m.Account
	if err := row.Scan(&a.ID, &a.Name, &a.Email, &role, &m.Version, &joined, &left, &seen); err != nil {
		return m, err
	}
	m.JoinedAt, m.LeftAt, m.LastSeen = instant(joined), instant(left), instant(seen)
	m.Role, err = store.ParseRole(role)
	return m, err
}

// member reads a member, also one who left. Errors: [store.ErrNotFound].
func (tx *tx) member(org store.OrgID, id store.AccountID) (store.Member, error) {
	m, err := one(tx, scanMember, memberByID, org, id)
	if err != nil {
		return m, fmt.Errorf("read member %s: %w", id, err)
	}
	groups, err := tx.groupsOf(org, id)
	m.Groups = refsOf(groups)
	return m, err
}

// groupsOf are the groups that a member belongs to, by name.
func (tx *tx) groupsOf(org store.OrgID, id store.AccountID) ([]groupRef, error) {
	groups, err := all(tx, scanGroupRef, groupRefsOfMember, org, id)
	if err != nil {
		return nil, fmt.Errorf("read the groups of member %s: %w", id, err)
	}
	return groups, nil
}

// visibleMember reads a member whom the actor may see. Errors: [store.ErrNotFound].
func (tx *tx) visibleMember(org store.OrgID, standing store.Standing, id store.AccountID) (store.Member, error) {
	if !standing.SeesMember(id) {
		return store.Member{}, fmt.Errorf("read member %s: %w", id, store.ErrNotFound)
	}
	return tx.member(org, id)
}

// NoteSeen implements [store.Members].
func (db *DB) NoteSeen(ctx context.Context, actor store.Actor, at time.Time) error {
	err := db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
		_, err := tx.exec(noteMember, actor.Org, actor.ID, at.UnixMilli())
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("note that a member was seen: %w", err)
	}
	return nil
}

// Member implements [store.Members].
func (db *DB) Member(ctx context.Context, actor store.Actor, id store.AccountID) (info store.MemberInfo, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if info.Member, err = tx.visibleMember(actor.Org, standing, id); err != nil {
			return err
		}
		if info.Can = standing.ActionsOnMember(info.Member); info.Can.SeeHistory {
			if info.History, err = tx.memberHistory(actor.Org, id, 0, store.RecentHistory); err != nil {
				return err
			}
		}
		info.Holdings, err = tx.holdings(actor.Org, id.Principal())
		if err != nil {
			return err
		}
		info.KeysCreated, info.KeysToReview, err = tx.keysOfCreator(actor.Org, id)
		return err
	})
	if err != nil {
		return store.MemberInfo{}, fmt.Errorf("look at member %s: %w", id, err)
	}
	return info, nil
}

// keysOfCreator counts the keys that somebody created, and those of them that are to be looked at because they left.
func (tx *tx) keysOfCreator(org store.OrgID, id store.AccountID) (created, review int, err error) {
	n, err := tx.number(keysCreatedBy, org, id)
	if err != nil {
		return 0, 0, fmt.Errorf("count the keys of their creator: %w", err)
	}
	open, err := tx.number(keysToReview, org, id)
	if err != nil {
		return 0, 0, fmt.Errorf("count the keys to look at: %w", err)
	}
	return int(n), int(open), nil
}

// MemberHistory implements [store.Members].
func (db *DB) MemberHistory(ctx context.Context, actor store.Actor, id store.AccountID, before int64, limit int) (history store.MemberHistory, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if _, err := tx.visibleMember(actor.Org, standing, id); err != nil {
			return err
		}
		if !standing.SeesTrail() {
			return &store.ForbiddenError{Permission: "audit:read"}
		}
		history, err = tx.memberHistory(actor.Org, id, before, limit)
		return err
	})
	if err != nil {
		return store.MemberHistory{}, fmt.Errorf("read what was done to member %s: %w", id, err)
	}
	return history, nil
}

// memberHistory is what was done to a member before an event; 0: the latest.
func (tx *tx) memberHistory(org store.OrgID, id store.AccountID, before int64, limit int) (history store.MemberHistory, err error) {
	if limit = min(max(limit, 0), store.MaxHistory); before <= 0 {
		before = math.MaxInt64
	}
	if history.Events, err = all(tx, scanEvent, historyOfMember, org, id, before, limit+1); err != nil {
		return history, fmt.Errorf("read the member's events: %w", err)
	}
	history.Earlier = len(history.Events) > limit
	history.Events = history.Events[:min(limit, len(history.Events))]
	for i := range history.Events { // that is for who reads the whole trail
		history.Events[i].Request = store.Request{}
	}
	return history, nil
}
