package proxyconfig

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files again")

// small is the least that a configuration needs, and full has all that it can have.
var (
	small = Setup{Gate: "http://127.0.0.1:8081", Organization: "meridian", App: "http://127.0.0.1:9000", Listen: "127.0.0.1:8000"}
	full  = Setup{
		Gate: "https://gate.example.org:8443", GateCA: "/etc/chatelaine/ca.pem", Credential: "chgate_0123456789abcdefghij",
		Organization: "meridian", Role: "manager", Needs: []string{"layers:read", "layers:edit"},
		App: "https://maps.example.org", Listen: ":8000", Preflight: true,
	}
)

func TestGenerate(t *testing.T) {
	t.Parallel()
	for _, proxy := range Proxies() {
		for size, setup := range map[string]Setup{"small": small, "full": full} {
			files, err := Generate(proxy, setup)
			if err != nil {
				t.Fatalf("%s, %s: %v", proxy, size, err)
			}
			for _, f := range files {
				golden(t, filepath.Join("testdata", proxy, size, f.Name), f.Text)
			}
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); -update writes it again:\n%s", path, diff)
	}
}

// Nothing that is given can end a word or a line of a configuration, or widen what is asked.
func TestGenerateRefuses(t *testing.T) {
	t.Parallel()
	for says, tt := range map[string]struct {
		proxy string
		edit  func(*Setup)
		field string
	}{
		"a proxy that isn't known":       {"apache", func(*Setup) {}, "NAME"},
		"no organization":                {"nginx", func(s *Setup) { s.Organization = "" }, "--organization"},
		"an organization that climbs":    {"nginx", func(s *Setup) { s.Organization = ".." }, "--organization"},
		"an organization with more path": {"nginx", func(s *Setup) { s.Organization = "a/-" }, "--organization"},
		"a role that keys don't have":    {"nginx", func(s *Setup) { s.Role = "administrator" }, "--role"},
		"a need that ends the line":      {"haproxy", func(s *Setup) { s.Needs = []string{"a:b;\nallow all"} }, "--need"},
		"a need that is two":             {"envoy", func(s *Setup) { s.Needs = []string{"a:b+c:d"} }, "--need"},
		"a need twice":                   {"caddy", func(s *Setup) { s.Needs = []string{"a:b", "a:b"} }, "--need"},
		"a gate without a scheme":        {"nginx", func(s *Setup) { s.Gate = "127.0.0.1:8081" }, "--gate"},
		"a gate with a path":             {"nginx", func(s *Setup) { s.Gate = "http://127.0.0.1:8081/auth" }, "--gate"},
		"a gate with a variable":         {"nginx", func(s *Setup) { s.Gate = "http://$host:80" }, "--gate"},
		"a socket with a quote":          {"haproxy", func(s *Setup) { s.Gate = `unix:/run/"x` }, "--gate"},
		"a socket for Traefik":           {"traefik", func(s *Setup) { s.Gate = "unix:/run/gate.sock" }, "--gate"},
		"an address to check by nginx":   {"nginx", func(s *Setup) { s.Gate = "https://10.0.0.1:8443" }, "--gate"},
		"an address to check by HAProxy": {"haproxy", func(s *Setup) { s.App = "https://[2001:db8::1]" }, "--app"},
		"an address to check by Envoy":   {"envoy", func(s *Setup) { s.Gate = "https://10.0.0.1:8443" }, "--gate"},
		"a name that only hosts knows":   {"haproxy", func(s *Setup) { s.Gate = "http://localhost:8081" }, "--gate"},
		"an application at a socket":     {"nginx", func(s *Setup) { s.App = "unix:/run/app.sock" }, "--app"},
		"a name to listen at":            {"nginx", func(s *Setup) { s.Listen = "example.org:80" }, "--listen"},
		"a port too high":                {"nginx", func(s *Setup) { s.Listen = ":65536" }, "--listen"},
		"another sort of credential":     {"nginx", func(s *Setup) { s.Credential = "chk_0123456789" }, "--gate-credential-file"},
		"a credential with a quote":      {"nginx", func(s *Setup) { s.Credential = `chgate_0123456789"` }, "--gate-credential-file"},
		"authorities with a space":       {"nginx", func(s *Setup) { s.GateCA = "/etc/my ca.pem" }, "--gate-ca"},
	} {
		setup := small
		tt.edit(&setup)
		files, err := Generate(tt.proxy, setup)
		var wrong *FieldError
		if !errors.As(err, &wrong) || wrong.Field != tt.field || files != nil {
			t.Errorf("%s: %v, want a word about %s", says, err, tt.field)
		}
		if err != nil && strings.Contains(err.Error(), "0123456789") {
			t.Errorf("%s: the error tells the credential: %v", says, err)
		}
	}
}

func TestTwinsAreAllOtherSpellings(t *testing.T) {
	t.Parallel()
	want := []string{"X-Key_Id", "X-Key.Id", "X_Key-Id", "X_Key_Id", "X_Key.Id", "X.Key-Id", "X.Key_Id", "X.Key.Id"}
	if diff := cmp.Diff(want, twins([]string{"X-Key-Id"})); diff != "" {
		t.Error(diff)
	}
}
