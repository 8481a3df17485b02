package views

import (
	"context"
	"slices"

	"chatelaine/store"
)

// TableLinks are the addresses of neighbouring tables.
type TableLinks interface {
	Here() string
	Sorted(sort store.KeySort) string
	Shown(columns []store.KeyColumn) string // at the same place; nil: the usual columns
	After(place store.Cursor) string
	Before(place store.Cursor) string
	GoOn(place store.Cursor) string
	Without(filter string) string
	Unfiltered() string
	State() string                                 // the table as a saved view keeps it
	View(state string) (address string, here bool) // of a saved view, and whether it is this table
	Kept(filter string) map[string]string          // fields that a form for the filter carries along
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
	Groups                 []store.GroupID
	Created, Expires, Used PeriodValue
	Purpose                store.TextFilter
	Labels                 []store.Label
	Contacts               []store.AccountID
	ContactLeft            bool
	Only                   []string // of the yes-or-no filters, as the address names them
}

// PeriodValue is a filter on dates: a preset by its name in the address, or two days.
type PeriodValue struct{ Preset, From, To string }

// keyColumns say of each column what tells it apart in the style sheet, and its name.
var keyColumns = map[store.KeyColumn]struct{ class, label string }{
	store.ColumnName:    {"c-name", "Name"},
	store.ColumnID:      {"c-id", "ID"},
	store.ColumnStatus:  {"c-status", "Status"},
	store.ColumnKey:     {"c-key", "Key"},
	store.ColumnRole:    {"c-role", "Role"},
	store.ColumnGroups:  {"c-groups", "Groups"},
	store.ColumnCreator: {"c-by", "Created by"},
	store.ColumnCreated: {"c-created", "Created"},
	store.ColumnExpires: {"c-exp", "Expires"},
	store.ColumnUsed:    {"c-used", "Last used"},
	store.ColumnPurpose: {"c-purpose", "Purpose"},
	store.ColumnLabels:  {"c-labels", "Labels"},
	store.ColumnContact: {"c-contact", "Contact"},
}

// newColumns makes the headers of a table with their menus: of the columns that are shown, in their order, and
// of those that could be.
func newColumns(ctx context.Context, f KeyTableFacts) []Column {
	var columns []Column
	for _, c := range arranged(f.Columns) {
		column := newColumn(ctx, f, c)
		column.Filtered = column.Filter.Words != ""
		if column.Shown = slices.Contains(f.Columns, c); column.Shown && c != store.ColumnName {
			column.Hide = f.Links.Shown(slices.DeleteFunc(slices.Clone(f.Columns), func(other store.KeyColumn) bool { return other == c }))
		}
		columns = append(columns, column)
	}
	return columns
}

func newColumn(ctx context.Context, f KeyTableFacts, c store.KeyColumn) Column {
	about := keyColumns[c]
	column := Column{ID: string(c), Width: string(c), Class: about.class, Label: T(ctx, about.label), Filter: newFilter(ctx, f, c)}
	if column.FilterForm = "f-" + column.ID; c == store.ColumnKey { // what can be seen of a key is of its ID
		column.FilterForm = "f-id"
	} else if column.Filter.Kind == "" {
		column.FilterForm = ""
	}
	if c != store.ColumnName && c != store.ColumnStatus {
		column.CardLabel = column.Label
	}
	if !c.Sorts() {
		return column
	}
	up, down := store.KeySort{Column: c}, store.KeySort{Column: c, Descending: true}
	column.Sortable, column.Ascending, column.Descending = true, f.Links.Sorted(up), f.Links.Sorted(down)
	switch f.Query.Sort {
	case up:
		column.Sorted = "ascending"
	case down:
		column.Sorted = "descending"
	}
	if column.Sorted != "" && f.Query.Sort.OrDefault() != store.NewestFirst {
		column.Clear = f.Links.Sorted(store.NewestFirst)
	}
	return column
}

// arranged are all columns: those that are shown in their order, each of the others after the one that it
// usually follows, so that it comes back to where it was. Those that are usually hidden come last.
func arranged(shown []store.KeyColumn) []store.KeyColumn {
	all := slices.Clone(shown)
	for i, c := range store.KeyColumns {
		switch {
		case slices.Contains(all, c):
		case !slices.Contains(store.UsualColumns, c):
			all = append(all, c)
		default:
			after := slices.Index(all, store.KeyColumns[max(0, i-1)])
			all = slices.Insert(all, after+1, c)
		}
	}
	return all
}
