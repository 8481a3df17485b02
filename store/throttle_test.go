package store_test

import (
	"testing"
	"time"

	"chatelaine/store"
)

func TestGuessWait(t *testing.T) {
	t.Parallel()
	for wrong, want := range map[int]time.Duration{
		0: 0, 1: 0, 4: 0, 5: time.Second, 6: 2 * time.Second, 7: 4 * time.Second, 10: 32 * time.Second,
		14: 512 * time.Second, 15: 900 * time.Second, 16: 900 * time.Second, 99: 900 * time.Second, 100: 0, 1000: 0,
	} {
		got, closed := store.GuessWait(wrong)
		if got != want || closed != (wrong >= 100) {
			t.Errorf("after %d wrong guesses: %v, closed %t, want %v", wrong, got, closed, want)
		}
	}
}

func TestBucketsAreApart(t *testing.T) {
	t.Parallel()
	seen := map[store.Digest]bool{}
	for _, b := range []store.Digest{
		store.BucketOfEmail("a"), store.BucketOfBrowser("a"), store.BucketOfSession("a"), store.BucketOfNetwork("a"), store.BucketOfEmail("b"),
	} {
		seen[b] = true
	}
	if len(seen) != 5 {
		t.Errorf("five buckets are %d", len(seen))
	}
}
