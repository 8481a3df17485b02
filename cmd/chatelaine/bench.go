package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"chatelaine/bench"
	"chatelaine/web/password"
)

// benches measure what is promised.
type benches struct {
	Table   benchTable   `cmd:"" help:"Measure the table of keys: every order and filter, in the handler and over HTTP."`
	Gate    benchGate    `cmd:"" help:"Measure the gate beside a handler that looks keys up in a map, over loopback."`
	Changes benchChanges `cmd:"" help:"Measure changes, each beside a transaction of the same rows and nothing else."`
}

const maxRounds = 1000

// benchTable measures the table of keys. Its fields are the flags.
type benchTable struct {
	Keys   string `default:"1000,100000,1000000" placeholder:"N,N" help:"How many keys the organization has: a portal for each, up to 2,000,000."`
	Data   string `type:"path" placeholder:"DIR" help:"Folder to keep the portals in, which saves filling them the next time. Without it they are thrown away at the end."`
	Rounds string `default:"10" placeholder:"N" help:"How often each table is asked for, up to 1,000."`
	Orders string `placeholder:"name,-used" help:"In which orders, as an address says them. Without it, in all."`
	As     string `default:"text" placeholder:"text" help:"What is printed: text, markdown or csv."`
	Plot   string `type:"path" placeholder:"FILE" help:"Where a drawing of time against keys is written, as SVG."`
}

// settings checks the flags, all of them. Errors: a line for each that can't be used.
func (f benchTable) settings() (c bench.Config, write func(bench.TableReport, io.Writer) error, err error) {
	var wrong problems
	for _, text := range strings.Split(f.Keys, ",") {
		keys, err := strconv.Atoi(text)
		if err != nil || keys < 1 || keys > maxKeys {
			wrong.add("--keys", f.Keys, "isn't a list of numbers of keys", "numbers from 1 to 2000000 with commas between them")
			break
		}
		c.Keys = append(c.Keys, keys)
	}
	if c.Rounds, err = strconv.Atoi(f.Rounds); err != nil || c.Rounds < 1 || c.Rounds > maxRounds {
		wrong.add("--rounds", f.Rounds, "isn't a number of rounds", "1 to 1000")
	}
	c.Orders = bench.Orders()
	if f.Orders != "" {
		c.Orders = strings.Split(f.Orders, ",")
	}
	if slices.ContainsFunc(c.Orders, func(order string) bool { return !slices.Contains(bench.Orders(), order) }) {
		wrong.add("--orders", f.Orders, "isn't a list of orders", "some of "+strings.Join(bench.Orders(), ","))
	}
	if c.Dir = f.Data; c.Dir != "" && !bench.Owns(c.Dir) {
		wrong.add("--data", f.Data, "holds something that no benchmark made", "a folder that a benchmark made, an empty one, or one that doesn't exist")
	}
	write, known := map[string]func(bench.TableReport, io.Writer) error{
		"text": bench.TableReport.Text, "markdown": bench.TableReport.Markdown, "csv": bench.TableReport.CSV,
	}[f.As]
	if !known {
		wrong.add("--as", f.As, "isn't a way to print", "text, markdown or csv")
	}
	return c, write, wrong.err()
}

// Run measures, prints and draws.
func (f benchTable) Run(ctx context.Context, t terminal) (err error) {
	c, write, err := f.settings()
	if err != nil {
		return err
	}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "chatelaine-bench-"); err != nil {
			return fmt.Errorf("make a folder for the benchmark's data: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
	}
	if c.Passwords, err = password.New(password.Config{}); err != nil {
		return fmt.Errorf("prepare for passwords: %w", err)
	}
	c.Now, c.Rand, c.Progress = t.now, t.rand, t.stderr
	measured, err := bench.MeasureTable(ctx, c)
	if err != nil {
		return err
	}
	if f.Plot != "" {
		if err := os.WriteFile(f.Plot, measured.Plot(), 0o644); err != nil {
			return fmt.Errorf("write the drawing: %w", err)
		}
	}
	return write(measured, t.stdout)
}
