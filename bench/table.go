// Package bench measures what is promised, each figure beside a yardstick that was taken in the same run.
//
// [MeasureTable] asks portals of several sizes, in turns, for every table of keys that a page can ask for, through the
// whole handler and over HTTP, and reads the same rows from the same file by their index with nothing around it. What
// else goes on on the machine slows all of them alike.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"chatelaine/web/password"
)

// Config says what is measured. All fields without a remark are required.
type Config struct {
	Keys      []int    // how many keys the measured organization has, a portal for each
	Dir       string   // under which the portals' folders are; made where they are missing, used again where they are there
	Orders    []string // in which the tables are asked for; see [Orders]
	Rounds    int      // how often each table is asked for
	Now       func() time.Time
	Rand      io.Reader
	Passwords *password.Hasher
	Progress  io.Writer // is told what goes on, a line each time
}

// TableReport is what was measured, of the portals in their order.
type TableReport struct {
	Rounds  int
	Sizes   []Size
	Lines   []Line // what was asked, each with a figure for each size
	Inserts []InsertFigure
}

// Size is a portal that was measured.
type Size struct {
	Keys   int
	Filled time.Duration // how long the import of its large organization took; 0: it was there
}

// Line is one thing that was asked for, in one order or in all of them.
type Line struct {
	Name    string
	Kind    Kind
	Figures []Figure // one for each size
}

// Figure is how long answers took at one size.
type Figure struct {
	Handler Quantiles // from the request to the whole answer, in this process
	HTTP    Quantiles // the same over loopback; of nothing where no address asks for it
	Bare    Quantiles // the yardstick; of nothing where the answer has no rows
	Slowest string    // the order in which the handler took longest; empty: there is only one
	Worst   Quantiles // of that order in the handler
}

// MeasureTable fills the portals, asks for everything in each round, and gives the figures.
func MeasureTable(ctx context.Context, c Config) (report TableReport, err error) {
	var stands []*stand
	defer func() {
		for _, s := range stands {
			err = errors.Join(err, s.close())
		}
	}()
	for _, keys := range c.Keys {
		s, err := openStand(ctx, c, keys)
		if err != nil {
			return report, fmt.Errorf("make a portal of %d keys: %w", keys, err)
		}
		stands = append(stands, s)
		report.Sizes = append(report.Sizes, Size{keys, s.filled})
	}
	report.Rounds = c.Rounds
	if report.Lines, err = c.ask(ctx, stands); err != nil {
		return report, err
	}
	for _, s := range stands {
		figure, err := s.measureInserts(ctx, c)
		if err != nil {
			return report, fmt.Errorf("measure what a new key costs among %d: %w", s.keys, err)
		}
		report.Inserts = append(report.Inserts, figure)
	}
	return report, nil
}

// ask asks every question of every stand, round by round. The first round is not measured.
func (c Config) ask(ctx context.Context, stands []*stand) ([]Line, error) {
	all := questions(stands[0].at, c.Orders)
	takes := make([]takings, len(all))
	for i := range takes {
		takes[i] = newTakings(len(stands), len(all[i].asks))
	}
	for round := range c.Rounds + 1 {
		if round == 1 || round > 0 && round%10 == 0 {
			fmt.Fprintf(c.Progress, "round %d of %d\n", round, c.Rounds)
		}
		for i, q := range all {
			for range q.times(round) {
				if err := takes[i].round(ctx, round, q, stands); err != nil {
					return nil, fmt.Errorf("ask for %s: %w", q.name, err)
				}
			}
		}
	}
	var lines []Line
	for i, q := range all {
		lines = append(lines, takes[i].line(q))
	}
	return lines, nil
}
