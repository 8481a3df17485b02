package web

import (
	"net/http"
	"slices"
	"strconv"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// keys answers with the table of keys, or for htmx with the table alone.
func (s *Server) keys(c echo.Context) error {
	query, stale := parseKeyQuery(c)
	page, err := s.Store.Keys(c.Request().Context(), actor(c), query)
	if err != nil {
		return err
	}
	if len(page.Keys) == 0 && page.Total.N > 0 { // what was there is gone: begin again
		query, stale = store.KeyQuery{Rows: query.Rows}, true
		if page, err = s.Store.Keys(c.Request().Context(), actor(c), query); err != nil {
			return err
		}
	}
	facts := views.KeyTableFacts{Organization: current(c), Query: query, Page: page, Now: aboutOf(c).at, Stale: stale, Deleted: s.justDeleted(c)}
	table := views.NewKeyTable(c.Request().Context(), facts)
	frame := shell(c, words(c, "API keys"))
	return render(c, http.StatusOK, views.KeysPage(frame, table), views.KeysPart(table, frame.Nav[0].Count))
}

// parseKeyQuery reads the place in the table. What isn't one gives the nearest, and stale.
func parseKeyQuery(c echo.Context) (query store.KeyQuery, stale bool) {
	query.Rows = store.PageSizes[0]
	if rows := c.QueryParam("rows"); rows != "" {
		n, err := strconv.Atoi(rows)
		if err == nil && slices.Contains(store.PageSizes[:], n) {
			query.Rows = n
		} else {
			stale = true
		}
	}
	var ok bool
	if query.After, ok = parseCursor(c.QueryParam("after")); !ok {
		stale = true
	}
	if query.Before, ok = parseCursor(c.QueryParam("before")); !ok {
		stale = true
	}
	return query, stale
}

func parseCursor(text string) (store.Cursor, bool) {
	if len(text) > store.MaxCursor {
		return store.Cursor{}, false
	}
	return store.ParseCursor(text)
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
