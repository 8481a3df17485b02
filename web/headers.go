package web

import (
	"net/http"
	"strings"

	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// pagePolicy is the content security policy of pages (security.md § 6). The Trusted Types policy is
// the one that static/js/trustedtypes.js registers for htmx.
const pagePolicy = "default-src 'none'; script-src 'nonce-%s'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"object-src 'none'; require-trusted-types-for 'script'; trusted-types htmx"

// dataPolicy is that of everything that isn't a page.
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

// headers sets what every answer carries, errors and static files included.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		policy := dataPolicy
		if !isData(c.Request().URL.Path) {
			policy = strings.Replace(pagePolicy, "%s", aboutOf(c).nonce, 1)
		}
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		return next(c)
	}
}

func isData(path string) bool {
	return strings.HasPrefix(path, "/static/") || path == "/healthz"
}

// checkMethod refuses what no route knows before anything else looks at it.
func (s *Server) checkMethod(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch c.Request().Method {
		case http.MethodGet, http.MethodHead, http.MethodPost:
			return next(c)
		}
		c.Response().Header().Set("Allow", "GET, HEAD, POST")
		return fault.ErrNoMethod
	}
}

// static serves the files that belong to the pages, under names that change with their contents.
func (s *Server) static(c echo.Context) error {
	s.assets.ServeHTTP(c.Response(), c.Request())
	return nil
}
