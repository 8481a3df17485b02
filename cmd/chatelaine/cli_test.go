package main

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// outcome is what a person sees of a command that ended by itself.
type outcome struct {
	stdout, stderr string
	exit           int
}

// command runs a command line to its end. Variables are given as NAME=value before the arguments.
func command(t *testing.T, line ...string) outcome {
	t.Helper()
	variables := map[string]string{}
	for len(line) > 0 && strings.HasPrefix(line[0], "CHATELAINE_") {
		name, value, _ := strings.Cut(line[0], "=")
		variables[name], line = value, line[1:]
	}
	var stdout, stderr bytes.Buffer
	exit := 0
	err := run(t.Context(), line, func(name string) string { return cmp.Or(variables[name], testEnv(name)) }, &stdout, &stderr)
	if err != nil {
		report(&stderr, err)
		exit = 1
	}
	return outcome{stdout.String(), stderr.String(), exit}
}

func TestWhatCantBeUsedGetsASentence(t *testing.T) {
	t.Parallel()
	strange := t.TempDir()
	if err := os.WriteFile(filepath.Join(strange, "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		line string
		want []string // lines of standard error, each up to where it may go on
	}{
		"no command": {"", []string{`chatelaine: expected one of "demo", "serve", "bench", "account", "organization", ...; chatelaine --help`}},
		"an unknown command": {"sevre", []string{
			`chatelaine: unexpected argument sevre, did you mean "serve"?; chatelaine --help`}},
		"an unknown flag": {"serve --adr :80", []string{
			`chatelaine: unknown flag --adr, did you mean "--addr"?; chatelaine --help`}},
		"no port": {"serve --addr 127.0.0.1", []string{
			`chatelaine: --addr "127.0.0.1" isn't an address with a port; accepted is an IP address or localhost with a port`}},
		"a port too large": {"serve --addr 127.0.0.1:70000", []string{
			`chatelaine: --addr "127.0.0.1:70000" has a port that isn't a number from 0 to 65535; accepted is`}},
		"a host name": {"serve --addr keys.example.com:80 --insecure-http --url http://keys.example.com", []string{
			`chatelaine: --addr "keys.example.com:80" has a host that is neither an IP address nor localhost; accepted is`}},
		"in the clear to everybody": {"serve --addr 0.0.0.0:8080", []string{
			`chatelaine: --url is missing, and it is needed with --tls-cert and wherever --addr isn't loopback: requests for any other host are refused; accepted is the address that people type`,
			`chatelaine: --addr "0.0.0.0:8080" can be reached from other machines, and nothing there would be encrypted; accepted is a loopback address such as 127.0.0.1:8080, or one of: --tls-cert with --tls-key; --trusted-proxy`}},
		"all of the machine's addresses": {"serve --addr :8080 --insecure-http", []string{
			`chatelaine: --url is missing`}},
		"a flag from the environment": {"CHATELAINE_ADDR=0.0.0.0:1 serve --insecure-http", []string{
			`chatelaine: --url is missing`}},
		"the command line wins": {"CHATELAINE_ADDR=127.0.0.1:0 serve --addr nowhere", []string{
			`chatelaine: --addr "nowhere" isn't an address with a port`}},
		"a switch from the environment": {"CHATELAINE_INSECURE_HTTP=maybe serve", []string{
			`chatelaine: --insecure-http: `}},
		"half a certificate": {"serve --tls-cert cert.pem", []string{
			`chatelaine: --tls-key is missing beside --tls-cert; accepted is`}},
		"the other half": {"serve --tls-key key.pem", []string{
			`chatelaine: --tls-cert is missing beside --tls-key; accepted is`}},
		"a certificate that isn't there": {"serve --tls-cert nowhere.pem --tls-key nowhere.pem", []string{
			`chatelaine: --tls-cert and --tls-key can't be used: open `}},
		"an address without a scheme": {"serve --url keys.example.com", []string{
			`chatelaine: --url isn't an address that begins with http:// or https://; accepted is a scheme and a host, such as https://keys.example.com`}},
		"an address with a path": {"serve --url https://example.com/keys", []string{
			`chatelaine: --url "https://example.com/keys" has more than a host`}},
		"an address with a password": {"serve --url https://ada:secret@example.com", []string{
			`chatelaine: --url has a user name in it; accepted is`}},
		"an address in other letters": {"serve --url https://schlüssel.example", []string{
			`chatelaine: --url "https://schlüssel.example" has a host with other letters than a-z; accepted is the host in its xn-- form`}},
		"proxies": {"serve --trusted-proxy 10.0.0.0/8,everybody --trusted-proxy 0.0.0.0/0", []string{
			`chatelaine: --trusted-proxy "everybody" isn't a range of addresses; accepted is an IP address, or a range such as 10.0.0.0/8`,
			`chatelaine: --trusted-proxy "0.0.0.0/0" would believe everybody; accepted is`}},
		"a prefix of ours": {"serve --key-prefix chgate", []string{
			`chatelaine: --key-prefix "chgate" can't begin a secret; accepted is`}},
		"everything at once": {"serve --addr x --url y --key-prefix Z", []string{
			`chatelaine: --addr "x"`, `chatelaine: --url isn't`, `chatelaine: --key-prefix "Z"`}},
		"a demo for everybody": {"demo --addr 0.0.0.0:8080", []string{
			`chatelaine: --addr "0.0.0.0:8080" can be reached from other machines, and the demo lets in whoever has its link; accepted is a loopback address such as 127.0.0.1:8080`}},
		"no keys":       {"demo --keys 0", []string{`chatelaine: --keys "0" isn't a number of keys; accepted is 1 to 2000000`}},
		"too many keys": {"demo --keys 2000001", []string{`chatelaine: --keys "2000001" isn't`}},
		"many keys in words": {"CHATELAINE_KEYS=lots demo", []string{
			`chatelaine: --keys "lots" isn't a number of keys; accepted is 1 to 2000000`}},
		"a demo on somebody's folder": {"demo --data " + strange, []string{
			`chatelaine: --data "` + strange + `" holds something that no demo made; accepted is a folder that a demo made, an empty one, or one that doesn't exist`}},
		"a benchmark of words": {"bench table --keys 1000,lots --rounds 0 --as html --orders name,groups", []string{
			`chatelaine: --keys "1000,lots" isn't a list of numbers of keys; accepted is numbers from 1 to 2000000`, `chatelaine: --rounds "0" isn't`,
			`chatelaine: --orders "name,groups" isn't a list of orders; accepted is some of name,-name,id`, `chatelaine: --as "html" isn't a way to print; accepted is text`}},
		"a benchmark on somebody's folder": {"bench table --data " + strange, []string{
			`chatelaine: --data "` + strange + `" holds something that no benchmark made; accepted is`}},
		"a reset without a portal": {"account reset ada@meridian.example --data " + strange, []string{
			`chatelaine: --data "` + strange + `" holds no portal; accepted is the folder that chatelaine serve was given`}},
		"a reset of nobody":   {"account reset", []string{`chatelaine: expected "<E-MAIL>"; chatelaine --help`}},
		"a reset of a name":   {"account reset Ada --data " + strange, []string{`chatelaine: E-MAIL isn't an e-mail address; accepted is`, `chatelaine: --data`}},
		"an unknown account":  {"account rest ada@meridian.example", []string{`chatelaine: unexpected argument rest`}},
		"version of anything": {"version now", []string{`chatelaine: unexpected argument now`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := command(t, strings.Fields(tt.line)...)
			if got.exit != 1 || got.stdout != "" {
				t.Errorf("exit %d, want 1, with %q on standard output", got.exit, got.stdout)
			}
			lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("standard error is\n%s\nwant %d lines that begin with\n%s", got.stderr, len(tt.want), strings.Join(tt.want, "\n"))
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("line %d is\n%s\nwant it to begin with\n%s", i+1, lines[i], want)
				}
			}
		})
	}
}

func TestHelpNamesEveryFlagWithItsVariable(t *testing.T) {
	t.Parallel()
	for line, wants := range map[string][]string{
		"--help":               {"demo", "serve", "bench table", "account reset", "version"},
		"serve --help":         {"$CHATELAINE_ADDR", "$CHATELAINE_DATA", "$CHATELAINE_URL", "$CHATELAINE_TLS_CERT", "$CHATELAINE_TLS_KEY", "$CHATELAINE_TRUSTED_PROXY", "$CHATELAINE_INSECURE_HTTP", "$CHATELAINE_KEY_PREFIX", "127.0.0.1:8080"},
		"demo --help":          {"$CHATELAINE_ADDR", "$CHATELAINE_DATA", "$CHATELAINE_KEYS"},
		"account reset --help": {"$CHATELAINE_DATA", "$CHATELAINE_URL", "E-MAIL"},
		"proxy-config --help":  {"<NAME>", "$CHATELAINE_ORGANIZATION", "$CHATELAINE_APP", "$CHATELAINE_LISTEN", "$CHATELAINE_GATE", "$CHATELAINE_GATE_CA", "$CHATELAINE_GATE_CREDENTIAL_FILE", "$CHATELAINE_ROLE", "$CHATELAINE_NEED", "$CHATELAINE_PREFLIGHT", "$CHATELAINE_WRITE"},
		"bench table --help":   {"$CHATELAINE_KEYS", "$CHATELAINE_DATA", "$CHATELAINE_ROUNDS", "$CHATELAINE_ORDERS", "$CHATELAINE_AS", "$CHATELAINE_PLOT"},
	} {
		got := command(t, strings.Fields(line)...)
		if got.exit != 0 || got.stderr != "" {
			t.Errorf("%s: exit %d, with %q on standard error", line, got.exit, got.stderr)
		}
		text := strings.Join(strings.Fields(got.stdout), " ")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s doesn't name %s:\n%s", line, want, got.stdout)
			}
		}
	}
}
