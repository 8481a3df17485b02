package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"

	"chatelaine/bench"
)

// benchChanges measures what changes take. Its fields are the flags.
type benchChanges struct {
	Keys   string `default:"100000" placeholder:"N" help:"How many keys the organization has, all in one group, up to 2,000,000."`
	Rounds string `default:"200" placeholder:"N" help:"How often each change is made, up to 1,000; what takes thousands of rows with it less often."`
	Data   string `type:"path" placeholder:"DIR" help:"Folder on the disk that is measured. What is written there is thrown away at the end. Without it, the system's folder for such files."`
	As     string `default:"text" placeholder:"text" help:"What is printed: text, markdown or csv."`
}

// settings checks the flags, all of them. Errors: a line for each that can't be used.
func (f benchChanges) settings() (c bench.ChangesConfig, write func(bench.ChangesReport, io.Writer) error, err error) {
	var wrong problems
	if c.Keys, err = strconv.Atoi(f.Keys); err != nil || c.Keys < 1 || c.Keys > maxKeys {
		wrong.add("--keys", f.Keys, "isn't a number of keys", "1 to 2000000")
	}
	if c.Rounds, err = strconv.Atoi(f.Rounds); err != nil || c.Rounds < 1 || c.Rounds > maxRounds {
		wrong.add("--rounds", f.Rounds, "isn't a number of rounds", "1 to 1000")
	}
	write, known := map[string]func(bench.ChangesReport, io.Writer) error{
		"text": bench.ChangesReport.Text, "markdown": bench.ChangesReport.Markdown, "csv": bench.ChangesReport.CSV,
	}[f.As]
	if !known {
		wrong.add("--as", f.As, "isn't a way to print the figures", "text, markdown or csv")
	}
	c.Dir = f.Data
	return c, write, wrong.err()
}

// Run measures and prints.
func (f benchChanges) Run(ctx context.Context, t terminal) error {
	c, write, err := f.settings()
	if err != nil {
		return err
	}
	if c.Dir != "" {
		if err := os.MkdirAll(c.Dir, 0o700); err != nil {
			return fmt.Errorf("make the benchmark's folder: %w", err)
		}
	}
	c.Now, c.Rand, c.Progress = t.now, t.rand, t.stderr
	measured, err := bench.MeasureChanges(ctx, c)
	if err != nil {
		return err
	}
	return write(measured, t.stdout)
}
