package main

import (
	"regexp"
	"testing"
)

func TestVersionSaysWhatTheBinaryIs(t *testing.T) {
	t.Parallel()
	got := command(t, "version")
	want := regexp.MustCompile(`^chatelaine \S+\ncommit \S+( with changes)?\ngo1\.\S+ \w+/\w+\ndatabase schema [1-9]\d*\n$`)
	if got.exit != 0 || got.stderr != "" || !want.MatchString(got.stdout) {
		t.Errorf("exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
}
