package resourcefile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/store/csvline"
)

// MaxBytes is how long a file can be.
const MaxBytes = 64 << 20

// maxLine is how long a line of JSON lines can be.
const maxLine = 1 << 20

// Read reads a file that is one of the [Formats]; which, its first character says. Each row gets an id from newID. Errors:
// [store.RowsError], which names each line that can't be read; [store.InvalidError] for the file as a whole; what in and
// newID return.
func Read(in io.Reader, newID func() (string, error)) ([]store.ResourceRow, error) {
	limited := &io.LimitedReader{R: in, N: MaxBytes + 1}
	buffered := bufio.NewReaderSize(limited, 1<<16)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	first, err := buffered.Peek(1)
	if errors.Is(err, io.EOF) {
		return nil, whole("is empty", "a file with at least one resource")
	}
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	r := reader{newID: newID}
	if first[0] == '{' {
		err = r.lines(buffered)
	} else {
		err = r.cells(buffered)
	}
	switch {
	case err != nil:
		return nil, err
	case limited.N == 0:
		return nil, whole("is longer than 64 MiB", "files of up to 64 MiB")
	case len(r.wrong.Problems) > 0:
		return nil, &r.wrong
	case len(r.rows) == 0:
		return nil, whole("has no resources", "a file with at least one resource")
	}
	return r.rows, nil
}

func whole(problem, accepted string) error {
	return &store.InvalidError{Field: "file", Problem: problem, Accepted: accepted}
}

// reader reads rows, and notes the lines that it can't.
type reader struct {
	newID func() (string, error)
	rows  []store.ResourceRow
	wrong store.RowsError
}

func (r *reader) refuse(line int, field, problem, accepted string) {
	r.wrong.Add(line, &store.InvalidError{Field: field, Problem: problem, Accepted: accepted})
}

func (r *reader) add(line int, row store.ResourceRow) error {
	if len(r.rows) >= store.MaxImportRows {
		return whole("has too many resources", "up to 200,000 resources")
	}
	id, err := r.newID()
	if err != nil {
		return fmt.Errorf("name a resource: %w", err)
	}
	row.ID, row.Line = store.ResourceID(id), line
	r.rows = append(r.rows, row)
	return nil
}

// lines reads JSON lines. Empty ones are left out.
func (r *reader) lines(in io.Reader) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 0, 1<<16), maxLine)
	for line := 1; scanner.Scan(); line++ {
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		var row jsonRow
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&row); err != nil || decoder.More() {
			r.refuse(line, "line", "isn't an object with these fields", "an object with "+strings.Join(Columns[:], ", "))
			continue
		}
		if err := r.add(line, store.ResourceRow{
			Kind: row.Kind, OutsideID: row.OutsideID, Name: row.Name, Parent: row.Parent, Owners: row.Owners, View: row.View, Modify: row.Modify,
		}); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return whole("has a line that is longer than 1 MiB", "lines of up to 1 MiB")
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	return nil
}

// cells reads CSV, whose first line names the columns in any order.
func (r *reader) cells(in io.Reader) error {
	sheet := csv.NewReader(in)
	sheet.FieldsPerRecord, sheet.ReuseRecord = -1, true
	head, err := sheet.Read()
	if err != nil {
		return r.broken(err)
	}
	at, err := columns(head)
	if err != nil {
		return err
	}
	width := len(head)
	for {
		cells, err := sheet.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		line, _ := sheet.FieldPos(0)
		if len(cells) != width {
			r.refuse(line, "line", "has another number of cells than the first line", "a cell for each column")
			continue
		}
		if err := r.add(line, rowOf(cells, at)); err != nil {
			return err
		}
	}
}

// broken notes where the file can't be read on.
func (r *reader) broken(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("read the file: %w", err)
	}
	r.refuse(parse.Line, "line", "can't be read as CSV: a quote isn't closed, or stands within a cell", "cells in quotes, with two for one within")
	return nil
}

// columns are where the columns stand, by name.
func columns(head []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice || !slices.Contains(Columns[:], name) {
			return nil, whole("has a first line that doesn't name the columns", "a first line of some of "+strings.Join(Columns[:], ", "))
		}
		at[name] = i
	}
	for _, name := range []string{"kind", "outside_id", "name", "owners"} {
		if _, there := at[name]; !there {
			return nil, whole("lacks a column", "the columns kind, outside_id, name and owners, and parent, view and modify where they are needed")
		}
	}
	return at, nil
}

func rowOf(cells []string, at map[string]int) store.ResourceRow {
	cell := func(name string) string {
		if i, there := at[name]; there {
			return strings.Clone(csvline.Cell(cells[i]))
		}
		return ""
	}
	list := func(name string) []string { return strings.Fields(cell(name)) }
	return store.ResourceRow{
		Kind: strings.TrimSpace(cell("kind")), OutsideID: strings.TrimSpace(cell("outside_id")), Name: cell("name"), Parent: strings.TrimSpace(cell("parent")),
		Owners: list("owners"), View: list("view"), Modify: list("modify"),
	}
}
