package gate

import (
	"encoding/base64"
	"fmt"
	"io"
)

// referenceBytes make 96 random bits, 16 characters.
const referenceBytes = 12

// newReference makes the name of a refusal, which tells nothing of it.
func newReference(rand io.Reader) (string, error) {
	var random [referenceBytes]byte
	if _, err := io.ReadFull(rand, random[:]); err != nil {
		return "", fmt.Errorf("make a reference: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(random[:]), nil
}
