package store

import "time"

// ExpiresSoon is how long before its end a key is called "expiring soon". It opens doors all the same.
const ExpiresSoon = 14 * 24 * time.Hour

// Key is an API key as people see it; its secret is not among what is known of it.
type Key struct {
	ID      KeyID
	Seq     int64 // grows with each key made, never used again
	Version int64 // grows with each change of the key
	Name    string
	Role    Role
	Creator Creator
	Groups  []GroupRef // by name
	Purpose string     // in a sentence; can be empty
	Labels  []Label    // by name
	Contact Creator    // whom to ask about it: at first its creator

	CreatedAt time.Time
	ExpiresOn Date      // the day that was typed: the last one on which the key opens anything
	ExpiresAt time.Time // the first instant at which it opens nothing; zero: never

	InactiveFrom   time.Time // zero: was not switched off
	InactiveUntil  time.Time // zero: until further notice
	InactiveReason string    // why it was switched off; empty: nobody said

	LastUsed time.Time // when a secret of it last passed the gate, not before CreatedAt; zero: never

	Secret SecretShown
}

// Creator is the member who made a key, as they were called when they were last seen: name and
// address stay when the creator leaves.
type Creator struct {
	ID    AccountID
	Name  string
	Email string
	Left  bool
}

// SecretShown is what may be shown of a key's newest secret: where it began, where it ended, and
// whether the person whom it was shown to has said that they stored it.
type SecretShown struct {
	Seq         int64 // grows with each secret made, never used again
	Prefix      string
	Tail        string // the last four characters of its checksum
	CreatedBy   AccountID
	CreatedAt   time.Time
	ConfirmedAt time.Time // zero: not confirmed
}

// Confirmed tells whether somebody said that they stored the secret.
func (s SecretShown) Confirmed() bool { return !s.ConfirmedAt.IsZero() }

// Status is what a key's state comes to at an instant. It is derived, never kept.
type Status string

// The statuses, in the order in which they are decided.
const (
	StatusInactive     Status = "inactive"
	StatusExpired      Status = "expired"
	StatusExpiringSoon Status = "expiring"
	StatusActive       Status = "active"
)

// InactiveAt tells whether the key is switched off at an instant.
func (k Key) InactiveAt(now time.Time) bool {
	return !k.InactiveFrom.IsZero() && !now.Before(k.InactiveFrom) &&
		(k.InactiveUntil.IsZero() || now.Before(k.InactiveUntil))
}

// Status derives the key's state at now; the first rule that holds wins.
func (k Key) Status(now time.Time) Status {
	expires := !k.ExpiresAt.IsZero()
	switch {
	case k.InactiveAt(now):
		return StatusInactive
	case expires && !now.Before(k.ExpiresAt):
		return StatusExpired
	case expires && !now.Before(k.ExpiresAt.Add(-ExpiresSoon)):
		return StatusExpiringSoon
	}
	return StatusActive
}

// KeyInfo is a key with what it owns and what the actor can do with it.
type KeyInfo struct {
	Key      Key
	OffBy    Event    // what made it inactive; zero: it wasn't deactivated by anybody, and may be active
	Secrets  []Secret // that are kept, newest first; of two, the older may have ended
	Holdings Holdings
	Grants   []Grant // what its groups let it do, in the order of the catalogue
	Rules    KeyRules
	Can      KeyActions
	// MayTransfer: the actor can hand over what it owns.
	MayTransfer bool
	History     KeyHistory // the latest of what was done to it
	Uses        KeyUses
	// MayAskWhy: the actor can learn why something was refused.
	MayAskWhy bool
}

// Holdings counts what a key owns.
type Holdings struct {
	Total         int
	Shared        int // those with another owner too
	ByKind        []KindCount
	AccessEntries int // the key's own
}

// KindCount is a number of resources of one kind.
type KindCount struct {
	Kind  Kind
	Count int
}

// KeyActions says by the rules of [Standing] what the actor can do; a view hides the rest.
type KeyActions struct {
	Create, Delete, Confirm bool
	Rename                  bool
	ChangeGroups            bool
	Describe                bool // say what it is for
	Deactivate              bool
	Activate                bool
	Rotate                  bool // also undo a rotation
	EndSecret               bool // end the older of two secrets
	Extend                  bool // change when it expires
	SetRules                bool // say how many requests it may make, and where from
}

// ActionsOn says what an actor with that standing can do to a key, as far as their rights go: not whether the key is
// active, for instance.
func (s Standing) ActionsOn(key Key) KeyActions {
	change, revive, rules := s.MayChangeKeys() == nil, s.MayRevive(key) == nil, s.MaySetRules(key) == nil
	return KeyActions{
		Create: s.MayCreateKeys() == nil, Delete: s.MayDeleteKeys() == nil,
		Confirm: !key.Secret.Confirmed() && s.MayConfirmKey(key.Secret.CreatedBy) == nil,
		Rename:  change, ChangeGroups: change, Describe: change, EndSecret: change,
		Deactivate: s.MayDeactivateKey(key) == nil,
		Activate:   revive, Rotate: revive, Extend: revive, SetRules: rules,
	}
}

// NewKey is what CreateKey is told. Secret's digest is all that a Store learns of the secret.
type NewKey struct {
	ID        KeyID
	Name      string
	Role      Role
	ExpiresOn Date
	Groups    []GroupID
	Purpose   string
	Labels    []Label
	Secret    NewSecret
	Nonce     Nonce
}

// NewSecret is a secret as it is kept: its digest, and what may be shown of it.
type NewSecret struct {
	Digest Digest
	Prefix string
	Tail   string
}

// Nonce makes a form work once.
type Nonce struct {
	Digest  Digest    // of the nonce itself
	Session string    // the session's name; a nonce is bound to it
	Body    Digest    // of the other fields, to tell a repetition from another form
	Expires time.Time // when it may be forgotten
}

// CreatedKey is what CreateKey answers.
type CreatedKey struct {
	Key      Key
	Repeated bool // the form had made this key before: there is no secret to show
}

// KeyForm says what the actor can choose when adding a key.
type KeyForm struct {
	Roles  []Role        // from the lowest
	Groups []GroupChoice // that the actor can give, by name
	// NeedsGroup: the organization has groups, so a key must belong to one. Without Groups the actor has to ask an
	// administrator first.
	NeedsGroup bool
	Terms      Terms // what the key's end must keep to
}

// GroupChoice is a group that can be given to a key.
type GroupChoice struct {
	GroupRef
	About string
}
