package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// How many connections idle at once, if the system lets the test open as many; and what else the test may have open.
const (
	idleConnections = maxConnections - 10
	otherFiles      = 500
	// idleMemory is what the program may need with all of them, in MiB (security.md § 13).
	idleMemory = 400
)

// wire is a gate as its clients reach it, byte by byte.
type wire struct {
	*testing.T
	*process
	addr, living, dead string // secrets
}

// oddClients asks the gate as no proxy should.
func oddClients(t *testing.T, binary string) {
	data := filepath.Join(t.TempDir(), "data")
	keys, _ := fillGuarded(t, data, 1)
	w := &wire{T: t, process: startProcess(t, binary, data), living: keys[0].is.secret, dead: "none"}
	w.addr = strings.TrimPrefix(w.gate, "http://")
	verdictOf(t, w.gate+readPath, "none") // the gate knows all keys
	var slow sync.WaitGroup
	slow.Go(w.slowHeader)
	slow.Go(w.halfClosed)
	w.oddRequests()
	slow.Wait()
	w.idle()
}

func (w *wire) dial() *net.TCPConn {
	w.Helper()
	conn, err := net.Dial("tcp", w.addr)
	if err != nil {
		w.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(patience)) // a connection that was just opened takes one
	return conn.(*net.TCPConn)
}

// answers reads all answers until the gate closes the connection. Each is a status.
func answers(conn net.Conn) (list []int, err error) {
	in := bufio.NewReader(conn)
	for {
		if _, err := in.Peek(1); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
				err = nil
			}
			return list, err
		}
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			return list, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		list = append(list, answer.StatusCode)
	}
}

// oddRequests sends bytes and compares what is answered until the connection is closed. Nothing that one request carries is
// read as another, and what can't be read opens nothing.
func (w *wire) oddRequests() {
	const head = "GET " + readPath + " HTTP/1.1\r\nHost: gate\r\n"
	key := "Api-Key: " + w.living + "\r\n"
	inside := "GET " + readPath + " HTTP/1.1\r\nHost: gate\r\n" + key + "\r\n"
	length := func(n int) string { return "Content-Length: " + strconv.Itoa(n) + "\r\n" }
	chunked := "Transfer-Encoding: chunked\r\n"
	for name, tt := range map[string]struct {
		send string
		want []int
	}{
		"a request":                           {head + key + "Connection: close\r\n\r\n", []int{200}},
		"two at once":                         {head + key + "\r\n" + head + "Api-Key: " + w.dead + "\r\nConnection: close\r\n\r\n", []int{200, 401}},
		"HTTP/1.0":                            {"GET " + readPath + " HTTP/1.0\r\n" + key + "\r\n", []int{200}},
		"two of HTTP/1.0":                     {"GET " + readPath + " HTTP/1.0\r\n" + key + "\r\n" + inside, []int{200}},
		"HTTP/0.9":                            {"GET " + readPath + "\r\n\r\n", []int{400}},
		"a version that there isn't":          {"GET " + readPath + " HTTP/9.9\r\nHost: gate\r\n" + key + "\r\n", []int{505}},
		"HTTP/2 without TLS":                  {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{404}},
		"no host":                             {"GET " + readPath + " HTTP/1.1\r\n" + key + "\r\n", []int{400}},
		"two hosts":                           {head + "Host: other\r\n" + key + "\r\n", []int{400}},
		"lines that end with LF":              {strings.ReplaceAll(head+key+"Connection: close\r\n\r\n", "\r\n", "\n"), []int{200}},
		"lines that end with CR":              {strings.ReplaceAll(head+key+"\r\n", "\r\n", "\r") + "\r\n\r\n", []int{400}},
		"a CR in a value":                     {head + "X: a\rApi-Key: " + w.living + "\r\n\r\n", []int{400}},
		"a space before a colon":              {head + "Api-Key : " + w.living + "\r\n\r\n", []int{400}},
		"a line that goes on":                 {head + "Api-Key:\r\n " + w.living + "\r\nConnection: close\r\n\r\n", []int{200}},
		"a NUL in a value":                    {head + "Api-Key: " + w.living + "\x00\r\n\r\n", []int{400}},
		"a NUL in the path":                   {"GET " + readPath + "\x00 HTTP/1.1\r\nHost: gate\r\n" + key + "\r\n", []int{400}},
		"a request in a body":                 {head + "Api-Key: none\r\n" + length(len(inside)) + "\r\n" + inside, []int{401}},
		"a body that is shorter than it says": {head + "Api-Key: none\r\n" + length(5) + "\r\n" + "ab\r\n\r\n" + inside, []int{401}},
		"a request in a chunk":                {head + "Api-Key: none\r\n" + chunked + "\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(inside), inside), []int{401}},
		"a request behind the last chunk":     {head + "Api-Key: none\r\n" + chunked + "\r\n0\r\n\r\n" + inside, []int{401}},
		"a length and chunks":                 {head + "Api-Key: none\r\n" + length(4) + chunked + "\r\n0\r\n\r\n" + inside, []int{401}},
		"chunks and a length":                 {head + "Api-Key: none\r\n" + chunked + length(4) + "\r\n0\r\n\r\n" + inside, []int{401}},
		"two lengths":                         {head + "Api-Key: none\r\n" + length(0) + length(len(inside)) + "\r\n" + inside, []int{400}},
		"a length with a sign":                {head + "Api-Key: none\r\nContent-Length: +" + strconv.Itoa(len(inside)) + "\r\n\r\n" + inside, []int{400}},
		"a negative length":                   {head + "Api-Key: none\r\nContent-Length: -1\r\n\r\n" + inside, []int{400}},
		"chunks of another name":              {head + "Api-Key: none\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inside, []int{501}},
		"chunks twice":                        {head + "Api-Key: none\r\n" + chunked + chunked + "\r\n0\r\n\r\n" + inside, []int{501}},
		"chunks and no chunks":                {head + "Api-Key: none\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + inside, []int{501}},
		"chunks in HTTP/1.0":                  {"GET " + readPath + " HTTP/1.0\r\n" + key + chunked + "\r\n0\r\n\r\n" + inside, []int{200}},
		"a key behind the chunks":             {head + "Trailer: Api-Key\r\n" + chunked + "\r\n0\r\n" + key + "\r\n", []int{401}},
		"a header of a megabyte":              {head + key + "X: " + strings.Repeat("a", 1<<20) + "\r\n\r\n", []int{431}},
		"ten thousand headers":                {head + key + strings.Repeat("X: a\r\n", 10_000) + "\r\n", []int{431}},
		"an address of a megabyte":            {"GET " + readPath + "/-/" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: gate\r\n" + key + "\r\n", []int{431}},
		"garbage":                             {strings.Repeat("\x16\x03\x01\x02", 50) + "\r\n\r\n", []int{400}},
		"CONNECT":                             {"CONNECT gate:80 HTTP/1.1\r\nHost: gate:80\r\n" + key + "Connection: close\r\n\r\n", []int{404}},
	} {
		conn := w.dial()
		go func() { _, _ = io.WriteString(conn, tt.send) }() // the gate may stop reading before the end
		got, err := answers(conn)
		conn.Close()
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			w.Errorf("%s: answers %v (%v), want %v", name, got, err, tt.want)
		}
	}
}

// slowHeader sends a byte a second: the gate gives up on that client, and nobody else waits.
func (w *wire) slowHeader() {
	conn := w.dial()
	defer conn.Close()
	begun := time.Now()
	for _, c := range []byte("GET " + readPath + " HTTP/1.1\r\nHost: gate\r\n") {
		if _, err := conn.Write([]byte{c}); err != nil {
			break
		}
		if status := verdictOf(w.T, w.gate+readPath, w.living); status != http.StatusOK {
			w.Errorf("beside a slow client, another is answered with %d", status)
		}
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			break // it was closed, or answered with an error
		}
	}
	if took := time.Since(begun); took < headerTime-time.Second || took > patience {
		w.Errorf("a client that takes its time is given up after %v, want about %v", took, headerTime)
	}
}

// halfClosed says all that it has to say, and waits for the answer; or stops in the middle.
func (w *wire) halfClosed() {
	whole := "GET " + readPath + " HTTP/1.1\r\nHost: gate\r\nApi-Key: " + w.living + "\r\n\r\n"
	for send, want := range map[string]string{whole: "[200]", whole[:len(whole)-4]: "[400]"} {
		conn := w.dial()
		if _, err := io.WriteString(conn, send); err != nil {
			w.Error(err)
		}
		_ = conn.CloseWrite() // what follows shows whether it worked
		got, err := answers(conn)
		conn.Close()
		if fmt.Sprint(got) != want {
			w.Errorf("after %d of %d bytes, and nothing more: %v (%v), want %s", len(send), len(whole), got, err, want)
		}
	}
}

// idle opens as many connections as the gate takes, uses each once, and leaves them open: others are answered, and
// the program needs no more memory than was promised.
func (w *wire) idle() {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		w.Fatal(err)
	}
	n := min(idleConnections, int(limit.Cur)-otherFiles)
	request := []byte("GET " + readPath + " HTTP/1.1\r\nHost: gate\r\nApi-Key: " + w.living + "\r\n\r\n")
	before := w.resident()
	conns := make([]net.Conn, 0, n)
	defer func() {
		for _, conn := range conns {
			conn.Close()
		}
	}()
	answer := make([]byte, 1024)
	for len(conns) < n {
		conn := w.dial()
		conns = append(conns, conn)
		_, err := conn.Write(request)
		if err == nil {
			_, err = conn.Read(answer)
		}
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200 ") {
			w.Fatalf("connection %d: %v, %s", len(conns), err, answer[:20])
		}
	}
	with := w.resident()
	w.Logf("%d idle connections: the program has %d MiB, before %d", n, with, before)
	if with > idleMemory {
		w.Errorf("with %d idle connections the program has %d MiB", n, with)
	}
	if status := verdictOf(w.T, w.gate+readPath, w.living); status != http.StatusOK {
		w.Errorf("beside idle connections another is answered with %d", status)
	}
}

// resident is how much memory the program has, in MiB.
func (w *wire) resident() int {
	w.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", w.command.Process.Pid))
	if err != nil {
		w.Fatal(err)
	}
	fields := strings.Fields(string(text))
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		w.Fatal(err)
	}
	return pages * os.Getpagesize() >> 20
}
