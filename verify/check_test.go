package verify_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/verify"
)

// start is when everything happens.
var start = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

// facts are a feed.
type facts struct {
	organization store.GateOrganization
	keys         []store.GateKey
}

// GateFacts implements [store.GateFeed].
func (f facts) GateFacts(_ context.Context, organization func(store.GateOrganization) error, key func(store.GateKey) error) error {
	err := organization(f.organization)
	for i := 0; err == nil && i < len(f.keys); i++ {
		err = key(f.keys[i])
	}
	return err
}

// north is an organization with one group and n keys, whose secrets come with it.
func north(t testing.TB, n int) (f facts, secrets []string) {
	t.Helper()
	f.organization = store.GateOrganization{
		Org: 1, Slug: "north", Permissions: store.DefaultCatalogue().Permissions,
		Groups: []store.GateGroup{{No: 1, ID: "GroupReaders", Permissions: []store.Permission{"layers:read", "members:read"}}},
	}
	for i := range n {
		made, err := keystring.New(rand.Reader, "chk", fmt.Sprintf("%012d", i))
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, made.Reveal())
		f.keys = append(f.keys, store.GateKey{
			Org: 1, ID: store.KeyID(made.ID()), Name: fmt.Sprintf("Key %d", i), Role: store.RoleUser, Groups: []int64{1},
			Secrets: []store.GateSecret{{Seq: int64(i + 1), Digest: made.Sum()}},
		})
	}
	return f, secrets
}

func loaded(t testing.TB, f facts) *verify.Index {
	t.Helper()
	x := verify.New()
	if err := x.Load(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	return x
}

// Keys come, change and go in any order; each stays what it is, in whatever place.
func TestKeysAreFoundHoweverManyCameAndWent(t *testing.T) {
	t.Parallel()
	const n = 9000 // several pages, and many splits
	f, secrets := north(t, n)
	x := loaded(t, facts{organization: f.organization})
	want := make([]verify.Verdict, n)
	for i, key := range f.keys {
		x.Follow(store.GateChange{Keys: []store.GateKey{key}})
		want[i] = verify.Valid
	}
	for i := 0; i < n; i += 3 {
		x.Follow(store.GateChange{Gone: []store.GateKeyRef{{Org: 1, ID: f.keys[i].ID}}})
		want[i] = verify.Unknown
	}
	for i := 1; i < n; i += 3 {
		f.keys[i].Name, f.keys[i].InactiveFrom = fmt.Sprintf("A longer name than it had, %d", i), start
		want[i] = verify.Inactive
	}
	x.Follow(store.GateChange{Keys: append([]store.GateKey(nil), everyThird(f.keys)...)})
	for i, secret := range secrets {
		a, err := x.Check(&verify.Question{Presented: secret, Organization: "north", At: start})
		if err != nil || a.Verdict != want[i] || a.Verdict != verify.Unknown && (a.Key != f.keys[i].ID || a.Name != f.keys[i].Name || a.Secret != int64(i+1)) {
			t.Fatalf("key %d: %+v, %v; want %v", i, a, err, want[i])
		}
	}
	if got := x.Len(); got != n-n/3 {
		t.Errorf("there are %d secrets, want %d", got, n-n/3)
	}
}

func everyThird(keys []store.GateKey) (list []store.GateKey) {
	for i := 1; i < len(keys); i += 3 {
		list = append(list, keys[i])
	}
	return list
}

func TestAnIndexThatLostWhatItKnewKnowsNothing(t *testing.T) {
	t.Parallel()
	f, secrets := north(t, 1)
	x := loaded(t, f)
	if !x.Follows() {
		t.Error("a loaded index doesn't follow")
	}
	x.Follow(store.GateChange{Lost: true})
	if x.Follows() {
		t.Error("an index that knows nothing follows")
	}
	if _, err := x.Check(&verify.Question{Presented: secrets[0], Organization: "north", At: start}); err != verify.ErrNotLoaded {
		t.Errorf("%v, want %v", err, verify.ErrNotLoaded)
	}
}

// during is a feed that tells of a change while it is read.
type during struct {
	facts
	change func()
}

// GateFacts implements [store.GateFeed].
func (d during) GateFacts(ctx context.Context, organization func(store.GateOrganization) error, key func(store.GateKey) error) error {
	err := d.facts.GateFacts(ctx, organization, key)
	d.change()
	return err
}

func TestWhatChangesDuringALoadHolds(t *testing.T) {
	t.Parallel()
	f, secrets := north(t, 2)
	x := verify.New()
	if x.Follows() {
		t.Error("an index that was never loaded follows")
	}
	err := x.Load(t.Context(), during{f, func() {
		if !x.Follows() {
			t.Error("an index that is being loaded doesn't follow")
		}
		x.Follow(store.GateChange{Gone: []store.GateKeyRef{{Org: 1, ID: f.keys[0].ID}}})
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []verify.Verdict{verify.Unknown, verify.Valid} {
		if a, err := x.Check(&verify.Question{Presented: secrets[i], Organization: "north", At: start}); err != nil || a.Verdict != want {
			t.Errorf("key %d is %v, %v; want %v", i, a.Verdict, err, want)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	f, secrets := north(b, 10_000)
	x := loaded(b, f)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if a, err := x.Check(&verify.Question{Presented: secrets[n%len(secrets)], Organization: "north", At: start}); err != nil || a.Verdict != verify.Valid {
			b.Fatal(a.Verdict, err)
		}
		n += 7919
	}
}
