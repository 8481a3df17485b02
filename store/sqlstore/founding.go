package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

// Found implements [store.Foundings].
func (db *DB) Found(ctx context.Context, call store.Call, in store.Founding) (founded store.Founded, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		if err := call.Actor.MayOperate("organizations:create"); err != nil {
			return nil, err
		}
		founded, events, err = tx.found(call, in)
		return events, err
	})
	if err != nil {
		return store.Founded{}, fmt.Errorf("make an organization: %w", err)
	}
	return founded, nil
}

func (tx *tx) found(call store.Call, in store.Founding) (founded store.Founded, events []store.Event, err error) {
	if founded.Organization, err = tx.makeOrganization(in.Organization, call.At); err != nil {
		return founded, nil, err
	}
	var created []store.Event
	if founded.Admin, created, err = tx.accountOr(call, in.Admin); err != nil {
		return founded, nil, err
	}
	org, admin := founded.Organization.Org, founded.Admin.ID
	if err := tx.join(org, founded.Admin, store.RoleAdministrator, call.At, time.Time{}); err != nil {
		return founded, nil, err
	}
	events = append(created, organizationCreated(founded.Organization), memberJoined(org, admin, store.RoleAdministrator))
	if founded.LinkKept, err = tx.linkToPassword(admin, in.Link, call.At); err != nil {
		return founded, nil, err
	}
	if founded.LinkKept {
		events = append(events, store.Event{Action: store.LinkMade, Subject: string(admin), After: []store.Field{
			{Name: "purpose", Value: string(store.LinkReset)},
		}})
	}
	return founded, events, nil
}

// accountOr is the account that has the address of another, which is made if there is none; then with the event of that.
// Who took the address without proof doesn't have it.
func (tx *tx) accountOr(call store.Call, in store.NewAccount) (store.Account, []store.Event, error) {
	email := store.CanonicalEmail(in.Email)
	freed, err := tx.freeEmail(call, email)
	if err != nil {
		return store.Account{}, nil, err
	}
	owner, _, err := tx.whoHas(email)
	if !errors.Is(err, store.ErrNotFound) {
		return owner.Account, freed, err
	}
	account, err := tx.makeAccount(in, call.At)
	if err != nil {
		return account, nil, err
	}
	return account, append(freed, store.Event{Action: store.AccountCreated, Subject: string(account.ID), After: []store.Field{
		{Name: "name", Value: account.Name}, {Name: "email", Value: account.Email},
	}}), nil
}

// linkToPassword keeps a link for an account without a password, and tells whether it did.
func (tx *tx) linkToPassword(account store.AccountID, token store.Digest, at time.Time) (bool, error) {
	var hash string
	if err := tx.scan([]any{&hash}, passwordOf, account); err != nil || hash != "" {
		return false, err
	}
	if _, err := tx.exec(dropLinksOf, string(store.LinkReset), account); err != nil {
		return false, err
	}
	ends := at.Add(store.LinkReset.Lifetime())
	if _, err := tx.exec(newLink, token[:], string(store.LinkReset), account, ends.UnixMilli()); err != nil {
		return false, fmt.Errorf("keep a link: %w", err)
	}
	return true, nil
}
