package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// ChangesConfig says how changes are measured. All fields are required.
type ChangesConfig struct {
	Keys     int    // how many keys the organization has, all in one group
	Rounds   int    // how often each change is made; those of thousands of rows a tenth of that, at least once
	Dir      string // in which a portal is made, and thrown away at the end: it says which disk is measured
	Now      func() time.Time
	Rand     io.Reader
	Progress io.Writer // is told what goes on, a line each time
}

// ChangesReport is what changes take, each beside a transaction of the same rows.
type ChangesReport struct {
	Keys, Rounds int
	Lines        []ChangeLine
}

// ChangeLine is one sort of change.
type ChangeLine struct {
	Name  string
	Store Quantiles // the store's method, until it returns
	Bare  Quantiles // the same rows in one transaction on a copy of the file, by prepared statements and nothing else
	Times float64   // how many times as long as the bare one the method may take; 0: that isn't promised
	Most  time.Duration
}

// What is promised of a change that is acknowledged by the disk, of the medians.
const (
	goalChange   = 1.3 // times of the bare transaction
	goalDeletion = time.Second
	goalGroup    = 50 * time.Millisecond
)

// cost is how many times as long as the bare transaction the method takes.
func (l ChangeLine) cost() float64 { return ratio(l.Store.P50, l.Bare.P50) }

// Holds tells whether what is promised holds.
func (l ChangeLine) Holds() bool {
	if l.Times > 0 {
		return l.cost() <= l.Times
	}
	return l.Store.P99 <= l.Most
}

// change is how a line is measured: what is prepared for each time isn't part of it.
type change struct {
	line    ChangeLine
	rare    bool // it is made a tenth as often
	prepare func(ctx context.Context, n int) (store, bare func() error, err error)
}

// MeasureChanges makes a portal and a copy of its file, and makes each change in both, in turns.
func MeasureChanges(ctx context.Context, c ChangesConfig) (report ChangesReport, err error) {
	s, err := openChanges(ctx, c)
	if err != nil {
		return report, fmt.Errorf("make a portal: %w", err)
	}
	defer func() { err = errors.Join(err, s.close()) }()
	report.Keys, report.Rounds = c.Keys, c.Rounds
	for _, change := range s.changes() {
		fmt.Fprintf(c.Progress, "measuring: %s\n", change.line.Name)
		line, err := s.measure(ctx, c, change)
		if err != nil {
			return report, fmt.Errorf("measure %s: %w", change.line.Name, err)
		}
		report.Lines = append(report.Lines, line)
	}
	return report, nil
}

// times is how often a change is made.
func (c ChangesConfig) times(change change) int {
	if change.rare {
		return max(1, min(c.Rounds/10, ownersOfMany/2))
	}
	return c.Rounds
}

// measure makes a change again and again. Store and yardstick change places each time, so that none always finds the disk
// as the other one left it.
func (s *changeStand) measure(ctx context.Context, c ChangesConfig, change change) (ChangeLine, error) {
	var store, bare []time.Duration
	for n := range c.times(change) {
		first, second, err := change.prepare(ctx, n)
		if err != nil {
			return change.line, err
		}
		took := [2]*[]time.Duration{&store, &bare}
		if n%2 == 1 {
			first, second, took[0], took[1] = second, first, took[1], took[0]
		}
		for i, do := range []func() error{first, second} {
			began := c.Now()
			if err := do(); err != nil {
				return change.line, err
			}
			*took[i] = append(*took[i], c.Now().Sub(began))
		}
	}
	change.line.Store, change.line.Bare = quantiles(store), quantiles(bare)
	return change.line, nil
}
