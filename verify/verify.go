// Package verify judges presented API keys from memory: may this request pass?
//
// An [Index] holds what a verdict takes: digests of secrets, roles, groups and ends, never a secret. [Index.Load] fills
// it, [Index.Follow] tells it of each change before that change is acknowledged, and [Index.Check] judges. A verdict is right
// from the moment that Follow has returned; ends of all kinds are judged by the question's clock.
//
// Nothing here waits for a database, reads a clock or speaks HTTP.
package verify

import (
	"errors"
	"net/netip"
	"time"

	"chatelaine/store"
)

// Verdict is what a presented key comes to. The zero Verdict is none, and opens nothing.
type Verdict uint8

// The verdicts, in the order in which they are decided.
const (
	Missing Verdict = iota + 1
	Malformed
	Unknown
	Inactive
	Expired
	WrongAddress
	InsufficientRole
	InsufficientPermission
	RateLimited // never given by an [Index], which doesn't count
	Valid
)

// String is the verdict's code: valid, or the reason why not.
func (v Verdict) String() string {
	names := [...]string{
		"none", "missing", "malformed", "unknown", "inactive", "expired", "address", "insufficient_role",
		"insufficient_permission", "rate_limited", "valid",
	}
	if int(v) < len(names) {
		return names[v]
	}
	return names[0]
}

// Living tells whether the verdict is about a key that works, if not for what was asked.
func (v Verdict) Living() bool { return v >= WrongAddress }

// Errors of [Index.Check]: there is no verdict.
var (
	// ErrNotLoaded says that the index doesn't hold what there is.
	ErrNotLoaded = errors.New("the index isn't loaded")
	// ErrDoubtful says that nobody knows which of two states holds, because the disk didn't say whether it has a change.
	ErrDoubtful = errors.New("it isn't certain what the key may do")
	// ErrNoOrganization says that there is no organization of the question's short name.
	ErrNoOrganization = errors.New("there is no such organization")
	// ErrNoCredential says that a text is no gate credential that works; of [Index.Credential].
	ErrNoCredential = errors.New("that is no gate credential")
	// ErrNoPermission says that the organization's catalogue lacks a permission that is needed.
	ErrNoPermission = errors.New("the organization has no such permission")
)

// Question asks whether a request may pass.
type Question struct {
	Presented    string             // as a key; empty: nothing was
	Malformed    bool               // it was presented as no key can be, in two places for instance
	Organization string             // the short name of the one that the key must be of
	Role         store.Role         // at least that; zero: any
	Needs        []store.Permission // all of them; none twice
	Address      netip.Addr         // of the client; the zero Addr is unknown
	At           time.Time
}

// Answer is a verdict and what led to it. All but Verdict, Org, Presented and Flaw is empty unless the
// key is known and of the organization.
type Answer struct {
	Verdict Verdict
	Org     store.OrgID
	Key     store.KeyID
	Secret  int64 // its seq
	Name    string
	Role    store.Role
	Groups  string // ids with commas between them
	// Permissions are all that the key has, with commas between them, or empty where that would be more than
	// [MaxPermissions] bytes; Truncated says so.
	Permissions string
	Truncated   bool
	Expires     time.Time        // zero: never
	Lacks       store.Permission // that the verdict is about
	Presented   store.KeyID      // of what is unknown or malformed: which key it says that it is; empty otherwise
	Flaw        Flaw             // what was wrong with what was presented; empty: nothing
	// Limit and OrganizationLimit are what a valid key is held to; an [Index] doesn't count.
	Limit, OrganizationLimit store.RateLimit
}

// MaxPermissions is how many bytes the permissions of an [Answer] have at most.
const MaxPermissions = 3 << 10
