package store

import (
	"encoding/hex"
	"strings"
)

// OrgID is an organization's number inside the database. It is never shown: what people see is its
// short name and [Organization.ID].
type OrgID int64

// PrincipalID names whoever can own or hold access: a member by their account's id, a key by its own.
// Like all ids but OrgID it is 12 base62 characters, made by the caller.
type PrincipalID string

// AccountID names an account.
type AccountID string

// Principal is the account as an owner or holder of access in an organization.
func (id AccountID) Principal() PrincipalID { return PrincipalID(id) }

// KeyID names an API key. It is part of the key's string, and no secret.
type KeyID string

// Principal is the key as an owner or holder of access.
func (id KeyID) Principal() PrincipalID { return PrincipalID(id) }

// ResourceID names a resource.
type ResourceID string

// ViewID names a saved view.
type ViewID string

// idLength is that of all ids but OrgID.
const idLength = 12

// isID tells whether a text is 12 base62 characters.
func isID(text string) bool {
	return len(text) == idLength && strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

// Digest is a SHA-256. Tokens and secrets are known to a Store by theirs alone.
type Digest [32]byte

// String is the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads what [Digest.String] wrote; ok is false for anything else.
func ParseDigest(text string) (d Digest, ok bool) {
	if len(text) != 2*len(d) {
		return Digest{}, false
	}
	_, err := hex.Decode(d[:], []byte(text))
	return d, err == nil
}
