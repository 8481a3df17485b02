// Package resourcefile reads and writes the files by which resources come into an organization, and out of it: CSV with a
// line of column names, or JSON lines. What [Format.Append] has written, [Read] reads again.
//
// It knows how rows are written, and nothing of whether they can be registered: that is the store's to say, with all of
// the file before it.
package resourcefile

import (
	"encoding/json"
	"fmt"
	"strings"

	"chatelaine/store"
)

// Columns are those of a file, in the order in which they are written.
var Columns = [...]string{"kind", "outside_id", "name", "parent", "owners", "view", "modify"}

// Format is a way to write resources.
type Format struct {
	Extension, Type string
	Begin           func([]byte) []byte // appends what comes before the first row
	Append          func([]byte, store.ResourceRow) ([]byte, error)
}

// Formats are by the names that people give them.
var Formats = map[string]Format{
	"csv":   {".csv", "text/csv; charset=utf-8; header=present", func(out []byte) []byte { return appendCells(out, Columns[:]) }, appendCSV},
	"jsonl": {".jsonl", "application/jsonl; charset=utf-8", func(out []byte) []byte { return out }, appendJSON},
}

// jsonRow is a row as JSON lines have it.
type jsonRow struct {
	Kind      string   `json:"kind"`
	OutsideID string   `json:"outside_id"`
	Name      string   `json:"name"`
	Parent    string   `json:"parent,omitempty"`
	Owners    []string `json:"owners"`
	View      []string `json:"view,omitempty"`
	Modify    []string `json:"modify,omitempty"`
}

func appendJSON(out []byte, r store.ResourceRow) ([]byte, error) {
	line, err := json.Marshal(jsonRow{r.Kind, r.OutsideID, r.Name, r.Parent, r.Owners, r.View, r.Modify})
	if err != nil {
		return nil, fmt.Errorf("write resource %s: %w", r.ID, err)
	}
	return append(append(out, line...), '\n'), nil
}

func appendCSV(out []byte, r store.ResourceRow) ([]byte, error) {
	list := func(names []string) string { return strings.Join(names, " ") }
	return appendCells(out, []string{r.Kind, r.OutsideID, r.Name, r.Parent, list(r.Owners), list(r.View), list(r.Modify)}), nil
}

// appendCells writes a line of RFC 4180: every cell in quotes, and CR LF at its end. An apostrophe stands before what a
// spreadsheet could take for a formula, and before what begins with apostrophes that one stands before; [Read] takes it away.
func appendCells(out []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		if guarded(cell) {
			cell = "'" + cell
		}
		out = append(out, '"')
		out = append(out, strings.ReplaceAll(cell, `"`, `""`)...)
		out = append(out, '"')
	}
	return append(out, '\r', '\n')
}

// guarded tells whether a cell gets an apostrophe before it: by its first character, also a full-width one, behind spaces,
// quotes and apostrophes.
func guarded(cell string) bool {
	rest := strings.TrimLeft(cell, " \"'\u00a0\u3000")
	return rest != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(rest)[0])
}

// unguard is the cell without the apostrophe that [guarded] asked for.
func unguard(cell string) string {
	if rest, begins := strings.CutPrefix(cell, "'"); begins && guarded(rest) {
		return rest
	}
	return cell
}
