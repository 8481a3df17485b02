package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"chatelaine/web/gate"
)

// GateConfig says what is measured of the gate.
type GateConfig struct {
	Keys        []int // of one organization; a gate for each
	Connections []int // that ask side by side
	Rounds      int   // turns that the gate and its yardstick take at each
	Turn        time.Duration
	// Server is what answers for the gate; the yardstick has one without limits of time.
	Server   func(http.Handler) *http.Server
	Now      func() time.Time
	Rand     io.Reader
	Progress io.Writer
}

// GateReport is what was measured.
type GateReport struct {
	Sizes []GateSize
	Lines []GateLine
}

// GateSize is what holding that many keys takes.
type GateSize struct {
	Keys    int
	Bytes   float64       // a key
	Collect time.Duration // a whole collection of garbage
	Verify  time.Duration // one verification, without HTTP
	Allocs  float64       // likewise
	Spread  time.Duration // one verification of any key
}

// GateLine is a sort of question, asked over HTTP by some connections.
type GateLine struct {
	Keys, Connections int
	Name              string
	Gate, Bare        Rate
}

// Rate is how many requests a second there were, and what the slowest hundredth took.
type Rate struct {
	PerSecond float64
	P99       time.Duration
}

// gateCase is a sort of question: the keys that are presented in turn.
type gateCase struct {
	name    string
	keys    []string
	status  int
	limited bool // the gate has limits, by which the answer may be 429 too
}

// MeasureGate measures the gate beside a handler that looks keys up in a map, in one process over loopback.
func MeasureGate(ctx context.Context, c GateConfig) (report GateReport, err error) {
	for _, n := range c.Keys {
		stand, size, err := newGateStand(ctx, c, n)
		if err != nil {
			return report, err
		}
		report.Sizes = append(report.Sizes, size)
		lines, err := stand.measure(ctx, c)
		if err != nil {
			return report, err
		}
		report.Lines = append(report.Lines, lines...)
	}
	return report, nil
}

// measure asks both handlers each sort of question, in turns.
func (s *gateStand) measure(ctx context.Context, c GateConfig) (lines []GateLine, err error) {
	var at [3]string
	for i, server := range []*http.Server{{Handler: s.bare}, c.Server(s.gate), c.Server(s.limited)} {
		address, stop, err := listenAndServe(server)
		if err != nil {
			return nil, err
		}
		defer stop()
		at[i] = address
	}
	bare, open, limited := at[0], at[1], at[2]
	for _, what := range s.cases {
		for _, connections := range c.Connections {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			fmt.Fprintf(c.Progress, "chatelaine: %d keys, %s, %d connections\n", s.keys, what.name, connections)
			line := GateLine{Keys: s.keys, Connections: connections, Name: what.name}
			var gates, bares []Rate
			ours := open
			if what.limited {
				ours = limited
			}
			for range c.Rounds {
				for _, turn := range []struct {
					at    string
					rates *[]Rate
				}{{bare, &bares}, {ours, &gates}} {
					rate, err := askFor(c, turn.at, what, connections)
					if err != nil {
						return nil, err
					}
					*turn.rates = append(*turn.rates, rate)
				}
			}
			line.Gate, line.Bare = middle(gates), middle(bares)
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func listenAndServe(server *http.Server) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for the benchmark: %w", err)
	}
	address = listener.Addr().String()
	if server.ConnContext != nil { // only the gate's has it
		listener = gate.Listen(listener)
	}
	go server.Serve(listener) //nolint:errcheck // it ends with the listener
	return address, func() { server.Close() }, nil
}

// askFor asks a handler for one turn, and gives how it went.
func askFor(c GateConfig, address string, what gateCase, connections int) (Rate, error) {
	runtime.GC()
	var asking sync.WaitGroup
	took := make([][]time.Duration, connections)
	errs := make([]error, connections)
	began := c.Now()
	for i := range connections {
		asking.Go(func() { took[i], errs[i] = askOver(c.Now, address, what, i, began.Add(c.Turn)) })
	}
	asking.Wait()
	spent := c.Now().Sub(began)
	var all []time.Duration
	for i := range took {
		if errs[i] != nil {
			return Rate{}, errs[i]
		}
		all = append(all, took[i]...)
	}
	return Rate{float64(len(all)) / spent.Seconds(), quantiles(all).P99}, nil
}

// askOver asks over one connection, with one key after the other, until an instant, and once at least.
func askOver(now func() time.Time, address string, what gateCase, from int, until time.Time) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect for the benchmark: %w", err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	request := make([]byte, 0, 300)
	for n := from * 7919; len(took) == 0 || now().Before(until); n++ {
		request = append(request[:0], "GET /auth/bench HTTP/1.1\r\nHost: gate\r\nUser-Agent: bench\r\nApi-Key: "...)
		request = append(append(request, what.keys[n%len(what.keys)]...), "\r\n\r\n"...)
		began := now()
		if _, err := conn.Write(request); err != nil {
			return nil, fmt.Errorf("ask for the benchmark: %w", err)
		}
		status, err := readAnswer(answers)
		if err != nil || status != what.status && !(what.limited && status == http.StatusTooManyRequests) {
			return nil, fmt.Errorf("the answer to %s is %d: %w", what.name, status, err)
		}
		took = append(took, now().Sub(began))
	}
	return took, nil
}

// readAnswer reads an answer to its end, doing as little as it can: the yardstick shares the machine with whoever asks.
func readAnswer(from *bufio.Reader) (status int, err error) {
	for more := 1; ; more = from.Buffered() + 1 {
		if _, err := from.Peek(more); err != nil {
			return 0, err
		}
		answer, err := from.Peek(from.Buffered())
		if err != nil {
			return 0, err
		}
		head, _, whole := bytes.Cut(answer, []byte("\r\n\r\n"))
		if !whole {
			continue
		}
		if status, err = strconv.Atoi(string(head[9:12])); err != nil {
			return 0, err
		}
		_, length, _ := bytes.Cut(head, []byte("\r\nContent-Length: "))
		length, _, _ = bytes.Cut(length, []byte("\r\n"))
		body, err := strconv.Atoi(string(length))
		if err != nil {
			return 0, err
		}
		_, err = from.Discard(len(head) + 4 + body)
		return status, err
	}
}
