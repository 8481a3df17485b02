package web

import (
	"time"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// filters names the filters that are on, as in the address, the search among them.
func (t tableState) filters() (names []string) {
	for _, name := range []string{"q", "name", "id", "status", "role", "by", "groups", "created", "expires", "used", "purpose", "labels", "contact"} {
		without := t
		if without.drop(name); without.address("") != t.address("") {
			names = append(names, name)
		}
	}
	return append(names, t.Only...)
}

// searched is the table with the search alone.
func (t tableState) searched() tableState {
	return tableState{Search: t.Search, Sort: t.Sort, Rows: t.Rows}
}

// wider counts what an empty table would show without one of its filters, and without all of them.
func (s *Server) wider(c echo.Context, state tableState, at time.Time, zone *time.Location) ([]views.Wider, error) {
	var wider []views.Wider
	var filters []store.KeyFilter
	add := func(name string, state tableState) {
		wider, filters = append(wider, views.Wider{Filter: name}), append(filters, state.query(at, zone).Filter)
	}
	on := state.filters()
	for _, name := range on {
		without := state
		without.drop(name)
		if len(on) > 1 {
			add(name, without)
		}
	}
	if state.Search != "" && len(on) > 2 {
		add("", state.searched())
	}
	counts, err := s.Store.CountKeys(c.Request().Context(), actor(c), filters, at, store.MaxCount)
	if err != nil {
		return nil, err
	}
	for i, n := range counts {
		wider[i].Count = n
	}
	return wider, nil
}

// Searched is the table with its search alone.
func (l tableLinks) Searched() string {
	return l.from(func(t *tableState) { *t = t.searched() })
}

// summary counts the keys that want to be looked at, for whole pages and for a table that fetches itself after a change:
// other parts don't show it.
func (s *Server) summary(c echo.Context, at time.Time) (views.KeySummary, error) {
	if wantsPart(c) && c.Request().Header.Get("HX-Source") != "section#keys" {
		return views.KeySummary{}, nil
	}
	unused, _ := parsePeriod("used", "over90d")
	base, zone := views.KeysAddress(current(c).Slug), current(c).Zone
	states := [2]tableState{expiringSoon, {Used: unused}}
	counts, err := s.Store.CountKeys(c.Request().Context(), actor(c), []store.KeyFilter{
		states[0].query(at, zone).Filter, states[1].query(at, zone).Filter,
	}, at, views.MaxSummary)
	if err != nil {
		return views.KeySummary{}, err
	}
	return views.KeySummary{ExpireSoon: counts[0], Unused: counts[1], ExpireSoonHref: states[0].from(base), UnusedHref: states[1].from(base)}, nil
}

// expiringSoon is the table of the keys that are, in the order in which they end.
var expiringSoon = tableState{Statuses: []store.Status{store.StatusExpiringSoon}, Sort: store.KeySort{Column: store.ColumnExpires}}

// from is the address of a table that another page leads to; base is the table's own address.
func (t tableState) from(base string) string {
	t.Rows = store.PageSizes[0]
	return t.address(base)
}
