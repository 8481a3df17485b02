package sqlstore_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

var benchKeys = flag.Int("keys", 100_000, "how many keys the organization of the benchmarks has")

var benchStart = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// estate is an organization with that many keys, and resources that belong to the first so many of them in turn: a
// tenth of them projects, the others layers in these.
func estate(slug string, keys, resources, owners int) store.Import {
	created := benchStart.AddDate(-3, 0, 0)
	return store.Import{
		Organization: store.NewOrganization{ID: slug, Slug: slug, Name: slug, Zone: "Europe/Paris", RoleWords: store.ManagerUser},
		CreatedAt:    created,
		Kinds:        []store.Kind{{Slug: "projects", One: "project", Many: "projects"}, {Slug: "layers", One: "layer", Many: "layers", Parent: "projects"}},
		Members: []store.ImportedMember{
			{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@example.org"}, Role: store.RoleAdministrator, JoinedAt: created},
			{Account: store.NewAccount{ID: "bo", Name: "Bo Moreau", Email: "bo@example.org"}, Role: store.RoleManager, JoinedAt: created},
		},
		Keys:      estateKeys(slug, keys, created),
		Resources: estateResources(slug, resources, owners),
	}
}

func estateID(slug string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", slug, n))
	return fmt.Sprintf("%x", sum[:6])
}

func estateKeys(slug string, keys int, created time.Time) iter.Seq[store.ImportedKey] {
	return func(yield func(store.ImportedKey) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for n := range keys {
			id := estateID(slug, n)
			key := store.ImportedKey{
				ID: store.KeyID(id), Name: fmt.Sprintf("Key %s %d", id[:4], n), Role: store.RoleUser, Creator: "ada",
				CreatedAt: created.Add(time.Duration(n) * time.Minute), ExpiresOn: store.Date{Year: 2026, Month: 1, Day: 1}.AddDays(random.IntN(900)),
				Secret: store.NewSecret{Digest: sha256.Sum256([]byte(id)), Prefix: "chk", Tail: "0abc"}, Confirmed: true,
			}
			if !yield(key) {
				return
			}
		}
	}
}

func estateResources(slug string, resources, owners int) iter.Seq[store.ImportedResource] {
	return func(yield func(store.ImportedResource) bool) {
		for n := range resources {
			owner := []store.PrincipalID{store.PrincipalID(estateID(slug, n%owners))}
			id := estateID(slug+" resource", n)
			r := store.NewResource{ID: store.ResourceID(id), Kind: "projects", OutsideID: id, Name: "Project " + id, Owners: owner}
			if n >= resources/10 {
				r.Kind, r.Parent = "layers", store.ResourceID(estateID(slug+" resource", n%(resources/10)))
			}
			access := []store.AccessEntry{{Resource: r.ID, Principal: "bo", Access: store.AccessView}}
			if !yield(store.ImportedResource{NewResource: r, Access: access}) {
				return
			}
		}
	}
}

func benchmarkStore(b *testing.B, keys, resources, owners int) (*sqlstore.DB, store.Organization) {
	b.Helper()
	db := open(b, sqlstore.Config{Dir: b.TempDir()})
	began := time.Now()
	org, err := db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: benchStart}, estate("north", keys, resources, owners))
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("importing %d keys and %d resources took %v", keys, resources, time.Since(began).Round(time.Millisecond))
	return db, org
}

func BenchmarkKeys(b *testing.B) {
	db, org := benchmarkStore(b, *benchKeys, 0, 1)
	ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
	key := store.NewKey{Name: "New", Role: store.RoleUser, ExpiresOn: store.Date{Year: 2026, Month: 12, Day: 31}}
	b.Run("first page", func(b *testing.B) {
		for b.Loop() {
			if page, err := db.Keys(b.Context(), ada, store.KeyQuery{Rows: 25}); err != nil || len(page.Keys) != 25 {
				b.Fatal(len(page.Keys), err)
			}
		}
	})
	b.Run("page in the middle", func(b *testing.B) {
		middle := store.Cursor{Sort: store.NewestFirst, Number: benchStart.AddDate(-3, 0, 0).Add(time.Duration(*benchKeys/2) * time.Minute).UnixMilli(), Seq: 1 << 40}
		for b.Loop() {
			if page, err := db.Keys(b.Context(), ada, store.KeyQuery{Rows: 25, After: middle}); err != nil || len(page.Keys) != 25 {
				b.Fatal(len(page.Keys), err)
			}
		}
	})
	b.Run("create and delete", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			key.ID = store.KeyID(fmt.Sprintf("new%09d", n))
			key.Secret.Digest = sha256.Sum256([]byte(key.ID))
			if _, err := db.CreateKey(b.Context(), store.Call{Actor: ada, At: benchStart}, key); err != nil {
				b.Fatal(err)
			}
			plan, err := db.PlanDeletion(b.Context(), ada, key.ID, store.Choice{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := db.DeleteKey(b.Context(), store.Call{Actor: ada, At: benchStart}, key.ID, store.Choice{}, plan.Digest); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkDeleteKeys deletes keys with all that they own; the plan beforehand is not part of the time, but a metric.
func BenchmarkDeleteKeys(b *testing.B) {
	for name, choice := range map[string]store.Choice{
		"moving 10,000 resources":     {Kind: store.ChoiceTransfer, Successor: "bo"},
		"destroying 10,000 resources": {Kind: store.ChoiceDestroy},
	} {
		for _, keys := range []int{1, store.MaxBulk} {
			b.Run(fmt.Sprintf("%d %s", keys, name), func(b *testing.B) { benchmarkDeletion(b, keys, choice) })
		}
	}
}

func benchmarkDeletion(b *testing.B, keys int, choice store.Choice) {
	const owned = 10_000
	var ids []store.KeyID
	for n := range keys {
		ids = append(ids, store.KeyID(estateID("north", n)))
	}
	var planning time.Duration
	for range b.N {
		b.StopTimer()
		db, org := benchmarkStore(b, keys+1, owned, keys)
		ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
		began := time.Now()
		plan, err := db.PlanDeletions(b.Context(), ada, ids, choice)
		if err != nil || len(plan.Resources) != owned {
			b.Fatal(len(plan.Resources), err)
		}
		planning += time.Since(began)
		b.StartTimer()
		if _, err := db.DeleteKeys(b.Context(), store.Call{Actor: ada, At: benchStart}, ids, choice, plan.Digest); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(planning.Seconds()*1000/float64(b.N), "ms/plan")
}
