package views

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chatelaine/store"
)

// ListingFacts are what the table of a listing is made from: of every table but that of the keys.
type ListingFacts struct {
	ID, Address string // of the table
	Words       TableWords
	Changes     string // event upon which it fetches itself anew; empty: none
	SearchLabel string // "Search members by name or e-mail"; empty: there is no search
	SearchHint  string
	Columns     []ListingColumn // all of them, in their usual order; the first is always shown
	Nothing     Blank           // what is said while there is nothing at all
	NoMatch     string          // the title of what is said where no row matches: "No member matches."

	Listing Listing
	Rows    int // on this page
	Skipped int // before it
	Total   int // that the filters show
}

// Listing is a table as its address says it.
type Listing struct {
	Links   ListingLinks
	Order   Order
	Usual   Order // unless somebody sorts
	Shown   []string
	Size    int // rows that a page has
	Filters ListingFilters
	Wrong   []string // parts of the address that couldn't be read
	Turned  []string // filters on dates whose days were the wrong way round
	Stale   bool     // the address named a place that doesn't exist any more
}

// ListingLinks are the addresses of neighbouring tables.
type ListingLinks interface {
	Here() string
	Sorted(Order) string
	Shown(columns []string) string // at the same place; nil: the usual columns
	After(place string) string     // empty: the first page
	Before(place string) string
	Without(filter string) string
	Unfiltered() string
	Choices(filter string, chosen bool) string
	Kept(filter string) map[string]string // fields that a form for the filter carries along
}

// Order is the order of a listing.
type Order struct {
	Column     string
	Descending bool
}

// String writes the order for an address.
func (o Order) String() string {
	if o.Descending {
		return "-" + o.Column
	}
	return o.Column
}

// ListingFilters are the filters as their forms show them, by their names in the address.
type ListingFilters struct {
	Search  string
	Texts   map[string]store.TextFilter
	Choices map[string][]string
	Periods map[string]PeriodValue
}

// none tells whether no filter is on.
func (f ListingFilters) none() bool {
	return f.Search == "" && len(f.Texts)+len(f.Choices)+len(f.Periods) == 0
}

// ListingColumn is a column of a listing.
type ListingColumn struct {
	ID     string
	Class  string // for the style sheet; that of the first is c-name
	Label  string
	Plain  bool // where rows are cards the value says enough
	Sorts  bool
	Filter ListingFilter
}

// ListingFilter is a filter by a column.
type ListingFilter struct {
	Kind    string // text, choice or period; empty: there is none
	Name    string // in the address; empty: that of the column
	Title   string // "Filter by role"
	Legend  string // "Role"
	Options []Option
	Presets []preset
	// Listed choices are looked up when the filter opens, at the table's address with /choices behind; Options are the
	// chosen ones alone.
	Listed          bool
	Find, All, None string // words of the search of listed choices; empty: it has none
}

// NewTable puts a page of a listing into words. Pages are found by how many rows come before them; a table that finds them
// in another way sets Prev, Next and Range itself.
func NewTable(ctx context.Context, f ListingFacts) Table {
	l := f.Listing
	t := Table{
		ID: f.ID, Words: f.Words, Changes: f.Changes, Here: l.Links.Here(), Action: f.Address,
		Columns: listingColumns(ctx, f), ColumnsKept: hiddenFields(l.Links.Kept("cols")), ColumnsReset: l.Links.Shown(nil),
		Filled: f.Rows > 0, Sizes: pageSizes(l.Size), RowsKept: hiddenFields(l.Links.Kept("rows")), Empty: f.Nothing, Notes: listingNotes(ctx, f),
	}
	if f.SearchLabel != "" {
		t.Searched = TableSearch{
			Value: l.Filters.Search, Action: f.Address, Kept: hiddenFields(l.Links.Kept("q")), Label: f.SearchLabel, Hint: f.SearchHint,
		}
	}
	t.Chips = listingChips(ctx, f, t.Columns)
	if len(t.Chips) > 0 {
		t.ClearHref = l.Links.Unfiltered()
	}
	t.Chips = append(t.Chips, sortChips(ctx, t.Columns)...)
	if !l.Filters.none() {
		t.Empty = Blank{
			Title: f.NoMatch, Words: T(ctx, "Nothing fits the search and the filters together."),
			Next: T(ctx, "Clear all filters"), NextHref: l.Links.Unfiltered(),
		}
	}
	t.turnPages(ctx, f)
	t.Said = t.said(ctx)
	return t
}

// turnPages says which rows are shown, and where the others are.
func (t *Table) turnPages(ctx context.Context, f ListingFacts) {
	if f.Rows == 0 {
		return
	}
	t.Range = T(ctx, "%d–%d of %d", f.Skipped+1, f.Skipped+f.Rows, f.Total)
	place := func(skipped int) string {
		if skipped <= 0 {
			return f.Listing.Links.After("")
		}
		return f.Listing.Links.After(strconv.Itoa(skipped))
	}
	if f.Skipped > 0 {
		t.First, t.Prev = place(0), place(f.Skipped-f.Listing.Size)
	}
	if f.Skipped+f.Rows < f.Total {
		t.Next = place(f.Skipped + f.Rows)
	}
}

// listingColumns are the columns with their menus: those that are shown, in their order, and those that could be.
func listingColumns(ctx context.Context, f ListingFacts) []Column {
	var columns []Column
	links, shown := f.Listing.Links, f.Listing.Shown
	for _, c := range arrangedListing(f.Columns, shown) {
		column := Column{ID: c.ID, Class: c.Class, Width: f.ID + "-" + c.ID, Label: c.Label, Sortable: c.Sorts, Filter: listingFilter(ctx, f, c)}
		if !c.Plain && c.ID != f.Columns[0].ID {
			column.CardLabel = c.Label
		}
		if column.Filter.Kind != "" {
			column.FilterForm, column.Filtered = "f-"+c.ID, column.Filter.Words != ""
		}
		if column.Shown = slices.Contains(shown, c.ID); column.Shown && c.ID != f.Columns[0].ID {
			column.Hide = links.Shown(slices.DeleteFunc(slices.Clone(shown), func(other string) bool { return other == c.ID }))
		}
		if c.Sorts {
			column.sort(f.Listing)
		}
		columns = append(columns, column)
	}
	return columns
}

func (c *Column) sort(l Listing) {
	up, down := Order{Column: c.ID}, Order{Column: c.ID, Descending: true}
	c.Ascending, c.Descending = l.Links.Sorted(up), l.Links.Sorted(down)
	switch l.Order {
	case up:
		c.Sorted = "ascending"
	case down:
		c.Sorted = "descending"
	}
	if c.Sorted != "" && l.Order != l.Usual {
		c.Clear = l.Links.Sorted(l.Usual)
	}
}

// arrangedListing are all columns: those that are shown in their order, each of the others after the one that it usually follows.
func arrangedListing(columns []ListingColumn, shown []string) []ListingColumn {
	var all []ListingColumn
	for _, id := range shown {
		if at := slices.IndexFunc(columns, func(c ListingColumn) bool { return c.ID == id }); at >= 0 {
			all = append(all, columns[at])
		}
	}
	for i, c := range columns {
		if !slices.Contains(shown, c.ID) {
			after := slices.IndexFunc(all, func(other ListingColumn) bool { return other.ID == columns[max(0, i-1)].ID })
			all = slices.Insert(all, after+1, c)
		}
	}
	return all
}

func listingFilter(ctx context.Context, f ListingFacts, c ListingColumn) Filter {
	about, l := c.Filter, f.Listing
	if about.Kind == "" {
		return Filter{}
	}
	name := about.Name
	if name == "" {
		name = c.ID
	}
	filter := Filter{Name: name, Title: about.Title, Legend: about.Legend, Action: f.Address, Kept: hiddenFields(l.Links.Kept(name))}
	switch about.Kind {
	case "text":
		filter.text(ctx, l.Filters.Texts[name])
	case "period":
		filter.period(ctx, l.Filters.Periods[name], about.Presets)
	case "choice":
		filter.Kind, filter.Options = "choice", slices.Clone(about.Options)
		if about.Listed {
			filter.Listed, filter.Chosen = l.Links.Choices(name, false), l.Links.Choices(name, true)
			filter.Find, filter.All, filter.None = about.Find, about.All, about.None
		}
		var chosen []string
		for i, o := range filter.Options {
			if filter.Options[i].Chosen = slices.Contains(l.Filters.Choices[name], o.Value); filter.Options[i].Chosen {
				chosen = append(chosen, o.Label)
			}
		}
		filter.Words = strings.Join(chosen, ", ")
	}
	return filter
}

// listingChips are the filters that are on, in the order of the columns.
func listingChips(ctx context.Context, f ListingFacts, columns []Column) []Chip {
	var chips []Chip
	if search := f.Listing.Filters.Search; search != "" {
		chips = append(chips, Chip{Label: T(ctx, "Search"), Words: T(ctx, "“%s”", search), Remove: f.Listing.Links.Without("q")})
	}
	for _, c := range columns {
		if c.Filtered {
			chips = append(chips, Chip{Label: c.Label, Words: c.Filter.Words, Edit: c.FilterForm, Remove: f.Listing.Links.Without(c.Filter.Name)})
		}
	}
	return chips
}

// listingNotes say what of the address couldn't be read.
func listingNotes(ctx context.Context, f ListingFacts) (notes []string) {
	l := f.Listing
	if l.Stale {
		notes = append(notes, T(ctx, "There is no such place or page size in the table (any more). This is the nearest."))
	}
	if len(l.Wrong) > 0 {
		notes = append(notes, T(ctx, "Part of the address could not be read: %s. The table is shown without it.", strings.Join(l.Wrong, ", ")))
	}
	if slices.Contains(l.Wrong, "cols") {
		notes = append(notes, T(ctx, "Of the columns, those that exist are shown, each once, and %s first.", f.Columns[0].Label))
	}
	for _, c := range f.Columns {
		name := c.Filter.Name
		if name == "" {
			name = c.ID
		}
		if c.Filter.Kind == "period" && slices.Contains(l.Wrong, name) {
			notes = append(notes, T(ctx, "Days are written as in 2026-03-10, in the years 1 to 9999."))
		}
		if slices.Contains(l.Turned, name) {
			notes = append(notes, T(ctx, "%s: the last day came before the first. The table shows the days between them.", c.Label))
		}
	}
	return notes
}
