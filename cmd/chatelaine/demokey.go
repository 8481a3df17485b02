package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sample"
)

// knownKey is a key of the demo's whose secret is printed, so that one can see the gate answer.
type knownKey struct {
	id    store.KeyID
	owner store.AccountID
	made  keystring.Key // the zero Key: there is none to print
}

// newKnownKey makes a secret for the newest key of Meridian Survey.
func (p *portal) newKnownKey() (k knownKey, err error) {
	newest, err := sample.Meridian(p.now(), p.rand, 1)
	if err != nil {
		return k, err
	}
	k.owner = newest.Members[0].Account.ID
	for key := range newest.Keys {
		k.id = key.ID
	}
	k.made, err = keystring.New(p.rand, p.keyPrefix, string(k.id))
	return k, err
}

// kept is what is kept of the secret.
func (k knownKey) kept() store.NewSecret {
	return store.NewSecret{Digest: k.made.Sum(), Prefix: k.made.Prefix(), Tail: k.made.Tail()}
}

// among gives the key its secret while all are imported.
func (k knownKey) among(keys iter.Seq[store.ImportedKey]) iter.Seq[store.ImportedKey] {
	return func(yield func(store.ImportedKey) bool) {
		for key := range keys {
			if key.ID == k.id {
				key.Secret = k.kept()
			}
			if !yield(key) {
				return
			}
		}
	}
}

// rotate gives the key its secret in data that were kept; what somebody did to the key may be against it.
func (k *knownKey) rotate(ctx context.Context, p *portal) error {
	there, err := p.store.Portal(ctx, k.owner, sample.MeridianSlug)
	if err != nil {
		return fmt.Errorf("find Meridian Survey: %w", err)
	}
	call := store.Call{
		Actor: store.Actor{Kind: store.ActorMember, ID: k.owner.Principal(), Org: there.Current.Organization.Org}, At: p.now(),
	}
	_, err = p.store.RotateKey(ctx, call, k.id, store.Rotation{
		Secret: k.kept(), Nonce: store.Nonce{Digest: k.made.Sum(), Session: "demo", Expires: p.now().Add(time.Hour)},
	})
	for _, against := range []error{store.ErrNotFound, store.ErrForbidden, store.ErrTwoSecrets, store.ErrInvalid} {
		if errors.Is(err, against) {
			k.made = keystring.Key{}
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("give a key a secret to print: %w", err)
	}
	return p.store.ConfirmKey(ctx, call, k.id)
}

// try is what to try with the key at the gate; empty without either.
func (k knownKey) try(g *gateway) string {
	secret := k.made.Reveal()
	if g == nil || secret == "" {
		return ""
	}
	ask := "curl -i -H 'Api-Key: " + secret + "' " + g.url() + "/auth/" + sample.MeridianSlug
	return "- ask the gate whether a key may pass; it may (200), but not where a manager's is needed (403):\n  " + ask + "\n  " + ask + "/role/manager\n"
}

// url is how curl reaches the gate.
func (g *gateway) url() string {
	if g.settings.socket != "" {
		return "--unix-socket '" + g.settings.socket + "' http://gate"
	}
	return g.at()
}
