package main

import (
	"errors"
	"fmt"
)

// problem is a flag that can't be used as it was given.
type problem struct {
	flag     string // with its value where that helps, never where it may be a secret
	wrong    string
	accepted string
	cause    error // for callers that do something about it; nil: none
}

// Unwrap is the cause.
func (p problem) Unwrap() error { return p.cause }

// Error is one sentence for whoever gave the flag.
func (p problem) Error() string { return p.flag + " " + p.wrong + "; accepted is " + p.accepted }

// problems are all that is wrong with a command line.
type problems []error

// add notes one more. Value is what was given; empty: it isn't repeated.
func (p *problems) add(flag, value, wrong, accepted string) {
	if value != "" {
		flag += fmt.Sprintf(" %q", value)
	}
	*p = append(*p, problem{flag: flag, wrong: wrong, accepted: accepted})
}

// err is nil without a problem, and has a line for each otherwise.
func (p problems) err() error { return errors.Join(p...) }
