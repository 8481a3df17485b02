package verify_test

import (
	"errors"
	"testing"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/verify"
)

// What may have been committed or not is judged by neither: there is no verdict until a change says how it is.
func TestDoubtfulChanges(t *testing.T) {
	t.Parallel()
	f, secrets := north(t, 3)
	credential, digest := gateCredential(t)
	f.organization.Credentials = []store.GateCredentialFacts{{ID: "Credential00", Digest: digest}}
	x := loaded(t, f)
	want := func(when string, errs ...error) {
		t.Helper()
		for i, secret := range secrets {
			a, err := x.Check(&verify.Question{Presented: secret, Organization: "north", At: start})
			if !errors.Is(err, errs[i]) || err == nil && a.Verdict != verify.Valid {
				t.Errorf("%s: key %d is %v, %v; want %v", when, i, a.Verdict, err, errs[i])
			}
		}
	}
	off := f.keys[0]
	off.InactiveFrom = start
	gone := store.GateKeyRef{Org: 1, ID: f.keys[1].ID}
	x.Follow(store.GateChange{Doubtful: true, Keys: []store.GateKey{off}, Gone: []store.GateKeyRef{gone}})
	want("two are doubtful", verify.ErrDoubtful, verify.ErrDoubtful, nil)
	if err := x.Load(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	want("what is read anew is as doubtful", verify.ErrDoubtful, verify.ErrDoubtful, nil)
	x.Follow(store.GateChange{Keys: f.keys[:1]})
	want("one is certain", nil, verify.ErrDoubtful, nil)
	x.Follow(store.GateChange{Gone: []store.GateKeyRef{gone}})
	if a, err := x.Check(&verify.Question{Presented: secrets[1], Organization: "north", At: start}); a.Verdict != verify.Unknown || err != nil {
		t.Errorf("a key that is certainly gone is %v, %v", a.Verdict, err)
	}
	secrets = []string{secrets[0], secrets[2]}
	x.Follow(store.GateChange{Doubtful: true, Organizations: []store.GateOrganization{f.organization}})
	want("all of the organization", verify.ErrDoubtful, verify.ErrDoubtful)
	if _, err := x.Credential(credential); !errors.Is(err, verify.ErrDoubtful) {
		t.Errorf("its credential gives %v", err)
	}
	x.Follow(store.GateChange{Organizations: []store.GateOrganization{f.organization}})
	want("nothing any more", nil, nil)
	if _, err := x.Credential(credential); err != nil {
		t.Errorf("its credential gives %v", err)
	}
}

func gateCredential(t *testing.T) (text string, digest store.Digest) {
	t.Helper()
	made, err := keystring.NewGateCredential(zeros{}, "Credential00")
	if err != nil {
		t.Fatal(err)
	}
	return made.Reveal(), made.Sum()
}

// zeros is chance as a test has it.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
