package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

// listens gives the address of a server before the gate; ours: on connections that the gate writes headers to.
func (w *world) listens(ours bool) string {
	server := httptest.NewUnstartedServer(w.gate)
	if ours {
		server.Listener, server.Config.ConnContext = gate.Listen(server.Listener), gate.ConnContext
	}
	server.Start()
	w.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// talk sends requests at once over one connection, and gives each answer as text: its head in order, without what differs from
// one answer to the next.
func talk(t *testing.T, address string, requests ...string) (answers []string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(conn, strings.Join(requests, "")); err != nil {
		t.Fatal(err)
	}
	from := bufio.NewReader(conn)
	for _, request := range requests {
		method, _, _ := strings.Cut(request, " ")
		answer, err := http.ReadResponse(from, &http.Request{Method: method})
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatalf("%q: %v", request, err)
		}
		for _, name := range []string{"Date", "Ratelimit", "Retry-After"} {
			if answer.Header.Get(name) != "" {
				answer.Header.Set(name, "set")
			}
		}
		text := fmt.Sprint(answer.Proto, answer.Status, answer.Close, answer.Header, string(body))
		if reference := answer.Header.Get("X-Chatelaine-Ref"); reference != "" {
			text = strings.ReplaceAll(text, reference, "REFERENCE")
		}
		answers = append(answers, text)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil { // a body that never comes is waited for after the answer
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(from); err != nil || len(rest) > 0 {
		t.Errorf("after %d answers comes %q, %v", len(answers), rest, err)
	}
	return answers
}

func TestAnswersAreAlikeHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	w := limited(t)
	_, reader := w.key("Tile server, Łódź 50%", store.RoleUser, readers)
	slow, key := w.key("Slow", store.RoleUser, readers)
	w.limit(slow, 1000, 1000)
	off, dead := w.key("Off", store.RoleUser, readers)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), off, store.Deactivation{}))
	ask := func(method, path, version, key, more string) string {
		return method + " " + path + " HTTP/" + version + "\r\nHost: gate\r\nApi-Key: " + key + "\r\n" + more + "\r\n"
	}
	const end = "Connection: close\r\n"
	theirs, ours := w.listens(false), w.listens(true)
	for name, requests := range map[string][]string{
		"passes":         {ask("GET", "/auth/north", "1.1", reader, end)},
		"needs":          {ask("GET", "/auth/north/need/layers:read+tables:read", "1.1", reader, end)},
		"HEAD":           {ask("HEAD", "/auth/north", "1.1", reader, end)},
		"HTTP/1.0":       {ask("GET", "/auth/north", "1.0", reader, "")},
		"kept 1.0":       {ask("GET", "/auth/north", "1.0", dead, "Connection: keep-alive\r\n"), ask("GET", "/auth/north", "1.0", reader, "")},
		"limited":        {ask("GET", "/auth/north", "1.1", key, end)},
		"lacks":          {ask("GET", "/auth/north/role/manager", "1.1", reader, end)},
		"dead":           {ask("GET", "/auth/north", "1.1", dead, end)},
		"misconfigured":  {ask("GET", "/auth/nowhere", "1.1", reader, end)},
		"never sent":     {ask("POST", "/auth/north", "1.1", dead, "Content-Length: 100\r\n")},
		"to be expected": {ask("POST", "/auth/north", "1.1", reader, "Content-Length: 100\r\nExpect: 100-continue\r\n")},
		"pipelined": {
			ask("GET", "/auth/north", "1.1", reader, ""), ask("GET", "/auth/north", "1.1", dead, ""), ask("GET", "/healthz", "1.1", "", ""),
			ask("HEAD", "/auth/north/-/x", "1.1", reader, ""), ask("OPTIONS", "/auth/north", "1.1", reader, ""), ask("GET", "/", "1.1", "", end),
		},
	} {
		want, got := talk(t, theirs, requests...), talk(t, ours, requests...)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nbut net/http alone writes\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	// What a refusal to HEAD would say has no length where nobody counts it; RFC 9110 § 8.6 lets it be left out.
	if got := talk(t, ours, ask("HEAD", "/auth/north", "1.1", dead, end))[0]; !strings.Contains(got, "401") || !strings.HasSuffix(got, "]") {
		t.Errorf("a refusal to HEAD: %s", got)
	}
}
