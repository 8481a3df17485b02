package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

// What a client may take its time for, and what a stop does.
const (
	headerTime = 5 * time.Second
	bodyTime   = 30 * time.Second
	writeTime  = 30 * time.Second
	idleTime   = time.Minute
	drainTime  = 400 * time.Millisecond // for a proxy to see that it should ask elsewhere
	stopTime   = 10 * time.Second       // for requests that are under way
)

// listen takes the portal's address. Errors: one sentence for whoever chose the address.
func listen(ctx context.Context, addr address) (net.Listener, error) {
	return listenAt(ctx, "--addr", addr)
}

// listenAt takes an address that a flag gave.
func listenAt(ctx context.Context, flag string, addr address) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr.String())
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, problem{flag + " " + addr.String(), "is taken by another program", "an address with a free port", err}
	case errors.Is(err, syscall.EACCES):
		return nil, problem{flag + " " + addr.String(), "needs rights that this user doesn't have", "a port from 1024 on", err}
	case err != nil:
		return nil, fmt.Errorf("listen on %s %s: %w", flag, addr, err)
	}
	return listener, nil
}

// door lets requests in until the portal stops; then it tells whoever asks for its health to go elsewhere.
type door struct {
	next     http.Handler
	drain    func() // waits for that to be heard
	stopping atomic.Bool
}

// drain is how long a portal that stops goes on as if it didn't, but for its health.
func drain() { time.Sleep(drainTime) }

// ServeHTTP passes the request on.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	stopping := d.stopping.Load()
	if stopping {
		w.Header().Set("Connection", "close") // the next request comes on another connection, or goes elsewhere
	}
	if stopping && r.URL.Path == "/healthz" {
		header := w.Header()
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
		header.Set("X-Content-Type-Options", "nosniff")
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	d.next.ServeHTTP(w, r)
}

// newServer is what answers, with its limits of time. Nil TLS: plain http.
func newServer(d *door, secure *tls.Config, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           d,
		TLSConfig:         secure,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    store.MaxHeaders,
		ConnContext:       gate.ConnContext,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// answer lets requests in until ctx ends, and then finishes those that are under way. Nil TLS: plain http.
// Errors: a listener that broke.
func answer(ctx context.Context, listener net.Listener, secure *tls.Config, d *door, log *slog.Logger) error {
	server := newServer(d, secure, log)
	ended := make(chan error, 1)
	go func() {
		if secure != nil {
			ended <- server.ServeTLS(listener, "", "")
		} else {
			ended <- server.Serve(listener)
		}
	}()
	select {
	case err := <-ended:
		return fmt.Errorf("answer on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
		d.stop(server, log)
		return nil
	}
}

// stop says that the portal stops, waits for that to be heard, takes no new connection and finishes what is under way.
// What takes longer than stopTime is cut off: its change is whole or didn't happen, as after a crash.
func (d *door) stop(server *http.Server, log *slog.Logger) {
	d.stopping.Store(true)
	d.drain()
	server.SetKeepAlivesEnabled(false)
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		log.Warn("requests were cut off", "error", err)
		server.Close()
	}
}
