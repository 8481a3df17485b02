package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	newLink = `
	INSERT INTO links (token, purpose, account, ends_at)
	VALUES ($1, $2, $3, $4)`
	dropLinksOf = `
	DELETE FROM links
	WHERE purpose = $1 AND account IS NOT DISTINCT FROM $2`
	dropDeadLinks = `
	DELETE FROM links
	WHERE ends_at <= $1`
	linkByToken = `
	SELECT l.ends_at, coalesce(a.id, ''), coalesce(a.name, ''), coalesce(a.email, '')
	FROM links l
	LEFT JOIN accounts a ON a.id = l.account
	WHERE l.token = $1 AND l.purpose = $2`
	dropLink = `
	DELETE FROM links
	WHERE token = $1`
)

// MakeLink implements [store.Accounts].
func (db *DB) MakeLink(ctx context.Context, call store.Call, link store.NewLink) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if err := call.Actor.MayOperate("links:make"); err != nil {
			return nil, err
		}
		var whose any // NULL
		var account store.Account
		if link.Purpose != store.LinkSetUp {
			var err error
			if account, err = one(tx, scanAccount, accountByEmail, link.Email); err != nil {
				return nil, fmt.Errorf("find the account: %w", err)
			}
			whose = string(account.ID)
		}
		if _, err := tx.exec(dropDeadLinks, call.At.UnixMilli()); err != nil {
			return nil, err
		}
		if _, err := tx.exec(dropLinksOf, string(link.Purpose), whose); err != nil {
			return nil, err
		}
		ends := call.At.Add(link.Purpose.Lifetime())
		if _, err := tx.exec(newLink, link.Token[:], string(link.Purpose), whose, ends.UnixMilli()); err != nil {
			return nil, err
		}
		return []store.Event{{Action: store.LinkMade, Subject: string(account.ID), After: []store.Field{
			{Name: "purpose", Value: string(link.Purpose)},
		}}}, nil
	})
	if err != nil {
		return fmt.Errorf("make a link: %w", err)
	}
	return nil
}

// Link implements [store.Accounts].
func (db *DB) Link(ctx context.Context, purpose store.LinkPurpose, token store.Digest, at time.Time) (link store.Link, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if link, err = tx.link(purpose, token); err != nil || purpose != store.LinkSetUp {
			return err
		}
		has, err := tx.hasAccounts()
		if err == nil && has {
			err = store.ErrLinkDead
		}
		return err
	})
	if err == nil && !at.Before(link.EndsAt) {
		err = errors.Join(store.ErrLinkDead, db.forget(ctx, dropLink, token[:]))
	}
	if err != nil {
		return store.Link{}, fmt.Errorf("look at a link: %w", err)
	}
	return link, nil
}

// link reads a link, ended or not. Errors: [store.ErrLinkDead] when there is none.
func (tx *tx) link(purpose store.LinkPurpose, token store.Digest) (store.Link, error) {
	link := store.Link{Purpose: purpose}
	var ends int64
	a := &link.Account
	err := tx.scan([]any{&ends, &a.ID, &a.Name, &a.Email}, linkByToken, token[:], string(purpose))
	if errors.Is(err, store.ErrNotFound) {
		return link, store.ErrLinkDead
	}
	link.EndsAt = instant(ends)
	return link, err
}

// useLink uses a link up. Errors: [store.ErrLinkDead].
func (tx *tx) useLink(purpose store.LinkPurpose, token store.Digest, at time.Time) (store.Link, error) {
	link, err := tx.link(purpose, token)
	if err != nil {
		return link, err
	}
	if !at.Before(link.EndsAt) {
		return link, store.ErrLinkDead
	}
	if _, err := tx.exec(dropLink, token[:]); err != nil {
		return link, fmt.Errorf("use a link up: %w", err)
	}
	return link, nil
}

// forget deletes what was found to have ended, so that a clock that goes back can't bring it to life again. That it
// could not is logged, and changes no answer.
func (db *DB) forget(ctx context.Context, query string, args ...any) error {
	err := db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
		_, err := tx.exec(query, args...)
		return nil, err
	})
	if err != nil {
		db.log.Warn("what has ended was not deleted", "error", err)
	}
	return ctx.Err()
}

// SignInByLink implements [store.Accounts].
func (db *DB) SignInByLink(ctx context.Context, call store.Call, token store.Digest, session store.NewSession) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		link, err := tx.useLink(store.LinkSignIn, token, call.At)
		if err != nil {
			return nil, err
		}
		session.Account = link.Account.ID
		signedIn, err := tx.startSession(call, session)
		return []store.Event{signedIn}, err
	})
	if err != nil {
		return fmt.Errorf("sign in by a link: %w", err)
	}
	return nil
}

// ResetPassword implements [store.Accounts].
func (db *DB) ResetPassword(ctx context.Context, call store.Call, token store.Digest, passwordHash string) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		link, err := tx.useLink(store.LinkReset, token, call.At)
		if err != nil {
			return nil, err
		}
		if err := tx.execSteps(
			step{setPassword, []any{link.Account.ID, passwordHash}}, step{dropSessionsOf, []any{link.Account.ID}},
			step{emailProven, []any{link.Account.ID}}, // the operator gave the link to who has the address
		); err != nil {
			return nil, err
		}
		if err := tx.forgetGuesses(link.Account); err != nil {
			return nil, err
		}
		return []store.Event{{Actor: actorOf(link.Account.ID, 0), Action: store.AccountReset, Subject: string(link.Account.ID)}}, nil
	})
	if err != nil {
		return fmt.Errorf("reset a password: %w", err)
	}
	return nil
}
