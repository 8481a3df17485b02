// Package keystring makes and reads the strings that programs and links present: API keys, ids and one-time tokens.
//
// A key's string is <prefix>_<id>_<secret><check>: [New] makes one, [Parse] reads one, and [Key.Reveal] is the only way
// from a [Key] back to the string. Randomness is an [io.Reader] that the caller passes in. The check is for typing
// errors and scanners; anyone can compute it, so it is no security.
package keystring

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

const (
	// MaxLength is the most bytes that [Parse] looks at. The longest real key has 62.
	MaxLength = 80
	// IDLength is the number of base62 characters of an id: 71 bits.
	IDLength = 12

	secretLength = 32 // base62 characters: 190 bits
	tailLength   = 4
	redacted     = "[redacted]"
)

// ErrMalformed is what every refusal of [Parse] wraps: the text can't be a key, whatever the store holds.
var ErrMalformed = errors.New("malformed key")

// The reasons of [Parse], in the order in which they are looked for. None of them repeats the text.
var (
	ErrTooLong  = fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxLength)
	ErrCharset  = fmt.Errorf("%w: a character other than 0-9, A-Z, a-z and _", ErrMalformed)
	ErrShape    = fmt.Errorf("%w: not of the shape prefix_id_secret", ErrMalformed)
	ErrChecksum = fmt.Errorf("%w: wrong checksum", ErrMalformed)
)

// Key is an API key's whole string. Printed, logged or encoded it shows nothing. The zero Key is empty.
//
// The text lies behind a pointer because fmt calls no method on an unexported field of another struct: it would print
// the text itself. For the same reason, compare [Key.Sum], not Keys.
type Key struct{ text *string }

// New makes the key that presents id, with a secret read from rand.
// Errors: those of [CheckPrefix], an id that isn't 12 base62 characters, and what rand returns.
func New(rand io.Reader, prefix, id string) (Key, error) {
	if err := CheckPrefix(prefix); err != nil {
		return Key{}, err
	}
	return assemble(rand, prefix, id)
}

// NewGateCredential makes what a program presents to ask the gate about keys: of the shape of a key, with a prefix that no key
// has. Errors: those of [New] but for the prefix.
func NewGateCredential(rand io.Reader, id string) (Key, error) {
	return assemble(rand, PrefixGate, id)
}

// assemble draws the secret that presents id under a prefix.
func assemble(rand io.Reader, prefix, id string) (Key, error) {
	if len(id) != IDLength || !isBase62(id) {
		return Key{}, fmt.Errorf("make a key: its id isn't %d base62 characters", IDLength)
	}
	secret, err := Random(rand, secretLength)
	if err != nil {
		return Key{}, fmt.Errorf("make a key's secret: %w", err)
	}
	covered := prefix + "_" + id + "_" + secret
	check := checksum(covered)
	text := covered + string(check[:])
	return Key{&text}, nil
}

// Parse reads a key's string exactly as it was presented; it trims and changes nothing.
// Errors: [ErrTooLong], [ErrCharset], [ErrShape], [ErrChecksum], all of them [ErrMalformed].
func Parse(text string) (Key, error) {
	if err := check(text); err != nil {
		return Key{}, err
	}
	return newKey(text), nil
}

// Look reads what Parse does, and gives the [Key.ID] and the [Key.Sum] alone: the gate does this for every request, and it
// takes no memory. Errors: those of Parse.
func Look(text string) (id string, sum [sha256.Size]byte, err error) {
	if err := check(text); err != nil {
		return "", sum, err
	}
	return idOf(text), sumOf(text), nil
}

func newKey(text string) Key { return Key{&text} }

// check says what is wrong with a text.
func check(text string) error {
	if len(text) > MaxLength {
		return ErrTooLong
	}
	if !hasCharset(text) {
		return ErrCharset
	}
	if !hasShape(text) {
		return ErrShape
	}
	// Texts are compared, not numbers: decoding would accept a second spelling of the same number.
	end := len(text) - checkLength
	if check := checksum(text[:end]); string(check[:]) != text[end:] {
		return ErrChecksum
	}
	return nil
}

// hasCharset says whether text holds nothing but base62 characters and underscores.
func hasCharset(text string) bool {
	for i := range len(text) {
		if text[i] != '_' && !isDigit(text[i]) {
			return false
		}
	}
	return true
}

// hasShape says whether text has the three parts, each of its length. It has passed hasCharset.
func hasShape(text string) bool {
	prefix, rest, _ := strings.Cut(text, "_")
	id, secret, _ := strings.Cut(rest, "_")
	return prefixShape(prefix) &&
		len(id) == IDLength &&
		len(secret) == secretLength+checkLength &&
		!strings.Contains(secret, "_")
}

// Reveal returns the whole string. It is for the one answer that shows a key; everything else takes [Key.Sum].
func (k Key) Reveal() string {
	if k.text == nil {
		return ""
	}
	return *k.text
}

// Sum is the SHA-256 of the whole string: what is stored and looked up.
func (k Key) Sum() [sha256.Size]byte { return sumOf(k.Reveal()) }

func sumOf(text string) [sha256.Size]byte {
	var buf [MaxLength]byte // on the stack: the gate does this for every request
	defer clear(buf[:])
	return sha256.Sum256(append(buf[:0], text...))
}

// Prefix is the part before the first underscore.
func (k Key) Prefix() string {
	prefix, _, _ := strings.Cut(k.Reveal(), "_")
	return prefix
}

// ID is the key's id, which is public.
func (k Key) ID() string { return idOf(k.Reveal()) }

func idOf(text string) string {
	_, rest, _ := strings.Cut(text, "_")
	id, _, _ := strings.Cut(rest, "_")
	return id
}

// Tail is the last four characters of the checksum, which may be shown.
func (k Key) Tail() string {
	text := k.Reveal()
	return text[max(0, len(text)-tailLength):]
}

// Abbreviated is the form that may be shown: the prefix, the first four characters of the id, and the tail.
func Abbreviated(prefix, id, tail string) string {
	return prefix + "_" + id[:min(4, len(id))] + "…" + tail
}

// Format prints [redacted] for every verb.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// String is [redacted].
func (Key) String() string { return redacted }

// GoString is [redacted].
func (Key) GoString() string { return redacted }

// LogValue is [redacted].
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText gives [redacted].
func (Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON gives "[redacted]".
func (Key) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
