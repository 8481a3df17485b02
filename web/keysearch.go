package web

import (
	"net/url"

	"chatelaine/store"
	"chatelaine/store/keystring"
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
	if key, err := keystring.Parse(f["q"]); err == nil {
		state.Search = key.ID()
	} else {
		state.Search = cut(f["q"], store.MaxSearch)
	}
	address := state.address(base)
	if !wantsPart(c) {
		return seeOther(c, address)
	}
	c.Response().Header().Set("HX-Replace-Url", address)
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
	values.Del("q")
	state, _ := parseTable(values)
	return state.begun()
}
