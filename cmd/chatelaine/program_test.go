package main

import (
	"bufio"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must come.
const patience = time.Minute

// testEnv is an environment in which gates don't take each other's address.
func testEnv(name string) string {
	if name == variable("gate-addr") {
		return "127.0.0.1:0"
	}
	return ""
}

// program is a command that goes on until it is stopped, with the test as its terminal.
type program struct {
	lines  chan string // of standard output
	stderr transcript
	end    context.CancelFunc
	ended  chan error
}

// launch runs a command line. The program is stopped with the test.
func launch(t *testing.T, line ...string) *program {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	p := &program{lines: make(chan string, 1000), end: end, ended: make(chan error, 1)}
	read, write := io.Pipe()
	go func() {
		p.ended <- run(ctx, line, testEnv, write, &p.stderr)
		write.Close()
	}()
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(read); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() { p.stop(t) })
	return p
}

// line waits for the next line of standard output.
func (p *program) line(t *testing.T) string {
	t.Helper()
	select {
	case line, more := <-p.lines:
		if more {
			return line
		}
		t.Fatalf("the program ended: %v\n%s", <-p.ended, p.stderr.String())
	case <-time.After(patience):
		t.Fatalf("no line came\n%s", p.stderr.String())
	}
	return ""
}

// stop ends the program as a signal does, and waits for it. It can be called twice.
func (p *program) stop(t *testing.T) {
	t.Helper()
	p.end()
	select {
	case err := <-p.ended:
		p.ended <- nil
		if err != nil {
			t.Errorf("the program ended with: %v\n%s", err, p.stderr.String())
		}
	case <-time.After(patience):
		t.Errorf("the program doesn't stop\n%s", p.stderr.String())
	}
}

// transcript keeps what a running program writes.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write keeps more.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// String is what was written so far.
func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
