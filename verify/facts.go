package verify

import "chatelaine/store"

// facts are what an index knows. They guard nothing: the index does.
type facts struct {
	organizations map[store.OrgID]*organization
	slugs         map[string]*organization
	profiles      profiles
	records       records
	names         names
	credentials   map[store.GateCredentialID]*organization // whose they are
}

func newFacts() *facts {
	return &facts{
		organizations: map[store.OrgID]*organization{},
		slugs:         map[string]*organization{},
		profiles:      newProfiles(),
		records:       newRecords(),
		names:         names{},
		credentials:   map[store.GateCredentialID]*organization{},
	}
}

func (f *facts) follow(change store.GateChange) {
	for _, o := range change.Organizations {
		f.setOrganization(o)
	}
	for _, gone := range change.Gone {
		f.removeKey(gone)
	}
	for _, key := range change.Keys {
		f.setKey(key)
	}
}

// setOrganization takes an organization as it is now. What its keys may do follows.
func (f *facts) setOrganization(in store.GateOrganization) {
	o, known := f.organizations[in.Org]
	if !known {
		o = &organization{org: in.Org}
		f.organizations[in.Org] = o
	}
	delete(f.slugs, o.slug)
	o.set(in)
	f.setCredentials(o, in.Credentials)
	f.slugs[o.slug] = o
	f.profiles.derive(o)
}

// setKey takes a key as it is now.
func (f *facts) setKey(key store.GateKey) {
	f.removeKey(store.GateKeyRef{Org: key.Org, ID: key.ID})
	f.addKey(key)
}

// addKey takes a key that isn't known. One that can't be presented, because its id isn't one, is left out.
func (f *facts) addKey(key store.GateKey) {
	id, ok := packID(string(key.ID))
	o := f.organizations[key.Org]
	if !ok || o == nil {
		return
	}
	for _, secret := range key.Secrets {
		seq := uint32(secret.Seq)
		if int64(seq) != secret.Seq {
			continue // after 4,294,967,295 secrets
		}
		slot := f.records.add(record{
			digest: secret.Digest, id: id, secret: seq, expires: instantOf(key.ExpiresAt),
			name: f.names.add(key.Name), profile: f.profiles.take(o, key.Role, key.Groups),
		})
		f.records.setSpan(slot, span{instantOf(key.InactiveFrom), instantOf(key.InactiveUntil), instantOf(secret.EndsAt), rulesOf(key)})
	}
}

// removeKey forgets a key with its secrets.
func (f *facts) removeKey(key store.GateKeyRef) {
	id, ok := packID(string(key.ID))
	if !ok {
		return
	}
	f.records.remove(id, func(r *record) bool {
		if f.profiles.list[r.profile].of.org != key.Org {
			return false
		}
		f.names.remove(r.name)
		f.profiles.drop(r.profile)
		return true
	})
}
