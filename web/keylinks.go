package web

import (
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"
)

// tableLinks are the addresses of neighbouring tables: the same one in another order, without a filter,
// or at another place. What changes the table begins at its first page.
type tableLinks struct {
	base  string
	state tableState
}

func (l tableLinks) from(change func(*tableState)) string {
	next := l.state.begun()
	change(&next)
	return next.address(l.base)
}

// begun is the table from its first row, with nothing open beside it.
func (t tableState) begun() tableState {
	t.After, t.Before, t.Patient, t.Key = store.Cursor{}, store.Cursor{}, false, ""
	return t
}

// Here is the table itself; what stands beside it is no part of that.
func (l tableLinks) Here() string {
	l.state.Key = ""
	return l.state.address(l.base)
}

// Sorted is the table in another order.
func (l tableLinks) Sorted(sort store.KeySort) string {
	return l.from(func(t *tableState) { t.Sort = sort })
}

// Shown is the same place of the table with other columns.
func (l tableLinks) Shown(columns []store.KeyColumn) string {
	next := l.state
	if next.Cols = columns; slices.Equal(columns, store.UsualColumns) {
		next.Cols = nil
	}
	return next.address(l.base)
}

// After and Before are other places in it.
func (l tableLinks) After(place store.Cursor) string {
	return l.from(func(t *tableState) { t.After = place })
}

// Before is the page that ends before a place.
func (l tableLinks) Before(place store.Cursor) string {
	return l.from(func(t *tableState) { t.Before = place })
}

// GoOn looks on from where a search was broken off.
func (l tableLinks) GoOn(place store.Cursor) string {
	return l.from(func(t *tableState) { t.After, t.Patient = place, true })
}

// Without is the table without one filter, named as in the address.
func (l tableLinks) Without(filter string) string {
	return l.from(func(t *tableState) { t.drop(filter) })
}

// Choices is what there is to choose from in a filter: with what is chosen now, or without, where the form says that.
func (l tableLinks) Choices(filter string, chosen bool) string {
	table := l.Without(filter)
	if chosen {
		table = l.from(func(*tableState) {})
	}
	address := l.base + "/choices?of=" + filter
	if _, query, found := strings.Cut(table, "?"); found {
		address += "&" + query
	}
	return address
}

// Unfiltered is the table without any filter.
func (l tableLinks) Unfiltered() string {
	return l.from(func(t *tableState) { *t = tableState{Sort: t.Sort, Cols: t.Cols, Rows: t.Rows, Explicit: t.Explicit} })
}

// Kept are the parts of the address that a form for one filter carries along.
func (l tableLinks) Kept(filter string) map[string]string {
	kept := map[string]string{}
	address := l.Without(filter)
	if filter == "cols" { // other columns show the same keys
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

// values are the filters as their forms show them.
func (t tableState) values() views.FilterValues {
	value := func(p period) views.PeriodValue {
		return views.PeriodValue{Preset: p.preset, From: p.from.String(), To: p.to.String()}
	}
	return views.FilterValues{
		Search: t.Search, Name: t.Name, ID: t.ID, Statuses: t.Statuses, Roles: t.Roles, Creators: t.Creators, Groups: t.Groups,
		Created: value(t.Created), Expires: value(t.Expires), Used: value(t.Used), Only: t.Only,
		Purpose: t.Purpose, Labels: t.Labels, Contacts: t.Contacts, ContactLeft: t.ContactLeft,
	}
}

func (t *tableState) drop(filter string) {
	switch filter {
	case "q":
		t.Search = ""
	case "name":
		t.Name = store.TextFilter{}
	case "id":
		t.ID = store.TextFilter{}
	case "status":
		t.Statuses = nil
	case "role":
		t.Roles = nil
	case "by":
		t.Creators = nil
	case "groups":
		t.Groups = nil
	case "created":
		t.Created = period{}
	case "expires":
		t.Expires = period{}
	case "used":
		t.Used = period{}
	case "purpose":
		t.Purpose = store.TextFilter{}
	case "labels":
		t.Labels = nil
	case "contact":
		t.Contacts, t.ContactLeft = nil, false
	case "rows":
		t.Rows = store.PageSizes[0]
	default:
		t.Only = slices.DeleteFunc(slices.Clone(t.Only), func(only string) bool { return only == filter })
	}
}
