package verify

import (
	"chatelaine/store"
	"chatelaine/store/keystring"
)

// Credential is a gate credential that works.
type Credential struct {
	Org          store.OrgID
	Organization string // the short name of the one that it is bound to
	ID           store.GateCredentialID
}

// Credential finds the living gate credential whose whole string is given. Errors: [ErrNotLoaded]; [ErrDoubtful];
// [ErrNoCredential].
func (x *Index) Credential(text string) (Credential, error) {
	key, err := keystring.Parse(text)
	if err != nil || key.Prefix() != keystring.PrefixGate {
		return Credential{}, ErrNoCredential
	}
	sum := store.Digest(key.Sum())
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.facts == nil {
		return Credential{}, ErrNotLoaded
	}
	o, known := x.facts.credentials[store.GateCredentialID(key.ID())]
	if !known {
		return Credential{}, ErrNoCredential
	}
	if x.doubts.organizations[o.org] {
		return Credential{}, ErrDoubtful
	}
	for _, c := range o.credentials {
		if same(&c.Digest, &sum) {
			return Credential{Org: o.org, Organization: o.slug, ID: c.ID}, nil
		}
	}
	return Credential{}, ErrNoCredential
}

// setCredentials takes the credentials of an organization in place of those that it had.
func (f *facts) setCredentials(o *organization, credentials []store.GateCredentialFacts) {
	for _, c := range o.credentials {
		delete(f.credentials, c.ID)
	}
	o.credentials = append([]store.GateCredentialFacts(nil), credentials...)
	for _, c := range o.credentials {
		f.credentials[c.ID] = o
	}
}
