package views

import (
	"context"

	"chatelaine/store"
)

// TableLinks are the addresses of neighbouring tables.
type TableLinks interface {
	Here() string
	Sorted(sort store.KeySort) string
	After(place store.Cursor) string
	Before(place store.Cursor) string
	GoOn(place store.Cursor) string
	Without(filter string) string
	Unfiltered() string
	Kept(filter string) map[string]string // fields that a form for the filter carries along
	Changes(since, told int64, shown []store.KeyID) string
	Searched() string                          // the table with its search alone
	Choices(filter string, chosen bool) string // what a filter has to choose from
}

// FilterValues are the filters as their forms show them.
type FilterValues struct {
	Search                 string
	Name, ID               store.TextFilter
	Statuses               []store.Status
	Roles                  []store.Role
	Creators               []store.AccountID
	Created, Expires, Used PeriodValue
	Only                   []string // of the yes-or-no filters, as the address names them
}

// PeriodValue is a filter on dates: a preset by its name in the address, or two days.
type PeriodValue struct{ Preset, From, To string }

// Column is a column of the table with its menu.
type Column struct {
	ID         string
	Class      string
	Label      string
	Sorted     string // ascending, descending, or empty
	Filtered   bool
	Ascending  string // addresses
	Descending string
	Clear      string // empty: it isn't sorted by this column
	Filter     Filter
}

// keyColumns are the columns in their order, with what tells them apart in the style sheet.
var keyColumns = []struct {
	column store.KeyColumn
	class  string
	label  string
}{
	{store.ColumnName, "c-name", "Name"},
	{store.ColumnID, "c-id", "ID"},
	{store.ColumnStatus, "c-status", "Status"},
	{store.ColumnKey, "c-key", "Key"},
	{store.ColumnRole, "c-role", "Role"},
	{store.ColumnCreator, "c-by", "Created by"},
	{store.ColumnCreated, "c-created", "Created"},
	{store.ColumnExpires, "c-exp", "Expires"},
	{store.ColumnUsed, "c-used", "Last used"},
}

// newColumns makes the headers of a table with their menus.
func newColumns(ctx context.Context, f KeyTableFacts) []Column {
	sorted := f.Query.Sort.OrDefault()
	var columns []Column
	for _, c := range keyColumns {
		up, down := store.KeySort{Column: c.column}, store.KeySort{Column: c.column, Descending: true}
		column := Column{
			ID: string(c.column), Class: c.class, Label: T(ctx, c.label),
			Ascending: f.Links.Sorted(up), Descending: f.Links.Sorted(down), Filter: newFilter(ctx, f, c.column),
		}
		column.Filtered = column.Filter.Words != ""
		switch f.Query.Sort {
		case up:
			column.Sorted = "ascending"
		case down:
			column.Sorted = "descending"
		}
		if column.Sorted != "" && sorted != store.NewestFirst {
			column.Clear = f.Links.Sorted(store.NewestFirst)
		}
		columns = append(columns, column)
	}
	return columns
}
