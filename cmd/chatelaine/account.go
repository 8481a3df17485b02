package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// account is what the operator can do for people.
type account struct {
	Reset reset `cmd:"" help:"Print a one-time link to a new password."`
}

// reset makes a link for somebody who is locked out, whether the portal runs or not. Its fields are the flags.
type reset struct {
	Email string `arg:"" name:"E-MAIL" help:"The address that the person signs in with."`
	Data  string `default:"./data" type:"path" help:"The portal's data folder."`
	URL   string `name:"url" default:"http://127.0.0.1:8080" help:"What the link begins with, where the portal doesn't run now."`
}

// Run prints the link.
func (r reset) Run(ctx context.Context, t terminal) error {
	var wrong problems
	base := parseURL(r.URL, &wrong)
	email, err := store.CleanEmail(r.Email)
	if err != nil {
		wrong.add("E-MAIL", "", "isn't an e-mail address", "an address such as name@example.com")
	}
	if _, err := os.Stat(filepath.Join(r.Data, instanceKeyFile)); errors.Is(err, fs.ErrNotExist) {
		wrong.add("--data", r.Data, "holds no portal", "the folder that chatelaine serve was given")
	}
	if err := wrong.err(); err != nil {
		return err
	}
	answer, err := ask(ctx, r.Data, question{Reset: email})
	link := answer.Link
	if errors.Is(err, errNotRunning) {
		link, err = r.direct(ctx, t, email)
		link = base + link
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.stdout, "Open %s to choose a new password (works once, within 30 minutes).\n", link)
	return err
}

// direct makes the link in the database, and gives its path. The portal must not be running.
func (r reset) direct(ctx context.Context, t terminal, email string) (path string, err error) {
	log := slog.New(redact(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	opened, err := sqlstore.Open(ctx, sqlstore.Config{Dir: r.Data, Log: log})
	if err != nil {
		return "", fmt.Errorf("open --data %s: %w", r.Data, err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return t.makeLink(ctx, opened, store.LinkReset, email)
}
