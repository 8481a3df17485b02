package store

import (
	"context"
	"time"
)

// GateFeed is all that a gate needs to know to judge presented keys from memory. Of changes it is told by what a Store was
// opened with, before the method that made them returns.
type GateFeed interface {
	// GateFacts gives every organization, and after them every key in any order, one at a time and once. Each is given as it is at
	// some moment of the call: whoever follows changes from before the call on, and makes them hold after it, has the whole.
	// What is given is the caller's only until its function returns. It stops at the first error of theirs.
	GateFacts(ctx context.Context, organization func(GateOrganization) error, key func(GateKey) error) error
}

// GateOrganization is what a gate knows of an organization beside its keys.
type GateOrganization struct {
	Org         OrgID
	Slug        string
	Permissions []CataloguePermission // all of its catalogue
	Groups      []GateGroup
	Credentials []GateCredentialFacts // those that work
	Limit       RateLimit             // for all keys together
}

// GateGroup is a group of an organization.
type GateGroup struct {
	No          int64 // what keys know it by; never used again
	ID          GroupID
	Permissions []Permission
	Networks    Networks // that requests of its keys have to come from
}

// GateKey is what a gate knows of a key.
type GateKey struct {
	Org           OrgID
	ID            KeyID
	Name          string
	Role          Role
	ExpiresAt     time.Time // the first instant at which it opens nothing; zero: never
	InactiveFrom  time.Time // zero: was not switched off
	InactiveUntil time.Time // zero: until further notice
	Groups        []int64   // by number, which grow
	Secrets       []GateSecret
	Limit         RateLimit
	Networks      Networks // likewise
}

// GateSecret is a secret that is kept of a key.
type GateSecret struct {
	Seq    int64 // grows with each secret made, never used again
	Digest Digest
	EndsAt time.Time // the first instant at which it opens nothing; zero: with its key
}

// GateChange is what a committed transaction changed, as it is now. What it doesn't name is as it was.
type GateChange struct {
	Organizations []GateOrganization // whole: what they lack is gone
	Keys          []GateKey          // likewise
	Gone          []GateKeyRef       // deleted keys
	// Lost: more was changed than could be read. Nothing that is in memory can be relied on until all was read anew.
	Lost bool
	// Doubtful: nobody knows whether that was committed. What it names can't be judged until another change names it.
	Doubtful bool
}

// GateKeyRef names a key.
type GateKeyRef struct {
	Org OrgID
	ID  KeyID
}
