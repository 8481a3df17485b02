package web

import (
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// searchKeys takes a search by POST, so that what is pasted never reaches an address, a log or the
// history: it can be a whole secret. That leads to its key; anything else to the table.
func (s *Server) searchKeys(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	base := views.KeysAddress(current(c).Slug)
	saved, err := s.Store.SavedViews(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	state := s.searchedTable(c, f)
	state.Explicit = saved.Default != ""
	way := "HX-Push-Url" // Back leads to the table as it was before the search
	if state.Search != "" {
		way = "HX-Replace-Url"
	}
	state.Search = cleanSearch(f["q"])
	address := state.address(base)
	if !wantsPart(c) {
		return seeOther(c, address)
	}
	c.Response().Header().Set(way, address)
	return s.renderKeys(c, state, saved, nil)
}

// searchedTable is the table that the search narrows: htmx tells the page's address, a plain form
// carries its parts.
func (s *Server) searchedTable(c echo.Context, f form) tableState {
	values := url.Values{}
	for name, value := range f {
		values.Set(name, value)
	}
	if here, err := url.Parse(c.Request().Header.Get("HX-Current-URL")); wantsPart(c) && err == nil {
		values = here.Query()
	}
	if !wantsPart(c) {
		values.Del("q")
	}
	state, _ := parseTable(values)
	return state.begun()
}

// cleanSearch is what is looked for: of a whole secret, wherever it stands in what was pasted, the id of its key.
func cleanSearch(typed string) string {
	if id, found := store.SecretIn(typed); found {
		return string(id)
	}
	return strings.TrimSpace(cut(typed, store.MaxSearch))
}

// holdsSecret tells whether somebody put a whole key into an address.
func holdsSecret(values url.Values) bool {
	for _, all := range values {
		for _, value := range all {
			if _, found := store.SecretIn(value); found {
				return true
			}
		}
	}
	return false
}
