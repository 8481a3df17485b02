package sample_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"chatelaine/store"
	"chatelaine/store/sample"

	"github.com/google/go-cmp/cmp"
)

var now = time.Date(2026, time.October, 14, 9, 30, 0, 0, time.UTC)

func random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

func meridian(t *testing.T, keys int) store.Import {
	t.Helper()
	in, err := sample.Meridian(now, random(1), keys)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func delta(t *testing.T) store.Import {
	t.Helper()
	in, err := sample.Delta(now, random(1))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestOrganizationsHaveWhatTheyPromise(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in                       store.Import
		members, keys, resources int
		ada                      store.Role
	}{
		"Meridian Survey":  {meridian(t, sample.MeridianKeys), 30, 240, 400, store.RoleAdministrator},
		"a single key":     {meridian(t, 1), 30, 1, 400, store.RoleAdministrator},
		"Delta Waterboard": {delta(t), 6, 12, 20, store.RoleManager},
	} {
		if got := len(tt.in.Members); got != tt.members {
			t.Errorf("%s: %d members, want %d", name, got, tt.members)
		}
		if got := len(slices.Collect(tt.in.Keys)); got != tt.keys {
			t.Errorf("%s: %d keys, want %d", name, got, tt.keys)
		}
		if got := len(slices.Collect(tt.in.Resources)); got != tt.resources {
			t.Errorf("%s: %d resources, want %d", name, got, tt.resources)
		}
		first := tt.in.Members[0]
		if first.Account.Name != sample.AdaName || first.Account.Email != sample.AdaEmail || first.Role != tt.ada {
			t.Errorf("%s: the first member is %+v, want Ada Moreau, %s", name, first, tt.ada)
		}
	}
}

func TestAdaIsTheSameInBoth(t *testing.T) {
	t.Parallel()
	a, b := meridian(t, 1).Members[0].Account.ID, delta(t).Members[0].Account.ID
	if a != b {
		t.Errorf("Ada Moreau is %s in one organization and %s in the other", a, b)
	}
}

// Whatever the store checks in an import holds of these, whatever the number of keys.
func TestAnImportKeepsTheRules(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]store.Import{
		"no key":      meridian(t, 0),
		"one key":     meridian(t, 1),
		"two keys":    meridian(t, 2),
		"ten keys":    meridian(t, 10),
		"the usual":   meridian(t, sample.MeridianKeys),
		"20,000 keys": meridian(t, 20_000),
		"the other":   delta(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			principals := checkMembers(t, in)
			for id := range checkKeys(t, in) {
				principals[id.Principal()] = store.RoleManager // a key of any role can own
			}
			checkResources(t, in, principals)
		})
	}
}

func checkMembers(t *testing.T, in store.Import) map[store.PrincipalID]store.Role {
	t.Helper()
	roles := map[store.PrincipalID]store.Role{}
	for _, m := range in.Members {
		checkName(t, m.Account.Name)
		if email, err := store.CleanEmail(m.Account.Email); err != nil || email != m.Account.Email {
			t.Errorf("the address %q comes out as %q, %v", m.Account.Email, email, err)
		}
		if m.JoinedAt.Before(in.CreatedAt) || m.JoinedAt.After(now) || !m.LeftAt.IsZero() && m.LeftAt.Before(m.JoinedAt) {
			t.Errorf("%s joined at %v and left at %v", m.Account.Name, m.JoinedAt, m.LeftAt)
		}
		if m.LeftAt.IsZero() {
			roles[m.Account.ID.Principal()] = m.Role
		} else {
			roles[m.Account.ID.Principal()] = 0
		}
	}
	if len(roles) != len(in.Members) {
		t.Errorf("%d members have %d ids", len(in.Members), len(roles))
	}
	return roles
}

func checkKeys(t *testing.T, in store.Import) map[store.KeyID]bool {
	t.Helper()
	members := map[store.AccountID]store.ImportedMember{}
	for _, m := range in.Members {
		members[m.Account.ID] = m
	}
	ids, names, digests := map[store.KeyID]bool{}, map[string]bool{}, map[store.Digest]bool{}
	before := in.CreatedAt
	for k := range in.Keys {
		checkName(t, k.Name)
		creator, known := members[k.Creator]
		if !known || k.CreatedAt.Before(creator.JoinedAt) || !creator.LeftAt.IsZero() && k.CreatedAt.After(creator.LeftAt) {
			t.Errorf("%s was made at %v by %+v", k.Name, k.CreatedAt, creator)
		}
		if !k.CreatedAt.After(before) || k.CreatedAt.After(now) || k.InactiveFrom.After(now) {
			t.Errorf("%s was made at %v, after %v, and off at %v", k.Name, k.CreatedAt, before, k.InactiveFrom)
		}
		if k.ExpiresOn.Before(store.DateAt(k.CreatedAt, time.UTC)) || k.Role != store.RoleUser && k.Role != store.RoleManager {
			t.Errorf("%s expires on %v, made at %v, as a %v", k.Name, k.ExpiresOn, k.CreatedAt, k.Role)
		}
		if ids[k.ID] || names[store.Fold(k.Name)] || digests[k.Secret.Digest] {
			t.Errorf("%s (%s) has been there before", k.Name, k.ID)
		}
		ids[k.ID], names[store.Fold(k.Name)], digests[k.Secret.Digest], before = true, true, true, k.CreatedAt
	}
	return ids
}

func checkResources(t *testing.T, in store.Import, principals map[store.PrincipalID]store.Role) {
	t.Helper()
	parents := map[string]string{}
	for _, k := range in.Kinds {
		parents[k.Slug] = k.Parent
	}
	kinds, outside, names := map[store.ResourceID]string{}, map[string]bool{}, map[string]bool{}
	for r := range in.Resources {
		checkName(t, r.Name)
		if parent, known := parents[r.Kind]; !known || kinds[r.Parent] != parent {
			t.Errorf("%s is one of the %s and lies in %q, one of the %q", r.Name, r.Kind, r.Parent, kinds[r.Parent])
		}
		if len(r.Owners) == 0 || len(slices.Compact(slices.Sorted(slices.Values(r.Owners)))) != len(r.Owners) {
			t.Errorf("%s is owned by %q", r.Name, r.Owners)
		}
		for _, o := range r.Owners {
			if !principals[o].CanOwn() {
				t.Errorf("%s is owned by %s, who can't", r.Name, o)
			}
		}
		checkAccess(t, r, principals)
		if _, known := kinds[r.ID]; known || outside[r.OutsideID] || names[r.Kind+r.Name] {
			t.Errorf("%s (%s, %s) has been there before", r.Name, r.ID, r.OutsideID)
		}
		kinds[r.ID], outside[r.OutsideID], names[r.Kind+r.Name] = r.Kind, true, true
	}
}

func checkAccess(t *testing.T, r store.ImportedResource, principals map[store.PrincipalID]store.Role) {
	t.Helper()
	seen := map[store.PrincipalID]bool{}
	for _, a := range r.Access {
		if seen[a.Principal] || slices.Contains(r.Owners, a.Principal) || principals[a.Principal] == 0 || a.Resource != r.ID {
			t.Errorf("%s has the access entry %+v, owned by %q", r.Name, a, r.Owners)
		}
		seen[a.Principal] = true
	}
}

func checkName(t *testing.T, name string) {
	t.Helper()
	if clean, err := store.CleanName("name", name); err != nil || clean != name {
		t.Errorf("the name %q comes out as %q, %v", name, clean, err)
	}
}

func TestMeridianHasEveryStatus(t *testing.T) {
	t.Parallel()
	in := meridian(t, sample.MeridianKeys)
	zone, err := store.ParseZone(in.Organization.Zone)
	if err != nil {
		t.Fatal(err)
	}
	counts, unconfirmed, until, longest := map[store.Status]int{}, 0, 0, 0
	for k := range in.Keys {
		key := store.Key{ExpiresAt: k.ExpiresOn.End(zone), InactiveFrom: k.InactiveFrom, InactiveUntil: k.InactiveUntil}
		counts[key.Status(now)]++
		if !k.Confirmed {
			unconfirmed++
		}
		if !k.InactiveUntil.IsZero() {
			until++
		}
		longest = max(longest, utf8.RuneCountInString(k.Name))
	}
	for status, least := range map[store.Status]int{
		store.StatusActive: 100, store.StatusExpired: 15, store.StatusExpiringSoon: 10, store.StatusInactive: 15,
	} {
		if counts[status] < least {
			t.Errorf("%d keys are %s, want %d or more", counts[status], status, least)
		}
	}
	if unconfirmed < 4 || until < 2 || longest != store.Limits.Name.Max {
		t.Errorf("%d keys aren't confirmed, %d are off until a day, the longest name has %d characters", unconfirmed, until, longest)
	}
}

func TestRunsDifferInSecretsAlone(t *testing.T) {
	t.Parallel()
	first := meridian(t, 50)
	second, err := sample.Meridian(now, random(2), 50)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Collect(first.Resources), slices.Collect(second.Resources)); diff != "" {
		t.Errorf("the resources differ:\n%s", diff)
	}
	keys, others, again := slices.Collect(first.Keys), slices.Collect(second.Keys), slices.Collect(first.Keys)
	if diff := cmp.Diff(keys, again); diff != "" {
		t.Errorf("the keys differ when they are walked again:\n%s", diff)
	}
	for i := range keys {
		if keys[i].Secret == others[i].Secret {
			t.Errorf("the secret of %s is the same in two runs", keys[i].Name)
		}
		keys[i].Secret, others[i].Secret = store.NewSecret{}, store.NewSecret{}
	}
	if diff := cmp.Diff(keys, others); diff != "" {
		t.Errorf("the keys differ in more than their secrets:\n%s", diff)
	}
	if diff := cmp.Diff(first.Members, second.Members); diff != "" {
		t.Errorf("the members differ:\n%s", diff)
	}
}

func TestABadSourceOfRandomnessIsReported(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	if _, err := sample.Meridian(now, iotest.ErrReader(broken), 1); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if _, err := sample.Delta(now, bytes.NewReader(nil)); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want %v", err, io.EOF)
	}
}

// Every key and every member who is there belongs to a group, but for administrators, who need none; and each group has
// somebody who could give it to a key, beside them.
func TestGroupsHaveTheirKeysAndMembers(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]store.Import{"Meridian Survey": meridian(t, sample.MeridianKeys), "Delta Waterboard": delta(t)} {
		keys, managers, c := map[store.GroupID]int{}, map[store.GroupID]int{}, store.DefaultCatalogue()
		for key := range in.Keys {
			for _, g := range key.Groups {
				keys[g]++
			}
			if unique := slices.Compact(slices.Sorted(slices.Values(key.Groups))); len(key.Groups) == 0 || len(unique) < len(key.Groups) {
				t.Errorf("%s: %s has the groups %v", name, key.Name, key.Groups)
			}
		}
		for _, m := range in.Members {
			if here := m.LeftAt.IsZero() && m.Role < store.RoleAdministrator; here && len(m.Groups) == 0 || !m.LeftAt.IsZero() && len(m.Groups) > 0 {
				t.Errorf("%s: %s has the groups %v", name, m.Account.Name, m.Groups)
			}
			for _, g := range m.Groups {
				if m.Role == store.RoleManager {
					managers[g]++
				}
			}
		}
		for _, g := range in.Groups {
			if picked, err := c.Pick(g.Permissions); err != nil || len(picked) != len(g.Permissions) || keys[g.ID] == 0 || managers[g.ID] == 0 {
				t.Errorf("%s: %s lets do %v, %v, and has %d keys and %d managers", name, g.Name, g.Permissions, err, keys[g.ID], managers[g.ID])
			}
		}
	}
}
