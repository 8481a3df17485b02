package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The benchmark of changes makes each of them, in the portal and in the copy; how long that takes on the machine of a test
// says nothing.
func TestBinaryMeasuresChanges(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	got := command(t, "bench", "changes", "--keys", "60", "--rounds", "4", "--data", dir, "--as", "csv")
	if got.exit != 0 {
		t.Fatalf("exit %d: %s", got.exit, got.stderr)
	}
	rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
	if err != nil || len(rows) < 6 {
		t.Fatalf("%v, %d rows in\n%s", err, len(rows), got.stdout)
	}
	for _, row := range rows[1:] {
		if name, took, bare := row[1], row[2], row[4]; took == "" || bare == "" {
			t.Errorf("%s was not measured: %q", name, row)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the portal is left behind: %v, %v", left, err)
	}
	for _, wrong := range [][]string{{"--keys", "0"}, {"--rounds", "x"}, {"--as", "poem"}} {
		if got := command(t, append([]string{"bench", "changes"}, wrong...)...); got.exit == 0 || !strings.Contains(got.stderr, wrong[0]) {
			t.Errorf("with %v: exit %d, %s", wrong, got.exit, got.stderr)
		}
	}
}
