package main

import (
	"net"
	"net/netip"
	"slices"
	"testing"
)

func TestWhatServeAccepts(t *testing.T) {
	t.Parallel()
	any8080 := &net.TCPAddr{IP: net.IPv4zero, Port: 8080}
	for name, tt := range map[string]struct {
		flags   serve
		base    string
		secure  bool
		proxies []netip.Prefix
	}{
		"loopback":             {flags: serve{Addr: "127.0.0.1:0"}, base: "http://127.0.0.1:8080"},
		"loopback by name":     {flags: serve{Addr: "localhost:0"}, base: "http://localhost:8080"},
		"another loopback":     {flags: serve{Addr: "127.0.0.7:8080"}, base: "http://127.0.0.7:8080"},
		"IPv6":                 {flags: serve{Addr: "[::1]:0"}, base: "http://[::1]:8080"},
		"plain http on a LAN":  {flags: serve{Addr: ":8080", InsecureHTTP: true, URL: "http://Keys.LAN:80/"}, base: "http://keys.lan"},
		"the port of https":    {flags: serve{Addr: "127.0.0.1:1", URL: "https://keys.example.com:443"}, base: "https://keys.example.com", secure: true},
		"another port":         {flags: serve{Addr: "127.0.0.1:1", URL: "https://keys.example.com:80"}, base: "https://keys.example.com:80", secure: true},
		"behind a proxy":       {flags: serve{Addr: "10.0.0.2:1", URL: "https://k.example", TrustedProxy: []string{"10.0.0.1"}}, base: "https://k.example", secure: true, proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}},
		"behind some proxies":  {flags: serve{Addr: "10.0.0.2:1", URL: "https://k.example", TrustedProxy: []string{"10.0.0.9/24", "fd00::/8"}}, base: "https://k.example", secure: true, proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("fd00::/8")}},
		"another key's prefix": {flags: serve{Addr: "127.0.0.1:0", KeyPrefix: "jmap"}, base: "http://127.0.0.1:8080"},
	} {
		tt.flags.Data = "data"
		if tt.flags.KeyPrefix == "" {
			tt.flags.KeyPrefix = "chk"
		}
		s, err := tt.flags.settings()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.base(any8080) != tt.base || s.secure() != tt.secure || !slices.Equal(s.proxies, tt.proxies) {
			t.Errorf("%s: at %s, secure %t, proxies %v; want %s, %t, %v", name, s.base(any8080), s.secure(), s.proxies, tt.base, tt.secure, tt.proxies)
		}
	}
}
