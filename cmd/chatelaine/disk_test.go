package main

import (
	"database/sql"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A small disk of the test's own, where the system lets it have one.
const (
	smallDisk = "size=12m"
	mostTries = 500 // changes until a full disk refuses one
)

// broken is a program whose disk fails, with one who changes its keys.
type broken struct {
	*testing.T
	*process
	*changer
	data, disk string // disk is empty where the test could get none of its own
	client     *http.Client
	key, other *guarded
}

// withoutItsDisk takes the program its disk in several ways, and gives it back. The gate goes on from memory, readiness says
// what the matter is, and what can't be kept isn't acknowledged, nor does it change a verdict.
func withoutItsDisk(t *testing.T, binary string) {
	b := &broken{T: t, client: http.DefaultClient}
	b.disk = t.TempDir()
	if err := syscall.Mount("tmpfs", b.disk, "tmpfs", 0, smallDisk); err != nil {
		t.Logf("no disk of its own, so that it can't be full: %v", err)
		b.disk, b.data = "", filepath.Join(b.disk, "data")
	} else {
		t.Cleanup(func() { _ = syscall.Unmount(b.disk, syscall.MNT_DETACH) })
		b.data = filepath.Join(b.disk, "data")
	}
	keys, link := fillGuarded(t, b.data, 2)
	b.key, b.other = keys[0], keys[1]
	b.process = startProcess(t, binary, b.data)
	b.changer = newChangers(t, b.base, link, keys, 1)[0]
	verdictOf(t, b.gate+readPath, "none") // the gate knows all keys
	if b.disk != "" {
		filler := filepath.Join(b.disk, "filler")
		b.fails("the disk is full", func() { b.fill(filler) }, func() { b.must(os.Remove(filler)) })
	}
	file, moved := filepath.Join(b.data, "chatelaine.db"), filepath.Join(b.data, "moved")
	b.fails("the database's file was taken away", func() { b.must(os.Rename(file, moved)) }, func() { b.must(os.Rename(moved, file)) })
	var other *sql.Tx
	b.fails("another program holds the database", func() { other = b.hold(file) }, func() { b.must(other.Rollback()) })
	b.signal(t, syscall.SIGTERM)
	b.must(b.wait(t))
}

func (b *broken) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatalf("%v\n%s", err, b.stderr.String())
	}
}

// fill fills the disk to the last byte.
func (b *broken) fill(path string) {
	b.Helper()
	file, err := os.Create(path)
	b.must(err)
	defer file.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = file.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			b.Fatal(err)
		}
	}
}

// hold takes the database for writing as another program would, until it is rolled back.
func (b *broken) hold(file string) *sql.Tx {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=busy_timeout(30000)")
	b.must(err)
	b.Cleanup(func() { _ = db.Close() })
	held, err := db.Begin()
	b.must(err)
	return held
}

// toggle switches the key off, or on.
func (b *broken) toggle() error {
	becomes := b.key.is
	becomes.off = !becomes.off
	act := map[bool]string{true: "deactivate", false: "activate"}[becomes.off]
	_, err := b.submit(b.key, act, map[string][]string{"for": {"ever"}})
	if err == nil {
		b.key.note(becomes, becomes)
	}
	return err
}

// verdicts compares what the gate answers with what was acknowledged.
func (b *broken) verdicts(when string) {
	b.Helper()
	for _, g := range []*guarded{b.key, b.other} {
		if err := g.ask(b.client, b.gate, g.is.secret); err != nil {
			b.Errorf("%s: %v", when, err)
		}
	}
}

// fails spoils the disk and mends it again.
func (b *broken) fails(words string, spoil, mend func()) {
	b.Helper()
	spoil()
	begun, err := time.Now(), error(nil)
	for n := 0; err == nil && n < mostTries; n++ {
		err = b.toggle()
		b.verdicts(words)
	}
	if err == nil || !strings.Contains(err.Error(), ": 503, ") {
		b.Errorf("%s: a change leads to %v", words, err)
	}
	b.Logf("%s: refused after %v with %v", words, time.Since(begun), err)
	ready := get(b.gate + "/readyz")
	if want := `200 {"ready":true,"store":"unreachable","trouble":"` + words + `"}`; !strings.HasPrefix(ready, want) {
		b.Errorf("%s: readiness says %s", words, ready)
	}
	mend()
	for end := time.Now().Add(patience); !strings.Contains(get(b.gate+"/readyz"), `"reachable"`); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("%s: afterwards readiness says %s", words, get(b.gate+"/readyz"))
		}
	}
	b.verdicts(words + ", and then no more")
	if err := b.toggle(); err != nil {
		b.Errorf("%s: afterwards a change leads to %v", words, err)
	}
	b.verdicts("after that, a change")
}
