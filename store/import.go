package store

import (
	"iter"
	"time"
)

// Import is a whole organization as ImportOrganization takes it. Sequences are walked once, in the
// order of the fields, inside the transaction, perhaps on another goroutine; nothing of them is kept
// in memory.
type Import struct {
	Organization NewOrganization
	CreatedAt    time.Time
	Kinds        []Kind // parents before what lies in them
	Members      []ImportedMember
	Groups       []ImportedGroup
	Keys         iter.Seq[ImportedKey] // oldest first
	Resources    iter.Seq[ImportedResource]
	// Events are what members did before, oldest first. Their organization is filled in; members are named by the accounts
	// of the import.
	Events []Event
}

// ImportedMember is an account with its role. An account that is known already, by its e-mail address,
// is taken as it is.
type ImportedMember struct {
	Account  NewAccount
	Role     Role
	JoinedAt time.Time
	LeftAt   time.Time // zero: is still a member
	SeenAt   time.Time // when they were there last; zero: never
	Groups   []GroupID // of who is still a member
}

// ImportedGroup is a group of permissions of the [DefaultCatalogue].
type ImportedGroup struct {
	ID          GroupID
	Name        string
	About       string
	Permissions []Permission
	Creator     AccountID
	CreatedAt   time.Time
}

// ImportedKey is a key with its secret and its past.
type ImportedKey struct {
	ID            KeyID
	Name          string
	Role          Role
	Groups        []GroupID
	Purpose       string
	Labels        []Label
	Contact       AccountID // empty: the creator
	Creator       AccountID
	CreatedAt     time.Time
	ExpiresOn     Date
	InactiveFrom  time.Time
	InactiveUntil time.Time
	// InactiveReason is why it was switched off; empty: nobody said. Who did it is what the last [KeyDeactivated] event
	// says of the import.
	InactiveReason string
	LastUsed       time.Time // zero: never; not before CreatedAt
	Secret         NewSecret
	Confirmed      bool
}

// ImportedResource is a resource with its owners and access entries. What it lies in comes before it.
type ImportedResource struct {
	NewResource
	CreatedAt time.Time     // zero: with its organization
	Access    []AccessEntry // Resource is filled in
}
