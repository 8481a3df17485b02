package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	accountColumns = `id, name, email`
	accountByID    = `
	SELECT ` + accountColumns + `
	FROM accounts
	WHERE id = $1`
	accountByEmail = `
	SELECT ` + accountColumns + `
	FROM accounts
	WHERE email = $1`
	credentialsByEmail = `
	SELECT ` + accountColumns + `, password_hash
	FROM accounts
	WHERE email = $1`
	passwordOf = `
	SELECT password_hash
	FROM accounts
	WHERE id = $1`
	anyAccount = `
	SELECT count(*)
	FROM (SELECT 1 FROM accounts LIMIT 1) AS a`
	newAccount = `
	INSERT INTO accounts (id, name, email, password_hash, created_at)
	VALUES ($1, $2, $3, $4, $5)`
	setPassword = `
	UPDATE accounts
	SET password_hash = $2
	WHERE id = $1`
)

// scanAccount reads accountColumns.
func scanAccount(row scanner) (a store.Account, err error) {
	return a, row.Scan(&a.ID, &a.Name, &a.Email)
}

// HasAccounts implements [store.Accounts].
func (db *DB) HasAccounts(ctx context.Context) (has bool, err error) {
	err = db.read(ctx, func(tx *tx) error {
		has, err = tx.hasAccounts()
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for accounts: %w", err)
	}
	return has, nil
}

func (tx *tx) hasAccounts() (bool, error) {
	n, err := tx.number(anyAccount)
	return n > 0, err
}

// Credentials implements [store.Accounts].
func (db *DB) Credentials(ctx context.Context, email string) (c store.Credentials, err error) {
	err = db.read(ctx, func(tx *tx) error {
		a := &c.Account
		return tx.scan([]any{&a.ID, &a.Name, &a.Email, &c.PasswordHash}, credentialsByEmail, email)
	})
	if err != nil {
		return store.Credentials{}, fmt.Errorf("find the account: %w", err)
	}
	return c, nil
}

// makeAccount checks and writes an account. Errors: [store.InvalidError], also for an address that is known.
func (tx *tx) makeAccount(in store.NewAccount, at time.Time) (a store.Account, err error) {
	a.ID = in.ID
	if a.Name, err = store.CleanName("name", in.Name); err != nil {
		return a, err
	}
	if a.Email, err = store.CleanEmail(in.Email); err != nil {
		return a, err
	}
	if err := tx.emailIsFree(a.Email, ""); err != nil {
		return a, err
	}
	if _, err := tx.exec(newAccount, a.ID, a.Name, a.Email, in.PasswordHash, at.UnixMilli()); err != nil {
		return a, fmt.Errorf("write the account: %w", err)
	}
	return a, nil
}

// SetUp implements [store.Accounts].
func (db *DB) SetUp(ctx context.Context, call store.Call, in store.SetUp) (o store.Organization, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		if _, err := tx.useLink(store.LinkSetUp, in.Token, call.At); err != nil {
			return nil, err
		}
		has, err := tx.hasAccounts()
		if err != nil {
			return nil, err
		}
		if has {
			return nil, store.ErrLinkDead
		}
		o, events, err = tx.setUp(call, in)
		return events, err
	})
	if err != nil {
		return store.Organization{}, fmt.Errorf("set up: %w", err)
	}
	return o, nil
}

func (tx *tx) setUp(call store.Call, in store.SetUp) (o store.Organization, events []store.Event, err error) {
	if o, err = tx.makeOrganization(in.Organization, call.At); err != nil {
		return o, nil, err
	}
	account, err := tx.makeAccount(in.Account, call.At)
	if err != nil {
		return o, nil, err
	}
	if err := tx.join(o.Org, account, store.RoleAdministrator, call.At, time.Time{}); err != nil {
		return o, nil, err
	}
	in.Session.Account = account.ID
	signedIn, err := tx.startSession(call, in.Session)
	if err != nil {
		return o, nil, err
	}
	events = []store.Event{
		{Action: store.AccountCreated, Subject: string(account.ID), After: []store.Field{
			{Name: "name", Value: account.Name}, {Name: "email", Value: account.Email},
		}},
		organizationCreated(o),
		memberJoined(o.Org, account.ID, store.RoleAdministrator),
		signedIn,
	}
	for i := range events {
		events[i].Actor = actorOf(account.ID, events[i].Org)
	}
	return o, events, nil
}

// actorOf is an account as the one who acts.
func actorOf(account store.AccountID, org store.OrgID) store.Actor {
	return store.Actor{Kind: store.ActorMember, ID: account.Principal(), Org: org}
}
