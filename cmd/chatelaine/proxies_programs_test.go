package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"chatelaine/proxyconfig"
)

// started is a proxy that runs, between a client and the doubles of gate and application.
type started struct {
	address     string // of the proxy
	gate, app   *double
	dir         string // with its files
	authorities string // file of those that the system trusts; empty: its own
	said        *transcript
}

// startProxy generates a proxy's configuration and starts it. Setup has what the configuration is about besides addresses.
func startProxy(t *testing.T, name string, setup proxyconfig.Setup, edit func(text string) string) started {
	t.Helper()
	return startProxyBy(t, name, setup, edit, programs[name])
}

// startProxyBy does the same, with what starts the program.
func startProxyBy(t *testing.T, name string, setup proxyconfig.Setup, edit func(text string) string, program func(*testing.T, started)) started {
	t.Helper()
	s := started{address: freeAddress(t), dir: t.TempDir(), said: &transcript{}}
	s.app = newDouble(t, "127.0.0.1:0", answerAsApp)
	at := "127.0.0.1:0"
	if setup.Gate == "unix:" {
		at = filepath.Join(socketDir(t), "gate.sock")
	}
	s.gate = newDouble(t, at, answerAsGate)
	if setup.Gate += s.gate.address; setup.Gate == s.gate.address {
		setup.Gate = "http://" + s.gate.address
	}
	setup.App = "http://" + s.app.address
	s.configure(t, name, setup, edit)
	program(t, s)
	return s
}

// configure writes a proxy's files where it is started.
func (s started) configure(t *testing.T, name string, setup proxyconfig.Setup, edit func(text string) string) {
	t.Helper()
	setup.Listen, setup.Organization = s.address, "meridian"
	files, err := proxyconfig.Generate(name, setup)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text := strings.NewReplacer("/var/log/nginx", s.dir, "/etc/haproxy", s.dir).Replace(f.Text)
		if edit != nil {
			text = edit(text)
		}
		if err := os.WriteFile(filepath.Join(s.dir, f.Name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// caddy is another Caddy than Debian's, of which docs/decisions/0026 tells.
var caddy = flag.String("caddy", "caddy", "the Caddy that the tests of proxies start")

// programs starts the real programs.
var programs = map[string]func(t *testing.T, s started){
	"nginx":   startNginx,
	"haproxy": startHAProxy,
	"caddy":   startCaddy,
}

func startNginx(t *testing.T, s started) {
	t.Helper()
	conf := fmt.Sprintf("daemon off;\nworker_processes 1;\npid %[1]s/nginx.pid;\nerror_log stderr;\nevents { }\nhttp {\n", s.dir)
	if os.Getuid() == 0 {
		conf = "user root;\n" + conf // or its workers couldn't reach the socket
	}
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		conf += fmt.Sprintf("%s_temp_path %s/%s;\n", kind, s.dir, kind)
	}
	conf += fmt.Sprintf("include %s/chatelaine.conf;\n}\n", s.dir)
	if err := os.WriteFile(filepath.Join(s.dir, "nginx.conf"), []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	s.execute(t, "nginx", "-p", s.dir, "-e", "stderr", "-c", filepath.Join(s.dir, "nginx.conf"))
}

func startHAProxy(t *testing.T, s started) {
	t.Helper()
	path := filepath.Join(s.dir, "haproxy.cfg")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Whoever runs the tests owns their files, and may not be root.
	own := strings.NewReplacer("    user haproxy\n", "", "    group haproxy\n", "", "/dev/log local0", "stderr format raw local0").Replace(string(text))
	if err := os.WriteFile(path, []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	s.execute(t, "haproxy", "-db", "-f", path)
}

func startCaddy(t *testing.T, s started) {
	t.Helper()
	path := filepath.Join(s.dir, "Caddyfile")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Its control address is one a machine.
	if err := os.WriteFile(path, bytes.Replace(text, []byte("\n{\n"), []byte("\n{\n\tadmin off\n"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if formatted, err := exec.Command(*caddy, "fmt", path).Output(); err != nil || !bytes.HasSuffix(formatted, text[bytes.Index(text, []byte("\tlog {")):]) {
		t.Errorf("caddy fmt would write it otherwise, and warns of that: %v\n%s", err, formatted)
	}
	s.execute(t, *caddy, "run", "--adapter", "caddyfile", "--config", path)
}

// execute starts a program, which is killed with the test, and waits until it listens.
func (s started) execute(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path = "/usr/sbin/" + name // Debian keeps servers out of people's paths
	}
	said := cmp.Or(s.said, &transcript{})
	command := exec.Command(path, args...)
	command.WaitDelay = time.Second
	command.Stdout, command.Stderr = said, said
	command.Env = append(os.Environ(), "HOME="+s.dir, "XDG_CONFIG_HOME="+s.dir, "XDG_DATA_HOME="+s.dir)
	if s.authorities != "" {
		command.Env = append(command.Env, "SSL_CERT_FILE="+s.authorities)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start %s: %v; make tools installs it", name, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM) // nginx's workers go with it
		<-ended
		if t.Failed() {
			t.Logf("%s said:\n%s", name, said.String())
		}
	})
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if conn, err := net.Dial("tcp", s.address); err == nil {
			conn.Close()
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", name, err, said.String())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s doesn't listen\n%s", name, said.String())
		}
	}
}

// freeAddress is one of this machine's many addresses of its own, at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.%d.%d.%d:0", 1+rand.IntN(250), rand.IntN(250), 1+rand.IntN(250)))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// socketDir is a folder whose path is short enough for a socket.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "gate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
