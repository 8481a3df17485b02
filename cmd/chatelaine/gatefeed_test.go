package main

import (
	"context"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// noKeys is a feed of nothing.
type noKeys struct{}

func (noKeys) GateFacts(context.Context, func(store.GateOrganization) error, func(store.GateKey) error) error {
	return nil
}

func TestTheGatesLagIsMeasured(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	index := verify.New()
	f := newGateFeed(index, func() time.Time {
		now = now.Add(time.Second)
		return now
	})
	want := func(when string, lag time.Duration) {
		t.Helper()
		if got := f.lag(); got != lag {
			t.Errorf("%s: %v, want %v", when, got, lag)
		}
	}
	want("before anything is known", time.Second)
	want("a second later", 2*time.Second)
	if err := index.Load(t.Context(), noKeys{}); err != nil {
		t.Fatal(err)
	}
	want("before the first change", 0)
	f.follow(store.GateChange{})
	want("after a change", time.Second)
	f.follow(store.GateChange{Lost: true})
	want("once all is lost", 2*time.Second)
	if err := index.Load(t.Context(), noKeys{}); err != nil {
		t.Fatal(err)
	}
	want("when it is known again", time.Second)
}
