package store

import "regexp"

// wholeKey is what an API key's whole string looks like (keystring makes them), also where its end is missing.
var wholeKey = regexp.MustCompile(`[a-z][a-z0-9]{1,9}_([0-9A-Za-z]{12})_[0-9A-Za-z]{8,}`)

// SecretIn finds a whole API key anywhere in a text that somebody typed or pasted, with quotes or words around it, and
// gives the id of the key: what may be written down instead.
func SecretIn(text string) (id KeyID, found bool) {
	if match := wholeKey.FindStringSubmatch(text); match != nil {
		return KeyID(match[1]), true
	}
	return "", false
}

// WholeKeyIn is what [SecretIn] finds, itself: for the one who asks about it at once and forgets it. Empty: nothing is found.
func WholeKeyIn(text string) string { return wholeKey.FindString(text) }
