package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// hostRule knows by which names the portal may be addressed. A page of a stranger whose name was
// rebound to this machine satisfies every rule that compares Origin with Host, so Host comes first.
type hostRule struct {
	host   string // of the configured address; empty: loopback's names
	origin string // of the configured address; empty: made of Host
}

func newHostRule(address string) (hostRule, error) {
	if address == "" {
		return hostRule{}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || address != u.Scheme+"://"+u.Host {
		return hostRule{}, fmt.Errorf("%q is not an origin: a scheme and a host are accepted", address)
	}
	return hostRule{host: u.Host, origin: address}, nil
}

// allows tells whether a Host header names this portal.
func (h hostRule) allows(host string) bool {
	if h.host != "" {
		return strings.EqualFold(host, h.host)
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.IsLoopback()
}

// originOf is what Origin must be, byte for byte, for a request to that host.
func (h hostRule) originOf(host string) string {
	if h.origin != "" {
		return h.origin
	}
	return "http://" + host
}

// checkHost refuses requests to names that are not the portal's.
func (s *Server) checkHost(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.hosts.allows(c.Request().Host) {
			return fault.ErrHost
		}
		return next(c)
	}
}

// checkOrigin refuses unsafe requests that another site's page has made. Both rules count: what the
// browser says of the site, where it does, and the exact origin, since net/http's own protection
// accepts origins with user, path or another scheme (security.md § 3).
func (s *Server) checkOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		r := c.Request()
		if r.Method != http.MethodPost {
			return next(c)
		}
		site, origin := r.Header.Values("Sec-Fetch-Site"), r.Header.Values("Origin")
		switch {
		case len(site) == 0 && len(origin) == 0, len(site) > 1, len(origin) > 1:
			return fault.ErrOrigin
		case len(site) == 1 && site[0] != "same-origin" && site[0] != "none":
			return fault.ErrOrigin
		case len(origin) == 1 && origin[0] != s.hosts.originOf(r.Host):
			return fault.ErrOrigin
		}
		if err := protection.Check(r); err != nil {
			return fmt.Errorf("%w: %w", fault.ErrOrigin, err)
		}
		return next(c)
	}
}

// clientAddress finds the client's address: the connection's, or behind a trusted proxy the right-most
// address of X-Forwarded-For that isn't trusted.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range trusted {
		_, network, err := net.ParseCIDR(prefix.Masked().String())
		if err == nil { // a netip.Prefix prints as one
			options = append(options, echo.TrustIPRange(network))
		}
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
