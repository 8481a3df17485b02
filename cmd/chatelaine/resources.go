package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/resourcefile"
	"chatelaine/store/sqlstore"
)

// resources brings files of resources into an organization, and out of it.
type resources struct {
	Import resourcesImport `cmd:"" help:"Register all resources of a file, or none."`
	Export resourcesExport `cmd:"" help:"Print all resources of an organization."`
}

// place says whose resources they are.
type place struct {
	Organization string `required:"" placeholder:"SLUG" help:"Short name of the organization, as in its addresses."`
	Data         string `default:"./data" type:"path" help:"The portal's data folder."`
}

// check adds what is wrong with the flags.
func (p place) check(wrong *problems) {
	if slug, err := store.CleanSlug(p.Organization); err != nil || slug != p.Organization {
		wrong.add("--organization", "", "isn't a short name", "the one in the addresses of the organization's pages")
	}
	if _, err := os.Stat(filepath.Join(p.Data, instanceKeyFile)); errors.Is(err, fs.ErrNotExist) {
		wrong.add("--data", p.Data, "holds no portal", "the folder that chatelaine serve was given")
	}
}

// open opens the database for a command. The portal must not be running.
func (t terminal) open(ctx context.Context, dir string) (*sqlstore.DB, error) {
	log := slog.New(redact(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	opened, err := sqlstore.Open(ctx, sqlstore.Config{Dir: dir, Log: log})
	if err != nil {
		return nil, fmt.Errorf("open --data %s: %w", dir, err)
	}
	return opened, nil
}

// resourcesImport registers resources, whether the portal runs or not. Its fields are the flags.
type resourcesImport struct {
	place
	File string `arg:"" name:"FILE" type:"path" help:"CSV or JSON lines; - reads standard input."`
}

// Help is what stands below the flags.
func (resourcesImport) Help() string {
	return `FILE is CSV, with a first line that names its columns, or JSON lines: an object a line. Columns, or fields of the objects:

  kind        short name of the kind, such as layers
  outside_id  what the product calls it: printable ASCII without spaces, once for each kind
  name        what people call it
  parent      outside_id of what it lies in, in the file or registered already; empty for a kind that lies in none
  owners      who owns it, at least one: e-mail addresses of members (managers or administrators) and IDs of keys
  view        who may view it besides (may be left out)
  modify      who may modify it besides (may be left out)

In CSV there are spaces between several owners; in JSON owners, view and modify are lists. A row may come before what it lies in.
The whole file is checked before anything is written. Where a row is wrong, nothing is, and each such row is named with its line,
up to the first 100.`
}

// Run registers the file's resources and says how many.
func (r resourcesImport) Run(ctx context.Context, t terminal) error {
	var wrong problems
	r.check(&wrong)
	in, err := r.input()
	if err != nil {
		wrong.add("FILE", r.File, "can't be read", "a file of resources, or - for standard input")
	}
	if err := wrong.err(); err != nil {
		return err
	}
	defer in.Close()
	said, err := askImport(ctx, r.Data, r.Organization, in)
	if errors.Is(err, errNotRunning) {
		said, err = r.direct(ctx, t, in)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.stdout, said)
	return err
}

func (r resourcesImport) input() (io.ReadCloser, error) {
	if filepath.Base(r.File) == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	return os.Open(r.File)
}

func (r resourcesImport) direct(ctx context.Context, t terminal, in io.Reader) (said string, err error) {
	opened, err := t.open(ctx, r.Data)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return t.importResources(ctx, opened, r.Organization, in)
}

// operating is a call by the operator in an organization. Errors: a sentence.
func (t terminal) operating(ctx context.Context, s store.Store, slug string) (store.Call, error) {
	call, err := t.operatorCall()
	if err != nil {
		return call, err
	}
	org, err := s.FindOrganization(ctx, call.Actor, slug)
	if errors.Is(err, store.ErrNotFound) {
		return call, problem{flag: "--organization", wrong: "is no organization here", accepted: "the short name in the addresses of its pages"}
	}
	call.Actor.Org = org.Org
	return call, err
}

// importResources reads a file and registers what is in it. Errors: a line for each row that is wrong.
func (t terminal) importResources(ctx context.Context, s store.Store, slug string, in io.Reader) (said string, err error) {
	call, err := t.operating(ctx, s, slug)
	if err != nil {
		return "", err
	}
	rows, err := resourcefile.Read(in, func() (string, error) { return keystring.NewID(t.rand) })
	if err == nil {
		err = s.ImportResources(ctx, call, rows)
	}
	if err != nil {
		return "", importRefused(err)
	}
	if len(rows) == 1 {
		return fmt.Sprintf("1 resource was registered in %s.", slug), nil
	}
	return fmt.Sprintf("%d resources were registered in %s.", len(rows), slug), nil
}

// importRefused puts what is wrong with a file into sentences, a line each.
func importRefused(err error) error {
	var rows *store.RowsError
	var invalid *store.InvalidError
	switch {
	case errors.As(err, &rows):
		var lines []error
		for _, p := range rows.Problems {
			lines = append(lines, fmt.Errorf("line %d: %s %s; accepted is %s", p.Line, p.Field, fmt.Sprintf(p.Problem, p.Args...), p.Accepted))
		}
		if rows.Others > 0 {
			lines = append(lines, fmt.Errorf("and %d more lines are wrong", rows.Others))
		}
		return errors.Join(append(lines, errors.New("nothing was registered"))...)
	case errors.As(err, &invalid):
		return fmt.Errorf("FILE %s; accepted is %s; nothing was registered", fmt.Sprintf(invalid.Problem, invalid.Args...), invalid.Accepted)
	}
	return err
}

// resourcesExport prints resources, whether the portal runs or not. Its fields are the flags.
type resourcesExport struct {
	place
	As string `default:"csv" placeholder:"csv" help:"How they are printed: csv or jsonl."`
}

// Help is what stands below the flags.
func (resourcesExport) Help() string {
	return "What is printed can be read by chatelaine resources import, whose help explains the columns."
}

// Run prints the resources.
func (r resourcesExport) Run(ctx context.Context, t terminal) error {
	var wrong problems
	r.check(&wrong)
	if _, known := resourcefile.Formats[r.As]; !known {
		wrong.add("--as", r.As, "isn't a way to print", "csv or jsonl")
	}
	if err := wrong.err(); err != nil {
		return err
	}
	err := askExport(ctx, r.Data, r.Organization, r.As, t.stdout)
	if errors.Is(err, errNotRunning) {
		err = r.direct(ctx, t)
	}
	return err
}

func (r resourcesExport) direct(ctx context.Context, t terminal) (err error) {
	opened, err := t.open(ctx, r.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return t.exportResources(ctx, opened, r.Organization, r.As, t.stdout)
}

// exportResources writes the resources part by part.
func (t terminal) exportResources(ctx context.Context, s store.Store, slug, as string, to io.Writer) error {
	format, known := resourcefile.Formats[as]
	if !known {
		return problem{flag: "--as", wrong: "isn't a way to print", accepted: "csv or jsonl"}
	}
	call, err := t.operating(ctx, s, slug)
	if err != nil {
		return err
	}
	query := store.ResourceQuery{Sort: store.ResourceSort{Column: store.ResourceColumnKind}}
	if err := s.StartResourceExport(ctx, call, query, as); err != nil {
		return err
	}
	out := bufio.NewWriter(to)
	part := format.Begin(nil)
	for {
		batch, err := s.ResourceBatch(ctx, call.Actor, query)
		if err != nil {
			return err
		}
		for _, row := range batch.Rows {
			if part, err = format.Append(part, row); err != nil {
				return err
			}
		}
		if _, err := out.Write(part); err != nil {
			return fmt.Errorf("write the resources: %w", err)
		}
		if query.After, part = batch.Next, part[:0]; query.After.IsZero() {
			return out.Flush()
		}
	}
}
