package store

import (
	"context"
	"time"
)

// OwnAccount is what a person sees of their own account.
type OwnAccount struct {
	Account       Account
	HasPassword   bool
	Preferences   Preferences
	Sessions      []Session       // those that live, the latest first
	Organizations []OwnMembership // by name
}

// OwnMembership is a membership as its member sees it.
type OwnMembership struct {
	Membership
	JoinedAt time.Time
	// Alone: nobody else can administrate the organization, so the member can't leave it.
	Alone bool
	Owns  int // resources
}

// NewPassword is another password for an account.
type NewPassword struct {
	Checked string // the hash that the present password was checked against; empty: there is none yet
	Hash    string // PHC string of argon2id
	Token   Digest // that the session of the call has from then on
}

// Problems of what is to be changed.
const (
	ProblemSame    = "is the present one" // of a thing which is to become what it is
	ProblemAddress = "can’t be used here" // of an address that is somebody else's, or reserved
)

// OwnAccounts are what people do about their own account. Who acts is the actor of the call, who needs no organization;
// all but people get [ErrForbidden].
type OwnAccounts interface {
	// OwnAccount is what the page shows at an instant. Errors: [ErrNotFound].
	OwnAccount(ctx context.Context, actor Actor, at time.Time) (OwnAccount, error)
	// SetPreferences keeps what the actor likes. It is nobody else's business, and no event tells of it.
	// Errors: [ErrNotFound]; [InvalidError].
	SetPreferences(ctx context.Context, call Call, preferences Preferences) error
	// RenameAccount gives the actor another name, in all organizations of which they are a member. In those that they left
	// they are called as they were. Errors: [ErrNotFound]; [InvalidError] for the field "name".
	RenameAccount(ctx context.Context, call Call, name string) error
	// ChangeEmail gives the actor another address to sign in with, likewise. It ends open links to a new password, which were
	// sent to the address before. Nobody has proven that the new one is theirs: it goes to whoever holds an invitation's link
	// for it and has no account, and the account then has the one before again, which stays reserved for it until a link
	// proves the new one. Checked is the hash that the password was checked against. Errors: [ErrNotFound];
	// [ErrPasswordChanged]; [InvalidError] for the field "email".
	ChangeEmail(ctx context.Context, call Call, email, checked string) error
	// ChangePassword sets another password, gives the call's session another token, and ends all other sessions and all open
	// links to a new password. Errors: [ErrNotFound]; [ErrPasswordChanged].
	ChangePassword(ctx context.Context, call Call, password NewPassword) error
	// EndOwnSession signs the actor out where the session with that name is, and tells whether there was one.
	EndOwnSession(ctx context.Context, call Call, name string) (ended bool, err error)
	// EndOtherSessions signs the actor out everywhere but in the session of the call, and says in how many that was.
	EndOtherSessions(ctx context.Context, call Call) (int, error)
}
