package gate

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
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

// write says in headers what a limit says.
func (q Quota) write(header http.Header) {
	if q.Wait > 0 {
		header["Retry-After"] = []string{seconds(q.Wait)}
	}
}

// seconds rounds up.
func seconds(d time.Duration) string { return strconv.Itoa(int((d + time.Second - 1) / time.Second)) }
