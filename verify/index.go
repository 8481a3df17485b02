package verify

import (
	"context"
	"sync"

	"chatelaine/store"
)

// Index knows every key. Make it with [New]; before it is loaded it answers [ErrNotLoaded]. Its methods are safe for
// concurrent use.
type Index struct {
	lost chan struct{} // of one: everything has to be read anew

	mu      sync.RWMutex
	facts   *facts // nil: not loaded
	loading bool   // what is followed is also kept for the facts that are being read
	queue   []store.GateChange
	doubts  doubts
}

// New makes an index that isn't loaded.
func New() *Index { return &Index{lost: make(chan struct{}, 1)} }

// chunk is how many keys are changed while nobody can ask.
const chunk = 256

// Ready tells whether the index is loaded.
func (x *Index) Ready() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.facts != nil
}

// Follows tells whether a change that is told makes a difference: the index is loaded, or is being loaded. Whatever was
// committed before this says no is read by the next load.
func (x *Index) Follows() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.facts != nil || x.loading
}

// Len is how many secrets the index knows.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.facts == nil {
		return 0
	}
	return x.facts.records.n
}

// Load reads everything anew. Meanwhile the index answers as before, and what it follows holds when the load is done. One
// load at a time. Errors: those of the feed; then nothing has changed.
func (x *Index) Load(ctx context.Context, from store.GateFeed) error {
	x.mu.Lock()
	x.loading, x.queue = true, nil
	x.mu.Unlock()
	read := newFacts()
	err := from.GateFacts(ctx, func(o store.GateOrganization) error {
		read.setOrganization(o)
		return nil
	}, func(k store.GateKey) error {
		read.addKey(k) // a feed tells of each once; what changes meanwhile is followed below
		return nil
	})
	x.mu.Lock()
	defer x.mu.Unlock()
	queue := x.queue
	x.loading, x.queue = false, nil
	if err != nil {
		return err
	}
	for _, change := range queue {
		if change.Lost {
			x.lose()
			return nil
		}
		read.follow(change)
	}
	x.facts = read
	return nil
}

// Follow makes a committed change hold. Once it returns, no answer is given from before; of a doubtful one, none that it
// could matter to.
func (x *Index) Follow(change store.GateChange) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.doubts.follow(change); change.Doubtful {
		return
	}
	if x.loading {
		x.queue = append(x.queue, change)
	}
	switch {
	case change.Lost:
		x.lose()
	case x.facts == nil:
	case len(change.Organizations) > 0:
		x.facts.follow(change)
	default:
		x.followKeys(change)
	}
}

// followKeys changes keys, and lets others ask now and then: nothing holds the keys of a change together.
func (x *Index) followKeys(change store.GateChange) {
	for len(change.Keys) > chunk {
		x.facts.follow(store.GateChange{Keys: change.Keys[:chunk]})
		change.Keys = change.Keys[chunk:]
		x.mu.Unlock()
		x.mu.Lock()
	}
	x.facts.follow(change)
}

// lose forgets everything, and says so to whoever can read it anew.
func (x *Index) lose() {
	x.facts = nil
	select {
	case x.lost <- struct{}{}:
	default: // it is known already
	}
}
