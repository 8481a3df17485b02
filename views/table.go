package views

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"chatelaine/store"

	"github.com/a-h/templ"
)

// Table is one page of a table: what all tables have, whatever is in their rows. A page has one table at most.
type Table struct {
	ID           string // of the part that a swap replaces
	Words        TableWords
	Here         string // address of this page of the table
	Changes      string // the event of the document upon which it fetches itself anew; empty: none does
	Action       string // the table's own address, where its forms are sent
	Notes        []string
	Said         string // what a screen reader is told of it: "Sorted by Name, ascending. 1–25 of 240."
	Columns      []Column
	ColumnsKept  []HiddenField
	ColumnsReset string // address of the table with the usual columns
	Chips        []Chip
	ClearHref    string // the table without filters
	Searched     TableSearch
	Filled       bool // it has rows
	Range        string
	First        string // address; empty on the first page
	Prev         string // address; empty at the end of the range
	Next         string
	Sizes        []PageSize
	RowsKept     []HiddenField
	Empty        Blank
}

// TableWords are what a table and its parts are called.
type TableWords struct {
	Class   string // of the table, for its style sheet
	Name    string // "API keys"
	Region  string // the part that scrolls: "API keys table"
	Part    string // the part that a swap replaces: "Keys"
	Pages   string // "Pages of keys"
	Actions string // heads the menus of the rows; empty: rows have none
}

// TableSearch is the field above a table.
type TableSearch struct {
	Value  string
	Action string // where it is sent
	Post   bool   // what is typed stays out of the address
	Kept   []HiddenField
	Label  string // "Search keys by name, ID, creator, purpose or label"
	Hint   string // "Search name, ID, creator, purpose, label"
}

// TableParts are what a table has that others don't; nil: it hasn't.
type TableParts struct {
	Ticks templ.Component // heads the column before the others
	Rows  templ.Component
	Note  templ.Component // below the rows, or below what says that there are none
	Bar   templ.Component // above the footer
	Menus templ.Component // beside those of the columns
}

// PageSize is a number of rows to choose.
type PageSize struct {
	Rows     string
	Selected bool
}

// Blank says why there is nothing, and what to do next.
type Blank struct {
	Title, Words   string
	Next, NextHref string // a link; empty: there is none
}

// HiddenField carries a part of the address along.
type HiddenField struct{ Name, Value string }

// Column is a column of a table with its menu, whether it is shown or not.
type Column struct {
	ID         string
	Class      string
	Width      string // what its width is kept under
	Label      string
	CardLabel  string // said before the value where rows are cards; empty: the value says enough
	Shown      bool
	Hide       string // address of the table without it; empty: it isn't shown, or has to be
	Sortable   bool
	Sorted     string // ascending, descending, or empty
	Filtered   bool
	Ascending  string // addresses
	Descending string
	Clear      string // empty: it isn't sorted by this column
	Filter     Filter
	FilterForm string // id of the form; empty: there is none
}

// Chip is a filter that is on.
type Chip struct {
	Label, Words string
	Edit         string // id of its form; empty: it can only be removed
	Remove       string // address
	Sort         bool   // it tells the order, by a column that isn't shown
}

// inTable are the attributes of a link or a form that changes the table with that id in place.
func inTable(id, href string) templ.Attributes {
	return templ.Attributes{
		"hx-get": href, "hx-target": "#" + id, "hx-swap": "outerMorph", "hx-push-url": "true", "hx-indicator": "#" + id,
	}
}

// sends are the attributes of the search's form. The answer to one that is posted says which address the page has then.
func (s TableSearch) sends(id string) templ.Attributes {
	a := templ.Attributes{
		"method": "get", "action": s.Action, "hx-target": "#" + id, "hx-swap": "outerMorph", "hx-indicator": "#" + id,
		"hx-trigger": "submit, input delay:250ms from:#search", "hx-sync": "this:replace",
	}
	if s.Post {
		a["method"], a["hx-post"] = "post", s.Action
	} else {
		a["hx-get"] = s.Action + "?of=" + OfSearch
	}
	return a
}

// sorts tells whether there is a choice of orders.
func (t Table) sorts() bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Sortable })
}

// OfSearch is what the address of a part calls the search of a table: the rest of the table is that of the page.
const OfSearch = "q"

// said tells in a breath what a screen reader's user asked for: the order, and how much there is.
func (t Table) said(ctx context.Context) string {
	if t.Range == "" {
		return t.Empty.Title
	}
	var said []string
	for _, c := range t.Columns {
		switch c.Sorted {
		case "ascending":
			said = append(said, T(ctx, "Sorted by %s, ascending.", c.Label))
		case "descending":
			said = append(said, T(ctx, "Sorted by %s, descending.", c.Label))
		}
	}
	return strings.Join(append(said, T(ctx, "%s.", t.Range)), " ")
}

// sortChips tell the order where no header does.
func sortChips(ctx context.Context, columns []Column) []Chip {
	for _, c := range columns {
		switch {
		case c.Shown || c.Clear == "":
		case c.Sorted == "descending":
			return []Chip{{Label: T(ctx, "Sorted by"), Words: T(ctx, "%s, descending", c.Label), Remove: c.Clear, Sort: true}}
		default:
			return []Chip{{Label: T(ctx, "Sorted by"), Words: c.Label, Remove: c.Clear, Sort: true}}
		}
	}
	return nil
}

func pageSizes(chosen int) []PageSize {
	var sizes []PageSize
	for _, rows := range store.PageSizes {
		sizes = append(sizes, PageSize{Rows: strconv.Itoa(rows), Selected: rows == chosen})
	}
	return sizes
}

func hiddenFields(kept map[string]string) []HiddenField {
	var fields []HiddenField
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		fields = append(fields, HiddenField{name, kept[name]})
	}
	return fields
}
