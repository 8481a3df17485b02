package keystring

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

const (
	digits      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base        = uint32(len(digits))
	checkLength = 6 // 62⁶ > 2³²

	// unbiased is the largest multiple of 62 that a byte can count to. Bytes from here on are thrown away: taken modulo
	// 62 they would make the first eight digits likelier than the rest.
	unbiased = 256 / int(base) * int(base)
	// maxReads is how often Random reads before it blames the source. A sound one needs a third read once in 10⁹ calls.
	maxReads = 64
)

var errSource = errors.New("the source of randomness repeats itself")

// NewID makes an id: 12 random base62 characters, 71 bits.
func NewID(rand io.Reader) (string, error) {
	id, err := Random(rand, IDLength)
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id, nil
}

// Random makes a text of n base62 characters, each of the 62 equally likely if rand's bytes are.
// Errors: what rand returns, and a rand whose bytes can't be used.
func Random(rand io.Reader, n int) (string, error) {
	text := make([]byte, 0, n)
	buf := make([]byte, n+n/4)
	defer clear(buf)
	for range maxReads {
		if _, err := io.ReadFull(rand, buf); err != nil {
			return "", fmt.Errorf("read randomness: %w", err)
		}
		for _, b := range buf {
			if len(text) < n && int(b) < unbiased {
				text = append(text, digits[b%byte(base)])
			}
		}
		if len(text) == n {
			return string(text), nil
		}
	}
	return "", errSource
}

// checksum is the CRC-32 (IEEE) of covered in six base62 digits, the most significant first.
func checksum(covered string) (check [checkLength]byte) {
	sum := ^uint32(0)
	for i := range len(covered) { // crc32.ChecksumIEEE would take memory for the bytes
		sum = crc32.IEEETable[byte(sum)^covered[i]] ^ sum>>8
	}
	sum = ^sum
	for i := checkLength - 1; i >= 0; i-- {
		check[i] = digits[sum%base]
		sum /= base
	}
	return check
}

func isBase62(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
