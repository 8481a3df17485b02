package password

import (
	_ "embed"
	"strings"
	"unicode"

	"chatelaine/store"
)

// knownBad holds one password a line, as [store.Fold] gives it. known_bad.md says where it comes from.
//
//go:embed known_bad.txt
var knownBad string

// isKnown says whether a password, or what is left of it without signs or without an ending, is in the list.
func isKnown(plain string) bool {
	folded := store.Fold(plain)
	return inList(folded) || inList(squeeze(folded)) ||
		inList(strings.TrimRightFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) }))
}

// inList walks the whole list: some microseconds, beside a tenth of a second for the hash that follows.
func inList(folded string) bool {
	return folded != "" && !strings.Contains(folded, "\n") && strings.Contains("\n"+knownBad, "\n"+folded+"\n")
}

// squeeze leaves the letters and digits of a text.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, text)
}
