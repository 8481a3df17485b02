package bench

import (
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"chatelaine/web/gate"
)

func serveGate(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ConnContext: gate.ConnContext}
}

func TestTheGateIsMeasured(t *testing.T) {
	t.Parallel()
	report, err := MeasureGate(t.Context(), GateConfig{
		Keys: []int{1}, Connections: []int{2}, Rounds: 1, Turn: time.Millisecond, Server: serveGate, Now: time.Now, Rand: rand.Reader, Progress: io.Discard,
	})
	if err != nil || len(report.Sizes) != 1 || len(report.Lines) != 7 {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, l := range report.Lines {
		if l.Gate.PerSecond <= 0 || l.Bare.PerSecond <= 0 {
			t.Errorf("%+v", l)
		}
	}
}

// BenchmarkGateAnswer asks the yardstick and the gate over a connection in memory, so that what it counts is their work, not the
// system's. Of a machine that others use too only the processor's time says something.
func BenchmarkGateAnswer(b *testing.B) {
	stand, _, err := newGateStand(b.Context(), GateConfig{Now: time.Now, Rand: rand.Reader, Progress: io.Discard}, 1000)
	if err != nil {
		b.Fatal(err)
	}
	for _, what := range stand.cases {
		for _, asked := range []struct {
			name string
			http.Handler
		}{{"bare", stand.bare}, {"gate", map[bool]http.Handler{false: stand.gate, true: stand.limited}[what.limited]}} {
			b.Run(what.name+"/"+asked.name, func(b *testing.B) {
				b.ReportAllocs()
				c := newTalk(what, b.N)
				before := processor()
				err := serveGate(asked.Handler).Serve(gate.Listen(&single{Conn: c}))
				<-c.over
				b.ReportMetric(float64(processor()-before)/float64(b.N), "cpu-ns/op")
				if c.wrong > 0 && !what.limited {
					b.Fatal(c.wrong, "answers of another status", err)
				}
			})
		}
	}
}

// processor is the processor's time that this process took, in ns.
func processor() int64 {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return used.Utime.Nano() + used.Stime.Nano()
}

// single is a listener for one connection.
type single struct {
	net.Conn
	taken bool
}

func (s *single) Accept() (net.Conn, error) {
	if s.taken {
		return nil, io.EOF
	}
	s.taken = true
	return s.Conn, nil
}

func (s *single) Addr() net.Addr { return s.LocalAddr() }

func (s *single) Close() error { return nil }

// talk is a connection over which a request comes once the one before is answered.
type talk struct {
	requests []string
	status   string
	over     chan struct{}
	end      func()

	mu      sync.Mutex
	changed sync.Cond
	left, n int
	rest    string
	awaited bool // an answer is
	stopped bool // reading is
	wrong   int
}

func newTalk(what gateCase, n int) *talk {
	c := &talk{status: http.StatusText(what.status), left: n, over: make(chan struct{})}
	c.changed.L = &c.mu
	c.end = sync.OnceFunc(func() { close(c.over) })
	for _, key := range what.keys {
		c.requests = append(c.requests, "GET /auth/bench HTTP/1.1\r\nHost: gate\r\nUser-Agent: bench\r\nApi-Key: "+key+"\r\n\r\n")
	}
	return c
}

func (c *talk) Read(to []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.rest == "" {
		switch {
		case c.stopped:
			return 0, timedOut{}
		case c.awaited:
			c.changed.Wait()
		case c.left == 0:
			c.end()
			return 0, io.EOF
		default:
			c.rest, c.awaited = c.requests[c.n%len(c.requests)], true
			c.left, c.n = c.left-1, c.n+1
		}
	}
	n := copy(to, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *talk) Write(answer []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(answer) < 13+len(c.status) || string(answer[13:13+len(c.status)]) != c.status {
		c.wrong++
	}
	c.awaited = false
	c.changed.Signal()
	return len(answer), nil
}

// SetReadDeadline stops a reading when the instant is long gone, as net/http does when an answer is written.
func (c *talk) SetReadDeadline(at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = !at.IsZero() && at.Unix() < 10
	c.changed.Signal()
	return nil
}

func (c *talk) SetDeadline(at time.Time) error   { return c.SetReadDeadline(at) }
func (c *talk) SetWriteDeadline(time.Time) error { return nil }
func (c *talk) Close() error                     { c.end(); return nil }
func (c *talk) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8081} }
func (c *talk) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 40404} }

type timedOut struct{}

func (timedOut) Error() string   { return "timed out" }
func (timedOut) Timeout() bool   { return true }
func (timedOut) Temporary() bool { return true }
