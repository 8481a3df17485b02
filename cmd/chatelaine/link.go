package main

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/web"
)

// operatorCall is what a change by the command line is told.
func (t terminal) operatorCall() (store.Call, error) {
	id, err := keystring.NewID(t.rand)
	if err != nil {
		return store.Call{}, err
	}
	return store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: t.now(), Request: store.Request{ID: id}}, nil
}

// makeLink makes a one-time link and gives its path. Email is empty for a set-up link.
func (t terminal) makeLink(ctx context.Context, accounts store.Accounts, purpose store.LinkPurpose, email string) (string, error) {
	call, err := t.operatorCall()
	if err != nil {
		return "", err
	}
	token, digest, err := web.NewLink(t.rand, purpose)
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	err = accounts.MakeLink(ctx, call, store.NewLink{Token: digest, Purpose: purpose, Email: email})
	if errors.Is(err, store.ErrNotFound) {
		return "", problem{"E-MAIL", "isn't the address of an account here", "the address that the person signs in with", err}
	}
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return web.LinkPath(purpose, token), nil
}
