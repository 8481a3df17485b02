package main

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chatelaine/bench"
)

// benchGate measures the gate. Its fields are the flags.
type benchGate struct {
	Keys        string `default:"1000,100000,1000000" placeholder:"N,N" help:"How many keys the gate knows, up to 2,000,000."`
	Connections string `default:"1,8,64" placeholder:"N,N" help:"How many connections ask side by side, up to 1,000."`
	Rounds      string `default:"5" placeholder:"N" help:"How many turns the gate and its yardstick take at each, up to 1,000."`
	Turn        string `default:"500ms" placeholder:"TIME" help:"How long a turn is, from 1ms to 1m."`
}

const (
	maxBenchConnections = 1000
	maxTurn             = time.Minute
)

// settings checks the flags, all of them. Errors: a line for each that can't be used.
func (f benchGate) settings() (c bench.GateConfig, err error) {
	var wrong problems
	c.Keys = parseNumbers("--keys", f.Keys, maxKeys, "numbers from 1 to 2000000 with commas between them", &wrong)
	c.Connections = parseNumbers("--connections", f.Connections, maxBenchConnections, "numbers from 1 to 1000 with commas between them", &wrong)
	if c.Rounds, err = strconv.Atoi(f.Rounds); err != nil || c.Rounds < 1 || c.Rounds > maxRounds {
		wrong.add("--rounds", f.Rounds, "isn't a number of rounds", "1 to 1000")
	}
	if c.Turn, err = time.ParseDuration(f.Turn); err != nil || c.Turn < time.Millisecond || c.Turn > maxTurn {
		wrong.add("--turn", f.Turn, "isn't a time that a turn can take", "1ms to 1m")
	}
	return c, wrong.err()
}

// parseNumbers reads numbers with commas between them.
func parseNumbers(flag, text string, most int, accepted string, wrong *problems) (list []int) {
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > most {
			wrong.add(flag, text, "isn't a list of numbers", accepted)
			return nil
		}
		list = append(list, n)
	}
	return list
}

// Run measures and prints.
func (f benchGate) Run(ctx context.Context, t terminal) error {
	c, err := f.settings()
	if err != nil {
		return err
	}
	c.Now, c.Rand, c.Progress = t.now, t.rand, t.stderr
	c.Server = func(h http.Handler) *http.Server {
		return newServer(&door{next: h, drain: drain}, nil, slog.New(slog.DiscardHandler))
	}
	measured, err := bench.MeasureGate(ctx, c)
	if err != nil {
		return err
	}
	return measured.Markdown(t.stdout)
}
