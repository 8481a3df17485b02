package web

import (
	"bytes"
	"fmt"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// setting gives the views what all parts of this answer share.
func (s *Server) setting(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		s.prefer(c, store.Preferences{})
		return next(c)
	}
}

// prefer shows the answer as somebody likes it. What they have not chosen is the browser's to say.
func (s *Server) prefer(c echo.Context, p store.Preferences) {
	theme, off := string(p.Theme), p.Shortcuts == store.ShortcutsOff
	if p.Theme == store.ThemeUnset {
		theme = themeOf(c.Request())
	}
	if p.Shortcuts == store.ShortcutsUnset {
		off = shortcutsOff(c.Request())
	}
	ctx := views.With(c.Request().Context(), views.Setting{
		Language: views.LanguageFor(string(p.Language), c.Request().Header.Get("Accept-Language")), Asset: s.assets.Path, Nonce: aboutOf(c).nonce,
		Theme: theme, KeysOff: off, Version: s.Version,
	})
	c.SetRequest(c.Request().WithContext(ctx))
}

// wantsPart tells whether htmx asks for a fragment. It says "full" where it replaces the whole body.
func wantsPart(c echo.Context) bool { return c.Request().Header.Get("HX-Request-Type") == "partial" }

// render answers with a page, or with its part alone if htmx asks for that. It is written whole, or
// not at all: a view that fails must not leave half a page.
func render(c echo.Context, status int, page, part templ.Component) error {
	shown := page
	if wantsPart(c) {
		shown = part
	}
	c.Response().Header().Add("Vary", "HX-Request-Type")
	c.Response().Header().Add("Vary", "Accept-Language")
	var whole bytes.Buffer
	if err := shown.Render(c.Request().Context(), &whole); err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	return c.HTMLBlob(status, whole.Bytes())
}

// renderPage answers with a page that has no part.
func renderPage(c echo.Context, status int, page templ.Component) error {
	return render(c, status, page, page)
}

// changed tells the page that keys have changed, so that its table fetches itself anew.
func changed(c echo.Context) { c.Response().Header().Set("HX-Trigger", "keys-changed") }

// seeOther leads on after a form that was sent without scripts.
func seeOther(c echo.Context, address string) error { return c.Redirect(http.StatusSeeOther, address) }

// words is a sentence in the language of the request.
func words(c echo.Context, sentence string, args ...any) string {
	return views.T(c.Request().Context(), sentence, args...)
}

// compress makes answers smaller, but for those that hold a secret: their length must not depend on
// what else is in them. Static files were compressed before.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		MinLength: 1024,
		Skipper: func(c echo.Context) bool {
			return isData(c.Request().URL.Path) || c.Request().Method != http.MethodGet
		},
	})
}
