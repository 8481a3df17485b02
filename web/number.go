package web

import "strconv"

// wholeNumber reads a number of a form or an address as programs write it: digits alone. One with a sign, with spaces or zeros
// before it, or too large, is none: what is read in two ways can be checked in one and used in the other.
func wholeNumber(text string) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}
