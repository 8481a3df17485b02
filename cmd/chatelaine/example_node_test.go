package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"chatelaine/web/gate"
)

// TestBinaryTheNodeExampleAsksTheGate runs docs/examples/verify.mjs before a gate, and asks it as a client does.
func TestBinaryTheNodeExampleAsksTheGate(t *testing.T) {
	t.Parallel()
	kept := realGate(t)
	server := httptest.NewServer(gate.New(kept.config))
	t.Cleanup(server.Close)
	address := startNode(t, "../../docs/examples/verify.mjs", "CHATELAINE_URL="+server.URL, "CHATELAINE_GATE="+kept.credential)
	for _, tt := range []struct {
		says, key string
		status    int
		body      string
	}{
		{"a living key", kept.secret, http.StatusOK, "Hello, Dépôt.\n"},
		{"a key without the right", kept.weak, http.StatusForbidden, "This key does not open this door.\n"},
		{"no key", "", http.StatusUnauthorized, "This key does not open this door.\n"},
		{"a key that isn't one", "chk_nonsense", http.StatusUnauthorized, "This key does not open this door.\n"},
		{"a gate that is gone", kept.secret, http.StatusServiceUnavailable, "Try again later.\n"},
	} {
		if tt.status == http.StatusServiceUnavailable {
			server.Close()
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if tt.key != "" {
			r.Header.Set("Api-Key", tt.key)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != tt.status || string(body) != tt.body {
			t.Errorf("%s: %d %q, want %d %q", tt.says, response.StatusCode, body, tt.status, tt.body)
		}
		if refused := tt.status == http.StatusUnauthorized || tt.status == http.StatusForbidden; refused != (response.Header.Get("X-Chatelaine-Ref") != "") {
			t.Errorf("%s: the reference is %q", tt.says, response.Header.Get("X-Chatelaine-Ref"))
		}
	}
}

// startNode runs a program of Node's that says where it listens, and gives that address. It is killed with the test.
func startNode(t *testing.T, file string, variables ...string) string {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", file)
	node.Env = append(append(os.Environ(), "PORT=0"), variables...)
	var said transcript
	node.Stderr = &said
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatalf("start node: %v; make tools installs it", err)
	}
	t.Cleanup(func() { node.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, told := strings.Cut(strings.TrimSpace(line), "Listening at ")
	if err != nil || !told {
		t.Fatalf("node says %q, %v\n%s", line, err, said.String())
	}
	return address
}
