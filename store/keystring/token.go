package keystring

import (
	"fmt"
	"io"
)

// TokenLength is the number of base62 characters that hold 256 random bits: what links and sessions carry.
const TokenLength = 43

// NewToken makes a token that works once, such as a set-up link's: prefix, an underscore, 43 random characters. Only
// its SHA-256 is kept, by the caller. prefix may be one of Chatelaine's own. Errors: [ErrPrefix], and what rand returns.
func NewToken(rand io.Reader, prefix string) (string, error) {
	if !prefixShape(prefix) {
		return "", ErrPrefix
	}
	random, err := Random(rand, TokenLength)
	if err != nil {
		return "", fmt.Errorf("make a %s token: %w", prefix, err)
	}
	return prefix + "_" + random, nil
}
