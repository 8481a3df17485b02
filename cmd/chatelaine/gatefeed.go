package main

import (
	"sync/atomic"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// gateFeed passes changes on to a gate's index, and measures how far behind them it is.
type gateFeed struct {
	index *verify.Index
	now   func() time.Time
	began time.Time    // nothing is known
	last  atomic.Int64 // what the last change took, in ns
	lost  atomic.Int64 // since began, in ns: since when not every key is known
}

func newGateFeed(index *verify.Index, now func() time.Time) *gateFeed {
	return &gateFeed{index: index, now: now, began: now()}
}

// follow makes a committed change hold.
func (f *gateFeed) follow(change store.GateChange) {
	began := f.now()
	if change.Lost {
		f.lost.Store(int64(began.Sub(f.began)))
	}
	f.index.Follow(change)
	f.last.Store(int64(f.now().Sub(began)))
}

// lag is how long the last change took to hold, or for how long the index hasn't known every key.
func (f *gateFeed) lag() time.Duration {
	if f.index.Ready() {
		return time.Duration(f.last.Load())
	}
	return f.now().Sub(f.began) - time.Duration(f.lost.Load())
}
