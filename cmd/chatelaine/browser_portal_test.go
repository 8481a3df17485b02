package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// running is a portal that a test has started.
type running struct {
	base     string // such as http://127.0.0.1:49152
	link     string // path of the one-time link that it printed
	email    string // of the demo's person
	password string
	data     string // its folder
	log      *lines // what it wrote but for the first lines
}

// lines collects what is written, from any goroutine.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps a text.
func (l *lines) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// startDemo starts the demo on a folder and a port of its own.
func startDemo(t *testing.T, flags ...string) running {
	t.Helper()
	p, out := start(t, append([]string{"demo", "--addr", "127.0.0.1:0"}, flags...)...)
	second, err := out.ReadString('\n')
	found := regexp.MustCompile(`^Or sign in as (\S+) with the password (\S+)\n$`).FindStringSubmatch(second)
	if err != nil || found == nil {
		t.Fatalf("the demo's second line is %q (%v)", second, err)
	}
	p.email, p.password = found[1], found[2]
	go io.Copy(p.log, out)
	return p
}

// startServe starts an empty portal, which prints a set-up link.
func startServe(t *testing.T) running {
	t.Helper()
	p, out := start(t, "serve", "--addr", "127.0.0.1:0")
	go io.Copy(p.log, out)
	return p
}

// start runs a command until the test ends, and reads its first line: a link.
func start(t *testing.T, arguments ...string) (running, *bufio.Reader) {
	t.Helper()
	p := running{data: t.TempDir(), log: &lines{}}
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append(arguments, "--data", p.data), testEnv, write, p.log)
		write.CloseWithError(io.EOF)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("%s ended with: %v", arguments[0], err)
		}
	})
	out := bufio.NewReader(read)
	first, err := out.ReadString('\n')
	words := strings.Fields(first)
	if err != nil || len(words) < 2 || words[0] != "Open" {
		t.Fatalf("the first line of %s is %q (%v); its log: %s", arguments[0], first, err, p.log)
	}
	link, err := url.Parse(words[1])
	if err != nil {
		t.Fatalf("the link of %s: %v", arguments[0], err)
	}
	p.base, p.link = link.Scheme+"://"+link.Host, link.Path
	return p, out
}
