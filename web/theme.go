package web

import (
	"net/http"
	"slices"

	"chatelaine/store"

	"github.com/labstack/echo/v4"
)

const themeCookie = "chatelaine-theme"

var themes = []string{"system", "light", "dark"}

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
	theme := f["theme"]
	if !slices.Contains(themes, theme) {
		theme = themes[0]
	}
	if err := s.keep(c, func(p *store.Preferences) { p.Theme = store.Theme(theme) }); err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{
		Name: themeCookie, Value: theme, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
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
