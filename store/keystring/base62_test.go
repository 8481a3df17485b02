package keystring

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

func TestChecksumMatchesTheVectors(t *testing.T) {
	t.Parallel()
	for covered, want := range map[string]string{
		"123456789":                      "3jZRME",
		"":                               "000000",
		"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ": "0mLq17",
		"chk_8sYq2LwPz0Ta_k7Qm2XbT9aZr4Wd8LpV1nYc6HsGj3KfB":  "0T1mtD",
		"chk_000000000000_00000000000000000000000000000000":  "3RmCCG",
		"jmap_zzzzzzzzzzzz_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz": "4Bvluk",
	} {
		if got := checksum(covered); string(got[:]) != want {
			t.Errorf("checksum(%q) = %q, want %q", covered, got, want)
		}
	}
}

func TestRandomThrowsBiasedBytesAway(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		source []byte
		n      int
		want   string
	}{
		"the first digit":           {[]byte{0, 62, 124, 186, 9}, 4, "0000"},
		"the last digit":            {[]byte{61, 123, 185, 247, 9}, 4, "zzzz"},
		"248 and above are skipped": {[]byte{248, 1, 255, 2, 3, 4, 9, 9, 9, 9}, 4, "1234"},
		"a second read when needed": {[]byte{250, 251, 252, 253, 1, 2, 3, 4, 9, 9}, 4, "1234"},
		"none asked for":            {nil, 0, ""},
	} {
		got, err := Random(bytes.NewReader(tt.source), tt.n)
		if err != nil || got != tt.want {
			t.Errorf("%s: Random(%v, %d) = %q, %v, want %q", name, tt.source, tt.n, got, err, tt.want)
		}
	}
}

func TestRandomReportsABadSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		source io.Reader
		want   error
	}{
		"an error":        {iotest.ErrReader(broken), broken},
		"too few bytes":   {strings.NewReader("abc"), io.ErrUnexpectedEOF},
		"only high bytes": {bytes.NewReader(bytes.Repeat([]byte{255}, 4096)), errSource},
	} {
		if got, err := NewID(tt.source); !errors.Is(err, tt.want) || got != "" {
			t.Errorf("%s: %q, %v, want %v", name, got, err, tt.want)
		}
	}
}

func TestRandomIsUniform(t *testing.T) {
	t.Parallel()
	const draws = 620_000
	text, err := Random(rand.NewChaCha8([32]byte{1}), draws)
	if err != nil {
		t.Fatal(err)
	}
	chi := 0.0
	for _, digit := range digits {
		off := float64(strings.Count(text, string(digit)) - draws/len(digits))
		chi += off * off / float64(draws/len(digits))
	}
	// 61 degrees of freedom: above 120 once in 100,000 sound sources. Plain modulo gives about 10,000.
	if chi > 120 {
		t.Errorf("chi-squared %.0f over 62 digits, want below 120", chi)
	}
}

func TestIDsDiffer(t *testing.T) {
	t.Parallel()
	source, seen := rand.NewChaCha8([32]byte{2}), map[string]bool{}
	for range 10_000 {
		id, err := NewID(source)
		if err != nil || len(id) != IDLength || !isBase62(id) || seen[id] {
			t.Fatalf("id %q, %v: malformed or seen before", id, err)
		}
		seen[id] = true
	}
}

func TestTokenHolds256Bits(t *testing.T) {
	t.Parallel()
	token, err := NewToken(rand.NewChaCha8([32]byte{3}), PrefixSetUp)
	if err != nil {
		t.Fatal(err)
	}
	random, ok := strings.CutPrefix(token, "chset_")
	if !ok || len(random) != 43 || !isBase62(random) {
		t.Errorf("token %q, want chset_ and 43 base62 characters", token)
	}
	if _, err := Parse(token); !errors.Is(err, ErrShape) {
		t.Errorf("a token is read as a key: %v", err)
	}
	if _, err := NewToken(rand.NewChaCha8([32]byte{3}), "Bad"); !errors.Is(err, ErrPrefix) {
		t.Errorf("prefix Bad: %v, want ErrPrefix", err)
	}
}

func TestCheckPrefix(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]error{
		"chk":         nil,
		"a0":          nil,
		"jmap":        nil,
		"abcdefghij":  nil,
		"chgates":     nil,
		"":            ErrPrefix,
		"a":           ErrPrefix,
		"abcdefghijk": ErrPrefix,
		"0ab":         ErrPrefix,
		"Chk":         ErrPrefix,
		"chK":         ErrPrefix,
		"ch_k":        ErrPrefix,
		"chk ":        ErrPrefix,
		"chä":         ErrPrefix,
		"chgate":      ErrPrefixReserved,
		"chinv":       ErrPrefixReserved,
		"chset":       ErrPrefixReserved,
		"chreset":     ErrPrefixReserved,
		"chleak":      ErrPrefixReserved,
	} {
		if err := CheckPrefix(prefix); !errors.Is(err, want) {
			t.Errorf("CheckPrefix(%q): %v, want %v", prefix, err, want)
		}
	}
}
