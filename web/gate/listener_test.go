package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

// typical is a key that nobody made.
const typical = "chk_8sYq2LwPz0Ta_k7Qm2XbT9aZr4Wd8LpV1nYc6HsGj3KfB0T1mtD"

// nginx leaves the client's Content-Length in place where nobody clears it, and sends no body.
func TestABodyIsNeverWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, key := w.key("Reader", store.RoleUser, readers)
	server := httptest.NewServer(w.gate)
	defer server.Close()
	for _, framing := range []string{"Content-Length: 100", "Transfer-Encoding: chunked"} {
		for _, method := range []string{"GET", "POST", "OPTIONS", "PROPFIND"} {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			conn.SetDeadline(time.Now().Add(30 * time.Second))
			fmt.Fprintf(conn, "%s /auth/north/-/x HTTP/1.1\r\nHost: gate\r\nApi-Key: %s\r\n%s\r\n\r\n", method, key, framing)
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Errorf("%s with %s: %v, %v", method, framing, answer, err)
			}
			conn.Close()
		}
	}
}

// Whatever is wrong with a key, the client is told the same, byte for byte but for the reference and the date.
func TestRefusalsAreAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, off := w.key("Off", store.RoleUser, readers)
	_, old := w.key("Old", store.RoleUser, readers)
	gone, deleted := w.key("Gone", store.RoleUser, readers)
	turned, rotated := w.key("Turned", store.RoleUser, readers)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), id, store.Deactivation{}))
	must(t)(nil, w.delete(t.Context(), w.call(), gone))
	_, kept := w.secret(turned)
	must(t)(w.store.RotateKey(t.Context(), w.call(), turned, store.Rotation{Secret: kept, Nonce: store.Nonce{Digest: kept.Digest, Session: "session", Expires: start.Add(time.Hour)}}))
	wrong, _ := w.secret(turned)
	own := w.org
	w.org = w.found("west")
	_, foreign := w.key("Foreign", store.RoleUser, readers)
	w.org = own
	w.set(start.AddDate(0, 6, 0))
	server := httptest.NewServer(w.gate)
	defer server.Close()
	var first string
	for name, header := range map[string]string{
		"none": "", "garbage": "Api-Key: x", "long": "Api-Key: " + strings.Repeat("a", 2000), "unknown": "Api-Key: " + typical,
		"inactive": "Api-Key: " + off, "expired": "Api-Key: " + old, "deleted": "Api-Key: " + deleted, "rotated": "Api-Key: " + rotated,
		"a wrong secret": "Api-Key: " + wrong, "another organization's": "X-Api-Key: " + foreign, "as a bearer": "Authorization: Bearer " + off,
		"comma": "Api-Key: " + off + "," + off, "UTF-8": "Api-Key: schlüssel", "twice": "Api-Key: " + old + "\r\nApi-Key: " + old,
		"in two places": "Api-Key: " + old + "\r\nX-Api-Key: " + old, "Basic": "Authorization: Basic " + off,
	} {
		said, reference := onTheWire(t, server.Listener.Addr().String(), "/auth/north/need/layers:read", header)
		if first == "" {
			first = said
		}
		if said != first || len(reference) != 16 || !strings.HasPrefix(said, "HTTP/1.1 401 ") {
			t.Errorf("%s: %q with the reference %q, others %q", name, said, reference, first)
		}
	}
}

// TestAWrongSecretTakesWhatAnUnknownKeyDoes counts allocations, of the whole process: it is not parallel.
func TestAWrongSecretTakesWhatAnUnknownKeyDoes(t *testing.T) {
	w := newWorld(t, func(c *gate.Config) { c.Recorder = nil })
	id, _ := w.key("Reader", store.RoleUser, readers)
	wrong, _ := w.secret(id)
	allocations := func(key string) float64 {
		r := httptest.NewRequest(http.MethodGet, "/auth/north", http.NoBody)
		r.Header.Set("Api-Key", key)
		return testing.AllocsPerRun(200, func() { w.gate.ServeHTTP(httptest.NewRecorder(), r) })
	}
	if unknown, known := allocations(typical), allocations(wrong); unknown != known {
		t.Errorf("an unknown key takes %v allocations, a wrong secret %v", unknown, known)
	}
}

// onTheWire gives what is answered to a request with a header, byte for byte but for its reference and its date.
func onTheWire(t *testing.T, addr, path, header string) (said, reference string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second)) // a connection that was just opened takes one
	if header != "" {
		header += "\r\n"
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n%s\r\n", path, header)
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	said = regexp.MustCompile(`Date: [^\r]*`).ReplaceAllString(string(answer), "DATE")
	if found := regexp.MustCompile(`X-Chatelaine-Ref: (\S*)`).FindStringSubmatch(said); found != nil {
		reference = found[1]
		said = strings.ReplaceAll(said, reference, "REFERENCE")
	}
	return said, reference
}
