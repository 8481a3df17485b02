package store

import "strings"

const acceptedNote = "up to 2,000 letters, digits, signs, spaces and line breaks"

// CleanNote gives a text of one or several lines as it is stored: in NFC, with LF between its lines, and without white
// space at the end of one, or around all. It can be empty. Errors: [InvalidError] for field.
func CleanNote(field, in string) (string, error) {
	rule := textRule{field, Limits.Note, acceptedNote}
	lines := strings.Split(strings.ReplaceAll(in, "\r\n", "\n"), "\n")
	for i, line := range lines {
		clean, err := rule.line(line, func(line string) string { return strings.TrimRight(line, " ") })
		if err != nil {
			return "", err
		}
		lines[i] = clean
	}
	return rule.whole(strings.TrimSpace(strings.Join(lines, "\n")))
}
