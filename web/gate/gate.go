// Package gate is the listener that answers the question an API key exists for: may this request pass?
//
// A [Gate] is an [http.Handler]. What a request must hold comes from the address that the proxy was configured with, never
// from what the client sends; the verdict comes from a [verify.Index], and so from memory. The world outside learns no
// reason, but a reference to it.
//
// Nothing here asks a database on a request's way.
package gate

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// Config is what a gate works with.
type Config struct {
	Index *verify.Index
	Now   func() time.Time
	Rand  io.Reader    // for references
	Log   *slog.Logger // nil: nothing is logged
	// LogEvery is of how many answers one is logged; 0: of none.
	LogEvery int
	// Recorder is told of each verdict; nil: nobody is.
	Recorder Recorder
	// Limiter says when there were too many; nil: nothing is limited.
	Limiter *Limiter
	// Resources says what keys may do with single resources; nil: nothing.
	Resources Resources
	// Lag is how far the index is behind what was committed: how long the last change took to hold, or for how long the
	// index hasn't known every key. Nil: nobody measures it.
	Lag func() time.Duration
	// Flushes are the writings of what was recorded; nil: there are none.
	Flushes func() Flushes
	// QueryHeader names the one header that carries the original address, whose parameter apiKey is a key too; empty: none.
	QueryHeader string
	// Proxies are believed what X-Forwarded-For says.
	Proxies []netip.Prefix
	// Guarded: forward-auth takes a gate credential, because the listener can be reached from other machines.
	Guarded bool
	// Trouble says in words what keeps the store from being changed; empty: nothing. It must not wait. Nil: nothing does.
	Trouble func() string
}

// Use is a verdict as a [Recorder] is told of it. What it holds may be kept.
type Use struct {
	Reference    string // that the client was told; empty for what passed
	Organization string // the short name that the address says
	Answer       verify.Answer
	Role         store.Role // that was needed; zero: any
	Address      netip.Addr // of the client; the zero Addr is unknown
	UserAgent    string     // as it was sent
	At           time.Time
}

// Recorder notes what keys are used for, and why they are refused. It is called on the way of every request, by many
// goroutines at once, and must not wait.
type Recorder interface{ Record(use Use) }

// Flushes are the writings of what a [Recorder] noted: how many there were, and how long they and the last of them took.
type Flushes struct {
	N          uint64
	Took, Last time.Duration
}

// Resources says what keys may do with single resources. It may wait for a database: nothing but a program's question about a
// resource asks it.
type Resources interface {
	// KeyAccess is what a key may do with each of the resources, by ownership and access entries; empty: nothing.
	KeyAccess(ctx context.Context, org store.OrgID, key store.KeyID, resources []store.ResourceName) ([]store.Access, error)
}

// Gate answers. Make it with [New].
type Gate struct {
	Config
	metrics *metrics
	sample  sampler
	routes  map[string]http.HandlerFunc
	wrong   complaints
	uses    credentialUses
}

// New makes a gate.
func New(config Config) *Gate {
	g := &Gate{Config: config, metrics: newMetrics(&config), sample: sampler{every: uint64(max(0, config.LogEvery))}}
	if g.Log == nil {
		g.Log = slog.New(slog.DiscardHandler)
	}
	g.QueryHeader = http.CanonicalHeaderKey(g.QueryHeader)
	g.routes = g.list()
	return g
}
