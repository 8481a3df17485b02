package web

import (
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// viewAll is what an address calls the table without any filter, where the bare address is another one.
const viewAll = "all"

// openedView is where a page goes that is asked for by a view: by its name, ?view=…, or by the bare address where the
// person's table opens with one. Empty: nowhere else. It never names a view itself, so it leads no further.
func openedView(c echo.Context, list store.ViewList) string {
	u, base := c.Request().URL, views.KeysAddress(current(c).Slug)
	ref := store.ViewRef(u.Query().Get("view"))
	if u.RawQuery == "" && !u.ForceQuery && !wantsPart(c) { // a part was asked for by a page that knew which
		ref = list.Default
	}
	state, known := views.StateOf(list, ref)
	switch {
	case ref == "", ref == viewAll:
		return ""
	case !known && ref == list.Default: // a view of another version of this program
		return base + "?view=" + viewAll
	case !known: // the page says so
		return ""
	}
	address, _ := tableLinks{base, tableState{Explicit: true}}.View(state)
	return address
}

// State is the table as a saved view keeps it: without its place.
func (l tableLinks) State() string { return l.state.viewState() }

// View is the address of a saved view, and whether that is this table. What can't be read of it (any more) stays in
// the address, so that the page can say so.
func (l tableLinks) View(state string) (address string, here bool) {
	values, err := url.ParseQuery(state)
	t, wrong := parseTable(values)
	t.Explicit = l.state.Explicit
	if err == nil && len(wrong) > 0 && !values.Has("view") {
		return l.base + "?" + state, false
	}
	return t.begun().address(l.base), t.viewState() == l.state.viewState()
}

func (t tableState) viewState() string {
	t.Explicit = false
	return strings.TrimPrefix(t.begun().address(""), "?")
}

// parseViewState reads what [tableLinks.State] wrote. Errors: [store.InvalidError] for anything else.
func parseViewState(text string) (tableState, error) {
	values, err := url.ParseQuery(text)
	t, _ := parseTable(values)
	if err != nil || t.viewState() != text {
		return tableState{}, &store.InvalidError{
			Field: "state", Problem: "is no state of the table", Accepted: "the part after the question mark of the table's address",
		}
	}
	return t, nil
}
