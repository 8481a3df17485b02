package store

import (
	"context"
	"time"
)

// InvitationLife is how long an invitation can be accepted.
const InvitationLife = 7 * 24 * time.Hour

// MaxInvitations is how many invitations of an organization can wait for an answer.
const MaxInvitations = 500

// InvitationID names an invitation.
type InvitationID string

// Invitation asks a person to become a member.
type Invitation struct {
	ID        InvitationID
	Email     string // as [CleanEmail] gives it
	Role      Role
	Groups    []GroupRef // by name
	Language  Language   // in which it is read, and that of an account which it makes
	InvitedBy Creator
	MadeAt    time.Time
	EndsAt    time.Time // the first instant at which it can't be accepted
	// State is what has become of it. Of those that wait, [InvitationOpen], [InvitationExpired] or [InvitationUnsupported].
	State InvitationState
}

// InvitationState is what has become of an invitation, or what stands in the way of accepting it.
type InvitationState string

// The states. The first four are kept, the others come from the clock and from who asks.
const (
	InvitationOpen      InvitationState = "open"
	InvitationAccepted  InvitationState = "accepted"
	InvitationWithdrawn InvitationState = "withdrawn"
	InvitationReplaced  InvitationState = "replaced" // by a newer one to the same address

	InvitationExpired     InvitationState = "expired"
	InvitationUnsupported InvitationState = "unsupported" // who invited can't invite any more
	InvitationMember      InvitationState = "member"      // whoever has the address is a member already
	InvitationSignIn      InvitationState = "sign_in"     // an account has the address: it has to be signed in
	InvitationOther       InvitationState = "other"       // somebody with another address is signed in
)

// NewInvitation is what inviting somebody takes.
type NewInvitation struct {
	ID       InvitationID
	Token    Digest // of the link
	Email    string
	Role     Role
	Groups   []GroupID
	Language Language
}

// The problems of an invitation.
const (
	ProblemMember      = "is a member’s already"
	ProblemInvitations = "is one invitation too many"
)

// Check refuses a role that nobody has, and a language that nobody chose. Errors: [InvalidError].
func (i NewInvitation) Check() error {
	if _, err := ParseRole(i.Role.String()); err != nil {
		return err
	}
	return Preferences{Language: i.Language}.Check()
}

// InvitationForm is what the form needs.
type InvitationForm struct {
	Groups []GroupChoice // by name
}

// InvitationLink is an invitation as who has its link sees it.
type InvitationLink struct {
	Invitation
	Organization Organization
	Account      Account // who is signed in and can accept it; zero: a new account is made
	Unproven     bool    // an account took the address, and loses it to the new one: see [OwnAccounts.ChangeEmail]
}

// Acceptance is how an invitation is accepted. Where somebody is signed in, it is empty.
type Acceptance struct {
	Account NewAccount // its address is the invitation's
	Session NewSession // Session.Account is filled in from Account
}

// InvitationError tells why an invitation can't be accepted, or changed.
type InvitationError struct {
	State InvitationState
	Link  InvitationLink // as far as it is known; Account is zero
}

// Error is for logs and tests.
func (e *InvitationError) Error() string {
	return "the invitation can't be accepted: " + string(e.State)
}

// Is matches [ErrLinkDead] for one that nobody can accept any more, and [ErrInvitation] always.
func (e *InvitationError) Is(target error) bool {
	switch e.State {
	case InvitationMember, InvitationSignIn, InvitationOther:
		return target == ErrInvitation
	}
	return target == ErrInvitation || target == ErrLinkDead
}

// Invitations are links by which people become members. Only administrators make them; whoever has the address that they
// were made for accepts them, once.
type Invitations interface {
	// InvitationForm says what can be chosen for whom one invites. Errors: [ErrForbidden].
	InvitationForm(ctx context.Context, actor Actor) (InvitationForm, error)
	// Invite keeps an invitation for [InvitationLife]. It ends the one that waited at the same address.
	// Errors: [ErrForbidden]; [InvalidError], for the field "email" also for a member's, for "invitation" with one too many.
	Invite(ctx context.Context, call Call, invitation NewInvitation) (Invitation, error)
	// Invitations are those that wait for an answer, also those that have expired, by address. Errors: [ErrForbidden].
	Invitations(ctx context.Context, actor Actor, at time.Time) ([]Invitation, error)
	// Invitation is one of them. Errors: [ErrForbidden]; [ErrNotFound]; [InvitationError] for one that waits no more.
	Invitation(ctx context.Context, actor Actor, id InvitationID, at time.Time) (Invitation, error)
	// RenewInvitation makes another invitation like the one with that id, which it ends; the actor is who invites now.
	// Errors: those of Invitation and Invite.
	RenewInvitation(ctx context.Context, call Call, id, renewed InvitationID, token Digest) (Invitation, error)
	// WithdrawInvitation ends an invitation. Errors: those of Invitation.
	WithdrawInvitation(ctx context.Context, call Call, id InvitationID) (Invitation, error)
	// InvitationByLink looks at an invitation without using it up, for whoever is signed in; empty: nobody.
	// Errors: [ErrLinkDead]; [InvitationError].
	InvitationByLink(ctx context.Context, token Digest, account AccountID, at time.Time) (InvitationLink, error)
	// AcceptInvitation uses the invitation up and makes the actor a member, or a new account, which it signs in.
	// Errors: those of InvitationByLink; [InvalidError] for the account's name.
	AcceptInvitation(ctx context.Context, call Call, token Digest, by Acceptance) (Organization, error)
}
