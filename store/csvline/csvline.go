// Package csvline writes lines of CSV that programs read alike, and that a spreadsheet doesn't take for something to work out.
package csvline

import (
	"strings"
	"unicode/utf8"
)

// ByteOrderMark begins a file. Without it a spreadsheet takes the file for one in the machine's old code page, and shows
// "RenÃ©e"; programs that read CSV know it, and leave it out.
const ByteOrderMark = "\ufeff"

// Append appends a line of RFC 4180: every cell in quotes, so that line breaks, commas and semicolons are the cell's own
// whatever a program takes for a separator, and CR LF at its end. What a spreadsheet could take for a formula gets an
// apostrophe before it, which makes it a text (OWASP, CSV injection).
func Append(out []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '"')
		if isFormula(cell) {
			out = append(out, '\'')
		}
		for _, b := range []byte(cell) {
			if b == '"' {
				out = append(out, '"')
			}
			out = append(out, b)
		}
		out = append(out, '"')
	}
	return append(out, '\r', '\n')
}

// Cell is a cell that was read, without the apostrophe that Append put before it.
func Cell(read string) string {
	if rest, begins := strings.CutPrefix(read, "'"); begins && isFormula(rest) {
		return rest
	}
	return read
}

// isFormula tells whether a spreadsheet could take a cell for a formula: by its first character, also a full-width one, also
// behind spaces, quotes and apostrophes.
func isFormula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \"'\u00a0\u3000"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}
