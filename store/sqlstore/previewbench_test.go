package sqlstore_test

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

// BenchmarkPreviewBulk says what each act would do to as many of an organization's keys as a preview looks at, after all of
// them were chosen. Elapsed time and, as cpu-ms/op, the processor's.
func BenchmarkPreviewBulk(b *testing.B) {
	in, err := sample.Meridian(benchStart, rand.NewChaCha8([32]byte{1}), *benchKeys)
	if err != nil {
		b.Fatal(err)
	}
	db := open(b, sqlstore.Config{Dir: b.TempDir()})
	org, err := db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: benchStart}, in)
	if err != nil {
		b.Fatal(err)
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: in.Members[0].Account.ID.Principal(), Org: org.Org}, At: benchStart}
	chosen, err := db.FreezeKeys(b.Context(), call, store.KeyQuery{At: benchStart})
	if err != nil {
		b.Fatal(err)
	}
	regroup := func(op store.RegroupOp) store.BulkChange {
		return store.BulkChange{Act: store.BulkGroups, Groups: store.Regroup{Op: op, Groups: []store.GroupID{in.Groups[0].ID}}}
	}
	for name, change := range map[string]store.BulkChange{
		"activate":   {Act: store.BulkActivate},
		"deactivate": {Act: store.BulkDeactivate},
		"add":        regroup(store.RegroupAdd),
		"remove":     regroup(store.RegroupRemove),
		"set":        regroup(store.RegroupSet),
		"expiry":     {Act: store.BulkExpiry, ExpiresOn: store.DateAt(benchStart, time.UTC).AddDays(90)},
		"labels":     {Act: store.BulkLabels, Labels: store.Relabel{Set: []store.Label{{Name: "env", Value: "production"}}}},
		"delete":     {Act: store.BulkDelete},
	} {
		b.Run(name, func(b *testing.B) {
			began, n := processorTime(b), 0
			for b.Loop() {
				n++
				if preview, err := db.PreviewBulk(b.Context(), call, chosen.ID, change); err != nil || preview.Looked != min(*benchKeys, store.MaxPreviewed) {
					b.Fatal(preview.Looked, err)
				}
			}
			b.ReportMetric(float64((processorTime(b)-began).Milliseconds())/float64(n), "cpu-ms/op")
		})
	}
}

// processorTime is what the process has used of the processor, its own and the system's for it.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
