package gate

import (
	"hash/maphash"
	"sync"
	"time"
)

// rate is how fast a bucket fills, and how much it holds: the generic cell rate algorithm (ITU-T I.371), which spreads what
// passes evenly and needs one number for each bucket. The zero rate is none.
type rate struct {
	every time.Duration // one more request
	burst int           // requests at once, after a pause
}

// perMinute is the rate of so many requests a minute.
func perMinute(n, burst int) rate { return rate{time.Minute / time.Duration(n), burst} }

// full is how long an empty bucket takes to be full.
func (r rate) full() time.Duration { return r.every * time.Duration(r.burst) }

// take takes one request from a bucket that is full again at an instant, in ns. Without a wait it gives that instant anew.
func (r rate) take(fullAt, now int64) (next int64, wait time.Duration) {
	next = max(fullAt, now) + int64(r.every)
	if over := next - now - int64(r.full()); over > 0 {
		return fullAt, time.Duration(over)
	}
	return next, 0
}

// left is how many requests are in a bucket that is full at an instant.
func (r rate) left(fullAt, now int64) int {
	missing := max(0, fullAt-now)
	return int((int64(r.full()) - missing) / int64(r.every))
}

const (
	// shards is in how many parts buckets lie, so that requests on several processors seldom wait for each other.
	shards = 64
	// maxBuckets is how many buckets each of them has at most; who finds no room shares the one bucket for all of those. Only
	// buckets that aren't full count.
	maxBuckets = 4096
)

// buckets are those of many, by what they are for. A full one is forgotten, because it is as if it had never been.
type buckets[K comparable] struct {
	seed  maphash.Seed
	parts [shards]part[K]
}

type part[K comparable] struct {
	mu     sync.Mutex
	fullAt map[K]int64
	sweep  int   // at so many the full ones are looked for
	after  int64 // but not before this instant
	shared int64
	_      [64]byte // no two parts on one cache line
}

const (
	firstSweep = 64
	// sweepPause is how long a part without room isn't searched again for buckets that are full.
	sweepPause = 100 * time.Millisecond
)

func newBuckets[K comparable]() *buckets[K] {
	b := &buckets[K]{seed: maphash.MakeSeed()}
	for i := range b.parts {
		b.parts[i].fullAt, b.parts[i].sweep = map[K]int64{}, firstSweep
	}
	return b
}

// take takes one request from a bucket, and gives when it is full; a wait above 0 says that nothing was taken.
func (b *buckets[K]) take(key K, r rate, now int64) (fullAt int64, wait time.Duration) {
	p := &b.parts[maphash.Comparable(b.seed, key)%shards]
	p.mu.Lock()
	defer p.mu.Unlock()
	was, there := p.fullAt[key]
	if !there && !p.room(now) {
		p.shared, wait = r.take(p.shared, now)
		return p.shared, wait
	}
	fullAt, wait = r.take(was, now)
	if wait == 0 {
		p.fullAt[key] = fullAt
	}
	return fullAt, wait
}

// giveBack undoes a take.
func (b *buckets[K]) giveBack(key K, r rate) {
	p := &b.parts[maphash.Comparable(b.seed, key)%shards]
	p.mu.Lock()
	defer p.mu.Unlock()
	if was, there := p.fullAt[key]; there {
		p.fullAt[key] = was - int64(r.every)
	}
}

// room makes room for one more bucket, if there is any.
func (p *part[K]) room(now int64) bool {
	if len(p.fullAt) < p.sweep {
		return true
	}
	if now < p.after {
		return false
	}
	for key, fullAt := range p.fullAt {
		if fullAt <= now {
			delete(p.fullAt, key)
		}
	}
	p.sweep = min(max(firstSweep, 2*len(p.fullAt)), maxBuckets)
	if len(p.fullAt) == maxBuckets {
		p.after = now + int64(sweepPause)
	}
	return len(p.fullAt) < p.sweep
}
