package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	ownAccount = `
	SELECT ` + accountColumns + `, password_hash <> '', language, theme, shortcuts
	FROM accounts
	WHERE id = $1`
	ownMemberships = `
	SELECT m.joined_at,
		m.role = 'administrator' AND NOT EXISTS (
			SELECT 1
			FROM members x
			WHERE x.org_id = m.org_id AND x.account <> m.account AND x.role = 'administrator' AND x.left_at = 0),
		(SELECT count(*) FROM owners w WHERE w.org_id = m.org_id AND w.principal = m.account),
		m.role, ` + organizationColumns + `
	FROM members m
	JOIN organizations o ON o.org_id = m.org_id
	WHERE m.account = $1 AND m.left_at = 0
	ORDER BY o.name_fold, o.org_id`
	renameAccount = `
	UPDATE accounts
	SET name = $2
	WHERE id = $1`
	renameMember = `
	UPDATE members
	SET name = $2, name_fold = $3
	WHERE account = $1 AND left_at = 0
	RETURNING org_id`
)

// OwnAccount implements [store.OwnAccounts].
func (db *DB) OwnAccount(ctx context.Context, actor store.Actor, at time.Time) (own store.OwnAccount, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if err := actor.MayChangeOwnAccount(); err != nil {
			return err
		}
		a, p := &own.Account, &own.Preferences
		err := tx.scan([]any{&a.ID, &a.Name, &a.Email, &own.HasPassword, &p.Language, &p.Theme, &p.Shortcuts}, ownAccount, actor.ID)
		if err != nil {
			return err
		}
		if own.Sessions, err = tx.sessionsOf(a.ID, at); err != nil {
			return err
		}
		own.Organizations, err = all(tx, db.scanOwnMembership, ownMemberships, actor.ID)
		return err
	})
	if err != nil {
		return store.OwnAccount{}, fmt.Errorf("look at one's own account: %w", err)
	}
	return own, nil
}

// before reads columns that come before those which another scan reads.
type before struct {
	scanner
	first []any
}

func (b before) Scan(rest ...any) error { return b.scanner.Scan(append(b.first, rest...)...) }

func (db *DB) scanOwnMembership(row scanner) (m store.OwnMembership, err error) {
	var joined int64
	m.Membership, err = db.scanMembership(before{row, []any{&joined, &m.Alone, &m.Owns}})
	m.JoinedAt = instant(joined)
	return m, err
}

// ownChange runs do for the account of whoever calls.
func (db *DB) ownChange(ctx context.Context, call store.Call, do func(*tx, store.Account) ([]store.Event, error)) error {
	return db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if err := call.Actor.MayChangeOwnAccount(); err != nil {
			return nil, err
		}
		account, err := one(tx, scanAccount, accountByID, call.Actor.ID)
		if err != nil {
			return nil, fmt.Errorf("read the account: %w", err)
		}
		return do(tx, account)
	})
}

// RenameAccount implements [store.OwnAccounts].
func (db *DB) RenameAccount(ctx context.Context, call store.Call, name string) error {
	err := db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		name, err := store.CleanName("name", name)
		if err != nil || name == account.Name {
			return nil, err
		}
		if _, err := tx.exec(renameAccount, account.ID, name); err != nil {
			return nil, err
		}
		orgs, err := all(tx, scanNumber, renameMember, account.ID, name, store.Fold(name))
		return ownEvents(call, account, orgs, [2]store.Action{store.AccountRenamed, store.MemberRenamed}, "name", account.Name, name), err
	})
	if err != nil {
		return fmt.Errorf("rename one's own account: %w", err)
	}
	return nil
}

// ownEvents tell of a change of an account: one that belongs to no organization, and one for each of which it is a member.
func ownEvents(call store.Call, account store.Account, orgs []int64, actions [2]store.Action, field, was, is string) []store.Event {
	event := store.Event{
		Action: actions[0], Subject: string(account.ID), ActorName: account.Name,
		Before: []store.Field{{Name: field, Value: was}}, After: []store.Field{{Name: field, Value: is}},
	}
	events := []store.Event{event}
	if len(orgs) > 1 { // it may have been done in another one
		event = anywhere(event, call)
	}
	for _, org := range orgs {
		event.Org, event.Action = store.OrgID(org), actions[1]
		events = append(events, event)
	}
	return events
}

// stillChecked refuses what was asked for by a password that isn't the account's any more.
func (tx *tx) stillChecked(account store.AccountID, checked string) error {
	var hash string
	if err := tx.scan([]any{&hash}, passwordOf, account); err != nil {
		return fmt.Errorf("read the password: %w", err)
	}
	if hash != checked {
		return store.ErrPasswordChanged
	}
	return nil
}

// ChangePassword implements [store.OwnAccounts].
func (db *DB) ChangePassword(ctx context.Context, call store.Call, in store.NewPassword) error {
	err := db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		if err := tx.stillChecked(account.ID, in.Checked); err != nil {
			return nil, err
		}
		if err := tx.execSteps(
			step{setPassword, []any{account.ID, in.Hash}}, step{dropOtherSessions, []any{account.ID, call.Request.Session}},
			step{renewSession, []any{account.ID, call.Request.Session, in.Token[:]}}, step{dropLinksOf, []any{string(store.LinkReset), account.ID}},
		); err != nil {
			return nil, err
		}
		if err := tx.forgetGuesses(account); err != nil {
			return nil, err
		}
		return []store.Event{{Action: store.AccountPassword, Subject: string(account.ID)}}, nil
	})
	if err != nil {
		return fmt.Errorf("change one's own password: %w", err)
	}
	return nil
}
