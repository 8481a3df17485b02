package password

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"golang.org/x/text/unicode/norm"
)

const phrase = "mosaic-violin-harvest-tundra"

// quick costs a millisecond.
var quick = Params{Time: 1, Memory: 64, Threads: 1}

func newHasher(t *testing.T, c Config) *Hasher {
	t.Helper()
	c.Params = quick
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// salt is a source that gives the same bytes again and again.
func salt() io.Reader { return strings.NewReader(strings.Repeat("0123456789abcdef", 4)) }

func TestHashIsVerifiedByItsPasswordAlone(t *testing.T) {
	t.Parallel()
	h := newHasher(t, Config{})
	accents := phrase + " café"
	for name, tt := range map[string]struct {
		hashed, typed string
		want          bool
	}{
		"the same":                  {phrase, phrase, true},
		"composed, then decomposed": {norm.NFC.String(accents), norm.NFD.String(accents), true},
		"decomposed, then composed": {norm.NFD.String(accents), norm.NFC.String(accents), true},
		"another case":              {phrase, strings.ToUpper(phrase), false},
		"a space more":              {phrase, phrase + " ", false},
		"compatible, not the same":  {phrase + " ﬁ", phrase + " fi", false},
		"nothing":                   {phrase, "", false},
		"1,024 bytes":               {strings.Repeat("🔑", 256), strings.Repeat("🔑", 256), true},
		"the last of 1,024 bytes":   {strings.Repeat("🔑", 256), strings.Repeat("🔑", 255) + "🔒", false},
	} {
		encoded, err := h.Hash(t.Context(), salt(), tt.hashed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.Verify(t.Context(), encoded, tt.typed)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, tt.want)
		}
	}
}

func TestUsualCostsAreWritten(t *testing.T) {
	t.Parallel()
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := h.Hash(t.Context(), salt(), phrase)
	if err != nil {
		t.Fatal(err)
	}
	if want := "$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$"; !strings.HasPrefix(encoded, want) {
		t.Errorf("hash %s, want it to begin with %s", encoded, want)
	}
	if ok, err := newHasher(t, Config{}).Verify(t.Context(), encoded, phrase); err != nil || !ok {
		t.Errorf("a Hasher of other costs verifies it as %v, %v", ok, err)
	}
}

func TestHashNeedsItsSalt(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	h := newHasher(t, Config{})
	for source, want := range map[io.Reader]error{
		iotest.ErrReader(broken):   broken,
		strings.NewReader("short"): io.ErrUnexpectedEOF,
	} {
		if encoded, err := h.Hash(t.Context(), source, phrase); !errors.Is(err, want) || encoded != "" {
			t.Errorf("%q, %v, want %v", encoded, err, want)
		}
	}
}

func TestVerifyRefusesWhatItHasNotWritten(t *testing.T) {
	t.Parallel()
	const sum, good = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
	h := newHasher(t, Config{})
	if _, err := h.Verify(t.Context(), good+sum, phrase); err != nil {
		t.Fatalf("the good one: %v", err)
	}
	for name, encoded := range map[string]string{
		"nothing":            "",
		"clear text":         phrase,
		"argon2i":            strings.Replace(good+sum, "argon2id", "argon2i", 1),
		"bcrypt":             "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"an older version":   strings.Replace(good+sum, "v=19", "v=16", 1),
		"no version":         strings.Replace(good+sum, "v=19$", "", 1),
		"no passes":          strings.Replace(good+sum, "t=1", "t=0", 1),
		"too many passes":    strings.Replace(good+sum, "t=1", "t=17", 1),
		"no lane":            strings.Replace(good+sum, "p=1", "p=0", 1),
		"257 lanes":          strings.Replace(good+sum, "p=1", "p=257", 1),
		"too little memory":  strings.Replace(good+sum, "m=64", "m=7", 1),
		"4 TiB":              strings.Replace(good+sum, "m=64", "m=4294967295", 1),
		"a negative number":  strings.Replace(good+sum, "m=64", "m=-64", 1),
		"a leading zero":     strings.Replace(good+sum, "m=64", "m=064", 1),
		"another order":      strings.Replace(good+sum, "m=64,t=1", "t=1,m=64", 1),
		"a cost more":        strings.Replace(good+sum, "p=1", "p=1,data=AA", 1),
		"a short salt":       strings.Replace(good+sum, "$AAAA", "$", 1),
		"a short sum":        good + sum[1:],
		"no sum":             good,
		"padding":            good + sum + "=",
		"a trailing bit":     good + sum[:len(sum)-1] + "B",
		"a line feed within": good + sum[:8] + "\n" + sum[8:],
		"a line feed after":  good + sum + "\n",
		"a space before":     " " + good + sum,
		"a field more":       good + sum + "$",
	} {
		if ok, err := h.Verify(t.Context(), encoded, phrase); !errors.Is(err, ErrEncoded) || ok {
			t.Errorf("%s: %v, %v, want ErrEncoded", name, ok, err)
		} else if encoded != "" && strings.Contains(err.Error(), encoded) {
			t.Errorf("%s: the error holds the hash", name)
		}
	}
}

func TestNewRefusesCostsOutOfBounds(t *testing.T) {
	t.Parallel()
	for name, params := range map[string]Params{
		"no passes":         {Memory: 64, Threads: 1},
		"no lanes":          {Memory: 64, Time: 1},
		"too little memory": {Memory: 31, Time: 1, Threads: 4},
		"too much memory":   {Memory: 256<<10 + 1, Time: 1, Threads: 4},
	} {
		if _, err := New(Config{Params: params}); err == nil {
			t.Errorf("%s: New took it", name)
		}
	}
}

func TestSlotsAreBoundByCPUsAndMemory(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config Config
		want   int
	}{
		"CPUs":                   {Config{CPUs: 3, Budget: 1 << 30}, 3},
		"memory":                 {Config{CPUs: 16, Budget: 256 << 20}, 4},
		"memory, rounded down":   {Config{CPUs: 16, Budget: 256<<20 - 1}, 3},
		"one always runs":        {Config{CPUs: 16, Budget: 1}, 1},
		"the usual half of 1 GB": {Config{CPUs: 16}, 8},
	} {
		h, err := New(tt.config)
		if err != nil || cap(h.running) != tt.want || cap(h.inside) != tt.want+32 {
			t.Errorf("%s: %v, %d run and %d are inside, want %d and 32 more", name, err, cap(h.running), cap(h.inside), tt.want)
		}
	}
}

// held is a Hasher with one slot and one place to wait, whose work ends when release is closed.
func held(t *testing.T) (h *Hasher, release chan struct{}) {
	t.Helper()
	h, release = newHasher(t, Config{CPUs: 1, Waiting: 1}), make(chan struct{})
	h.work = func(string, Params, []byte) [sumLength]byte { <-release; return [sumLength]byte{} }
	return h, release
}

func TestBusyHasherSendsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, release := held(t)
		answers := make(chan error, 2)
		go func() { answers <- h.VerifyNothing(t.Context(), phrase) }()
		synctest.Wait() // it runs
		start := time.Now()
		go func() { answers <- h.VerifyNothing(t.Context(), phrase) }()
		synctest.Wait() // it waits
		if _, err := h.Hash(t.Context(), salt(), phrase); !errors.Is(err, ErrBusy) || time.Since(start) != 0 {
			t.Errorf("one too many: %v after %v, want ErrBusy at once", err, time.Since(start))
		}
		if err := <-answers; !errors.Is(err, ErrBusy) || time.Since(start) != 2*time.Second {
			t.Errorf("who waited: %v after %v, want ErrBusy after 2s", err, time.Since(start))
		}
		close(release)
		if err := <-answers; err != nil {
			t.Errorf("who ran: %v", err)
		}
		if err := h.VerifyNothing(t.Context(), phrase); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, release := held(t)
		ran, left := make(chan error, 1), make(chan error, 1)
		go func() { ran <- h.VerifyNothing(t.Context(), phrase) }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { left <- h.VerifyNothing(ctx, phrase) }()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want context.Canceled", err)
		}
		close(release)
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if len(h.inside) != 0 || len(h.running) != 0 {
			t.Errorf("%d are inside and %d run, want none", len(h.inside), len(h.running))
		}
	})
}

func TestNoMoreRunThanThereAreSlots(t *testing.T) {
	t.Parallel()
	h := newHasher(t, Config{CPUs: 3})
	var mu sync.Mutex
	running, most := 0, 0
	count := func(change int) {
		mu.Lock()
		defer mu.Unlock()
		running += change
		most = max(most, running)
	}
	h.work = func(plain string, p Params, salt []byte) [sumLength]byte {
		count(1)
		defer count(-1)
		return argon2id(plain, p, salt)
	}
	var all sync.WaitGroup
	for range cap(h.inside) {
		all.Go(func() {
			if err := h.VerifyNothing(t.Context(), phrase); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most > 3 {
		t.Errorf("%d ran at once, want at most 3", most)
	}
}

func TestVerifyNothingDoesTheSameWork(t *testing.T) {
	t.Parallel()
	h := newHasher(t, Config{})
	encoded, err := h.Hash(t.Context(), salt(), phrase)
	if err != nil {
		t.Fatal(err)
	}
	var done []Params
	h.work = func(plain string, p Params, salt []byte) [sumLength]byte {
		if plain != phrase || len(salt) != saltLength {
			t.Errorf("work on %d bytes with a salt of %d", len(plain), len(salt))
		}
		done = append(done, p)
		return argon2id(plain, p, salt)
	}
	if _, err := h.Verify(t.Context(), encoded, phrase); err != nil {
		t.Fatal(err)
	}
	if err := h.VerifyNothing(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	if len(done) != 2 || done[0] != done[1] {
		t.Errorf("works %v, want two alike", done)
	}
}

func FuzzDecodeReadsOnlyWhatEncodeWrites(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, in string) {
		h, err := decode(in)
		if err == nil && (h.encode() != in || !h.areSane()) {
			t.Errorf("decode(%q) is written as %q", in, h.encode())
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	h, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	encoded, err := h.Hash(b.Context(), bytes.NewReader(make([]byte, saltLength)), phrase)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := h.Verify(b.Context(), encoded, phrase); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}
