package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatelaine/proxyconfig"
)

// configured are the files of each proxy, and what must be in one of them for the flags of [fullSetup].
var configured = map[string]struct{ files, hold []string }{
	"nginx":   {[]string{"chatelaine.conf"}, []string{"proxy_ssl_trusted_certificate /etc/gate/ca.pem;", "listen 127.0.0.1:8000;", "proxy_pass https://chatelaine_app;"}},
	"haproxy": {[]string{"haproxy.cfg", "chatelaine.lua"}, []string{"ca-file /etc/gate/ca.pem", "bind 127.0.0.1:8000", "server app maps.example.org:443"}},
	"caddy":   {[]string{"Caddyfile"}, []string{"tls_trusted_ca_certs /etc/gate/ca.pem", "bind 127.0.0.1", "reverse_proxy https://maps.example.org:443"}},
	"traefik": {[]string{"traefik.toml", "chatelaine.toml"}, []string{`ca = "/etc/gate/ca.pem"`, `address = "127.0.0.1:8000"`, `url = "https://maps.example.org:443"`}},
	"envoy":   {[]string{"envoy.yaml"}, []string{`"filename": "/etc/gate/ca.pem"`, `{"address": "127.0.0.1", "port_value": 8000}`, `"sni": "maps.example.org"`}},
}

// fullSetup is a command line with every flag but --write.
func fullSetup(t *testing.T, proxy string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "credential")
	if err := os.WriteFile(file, []byte("\n"+gatePass+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"proxy-config", proxy, "--organization", "meridian", "--role", "manager", "--need", "layers:read", "--need", "layers:edit",
		"--app", "https://maps.example.org", "--listen", "127.0.0.1:8000", "--gate", "https://gate.example.org:8443",
		"--gate-ca", "/etc/gate/ca.pem", "--gate-credential-file", file, "--preflight"}
}

// Printed or written, each proxy's files are those that the package is tested by, and every flag shows in them.
func TestAProxysFilesArePrintedOrWritten(t *testing.T) {
	t.Parallel()
	for _, proxy := range proxyconfig.Proxies() {
		t.Run(proxy, func(t *testing.T) {
			t.Parallel()
			want, line := configured[proxy], fullSetup(t, proxy)
			printed := command(t, line...)
			if printed.exit != 0 || printed.stderr != "" {
				t.Fatalf("exit %d: %s", printed.exit, printed.stderr)
			}
			for _, hold := range append(want.hold, "/auth/meridian/role/manager/need/layers:read+layers:edit", gatePass, "reflight") {
				if !strings.Contains(printed.stdout, hold) {
					t.Errorf("what is printed doesn't hold %s", hold)
				}
			}
			dir := filepath.Join(t.TempDir(), "new", "folder")
			written := command(t, append(line, "--write", dir)...)
			var paths, texts []string
			for _, name := range want.files {
				path := filepath.Join(dir, name)
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s can be read by others: %v, %v", name, info.Mode(), err)
				}
				paths = append(paths, path+"\n")
				if len(want.files) > 1 {
					text = append([]byte("==> "+name+" <==\n"), text...)
				}
				texts = append(texts, string(text))
			}
			if got := (outcome{stdout: strings.Join(paths, "")}); written != got {
				t.Errorf("writing says %+v, want the paths alone", written)
			}
			if strings.Join(texts, "") != printed.stdout {
				t.Error("what is written isn't what is printed")
			}
		})
	}
}

func TestAProxysFilesReplaceNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "chatelaine.conf")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := command(t, append(fullSetup(t, "nginx"), "--write", dir)...)
	if text, err := os.ReadFile(path); err != nil || !bytes.Equal(text, []byte("mine")) {
		t.Errorf("the file is now %q, %v", text, err)
	}
	if got.exit != 1 || got.stdout != "" || got.stderr != "chatelaine: write "+path+": open "+path+": file exists\n" {
		t.Errorf("it says %+v", got)
	}
}

// What can't be used gets a line each, and none of them tells a credential.
func TestWhatAProxyCantUseGetsASentence(t *testing.T) {
	t.Parallel()
	empty, wrong := filepath.Join(t.TempDir(), "empty"), filepath.Join(t.TempDir(), "wrong")
	for path, text := range map[string]string{empty: " \n", wrong: "chk_not-a-credential"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for line, want := range map[string][]string{
		"":                                     {"missing flags: --organization=SHORT-NAME; chatelaine --help"},
		"--organization meridian":              {`expected "<NAME>"; chatelaine --help`},
		"nginx":                                {"missing flags: --organization=SHORT-NAME; chatelaine --help"},
		"apache":                               {"NAME apache isn't a proxy known here; accepted is nginx, haproxy, caddy, traefik, envoy"},
		"nginx caddy":                          {"unexpected argument caddy; chatelaine --help"},
		"nginx --gat x":                        {`unknown flag --gat, did you mean one of "--gate", `},
		"nginx --role owner":                   {"--role owner isn't a role that keys have; accepted is manager or user"},
		"nginx --need layers":                  {"--need layers isn't a permission; accepted is kind:action, such as layers:read"},
		"nginx --need a:b --need a:b":          {"--need a:b is there twice; accepted is each permission once"},
		"traefik --gate unix:/run/gate.sock":   {"--gate unix:/run/gate.sock is a socket, which Traefik's forwardAuth can't ask; accepted is http://127.0.0.1:8081"},
		"nginx --gate https://10.0.0.1:8443":   {"--gate https://10.0.0.1:8443 has an IP address, which nginx looks for in no certificate; accepted is the name that is in the certificate"},
		"haproxy --gate http://localhost:8081": {"--gate http://localhost:8081 has a name that HAProxy asks DNS for, and not /etc/hosts; accepted is http://127.0.0.1:8081"},
		"nginx --listen 80 --app ftp://a --gate nowhere":  {"--gate nowhere isn't where a gate listens; accepted is", "--app ftp://a isn't where an application listens; accepted is", "--listen 80 isn't where a proxy can listen; accepted is"},
		"nginx --gate-credential-file /nowhere/at/all":    {"read --gate-credential-file: open /nowhere/at/all: no such file or directory"},
		"nginx --gate-credential-file " + empty:           {"--gate-credential-file " + empty + " is empty; accepted is a file with one line that begins with chgate_"},
		"nginx --gate-credential-file " + wrong:           {"--gate-credential-file holds no gate credential; accepted is a file with one line that begins with chgate_"},
		"caddy --write /proc/nowhere":                     {"make --write /proc/nowhere: mkdir /proc/nowhere: "},
		"nginx --organization meridian/-":                 {"--organization meridian/- isn't an organization's short name; accepted is what stands after /o/ in the portal's addresses"},
		"nginx --gate-ca /etc/{a,b}.pem --gate https://g": {"--gate-ca /etc/{a,b}.pem isn't a path that can stand in a configuration; accepted is an absolute path"},
	} {
		words := append([]string{"proxy-config"}, strings.Fields(line)...)
		if line != "" && line != "nginx" && !slices.Contains(words, "--organization") {
			words = append(words, "--organization", "meridian")
		}
		got := command(t, words...)
		lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
		if got.exit != 1 || got.stdout != "" || len(lines) != len(want) {
			t.Errorf("%q: exit %d, %q on standard output, %d lines, want %d:\n%s", line, got.exit, got.stdout, len(lines), len(want), got.stderr)
			continue
		}
		for i := range want {
			if !strings.HasPrefix(lines[i], "chatelaine: "+want[i]) || strings.Contains(lines[i], "not-a-credential") {
				t.Errorf("%q: line %d is\n%s\nwant it to begin with\nchatelaine: %s", line, i+1, lines[i], want[i])
			}
		}
	}
}

// What docs/gate.md says to type works, and its table has every flag.
func TestTheCommandsOfTheGatesDocumentationWork(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/gate.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "chatelaine" || words[1] != "proxy-config" {
			continue
		}
		if to := slices.IndexFunc(words, func(w string) bool { return w == ">" || w == "--write" }); to > 0 {
			words = append(words[:to], "--write", filepath.Join(t.TempDir(), "files"))
		}
		if got := command(t, words[1:]...); got.exit != 0 {
			t.Errorf("%s: %s", line, got.stderr)
		}
		tried[words[2]] = true
	}
	if len(tried) != len(proxyconfig.Proxies()) {
		t.Errorf("only %v are there", tried)
	}
	help := command(t, "proxy-config", "--help").stdout
	flags := regexp.MustCompile(`(?m)^ +(--[a-z-]+)`).FindAllStringSubmatch(help, -1)
	if len(flags) < 10 {
		t.Fatalf("the help names %d flags:\n%s", len(flags), help)
	}
	for _, flag := range flags {
		if !strings.Contains(string(text), "| `"+flag[1]+"` |") {
			t.Errorf("the table doesn't have %s", flag[1])
		}
	}
}
