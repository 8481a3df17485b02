package store

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const acceptedNote = "up to 2,000 letters, digits, signs, spaces and line breaks"

// CleanNote gives a text of one or several lines as it is stored: in NFC, with LF between its lines, and without white
// space at the end of one, or around all. It can be empty. Errors: [InvalidError] for field.
func CleanNote(field, in string) (string, error) {
	refuse := func(problem string, args ...any) (string, error) {
		return "", &InvalidError{Field: field, Problem: problem, Accepted: acceptedNote, Args: args}
	}
	if !utf8.ValidString(in) {
		return refuse(ProblemNotUTF8)
	}
	lines := strings.Split(strings.ReplaceAll(in, "\r\n", "\n"), "\n")
	for i, line := range lines {
		if r, at := firstRefused(line); at > 0 {
			return refuse(ProblemCharacter, codePoint(r), at)
		}
		line = norm.NFC.String(line)
		if problem, r, at := marksOf(line); problem != "" {
			return refuse(problem, codePoint(r), at)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	note := strings.TrimSpace(strings.Join(lines, "\n"))
	if n := utf8.RuneCountInString(note); n > Limits.Note.Max {
		return refuse(ProblemLong, n, Limits.Note.Max)
	}
	if _, found := SecretIn(note); found {
		return refuse(ProblemSecret)
	}
	return note, nil
}
