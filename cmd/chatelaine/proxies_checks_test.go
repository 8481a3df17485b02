package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	want := "/a%2Fb/%2e%2e/c?d=e%20f"
	if x.proxy == "traefik" {
		want = "/c?d=e%20f" // it cleans what it passes on, before anything else
	}
	if got := x.app[0].target; got != want {
		t.Errorf("the application was asked for %s, want %s", got, want)
	}
	if got := x.gate[0].header.Get("X-Forwarded-Uri") + x.gate[0].header.Get("X-Original-Uri"); x.proxy != "envoy" && !strings.HasPrefix(got, want) {
		t.Errorf("the gate was told of %s, want %s", got, want)
	}
	asksFixedPath(t, x)
}

// tellsProgram checks that a key's last use can say which program it was.
func tellsProgram(t *testing.T, x exchange) {
	t.Helper()
	for _, r := range []seen{x.gate[0], x.app[0]} {
		if got := strings.Join(r.header.Values("User-Agent"), " | "); got != "surveyor/1.2" {
			t.Errorf("the user agent is %q", got)
		}
	}
}

// trySwitchedOff has the gate change its mind between two requests that are alike.
func (s started) trySwitchedOff(t *testing.T, proxy string) {
	t.Helper()
	s.try(t, proxy, approach{says: "11: a living key opens", target: "/same", headers: []string{presents(livingKey)}, status: 200, app: true})
	s.gate.answer = func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Api-Key")
		answerAsGate(w, r)
	}
	s.try(t, proxy, approach{says: "11: nothing is remembered of a key that was switched off", target: "/same", headers: []string{presents(livingKey)}, status: 401, check: referred})
	s.gate.answer = answerAsGate
}

// tryAskedTwice has the gate hang up on a connection that was kept: a proxy asks it again, and what counts is the answer.
func (s started) tryAskedTwice(t *testing.T, proxy string) {
	t.Helper()
	for _, c := range []approach{
		{says: "21: a question asked twice is one request", headers: []string{presents(livingKey)}, status: 200, app: true, check: identified},
		{says: "21: a refusal asked twice is one refusal", headers: []string{presents(weakKey)}, status: 403, check: referred},
	} {
		s.try(t, proxy, approach{says: "21: before, a connection is kept", headers: []string{presents(livingKey)}, status: 200, app: true})
		hungUp := false
		s.gate.answer = func(w http.ResponseWriter, r *http.Request) {
			if !hungUp {
				hungUp = true
				panic(http.ErrAbortHandler)
			}
			answerAsGate(w, r)
		}
		check := c.check
		c.check = func(t *testing.T, x exchange) {
			t.Helper()
			check(t, x)
			if len(x.gate) != 2 {
				t.Errorf("the gate was asked %d times, want twice", len(x.gate))
			}
		}
		s.try(t, proxy, c)
		s.gate.answer = answerAsGate
	}
}

// keepsSecrets looks for keys and credentials in what a proxy logged.
func (s started) keepsSecrets(t *testing.T) {
	t.Helper()
	var logged string
	for end := time.Now().Add(patience); !strings.Contains(logged, "/maps"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing was logged")
		}
		logged = s.said.String()
		if text, err := os.ReadFile(filepath.Join(s.dir, "chatelaine.log")); err == nil {
			logged += string(text)
		}
	}
	for line := range strings.Lines(logged) {
		if strings.Contains(line, "chk_") || strings.Contains(line, "chgate_") {
			t.Errorf("a secret is in the log: %s", line)
		}
	}
}
