// Command chatelaine is a self-hosted portal for an organization's API keys.
//
//	chatelaine demo                 a filled portal on throw-away data
//	chatelaine serve                the portal on a data folder
//	chatelaine account reset E-MAIL a one-time link to a new password
//	chatelaine version              what this binary is
//
// Standard output carries what people came for: links first, and serve's log after them, as JSON lines. Standard error
// carries what went wrong, progress, and the demo's warnings. Every flag has an environment variable, CHATELAINE_ADDR
// for --addr. The exit status is 0, or 1 with a sentence for every problem.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // an organization's days end in its own zone, also where the machine knows none
)

func main() {
	syscall.Umask(0o077) // what is written here is for nobody else's eyes
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second signal ends the process at once
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil {
		report(os.Stderr, err)
		os.Exit(1)
	}
}

// report writes an error, a line for each of its problems.
func report(w io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(w, "chatelaine: %s\n", strings.TrimSuffix(line, "\n"))
	}
}
