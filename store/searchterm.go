package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MinContains is how many letters a term needs to be looked for anywhere in a text: the index behind it
// knows runs of three. Shorter terms are looked for at the beginnings of words ([WordStarts]).
const MinContains = 3

// SearchTerm is what names are searched by: the typed text folded ([Fold]), cut at [MaxSearch] code
// points, without spaces around it. It is empty when there is nothing to look for.
func SearchTerm(typed string) string { return strings.TrimSpace(Fold(IDTerm(typed))) }

// IDTerm is what ids are searched by: the typed text as it is, because a capital letter and a small one
// are two, cut at [MaxSearch] code points, without spaces around it.
func IDTerm(typed string) string {
	runes := []rune(strings.ToValidUTF8(typed, ""))
	return strings.TrimSpace(string(runes[:min(len(runes), MaxSearch)]))
}

// IsShort tells whether a term is only looked for at the beginnings of words.
func IsShort(term string) bool { return utf8.RuneCountInString(term) < MinContains }

// Impossible tells whether no name and no id can contain the term: it has a control character, which the
// rule for texts refuses. Engines disagree about such terms, so they aren't asked.
func Impossible(term string) bool { return strings.ContainsFunc(term, unicode.IsControl) }

// WordStarts are the first two letters of each word of a folded text, or the only one, each once. A word
// begins at every sign that doesn't follow a letter, a digit or a mark: those of "tile-cache · x" begin
// with ti, ca, · and x.
func WordStarts(folded string) []string {
	var starts []string
	runes := []rune(folded)
	for i, r := range runes {
		if unicode.IsSpace(r) || i > 0 && inWord(runes[i-1]) {
			continue
		}
		start := string(runes[i:min(i+MinContains-1, len(runes))])
		if start = strings.TrimSpace(start); !slices.Contains(starts, start) {
			starts = append(starts, start)
		}
	}
	return starts
}

func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

// hasWord tells whether a word of a folded text begins with a short term.
func hasWord(folded, term string) bool {
	return slices.ContainsFunc(WordStarts(folded), func(start string) bool { return strings.HasPrefix(start, term) })
}

// HasTerm tells whether a text contains a term, or a word of it begins with one that is short.
func HasTerm(text, term string) bool {
	if IsShort(term) {
		return hasWord(text, term)
	}
	return strings.Contains(text, term)
}
