package main

import (
	"encoding/csv"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The benchmark of the table asks for everything; how long that takes on the machine of a test says nothing.
func TestBinaryMeasuresTheTable(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	plot := filepath.Join(t.TempDir(), "plot.svg")
	line := []string{"bench", "table", "--keys", "200,300", "--rounds", "1", "--orders", "name", "--data", dir}
	got := command(t, append(line, "--as", "csv", "--plot", plot)...)
	if got.exit != 0 {
		t.Fatalf("exit %d: %s", got.exit, got.stderr)
	}
	rows, err := csv.NewReader(strings.NewReader(got.stdout)).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, got.stdout)
	}
	seen := map[string]int{}
	for _, row := range rows[1:] {
		seen[row[1]]++
		name, handler, http, bare := row[2], row[3], row[5], row[7]
		if handler == "" || http == "" && row[1] != "count" && row[1] != "insert" {
			t.Errorf("%s of %s keys was not measured: %q", name, row[0], row)
		}
		if row[1] == "order" && bare == "" {
			t.Errorf("%s of %s keys has no yardstick: %q", name, row[0], row)
		}
	}
	for kind, least := range map[string]int{"order": 1, "filter": 25, "contains": 15, "page": 6, "count": 1, "insert": 2} {
		if seen[kind] < 2*least || seen[kind]%2 != 0 {
			t.Errorf("%d rows of the kind %s, want two for each of at least %d", seen[kind], kind, least)
		}
	}
	drawn, err := os.ReadFile(plot)
	if err != nil || xml.Unmarshal(drawn, new(struct{ XMLName xml.Name })) != nil || !strings.Contains(string(drawn), "contains, the slowest") {
		t.Errorf("the drawing can't be read: %v\n%s", err, drawn)
	}

	again := command(t, append(line, "--as", "markdown")...)
	if again.exit != 0 || strings.Contains(again.stderr, "filled") {
		t.Errorf("on data that is there: exit %d, %s", again.exit, again.stderr)
	}
	lines := strings.Split(strings.TrimSpace(again.stdout), "\n")
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, "| first page by name | ") }) {
		t.Errorf("the markdown has no line for the first page by name:\n%s", again.stdout)
	}
}
