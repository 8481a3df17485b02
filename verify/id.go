package verify

import (
	"crypto/subtle"

	"chatelaine/store"
)

// packedID is a key's id in 6 bits a character.
type packedID [9]byte

const (
	idLength = 12
	digits   = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// packID packs an id; ok is false for what isn't one.
func packID(text string) (id packedID, ok bool) {
	if len(text) != idLength {
		return id, false
	}
	var bits uint32
	for i := range idLength {
		v, ok := value(text[i])
		if !ok {
			return id, false
		}
		bits = bits<<6 | v
		if i%4 == 3 {
			id[i/4*3], id[i/4*3+1], id[i/4*3+2] = byte(bits>>16), byte(bits>>8), byte(bits)
			bits = 0
		}
	}
	return id, true
}

// key is the id in its usual form.
func (id packedID) key() store.KeyID {
	var text [idLength]byte
	for i := range idLength {
		three := id[i/4*3:]
		bits := uint32(three[0])<<16 | uint32(three[1])<<8 | uint32(three[2])
		text[i] = digits[bits>>(18-6*(i%4))&63]
	}
	return store.KeyID(text[:])
}

func value(c byte) (uint32, bool) {
	switch {
	case '0' <= c && c <= '9':
		return uint32(c - '0'), true
	case 'A' <= c && c <= 'Z':
		return uint32(c-'A') + 10, true
	case 'a' <= c && c <= 'z':
		return uint32(c-'a') + 36, true
	}
	return 0, false
}

// same compares digests in a time that doesn't depend on how much of them is alike.
func same(a, b *store.Digest) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }
