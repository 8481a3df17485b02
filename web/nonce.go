package web

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/web/fault"
)

const (
	// nonceLife is how long a form can stay open.
	nonceLife = 2 * time.Hour
	// nonceMemory is how much longer a nonce that was used is remembered, so that a clock that is set
	// back doesn't bring it to life again.
	nonceMemory = 24 * time.Hour
)

// nonceMaker makes and checks form nonces: random, with an instant, and a code over both, the session
// and the action. So showing a form writes nothing, and a nonce works for that form of that session only.
// That it works once is the store's part.
type nonceMaker struct{ key []byte }

func newNonceMaker(instance [32]byte) (nonceMaker, error) {
	key, err := hkdf.Key(sha256.New, instance[:], nil, "nonce/1", 32)
	if err != nil {
		return nonceMaker{}, fmt.Errorf("derive the key of form nonces: %w", err)
	}
	return nonceMaker{key}, nil
}

// issue makes a nonce for a form that is shown now.
func (m nonceMaker) issue(rand io.Reader, session, action string, now time.Time) (string, error) {
	random, err := keystring.Random(rand, 22) // 131 bits
	if err != nil {
		return "", fmt.Errorf("make a form nonce: %w", err)
	}
	body := random + "." + strconv.FormatInt(now.Unix(), 36)
	return body + "." + m.code(body, session, action), nil
}

// check reads a nonce that came back with the other fields of its form.
// Errors: [fault.ErrFormExpired], also for one that isn't of this form or session.
func (m nonceMaker) check(nonce, session, action string, fields form, now time.Time) (store.Nonce, error) {
	parts := strings.Split(nonce, ".")
	if len(parts) != 3 || !hmac.Equal([]byte(parts[2]), []byte(m.code(parts[0]+"."+parts[1], session, action))) {
		return store.Nonce{}, fault.ErrFormExpired
	}
	seconds, err := strconv.ParseInt(parts[1], 36, 64)
	ends := time.Unix(seconds, 0).Add(nonceLife)
	if err != nil || !now.Before(ends) {
		return store.Nonce{}, fault.ErrFormExpired
	}
	return store.Nonce{Digest: digestOf(nonce), Session: session, Body: bodyDigest(fields), Expires: ends.Add(nonceMemory)}, nil
}

func (m nonceMaker) code(body, session, action string) string {
	mac := hmac.New(sha256.New, m.key)
	for _, part := range []string{body, session, action} {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return fmt.Sprintf("%x", mac.Sum(nil))
}

// bodyDigest stands for all fields but the nonce, in no order.
func bodyDigest(fields form) store.Digest {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != "nonce" {
			fmt.Fprintf(hash, "%d:%s%d:%s", len(name), name, len(fields[name]), fields[name])
		}
	}
	var d store.Digest
	hash.Sum(d[:0])
	return d
}
