package main

import (
	"strings"
	"testing"
)

// gatePath is what the gate is asked for the requirements of these tests.
const gatePath = "/auth/meridian/role/user/need/layers:read+layers:edit"

// waits checks that a limit says how long.
func waits(t *testing.T, x exchange) {
	t.Helper()
	referred(t, x)
	if got := x.header.Get("Retry-After"); got != "7" {
		t.Errorf("the client got Retry-After %q, want 7", got)
	}
}

// asksOnce checks that the gate was asked about this very request.
func asksOnce(t *testing.T, x exchange) {
	t.Helper()
	if len(x.gate) != 1 {
		t.Errorf("the gate was asked %d times, want once", len(x.gate))
	}
}

// asksFixedPath checks that nothing of the request is in what the gate is asked for; Envoy adds it after /-.
func asksFixedPath(t *testing.T, x exchange) {
	t.Helper()
	asksOnce(t, x)
	if got, _, _ := strings.Cut(x.gate[0].target, "/-/"); got != gatePath {
		t.Errorf("the gate was asked for %s, want %s", got, gatePath)
	}
}

// asksOwnOriginal checks that the original request is the one that the proxy got.
func asksOwnOriginal(t *testing.T, x exchange) {
	t.Helper()
	asksFixedPath(t, x)
	for _, name := range []string{"X-Original-Uri", "X-Original-Method", "X-Forwarded-Uri", "X-Forwarded-Method"} {
		if got := strings.Join(x.gate[0].header.Values(name), " | "); got == "/open" || got == "OPTIONS" {
			t.Errorf("the gate got %s %q of the client", name, got)
		}
	}
}

// presentsCredential checks that the gate sees the proxy's credential alone.
func presentsCredential(t *testing.T, x exchange) {
	t.Helper()
	identified(t, x)
	if got := strings.Join(x.gate[0].header.Values("X-Chatelaine-Gate"), " | "); got != gatePass {
		t.Errorf("the gate got the credential %q, want %q", got, gatePass)
	}
}

// bodyToAppAlone checks that the gate isn't left waiting for a body.
func bodyToAppAlone(t *testing.T, x exchange) {
	t.Helper()
	asksOnce(t, x)
	if got := x.gate[0]; got.body != "" || got.header.Get("Transfer-Encoding") != "" || strings.Trim(got.header.Get("Content-Length"), "0") != "" {
		t.Errorf("the gate got the body %q, Content-Length %q", got.body, got.header.Get("Content-Length"))
	}
	if got := x.app[0].body; got != "hello" {
		t.Errorf("the application got the body %q", got)
	}
}

// cookieToAppAlone checks that a session of the application is no business of the gate.
func cookieToAppAlone(t *testing.T, x exchange) {
	t.Helper()
	if x.gate[0].header.Get("Cookie") != "" || x.app[0].header.Get("Cookie") != "session=1" {
		t.Errorf("cookies: gate %q, application %q", x.gate[0].header.Get("Cookie"), x.app[0].header.Get("Cookie"))
	}
}

// anonymous checks that the application is told of nobody, and that the gate wasn't asked.
func anonymous(t *testing.T, x exchange) {
	t.Helper()
	if len(x.gate) != 0 {
		t.Errorf("the gate was asked %d times", len(x.gate))
	}
	for name := range identityHeaders {
		if got := x.app[0].header.Get(name); got != "" {
			t.Errorf("the application got %s %q", name, got)
		}
	}
}

// addressIsConnections checks what the gate takes for the client's address: the right end.
func addressIsConnections(t *testing.T, x exchange) {
	t.Helper()
	for _, r := range []seen{x.gate[0], x.app[0]} {
		chain := strings.Join(r.header.Values("X-Forwarded-For"), ",")
		if !strings.HasPrefix(chain[strings.LastIndex(chain, ",")+1:], "127.") {
			t.Errorf("the right end of X-Forwarded-For is %q", chain)
		}
	}
}

// pathUnchanged checks that no proxy rewrites what was sent, so that application and gate see the same.
func pathUnchanged(t *testing.T, x exchange) {
	t.Helper()
	const sent = "/a%2Fb/%2e%2e/c?d=e%20f"
	if got := x.app[0].target; got != sent {
		t.Errorf("the application was asked for %s, want %s", got, sent)
	}
	asksFixedPath(t, x)
}
