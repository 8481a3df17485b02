package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// buildBinary makes the program as people run it, and gives its path.
func buildBinary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "chatelaine")
	command := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", path, ".")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// gateLine begins the line that says where the gate is.
const gateLine = "The gate is at "

// process is the built program at work, in a process that signals reach.
type process struct {
	command *exec.Cmd
	base    string // such as http://127.0.0.1:49152
	gate    string // likewise, the gate's
	stderr  transcript
	ended   chan error // of one; what waiting for the process gave
}

// startProcess serves a data folder that has an account, and waits until it does. It ends with the test at the latest.
func startProcess(t *testing.T, binary, data string) *process {
	t.Helper()
	p := &process{command: exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--gate-addr", "127.0.0.1:0", "--data", data), ended: make(chan error, 1)}
	p.command.Env = []string{}
	p.command.Stderr = &p.stderr
	stdout, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatalf("start the program: %v", err)
	}
	t.Cleanup(func() { _ = p.command.Process.Kill() }) // most often it is gone already
	slow := time.AfterFunc(patience, func() { _ = p.command.Process.Kill() })
	defer slow.Stop()
	out := bufio.NewReader(stdout)
	first, err := out.ReadString('\n')
	for line := ""; err == nil && p.gate == ""; {
		line, err = out.ReadString('\n')
		if at, is := strings.CutPrefix(strings.TrimSuffix(line, ".\n"), gateLine); is {
			p.gate = at
		}
	}
	go func() {
		_, _ = io.Copy(io.Discard, out) // the log
		p.ended <- p.command.Wait()
	}()
	if err != nil {
		t.Fatalf("the program ended before it said where its gate is: %v\n%s", <-p.ended, p.stderr.String())
	}
	p.base = linkIn(t, strings.TrimSuffix(first, ".\n"), "")
	return p
}

// signal sends the process a signal.
func (p *process) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(s); err != nil {
		t.Fatalf("send %v: %v\n%s", s, err, p.stderr.String())
	}
}

// wait gives what the process ended with; nil is exit status 0.
func (p *process) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		t.Fatalf("the program doesn't end\n%s", p.stderr.String())
		return nil
	}
}

// kill ends the process as kill -9 does: nothing of it runs on.
func (p *process) kill(t *testing.T) {
	t.Helper()
	p.signal(t, os.Kill)
	if p.wait(t); p.command.ProcessState.Exited() {
		t.Fatalf("the program ended by itself before it was killed: %v\n%s", p.command.ProcessState, p.stderr.String())
	}
}
