package web

import (
	"net/http"
	"slices"

	"chatelaine/store"

	"github.com/labstack/echo/v4"
)

const themeCookie = "chatelaine-theme"

var themes = []string{"system", "light", "dark"}

// themeShown is a theme as pages show it: one that doesn't exist is the system's.
func themeShown(theme string) string {
	if slices.Contains(themes, theme) {
		return theme
	}
	return themes[0]
}

// themeOf is the theme that this browser chose; the system's by default.
func themeOf(r *http.Request) string {
	if cookie, err := r.Cookie(themeCookie); err == nil && slices.Contains(themes, cookie.Value) {
		return cookie.Value
	}
	return themes[0]
}

// setTheme keeps the choice of a theme: for the person, where somebody is signed in, and for this browser for a year.
func (s *Server) setTheme(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	theme := themeShown(f["theme"])
	if err := s.keep(c, func(p *store.Preferences) { p.Theme = store.Theme(theme) }); err != nil {
		return err
	}
	s.remember(c, themeCookie, theme)
	return seeOther(c, localPath(f["back"]))
}

// keep changes what the person prefers, if somebody is signed in.
func (s *Server) keep(c echo.Context, change func(*store.Preferences)) error {
	session, err := s.whoever(c)
	if err != nil || session.Account == "" {
		return err
	}
	changed := session.Preferences
	if change(&changed); changed == session.Preferences {
		return nil
	}
	return s.Store.SetPreferences(c.Request().Context(), call(c), changed)
}
