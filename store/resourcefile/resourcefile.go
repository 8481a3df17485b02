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
	"chatelaine/store/csvline"
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
	"csv":   {".csv", "text/csv; charset=utf-8; header=present", func(out []byte) []byte { return csvline.Append(out, Columns[:]) }, appendCSV},
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
	return csvline.Append(out, []string{r.Kind, r.OutsideID, r.Name, r.Parent, list(r.Owners), list(r.View), list(r.Modify)}), nil
}
