package gate_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

func limited(t *testing.T) *world {
	t.Helper()
	return newWorld(t, func(c *gate.Config) {
		c.Limiter = gate.NewLimiter(start)
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // where httptest's requests come from
	})
}

// from asks the gate about a key that is presented from an address.
func (w *world) from(address, key string) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(http.MethodGet, "/auth/north", http.NoBody)
	r.Header.Set("X-Forwarded-For", address)
	r.Header.Set("Api-Key", key)
	answer := httptest.NewRecorder()
	w.gate.ServeHTTP(answer, r)
	return answer
}

func (w *world) limit(id store.KeyID, perMinute, burst int) {
	w.Helper()
	if _, err := w.store.LimitKey(w.Context(), w.call(), id, 0, store.RateLimit{PerMinute: perMinute, Burst: burst}); err != nil {
		w.Fatal(err)
	}
}

// limitAll limits all keys of the organization together.
func (w *world) limitAll(limit store.RateLimit) {
	w.Helper()
	settings, version, err := w.store.Settings(w.Context(), w.call().Actor)
	if err != nil {
		w.Fatal(err)
	}
	settings.Limit = limit
	plan, err := w.store.PlanSettings(w.Context(), w.call().Actor, version, settings, w.clock())
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.store.ChangeSettings(w.Context(), w.call(), version, settings, plan.Digest); err != nil {
		w.Fatal(err)
	}
}

func wantAnswer(t *testing.T, doing string, got *httptest.ResponseRecorder, status int, headers map[string]string) {
	t.Helper()
	if got.Code != status {
		t.Errorf("%s: %d, want %d", doing, got.Code, status)
	}
	for name, want := range headers {
		if is := got.Header().Get(name); is != want {
			t.Errorf("%s: %s is %q, want %q", doing, name, is, want)
		}
	}
}

func TestAKeyIsHeldToItsLimitAtOnce(t *testing.T) {
	t.Parallel()
	w := limited(t)
	id, key := w.key("slow", store.RoleUser, readers)
	wantAnswer(t, "without a limit", w.ask("/auth/north", key), 200, map[string]string{"RateLimit": "", "RateLimit-Policy": "", "Retry-After": ""})
	w.limit(id, 60, 2)
	wantAnswer(t, "first", w.ask("/auth/north", key), 200, map[string]string{"RateLimit": `"key";r=1;t=1`, "RateLimit-Policy": `"key";q=2;w=2`})
	wantAnswer(t, "refused for a right", w.ask("/auth/north/need/projects:share", key), 403, map[string]string{"RateLimit": ""})
	wantAnswer(t, "second", w.ask("/auth/north", key), 200, map[string]string{"RateLimit": `"key";r=0;t=2`, "Retry-After": ""})
	wantAnswer(t, "third", w.ask("/auth/north", key), 429, map[string]string{"RateLimit": `"key";r=0;t=2`, "Retry-After": "1", "X-Chatelaine-Key-Id": ""})
	if use := w.lastUse(); use.Answer.Verdict != verify.RateLimited || use.Answer.Key != id || use.Reference == "" {
		t.Errorf("what is recorded is %+v", use)
	}
	w.set(start.Add(time.Second))
	wantAnswer(t, "a second later", w.ask("/auth/north", key), 200, nil)
	w.limit(id, 60, 10)
	wantAnswer(t, "with a higher limit", w.ask("/auth/north", key), 200, nil)
	if _, err := w.store.LimitKey(t.Context(), w.call(), id, 0, store.RateLimit{}); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		wantAnswer(t, "without a limit again", w.ask("/auth/north", key), 200, nil)
	}
}

func TestAllKeysAreHeldToTheLimitOfAll(t *testing.T) {
	t.Parallel()
	w := limited(t)
	id, one := w.key("one", store.RoleUser, readers)
	_, two := w.key("two", store.RoleUser, readers)
	w.limitAll(store.RateLimit{PerMinute: 60, Burst: 3})
	w.limit(id, 600, 10)
	wantAnswer(t, "one", w.ask("/auth/north", one), 200, map[string]string{
		"RateLimit-Policy": `"key";q=10;w=1, "organization";q=3;w=3`, "RateLimit": `"key";r=9;t=1, "organization";r=2;t=1`,
	})
	wantAnswer(t, "two", w.ask("/auth/north", two), 200, map[string]string{"RateLimit": `"organization";r=1;t=2`})
	wantAnswer(t, "two again", w.ask("/auth/north", two), 200, nil)
	for range 20 { // these don't count against the key's own limit
		wantAnswer(t, "one beyond", w.ask("/auth/north", one), 429, map[string]string{"Retry-After": "1"})
	}
	w.limitAll(store.RateLimit{})
	wantAnswer(t, "one without a limit of all", w.ask("/auth/north", one), 200, map[string]string{"RateLimit": `"key";r=8;t=1`})
}

func TestFloodsOfFailuresAreTurnedAway(t *testing.T) {
	t.Parallel()
	w := limited(t)
	id, key := w.key("living", store.RoleUser, readers)
	dead, _ := w.secret("UnknownKey12")
	count := func(address, key string, n int) (turnedAway int) {
		for range n {
			switch got := w.from(address, key); got.Code {
			case http.StatusTooManyRequests:
				turnedAway++
				if got.Header().Get("Retry-After") != "1" {
					t.Errorf("Retry-After is %q", got.Header().Get("Retry-After"))
				}
			case http.StatusUnauthorized:
			default:
				t.Errorf("%s is answered with %d", address, got.Code)
			}
		}
		return turnedAway
	}
	if n := count("198.51.100.7", "garbage", 110); n != 10 {
		t.Errorf("%d of 110 with garbage are turned away, want 10", n)
	}
	if n := count("198.51.100.8", "garbage", 100); n != 0 {
		t.Errorf("%d of another address", n)
	}
	count("2001:db8::1", "garbage", 100)
	if n := count("2001:db8::2", "garbage", 5); n != 5 {
		t.Errorf("%d of the same /64, want 5", n)
	}
	if n := count("2001:db8:0:1::2", "garbage", 5); n != 0 {
		t.Errorf("%d of another /64", n)
	}
	if n := count("203.0.113.1", dead, 20) + count("203.0.113.2", dead, 5); n != 5 {
		t.Errorf("%d about one key id are turned away, want 5", n)
	}
	wantAnswer(t, "a living key from there", w.from("198.51.100.7", key), 200, nil)
	wantAnswer(t, "a living key without the right", w.ask("/auth/north/role/manager", key), 403, nil)
	if _, err := w.store.DeactivateKey(t.Context(), w.call(), id, store.Deactivation{}); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, "switched off from there", w.from("198.51.100.7", key), 429, nil)
	wantAnswer(t, "switched off from elsewhere", w.from("198.51.100.9", key), 401, nil)
	w.set(start.Add(time.Minute))
	if n := count("198.51.100.7", "garbage", 100); n != 0 {
		t.Errorf("%d are turned away a minute later", n)
	}
}

func TestKeysAreHeldToTheirNetworks(t *testing.T) {
	t.Parallel()
	w := limited(t)
	id, key := w.key("restricted", store.RoleUser, readers, sharers)
	restrict := func(text string) {
		networks, err := store.ParseNetworks("networks", text)
		if err == nil {
			_, err = w.store.RestrictKey(t.Context(), w.call(), id, 0, networks)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	restrictGroup := func(group store.GroupID, text string) {
		networks, err := store.ParseNetworks("networks", text)
		if err == nil {
			_, err = w.store.RestrictGroup(t.Context(), w.call(), group, 0, networks)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	check := func(doing string, want map[string]int) {
		t.Helper()
		for address, status := range want {
			if got := w.from(address, key); got.Code != status {
				t.Errorf("%s: %s gets %d, want %d", doing, address, got.Code, status)
			}
		}
	}
	check("no list", map[string]int{"198.51.100.7": 200, "2001:db8::1": 200})
	restrict("198.51.100.0/24 2001:db8::/32")
	check("its own", map[string]int{
		"198.51.100.7": 200, "::ffff:198.51.100.7": 200, "198.51.101.7": 403, "2001:db8::1": 200, "2001:db9::1": 403,
		"198.51.100.7, 198.51.101.7": 403, "198.51.101.7, 198.51.100.7": 200, "198.51.101.7, 192.0.2.9": 403, "198.51.100.7, 192.0.2.9": 200,
	})
	if use := w.lastUse(); use.Answer.Key != id {
		t.Errorf("what is recorded is %+v", use)
	}
	restrictGroup(readers, "198.51.100.0/25 203.0.113.0/24")
	check("one group's too", map[string]int{"198.51.100.7": 200, "198.51.100.200": 403, "203.0.113.1": 403, "2001:db8::1": 403})
	restrictGroup(sharers, "198.51.100.7")
	check("both groups' too", map[string]int{"198.51.100.7": 200, "198.51.100.8": 403})
	restrictGroup(readers, "")
	restrictGroup(sharers, "")
	restrict("")
	check("none again", map[string]int{"198.51.101.7": 200})
	restrict("198.51.100.7")
	fresh := verify.New()
	if err := fresh.Load(t.Context(), w.store.(store.GateFeed)); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]verify.Verdict{"198.51.100.7": verify.Valid, "198.51.100.8": verify.WrongAddress, "": verify.WrongAddress} {
		parsed, _ := netip.ParseAddr(address)
		got, err := fresh.Check(&verify.Question{Presented: key, Organization: "north", Address: parsed, At: start})
		if err != nil || got.Verdict != want {
			t.Errorf("loaded anew, %q gets %s, %v, want %s", address, got.Verdict, err, want)
		}
	}
}

func BenchmarkLimiterPass(b *testing.B) {
	l := gate.NewLimiter(start)
	a := verify.Answer{Key: "KeyOfTheYear", Org: 1, Limit: store.RateLimit{PerMinute: 600_000, Burst: 600_000}, OrganizationLimit: store.RateLimit{PerMinute: 600_000, Burst: 600_000}}
	b.ReportAllocs()
	for b.Loop() {
		l.Pass(&a, start)
	}
}
