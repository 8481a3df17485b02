package uses_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/uses"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

var start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// taken keeps what it is given.
type taken struct {
	store.Uses
	mu      sync.Mutex
	down    bool
	batches []store.UseBatch
}

func (t *taken) RecordUses(_ context.Context, _ store.Call, batch store.UseBatch) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.down {
		return errors.New("the disk is full")
	}
	t.batches = append(t.batches, batch)
	return nil
}

func (t *taken) all() (all store.UseBatch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range t.batches {
		all.Uses, all.Refusals = append(all.Uses, b.Uses...), append(all.Refusals, b.Refusals...)
	}
	return all
}

func newRecorder() *uses.Recorder {
	return uses.New(func() time.Time { return start }, slog.New(slog.DiscardHandler))
}

// use is one of a secret, from an address.
func use(secret int64, verdict verify.Verdict, address string) gate.Use {
	return gate.Use{Answer: verify.Answer{Org: 1, Secret: secret, Verdict: verdict}, Address: netip.MustParseAddr(address), UserAgent: "curl/8.5", At: start}
}

func TestUsesAreCountedBySecretVerdictAndNetwork(t *testing.T) {
	t.Parallel()
	r, to := newRecorder(), &taken{}
	const each = 250
	var all sync.WaitGroup
	for _, u := range []gate.Use{
		use(7, verify.Valid, "203.0.113.9"), use(7, verify.Valid, "203.0.113.200"), use(7, verify.Valid, "::ffff:203.0.113.1"), use(7, verify.Valid, "2001:db8:1:2::3"),
		use(7, verify.Inactive, "203.0.113.9"), use(8, verify.Valid, "203.0.113.9"), use(0, verify.Missing, "203.0.113.9"),
	} {
		all.Go(func() {
			for range each {
				r.Record(u)
			}
		})
	}
	all.Wait()
	r.Flush(t.Context(), to)
	got := map[string]int64{}
	for _, u := range to.all().Uses {
		got[fmt.Sprintf("%d %s %s", u.Secret, u.Verdict, u.Client.Network)] += u.Count
		if u.Client.Agent != "curl/8.5" || !u.Last.Equal(start) || u.Org != 1 {
			t.Errorf("a use is %+v", u)
		}
	}
	for what, n := range map[string]int64{
		"7 valid 203.0.113.0/24": 3 * each, "7 valid 2001:db8:1::/48": each, "7 inactive ": each, "8 valid 203.0.113.0/24": each, "0 missing ": each,
	} {
		if got[what] != n {
			t.Errorf("%s: %d, want %d", what, got[what], n)
		}
		delete(got, what)
	}
	if len(got) > 0 {
		t.Errorf("and %v", got)
	}
	r.Flush(t.Context(), to)
	if len(to.batches) != 1 {
		t.Errorf("%d batches, want one: nothing came since", len(to.batches))
	}
}

func TestANetworkIsToldOfOnce(t *testing.T) {
	t.Parallel()
	r, to := newRecorder(), &taken{}
	for range 2 {
		r.Record(use(7, verify.Valid, "203.0.113.9"))
		r.Flush(t.Context(), to)
	}
	if all := to.all().Uses; len(all) != 2 || all[0].Told || !all[1].Told {
		t.Errorf("the uses are %+v", all)
	}
}

func TestRefusalsHaveTheirReason(t *testing.T) {
	t.Parallel()
	r, to := newRecorder(), &taken{}
	lacking := use(7, verify.InsufficientPermission, "203.0.113.9")
	lacking.Reference, lacking.Answer.Key, lacking.Answer.Lacks = "ref1", "AAAAAAAAAAAA", "layers:edit"
	low := use(7, verify.InsufficientRole, "203.0.113.9")
	low.Reference, low.Role = "ref2", store.RoleManager
	unknown := use(0, verify.Unknown, "203.0.113.9")
	unknown.Reference, unknown.Answer.Presented = "ref3", "BBBBBBBBBBBB"
	unknown.UserAgent = "chk_8sYq2LwPz0Ta_k7Qm2XbT9aZr4Wd8LpV1nYc6HsGj3KfB0T1mtD"
	cut := use(0, verify.Malformed, "203.0.113.9")
	cut.Reference, cut.Answer.Presented, cut.Answer.Flaw = "ref4", "CCCCCCCCCCCC", "short 3"
	for _, u := range []gate.Use{lacking, low, unknown, cut, use(7, verify.Valid, "203.0.113.9")} {
		r.Record(u)
	}
	r.Flush(t.Context(), to)
	var got []string
	for _, f := range to.all().Refusals {
		got = append(got, fmt.Sprintf("%s %s %s %s %q %q", f.Ref, f.Verdict, f.Key, f.Need, f.Detail, f.Client.Agent))
	}
	want := `ref1 insufficient_permission AAAAAAAAAAAA layers:edit "" "curl/8.5"
ref2 insufficient_role  manager "" "curl/8.5"
ref3 unknown BBBBBBBBBBBB  "" ""
ref4 malformed CCCCCCCCCCCC  "short 3" "curl/8.5"`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// Nobody fills memory or disk by asking: references beyond a number are not kept, and networks are put together.
func TestFloodsAreBounded(t *testing.T) {
	t.Parallel()
	r, to := newRecorder(), &taken{}
	const n = 20_000
	for i := range n {
		u := use(7, verify.Valid, netip.AddrFrom4([4]byte{10, byte(i >> 8), byte(i), 1}).String())
		if i%4 != 0 {
			u.Answer.Verdict, u.Reference = verify.Inactive, fmt.Sprint("ref", i)
		}
		r.Record(u)
	}
	r.Flush(t.Context(), to)
	all, sum := to.all(), int64(0)
	for _, u := range all.Uses {
		sum += u.Count
	}
	if sum != n || len(all.Uses) > n/4+64 || len(all.Refusals) > store.MaxUses {
		t.Errorf("%d requests in %d rows with %d refusals", sum, len(all.Uses), len(all.Refusals))
	}
	for _, b := range to.batches {
		if len(b.Uses) > store.MaxUses || len(b.Refusals) > store.MaxUses {
			t.Errorf("a batch has %d uses and %d refusals", len(b.Uses), len(b.Refusals))
		}
	}
}

// What a store doesn't take waits, and what came at the very end is written too.
func TestNothingIsLostByAStop(t *testing.T) {
	t.Parallel()
	r, to := newRecorder(), &taken{down: true}
	r.Record(use(7, verify.Valid, "203.0.113.9"))
	r.Flush(t.Context(), to)
	to.down = false
	ctx, stop := context.WithCancel(t.Context())
	r.Record(use(8, verify.Valid, "203.0.113.9"))
	stop()
	r.Run(ctx, to)
	if all := to.all().Uses; len(all) != 2 || all[0].Secret != 7 || all[1].Secret != 8 {
		t.Errorf("written are %+v", all)
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, secrets := range []int64{1, 10_000} {
		b.Run(fmt.Sprintf("%d keys", secrets), func(b *testing.B) {
			r, u := newRecorder(), use(7, verify.Valid, "203.0.113.9")
			b.ReportAllocs()
			for i := range b.N {
				u.Answer.Secret = 1<<24 + int64(i)*7919%secrets
				r.Record(u)
			}
		})
	}
}

func TestWritingsAreMeasured(t *testing.T) {
	t.Parallel()
	now := start
	r := uses.New(func() time.Time { now = now.Add(time.Second); return now }, slog.New(slog.DiscardHandler))
	to := &taken{}
	r.Flush(t.Context(), to)
	if got := r.Flushes(); got != (gate.Flushes{}) {
		t.Errorf("of nothing: %+v", got)
	}
	r.Record(use(1, verify.Valid, "192.0.2.1"))
	r.Flush(t.Context(), to)
	r.Record(use(1, verify.Valid, "192.0.2.1"))
	r.Flush(t.Context(), to)
	if got := r.Flushes(); got.N != 2 || got.Last <= 0 || got.Took != 2*got.Last {
		t.Errorf("of two: %+v", got)
	}
}
