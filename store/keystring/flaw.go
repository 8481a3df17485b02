package keystring

import (
	"errors"
	"strconv"
	"strings"
)

// Flaw says what is wrong with a text that [Parse] refuses, as a code that can be written down: nothing of the text is in it.
// [FlawShort] and [FlawOver] have a number of characters behind them, as in "short 3". The empty Flaw is none.
type Flaw string

// What can be wrong, in the order in which it is looked for.
const (
	FlawLong        Flaw = "long"        // than anything that is looked at
	FlawShown       Flaw = "shown"       // it is the abbreviated form, or hidden behind asterisks
	FlawPlaceholder Flaw = "placeholder" // a variable's name, or words in angle brackets, where the key belongs
	FlawJoined      Flaw = "joined"      // several with commas between them
	FlawQuote       Flaw = "quote"
	FlawSpace       Flaw = "space" // or the end of a line
	FlawCharacter   Flaw = "character"
	FlawCapitals    Flaw = "capitals" // in the prefix
	FlawForeign     Flaw = "foreign"  // nothing makes it a key
	FlawMiddle      Flaw = "middle"   // the id hasn't its length
	FlawShort       Flaw = "short"
	FlawOver        Flaw = "over"
	FlawChecksum    Flaw = "checksum"
)

// maxExplained is how many bytes are looked through for what is wrong: whoever sends a million makes no more work.
const maxExplained = 4 * MaxLength

// FlawOf says what is wrong with a text; empty: nothing.
func FlawOf(text string) Flaw {
	err := check(text)
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrChecksum):
		return FlawChecksum
	case errors.Is(err, ErrShape):
		return flawOfShape(text)
	}
	text = text[:min(len(text), maxExplained)]
	for _, kind := range foreignCharacters {
		if strings.Contains(text, kind.mark) {
			return kind.flaw
		}
	}
	if errors.Is(err, ErrTooLong) {
		return FlawLong
	}
	return FlawCharacter
}

// foreignCharacters are what no key holds and what says how it came there; the first one counts.
var foreignCharacters = []struct {
	mark string
	flaw Flaw
}{
	{"…", FlawShown}, {"...", FlawShown}, {"***", FlawShown}, {"•", FlawShown},
	{"$", FlawPlaceholder}, {"<", FlawPlaceholder}, {"{", FlawPlaceholder}, {"[", FlawPlaceholder},
	{",", FlawJoined}, {";", FlawJoined},
	{`"`, FlawQuote}, {"'", FlawQuote}, {"`", FlawQuote}, {"“", FlawQuote}, {"”", FlawQuote}, {"«", FlawQuote},
	{" ", FlawSpace}, {"\t", FlawSpace}, {"\r", FlawSpace}, {"\n", FlawSpace}, {"\u00a0", FlawSpace},
}

// flawOfShape says which part of a text hasn't its shape. The text has passed hasCharset.
func flawOfShape(text string) Flaw {
	prefix, rest, parts := strings.Cut(text, "_")
	id, secret, whole := strings.Cut(rest, "_")
	missing := secretLength + checkLength - len(secret)
	switch {
	case !prefixShape(prefix) && prefixShape(strings.ToLower(prefix)) && whole:
		return FlawCapitals
	case !parts || !prefixShape(prefix) || strings.Contains(secret, "_"):
		return FlawForeign
	case len(id) != IDLength && whole && missing == 0:
		return FlawMiddle
	case len(id) != IDLength:
		return FlawForeign
	case !whole: // and so the underscore is missing, too
		return counted(FlawShort, missing+1)
	case missing < 0:
		return counted(FlawOver, -missing)
	}
	return counted(FlawShort, missing)
}

func counted(f Flaw, n int) Flaw { return f + " " + Flaw(strconv.Itoa(n)) }

// leastSecret is how much of a secret has to follow an id for this to be one.
const leastSecret = 8

// ClaimedID is the id of the key that a text says that it is, though [Parse] refuses it; empty: none can be made out.
func ClaimedID(text string) string {
	if len(text) > MaxLength {
		return ""
	}
	prefix, rest, _ := strings.Cut(text, "_")
	id, secret, _ := strings.Cut(rest, "_")
	if !prefixShape(prefix) || len(id) != IDLength || !isBase62(id) || len(secret) < leastSecret || !isBase62(secret[:leastSecret]) {
		return ""
	}
	return id
}
