package store

import (
	"strings"
	"unicode"
)

// MinContains is how many letters a term needs to be looked for anywhere in a text: the index behind it
// knows runs of three. Shorter terms are looked for at the beginnings of words.
const MinContains = 3

// SearchTerm is what a search is compared by: folded, cut at [MaxSearch] code points, without spaces
// around it. It is empty when there is nothing to look for.
func SearchTerm(typed string) string {
	runes := []rune(strings.ToValidUTF8(typed, ""))
	return strings.TrimSpace(Fold(string(runes[:min(len(runes), MaxSearch)])))
}

// hasWord tells whether a word of a folded text begins with term.
func hasWord(folded, term string) bool {
	at := 0
	for {
		next := strings.Index(folded[at:], term)
		if next < 0 {
			return false
		}
		at += next
		before := []rune(folded[:at])
		if len(before) == 0 || !unicode.IsLetter(before[len(before)-1]) && !unicode.IsDigit(before[len(before)-1]) {
			return true
		}
		at += len(term)
	}
}
