package storetest

import "chatelaine/store"

// credential is the one that prepareCredential made in an organization.
func (o tenant) credential() store.GateCredentialID {
	return store.GateCredentialID(id(o.Slug + " credential"))
}

func (a attempt) credential() store.GateCredentialID {
	if a.object == "" {
		return store.GateCredentialID(id("no credential"))
	}
	return a.at.credential()
}

// newCredential is a valid form; its nonce is used for nothing else.
func (o tenant) newCredential(name string) store.NewGateCredential {
	key := o.newKey("credential " + name)
	key.Secret.Prefix = "chgate"
	return store.NewGateCredential{ID: store.GateCredentialID(key.ID), Name: name, Secret: key.Secret, Nonce: key.Nonce}
}

// prepareCredential makes a credential in an organization.
func prepareCredential(w *world, o tenant) {
	w.Helper()
	in := o.newCredential("Prepared")
	in.ID = o.credential()
	must(w.T, "make a gate credential", errOf(w.store.MakeGateCredential(w.Context(), o.as("ada"), in)))
}

// gateCredentialRows are the matrix's of gate credentials.
var gateCredentialRows = map[string]line{
	"GateCredentials": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.GateCredentials(a.Context(), a.actor)) },
		who:   administrators, otherwise: refused,
	},
	"GateCredential": {
		object: "credential", looks: true, prepare: prepareCredential,
		do:  func(a attempt) error { return errOf(a.store.GateCredential(a.Context(), a.actor, a.credential())) },
		who: administrators, otherwise: refused,
	},
	"MakeGateCredential": {
		do: func(a attempt) error {
			return errOf(a.store.MakeGateCredential(a.Context(), a.call(), a.tenant.newCredential("Made by "+string(a.actor.Kind)+string(a.actor.ID))))
		},
		who: administrators, otherwise: refused,
	},
	"ConfirmGateCredential": {
		object: "credential", prepare: prepareCredential,
		do: func(a attempt) error {
			return a.store.ConfirmGateCredential(a.Context(), a.call(), a.credential())
		},
		who: administrators, otherwise: refused,
	},
	"RevokeGateCredential": {
		object: "credential", prepare: prepareCredential,
		do: func(a attempt) error {
			_, _, err := a.store.RevokeGateCredential(a.Context(), a.call(), a.credential())
			return err
		},
		who: administrators, otherwise: refused,
	},
}
