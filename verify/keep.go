package verify

import (
	"context"
	"log/slog"
	"time"

	"chatelaine/store"
)

// How long a load that went wrong is left alone: twice as long each time.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// Keep loads the index, and loads it again whenever it lost what it knew, until ctx ends.
func (x *Index) Keep(ctx context.Context, from store.GateFeed, log *slog.Logger) {
	for pause := firstPause; ctx.Err() == nil; {
		if err := x.Load(ctx, from); err != nil {
			if ctx.Err() == nil {
				log.Error("the gate can't learn what it must know", "error", err, "again in", pause)
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause = min(2*pause, lastPause)
			continue
		}
		pause = firstPause
		select {
		case <-x.lost:
		case <-ctx.Done():
		}
	}
}
