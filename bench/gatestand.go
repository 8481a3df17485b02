package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/uses"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

// gateStand is a gate with its yardstick: a handler that looks the presented text up in a map, and nothing else.
type gateStand struct {
	keys                int
	gate, limited, bare http.Handler
	cases               []gateCase
}

// spread is how many different keys are presented in turn: more than a processor's caches hold the facts of.
const spread = 20_000

// gateKeys are made-up keys, as a feed gives them.
type gateKeys struct {
	n       int
	at      time.Time
	rand    io.Reader
	spread  []string // texts of some that work
	off     string   // the text of one that is inactive
	held    string   // of one that has a limit
	unknown string
}

// GateFacts implements [store.GateFeed].
func (k *gateKeys) GateFacts(_ context.Context, organization func(store.GateOrganization) error, key func(store.GateKey) error) error {
	err := organization(store.GateOrganization{
		Org: 1, Slug: "bench", Permissions: store.DefaultCatalogue().Permissions,
		Groups: []store.GateGroup{{No: 1, ID: "GroupReaders", Permissions: []store.Permission{"layers:read", "tables:read"}}},
	})
	for i := 0; i < k.n && err == nil; i++ {
		var made store.GateKey
		if made, err = k.make(i); err == nil {
			err = key(made)
		}
	}
	return err
}

// make makes a key. Most are known by their digest alone, so that making them doesn't take most of the time.
func (k *gateKeys) make(i int) (store.GateKey, error) {
	key := store.GateKey{
		Org: 1, ID: store.KeyID(fmt.Sprintf("%012d", i)), Name: fmt.Sprintf("Tile server %08d", i), Role: store.RoleUser,
		ExpiresAt: k.at.AddDate(1, 0, i%300), Groups: []int64{1},
	}
	digest := store.Digest(sha256.Sum256([]byte(key.ID)))
	every := max(1, k.n/spread)
	if i%every == 0 {
		text, err := keystring.New(k.rand, "chk", string(key.ID))
		if err != nil {
			return key, err
		}
		digest = text.Sum()
		switch {
		case i == 0:
			k.off, key.InactiveFrom = text.Reveal(), k.at.AddDate(0, -1, 0)
		case k.held == "":
			k.held, key.Limit = text.Reveal(), store.RateLimit{PerMinute: store.MaxPerMinute, Burst: store.MaxPerMinute}
		default:
			k.spread = append(k.spread, text.Reveal())
		}
	}
	key.Secrets = []store.GateSecret{{Seq: int64(i + 1), Digest: digest}}
	return key, nil
}

// fewest keys are one of each sort.
const fewest = 3

// newGateStand makes both handlers, and measures what the keys take.
func newGateStand(ctx context.Context, c GateConfig, n int) (*gateStand, GateSize, error) {
	fmt.Fprintf(c.Progress, "chatelaine: %d keys are made\n", n)
	size := GateSize{Keys: n}
	keys := &gateKeys{n: max(n, fewest), at: c.Now(), rand: c.Rand}
	index := verify.New()
	before := heap()
	err := index.Load(ctx, keys)
	if err != nil {
		return nil, size, err
	}
	size.Bytes = (float64(heap()) - float64(before)) / float64(n)
	if keys.unknown, err = newText(c.Rand); err != nil {
		return nil, size, err
	}
	verifications(c.Now, index, keys, &size)
	s := newHandlers(c, index, keys)
	return s, size, nil
}

func newText(rand io.Reader) (string, error) {
	key, err := keystring.New(rand, "chk", "UnknownToAll")
	return key.Reveal(), err
}

// newHandlers makes the gate as serve has it, and its yardstick.
func newHandlers(c GateConfig, index *verify.Index, keys *gateKeys) *gateStand {
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	config := gate.Config{Index: index, Now: c.Now, Rand: c.Rand, Log: log, LogEvery: 100, Recorder: uses.New(c.Now, log)}
	s := &gateStand{keys: keys.n, gate: gate.New(config)}
	config.Limiter = gate.NewLimiter(c.Now())
	s.limited = gate.New(config)
	known := keys.known()
	s.bare = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !known[r.Header.Get("Api-Key")] {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	valid := keys.spread[len(keys.spread)/2]
	mistyped := valid[:len(valid)-1] + string('0'+(valid[len(valid)-1]+1)%10)
	s.cases = []gateCase{
		{"valid, one key", []string{valid}, http.StatusOK, false},
		{"valid, any key", keys.spread, http.StatusOK, false},
		{"valid, counted against limits", []string{keys.held}, http.StatusOK, true},
		{"wrong checksum", []string{mistyped}, http.StatusUnauthorized, false},
		{"unknown", []string{keys.unknown}, http.StatusUnauthorized, false},
		{"inactive", []string{keys.off}, http.StatusUnauthorized, false},
		{"a flood of unknown", []string{keys.unknown}, http.StatusUnauthorized, true},
	}
	return s
}

// known is what the yardstick looks up: as many texts as there are keys.
func (k *gateKeys) known() map[string]bool {
	known := make(map[string]bool, k.n)
	for _, text := range append([]string{k.held}, k.spread...) {
		known[text] = true
	}
	for i := len(known); i < k.n; i++ {
		known[fmt.Sprintf("chk_%012d_secretsecretsecretsecretsecretse%06d", i, i)] = true
	}
	return known
}

// verifications measures the index without HTTP.
func verifications(now func() time.Time, index *verify.Index, keys *gateKeys, size *GateSize) {
	began := now()
	runtime.GC()
	size.Collect = now().Sub(began)
	// A request's text was read just before, so that it is at hand; what is known of its key isn't.
	took := func(texts []string) (sum time.Duration) {
		const times, atHand = 200_000, 500
		var read [atHand]string
		for i := 0; i < times; i += atHand {
			for j := range read {
				read[j] = strings.Clone(texts[(i+j)*7919%len(texts)])
			}
			began := now()
			for _, text := range read {
				q := verify.Question{Presented: text, Organization: "bench", At: keys.at}
				_, _ = index.Check(&q) // that it passes, the measurement over HTTP shows
			}
			sum += now().Sub(began)
		}
		return sum / times
	}
	valid := keys.spread[:1]
	size.Verify, size.Spread = took(valid), took(keys.spread)
	q := verify.Question{Presented: valid[0], Organization: "bench", At: keys.at}
	size.Allocs = allocations(func() { _, _ = index.Check(&q) })
}

// allocations is how many a call makes.
func allocations(call func()) float64 {
	const times = 10_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		call()
	}
	runtime.ReadMemStats(&after)
	return float64((after.Mallocs - before.Mallocs) / times)
}

// heap is how much memory is in use after a collection of garbage.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // what has to be finished, such as connections, is gone after the second
	var is runtime.MemStats
	runtime.ReadMemStats(&is)
	return is.HeapAlloc
}

// middle is the rate with as many above as below it.
func middle(rates []Rate) Rate {
	slices.SortFunc(rates, func(a, b Rate) int { return int(a.PerSecond - b.PerSecond) })
	return rates[len(rates)/2]
}
