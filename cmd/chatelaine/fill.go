package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/web"
)

// progressStep is after how many keys a fill says how far it is.
const progressStep = 100_000

// fillOrganizations imports those of the demo's organizations that the portal doesn't have, so that a fill that was
// stopped goes on. Hash is Ada Moreau's password, where she has no account yet.
func (p *portal) fillOrganizations(ctx context.Context, keys int, hash string, known *knownKey) error {
	large, err := sample.Meridian(p.now(), p.rand, keys)
	if err != nil {
		return err
	}
	large.Keys = known.among(p.progress(large.Keys, keys))
	small, err := sample.Delta(p.now(), p.rand)
	if err != nil {
		return err
	}
	for _, in := range []store.Import{large, small} {
		in.Members[0].Account.PasswordHash = hash
		if err := p.fillOrganization(ctx, in); err != nil {
			return fmt.Errorf("fill %s: %w", in.Organization.Name, err)
		}
	}
	return nil
}

func (p *portal) fillOrganization(ctx context.Context, in store.Import) error {
	_, err := p.store.Portal(ctx, in.Members[0].Account.ID, in.Organization.Slug)
	if !errors.Is(err, store.ErrNotFound) {
		return err // nil: it is there
	}
	call, err := p.operatorCall()
	if err != nil {
		return err
	}
	made, err := p.store.ImportOrganization(ctx, call, in)
	if err != nil {
		return err
	}
	return p.fillUses(ctx, made.Org, in)
}

// progress tells on standard error how far a long fill is.
func (p *portal) progress(keys iter.Seq[store.ImportedKey], total int) iter.Seq[store.ImportedKey] {
	return func(yield func(store.ImportedKey) bool) {
		done := 0
		for key := range keys {
			if !yield(key) {
				return
			}
			if done++; done%progressStep == 0 {
				fmt.Fprintf(p.stderr, "chatelaine: %d of %d keys are made\n", done, total)
			}
		}
	}
}

// setPassword gives Ada Moreau another password, as a reset link does.
func (p *portal) setPassword(ctx context.Context, hash string) error {
	call, err := p.operatorCall()
	if err != nil {
		return err
	}
	_, digest, err := web.NewLink(p.rand, store.LinkReset)
	if err != nil {
		return fmt.Errorf("set the demo's password: %w", err)
	}
	link := store.NewLink{Token: digest, Purpose: store.LinkReset, Email: sample.AdaEmail}
	if err := p.store.MakeLink(ctx, call, link); err != nil {
		return fmt.Errorf("set the demo's password: %w", err)
	}
	if err := p.store.ResetPassword(ctx, call, digest, hash); err != nil {
		return fmt.Errorf("set the demo's password: %w", err)
	}
	return nil
}
