package web

import (
	"sync"
	"time"
)

// buckets hold tokens, each for somebody: who asks takes one, and they come back with time. What they know is lost with the
// process; they keep an answer cheap, and protect nothing. They are safe for concurrent use.
type buckets[Who comparable] struct {
	every time.Duration // until a token comes back; with the zero value, nobody runs out
	size  int           // tokens of a full one

	mu   sync.Mutex
	full map[Who]time.Time // when it is full again; full ones are missing
}

// maxBuckets is how many are kept before those that are full again are thrown away.
const maxBuckets = 10_000

// take takes a token. Without one it says how long it takes until there is one again.
func (b *buckets[Who]) take(who Who, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full == nil || len(b.full) >= maxBuckets {
		b.sweep(now)
	}
	full := b.full[who]
	if full.Before(now) || full.Sub(now) > b.every*time.Duration(b.size) { // that long only if the clock was set back
		full = now
	}
	full = full.Add(b.every)
	if over := full.Sub(now) - b.every*time.Duration(b.size); over > 0 {
		return over
	}
	b.full[who] = full
	return 0
}

// giveBack puts a token back that was taken.
func (b *buckets[Who]) giveBack(who Who) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if full, taken := b.full[who]; taken {
		b.full[who] = full.Add(-b.every)
	}
}

// sweep forgets those that are full again.
func (b *buckets[Who]) sweep(now time.Time) {
	kept := map[Who]time.Time{}
	for who, full := range b.full {
		if full.After(now) {
			kept[who] = full
		}
	}
	b.full = kept
}
