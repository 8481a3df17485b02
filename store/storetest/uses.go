package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"chatelaine/store"
)

func testUses(t *testing.T, open opener) {
	t.Run("of keys", func(t *testing.T) { t.Parallel(); usesOfKeys(t, open) })
	t.Run("of secrets", func(t *testing.T) { t.Parallel(); usesOfSecrets(t, open) })
	t.Run("by day", func(t *testing.T) { t.Parallel(); usesByDay(t, open) })
	t.Run("of keys that are gone", func(t *testing.T) { t.Parallel(); usesOfGoneKeys(t, open) })
	t.Run("networks", func(t *testing.T) { t.Parallel(); usesFromNetworks(t, open) })
	t.Run("networks of a group", func(t *testing.T) { t.Parallel(); usesOfGroups(t, newWorld(t, open, crewPlot)) })
	t.Run("refusals", func(t *testing.T) { t.Parallel(); refusals(t, open) })
	t.Run("old refusals", func(t *testing.T) { t.Parallel(); oldRefusals(t, open) })
	t.Run("why", func(t *testing.T) { t.Parallel(); whyRefused(t, open) })
	t.Run("too many", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, open, plot{})
		batch := store.UseBatch{Uses: make([]store.Use, store.MaxUses+1)}
		wantInvalid(t, "record too many", w.store.RecordUses(t.Context(), call(job, start), batch), "uses")
	})
}

// job is who writes down what the gate answered.
var job = store.Actor{Kind: store.ActorJob}

// used is a use of a key's newest secret, of the organization that the tenant is.
func (w *world) used(of tenant, key string, verdict store.Verdict, n int64, at time.Time) store.Use {
	w.Helper()
	info, err := w.store.Key(w.Context(), of.actor("ada"), of.key(key))
	must(w.T, "look at "+key, err)
	return store.Use{
		Org: of.Org, Secret: info.Key.Secret.Seq, Verdict: verdict, Count: n, Last: at,
		Client: store.Client{Network: "203.0.113.0/24", Agent: "curl/8.5"},
	}
}

func (w *world) record(at time.Time, batch store.UseBatch) {
	w.Helper()
	must(w.T, "record uses", w.store.RecordUses(w.Context(), call(job, at), batch))
}

func usesOfKeys(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(2)})
	at := start.Add(time.Hour)
	later := w.used(w.tenant, "key1", store.VerdictValid, 3, at)
	earlier := later
	earlier.Last, earlier.Client = at.Add(-time.Minute), store.Client{Network: "2001:db8:1::/48", Agent: "earlier"}
	refused := w.used(w.tenant, "key1", store.VerdictPermission, 2, at.Add(time.Minute))
	foreign := later
	foreign.Org = w.twin.Org
	w.record(at, store.UseBatch{Uses: []store.Use{later, earlier, refused, foreign}})
	for range 2 {
		info := w.keyInfo("key1")
		if !info.Key.LastUsed.Equal(at) || info.Uses.Client != later.Client {
			t.Errorf("the key was used last at %v by %v, want the later of two uses, and no refusal: %v by %v", info.Key.LastUsed, info.Uses.Client, at, later.Client)
		}
		earlier.Count = 0
		w.record(at, store.UseBatch{Uses: []store.Use{earlier}}) // what comes late changes nothing
	}
	if info := w.keyInfo("key2"); !info.Key.LastUsed.IsZero() || len(info.Uses.Days) > 0 {
		t.Errorf("another key was used at %v: %v", info.Key.LastUsed, info.Uses)
	}
	before := w.used(w.tenant, "key2", store.VerdictValid, 1, start.Add(-time.Hour))
	w.record(at, store.UseBatch{Uses: []store.Use{before}})
	if info := w.keyInfo("key2"); !info.Key.LastUsed.Equal(start) {
		t.Errorf("a key was used at %v, before it was made", info.Key.LastUsed)
	}
	page, err := w.store.Keys(t.Context(), w.actor("ada"), store.KeyQuery{At: at, Rows: 10, Sort: store.KeySort{Column: store.ColumnUsed, Descending: true}})
	must(t, "list the keys", err)
	if len(page.Keys) != 2 || page.Keys[0].Name != "key1" {
		t.Errorf("by their last use, keys are %v", page.Keys)
	}
}

func usesOfSecrets(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(1)})
	first := w.used(w.tenant, "key1", store.VerdictValid, 1, start.Add(time.Hour))
	w.record(start, store.UseBatch{Uses: []store.Use{first}})
	w.rotate("ada", "key1", "second", 24*time.Hour)
	two := w.secrets("key1")
	if !two[0].LastUsed.IsZero() || !two[1].LastUsed.Equal(first.Last) || two[1].Client != first.Client {
		t.Errorf("after the rotation the secrets were used so: %+v", two)
	}
	second := w.used(w.tenant, "key1", store.VerdictValid, 1, start.Add(3*time.Hour))
	second.Client = store.Client{Network: "198.51.100.0/24", Agent: "second"}
	first.Last = start.Add(4 * time.Hour)
	w.record(start, store.UseBatch{Uses: []store.Use{second, first}})
	two = w.secrets("key1")
	if !two[0].LastUsed.Equal(second.Last) || two[0].Client != second.Client || !two[1].LastUsed.Equal(first.Last) || two[1].Client != first.Client {
		t.Errorf("each secret has its own use: %+v", two)
	}
	if info := w.keyInfo("key1"); !info.Key.LastUsed.Equal(first.Last) || info.Uses.Client != first.Client {
		t.Errorf("the key was used as its secrets were, last at %v by %v", info.Key.LastUsed, info.Uses.Client)
	}
}

func usesByDay(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(2)})
	noon := start.Add(3 * time.Hour)
	batch := func(day int, hour time.Duration, n int64, verdict store.Verdict) store.UseBatch {
		return store.UseBatch{Uses: []store.Use{w.used(w.tenant, "key1", verdict, n, noon.AddDate(0, 0, day).Add(hour*time.Hour))}}
	}
	w.record(noon, batch(-40, 0, 7, store.VerdictValid)) // too old to be kept
	w.record(noon, batch(-2, 0, 5, store.VerdictInactive))
	w.record(noon, batch(-1, 0, 2, store.VerdictValid))
	w.record(noon, batch(-1, 0, 3, store.VerdictValid))
	w.record(noon, batch(-1, 12, 1, store.VerdictValid)) // in Paris, the next day has begun
	keyless := store.Use{Org: w.Org, Verdict: store.VerdictMissing, Count: 9, Last: noon}
	foreign := w.used(w.twin, "key1", store.VerdictInactive, 100, noon)
	w.record(noon, store.UseBatch{Uses: []store.Use{keyless, foreign}})
	on := store.DateAt(noon, time.UTC)
	want := []store.UseDay{
		{On: on, Valid: 1}, {On: on.AddDays(-1), Valid: 5},
		{On: on.AddDays(-2), Refused: []store.VerdictCount{{Verdict: store.VerdictInactive, N: 5}}},
	}
	wantDiff(t, "the days", want, w.keyInfo("key1").Uses.Days)
	counts := []store.VerdictCount{{Verdict: store.VerdictMissing, N: 9}, {Verdict: store.VerdictInactive, N: 5}}
	found, err := w.store.RefusedRequests(t.Context(), w.actor("bo"), store.RefusedQuery{At: noon})
	must(t, "look at what was refused", err)
	wantDiff(t, "by reason", counts, found.Counts)
	wantDiff(t, "the keys", []store.RefusedKey{{ID: w.key("key1"), Name: "key1", Counts: counts[1:]}}, found.Keys)
	board, err := w.store.Dashboard(t.Context(), w.actor("bo"), store.DashboardQuery{At: noon})
	must(t, "sum up", err)
	wantDiff(t, "on the dashboard", counts, board.Refused)
	if board, err = w.store.Dashboard(t.Context(), w.actor("dan"), store.DashboardQuery{At: noon}); err != nil || len(board.Refused) > 0 {
		t.Errorf("a user learns that %v were refused, %v", board.Refused, err)
	}
	found, err = w.store.RefusedRequests(t.Context(), w.actor("bo"), store.RefusedQuery{At: noon.AddDate(0, 0, 5), Verdict: store.VerdictInactive})
	must(t, "look again, days later", err)
	wantDiff(t, "what is too old by then", store.RefusedRequests{Counts: counts[:1]}, found)
}

func usesOfGoneKeys(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(2)})
	use := w.used(w.tenant, "key1", store.VerdictInactive, 4, start)
	valid := w.used(w.tenant, "key1", store.VerdictValid, 4, start)
	w.record(start, store.UseBatch{Uses: []store.Use{use, valid}})
	must(t, "delete the key", w.delete("key1"))
	other := w.used(w.tenant, "key2", store.VerdictValid, 1, start.Add(time.Hour))
	w.record(start.Add(time.Second), store.UseBatch{Uses: []store.Use{use, valid, other}})
	if info := w.keyInfo("key2"); !info.Key.LastUsed.Equal(other.Last) || info.Uses.Client != other.Client {
		t.Errorf("beside a key that is gone, another was used at %v by %v", info.Key.LastUsed, info.Uses.Client)
	}
	found, err := w.store.RefusedRequests(t.Context(), w.actor("bo"), store.RefusedQuery{At: start})
	must(t, "look at what was refused", err)
	want := store.RefusedRequests{Counts: []store.VerdictCount{{Verdict: store.VerdictInactive, N: 8}}}
	wantDiff(t, "what is left of a key that is gone", want, found)
}

func usesFromNetworks(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(1)})
	use := w.used(w.tenant, "key1", store.VerdictValid, 1, start.AddDate(0, 0, -35))
	from := func(network string, days int) store.UseBatch {
		use.Client.Network, use.Last = network, start.AddDate(0, 0, days)
		return store.UseBatch{Uses: []store.Use{use}}
	}
	w.record(start, from("192.0.2.0/24", -35))
	w.record(start, from("198.51.100.0/24", -3))
	w.record(start, from("2001:db8:1::/48", -1))
	w.record(start, from("198.51.100.0/24", 0))
	use.Told = true
	w.record(start, from("203.0.113.0/24", 0))
	today := store.DateAt(start, time.UTC)
	want := []store.SeenNetwork{{Network: "198.51.100.0/24", Last: today}, {Network: "2001:db8:1::/48", Last: today.AddDays(-1)}}
	wantDiff(t, "the networks", want, w.keyInfo("key1").Uses.Networks)
	use.Told = false
	for i := range store.MaxNetworks {
		w.record(start, from(fmt.Sprintf("10.0.%d.0/24", i), 0))
	}
	if n := len(w.keyInfo("key1").Uses.Networks); n != store.MaxNetworks {
		t.Errorf("%d networks are kept, want %d", n, store.MaxNetworks)
	}
}

func usesOfGroups(t *testing.T, w *world) {
	wantSeen := func(group string, want ...store.SeenNetwork) {
		t.Helper()
		seen, err := w.store.SeenOfGroup(t.Context(), w.actor("ada"), w.group(group))
		must(t, "look where "+group+" were used from", err)
		wantDiff(t, "where "+group+" were used from", want, seen)
	}
	wantSeen("crews")
	for _, use := range []struct {
		key, network string
		day          int
	}{
		{"key crews", "192.0.2.0/24", -31}, {"key crews", "198.51.100.0/24", -2}, {"key both", "198.51.100.0/24", -1}, {"key both", "2001:db8:1::/48", -3},
		{"key office", "203.0.113.0/24", 0}, {"key none", "10.0.0.0/24", 0},
	} {
		one := w.used(w.tenant, use.key, store.VerdictValid, 1, start.AddDate(0, 0, use.day))
		one.Client.Network = use.network
		w.record(start, store.UseBatch{Uses: []store.Use{one}})
	}
	on := store.DateAt(start, time.UTC)
	wantSeen("crews", store.SeenNetwork{Network: "198.51.100.0/24", Last: on.AddDays(-1)}, store.SeenNetwork{Network: "2001:db8:1::/48", Last: on.AddDays(-3)})
	wantSeen("office", store.SeenNetwork{Network: "203.0.113.0/24", Last: on},
		store.SeenNetwork{Network: "198.51.100.0/24", Last: on.AddDays(-1)}, store.SeenNetwork{Network: "2001:db8:1::/48", Last: on.AddDays(-3)})
	_, err := w.store.SeenOfGroup(t.Context(), w.actor("ada"), "no group")
	wantErr(t, "look at no group", err, store.ErrNotFound)
}

// refusal is one of a key, with a reference that tells it from others.
func (p plot) refusal(of tenant, key, ref string, verdict store.Verdict, at time.Time) store.Refusal {
	return store.Refusal{
		Org: of.Org, Ref: ref, At: at, Verdict: verdict, Key: of.key(key), Need: "layers:edit",
		Client: store.Client{Network: "203.0.113.0/24", Agent: "curl/8.5"},
	}
}

func refusals(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(2)})
	first := w.plot.refusal(w.tenant, "key1", "first", store.VerdictPermission, start)
	second := w.plot.refusal(w.tenant, "key2", "second", store.VerdictInactive, start.Add(time.Second))
	stray := store.Refusal{Org: w.Org, Ref: "stray", At: start.Add(2 * time.Second), Verdict: store.VerdictMalformed, Detail: "checksum"}
	foreign := w.plot.refusal(w.twin, "key1", "foreign", store.VerdictInactive, start)
	w.record(start, store.UseBatch{Refusals: []store.Refusal{first, second, stray, foreign, first}})
	found, err := w.store.RefusedRequests(t.Context(), w.actor("bo"), store.RefusedQuery{At: start.Add(time.Minute)})
	must(t, "look at what was refused", err)
	want := []store.NamedRefusal{{Refusal: stray}, {Refusal: second, Name: "key2"}, {Refusal: first, Name: "key1"}}
	wantDiff(t, "the latest", want, found.Latest)
	found, err = w.store.RefusedRequests(t.Context(), w.actor("bo"), store.RefusedQuery{At: start.Add(time.Minute), Verdict: store.VerdictInactive})
	must(t, "look at one reason", err)
	wantDiff(t, "the latest of one reason", want[1:2], found.Latest)
	why, err := w.store.WhyRefused(t.Context(), w.actor("bo"), store.RefusedAbout{Ref: "stray"})
	must(t, "ask about a reference", err)
	wantDiff(t, "what is no key's", store.WhyRefused{Refusal: stray}, why)
	_, err = w.store.WhyRefused(t.Context(), w.actor("bo"), store.RefusedAbout{Ref: "foreign"})
	wantErr(t, "ask about the twin's", err, store.ErrNotFound)
	_, err = w.store.WhyRefused(t.Context(), w.actor("bo"), store.RefusedAbout{Ref: "never given"})
	wantErr(t, "ask about none", err, store.ErrNotFound)
}

func oldRefusals(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(1)})
	old := w.plot.refusal(w.tenant, "key1", "old", store.VerdictInactive, start)
	w.record(start, store.UseBatch{Refusals: []store.Refusal{old}})
	at := start.Add(store.RefusalAge)
	w.record(at, store.UseBatch{Refusals: []store.Refusal{w.plot.refusal(w.tenant, "key1", "new", store.VerdictInactive, at)}})
	_, err := w.store.WhyRefused(t.Context(), w.actor("bo"), store.RefusedAbout{Ref: "old"})
	wantErr(t, "ask about what is a day old", err, store.ErrNotFound)
	for n := 0; n < store.MaxRefusals+store.MaxUses; n += store.MaxUses {
		var batch store.UseBatch
		for i := range store.MaxUses {
			batch.Refusals = append(batch.Refusals, w.plot.refusal(w.tenant, "key1", fmt.Sprint("flood ", n+i), store.VerdictInactive, at.Add(time.Duration(n+i)*time.Millisecond)))
		}
		w.record(at, batch)
	}
	about := func(n int) error {
		_, err := w.store.WhyRefused(t.Context(), w.actor("bo"), store.RefusedAbout{Ref: fmt.Sprint("flood ", n)})
		return err
	}
	wantErr(t, "ask about what many came after", about(0), store.ErrNotFound)
	wantErr(t, "ask about the oldest that is kept", about(store.MaxUses), nil)
	wantErr(t, "ask about one that isn't", about(store.MaxUses-1), store.ErrNotFound)
}

func whyRefused(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: keysNamed(3)})
	refused := w.plot.refusal(w.tenant, "key1", "ref1", store.VerdictPermission, start)
	refused.Secret = w.keyInfo("key1").Key.Secret.Seq
	gone := w.plot.refusal(w.tenant, "key2", "ref2", store.VerdictUnknown, start)
	w.record(start, store.UseBatch{Refusals: []store.Refusal{refused, gone}})
	must(t, "delete the key", w.delete("key2"))
	ask := func(doing string, about store.RefusedAbout) store.WhyRefused {
		t.Helper()
		why, err := w.store.WhyRefused(t.Context(), w.actor("bo"), about)
		must(t, doing, err)
		return why
	}
	secret := w.keyInfo("key1").Secrets[0]
	for doing, about := range map[string]store.RefusedAbout{
		"reference": {Ref: "ref1"}, "secret": {Key: w.key("key1"), Digest: w.plot.digest("key1")}, "key": {Key: w.key("key1")},
		"another secret": {Key: w.key("key1"), Digest: w.plot.digest("key3x")},
	} {
		why := ask("ask by "+doing, about)
		if why.Key == nil || why.Key.Key.Name != "key1" || len(why.Latest) != 1 || why.Latest[0].Ref != "ref1" {
			t.Errorf("by %s: %+v", doing, why)
		}
		if known := doing == "reference" || doing == "secret"; known != (why.Secret.Seq == secret.Seq) {
			t.Errorf("by %s it is secret %d", doing, why.Secret.Seq)
		}
		if (doing == "reference") != (why.Refusal.Ref != "") {
			t.Errorf("by %s: the refusal is %+v", doing, why.Refusal)
		}
	}
	for _, about := range []store.RefusedAbout{{Ref: "ref2"}, {Key: w.key("key2")}} {
		if why := ask("ask about a deleted key", about); why.Key != nil || why.Deleted == nil || why.Deleted.Name != "key2" {
			t.Errorf("of a deleted key: %+v", why)
		}
	}
	for doing, about := range map[string]store.RefusedAbout{
		"another's secret": {Key: w.twin.key("key3"), Digest: w.twin.plot.digest("key3")}, "no key": {Key: store.KeyID(id("no key"))},
	} {
		_, err := w.store.WhyRefused(t.Context(), w.actor("bo"), about)
		wantErr(t, "ask about "+doing, err, store.ErrNotFound)
	}
	wantDiff(t, "another way to the key", w.keyInfo("key1"), *ask("ask by key", store.RefusedAbout{Key: w.key("key1")}).Key,
		cmpopts.IgnoreFields(store.KeyInfo{}, "Can", "History"))
}

// digest is that of a key's imported secret.
func (p plot) digest(key string) store.Digest { return secret(p.slug + key).Digest }

// useRows are the matrix's of what the gate answered.
var useRows = map[string]line{
	"RecordUses": {
		do:  func(a attempt) error { return a.store.RecordUses(a.Context(), a.call(), store.UseBatch{}) },
		who: map[string]outcome{"job": allowed}, otherwise: refused,
	},
	"RefusedRequests": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.RefusedRequests(a.Context(), a.actor, store.RefusedQuery{At: start}))
		},
		who: resourceManagers, otherwise: refused,
	},
	"SeenOfGroup": {
		object: "survey", looks: true, prepare: prepareGroups,
		do: func(a attempt) error {
			return errOf(a.store.SeenOfGroup(a.Context(), a.actor, a.group()))
		},
		who: administrators, otherwise: refused,
	},
	"WhyRefused": {
		object: "key1", looks: true,
		do: func(a attempt) error {
			return errOf(a.store.WhyRefused(a.Context(), a.actor, store.RefusedAbout{Key: a.key()}))
		},
		who: resourceManagers, otherwise: refused,
	},
}
