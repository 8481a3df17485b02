package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// Action names what an audit event tells of.
type Action string

// The actions of what exists so far; the pattern is subject.past_participle (security.md § 8).
const (
	SignedIn             Action = "authn.ok"
	SignedOut            Action = "authn.signout"
	SignInThrottled      Action = "authn.throttled"   // from now on each guess of the password has to wait
	SessionEnded         Action = "authn.session_end" // one or all others, by the person
	AccountCreated       Action = "account.created"
	AccountRenamed       Action = "account.renamed"
	AccountEmail         Action = "account.email"
	AccountPassword      Action = "account.password"
	AccountReset         Action = "account.reset"
	LinkMade             Action = "account.link_made"
	OrganizationCreated  Action = "organization.created"
	OrganizationImported Action = "organization.imported"
	MemberJoined         Action = "member.joined"
	MemberRole           Action = "member.role"
	MemberInvited        Action = "member.invited"
	MemberInvitedAgain   Action = "member.invited_again" // with another link
	MemberUninvited      Action = "member.uninvited"
	MemberRemoved        Action = "member.removed"
	MemberLeft           Action = "member.left"
	KeyReviewed          Action = "key.reviewed"   // kept, though its creator left
	MemberRenamed        Action = "member.renamed" // by themselves, as their account
	MemberEmail          Action = "member.email"   // likewise
	KeyCreated           Action = "key.created"
	KeyConfirmed         Action = "key.confirmed"
	KeyRenamed           Action = "key.renamed"
	KeyDeactivated       Action = "key.deactivated" // or deactivated for longer than it was
	KeyActivated         Action = "key.activated"
	KeyExpiry            Action = "key.expiry"
	KeyRotated           Action = "key.rotated"
	KeyRotationUndone    Action = "key.rotation_undone"
	KeySecretRetired     Action = "key.secret_retired"
	KeyReactivated       Action = "key.reactivated" // a suspension ended
	KeyDeleted           Action = "key.deleted"
	PlanConfirmed        Action = "plan.confirmed"
	ResourceRegistered   Action = "resource.registered"
	ResourceOwner        Action = "resource.owner"
	ResourceACL          Action = "resource.acl"
	ResourceDestroyed    Action = "resource.destroyed"
	ResourceRenamed      Action = "resource.renamed"
	ResourceMoved        Action = "resource.moved"
	ResourcesImported    Action = "import.resources"
	ResourcesExported    Action = "export.resources"
	KindAdded            Action = "kind.added"
	KindChanged          Action = "kind.changed"
	ViewSaved            Action = "view.saved"
	ViewDeleted          Action = "view.deleted"
	KeysExported         Action = "export.keys"
	EventsExported       Action = "export.events"
	KeyRegrouped         Action = "key.groups"
	KeyDescribed         Action = "key.described" // what it is for, its labels, its contact
	KeyLimited           Action = "key.limit"
	KeyRestricted        Action = "key.networks"
	MemberGroups         Action = "member.groups"
	GroupCreated         Action = "group.created"
	GroupRenamed         Action = "group.renamed" // and perhaps changed too
	GroupChanged         Action = "group.changed" // what it is for, or what it lets do
	GroupRestricted      Action = "group.networks"
	GroupDeleted         Action = "group.deleted"
	CatalogueExtended    Action = "catalogue.extended"
	PermissionChanged    Action = "catalogue.managers_only" // a permission is for managers only from now on, or no longer
	SettingsName         Action = "settings.name"
	SettingsZone         Action = "settings.zone"
	SettingsRoleWords    Action = "settings.role_words"
	SettingsMaxDays      Action = "settings.max_key_days"
	SettingsUnending     Action = "settings.unending_keys"
	SettingsReserved     Action = "settings.keys_reserved"
	SettingsLimit        Action = "settings.limit"
	GateCredentialMade   Action = "gate.credential_made"
	GateCredentialStored Action = "gate.credential_confirmed" // its secret, by whom it was shown to
	GateCredentialEnded  Action = "gate.credential_revoked"
	BulkCarriedOut       Action = "bulk.carried_out" // goes with an event for each key
	BulkBegun            Action = "bulk.begun"       // in the background
	BulkEnded            Action = "bulk.ended"       // likewise, to its end or not
	BulkTakenBack        Action = "bulk.undone"      // goes with an event for each key
)

// Event is one recorded change. It is written in the transaction of what it tells of, and holds no
// secret and no digest of one.
type Event struct {
	Seq       int64 // without holes over the whole instance; given when it is written
	Org       OrgID // 0: belongs to no organization
	At        time.Time
	Actor     Actor
	ActorName string // as it was called then
	Request   Request
	Action    Action
	Subject   string // the id of what it is about
	Before    []Field
	After     []Field
	// SubjectName is what the subject was called then; empty: it has no name, or the event is older than this field.
	SubjectName string
	// ActorRole is the present role of who did it, where the event is told to somebody who may not learn their name and id:
	// these are empty then. It is no part of what is recorded.
	ActorRole Role
}

// Field is a named value in an event. Order matters: it is part of the canonical encoding.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Value finds a field by its name; empty when there is none.
func Value(fields []Field, name string) string {
	for _, f := range fields {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Canonical is the one encoding of an event: JSON with these keys in this order, UTF-8, no spaces,
// times as Unix milliseconds. A later chain of authentication codes runs over these bytes, so they
// must never change for an event that was written: a key that came later is left out where it is empty.
func (e Event) Canonical() ([]byte, error) {
	type canonical struct {
		Seq       int64   `json:"seq"`
		Org       OrgID   `json:"org"`
		At        int64   `json:"at"`
		ActorKind string  `json:"actor_kind"`
		ActorID   string  `json:"actor_id"`
		ActorName string  `json:"actor_name"`
		Request   string  `json:"request"`
		Address   string  `json:"address"`
		Session   string  `json:"session"`
		Action    string  `json:"action"`
		Subject   string  `json:"subject"`
		Before    []Field `json:"before"`
		After     []Field `json:"after"`
		Name      string  `json:"subject_name,omitempty"`
	}
	encoded, err := json.Marshal(canonical{
		e.Seq, e.Org, e.At.UnixMilli(), string(e.Actor.Kind), string(e.Actor.ID), e.ActorName,
		e.Request.ID, e.Request.Address, e.Request.Session, string(e.Action), e.Subject, e.Before, e.After, e.SubjectName,
	})
	if err != nil {
		return nil, fmt.Errorf("encode event %d: %w", e.Seq, err)
	}
	return encoded, nil
}
