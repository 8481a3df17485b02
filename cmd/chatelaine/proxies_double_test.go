package main

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// What a client presents here, and what the gate's double says to it.
const (
	livingKey = "chk_living"
	weakKey   = "chk_weak" // lives, without the right
	busyKey   = "chk_busy" // over its limit
	lostKey   = "chk_lost" // the gate can't know
	bareKey   = "chk_bare" // lives; the gate leaves its headers out, as it never should
	oddKey    = "chk_odd"  // the gate answers 204, as it never should
	gatePass  = "chgate_0123456789ABCDEFGHIJ_presented"
	reference = "5f0c1d2e3a4b5c6d7e8f9a0b"
)

// identityHeaders are what the gate says of a living key, with what its double says.
var identityHeaders = map[string]string{
	"X-Chatelaine-Organization": "meridian",
	"X-Chatelaine-Key-Id":       "8sYq2LwPz0Ta",
	"X-Chatelaine-Key-Name":     "D%C3%A9p%C3%B4t",
	"X-Chatelaine-Role":         "user",
	"X-Chatelaine-Groups":       "",
	"X-Chatelaine-Permissions":  "layers:read",
	"X-Chatelaine-Expires":      "",
}

// seen is a request as it arrived.
type seen struct {
	method, target, host, body string
	header                     http.Header
}

// double stands for a program that a proxy talks to, and keeps what it was asked.
type double struct {
	mu      sync.Mutex
	asked   []seen
	server  *httptest.Server
	address string // host and port, or a socket's path
	answer  http.HandlerFunc
	tls     *tls.Config // nil: in the clear
}

// newDouble answers at an address: "127.0.0.1:0", or a socket's path.
func newDouble(t *testing.T, address string, answer http.HandlerFunc) *double {
	t.Helper()
	d := &double{address: address, answer: answer}
	d.start(t)
	t.Cleanup(d.stop)
	return d
}

// newSecureDouble answers at a port by TLS.
func newSecureDouble(t *testing.T, conf *tls.Config, answer http.HandlerFunc) *double {
	t.Helper()
	d := &double{address: "127.0.0.1:0", answer: answer, tls: conf}
	d.start(t)
	t.Cleanup(d.stop)
	return d
}

// start listens, at the same address as before.
func (d *double) start(t *testing.T) {
	t.Helper()
	network := "tcp"
	if strings.HasPrefix(d.address, "/") {
		network = "unix"
	}
	listener, err := net.Listen(network, d.address)
	if err != nil {
		t.Fatal(err)
	}
	d.address = listener.Addr().String()
	d.server = httptest.NewUnstartedServer(d)
	d.server.Listener.Close()
	d.server.Listener = listener
	if d.tls == nil {
		d.server.Start()
		return
	}
	d.server.TLS = d.tls.Clone()
	d.server.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail, as they should
	d.server.StartTLS()
}

// stop ends it, with its connections. It can be called twice.
func (d *double) stop() {
	d.server.CloseClientConnections()
	d.server.Close()
}

// ServeHTTP keeps the request and answers it.
func (d *double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	d.asked = append(d.asked, seen{r.Method, r.RequestURI, r.Host, string(body), r.Header.Clone()})
	d.mu.Unlock()
	d.answer(w, r)
}

// take gives what was asked since the last time.
func (d *double) take() []seen {
	d.mu.Lock()
	defer d.mu.Unlock()
	asked := d.asked
	d.asked = nil
	return asked
}

// refusals are what the gate's answers say besides.
var refusals = map[int]string{
	http.StatusUnauthorized:       `{"code":"unauthorized","reference":"` + reference + `"}` + "\n",
	http.StatusForbidden:          `{"code":"forbidden","reference":"` + reference + `"}` + "\n",
	http.StatusTooManyRequests:    `{"code":"too_many_requests","reference":"` + reference + `"}` + "\n",
	http.StatusServiceUnavailable: `{"code":"unavailable","reference":"` + reference + `"}` + "\n",
}

// answerAsGate answers as the gate does: the same headers, statuses and places of the key.
func answerAsGate(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	refuse := func(status int) {
		h.Set("X-Chatelaine-Ref", reference)
		h.Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, refusals[status])
	}
	switch presentedKey(r.Header) {
	case livingKey:
		for name, value := range identityHeaders {
			h.Set(name, value)
		}
	case bareKey:
	case oddKey:
		w.WriteHeader(http.StatusNoContent)
	case weakKey:
		refuse(http.StatusForbidden)
	case busyKey:
		h.Set("Retry-After", "7")
		refuse(http.StatusTooManyRequests)
	case lostKey:
		refuse(http.StatusServiceUnavailable)
	default:
		h.Set("WWW-Authenticate", `Bearer realm="meridian"`)
		refuse(http.StatusUnauthorized)
	}
}

// presentedKey is the key of a request; empty without one, or with more than one.
func presentedKey(h http.Header) string {
	values := slices.Concat(h.Values("Api-Key"), h.Values("X-Api-Key"), h.Values("Authorization"))
	if len(values) != 1 || strings.Contains(values[0], ",") {
		return ""
	}
	return strings.TrimPrefix(values[0], "Bearer ")
}

// answerAsApp answers what reached it; a websocket it takes, and says one word.
func answerAsApp(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-App", "reached")
	if r.Header.Get("Upgrade") == "" {
		io.WriteString(w, "application")
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nX-App: reached\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhello")
}
