package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestTheClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	var said bytes.Buffer
	var set, passed time.Duration // by how much the machine's clock was set, and what has passed since
	c := newClock(func() time.Time { return start.Add(set + passed) }, slog.New(slog.NewTextHandler(&said, nil)))
	c.elapsed = func(time.Time) time.Duration { return passed }
	for _, tt := range []struct {
		what                   string
		passes, set, want, say time.Duration // want: since start; say: how often it was said so far
	}{
		{"it goes on", time.Hour, 0, time.Hour, 0},
		{"the machine's is set back by an hour", 0, -time.Hour, time.Hour, 1},
		{"and goes on", time.Second, -time.Hour, time.Hour + time.Second, 1},
		{"for half an hour", 30 * time.Minute, -time.Hour, 90*time.Minute + time.Second, 1},
		{"and another", 30 * time.Minute, -time.Hour, 2*time.Hour + time.Second, 2},
		{"it is set back to 1970", 0, -500_000 * time.Hour, 2*time.Hour + time.Second, 2},
		{"it is right again", 0, 0, 2*time.Hour + time.Second, 2},
		{"it is set forward by a day", 0, 24 * time.Hour, 26*time.Hour + time.Second, 2},
		{"and back", time.Second, 0, 26*time.Hour + 2*time.Second, 2},
	} {
		passed += tt.passes
		set = tt.set
		if got := c.now().Sub(start); got != tt.want {
			t.Errorf("%s: it is %v after the start, want %v", tt.what, got, tt.want)
		}
		if got := strings.Count(said.String(), "set back"); got != int(tt.say) {
			t.Errorf("%s: that was said %d times, want %d: %s", tt.what, got, int(tt.say), said.String())
		}
	}
}

func TestTheClockGoesOnFromWhatWasDoneLast(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	var said bytes.Buffer
	machine := start.AddDate(-10, 0, 0) // a battery was flat
	c := newClock(func() time.Time { return machine }, slog.New(slog.NewTextHandler(&said, nil)))
	began := machine
	c.elapsed = func(time.Time) time.Duration { return machine.Sub(began) }
	c.notBefore(start)
	c.notBefore(start.Add(-time.Hour))
	if got := c.now(); !got.Equal(start) || strings.Count(said.String(), "--accept-clock") != 1 {
		t.Errorf("it is %v, want %v; said was %s", got, start, said.String())
	}
	machine = machine.Add(time.Minute)
	if got := c.now(); !got.Equal(start.Add(time.Minute)) {
		t.Errorf("a minute later it is %v", got)
	}
	real := newClock(time.Now, slog.New(slog.DiscardHandler))
	if before, now, after := time.Now(), real.now(), time.Now(); now.Before(before) || now.After(after.Add(time.Millisecond)) {
		t.Errorf("the machine's own says %v, and it is between %v and %v", now, before, after)
	}
}
