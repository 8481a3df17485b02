package csvline

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestCellsOfACSVFile(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"":                    `""`,
		"Field tablets":       `"Field tablets"`,
		"a, b; c":             `"a, b; c"`,
		`5" of "rain"`:        `"5"" of ""rain"""`,
		"two\nlines\r\nthree": "\"two\nlines\r\nthree\"",
		"=1+1":                `"'=1+1"`,
		"+33 1":               `"'+33 1"`,
		"-2":                  `"'-2"`,
		"@SUM(A1)":            `"'@SUM(A1)"`,
		"\tx":                 "\"'\tx\"",
		"\rx":                 "\"'\rx\"",
		"\nx":                 "\"'\nx\"",
		" =1":                 `"' =1"`,
		`"=1`:                 `"'""=1"`,
		`'=1`:                 `"''=1"`,
		"＝1":                  `"'＝1"`,
		"＋1":                  `"'＋1"`,
		"－1":                  `"'－1"`,
		"＠x":                  `"'＠x"`,
		"\u3000=1":            "\"'\u3000=1\"",
		"a=1":                 `"a=1"`,
		"chk_8sYq…-x":         `"chk_8sYq…-x"`,
		"שלום עולם":           `"שלום עולם"`,
		"'quoted'":            `"'quoted'"`,
		"😀 é":                 `"😀 é"`,
	} {
		if got := string(Append(nil, []string{cell})); got != want+"\r\n" {
			t.Errorf("the cell %q is %s, want %s", cell, got, want)
		}
	}
}

// What is written is what a reader reads, but for the apostrophe.
func FuzzCSV(f *testing.F) {
	f.Add("a", `"`, "=x\n")
	f.Add("", "\t", ",\"\",")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		cells := []string{a, b, c}
		line := string(Append(nil, cells))
		read, err := csv.NewReader(strings.NewReader(line)).ReadAll()
		if err != nil || len(read) != 1 {
			t.Fatalf("%q can't be read: %q, %v", line, read, err)
		}
		for i, cell := range cells {
			cell = strings.ReplaceAll(cell, "\r\n", "\n") // Go's reader does so
			if isFormula(cells[i]) {
				cell = "'" + cell
			}
			if read[0][i] != cell {
				t.Errorf("cell %d of %q is read as %q", i, cells, read[0][i])
			}
			if got, want := Cell(read[0][i]), strings.TrimPrefix(cell, "'"); isFormula(cells[i]) && got != want {
				t.Errorf("cell %d of %q is %q again, want %q", i, cells, got, want)
			}
		}
	})
}
