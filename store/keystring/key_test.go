package keystring_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"chatelaine/store/keystring"
)

const (
	zeros    = "chk_000000000000_000000000000000000000000000000003RmCCG"
	letters  = "jmap_zzzzzzzzzzzz_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz4Bvluk"
	typical  = "chk_8sYq2LwPz0Ta_k7Qm2XbT9aZr4Wd8LpV1nYc6HsGj3KfB0T1mtD"
	alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// ones is a source whose bytes all are 1, so that every random character is "1".
type ones struct{}

func (ones) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte{1}, len(p))), nil }

func TestParseSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in   string
		want error
	}{
		"a typical key":                    {typical, nil},
		"all zeros":                        {zeros, nil},
		"another prefix":                   {letters, nil},
		"nothing":                          {"", keystring.ErrShape},
		"80 bytes reach the shape":         {strings.Repeat("a", 80), keystring.ErrShape},
		"81 bytes are too long":            {strings.Repeat("a", 81), keystring.ErrTooLong},
		"length is judged before charset":  {strings.Repeat("-", 81), keystring.ErrTooLong},
		"a space before":                   {" " + typical, keystring.ErrCharset},
		"a line feed after":                {typical + "\n", keystring.ErrCharset},
		"a comma":                          {strings.Replace(typical, "8sYq", "8s,q", 1), keystring.ErrCharset},
		"a NUL":                            {strings.Replace(typical, "8sYq", "8s\x00q", 1), keystring.ErrCharset},
		"a full-width digit":               {strings.Replace(typical, "8sYq", "８sYq", 1), keystring.ErrCharset},
		"charset is judged before shape":   {"chk-", keystring.ErrCharset},
		"the prefix alone":                 {"chk", keystring.ErrShape},
		"no prefix":                        {typical[len("chk"):], keystring.ErrShape},
		"a prefix of one letter":           {"c" + typical[len("chk"):], keystring.ErrShape},
		"a prefix of eleven letters":       {"abcdefghijk" + typical[len("chk"):], keystring.ErrShape},
		"a prefix that begins with digit":  {"1hk" + typical[len("chk"):], keystring.ErrShape},
		"a capital in the prefix":          {"Chk" + typical[len("chk"):], keystring.ErrShape},
		"an id of eleven":                  {strings.Replace(typical, "8sYq", "8sY", 1), keystring.ErrShape},
		"an id of thirteen":                {strings.Replace(typical, "8sYq", "8sYqq", 1), keystring.ErrShape},
		"a check of five":                  {typical[:len(typical)-1], keystring.ErrShape},
		"a check of seven":                 {typical + "0", keystring.ErrShape},
		"a third underscore in the secret": {strings.Replace(typical, "k7Qm", "k7_m", 1), keystring.ErrShape},
		"two keys":                         {typical + typical, keystring.ErrTooLong},
		"relabelled":                       {"jmap" + typical[len("chk"):], keystring.ErrChecksum},
		"case of one letter":               {strings.Replace(typical, "k7Qm", "K7Qm", 1), keystring.ErrChecksum},
		"check digits in another case":     {strings.Replace(typical, "0T1mtD", "0t1mtD", 1), keystring.ErrChecksum},
		"a check above 2³²":                {typical[:len(typical)-6] + "5T1mtD", keystring.ErrChecksum},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key, err := keystring.Parse(tt.in)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Parse(%q): %v, want %v", tt.in, err, tt.want)
			}
			if tt.want != nil && !errors.Is(err, keystring.ErrMalformed) {
				t.Errorf("Parse(%q): %v isn't ErrMalformed", tt.in, err)
			}
			if tt.want == nil && key.Reveal() != tt.in {
				t.Errorf("Parse(%q) reveals %q", tt.in, key.Reveal())
			}
		})
	}
}

func TestKeyHasItsParts(t *testing.T) {
	t.Parallel()
	key, err := keystring.Parse(typical)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := key.Prefix()+" "+key.ID()+" "+key.Tail(), "chk 8sYq2LwPz0Ta 1mtD"; got != want {
		t.Errorf("parts %q, want %q", got, want)
	}
	if got, want := keystring.Abbreviated(key.Prefix(), key.ID(), key.Tail()), "chk_8sYq…1mtD"; got != want {
		t.Errorf("abbreviated %q, want %q", got, want)
	}
	if got, want := key.Sum(), sha256.Sum256([]byte(typical)); got != want {
		t.Errorf("Sum %x, want %x", got, want)
	}
}

func TestZeroKeyIsHarmless(t *testing.T) {
	t.Parallel()
	var key keystring.Key
	if got := key.Reveal() + key.Prefix() + key.ID() + key.Tail(); got != "" {
		t.Errorf("the zero Key has %q", got)
	}
}

func TestNewMakesWhatParseReads(t *testing.T) {
	t.Parallel()
	key, err := keystring.New(ones{}, "chk", "8sYq2LwPz0Ta")
	if err != nil {
		t.Fatal(err)
	}
	if want := "chk_8sYq2LwPz0Ta_" + strings.Repeat("1", 32); !strings.HasPrefix(key.Reveal(), want) {
		t.Errorf("made %q, want it to begin with %q", key.Reveal(), want)
	}
	if _, err := keystring.Parse(key.Reveal()); err != nil {
		t.Errorf("Parse(%q): %v", key.Reveal(), err)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ prefix, id string }{
		"a capital in the prefix":   {"Chk", "8sYq2LwPz0Ta"},
		"one of our own prefixes":   {"chgate", "8sYq2LwPz0Ta"},
		"an id of eleven":           {"chk", "8sYq2LwPz0T"},
		"an id with an underscore":  {"chk", "8sYq2LwPz0_a"},
		"no id":                     {"chk", ""},
		"an id of twelve bytes, ä":  {"chk", "8sYq2LwPz0ä"},
		"an id with a trailing \\n": {"chk", "8sYq2LwPz0T\n"},
	} {
		if key, err := keystring.New(ones{}, tt.prefix, tt.id); err == nil {
			t.Errorf("%s: New(%q, %q) made %q", name, tt.prefix, tt.id, key.Reveal())
		}
	}
	if _, err := keystring.New(strings.NewReader("short"), "chk", "8sYq2LwPz0Ta"); err == nil {
		t.Error("New made a key of five random bytes")
	}
}

// TestOneTypingErrorIsNoticed holds a CRC's promise: no change of up to 32 bits in a row, and so of one character or of
// two neighbours, goes unnoticed.
func TestOneTypingErrorIsNoticed(t *testing.T) {
	t.Parallel()
	for i := range len(typical) {
		for _, c := range []byte(alphabet + "_") {
			changed := typical[:i] + string(c) + typical[i+1:]
			if _, err := keystring.Parse(changed); changed != typical && err == nil {
				t.Errorf("position %d as %q goes unnoticed: %q", i, c, changed)
			}
		}
		if i == 0 || typical[i-1] == typical[i] {
			continue
		}
		swapped := typical[:i-1] + typical[i:i+1] + typical[i-1:i] + typical[i+1:]
		if _, err := keystring.Parse(swapped); err == nil {
			t.Errorf("positions %d and %d swapped go unnoticed: %q", i-1, i, swapped)
		}
	}
}

func TestKeyShowsNothing(t *testing.T) {
	t.Parallel()
	key, err := keystring.Parse(typical)
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Exported keystring.Key
		hidden   keystring.Key
		pointer  *keystring.Key
	}
	held := holder{key, key, &key}
	for _, verb := range strings.Split("v +v #v s q x X d b o c U t e g T p w 10s -80v .3s", " ") {
		for _, value := range []any{key, &key, held, &held, []keystring.Key{key}, map[string]any{"k": held}} {
			refuseSecret(t, "%"+verb, fmt.Sprintf("%"+verb, value))
		}
	}
	if got := fmt.Sprintf("%v %s %#v", key, &key, key); got != "[redacted] [redacted] [redacted]" {
		t.Errorf("printed as %q", got)
	}
	for name, encode := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "XML": xml.Marshal} {
		for _, value := range []any{key, &key, struct{ Exported keystring.Key }{key}} {
			out, err := encode(value)
			refuseSecret(t, name, string(out))
			if err == nil && !strings.Contains(string(out), "[redacted]") {
				t.Errorf("%s of %T: %s", name, value, out)
			}
		}
	}
}

func TestKeyLogsNothing(t *testing.T) {
	t.Parallel()
	key, err := keystring.Parse(typical)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("made", "key", key, "pointer", &key, "held", struct{ Key keystring.Key }{key},
			slog.Group("group", "key", key), "list", []keystring.Key{key}, "error", fmt.Errorf("use %v", key))
	}
	refuseSecret(t, "slog", out.String())
	if got := strings.Count(out.String(), "[redacted]"); got != 12 {
		t.Errorf("%d times [redacted], want 12:\n%s", got, out.String())
	}
}

// refuseSecret fails if out holds any eight characters in a row of the secret, its checksum's end or the hexadecimal form.
func refuseSecret(t *testing.T, where, out string) {
	t.Helper()
	secret := typical[len("chk_8sYq2LwPz0Ta_"):]
	for i := range len(secret) - 7 {
		for _, part := range []string{secret[i : i+8], fmt.Sprintf("%x", secret[i:i+8])} {
			if strings.Contains(strings.ToLower(out), strings.ToLower(part)) {
				t.Errorf("%s shows part of the secret", where)
				return
			}
		}
	}
}

func FuzzParseRevealsWhatItRead(f *testing.F) {
	for _, in := range []string{zeros, letters, typical, "", "chk__", typical + " ", strings.Repeat("_", 80), "\xff"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		key, err := keystring.Parse(in)
		if err != nil {
			if !errors.Is(err, keystring.ErrMalformed) || key.Reveal() != "" {
				t.Errorf("Parse(%q): %v with a key that isn't empty, or isn't ErrMalformed", in, err)
			}
			return
		}
		if key.Reveal() != in || !strings.HasPrefix(in, key.Prefix()+"_"+key.ID()+"_") || !strings.HasSuffix(in, key.Tail()) {
			t.Errorf("Parse(%q) has other parts", in)
		}
	})
}

func FuzzNewMakesWhatParseReads(f *testing.F) {
	f.Add("chk", "8sYq2LwPz0Ta", bytes.Repeat([]byte("\x00\xf7\xf8\xff"), 20))
	f.Add("a0", "000000000000", bytes.Repeat([]byte{61}, 40))
	f.Add("chset", "zzzzzzzzzzzz", []byte("few"))
	f.Fuzz(func(t *testing.T, prefix, id string, random []byte) {
		made, err := keystring.New(bytes.NewReader(random), prefix, id)
		if err != nil {
			return
		}
		read, err := keystring.Parse(made.Reveal())
		if err != nil || read.Sum() != made.Sum() || read.Prefix() != prefix || read.ID() != id {
			t.Errorf("New(%q, %q) made what Parse doesn't read back: %v", prefix, id, err)
		}
	})
}

func BenchmarkParseAndSum(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		key, err := keystring.Parse(typical)
		if err != nil || key.Sum() == [sha256.Size]byte{} {
			b.Fatal(err)
		}
	}
}

func TestLookSeesWhatParseReads(t *testing.T) {
	t.Parallel()
	for _, text := range []string{typical, zeros, letters, "", typical + " ", typical[1:]} {
		key, want := keystring.Parse(text)
		id, sum, err := keystring.Look(text)
		if !errors.Is(err, want) || err == nil && (id != key.ID() || sum != key.Sum()) {
			t.Errorf("Look(%q) gives %q, %x, %v", text, id, sum, err)
		}
	}
}
