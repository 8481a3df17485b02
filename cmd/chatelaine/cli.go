package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// commands is the command line. A flag's value is a text here and is checked by its command, so that all that is wrong
// is told at once.
type commands struct {
	Demo         demo         `cmd:"" help:"Run a filled portal on throw-away data, for this machine only."`
	Serve        serve        `cmd:"" help:"Run the portal on a data folder."`
	Bench        benches      `cmd:"" help:"Measure what is promised, each figure beside a yardstick."`
	Account      account      `cmd:"" help:"Help people who are locked out."`
	Organization organization `cmd:"" help:"Make more organizations."`
	Resources    resources    `cmd:"" help:"Bring files of resources in, and out."`
	ProxyConfig  proxyConfig  `cmd:"" help:"Write the configuration of a reverse proxy that asks the gate."`
	Version      version      `cmd:"" help:"Show version, commit, Go and database schema."`
}

// terminal is what a command has of the world.
type terminal struct {
	stdout, stderr io.Writer
	now            func() time.Time
	rand           io.Reader
}

// run is the program without its process, so that a test can be its terminal. An error's lines are sentences for the
// person who gave the command. It returns when ctx ends or the command is done.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	helped := false
	parser, err := kong.New(&commands{},
		kong.Name("chatelaine"),
		kong.Description("A self-hosted portal for an organization's API keys."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, Summary: true}),
		kong.Resolvers(variables(env)),
		kong.ValueFormatter(helpOf),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(terminal{stdout, stderr, time.Now, rand.Reader}),
	)
	if err != nil {
		return fmt.Errorf("read the command line: %w", err)
	}
	command, err := parser.Parse(args)
	switch {
	case helped:
		return nil
	case err != nil:
		return fmt.Errorf("%w; chatelaine --help shows what is accepted", err)
	}
	if err := command.Run(); err != nil && !(ctx.Err() != nil && errors.Is(err, context.Canceled)) {
		return err
	}
	return nil // done, or stopped by whoever started it
}

// variable names the environment variable of a flag: CHATELAINE_TLS_CERT for tls-cert.
func variable(flag string) string {
	return "CHATELAINE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// variables gives a flag that isn't on the command line its variable's value, unless that is empty. kong's own way reads
// the process's environment, which a test can't be.
func variables(env func(string) string) kong.ResolverFunc {
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := env(variable(flag.Name)); value != "" && flag.Name != "help" {
			return value, nil
		}
		return nil, nil
	}
}

// helpOf is a flag's line of the help, with its variable.
func helpOf(value *kong.Value) string {
	if value.Flag == nil || value.Name == "help" {
		return value.Help
	}
	return value.Help + " ($" + variable(value.Name) + ")"
}
