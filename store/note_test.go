package store_test

import (
	"errors"
	"strings"
	"testing"

	"chatelaine/store"
)

func TestCleanNote(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "  ": "", "\n\n": "", " For tablets.  \r\nAnd phones. \n": "For tablets.\nAnd phones.", "a\n\nb": "a\n\nb", "  a\n  b": "a\n  b",
		"é": "é", strings.Repeat("é", 2000): strings.Repeat("é", 2000),
	} {
		if got, err := store.CleanNote("about", in); err != nil || got != want {
			t.Errorf("CleanNote(%.20q) = %.20q, %v, want %.20q", in, got, err, want)
		}
	}
	for name, in := range map[string]string{
		"a tab": "a\tb", "a return alone": "a\rb", "NUL": "a\x00", "a bidi control": "a\nb\u202e", "not UTF-8": "a\xff", "a mark alone": "a\n\u0301",
		"too long": strings.Repeat("x", 2001),
	} {
		var invalid *store.InvalidError
		if got, err := store.CleanNote("about", in); !errors.As(err, &invalid) || invalid.Field != "about" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
