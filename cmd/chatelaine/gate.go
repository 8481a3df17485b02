package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"

	"chatelaine/verify"
	"chatelaine/web/gate"
)

// gateFlags say where the gate listens and what it goes by.
type gateFlags struct {
	GateAddr        string `name:"gate-addr" placeholder:"127.0.0.1:8081" help:"Where the gate listens, or unix:/path for a Unix socket."`
	NoGate          bool   `name:"no-gate" help:"Run without a gate."`
	GateQueryHeader string `name:"gate-query-header" placeholder:"X-Original-URI" help:"The one header in which the proxy says the original address, to accept a key in its apiKey parameter. Such keys end up in logs and histories."`
	GateLogEvery    int    `name:"gate-log-every" default:"1000" help:"Of how many answers of the gate one is logged; 1 logs each, 0 none."`
}

const (
	gateAddr   = "127.0.0.1:8081"
	unixPrefix = "unix:"
	// socketMode lets a proxy in that is of the socket's group.
	socketMode = 0o660
)

// gateSettings are the flags of a gate after they were checked.
type gateSettings struct {
	off         bool
	addr        address
	socket      string // path of a Unix socket, in place of addr
	asked       bool   // somebody chose the address
	queryHeader string
	logEvery    int
}

// settings checks the flags.
func (f gateFlags) settings(wrong *problems) (s gateSettings) {
	s = gateSettings{off: f.NoGate, asked: f.GateAddr != "", queryHeader: f.GateQueryHeader, logEvery: f.GateLogEvery}
	if s.off {
		return s
	}
	path, isSocket := strings.CutPrefix(f.GateAddr, unixPrefix)
	switch {
	case isSocket && path == "":
		wrong.add("--gate-addr", f.GateAddr, "names no file", "unix: and the path of a socket, such as unix:/run/chatelaine/gate.sock")
	case isSocket:
		s.socket = path
	case f.GateAddr == "":
		s.addr = address{"127.0.0.1", "8081"}
	default:
		s.addr = parseAddress("--gate-addr", f.GateAddr, wrong)
	}
	if f.GateQueryHeader != "" && !isHeaderName(f.GateQueryHeader) {
		wrong.add("--gate-query-header", f.GateQueryHeader, "isn't the name of a header", "letters, digits and hyphens, such as X-Original-URI")
	}
	return s
}

// isHeaderName tells whether a text is made of what names of headers are usually made of.
func isHeaderName(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// loopback tells whether only this machine can reach the gate.
func (s gateSettings) loopback() bool { return s.socket != "" || s.addr.loopback() }

// gateway is a gate with its listener.
type gateway struct {
	settings gateSettings
	listener net.Listener
	index    *verify.Index
	feed     *gateFeed
}

// listenGate takes the gate's address; nil without a gate. One that nobody asked for gives way to a free port if yields.
func listenGate(ctx context.Context, s gateSettings, yields bool) (*gateway, error) {
	if s.off {
		return nil, nil
	}
	listener, err := s.listen(ctx)
	if yields && !s.asked && errors.Is(err, syscall.EADDRINUSE) {
		s.addr.port = "0"
		listener, err = s.listen(ctx)
	}
	if err != nil {
		return nil, err
	}
	return &gateway{settings: s, listener: listener, index: verify.New()}, nil
}

func (s gateSettings) listen(ctx context.Context) (net.Listener, error) {
	if s.socket == "" {
		return listenAt(ctx, "--gate-addr", s.addr)
	}
	if err := removeSocket(s.socket); err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", s.socket)
	if err != nil {
		return nil, fmt.Errorf("listen on --gate-addr unix:%s: %w", s.socket, err)
	}
	if err := os.Chmod(s.socket, socketMode); err != nil {
		return nil, errors.Join(fmt.Errorf("let the socket's group in: %w", err), listener.Close())
	}
	return listener, nil
}

// removeSocket removes a socket that a process left behind which is gone.
func removeSocket(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return nil // listening says what is wrong
	}
	if conn, err := net.Dial("unix", path); err == nil {
		_ = conn.Close() // somebody answers
		return problem{"--gate-addr unix:" + path, "is taken by another program", "a path that no program listens on", nil}
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("remove the socket that was left behind: %w", err)
	}
	return nil
}

// at is how people are told where the gate is.
func (g *gateway) at() string {
	if g.settings.socket != "" {
		return "unix:" + g.settings.socket
	}
	return "http://" + g.settings.addr.at(g.listener.Addr())
}

// close gives the address back.
func (g *gateway) close() error {
	if g == nil {
		return nil
	}
	if err := g.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// handler is the gate of a portal.
func (p *portal) gateHandler() *gate.Gate {
	return gate.New(gate.Config{
		Index:       p.gate.index,
		Now:         p.now,
		Rand:        p.rand,
		Log:         p.log,
		Recorder:    p.uses,
		Flushes:     p.uses.Flushes,
		Lag:         p.gate.feed.lag,
		Resources:   p.store,
		QueryHeader: p.gate.settings.queryHeader,
		Proxies:     p.proxies,
		Guarded:     !p.gate.settings.loopback(),
		Trouble:     p.trouble,
		Limiter:     gate.NewLimiter(p.now()),
		LogEvery:    p.gate.settings.logEvery,
	})
}

// answerGate lets requests to the gate in until ctx ends; nil gate: at once.
func (p *portal) answerGate(ctx context.Context) error {
	if p.gate == nil {
		return nil
	}
	secure := p.tls
	if p.gate.settings.loopback() {
		secure = nil
	}
	handler := p.gateHandler()
	var noting sync.WaitGroup
	stop := make(chan struct{})
	noting.Go(func() { p.noteCredentials(handler, stop) })
	defer noting.Wait()
	defer close(stop)
	return answer(ctx, gate.Listen(limitConnections(p.gate.listener, maxConnections)), secure, &door{next: handler, drain: drain}, p.log)
}
