// Package web is the portal: pages, forms and sessions over HTTP.
//
// A request's way has no step back: route, middleware (session, organization), a handler that parses
// into a store type, one Store call, a view. Handlers return errors; [Server.fail] alone turns them into
// an answer, with the words of web/fault. What an actor may do is decided by the store.
//
// [routes] is the list of everything that can be asked here.
package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"chatelaine/static"
	"chatelaine/store"
	"chatelaine/web/password"

	"github.com/labstack/echo/v4"
)

// Config is what a [Server] needs. All fields without a remark are required.
type Config struct {
	Store     store.Store
	Passwords *password.Hasher
	Now       func() time.Time
	Rand      io.Reader // a source of secrets: crypto/rand's, but in tests
	Log       *slog.Logger

	// URL is the public address as a browser writes an origin: scheme and host in small letters, and a
	// port unless it is the scheme's own, such as https://keys.example.org. Empty: the portal listens on
	// loopback, and each address by which loopback is reached is right.
	URL string
	// Secure: browsers reach the portal over https, so cookies and headers say so.
	Secure bool
	// TrustedProxies are the networks whose X-Forwarded-For is believed; none by default.
	TrustedProxies []netip.Prefix

	KeyPrefix   string   // what new secrets begin with
	InstanceKey [32]byte // from which the key of form nonces is derived
	Version     string   // shown on the sign-in page
}

// Server answers the portal's requests. It is safe for concurrent use.
type Server struct {
	Config
	echo     *echo.Echo
	assets   *static.Assets
	cookies  *cookieStore
	nonces   nonceMaker
	browsers knownBrowsers
	hosts    hostRule
	zones    []string
	notices  []static.Notice      // of what isn't ours
	secrets  buckets[store.OrgID] // of making keys and rotating them
	knocks   buckets[string]      // of the networks that try the doors
	exports  turns
}

// New makes a server. Errors: a URL that isn't one.
func New(c Config) (*Server, error) {
	assets, err := static.New()
	if err != nil {
		return nil, fmt.Errorf("load the static files: %w", err)
	}
	notices, err := static.Notices()
	if err != nil {
		return nil, fmt.Errorf("load the licences: %w", err)
	}
	hosts, err := newHostRule(c.URL)
	if err != nil {
		return nil, err
	}
	nonces, err := newNonceMaker(c.InstanceKey)
	if err != nil {
		return nil, err
	}
	browsers, err := newKnownBrowsers(c.InstanceKey, c.Secure)
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, echo: echo.New(), assets: assets, nonces: nonces, browsers: browsers, hosts: hosts, zones: zoneNames(), notices: notices}
	s.secrets.every, s.secrets.size = time.Second, 200
	s.knocks.every, s.knocks.size = time.Minute/10, 20
	s.cookies = &cookieStore{server: s}
	s.route()
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }
