package store

import (
	"context"
	"time"
)

// MaxGateCredentials is how many gate credentials of an organization can work at once.
const MaxGateCredentials = 20

// GateCredentialID names a gate credential. It is part of the credential's string, and no secret.
type GateCredentialID string

// GateCredential lets a program ask the gate about keys of one organization, and lets a proxy ask from outside of the
// gate's own machine. It opens nothing else, and is no key.
type GateCredential struct {
	ID          GateCredentialID
	Name        string
	Shown       NewSecret // without its digest
	MadeBy      Creator
	MadeAt      time.Time
	ConfirmedAt time.Time // when whoever made it said that they stored it; zero: never
	RevokedAt   time.Time // zero: it works
	RevokedBy   string    // what whoever did it is called; empty: it works
	LastUsed    time.Time // to the minute; zero: never
}

// Abbreviated is the form that may be shown: prefix, beginning of the id, tail.
func (c GateCredential) Abbreviated() string {
	return SecretShown{Prefix: c.Shown.Prefix, Tail: c.Shown.Tail}.Abbreviated(KeyID(c.ID))
}

// NewGateCredential is what making one takes.
type NewGateCredential struct {
	ID     GateCredentialID
	Name   string
	Secret NewSecret
	Nonce  Nonce
}

// MadeGateCredential is what MakeGateCredential answers.
type MadeGateCredential struct {
	Credential GateCredential
	Repeated   bool // the form had made this one before: there is no secret to show
}

// GateCredentialFacts are what a gate knows of a credential that works.
type GateCredentialFacts struct {
	ID     GateCredentialID
	Digest Digest
}

// GateCredentialUse tells when a credential was presented last.
type GateCredentialUse struct {
	Org OrgID
	ID  GateCredentialID
	At  time.Time
}

// GateCredentials are what programs and proxies show to ask the gate. Only administrators see and change them.
type GateCredentials interface {
	// GateCredentials are those of the organization that work, by name. Errors: [ErrForbidden].
	GateCredentials(ctx context.Context, actor Actor) ([]GateCredential, error)
	// GateCredential is one of them, also one that was revoked. Errors: [ErrForbidden]; [ErrNotFound].
	GateCredential(ctx context.Context, actor Actor, id GateCredentialID) (GateCredential, error)
	// MakeGateCredential makes one, once for each form nonce: asked again with the same nonce and body it answers with the
	// first outcome and Repeated set. Errors: [ErrForbidden]; [InvalidError] for the field "name"; [ErrNonceReused].
	MakeGateCredential(ctx context.Context, call Call, in NewGateCredential) (MadeGateCredential, error)
	// ConfirmGateCredential notes that whoever made it has stored it. Doing it twice changes nothing.
	// Errors: [ErrForbidden], also for anybody else; [ErrNotFound].
	ConfirmGateCredential(ctx context.Context, call Call, id GateCredentialID) error
	// RevokeGateCredential ends one for good, from the moment that it returns. Of one that was revoked before, Already tells,
	// and the credential says who did it. Errors: [ErrForbidden]; [ErrNotFound].
	RevokeGateCredential(ctx context.Context, call Call, id GateCredentialID) (was GateCredential, already bool, err error)
	// NoteGateCredentials keeps when credentials were used last; none becomes older by it, and those that are gone are left out.
	NoteGateCredentials(ctx context.Context, uses []GateCredentialUse) error
}

// The problems of a gate credential's name.
const (
	ProblemGateCredentialTaken = "is the name of another gate credential"
	ProblemGateCredentials     = "would be one gate credential too many"
)

// MayManageGate refuses all but administrators to see and change who may ask the gate.
func (s Standing) MayManageGate() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "gate:edit"}
}

// MayConfirmGateCredential refuses all but the administrator whom the secret was shown to.
func (s Standing) MayConfirmGateCredential(c GateCredential) error {
	if err := s.MayManageGate(); err != nil || c.MadeBy.ID.Principal() == s.ID {
		return err
	}
	return &ForbiddenError{Permission: "gate:edit"}
}
