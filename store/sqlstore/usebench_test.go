package sqlstore_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

var usedAt = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// BenchmarkRecordUses writes down that 10,000 keys were used, in batches as the recorder does, and tells how long the
// longest batch kept others from changing something.
func BenchmarkRecordUses(b *testing.B) {
	const keys = 10_000
	db := open(b, sqlstore.Config{Dir: b.TempDir()})
	in, err := sample.Meridian(usedAt, rand.NewChaCha8([32]byte{}), keys)
	if err != nil {
		b.Fatal(err)
	}
	org, err := db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: usedAt}, in)
	if err != nil {
		b.Fatal(err)
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: usedAt}
	rows := make([]store.Use, keys)
	for i := range rows {
		rows[i] = store.Use{
			Org: org.Org, Secret: 1<<24 + int64(i), Verdict: store.VerdictValid, Count: 40, Told: true,
			Client: store.Client{Network: fmt.Sprintf("203.0.%d.0/24", i%250), Agent: "python-requests/2.32.3"},
		}
	}
	runtime.LockOSThread() // whose processor's time is counted
	longest, slowest, all := time.Duration(0), time.Duration(0), time.Duration(0)
	for n := 0; b.Loop(); n++ {
		for i := range rows {
			rows[i].Last = usedAt.Add(time.Duration(n)*4*time.Second + time.Duration(i)*time.Microsecond)
		}
		for batch := range slices.Chunk(rows, store.MaxUses) {
			began, before := time.Now(), processor()
			if err := db.RecordUses(b.Context(), call, store.UseBatch{Uses: batch}); err != nil {
				b.Fatal(err)
			}
			longest = max(longest, time.Since(began))
			took := processor() - before
			slowest, all = max(slowest, took), all+took
		}
	}
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest")
	b.ReportMetric(float64(slowest.Microseconds())/1000, "cpu-ms/longest")
	b.ReportMetric(float64(all.Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// processor is the time that this thread has had.
func processor() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var used syscall.Rusage
	if syscall.Getrusage(thread, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
