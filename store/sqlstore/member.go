package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

const (
	newPrincipal = `
	INSERT INTO principals (org_id, id, kind)
	VALUES ($1, $2, $3)`
	newMember = `
	INSERT INTO members (org_id, account, role, name, name_fold, email, joined_at, left_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	memberRole = `
	SELECT role
	FROM members
	WHERE org_id = $1 AND account = $2 AND left_at = 0`
	otherAdministrators = `
	SELECT count(*)
	FROM members
	WHERE org_id = $1 AND account <> $2 AND role = 'administrator' AND left_at = 0`
)

// The kinds of principals, as they are stored.
const (
	memberPrincipal = "member"
	keyPrincipal    = "key"
)

// join makes an account a member; leftAt zero: who still is one.
func (tx *tx) join(org store.OrgID, account store.Account, role store.Role, at, leftAt time.Time) error {
	if _, err := tx.exec(newPrincipal, org, account.ID, memberPrincipal); err != nil {
		return fmt.Errorf("write the principal of a member: %w", err)
	}
	_, err := tx.exec(newMember, org, account.ID, role.String(), account.Name, store.Fold(account.Name), account.Email,
		at.UnixMilli(), orZero(leftAt))
	if err != nil {
		return fmt.Errorf("write a member: %w", err)
	}
	return nil
}

// memberJoined is the event of a member's joining.
func memberJoined(org store.OrgID, account store.AccountID, role store.Role, more ...store.Field) store.Event {
	after := append([]store.Field{{Name: "role", Value: role.String()}}, more...)
	return store.Event{Org: org, Action: store.MemberJoined, Subject: string(account), After: after}
}

// roleOf reads a member's role. Errors: [store.ErrNotFound], also for who has left.
func (tx *tx) roleOf(org store.OrgID, account store.AccountID) (store.Role, error) {
	var name string
	if err := tx.scan([]any{&name}, memberRole, org, account); err != nil {
		return 0, fmt.Errorf("read the member's role: %w", err)
	}
	return store.ParseRole(name)
}

const (
	successorColumns = `
	SELECT m.account, m.name, m.email, m.role,
		(SELECT count(*) FROM owners o WHERE o.org_id = m.org_id AND o.principal = m.account)
	FROM members m`
	successors = successorColumns + `
	WHERE m.org_id = $1 AND m.left_at = 0 AND m.role IN ('manager', 'administrator')
	ORDER BY m.name_fold, m.account`
	successorByID = successorColumns + `
	WHERE m.org_id = $1 AND m.account = $2 AND m.left_at = 0`
)

func scanSuccessor(row scanner) (s store.Successor, err error) {
	var role string
	if err := row.Scan(&s.Account.ID, &s.Account.Name, &s.Account.Email, &role, &s.Owns); err != nil {
		return s, err
	}
	s.Role, err = store.ParseRole(role)
	return s, err
}

// Successors implements [store.Keys].
func (db *DB) Successors(ctx context.Context, actor store.Actor, search string, limit int) (list []store.Successor, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayChooseSuccessors(); err != nil {
			return err
		}
		everybody, err := all(tx, scanSuccessor, successors, actor.Org)
		for _, s := range everybody {
			if len(list) < limit && store.FindsPerson(search, s.Account.Name, s.Account.Email) {
				list = append(list, s)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for successors: %w", err)
	}
	return list, nil
}

// successor reads the member who is to take over from others. Errors: [store.InvalidError] for anybody who can't.
func (tx *tx) successor(org store.OrgID, account store.AccountID, from []store.PrincipalID) (store.Successor, error) {
	s, err := one(tx, scanSuccessor, successorByID, org, account)
	switch {
	case err == nil && s.Role.CanOwn() && !slices.Contains(from, account.Principal()):
		return s, nil
	case err == nil, errors.Is(err, store.ErrNotFound):
		return s, &store.InvalidError{Field: "to", Problem: "is nobody who can take over", Accepted: "a member with the role manager or above"}
	}
	return s, fmt.Errorf("read the successor: %w", err)
}
