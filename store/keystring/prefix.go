package keystring

import (
	"errors"
	"fmt"
	"slices"
)

// Chatelaine's own prefixes. [CheckPrefix] refuses them for keys, so that no token is taken for another sort of token.
const (
	PrefixGate       = "chgate"
	PrefixInvitation = "chinv"
	PrefixSetUp      = "chset"
	PrefixSignIn     = "chsign"
	PrefixReset      = "chreset"
	PrefixLeak       = "chleak"
)

const (
	minPrefix = 2
	maxPrefix = 10
)

var (
	// ErrPrefix says that a prefix isn't a small letter with 1 to 9 small letters or digits after it.
	ErrPrefix = errors.New("the prefix isn't a letter a-z with 1 to 9 characters of a-z and 0-9 after it")
	// ErrPrefixReserved says that a prefix is one of Chatelaine's own.
	ErrPrefixReserved = errors.New("the prefix is one of Chatelaine's own (chgate, chinv, chset, chsign, chreset, chleak)")
)

// CheckPrefix says whether new keys may begin with prefix. Errors: [ErrPrefix], [ErrPrefixReserved].
func CheckPrefix(prefix string) error {
	if !prefixShape(prefix) {
		return ErrPrefix
	}
	if slices.Contains([]string{PrefixGate, PrefixInvitation, PrefixSetUp, PrefixSignIn, PrefixReset, PrefixLeak}, prefix) {
		return fmt.Errorf("%q: %w", prefix, ErrPrefixReserved)
	}
	return nil
}

// prefixShape says whether prefix is [a-z][a-z0-9]{1,9}.
func prefixShape(prefix string) bool {
	if len(prefix) < minPrefix || len(prefix) > maxPrefix {
		return false
	}
	for i := range len(prefix) {
		c := prefix[i]
		if !('a' <= c && c <= 'z') && (i == 0 || !('0' <= c && c <= '9')) {
			return false
		}
	}
	return true
}
