package verify

import (
	"encoding/binary"
	"testing"

	"chatelaine/store"
)

// What refusing takes must not tell which ids there are. A clock beside other work tells nothing, so what is counted is the
// work: how many digests are compared about a known id with a wrong digest, and about an unknown one of the same chain.
func TestUnknownIDsAndWrongDigestsTakeTheSameWork(t *testing.T) {
	t.Parallel()
	records := newRecords()
	idOf := func(n uint64) (id packedID) {
		binary.BigEndian.PutUint64(id[:], n)
		return id
	}
	const n = 3000
	for i := range uint64(n) {
		records.add(record{id: idOf(i), digest: store.Digest{byte(i), byte(i >> 8), 1}})
	}
	work := map[int]int{} // by chain, of known ids
	wrong := store.Digest{255, 255, 255}
	for i := range uint64(n) {
		slot, compared := records.find(idOf(i), &wrong)
		if at := records.chain(idOf(i)); slot != 0 || work[at] != 0 && work[at] != compared {
			t.Fatalf("id %d takes %d comparisons, another of its chain %d; found: %d", i, compared, work[at], slot)
		}
		work[records.chain(idOf(i))] = compared
	}
	alike := 0
	for i := uint64(n); i < 3*n; i++ {
		slot, compared := records.find(idOf(i), &wrong)
		want, shared := work[records.chain(idOf(i))]
		if slot != 0 || shared && compared != want || !shared && compared != 1 {
			t.Errorf("an unknown id takes %d comparisons, known ones of its chain %d", compared, want)
		}
		if shared {
			alike++
		}
	}
	if alike < n {
		t.Errorf("only %d unknown ids share a chain", alike)
	}
}
