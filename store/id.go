package store

import (
	"encoding/hex"
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
