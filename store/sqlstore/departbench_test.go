package sqlstore_test

import (
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// BenchmarkDepart makes somebody leave who owns 10,000 resources and has an access entry to each, or makes them a user; it
// tells what the processor does for it, too.
func BenchmarkDepart(b *testing.B) {
	moves, destroys := store.Choice{Kind: store.ChoiceTransfer, Successor: "ada"}, store.Choice{Kind: store.ChoiceDestroy}
	for name, bench := range map[string]struct {
		kind   store.DepartureKind
		choice store.Choice
	}{
		"removed, moving":     {store.DepartureRemoval, moves},
		"removed, destroying": {store.DepartureRemoval, destroys},
		"made a user, moving": {store.DepartureDemotion, moves},
	} {
		b.Run(name, func(b *testing.B) {
			var processor time.Duration
			for range b.N {
				b.StopTimer()
				db, ada := ownedByBo(b)
				departure := store.Departure{Member: "bo", Kind: bench.kind}
				plan, err := db.PlanDeparture(b.Context(), ada, departure, bench.choice)
				if err != nil || len(plan.Resources) != 10_000 {
					b.Fatal(len(plan.Resources), err)
				}
				before := processorTime(b)
				b.StartTimer()
				_, err = db.Depart(b.Context(), store.Call{Actor: ada, At: benchStart}, departure, bench.choice, plan.Digest)
				b.StopTimer()
				if err != nil {
					b.Fatal(err)
				}
				processor += processorTime(b) - before
			}
			b.ReportMetric(float64(processor.Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// ownedByBo is a store in which bo owns 10,000 resources, and who looks at it.
func ownedByBo(b *testing.B) (*sqlstore.DB, store.Actor) {
	db, org := benchmarkStore(b, 1, 10_000, 1)
	ada := store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
	all := store.Transfer{From: store.PrincipalID(estateID("north", 0)), To: "bo"}
	plan, err := db.PlanTransfer(b.Context(), ada, all)
	if err == nil {
		_, err = db.TransferResources(b.Context(), store.Call{Actor: ada, At: benchStart}, all, plan.Digest)
	}
	if err != nil {
		b.Fatal(err)
	}
	return db, ada
}
