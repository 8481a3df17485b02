package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// address writes the state; base is the table's own address.
func (t listingState) address(base string) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+escape(value))
		}
	}
	add("q", t.Search)
	for _, name := range t.of.texts {
		add(name, formatText(t.Texts[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(t.of.choices)) {
		add(name, strings.Join(t.Choices[name], ","))
	}
	for _, name := range slices.Sorted(maps.Keys(t.of.periods)) {
		add(name, t.Periods[name].String())
	}
	if t.Order != t.of.order {
		add("sort", t.Order.String())
	}
	add("cols", strings.Join(t.Cols, ","))
	if t.Rows != store.PageSizes[0] {
		add("rows", strconv.Itoa(t.Rows))
	}
	if t.Before != "" {
		add("before", t.Before)
	} else {
		add("after", t.After)
	}
	if len(parts) == 0 {
		return base
	}
	return base + "?" + strings.Join(parts, "&")
}

// listingLinks are the addresses of neighbouring tables. What changes the table begins at its first page.
type listingLinks struct {
	base  string
	state listingState
}

func (l listingLinks) from(change func(*listingState)) string {
	next := l.state
	next.After, next.Before = "", ""
	change(&next)
	return next.address(l.base)
}

// Here is the table itself.
func (l listingLinks) Here() string { return l.state.address(l.base) }

// Sorted is the table in another order.
func (l listingLinks) Sorted(order views.Order) string {
	return l.from(func(t *listingState) { t.Order = order })
}

// Shown is the same place of the table with other columns; nil: the usual ones.
func (l listingLinks) Shown(columns []string) string {
	next := l.state
	if next.Cols = columns; slices.Equal(columns, l.state.of.usual) {
		next.Cols = nil
	}
	return next.address(l.base)
}

// After is the page that begins behind a place; empty: the first one.
func (l listingLinks) After(place string) string {
	return l.from(func(t *listingState) { t.After = place })
}

// Before is the page that ends before a place.
func (l listingLinks) Before(place string) string {
	return l.from(func(t *listingState) { t.Before = place })
}

// Without is the table without one filter, named as in the address.
func (l listingLinks) Without(filter string) string {
	return l.from(func(t *listingState) { t.drop(filter) })
}

// Unfiltered is the table without any filter.
func (l listingLinks) Unfiltered() string {
	return l.from(func(t *listingState) { t.Search, t.Texts, t.Choices, t.Periods = "", nil, nil, nil })
}

// Choices is what there is to choose from in a filter: with what is chosen now, or without, where the form says that.
func (l listingLinks) Choices(filter string, chosen bool) string {
	table := l.Without(filter)
	if chosen {
		table = l.from(func(*listingState) {})
	}
	address := l.base + "/choices?of=" + filter
	if _, query, found := strings.Cut(table, "?"); found {
		address += "&" + query
	}
	return address
}

// Kept are the parts of the address that a form for one filter carries along.
func (l listingLinks) Kept(filter string) map[string]string {
	kept, address := map[string]string{}, l.Without(filter)
	if filter == "cols" { // other columns show the same rows
		address = l.Shown(nil)
	}
	_, query, _ := strings.Cut(address, "?")
	for _, part := range strings.Split(query, "&") {
		if name, value, found := strings.Cut(part, "="); found {
			kept[name] = unescape(value)
		}
	}
	return kept
}

func (t *listingState) drop(filter string) {
	switch filter {
	case "q":
		t.Search = ""
	case "rows":
		t.Rows = store.PageSizes[0]
	}
	t.Texts, t.Choices, t.Periods = but(t.Texts, filter), but(t.Choices, filter), but(t.Periods, filter)
}

// but is a map without one of its names.
func but[V any](all map[string]V, name string) map[string]V {
	rest := maps.Clone(all)
	delete(rest, name)
	return rest
}

// filters are the filters as their forms show them.
func (t listingState) filters() views.ListingFilters {
	f := views.ListingFilters{Search: t.Search, Texts: t.Texts, Choices: t.Choices, Periods: map[string]views.PeriodValue{}}
	for name, p := range t.Periods {
		f.Periods[name] = views.PeriodValue{Preset: p.preset, From: p.from.String(), To: p.to.String()}
	}
	return f
}

// listing is the state as the views have it; stale: it named a place that doesn't exist any more.
func (t listingState) listing(c echo.Context, base string, wrong []string, stale bool) views.Listing {
	return views.Listing{
		Links: listingLinks{base, t}, Order: t.Order, Usual: t.of.order, Shown: t.columns(), Size: t.Rows, Filters: t.filters(),
		Wrong: wrong, Turned: t.of.turned(c.Request().URL.Query()), Stale: stale,
	}
}
