package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plainLetters are letters whose stroke or curl is no mark that could be taken off.
var plainLetters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "æ", "ae", "œ", "oe", "ı", "i")

// FindsPerson tells whether somebody who types search looks for a person: each of its words stands
// somewhere in the name or the e-mail address, however accents are typed.
func FindsPerson(search, name, email string) bool {
	text := plain(name) + " " + plain(email)
	for _, word := range strings.Fields(plain(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// plain is a text folded and without marks.
func plain(text string) string {
	unmarked := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(Fold(text)))
	return plainLetters.Replace(unmarked)
}
