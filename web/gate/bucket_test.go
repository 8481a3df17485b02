package gate

import (
	"sync"
	"testing"
	"time"
)

// A bucket lets its burst pass at once, then one each interval, and after a pause its burst again.
func TestBucketsSpreadEvenly(t *testing.T) {
	t.Parallel()
	b, r := newBuckets[string](), perMinute(60, 5)
	at := int64(time.Hour)
	passes := func(n int) (passed int) {
		for range n {
			if _, wait := b.take("k", r, at); wait == 0 {
				passed++
			}
		}
		return passed
	}
	for i, step := range []struct {
		later time.Duration
		want  int
	}{{0, 5}, {0, 0}, {999 * time.Millisecond, 0}, {time.Millisecond, 1}, {time.Second, 1}, {2500 * time.Millisecond, 2}, {time.Hour, 5}, {0, 0}} {
		at += int64(step.later)
		if got := passes(10); got != step.want {
			t.Errorf("step %d: %d of 10 pass, want %d", i, got, step.want)
		}
	}
}

func TestBucketsSayHowLongToWait(t *testing.T) {
	t.Parallel()
	b, r := newBuckets[string](), perMinute(60, 2)
	at := int64(time.Hour)
	for i, want := range []struct {
		left int
		full time.Duration
		wait time.Duration
	}{{1, time.Second, 0}, {0, 2 * time.Second, 0}, {0, 2 * time.Second, time.Second}, {0, 2 * time.Second, time.Second}} {
		fullAt, wait := b.take("k", r, at)
		if left, full := r.left(fullAt, at), time.Duration(fullAt-at); left != want.left || full != want.full || wait != want.wait {
			t.Errorf("request %d: %d left, full in %s, wait %s, want %+v", i, left, full, wait, want)
		}
	}
	if _, wait := b.take("k", r, at+int64(time.Second)); wait != 0 {
		t.Errorf("after the wait it has to wait %s", wait)
	}
	b.giveBack("k", r)
	if _, wait := b.take("k", r, at+int64(time.Second)); wait != 0 {
		t.Errorf("after it was given back it has to wait %s", wait)
	}
}

// Many at once get exactly what there is.
func TestBucketsCountOnManyProcessors(t *testing.T) {
	t.Parallel()
	b, r := newBuckets[int](), perMinute(60, 100)
	var all sync.WaitGroup
	passed := make([]int, 8)
	for i := range passed {
		all.Go(func() {
			for range 1000 {
				if _, wait := b.take(7, r, int64(time.Hour)); wait == 0 {
					passed[i]++
				}
			}
		})
	}
	all.Wait()
	sum := 0
	for _, n := range passed {
		sum += n
	}
	if sum != 100 {
		t.Errorf("%d pass, want 100", sum)
	}
}

// However many there are, the memory for them is bounded, and who finds no room is limited all the same.
func TestBucketsAreBounded(t *testing.T) {
	t.Parallel()
	b, r := newBuckets[int](), rate{time.Second, 1}
	const many = 2 * shards * maxBuckets
	passed := 0
	for i := range many {
		if _, wait := b.take(i, r, int64(time.Hour)); wait == 0 {
			passed++
		}
	}
	count := func() (n int) {
		for i := range b.parts {
			n += len(b.parts[i].fullAt)
		}
		return n
	}
	if n := count(); n > shards*maxBuckets || passed > shards*(maxBuckets+1) {
		t.Errorf("%d buckets, and %d of %d pass", n, passed, many)
	}
	for i := range many { // a minute later all are full
		b.take(many+i, r, int64(time.Hour+time.Minute))
		if i == 10*shards*firstSweep {
			break
		}
	}
	if n := count(); n > shards*maxBuckets/2 {
		t.Errorf("%d buckets are kept although they are full", n)
	}
}

func BenchmarkTake(b *testing.B) {
	all, r := newBuckets[string](), perMinute(600_000, 600_000)
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = "key" + string(rune('a'+i%26)) + time.Duration(i).String()
	}
	b.ReportAllocs()
	at := int64(time.Hour)
	for i := 0; b.Loop(); i++ {
		at += 100
		all.take(keys[i%1000], r, at)
	}
}
