package main

import (
	"log/slog"
	"sync/atomic"
	"time"
)

// What is said of a clock that was set back: from which difference on, and how often.
const (
	worthTelling = time.Minute
	tellAgain    = time.Hour
)

// clock is the machine's, but that it never goes back: what has ended by it stays ended. Where the machine's is set back,
// this one goes on at the same pace from the time that it had. Make it with [newClock]; it is safe for concurrent use.
type clock struct {
	machine func() time.Time
	elapsed func(time.Time) time.Duration // since began, by what nobody can set
	began   time.Time
	log     *slog.Logger
	ahead   atomic.Int64 // by how many ns the machine's clock was ahead of began and elapsed at most
	told    atomic.Int64 // elapsed, when it was said last that it was set back; 0: never
}

func newClock(machine func() time.Time, log *slog.Logger) *clock {
	began := machine()
	return &clock{machine: machine, began: began, log: log, elapsed: func(t time.Time) time.Duration { return t.Sub(began) }}
}

// now is the time. It keeps what the machine's says of monotonic time, unless that was set back.
func (c *clock) now() time.Time {
	t := c.machine()
	ahead := c.aheadAt(t)
	for {
		most := c.ahead.Load()
		if ahead <= most {
			behind := time.Duration(most - ahead)
			if behind >= worthTelling {
				c.tell(t, behind)
			}
			return t.Add(behind)
		}
		if c.ahead.CompareAndSwap(most, ahead) {
			return t
		}
	}
}

// aheadAt is how far a time of the machine's is ahead of what has elapsed.
func (c *clock) aheadAt(t time.Time) int64 {
	return int64(t.Round(0).Sub(c.began.Round(0)) - c.elapsed(t)) // Round takes the monotonic time away
}

// tell says once an hour that the machine's clock was set back.
func (c *clock) tell(t time.Time, behind time.Duration) {
	now, last := max(int64(c.elapsed(t)), 1), c.told.Load()
	if last == 0 || now-last >= int64(tellAgain) {
		if c.told.CompareAndSwap(last, now) {
			c.log.Warn("the machine's clock was set back; time goes on here as if it hadn't been", slog.Duration("behind", behind))
		}
	}
}

// notBefore makes the clock go on from an instant, if it is before that.
func (c *clock) notBefore(at time.Time) {
	t := c.now()
	gap := at.Sub(t.Round(0))
	if gap <= 0 {
		return
	}
	c.ahead.Add(int64(gap))
	if gap >= worthTelling {
		c.told.Store(max(int64(c.elapsed(t)), 1))
		c.log.Warn("the machine's clock is before what was done here last; time goes on from there, unless --accept-clock is given",
			slog.Time("last", at), slog.Duration("behind", gap))
	}
}
