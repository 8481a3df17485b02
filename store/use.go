package store

import (
	"context"
	"time"
)

const (
	// MaxUses is how many rows RecordUses takes at once: so many are written in a few milliseconds, and whoever changes
	// something meanwhile doesn't notice.
	MaxUses = 500
	// UseDays is for how many days uses are kept by day, the present one included.
	UseDays = 30
	// MaxNetworks is how many networks are kept of those that a key was used from; later ones aren't.
	MaxNetworks = 100
	// MaxSeenKeys is of how many keys of a group, the newest, the networks are looked at: so many take some hundredths of a
	// second.
	MaxSeenKeys = 10_000
	// RefusalAge is for how long the reference of a refusal tells the reason.
	RefusalAge = 24 * time.Hour
	// MaxRefusals is how many refusals are kept of an organization.
	MaxRefusals = 10_000
	// RefusedDays is of how many days refusals are counted where they are shown by reason, the present one included.
	RefusedDays = 7
	// MaxRefused is how many refused keys, and how many refusals, are shown.
	MaxRefused = 50
	// RecentRefusals is how many of a key are shown with the reason of one.
	RecentRefusals = 10
)

// Uses are what the gate answered, written down behind it.
type Uses interface {
	// RecordUses adds what the gate has answered, at most [MaxUses] rows of each sort: when keys were last used and from
	// where, how often each verdict was given a day, and refusals with their references. Keys that are gone by now are left
	// out. It forgets what is too old. It is no change that the audit trail tells of, and a loss of power can take back what
	// the last seconds have written. Only jobs may. Errors: [ErrForbidden]; [InvalidError] for a batch that is too large.
	RecordUses(ctx context.Context, call Call, batch UseBatch) error
	// SeenOfGroup are networks that keys of a group were used from in the last [UseDays] days, the latest first: up to
	// [MaxNetworks], of the newest [MaxSeenKeys] of its keys. Errors: [ErrNotFound]; [ErrForbidden] for whoever can't change
	// the group.
	SeenOfGroup(ctx context.Context, actor Actor, id GroupID) ([]SeenNetwork, error)
	// RefusedRequests says what was refused in the last [RefusedDays] days, by reason, and of one reason or all the
	// keys that it was about and the latest refusals. Errors: [ErrForbidden].
	RefusedRequests(ctx context.Context, actor Actor, query RefusedQuery) (RefusedRequests, error)
	// WhyRefused says why something was refused, or would be now. Errors: [ErrForbidden]; [ErrNotFound] when nothing is
	// known here of what was asked about.
	WhyRefused(ctx context.Context, actor Actor, about RefusedAbout) (WhyRefused, error)
}

// UseBatch is what the gate has answered since the last one.
type UseBatch struct {
	Uses     []Use
	Refusals []Refusal
}

// Use is an answer that was given so many times to the same secret and the same network.
type Use struct {
	Org     OrgID
	Secret  int64 // [SecretShown.Seq]; 0: of none that is known
	Verdict Verdict
	Count   int64
	Last    time.Time // the latest of them
	Client  Client    // likewise
	Told    bool      // the network was told of today, for this key: it needn't be written again
}

// Refusal is a request that the gate refused.
type Refusal struct {
	Org     OrgID
	Ref     string // what the client was told
	At      time.Time
	Verdict Verdict
	Key     KeyID  // that was presented, whether there is such a key or not; empty: none can be made out
	Secret  int64  // [SecretShown.Seq]; 0: none that is known
	Need    string // what was missing: a role or a permission; empty: nothing of that sort
	Detail  string // what was wrong with a malformed one, as a code
	Client  Client
}

// KeyUses is how a key was used.
type KeyUses struct {
	Client   Client        // of the last use
	Days     []UseDay      // on which it was used or refused, the latest first: of [UseDays]
	Networks []SeenNetwork // from which it was used in as many days, the latest first
}

// UseDay is what was answered on a day of the organization's zone.
type UseDay struct {
	On      Date
	Valid   int64
	Refused []VerdictCount
}

// SeenNetwork is one that a key was used from.
type SeenNetwork struct {
	Network string
	Last    Date
}

// Sum is how many refusals there were.
func (d UseDay) Sum() (n int64) {
	for _, r := range d.Refused {
		n += r.N
	}
	return n
}

// RefusedQuery asks what was refused.
type RefusedQuery struct {
	At      time.Time
	Verdict Verdict // empty: any
}

// RefusedRequests is what was refused.
type RefusedRequests struct {
	Counts []VerdictCount // of the last [RefusedDays] days, those that there are, in the order of [Refusals]
	Keys   []RefusedKey   // of these days, the most often refused first: up to [MaxRefused]
	Latest []NamedRefusal // the latest that are kept: up to [MaxRefused]
}

// RefusedKey is a key that was refused so often.
type RefusedKey struct {
	ID     KeyID
	Name   string
	Counts []VerdictCount
}

// Sum is how many refusals there were.
func (k RefusedKey) Sum() int64 { return UseDay{Refused: k.Counts}.Sum() }

// NamedRefusal is a refusal with what the presented key is called.
type NamedRefusal struct {
	Refusal
	Name string // empty: there is no such key
}

// RefusedAbout is what somebody wants to know the reason of.
type RefusedAbout struct {
	Ref    string // of a refusal; empty: it is about a key
	Key    KeyID  // that somebody named, or whose secret they have
	Digest Digest // of that secret; zero: they only named the key
}

// WhyRefused is the reason.
type WhyRefused struct {
	Refusal Refusal       // zero: it was asked about a key
	Key     *KeyInfo      // that it is about, as it is now; nil: there is none
	Deleted *DeletedError // what became of it; nil: nothing is known of that
	Secret  Secret        // the one that was presented or pasted; zero: none that is known
	Latest  []Refusal     // the latest of that key
}

// MayReadRefusals refuses whoever can't learn why something was refused.
func (s Standing) MayReadRefusals() error {
	if s.SeesAllKeys() {
		return nil
	}
	return &ForbiddenError{Permission: "refusals:read"}
}
