package web

import "strings"

// byteOrderMark begins a CSV file. Without it a spreadsheet takes the file for one in the machine's old code page, and
// shows "RenÃ©e"; programs that read CSV know it, and leave it out.
const byteOrderMark = "\ufeff"

// appendCSV appends a line of RFC 4180: every cell in quotes, so that line breaks, commas and semicolons are the cell's
// own whatever a program takes for a separator, and CR LF at its end.
func appendCSV(out []byte, cells []string) []byte {
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

// isFormula tells whether a spreadsheet could take a cell for a formula: by its first character, also a full-width one,
// also after spaces and quotes. An apostrophe before it makes it a text (OWASP, CSV injection).
func isFormula(cell string) bool {
	if cell == "" {
		return false
	}
	if strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return true
	}
	rest := strings.TrimLeft(cell, " \"'\u00a0\u3000")
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(rest, sign) {
			return true
		}
	}
	return false
}
