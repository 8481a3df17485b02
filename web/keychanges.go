package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// keyChanges answers a tab that got the focus back: with nothing (204) when nothing has changed since it was told the
// last time, else with what brings its table up to date in place. Opened as a page it is the table.
func (s *Server) keyChanges(c echo.Context) error {
	values := c.Request().URL.Query()
	state, wrong := parseTable(values)
	if !wantsPart(c) {
		return s.renderTable(c, state, wrong)
	}
	on := parseScreen(values)
	ctx, at := c.Request().Context(), aboutOf(c).at
	changes, err := s.Store.KeyChanges(ctx, actor(c), on.since, on.shown)
	if err != nil {
		return err
	}
	if changes.None() || changes.Version == on.told {
		c.Response().Header().Add("Vary", "HX-Request-Type")
		return c.NoContent(http.StatusNoContent)
	}
	facts := views.KeyTableFacts{Organization: current(c), Now: at, Query: state.query(at, current(c).Zone), Values: state.values(), Columns: state.columns()}
	facts.Links = tableLinks{views.KeysAddress(facts.Organization.Slug), state}
	if facts.Page, err = s.Store.Keys(ctx, actor(c), facts.Query); err != nil {
		return err
	}
	part := views.KeysChangedPart(views.NewKeysChanged(ctx, facts, changes, on.shown, on.since, keysCount(c)))
	return render(c, http.StatusOK, part, part)
}

// isID tells whether a text can be the id of anything.
var isID = regexp.MustCompile(`^[0-9A-Za-z]{12}$`).MatchString

// screen is what a tab shows of a table: keys as they were at a version, and what it was told since.
type screen struct {
	since, told int64
	shown       []store.KeyID
}

// parseScreen reads it from an address. A version that can't be read is none: then everything can have changed.
func parseScreen(values url.Values) (on screen) {
	version := func(name string) int64 {
		n, ok := wholeNumber(values.Get(name))
		if !ok {
			return -1
		}
		return n
	}
	on.since, on.told = version("since"), version("told")
	for _, id := range strings.Split(values.Get("shown"), ",") {
		if isID(id) && len(on.shown) < store.MaxShown {
			on.shown = append(on.shown, store.KeyID(id))
		}
	}
	return on
}

// Changes asks what changed of the table since a version, for a tab that has these rows and was told of more.
func (l tableLinks) Changes(since, told int64, shown []store.KeyID) string {
	address := l.base + "/changes?since=" + strconv.FormatInt(since, 10)
	if told > since {
		address += "&told=" + strconv.FormatInt(told, 10)
	}
	address += "&shown=" + formatList(shown, func(id store.KeyID) string { return string(id) })
	if _, query, found := strings.Cut(l.Here(), "?"); found {
		address += "&" + query
	}
	return address
}
