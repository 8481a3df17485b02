package uses

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

const (
	// maxWaiting is how many batches wait for a store that doesn't answer; then the oldest are given up.
	maxWaiting = 200
	// maxTold is how many networks of keys are remembered as told of.
	maxTold = 1 << 18
)

// writing is what only one flush at a time touches.
type writing struct {
	mu      sync.Mutex
	waiting []store.UseBatch
	told    map[told]struct{}
	day     int64 // of told, in UTC: what was told of yesterday is told of again
}

// told is a network from which a secret was used.
type told struct {
	secret  int64
	network network
}

// Flush writes what has come together. What the store doesn't take waits for the next time.
func (r *Recorder) Flush(ctx context.Context, to store.Uses) {
	w := &r.writing
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, r.batches(w)...)
	if len(w.waiting) > 0 {
		defer r.took(r.now())
	}
	for len(w.waiting) > 0 {
		call := store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: r.now()}
		if err := to.RecordUses(ctx, call, w.waiting[0]); err != nil {
			r.log.Error("what the gate answered can't be written down", slog.String("error", err.Error()), slog.Int("waiting", len(w.waiting)))
			if over := len(w.waiting) - maxWaiting; over > 0 {
				w.waiting = append([]store.UseBatch(nil), w.waiting[over:]...)
			}
			return
		}
		w.waiting = w.waiting[1:]
	}
	w.waiting = nil
}

// took notes how long a writing took that began at an instant.
func (r *Recorder) took(began time.Time) {
	last := r.now().Sub(began)
	r.flushing.Lock()
	defer r.flushing.Unlock()
	r.flushes.N++
	r.flushes.Took += last
	r.flushes.Last = last
}

// Flushes are the writings so far, those that went wrong too; without anything to write there is none.
func (r *Recorder) Flushes() gate.Flushes {
	r.flushing.Lock()
	defer r.flushing.Unlock()
	return r.flushes
}

// batches takes what was counted and puts it into pieces that the store takes at once.
func (r *Recorder) batches(w *writing) (batches []store.UseBatch) {
	w.begin(r.now())
	var now store.UseBatch
	put := func() {
		if len(now.Uses)+len(now.Refusals) > 0 {
			batches = append(batches, now)
		}
		now = store.UseBatch{}
	}
	var entries []entry
	for i := range r.shards {
		entries = append(entries, r.shards[i].take()...)
	}
	// Rows of secrets that follow each other lie together, so that a piece changes few pages.
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.org, b.org), cmp.Compare(a.secret, b.secret)) })
	for _, e := range entries {
		now.Uses = append(now.Uses, w.use(e))
		if len(now.Uses) == store.MaxUses {
			put()
		}
	}
	put()
	for _, refusal := range r.refusals.take() {
		now.Refusals = append(now.Refusals, refusal)
		if len(now.Refusals) == store.MaxUses {
			put()
		}
	}
	put()
	return batches
}

// begin forgets what was told of on another day.
func (w *writing) begin(now time.Time) {
	const day = 24 * 60 * 60
	if today := now.Unix() / day; today != w.day || len(w.told) > maxTold {
		w.day, w.told = today, map[told]struct{}{}
	}
}

// use is an entry as the store takes it.
func (w *writing) use(e entry) store.Use {
	u := store.Use{
		Org: e.org, Secret: e.secret, Verdict: verdictOf(e.from.verdict()), Count: e.n, Last: e.last,
		Client: store.Client{Network: e.from.network().String(), Agent: store.CleanAgent(e.agent)},
	}
	if u.Verdict == store.VerdictValid {
		at := told{e.secret, e.from.network()}
		_, u.Told = w.told[at]
		w.told[at] = struct{}{}
	}
	return u
}
