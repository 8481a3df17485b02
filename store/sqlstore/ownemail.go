package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	setEmail = `
	UPDATE accounts
	SET email = $2, email_before = CASE WHEN email_before = $2 THEN '' WHEN email_before = '' THEN email ELSE email_before END
	WHERE id = $1`
	setMemberEmail = `
	UPDATE members
	SET email = $2
	WHERE account = $1 AND left_at = 0
	RETURNING org_id`
	emailProven = `
	UPDATE accounts
	SET email_before = ''
	WHERE id = $1`
	// whoseEmail is the account that has an address, or that it is reserved for.
	whoseEmail = `
	SELECT ` + accountColumns + `, email_before
	FROM accounts
	WHERE email = $1 OR email_before = $1 AND email_before <> ''`
)

// emailOwner is an account that has an address, or that it is reserved for.
type emailOwner struct {
	store.Account
	before string // the address that it had; empty: it has proven that the one it has is its own
}

func scanEmailOwner(row scanner) (o emailOwner, err error) {
	return o, row.Scan(&o.ID, &o.Name, &o.Email, &o.before)
}

// whoHas is the account with an address. Unproven: it took the address, and whoever was given a link for it can have it.
// Errors: [store.ErrNotFound] for an address that is free.
func (tx *tx) whoHas(email string) (owner emailOwner, unproven bool, err error) {
	owner, err = one(tx, scanEmailOwner, whoseEmail, email)
	return owner, owner.before != "" && owner.Email == email, err
}

// ChangeEmail implements [store.OwnAccounts].
func (db *DB) ChangeEmail(ctx context.Context, call store.Call, email, checked string) error {
	err := db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		if err := tx.stillChecked(account.ID, checked); err != nil {
			return nil, err
		}
		email, err := store.CleanEmail(email)
		if err != nil || email == account.Email {
			return nil, err
		}
		if err := tx.emailIsFree(email, account.ID); err != nil {
			return nil, err
		}
		return tx.changeEmail(call, account, email)
	})
	if err != nil {
		return fmt.Errorf("change one's own e-mail address: %w", err)
	}
	return nil
}

// changeEmail gives an account a free address, and the events that tell of it.
func (tx *tx) changeEmail(call store.Call, account store.Account, email string) ([]store.Event, error) {
	if err := tx.execSteps(step{setEmail, []any{account.ID, email}}, step{dropLinksOf, []any{string(store.LinkReset), account.ID}}); err != nil {
		return nil, fmt.Errorf("write the address: %w", err)
	}
	orgs, err := all(tx, scanNumber, setMemberEmail, account.ID, email)
	if err != nil {
		return nil, fmt.Errorf("write the member's address: %w", err)
	}
	return ownEvents(call, account, orgs, [2]store.Action{store.AccountEmail, store.MemberEmail}, "email", account.Email, email), nil
}

// emailIsFree refuses an address that another account has, or that is reserved for one. The words are the same for both, and
// say no more than they must. Errors: [store.InvalidError].
func (tx *tx) emailIsFree(email string, but store.AccountID) error {
	switch owner, _, err := tx.whoHas(email); {
	case errors.Is(err, store.ErrNotFound), err == nil && owner.ID == but:
		return nil
	case err != nil:
		return fmt.Errorf("look for the address: %w", err)
	}
	return &store.InvalidError{Field: "email", Problem: store.ProblemAddress, Accepted: "another one"}
}

// freeEmail takes an address from the account that took it without proof, if one did: that has the one before again. The
// events tell nothing of who has the address now.
func (tx *tx) freeEmail(call store.Call, email string) ([]store.Event, error) {
	owner, unproven, err := tx.whoHas(email)
	if errors.Is(err, store.ErrNotFound) || err == nil && !unproven {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the address: %w", err)
	}
	events, err := tx.changeEmail(call, owner.Account, owner.before)
	for i := range events {
		e := &events[i]
		e.Actor, e.ActorName, e.Request = worker(e.Org), string(store.ActorJob), store.Request{ID: call.Request.ID}
		e.SubjectName = owner.Name
	}
	return events, err
}
