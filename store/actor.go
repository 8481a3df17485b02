package store

import "time"

// ActorKind says what sort of actor does something.
type ActorKind string

// Who can act. Members act in pages, keys through REST, the operator on the command line.
const (
	ActorMember   ActorKind = "member"
	ActorKey      ActorKind = "key"
	ActorOperator ActorKind = "operator"
	ActorJob      ActorKind = "job"
)

// Actor says who acts, and in which organization. It carries no rights: role and standing are read
// inside the transaction that needs them ([Standing]). The zero Actor may do nothing.
type Actor struct {
	Kind ActorKind
	ID   PrincipalID // the account's or the key's; empty for operator and job
	Org  OrgID       // 0 where the act belongs to no organization
}

// Request tells an audit event which request caused it. None of it is secret.
type Request struct {
	ID      string // on the page, in the log and in the event
	Address string // of the client
	Session string // a name for the session, not its token
}

// Call is what every change is told: who, when, and by which request.
type Call struct {
	Actor   Actor
	At      time.Time
	Request Request
}
