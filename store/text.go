package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Problems of a text, as [InvalidError] says them. They are keys of the catalogue; their verbs take counts, positions
// (in code points, from 1) and names such as U+202E, never the text.
const (
	ProblemMissing   = "is missing"
	ProblemNotUTF8   = "isn't valid UTF-8"
	ProblemCharacter = "contains %s at position %d"
	ProblemMark      = "contains %s at position %d, a mark with nothing to stand on"
	ProblemMarks     = "contains %s at position %d, the fourth mark in a row"
	ProblemShort     = "has %d characters, fewer than %d"
	ProblemLong      = "has %d characters, more than %d"
	ProblemBytes     = "has %d bytes, more than %d"
	ProblemEmail     = "isn't an e-mail address"
	ProblemDomain    = "has a domain with other letters than a-z"
	ProblemSecret    = "contains an API key, which must not be written down"
	ProblemSlug      = "begins with a hyphen"
)

const (
	acceptedName   = "1 to 100 letters, digits, signs and single spaces"
	acceptedEmail  = "an address such as name@example.com, of up to 254 characters"
	acceptedDomain = "an address such as name@example.com, with other letters of the domain in their xn-- form"
	acceptedSlug   = "2 to 40 small letters a-z, digits and hyphens, the first one not a hyphen"

	maxMarks       = 3 // in a row
	fallbackSlug   = "organization"
	brailleBlank   = '\u2800' // a sign by its category, and nothing to see
	localCharacter = "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-"
)

var (
	acceptedCategories = []*unicode.RangeTable{unicode.L, unicode.M, unicode.N, unicode.P, unicode.S}
	// ignorable is what Unicode lets a font show as nothing: fillers and joiners, and the selectors that vary the
	// character before them. The fillers are refused; a selector is a mark, and accepted.
	ignorable = []*unicode.RangeTable{unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector}
	folder    = cases.Fold() // keeps no state
)

// CleanName gives a name as it is stored: in NFC, without spaces around it, and with single spaces inside. All that
// can't be seen, or changes how the text around it is seen, is refused by name and position.
// Errors: [InvalidError] for field.
func CleanName(field, in string) (string, error) {
	name, err := cleanLine(field, in, Limits.Name, acceptedName)
	if err == nil && name == "" {
		return "", &InvalidError{Field: field, Problem: ProblemMissing, Accepted: acceptedName}
	}
	return name, err
}

// cleanLine is [CleanName] for texts of any length, which can be empty.
func cleanLine(field, in string, limit TextLimit, accepted string) (string, error) {
	rule := textRule{field, limit, accepted}
	// Of all white space only U+0020 comes as far as Fields, so it splits at nothing else.
	line, err := rule.line(in, func(line string) string { return strings.Join(strings.Fields(line), " ") })
	if err != nil {
		return "", err
	}
	return rule.whole(line)
}

// textRule is what a text of one or several lines must keep to.
type textRule struct {
	field    string
	limit    TextLimit
	accepted string
}

func (t textRule) refuse(problem string, args ...any) (string, error) {
	return "", &InvalidError{Field: t.field, Problem: problem, Accepted: t.accepted, Args: args}
}

// line gives a line in NFC, with its spaces as they are to stand. Errors: [InvalidError] for what can't be shown.
func (t textRule) line(in string, space func(string) string) (string, error) {
	if !utf8.ValidString(in) {
		return t.refuse(ProblemNotUTF8)
	}
	if r, at := firstRefused(in); at > 0 {
		return t.refuse(ProblemCharacter, codePoint(r), at)
	}
	line := space(norm.NFC.String(in))
	if problem, r, at := marksOf(line); problem != "" {
		return t.refuse(problem, codePoint(r), at)
	}
	return line, nil
}

// whole refuses a text that is too long or has a secret in it.
func (t textRule) whole(text string) (string, error) {
	if n := utf8.RuneCountInString(text); n > t.limit.Max {
		return t.refuse(ProblemLong, n, t.limit.Max)
	}
	if _, found := SecretIn(text); found {
		return t.refuse(ProblemSecret)
	}
	return text, nil
}

// firstRefused finds the first character that the text rule refuses. Its position counts from 1; 0: there is none.
func firstRefused(text string) (refused rune, at int) {
	for _, r := range text {
		at++
		if !canBeShown(r) {
			return r, at
		}
	}
	return 0, 0
}

// canBeShown is the text rule for one character. Controls, bidi controls and most of what is invisible fall out by
// their category; what Go's Unicode tables don't know yet is unassigned.
func canBeShown(r rune) bool {
	return r == ' ' || unicode.In(r, acceptedCategories...) &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) && r != brailleBlank
}

// marksOf finds the first mark that would be drawn over what isn't part of the text, or over too many others.
func marksOf(text string) (problem string, mark rune, at int) {
	before, marks := ' ', 0
	for _, r := range text {
		at++
		if !unicode.Is(unicode.M, r) {
			before, marks = r, 0
			continue
		}
		if marks++; before == ' ' {
			return ProblemMark, r, at
		}
		if marks > maxMarks {
			return ProblemMarks, r, at
		}
	}
	return "", 0, 0
}

// codePoint names a character without showing it.
func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// Fold gives the form by which names are told apart and, byte by byte, sorted: NFKC and case fold. Selectors that only
// vary a character's look are left out, or two names that look alike could stand side by side. Fold(Fold(s)) is Fold(s).
func Fold(name string) string {
	if isASCII(name) {
		return strings.ToLower(name)
	}
	// A fold can undo a normalization and the other way round (U+0345 does); no text is known that needs a third turn.
	for range 4 {
		folded := norm.NFKC.String(strings.Map(foldMore, folder.String(norm.NFKD.String(name))))
		if folded == name {
			break
		}
		name = folded
	}
	return name
}

// foldMore drops what can't be seen, and folds Cherokee (to its capitals, as Unicode does), which x/text leaves as it is.
func foldMore(r rune) rune {
	switch {
	case unicode.In(r, ignorable...):
		return -1
	case unicode.Is(unicode.Cherokee, r):
		return unicode.ToUpper(r)
	}
	return r
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// Visible gives a text of older data, or of another program, as it may be shown: what the text rule refuses stands
// there by its name, such as U+202E, and each byte that isn't UTF-8 as U+FFFD.
func Visible(text string) string {
	var shown strings.Builder
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		if canBeShown(r) && (r != utf8.RuneError || size > 1) {
			shown.WriteRune(r)
		} else {
			shown.WriteString(codePoint(r))
		}
	}
	return shown.String()
}

// CleanEmail gives an e-mail address as it is stored, which is its [CanonicalEmail]. It accepts what a browser's e-mail
// field does. A domain in other letters must come in its xn-- form, as browsers send it: the tables for that
// (x/net/idna) are no dependency of this package, and half of them would let two spellings of one domain in.
// Errors: [InvalidError] for the field "email".
func CleanEmail(in string) (string, error) {
	refuse := func(problem, accepted string, args ...any) (string, error) {
		return "", &InvalidError{Field: "email", Problem: problem, Accepted: accepted, Args: args}
	}
	if !utf8.ValidString(in) {
		return refuse(ProblemNotUTF8, acceptedEmail)
	}
	email := CanonicalEmail(in)
	local, domain, _ := strings.Cut(email, "@")
	switch {
	case email == "":
		return refuse(ProblemMissing, acceptedEmail)
	case len(email) > Limits.Email.Bytes:
		return refuse(ProblemBytes, acceptedEmail, len(email), Limits.Email.Bytes)
	case local == "" || strings.Trim(local, localCharacter) != "":
		return refuse(ProblemEmail, acceptedEmail)
	case !isASCII(domain):
		return refuse(ProblemDomain, acceptedDomain)
	case slices.ContainsFunc(strings.Split(domain, "."), notDomainLabel):
		return refuse(ProblemEmail, acceptedEmail)
	}
	return email, nil
}

// notDomainLabel says whether a part between a domain's dots isn't 1 to 63 of a-z, 0-9 and inner hyphens.
func notDomainLabel(label string) bool {
	return len(label) > 63 || !isSlugText(label) || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-")
}

// CanonicalEmail gives the form by which any text typed as an e-mail address is counted and looked up: NFC, trimmed,
// A-Z as a-z. It accepts everything.
func CanonicalEmail(in string) string {
	lower := strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.TrimSpace(norm.NFC.String(in)))
	return norm.NFC.String(lower) // h takes marks that H doesn't
}

// CleanSlug gives an organization's short name as it is stored, without spaces around it.
// Errors: [InvalidError] for the field "slug".
func CleanSlug(in string) (string, error) {
	refuse := func(problem string, args ...any) (string, error) {
		return "", &InvalidError{Field: "slug", Problem: problem, Accepted: acceptedSlug, Args: args}
	}
	slug := strings.Trim(in, " ")
	at := 0
	for _, r := range slug {
		at++
		if !isSlugRune(r) {
			return refuse(ProblemCharacter, codePoint(r), at)
		}
	}
	switch {
	case slug == "":
		return refuse(ProblemMissing)
	case slug[0] == '-':
		return refuse(ProblemSlug)
	case len(slug) < Limits.Slug.Min:
		return refuse(ProblemShort, len(slug), Limits.Slug.Min)
	case len(slug) > Limits.Slug.Max:
		return refuse(ProblemLong, len(slug), Limits.Slug.Max)
	}
	return slug, nil
}

// ProposeSlug makes a short name out of an organization's name: accents go, and hyphens stand for what isn't a-z or
// 0-9. Where too little is left it is "organization". It may be taken already.
func ProposeSlug(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(Fold(name)))
	words := strings.FieldsFunc(plain, func(r rune) bool { return r == '-' || !isSlugRune(r) })
	slug := strings.Join(words, "-")
	slug = strings.TrimRight(slug[:min(len(slug), Limits.Slug.Max)], "-")
	if len(slug) < Limits.Slug.Min {
		return fallbackSlug
	}
	return slug
}

func isSlugText(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !isSlugRune(r) })
}

func isSlugRune(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' }
