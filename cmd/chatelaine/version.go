package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"chatelaine/store/sqlstore"
)

// version prints what this binary is.
type version struct{}

// Run prints a fact a line.
func (version) Run(ctx context.Context, t terminal) error {
	schema, err := databaseSchema(ctx)
	if err != nil {
		return fmt.Errorf("find out the database schema: %w", err)
	}
	_, err = fmt.Fprintf(t.stdout, "chatelaine %s\ncommit %s\n%s %s/%s\ndatabase schema %d\n",
		buildVersion(), buildCommit(), runtime.Version(), runtime.GOOS, runtime.GOARCH, schema)
	return err
}

// databaseSchema is the version of the database that this binary makes, read from one that it makes.
func databaseSchema(ctx context.Context) (schema int64, err error) {
	dir, err := os.MkdirTemp("", "chatelaine-version-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := sqlstore.Open(ctx, sqlstore.Config{Dir: dir})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.SchemaVersion(ctx)
}

// buildVersion is the module's version; "(devel)" where it was built from a checkout without a tag.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)"
	}
	return cmp.Or(info.Main.Version, "(devel)")
}

// buildCommit is the commit that the binary was built from, as far as its build noted one.
func buildCommit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	noted := map[string]string{}
	for _, s := range info.Settings {
		noted[s.Key] = s.Value
	}
	commit := cmp.Or(noted["vcs.revision"], "unknown")
	if noted["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return commit
}
