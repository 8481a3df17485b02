package web

import (
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	t.Parallel()
	b := buckets[string]{every: time.Second, size: 3}
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	for i, tt := range []struct {
		who  string
		at   time.Duration
		wait time.Duration
	}{
		{"a", 0, 0}, {"a", 0, 0}, {"a", 0, 0}, {"a", 0, time.Second}, {"b", 0, 0}, {"a", 400 * time.Millisecond, 600 * time.Millisecond},
		{"a", time.Second, 0}, {"a", time.Second, time.Second}, {"a", time.Hour, 0}, {"a", time.Hour, 0}, {"a", time.Hour, 0}, {"a", time.Hour, time.Second},
	} {
		if got := b.take(tt.who, now.Add(tt.at)); got != tt.wait {
			t.Errorf("%d: %s waits %v, want %v", i, tt.who, got, tt.wait)
		}
	}
	if b.sweep(now.Add(2 * time.Hour)); len(b.full) != 0 {
		t.Errorf("%d buckets are kept though they are full", len(b.full))
	}
}
