package web

import (
	"math"
	"net/url"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// listing says what the address of a table can say: of every table but that of the keys, which can say more. Columns and
// filters are called as in the address.
type listing struct {
	columns []string // in their usual order; the first is always shown
	usual   []string // shown unless somebody chooses others
	sorts   []string // columns that it can be in the order of
	order   views.Order
	texts   []string                           // filters by a text
	choices map[string]func(value string) bool // filters by some of several values, and which values can be
	periods map[string]string                  // filters by days, and the column of the keys whose presets they have
	place   func(text string) bool             // what a place in it looks like; nil: so many rows were skipped
}

// maxChosen is by how many values of one choice a table is filtered at most, so that its address stays one.
const maxChosen = 50

// listingState is such a table as its address says it: short, and the same for the same table. What is usual isn't said.
type listingState struct {
	of      *listing
	Search  string
	Texts   map[string]store.TextFilter
	Choices map[string][]string
	Periods map[string]period
	Order   views.Order
	Cols    []string // shown, in their order; nil: the usual ones
	Rows    int
	After   string // the page begins behind this place
	Before  string // the page ends before this place
}

// read reads an address. What can't be read is left out, and named in wrong: the answer is the nearest sensible table.
func (l *listing) read(values url.Values) (t listingState, wrong []string) {
	r := listingReader{values: l.fromForm(values)}
	t = listingState{of: l, Search: cleanSearch(r.get("q")), Order: l.order, Rows: store.PageSizes[0]}
	t.Texts, t.Choices, t.Periods = map[string]store.TextFilter{}, map[string][]string{}, map[string]period{}
	for _, name := range l.texts {
		if text := parseText(r.get(name)); !text.IsZero() {
			t.Texts[name] = text
		}
	}
	for name, known := range l.choices {
		if some := r.chosen(name, known); len(some) > 0 {
			t.Choices[name] = some
		}
	}
	for name, like := range l.periods {
		p, ok := parsePeriod(like, r.get(name))
		r.note(ok, name)
		if p != (period{}) {
			t.Periods[name] = p
		}
	}
	if text := r.get("sort"); text != "" {
		order := parseOrder(text)
		known := slices.Contains(l.sorts, order.Column)
		r.note(known, "sort")
		if known {
			t.Order = order
		}
	}
	t.Cols = l.readColumns(r.get("cols"), &r)
	if text := r.get("rows"); text != "" {
		rows, ok := wholeNumber(text)
		known := ok && slices.Contains(store.PageSizes[:], int(rows))
		r.note(known, "rows")
		if known {
			t.Rows = int(rows)
		}
	}
	t.After, t.Before = l.readPlace("after", &r), l.readPlace("before", &r)
	return t, r.wrong
}

// listingReader reads the parts of an address, and names those that it couldn't.
type listingReader struct {
	values url.Values
	wrong  []string
}

func (r *listingReader) note(ok bool, name string) {
	if !ok && !slices.Contains(r.wrong, name) {
		r.wrong = append(r.wrong, name)
	}
}

func (r *listingReader) get(name string) string {
	all := r.values[name]
	r.note(len(all) < 2, name)
	return strings.Join(all[:min(1, len(all))], "")
}

func (r *listingReader) chosen(name string, known func(string) bool) []string {
	some := parseList(r.get(name), func(text string) (string, bool) { return text, known(text) }, func(ok bool) { r.note(ok, name) })
	r.note(len(some) <= maxChosen, name)
	return some[:min(len(some), maxChosen)]
}

func (l *listing) readColumns(text string, r *listingReader) []string {
	if text == "" {
		return nil
	}
	columns := l.columns[:1:1]
	for i, column := range strings.Split(text, ",") {
		first := column == l.columns[0]
		r.note(first == (i == 0), "cols")
		if first {
			continue
		}
		ok := slices.Contains(l.columns, column) && !slices.Contains(columns, column)
		r.note(ok, "cols")
		if ok {
			columns = append(columns, column)
		}
	}
	if slices.Equal(columns, l.usual) {
		return nil
	}
	return columns
}

func (l *listing) readPlace(name string, r *listingReader) string {
	text, ok := r.get(name), true
	switch {
	case text == "":
	case l.place != nil:
		ok = l.place(text)
	default:
		var skipped int64
		skipped, ok = wholeNumber(text)
		ok = ok && skipped > 0 && skipped <= math.MaxInt32
	}
	r.note(ok, name)
	if !ok {
		return ""
	}
	return text
}

func parseOrder(text string) views.Order {
	column, descending := strings.CutPrefix(text, "-")
	return views.Order{Column: column, Descending: descending}
}

// skip is how many rows come before the page, where places are such numbers.
func (t listingState) skip() int {
	skipped, _ := wholeNumber(t.After) // was read before; empty: none
	return int(skipped)
}

// columns are those that are shown.
func (t listingState) columns() []string {
	if t.Cols == nil {
		return t.of.usual
	}
	return t.Cols
}

// settle reads the address of a listing, and sees to it that the page's is short and holds no secret, whatever form led
// to it. Elsewhere is where to go instead; empty: the table is to be shown here.
func (l *listing) settle(c echo.Context, base string) (t listingState, wrong []string, elsewhere string) {
	values := c.Request().URL.Query()
	if wantsPart(c) && values.Get("of") == views.OfSearch {
		return l.search(c, base, values.Get("q")), nil, ""
	}
	t, wrong = l.read(values)
	address := t.address(base)
	switch {
	case address == c.Request().URL.RequestURI():
	case wantsPart(c):
		c.Response().Header().Set(wayTo(c), address)
	case holdsSecret(values):
		return t, wrong, address
	case l.isForm(values) && len(wrong)+len(l.turned(values)) == 0:
		return t, wrong, address + l.movedBy(values.Get("move"))
	}
	return t, wrong, ""
}

// search is the table that the page shows, searched: its search field outlives every swap, and knows nothing of it.
func (l *listing) search(c echo.Context, base, typed string) listingState {
	here, err := url.Parse(c.Request().Header.Get("HX-Current-URL"))
	if err != nil || here.Path != base {
		here = &url.URL{}
	}
	t, _ := l.read(here.Query())
	way := "HX-Push-Url" // Back leads to the table as it was before the search
	if t.Search != "" {
		way = "HX-Replace-Url"
	}
	t.Search, t.After, t.Before = cleanSearch(typed), "", ""
	c.Response().Header().Set(way, t.address(base))
	return t
}
