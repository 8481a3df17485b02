package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"chatelaine/proxyconfig"
)

// approach is what a client sends, byte for byte, and what must come of it.
type approach struct {
	says    string
	from    string // the client's address; empty: whichever
	method  string // empty: GET
	target  string // empty: /maps
	headers []string
	body    string
	status  int            // what the client must get
	but     map[string]int // where a proxy has a status of its own for it
	app     bool           // whether the application must see it
	check   func(t *testing.T, x exchange)
}

// exchange is what came of an approach.
type exchange struct {
	proxy  string
	status int
	header http.Header
	body   string
	gate   []seen
	app    []seen
}

// send makes the approach through a proxy.
func (s started) send(t *testing.T, c approach) exchange {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(c.from)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	method, target := c.method, c.target
	if method == "" {
		method = "GET"
	}
	if target == "" {
		target = "/maps"
	}
	lines := append([]string{method + " " + target + " HTTP/1.1", "Host: api.example.org"}, c.headers...)
	if _, err := io.WriteString(conn, strings.Join(lines, "\r\n")+"\r\n\r\n"+c.body); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%s: %v", c.says, err)
	}
	defer response.Body.Close()
	x := exchange{status: response.StatusCode, header: response.Header}
	if response.StatusCode != http.StatusSwitchingProtocols {
		body, _ := io.ReadAll(response.Body)
		x.body = string(body)
	}
	x.gate, x.app = s.gate.take(), s.app.take()
	return x
}

// try sends a call and checks what every call is checked for.
func (s started) try(t *testing.T, proxy string, c approach) {
	t.Run(c.says, func(t *testing.T) {
		x := s.send(t, c)
		x.proxy = proxy
		want := c.status
		if own, has := c.but[proxy]; has {
			want = own
		}
		if x.status != want {
			t.Errorf("status %d, want %d; %s", x.status, want, x.body)
		}
		if c.app != (len(x.app) == 1) {
			t.Errorf("the application saw %d requests, expected: %t", len(x.app), c.app)
		}
		for _, r := range x.app {
			checkClean(t, r)
		}
		if c.check != nil && !t.Failed() {
			c.check(t, x)
		}
	})
}

// gone is what each proxy says where nobody answers for the gate. None of it is a yes.
var gone = map[string]int{"nginx": 503, "haproxy": 503, "caddy": 502, "traefik": 500, "envoy": 503}

// tryWithoutGate stops the gate for a while: nothing may pass, and afterwards all is as before.
func (s started) tryWithoutGate(t *testing.T, proxy string) {
	t.Helper()
	s.gate.stop()
	s.try(t, proxy, approach{says: "23: nothing passes while the gate is down", headers: []string{presents(livingKey)}, status: gone[proxy]})
	s.gate.start(t)
	s.try(t, proxy, approach{says: "23: all is as before when it is up again", headers: []string{presents(livingKey)}, status: 200, app: true, check: identified})
	s.gate.answer = func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	s.try(t, proxy, approach{says: "23: nothing passes while the gate hangs up", headers: []string{presents(livingKey)}, status: gone[proxy]})
	s.gate.answer = answerAsGate
}

// TestBinaryProxiesAtASocket asks the gate at its socket, for no more than a living key, without any of what is optional.
func TestBinaryProxiesAtASocket(t *testing.T) {
	t.Parallel()
	for name := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startProxy(t, name, proxyconfig.Setup{Gate: "unix:"}, nil)
			s.try(t, name, approach{says: "a living key opens", headers: append(forged(), presents(livingKey)), status: 200, app: true, check: func(t *testing.T, x exchange) {
				identified(t, x)
				if got := x.gate[0]; got.target != "/auth/meridian" || len(got.header["X-Chatelaine-Gate"]) != 0 {
					t.Errorf("the gate was asked for %s with the credential %q", got.target, got.header["X-Chatelaine-Gate"])
				}
			}})
			s.try(t, name, approach{says: "16: a preflight is refused unless it was asked for", method: "OPTIONS", headers: []string{"Origin: https://maps.example.org", "Access-Control-Request-Method: PUT"}, status: 401, check: referred})
		})
	}
}

// checkClean looks for what no application may see: a key, the gate's credential, or a header of ours that isn't the gate's.
func checkClean(t *testing.T, r seen) {
	t.Helper()
	for name, values := range r.header {
		plain := strings.ToLower(strings.NewReplacer("_", "-", ".", "-", "~", "-").Replace(name))
		joined := strings.Join(values, " | ")
		if strings.HasSuffix(plain, "api-key") || plain == "authorization" || strings.Contains(joined, "chk_") || strings.Contains(joined, "chgate_") {
			t.Errorf("the application got %s: %s", name, joined)
		}
		if strings.HasPrefix(plain, "x-chatelaine") && joined != identityHeaders[http.CanonicalHeaderKey(name)] {
			t.Errorf("the application got %s: %s", name, joined)
		}
	}
}

// identified checks that the application was told who approaches, of all that the gate said.
func identified(t *testing.T, x exchange) {
	t.Helper()
	for name, want := range identityHeaders {
		if got := x.app[0].header.Get(name); got != want {
			t.Errorf("the application got %s %q, want %q", name, got, want)
		}
	}
}

// referred checks that a refusal says what to ask a manager about, in the same words whoever speaks them.
func referred(t *testing.T, x exchange) {
	t.Helper()
	if x.body != refusals[x.status] {
		t.Errorf("the client got the body %q, want %q", x.body, refusals[x.status])
	}
	if got := x.header.Get("X-Chatelaine-Ref"); got != reference {
		t.Errorf("the client got the reference %q, want %q", got, reference)
	}
}

// presents is a header with a key.
func presents(key string) string { return "Api-Key: " + key }

// forged are headers of ours from a client, in every spelling.
func forged() []string {
	var all []string
	for name := range identityHeaders {
		for _, spelling := range []string{name, strings.ReplaceAll(name, "-", "_"), strings.Replace(name, "-", "_", 1), strings.Replace(name, "Chatelaine-", "Chatelaine_", 1), strings.ReplaceAll(name, "-", "."), strings.Replace(name, "-", ".", 1), strings.ToLower(name)} {
			all = append(all, spelling+": forged")
		}
	}
	return append(all, "X-Chatelaine-Truncated: forged", "X-Chatelaine-Gate: chgate_forged", "X_Chatelaine_Gate: chgate_forged")
}

// TestBinaryProxies runs the configurations in the real programs, with what clients try.
func TestBinaryProxies(t *testing.T) {
	t.Parallel()
	for name := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startProxy(t, name, proxyconfig.Setup{Role: "user", Needs: []string{"layers:read", "layers:edit"}, Credential: gatePass, Preflight: true}, anotherLocation)
			for _, c := range approaches {
				s.try(t, name, c)
			}
			s.try(t, name, approach{says: "6: our headers with other characters in place of hyphens", headers: []string{presents(livingKey), "X~Chatelaine~Role: forged", "X~Chatelaine-Key-Id: forged"}, status: 200, app: true, check: identified})
			s.trySwitchedOff(t, name)
			s.tryAskedTwice(t, name)
			s.tryWithoutGate(t, name)
			s.keepsSecrets(t)
		})
	}
}

// anotherLocation adds to nginx's configuration what an operator may add later.
func anotherLocation(text string) string {
	return strings.Replace(text, "    location / {", "    location /extra/ {\n        proxy_pass http://chatelaine_app;\n    }\n\n    location / {", 1)
}

// approaches are what clients try. The numbers are those of the list of traps in docs/gate.md.
var approaches = []approach{
	{says: "a living key opens", headers: []string{presents(livingKey)}, status: 200, app: true, check: identified},
	{says: "a living key opens as a bearer token", headers: []string{"Authorization: Bearer " + livingKey}, status: 200, app: true, check: identified},
	{says: "a living key opens in X-Api-Key", headers: []string{"X-Api-Key: " + livingKey}, status: 200, app: true, check: identified},
	{says: "no key", status: 401, check: referred},
	{says: "a key without the right", headers: []string{presents(weakKey)}, status: 403, check: referred},
	{says: "1: a limit is told as a limit", headers: []string{presents(busyKey)}, status: 429, check: waits},
	{says: "1: a gate that can't know is told as that", headers: []string{presents(lostKey)}, status: 503},
	{says: "5: our headers in a client's request", headers: append(forged(), presents(livingKey)), status: 200, app: true, check: identified},
	{says: "5: the gate leaves its headers out", headers: append(forged(), presents(bareKey)), status: 200, app: true},
	{says: "5: our headers without a key", headers: forged(), status: 401},
	{says: "6: a key in a header with underscores or dots is none", headers: []string{"Api_Key: " + livingKey, "Api.Key: " + livingKey}, status: 401},
	{says: "6: nor does it reach the application beside one that opens", headers: []string{presents(livingKey), "Api_Key: " + livingKey, "X-Api.Key: " + livingKey}, status: 200, app: true},
	{says: "7: X-Forwarded-Prefix changes nothing", headers: []string{"X-Forwarded-Prefix: /auth/other"}, status: 401, check: asksFixedPath},
	{says: "8: a client's X-Forwarded headers choose nothing", headers: []string{presents(weakKey), "X-Forwarded-Uri: /open", "X-Forwarded-Method: OPTIONS", "X-Forwarded-Host: inside", "X-Original-URI: /open", "X-Original-Method: OPTIONS"}, status: 403, check: asksOwnOriginal},
	{says: "9: a client's gate credential doesn't reach the gate", headers: []string{presents(livingKey), "X-Chatelaine-Gate: chgate_forged"}, status: 200, app: true, check: presentsCredential},
	{says: "10: another location is guarded too", target: "/extra/x", status: 401},
	{says: "10: another location is told who calls", target: "/extra/x", headers: append(forged(), presents(livingKey)), status: 200, app: true, check: identified},
	{says: "11: the first of two alike", target: "/same", headers: []string{presents(livingKey)}, status: 200, app: true, check: asksOnce},
	{says: "11: the second of two alike, without a key", target: "/same", status: 401, check: asksOnce},
	{says: "11: the first is asked about again", target: "/same", headers: []string{presents(livingKey)}, status: 200, app: true, check: asksOnce},
	{says: "12: a body doesn't reach the gate", method: "POST", headers: []string{presents(livingKey), "Content-Length: 5"}, body: "hello", status: 200, app: true, check: bodyToAppAlone},
	{says: "12: a body in chunks doesn't reach the gate", method: "PUT", headers: []string{presents(livingKey), "Transfer-Encoding: chunked"}, body: "5\r\nhello\r\n0\r\n\r\n", status: 200, app: true, check: bodyToAppAlone},
	{says: "13: HEAD and other methods are judged by the key", method: "HEAD", headers: []string{presents(livingKey)}, status: 200, app: true, check: identified},
	{says: "13: a refused DELETE", method: "DELETE", headers: []string{presents(weakKey)}, status: 403, check: referred},
	{says: "15: a client names our headers in Connection", headers: []string{presents(livingKey), "Connection: X-Chatelaine-Role, X-Chatelaine-Key-Id, close"}, status: 200, app: true, check: identified},
	{says: "15: a client names its key in Connection", headers: []string{presents(weakKey), "Connection: Api-Key"}, status: 403, but: map[string]int{"traefik": 401, "envoy": 401}},
	{says: "15: Proxy-Authorization is no place for a key", headers: []string{"Proxy-Authorization: Bearer " + livingKey}, status: 401},
	{says: "16: a websocket with a key", headers: []string{presents(livingKey), "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}, status: 101, app: true, check: identified},
	{says: "16: a websocket without a key", headers: []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}, status: 401},
	{says: "16: a preflight passes, and says nothing for anybody", method: "OPTIONS", headers: append(forged(), "Origin: https://maps.example.org", "Access-Control-Request-Method: PUT"), status: 200, app: true, check: anonymous},
	{says: "16: OPTIONS that is no preflight", method: "OPTIONS", status: 401},
	{says: "16: a GET dressed as a preflight", headers: []string{"Origin: https://maps.example.org", "Access-Control-Request-Method: PUT"}, status: 401},
	{says: "17: a key in the query is no key unless the gate was told", target: "/maps?apiKey=" + livingKey, status: 401},
	{says: "18: the same header twice", headers: []string{presents(livingKey), presents(livingKey)}, status: 401},
	{says: "18: two headers", headers: []string{presents(livingKey), "Authorization: Bearer " + livingKey}, status: 401},
	{says: "18: two keys with a comma", headers: []string{presents(livingKey + ", " + livingKey)}, status: 401},
	{says: "19: the address is the connection's", headers: []string{presents(livingKey), "X-Forwarded-For: 203.0.113.9"}, status: 200, app: true, check: addressIsConnections},
	{says: "20: the path reaches the application as it was sent", target: "/a%2Fb/%2e%2e/c?d=e%20f", headers: []string{presents(livingKey)}, status: 200, app: true, check: pathUnchanged},
	{says: "a path that climbs", target: "/maps/../../.chatelaine-gate", status: 401, but: map[string]int{"nginx": 400}},
	{says: "the gate hears which program asks", headers: []string{presents(livingKey), "User-Agent: surveyor/1.2"}, status: 200, app: true, check: tellsProgram},
	{says: "a cookie doesn't reach the gate", headers: []string{presents(livingKey), "Cookie: session=1"}, status: 200, app: true, check: cookieToAppAlone},
}
