// Package uses writes down what the gate answers, behind it: when keys are used and from where, how often each verdict is
// given, and why something was refused.
//
// A [Recorder] counts in memory, in tens of nanoseconds, and [Recorder.Run] writes what has come together every few
// seconds, in transactions so short that whoever changes something in the portal doesn't notice. A crash loses what came
// since; a stop that is waited for loses nothing.
package uses

import (
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

// Every is how often what came together is written. With the time that writing takes it is less than five seconds.
const Every = 4 * time.Second

const (
	shards = 64 // more than there are processors, so that two rarely meet
	// maxEntries is how many rows a shard keeps apart by network; beyond that they are counted without one.
	maxEntries = 4096
	// maxAgent is how much of what a client calls itself is kept until it is cleaned.
	maxAgent = 4 * store.MaxAgent
)

// Recorder is told of verdicts. Make it with [New].
type Recorder struct {
	now      func() time.Time
	log      *slog.Logger
	shards   [shards]shard
	refusals refusals
	writing  writing

	flushing sync.Mutex // not writing's: whoever reads metrics doesn't wait for a database
	flushes  gate.Flushes
}

// New makes a recorder that writes when [Recorder.Run] runs.
func New(now func() time.Time, log *slog.Logger) *Recorder {
	return &Recorder{now: now, log: log}
}

var _ gate.Recorder = (*Recorder)(nil)

// what is counted apart. It has no gaps, so that it is quickly looked up.
type what struct {
	org    store.OrgID
	secret int64 // 0: none that is known
	from   origin
}

// origin is a verdict, and of what passed the network: whoever is refused makes no rows by coming from many.
type origin uint64

// The verdict stands above the bits of a network.
const verdictShift = 52

func originOf(v verify.Verdict, n network) origin {
	if v != verify.Valid {
		n = 0
	}
	return origin(v)<<verdictShift | origin(n>>62)<<48 | origin(n)&(1<<48-1)
}

func (o origin) verdict() verify.Verdict { return verify.Verdict(o >> verdictShift) }

func (o origin) network() network { return network(o>>48&3)<<62 | network(o)&(1<<48-1) }

// entry is how often, and what the latest of them was like.
type entry struct {
	what
	n     int64
	last  time.Time
	agent string
}

// shard is a part of what was counted, with its own lock.
type shard struct {
	mu      sync.Mutex
	at      map[what]int32 // place among entries
	entries []entry
	_       [64]byte // the next one's lock lies in another line of the processor's cache
}

// Record counts a verdict. It never waits for more than another's counting.
func (r *Recorder) Record(use gate.Use) {
	a := &use.Answer
	n := networkOf(use.Address)
	s := &r.shards[shardOf(a.Secret, n)]
	s.mu.Lock()
	s.count(what{a.Org, a.Secret, originOf(a.Verdict, n)}, &use)
	s.mu.Unlock()
	if use.Reference != "" {
		r.refusals.add(&use)
	}
}

// shardOf spreads secrets and networks, so that many who ask about one don't wait for each other.
func shardOf(secret int64, n network) uint64 {
	return (uint64(secret) ^ uint64(n)) * 0x9e3779b97f4a7c15 >> (64 - 6)
}

func (s *shard) count(w what, use *gate.Use) {
	at, there := s.at[w]
	if !there {
		if len(s.entries) >= maxEntries {
			w.from = originOf(w.from.verdict(), 0)
			at, there = s.at[w]
		}
		if !there {
			at = s.add(w)
		}
	}
	e := &s.entries[at]
	e.n++
	e.last = use.At
	if e.agent != use.UserAgent {
		e.agent = strings.Clone(use.UserAgent[:min(len(use.UserAgent), maxAgent)])
	}
}

func (s *shard) add(w what) int32 {
	if s.at == nil {
		s.at = map[what]int32{}
	}
	at := int32(len(s.entries))
	s.at[w] = at
	s.entries = append(s.entries, entry{what: w})
	return at
}

// take gives what was counted, and begins anew.
func (s *shard) take() []entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := s.entries
	s.entries = make([]entry, 0, len(entries))
	clear(s.at)
	return entries
}

// network is a prefix as [store.NetworkOf] gives it, in a number: 0 is none.
type network uint64

// The highest bits of a network say which kind it is.
const (
	isIPv4 network = 1 << 63
	isIPv6 network = 1 << 62
)

func networkOf(address netip.Addr) network {
	switch {
	case address.Is4(), address.Is4In6():
		b := address.As4()
		return isIPv4 | network(b[0])<<16 | network(b[1])<<8 | network(b[2])
	case address.Is6():
		b := address.As16()
		return isIPv6 | network(b[0])<<40 | network(b[1])<<32 | network(b[2])<<24 | network(b[3])<<16 | network(b[4])<<8 | network(b[5])
	}
	return 0
}

// String is the prefix; empty for none.
func (n network) String() string {
	var address netip.Addr
	switch {
	case n&isIPv4 != 0:
		address = netip.AddrFrom4([4]byte{byte(n >> 16), byte(n >> 8), byte(n)})
	case n&isIPv6 != 0:
		address = netip.AddrFrom16([16]byte{byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	default:
		return ""
	}
	return store.NetworkOf(address).String()
}

// Run writes what came together until ctx ends, and once more then. Whoever stops the gate before has lost nothing when Run
// returns.
func (r *Recorder) Run(ctx context.Context, to store.Uses) {
	ticker := time.NewTicker(Every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			r.Flush(ctx, to)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), Every)
			defer cancel()
			r.Flush(last, to)
			return
		}
	}
}
