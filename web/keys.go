package web

import (
	"net/http"
	"net/url"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const (
	keysPath = "/o/:organization/keys"
	keyPath  = keysPath + "/:key"
)

// keyRoutes are those of the table of keys and of what is told of one.
func (s *Server) keyRoutes() []Route {
	return []Route{
		{http.MethodGet, keysPath, organization, s.keys},
		{http.MethodPost, keysPath, organization, s.createKey},
		{http.MethodPost, "/o/:organization/search", organization, s.searchKeys},
		{http.MethodPost, "/o/:organization/export", organization, s.exportKeys},
		{http.MethodGet, keysPath + "/choices", organization, s.keyChoices},
		{http.MethodGet, keysPath + "/changes", organization, s.keyChanges},
		{http.MethodGet, keysPath + "/new", organization, s.newKey},
		{http.MethodGet, keyPath, organization, s.key},
		{http.MethodPost, keyPath + "/confirm", organization, s.confirmKey},
		{http.MethodGet, keyPath + "/history", organization, s.keyHistory},
	}
}

// keys answers with the table of keys, or for htmx with the table alone.
func (s *Server) keys(c echo.Context) error {
	values := c.Request().URL.Query()
	saved, err := s.Store.SavedViews(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	if to := openedView(c, saved); to != "" {
		return seeOther(c, to)
	}
	state, wrong := parseTable(values)
	state.Explicit = saved.Default != ""
	address := state.address(views.KeysAddress(current(c).Slug)) // is short, whatever form led to the table
	switch {
	case address == c.Request().URL.RequestURI():
	case wantsPart(c):
		c.Response().Header().Set(wayTo(c), address)
	case holdsSecret(values): // it must not stay in the address
		return seeOther(c, address)
	case isForm(values) && len(wrong)+len(turnedPeriods(values)) == 0:
		return seeOther(c, address+movedBy(values.Get("move")))
	}
	return s.renderKeys(c, state, saved, wrong)
}

// wayTo is the header by which a part gives the page another address: in place of the one that it has, when the page
// asked for itself.
func wayTo(c echo.Context) string {
	if here, err := url.Parse(c.Request().Header.Get("HX-Current-URL")); err == nil && here.RequestURI() == c.Request().URL.RequestURI() {
		return "HX-Replace-Url"
	}
	return "HX-Push-Url"
}

// renderTable answers with a table where something else was asked for, by a browser without scripts.
func (s *Server) renderTable(c echo.Context, state tableState, wrong []string) error {
	saved, err := s.savedViews(c)
	if err != nil {
		return err
	}
	return s.renderKeys(c, state, saved, wrong)
}

func (s *Server) renderKeys(c echo.Context, state tableState, saved store.ViewList, wrong []string) error {
	ctx, at := c.Request().Context(), aboutOf(c).at
	facts := views.KeyTableFacts{Organization: current(c), Now: at, Wrong: wrong, Views: saved, Deleted: s.justDeleted(c), Columns: state.columns()}
	facts.Turned = turnedPeriods(c.Request().URL.Query())
	var err error
	facts.Query = state.query(at, facts.Organization.Zone)
	if facts.Page, err = s.Store.Keys(ctx, actor(c), facts.Query); err != nil {
		return err
	}
	if len(facts.Page.Keys) == 0 && facts.Page.Total.N > 0 && facts.Page.Stopped.IsZero() { // what was there is gone: begin again
		state.After, state.Before, facts.Stale = store.Cursor{}, store.Cursor{}, true
		facts.Query = state.query(at, facts.Organization.Zone)
		if facts.Page, err = s.Store.Keys(ctx, actor(c), facts.Query); err != nil {
			return err
		}
	}
	if facts.Summary, err = s.summary(c, at); err != nil {
		return err
	}
	if err := s.openPanel(c, state, &facts); err != nil {
		return err
	}
	if len(facts.Page.Keys) == 0 && !facts.Query.Filter.IsZero() {
		if facts.Wider, err = s.wider(c, state, at, facts.Organization.Zone); err != nil {
			return err
		}
	}
	facts.Values, facts.Links = state.values(), tableLinks{views.KeysAddress(facts.Organization.Slug), state}
	table := views.NewKeyTable(ctx, facts)
	frame := shell(c, words(c, "API keys"))
	return render(c, http.StatusOK, views.KeysPage(frame, table), views.KeysPart(table, keysCount(c)))
}

// justDeleted names the key that the address says was deleted, where no script could say so. The name
// comes from the store, so that nobody can put words on the page by a link.
func (s *Server) justDeleted(c echo.Context) string {
	id := c.QueryParam("deleted")
	if id == "" || wantsPart(c) {
		return ""
	}
	_, err := s.Store.Key(c.Request().Context(), actor(c), store.KeyID(id))
	if deleted, gone := deletedKey(err); gone {
		return deleted.Name
	}
	return ""
}

// key answers with a key's information: a page at its own address, a panel beside the table.
func (s *Server) key(c echo.Context) error {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err != nil {
		return err
	}
	p := views.NewKeyInfo(c.Request().Context(), current(c), info, aboutOf(c).at)
	return render(c, http.StatusOK, views.KeyPage(shell(c, info.Key.Name), p), views.KeyPanel(p))
}

func keyID(c echo.Context) store.KeyID { return store.KeyID(c.Param("key")) }
