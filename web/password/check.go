package password

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chatelaine/store"
)

// Problems of a new password that a text in general doesn't have; keys of the catalogue, like those of store.
const (
	ProblemKnown   = "is one of those that are tried first"
	ProblemPattern = "repeats itself or follows a simple pattern"
	ProblemContext = "is built from words that are tried first, such as your organization's name or your e-mail address"
)

const (
	accepted = "15 to 256 characters that nobody would guess, such as five words taken at random"

	minWord     = 4 // letters of a context word; shorter ones stand in any password
	minRest     = 8 // letters that a password needs beside context words
	maxUnit     = 7 // characters of a unit whose repetition isn't a password
	minDistinct = 5 // different characters
	minTurns    = 6 // characters that don't follow from the one before
)

// everyday are the words that are context in every deployment.
var everyday = []string{"chatelaine", "password", "passphrase", "passwort", "administrator", "welcome", "letmein", "qwerty"}

// rows are the orders in which people type: the alphabet, digits, and keyboards.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "12345678901", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"}

// Normalize gives the form in which a password is measured, compared and hashed: NFC, and nothing else changed, so that
// it doesn't matter whether a keyboard composes its accents.
func Normalize(plain string) string { return norm.NFC.String(plain) }

// Check says whether plain may be a new password. context is what a guesser would know: the names of the organization
// and of the host, the person's name and e-mail address. Any character is allowed, and none is required.
// Errors: [store.InvalidError] for the field "password".
func Check(plain string, context ...string) error {
	refuse := func(problem string, args ...any) error {
		return &store.InvalidError{Field: "password", Problem: problem, Accepted: accepted, Args: args}
	}
	if plain == "" {
		return refuse(store.ProblemMissing)
	}
	if !utf8.ValidString(plain) {
		return refuse(store.ProblemNotUTF8)
	}
	plain = Normalize(plain)
	switch n := utf8.RuneCountInString(plain); {
	case n < store.Limits.Password.Min:
		return refuse(store.ProblemShort, n, store.Limits.Password.Min)
	case n > store.Limits.Password.Max:
		return refuse(store.ProblemLong, n, store.Limits.Password.Max)
	case isKnown(plain):
		return refuse(ProblemKnown)
	case isPattern([]rune(store.Fold(plain))):
		return refuse(ProblemPattern)
	case isBuiltFrom(plain, context):
		return refuse(ProblemContext)
	}
	return nil
}

// isPattern says whether so little of a password is new that it can be told in a few words.
func isPattern(text []rune) bool {
	if len(slices.Compact(slices.Sorted(slices.Values(text)))) < minDistinct {
		return true
	}
	for unit := 1; unit <= maxUnit; unit++ {
		if slices.Equal(text[unit:], text[:len(text)-unit]) {
			return true
		}
	}
	turns := 1
	for i := range text[1:] {
		if !follows(text[i], text[i+1]) {
			turns++
		}
	}
	return turns < minTurns
}

// follows says whether b is a again, or a's neighbour in one of the rows.
func follows(a, b rune) bool {
	if a == b {
		return true
	}
	up, down := string([]rune{a, b}), string([]rune{b, a})
	return slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, up) || strings.Contains(row, down) })
}

// isBuiltFrom says whether a password holds a context word and, without those, digits and signs, too few letters.
func isBuiltFrom(plain string, context []string) bool {
	rest := squeeze(store.Fold(plain))
	before := len(rest)
	for _, word := range words(context) {
		rest = strings.ReplaceAll(rest, word, " ") // a space, so that what stood around it doesn't become a word
	}
	letters := 0
	for _, r := range rest {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return len(rest) < before && letters < minRest
}

// words gives the words of context, the longest first: each by itself, and those of an address's parts and of a whole
// text in one, as in "meridiansurvey".
func words(context []string) []string {
	found := slices.Clone(everyday)
	for _, text := range context {
		folded := store.Fold(text)
		parts := strings.FieldsFunc(folded, func(r rune) bool { return squeeze(string(r)) == "" })
		parts = append(parts, squeeze(folded))
		for part := range strings.SplitSeq(folded, "@") {
			parts = append(parts, squeeze(part))
		}
		found = append(found, parts...)
	}
	found = slices.DeleteFunc(found, func(word string) bool { return utf8.RuneCountInString(word) < minWord })
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(found)
}
