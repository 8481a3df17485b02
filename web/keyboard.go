package web

import (
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// keysCookie says that this browser switched the shortcuts of a single character off.
const keysCookie = "chatelaine-keys"

func shortcutsOff(r *http.Request) bool {
	cookie, err := r.Cookie(keysCookie)
	return err == nil && cookie.Value == "off"
}

// keyboard answers with the list of the keys that do something.
func (s *Server) keyboard(c echo.Context) error {
	p := views.NewKeyboard(c.Request().Context(), current(c))
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.KeyboardPage(shell(c, p.Window.Title), page), views.KeyboardWindow(p))
}

// setKeyboard keeps whether there are shortcuts of a single character: they get in the way of who speaks to the
// computer (WCAG 2.1.4). It is kept for the person, where somebody is signed in, and for this browser for a year.
func (s *Server) setKeyboard(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	value := "off"
	if f["single"] == "on" {
		value = "on"
	}
	if err := s.keep(c, func(p *store.Preferences) { p.Shortcuts = store.Shortcuts(value) }); err != nil {
		return err
	}
	s.remember(c, keysCookie, value)
	if wantsPart(c) {
		return c.NoContent(http.StatusNoContent)
	}
	return seeOther(c, localPath(f["back"]))
}
