package gate_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
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

func TestRefusalsAreAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, off := w.key("Off", store.RoleUser, readers)
	_, old := w.key("Old", store.RoleUser, readers)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), id, store.Deactivation{}))
	w.set(start.AddDate(0, 6, 0))
	var first string
	for name, key := range map[string]string{
		"none": "", "garbage": "x", "long": strings.Repeat("a", 2000), "unknown": typical, "inactive": off, "expired": old,
		"comma": off + "," + off, "NUL": off + "\x00", "UTF-8": "schlüssel", "space": off + " ",
	} {
		answer := w.ask("/auth/north", key)
		reference := answer.Header().Get("X-Chatelaine-Ref")
		answer.Header().Set("X-Chatelaine-Ref", "")
		said := fmt.Sprint(answer.Code, answer.Header(), strings.ReplaceAll(answer.Body.String(), reference, "REFERENCE"))
		if first == "" {
			first = said
		}
		if said != first || len(reference) != 16 {
			t.Errorf("%s: %s with the reference %q, others %s", name, said, reference, first)
		}
	}
}
