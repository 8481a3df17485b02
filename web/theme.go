package web

import (
	"net/http"
	"slices"

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

// setTheme keeps a browser's choice of theme for a year. It is about the browser, not the account.
func (s *Server) setTheme(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	theme := f["theme"]
	if !slices.Contains(themes, theme) {
		theme = themes[0]
	}
	c.SetCookie(&http.Cookie{
		Name: themeCookie, Value: theme, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return seeOther(c, localPath(f["back"]))
}
