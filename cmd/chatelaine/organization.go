package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sqlstore"
	"chatelaine/web"
)

// organization is what the operator can do about organizations.
type organization struct {
	Create create `cmd:"" help:"Make another organization, with its first administrator."`
}

// create makes an organization, whether the portal runs or not. Its fields are the flags.
type create struct {
	Name  string `arg:"" name:"NAME" help:"What people call the organization."`
	Admin string `required:"" placeholder:"E-MAIL" help:"Who becomes its administrator: an account that is there, or a new one, which gets a link to a password."`
	Slug  string `placeholder:"SHORT-NAME" help:"The organization's short name in addresses; it never changes. Without it, one is made of the name."`
	Zone  string `default:"UTC" help:"Where its days begin and end, such as Europe/Paris."`
	Data  string `default:"./data" type:"path" help:"The portal's data folder."`
	URL   string `name:"url" default:"http://127.0.0.1:8080" help:"What links begin with, where the portal doesn't run now."`
}

// Run makes the organization, and says how to get in.
func (o create) Run(ctx context.Context, t terminal) error {
	asked, base, err := o.check()
	if err != nil {
		return err
	}
	made, err := ask(ctx, o.Data, question{Found: &asked})
	if errors.Is(err, errNotRunning) {
		made, err = o.direct(ctx, t, asked)
		if made.Link != "" {
			made.Link = base + made.Link
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "%s is made, with the short name %s. %s is its administrator.\n", asked.Name, asked.Slug, asked.Admin)
	if made.Link != "" {
		fmt.Fprintf(t.stdout, "Open %s to choose a password (works once, within 30 minutes).\n", made.Link)
	}
	return nil
}

// check gives what is asked for, as it is stored. Errors: a line for each flag that can't be used.
func (o create) check() (asked founding, base string, err error) {
	var wrong problems
	note := func(flag string, err error) {
		var invalid *store.InvalidError
		if errors.As(err, &invalid) {
			wrong.add(flag, "", fmt.Sprintf(invalid.Problem, invalid.Args...), invalid.Accepted)
		}
	}
	asked.Name, err = store.CleanName("organization", o.Name)
	note("NAME", err)
	if asked.Slug = o.Slug; asked.Slug == "" {
		asked.Slug = store.ProposeSlug(asked.Name)
	}
	asked.Slug, err = store.CleanSlug(asked.Slug)
	note("--slug", err)
	_, err = store.ParseZone(o.Zone)
	note("--zone", err)
	asked.Zone = o.Zone
	asked.Admin, err = store.CleanEmail(o.Admin)
	note("--admin", err)
	base = parseURL(o.URL, &wrong)
	if _, err := os.Stat(filepath.Join(o.Data, instanceKeyFile)); errors.Is(err, fs.ErrNotExist) {
		wrong.add("--data", o.Data, "holds no portal", "the folder that chatelaine serve was given")
	}
	return asked, base, wrong.err()
}

// direct makes the organization in the database; the link is a path. The portal must not be running.
func (o create) direct(ctx context.Context, t terminal, asked founding) (made reply, err error) {
	log := slog.New(redact(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	opened, err := sqlstore.Open(ctx, sqlstore.Config{Dir: o.Data, Log: log})
	if err != nil {
		return reply{}, fmt.Errorf("open --data %s: %w", o.Data, err)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	made.Link, err = t.found(ctx, opened, asked)
	return made, err
}

// founding is an organization that is asked for, of clean parts.
type founding struct {
	Name  string `json:"name"`
	Slug  string `json:"slug"`
	Zone  string `json:"zone"`
	Admin string `json:"admin"`
}

// found makes an organization, and gives the path of a link to a password; empty: its administrator has one.
func (t terminal) found(ctx context.Context, foundings store.Foundings, asked founding) (path string, err error) {
	call, err1 := t.operatorCall()
	org, err2 := keystring.NewID(t.rand)
	account, err3 := keystring.NewID(t.rand)
	token, digest, err4 := web.NewLink(t.rand, store.LinkReset)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return "", fmt.Errorf("prepare an organization: %w", err)
	}
	local, _, _ := strings.Cut(asked.Admin, "@")
	founded, err := foundings.Found(ctx, call, store.Founding{
		Organization: store.NewOrganization{ID: org, Slug: asked.Slug, Name: asked.Name, Zone: asked.Zone, RoleWords: store.ManagerUser},
		Admin:        store.NewAccount{ID: store.AccountID(account), Name: local, Email: asked.Admin}, // they can change the name
		Link:         digest,
	})
	var invalid *store.InvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Field == "slug":
		return "", problem{"--slug " + asked.Slug, invalid.Problem, invalid.Accepted, err}
	case err != nil || !founded.LinkKept:
		return "", err
	}
	return web.LinkPath(store.LinkReset, token), nil
}
