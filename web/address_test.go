package web_test

import (
	"net/netip"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web"
)

func TestClientAddress(t *testing.T) {
	t.Parallel()
	near, far := netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("198.51.100.0/24")
	for name, tt := range map[string]struct {
		trusted   []netip.Prefix
		forwarded string
		want      string
	}{
		"nobody is trusted":              {nil, "203.0.113.7", "127.0.0.1"},
		"a proxy that says nothing":      {[]netip.Prefix{near}, "", "127.0.0.1"},
		"a proxy":                        {[]netip.Prefix{near}, "203.0.113.7", "203.0.113.7"},
		"what the client says before it": {[]netip.Prefix{near}, "192.0.2.1, 203.0.113.7", "203.0.113.7"},
		"two proxies":                    {[]netip.Prefix{near, far}, "192.0.2.1, 203.0.113.7, 198.51.100.9", "203.0.113.7"},
		"another proxy is trusted":       {[]netip.Prefix{far}, "203.0.113.7", "127.0.0.1"},
		"a private address":              {[]netip.Prefix{near}, "192.0.2.1, 10.0.0.1", "10.0.0.1"},
		"loopback, but not trusted":      {[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, "192.0.2.1, 127.0.0.2", "127.0.0.2"},
		"no address":                     {[]netip.Prefix{near}, "evil", "127.0.0.1"},
		"IPv6":                           {[]netip.Prefix{near}, "2001:db8::7", "2001:db8::7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, func(c *web.Config) { c.TrustedProxies = tt.trusted }, north)
			c := p.visitor()
			c.post("/sign-in", signInForm(north.email("ada")), with("X-Forwarded-For", tt.forwarded), with("X-Real-Ip", "192.0.2.99"), with("Forwarded", "for=192.0.2.98"))
			events := p.happened(store.SignedIn)
			if len(events) != 1 || events[0].Request.Address != tt.want || !strings.Contains(p.log.String(), `"address":"`+tt.want+`"`) {
				t.Errorf("the event's address is %q, want %q; the log is\n%s", events[0].Request.Address, tt.want, p.log.String())
			}
		})
	}
}
