package verify

import (
	"hash/maphash"
	"net/netip"
	"slices"
	"time"

	"chatelaine/store"
)

// record is a secret with what is known of its key: one cache line, without pointers, so that a collection of garbage
// doesn't look at a million of them.
type record struct {
	digest  store.Digest
	id      packedID
	expires instant
	spans   bool   // there is a span of it
	secret  uint32 // its seq
	profile uint32
	name    uint32
	next    uint32 // record of the same chain; 0: none
}

// instant is ms since 1970, the least significant byte first; 0: there is none. Six bytes reach the year 10889.
type instant [6]byte

func instantOf(t time.Time) (i instant) {
	if t.IsZero() {
		return i
	}
	ms := max(t.UnixMilli(), 1)
	for b := range i {
		i[b] = byte(ms >> (8 * b))
	}
	return i
}

// milli is the instant in ms since 1970; 0: there is none.
func (i instant) milli() (ms int64) {
	for b := range i {
		ms |= int64(i[b]) << (8 * b)
	}
	return ms
}

// passed tells whether there is such an instant, and it has come.
func (i instant) passed(now int64) bool { return i != instant{} && now >= i.milli() }

// span is when a secret opens nothing although its key isn't expired, and what else few keys have.
type span struct {
	from, until instant // the key is switched off; no until: until further notice
	ends        instant // the secret does
	rules       *rules  // what the key is held to; nil: nothing of that sort
}

// rules are how many requests a key may make, and where they come from.
type rules struct {
	limit    store.RateLimit
	networks store.Networks
}

// rulesOf are those of a key; nil: it has none.
func rulesOf(key store.GateKey) *rules {
	if key.Limit.IsZero() && len(key.Networks) == 0 {
		return nil
	}
	return &rules{key.Limit, slices.Clone(key.Networks)}
}

// let tells whether requests may come from an address.
func (r *rules) let(address netip.Addr) bool { return r == nil || r.networks.Let(address) }

func (s span) off(now int64) bool { return s.from.passed(now) && !s.until.passed(now) }

const pageSize = 1 << 12 // records, 256 KiB

// records are looked up by the id of their key. Each chain holds one on average: whenever there are more records than
// chains, the next chain in turn is split in two, so that no addition ever has to wait for a whole new table.
type records struct {
	pages [][]record // slot 0 isn't used
	free  uint32     // first of the free slots, chained by next
	spans map[uint32]span
	heads []uint32
	half  int // heads up to a power of two were there before the present round of splits
	seed  maphash.Seed
	n     int
}

const firstHeads = 64

func newRecords() records {
	return records{
		pages: [][]record{make([]record, 1, pageSize)}, spans: map[uint32]span{},
		heads: make([]uint32, firstHeads), half: firstHeads, seed: maphash.MakeSeed(),
	}
}

func (t *records) at(slot uint32) *record { return &t.pages[slot/pageSize][slot%pageSize] }

// chain is the place in heads for an id.
func (t *records) chain(id packedID) int {
	hash := int(maphash.Bytes(t.seed, id[:]) >> 1)
	if at := hash & (2*t.half - 1); at < len(t.heads) {
		return at
	}
	return hash & (t.half - 1)
}

// find gives the slot of the record with that id and digest; 0: there is none. It compares the digest of each record of
// the chain, whatever its id, and of slot 0 where there is none: an id that is known takes no more work than another.
func (t *records) find(id packedID, digest *store.Digest) (slot uint32, compared int) {
	for slot = t.heads[t.chain(id)]; ; {
		r := t.at(slot)
		compared++
		if hit := same(&r.digest, digest); hit && r.id == id {
			return slot, compared
		}
		if slot = r.next; slot == 0 {
			return 0, compared
		}
	}
}

// add keeps a record and gives its slot.
func (t *records) add(r record) uint32 {
	if t.n >= len(t.heads) {
		t.split()
	}
	slot := t.room()
	chain := t.chain(r.id)
	r.next = t.heads[chain]
	*t.at(slot) = r
	t.heads[chain] = slot
	t.n++
	return slot
}

// room gives a slot that nothing is in.
func (t *records) room() uint32 {
	if slot := t.free; slot != 0 {
		t.free = t.at(slot).next
		return slot
	}
	last := len(t.pages) - 1
	if len(t.pages[last]) == pageSize {
		t.pages = append(t.pages, make([]record, 0, pageSize))
		last++
	}
	t.pages[last] = append(t.pages[last], record{})
	return uint32(last*pageSize + len(t.pages[last]) - 1)
}

// split makes one more chain, of what belongs there by now.
func (t *records) split() {
	from := len(t.heads) - t.half
	slot := t.heads[from]
	t.heads = append(t.heads, 0)
	if len(t.heads) == 2*t.half {
		t.half *= 2
	}
	t.heads[from] = 0
	for slot != 0 {
		r := t.at(slot)
		next := r.next
		chain := t.chain(r.id)
		r.next, t.heads[chain] = t.heads[chain], slot
		slot = next
	}
}

// remove forgets those records with an id of which gone says so.
func (t *records) remove(id packedID, gone func(*record) bool) {
	chain := t.chain(id)
	link := &t.heads[chain]
	for slot := *link; slot != 0; slot = *link {
		r := t.at(slot)
		if r.id != id || !gone(r) {
			link = &r.next
			continue
		}
		*link = r.next
		delete(t.spans, slot)
		*r = record{next: t.free} // its digest is gone
		t.free = slot
		t.n--
	}
}

// setSpan notes the span of a record, if there is anything in it.
func (t *records) setSpan(slot uint32, s span) {
	if s != (span{}) {
		t.at(slot).spans = true
		t.spans[slot] = s
	}
}
