package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
)

// access says who gets as far as a route's handler. What they may do there is the store's to decide.
type access uint8

const (
	anybody      access = iota
	signedIn            // an account, in no organization
	organization        // a member of the organization in the address
)

// Route is something that can be asked of the portal.
type Route struct {
	Method, Path string
	access       access
	handle       echo.HandlerFunc
}

// Routes lists everything that can be asked, subject by subject, so that a test can fail on what it doesn't know.
func (s *Server) Routes() []Route {
	return slices.Concat(
		s.siteRoutes(),
		s.doorRoutes(),
		s.ownAccountRoutes(),
		s.keyRoutes(),
		s.keyChangeRoutes(),
		s.secretRoutes(),
		s.deletionRoutes(),
		s.selectionRoutes(),
		s.viewRoutes(),
		s.workRoutes(),
		s.memberRoutes(),
		s.groupRoutes(),
		s.groupMemberRoutes(),
		s.catalogueRoutes(),
		s.resourceRoutes(),
		s.invitationRoutes(),
		s.memberActRoutes(),
		s.settingsRoutes(),
		s.gateCredentialRoutes(),
		s.ruleRoutes(),
		s.auditRoutes(),
		s.refusedRoutes(),
		s.helpRoutes(),
	)
}

// siteRoutes are those of the portal as a whole.
func (s *Server) siteRoutes() []Route {
	return []Route{
		{http.MethodGet, "/healthz", anybody, s.health},
		{http.MethodGet, "/static/*", anybody, s.static},
		{http.MethodGet, "/", signedIn, s.home},
		{http.MethodPost, "/theme", anybody, s.setTheme},
		{http.MethodPost, "/keyboard", anybody, s.setKeyboard},
		{http.MethodGet, "/o/:organization", organization, s.organizationHome},
		{http.MethodGet, dashboardPath, organization, s.dashboard},
		{http.MethodGet, "/o/:organization/keyboard", organization, s.keyboard},
	}
}

// route wires the middleware, from the outside in, and the routes.
func (s *Server) route() {
	e := s.echo
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = clientAddress(s.TrustedProxies)
	e.HTTPErrorHandler = s.fail
	e.Pre(s.identify, s.logRequest, s.recoverPanic, s.setting, s.headers, s.checkHost, s.checkMethod, s.checkSize, s.checkOrigin)
	e.Use(compress())
	for _, r := range s.Routes() {
		var around []echo.MiddlewareFunc
		switch r.access {
		case signedIn:
			around = append(around, s.needAccount)
		case organization:
			around = append(around, s.needAccount, s.needMembership)
		}
		e.Add(r.Method, r.Path, r.handle, around...)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, r.handle, around...)
		}
	}
}
