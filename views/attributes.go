package views

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func boolean(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// Initials are the first letters of a name's first and last word, for an avatar.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '-' })
	if len(words) == 0 {
		return "·"
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	initials := string(unicode.ToUpper(first))
	if len(words) > 1 {
		last, _ := utf8.DecodeRuneInString(words[len(words)-1])
		initials += string(unicode.ToUpper(last))
	}
	return initials
}
