package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// ErrEncoded says that a stored hash isn't one that this package has written.
var ErrEncoded = errors.New("not a PHC string of argon2id")

const (
	saltLength = 16
	sumLength  = 32

	// Bounds of what is worked through. A row that asks for more has been tampered with.
	maxTime    = 16
	maxMemory  = 256 << 10
	maxThreads = 16

	version = argon2.Version
	format  = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"
)

// letters is how the PHC string writes bytes.
var letters = base64.RawStdEncoding.Strict()

// Params are argon2id's costs.
type Params struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// usual is what RFC 9106 §4 recommends where 2 GiB are too much: three passes over 64 MiB in four lanes.
var usual = Params{Time: 3, Memory: 64 << 10, Threads: 4}

func (p Params) areSane() bool {
	return 1 <= p.Time && p.Time <= maxTime &&
		1 <= p.Threads && p.Threads <= maxThreads &&
		8*uint32(p.Threads) <= p.Memory && p.Memory <= maxMemory
}

// hash is what is stored of a password.
type hash struct {
	Params
	salt [saltLength]byte
	sum  [sumLength]byte
}

// encode writes the PHC string, such as $argon2id$v=19$m=65536,t=3,p=4$…$….
func (h hash) encode() string {
	return fmt.Sprintf(format, version, h.Memory, h.Time, h.Threads,
		letters.EncodeToString(h.salt[:]), letters.EncodeToString(h.sum[:]))
}

// decode reads what encode wrote, byte for byte. Error: ErrEncoded.
func decode(encoded string) (hash, error) {
	var h hash
	fields := strings.Split(encoded, "$") // nothing, argon2id, version, costs, salt, sum
	if len(fields) != 6 {
		return hash{}, ErrEncoded
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Time, &h.Threads); err != nil || !h.areSane() {
		return hash{}, ErrEncoded
	}
	salt, err1 := letters.DecodeString(fields[4])
	sum, err2 := letters.DecodeString(fields[5])
	if err1 != nil || err2 != nil || len(salt) != saltLength || len(sum) != sumLength {
		return hash{}, ErrEncoded
	}
	h.salt, h.sum = [saltLength]byte(salt), [sumLength]byte(sum)
	// Writing it again finds every other spelling: another version, a leading zero, a line feed.
	if h.encode() != encoded {
		return hash{}, ErrEncoded
	}
	return h, nil
}
