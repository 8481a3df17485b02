package sqlstore_test

import (
	"crypto/rand"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

func BenchmarkGateFacts(b *testing.B) {
	const keys = 100_000
	db, err := sqlstore.Open(b.Context(), sqlstore.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	in, err := sample.Meridian(time.Now(), rand.Reader, keys)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: time.Now()}, in); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n := 0
		err := db.GateFacts(b.Context(), func(store.GateOrganization) error { return nil }, func(store.GateKey) error { n++; return nil })
		if err != nil || n != keys {
			b.Fatal(n, err)
		}
	}
}
