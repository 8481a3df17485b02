package store

import "time"

const (
	// MaxSoon is how many keys that are expiring soon a dashboard names.
	MaxSoon = 5
	// MaxCounted is up to how many keys the filters of a dashboard are counted up to [MaxCount]; among more up to a tenth of it.
	MaxCounted = 100_000
	// MaxChanges is how many acts a dashboard tells of.
	MaxChanges = 10
)

// DashboardQuery asks for the dashboard of an organization.
type DashboardQuery struct {
	At      time.Time
	Filters []KeyFilter // by each of them keys are counted: see [MaxCounted]
	Ends    []Span      // for each of them keys that expire in it are counted
}

// Dashboard is what an actor looks after, at a glance: of their organization's keys those that they may see.
type Dashboard struct {
	All      Count
	Statuses []StatusCount  // all of them, in the order in which they are decided
	Filters  []Count        // as they were asked for
	Ends     []Count        // likewise
	Leavers  []Leaver       // the first [MaxLeavers] of those who left and whose keys nobody has looked at
	Soon     []Key          // that are expiring soon: the first [MaxSoon] by their end
	Changes  []Change       // the latest [MaxChanges], the newest first
	OwnOnly  bool           // the actor sees only keys that they created
	Refused  []VerdictCount // of the last [RefusedDays] days, in the order of [Refusals]
	Can      KeyActions
	// SeesRefused: the actor may learn what was refused.
	SeesRefused bool
}

// Change is an act that the audit trail tells of, for people to read.
type Change struct {
	Event         // of an act on many the last one
	Others int    // how many other events of the same sort the act has: keys that were deleted together
	Name   string // what the event's subject is called, or was called last; empty: that is not known
	Gone   bool   // the subject was a key, and was deleted
}

// QuietActions are those of which a dashboard doesn't tell: what goes with another act, what programs do all day, and
// what is nobody else's business.
func QuietActions() []Action {
	return []Action{
		KeyConfirmed, PlanConfirmed, ResourceRegistered, ResourceOwner, ResourceACL, ResourceDestroyed, ViewSaved, ViewDeleted,
		BulkCarriedOut, BulkBegun, BulkTakenBack, SignedIn, SignedOut, SignInThrottled, SessionEnded,
		AccountPassword, AccountReset, LinkMade, EventsExported,
	}
}
