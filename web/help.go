package web

import (
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const helpPath = "/o/:organization/help"

// helpRoutes are those of the help, which every member can read.
func (s *Server) helpRoutes() []Route {
	return []Route{
		{http.MethodGet, helpPath, organization, s.help},
		{http.MethodGet, helpPath + "/:topic", organization, s.help},
	}
}

// help shows the list of topics, or one of them.
func (s *Server) help(c echo.Context) error {
	p, ok := views.NewHelp(c.Request().Context(), current(c), c.Param("topic"))
	if !ok {
		return store.ErrNotFound
	}
	if p.Topic.Topic == views.HelpLicences {
		for _, n := range s.notices {
			p.Notices = append(p.Notices, views.Notice(n))
		}
	}
	title := words(c, "Help")
	if p.Topic.Title != "" {
		title = p.Topic.Title
	}
	return renderPage(c, http.StatusOK, views.HelpPage(shell(c, title), p))
}
