package bench

import (
	"bufio"
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
	Now         func() time.Time
	Rand        io.Reader
	Progress    io.Writer
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
	name   string
	keys   []string
	status int
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
	ours, stopGate, err := listenAndServe(s.gate)
	if err != nil {
		return nil, err
	}
	defer stopGate()
	bare, stopBare, err := listenAndServe(s.bare)
	if err != nil {
		return nil, err
	}
	defer stopBare()
	for _, what := range s.cases {
		for _, connections := range c.Connections {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			fmt.Fprintf(c.Progress, "chatelaine: %d keys, %s, %d connections\n", s.keys, what.name, connections)
			line := GateLine{Keys: s.keys, Connections: connections, Name: what.name}
			var gates, bares []Rate
			for range c.Rounds {
				for _, turn := range []struct {
					at     string
					status int
					rates  *[]Rate
				}{{bare, what.status, &bares}, {ours, what.status, &gates}} {
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

func listenAndServe(handler http.Handler) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for the benchmark: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ConnContext: gate.ConnContext}
	go server.Serve(gate.Listen(listener)) //nolint:errcheck // it ends with the listener
	return listener.Addr().String(), func() { server.Close() }, nil
}

// askFor asks a handler for one turn, and gives how it went.
func askFor(c GateConfig, address string, what gateCase, connections int) (Rate, error) {
	runtime.GC()
	var asking sync.WaitGroup
	took := make([][]time.Duration, connections)
	errs := make([]error, connections)
	began := time.Now()
	for i := range connections {
		asking.Go(func() { took[i], errs[i] = askOver(address, what, i, began.Add(c.Turn)) })
	}
	asking.Wait()
	spent := time.Since(began)
	var all []time.Duration
	for i := range took {
		if errs[i] != nil {
			return Rate{}, errs[i]
		}
		all = append(all, took[i]...)
	}
	return Rate{float64(len(all)) / spent.Seconds(), quantiles(all).P99}, nil
}

// askOver asks over one connection, with one key after the other, until an instant.
func askOver(address string, what gateCase, from int, until time.Time) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect for the benchmark: %w", err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	request := make([]byte, 0, 300)
	for n := from * 7919; time.Now().Before(until); n++ {
		request = append(request[:0], "GET /auth/bench HTTP/1.1\r\nHost: gate\r\nUser-Agent: bench\r\nApi-Key: "...)
		request = append(append(request, what.keys[n%len(what.keys)]...), "\r\n\r\n"...)
		began := time.Now()
		if _, err := conn.Write(request); err != nil {
			return nil, fmt.Errorf("ask for the benchmark: %w", err)
		}
		status, err := readAnswer(answers)
		if err != nil || status != what.status {
			return nil, fmt.Errorf("the answer to %s is %d: %w", what.name, status, err)
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// readAnswer reads an answer to its end, doing as little as it can: the yardstick shares the machine with whoever asks.
func readAnswer(from *bufio.Reader) (status int, err error) {
	length := 0
	for {
		line, err := from.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		switch {
		case status == 0 && len(line) > 12:
			status, err = strconv.Atoi(string(line[9:12]))
			if err != nil {
				return 0, err
			}
		case len(line) <= 2:
			_, err = from.Discard(length)
			return status, err
		case line[0] == 'C' && len(line) > 16 && string(line[:16]) == "Content-Length: ":
			if length, err = strconv.Atoi(string(line[16 : len(line)-2])); err != nil {
				return 0, err
			}
		}
	}
}
