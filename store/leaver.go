package store

import "context"

// Leaver is somebody who left, with how many of the keys that they created nobody has looked at since.
type Leaver struct {
	Member Member
	Keys   int
}

// LeaverKeys are keys whose creator left.
type LeaverKeys struct {
	Leaver   Leaver
	Keys     []Key     // the first ones, by name
	Contacts []Creator // who can become their contact, by name; at most [MaxContacts]
}

// MaxLeavers is how many leavers a dashboard names.
const MaxLeavers = 5

// Leavers are members who left, as far as keys that they created were not looked at since. A key is looked at by keeping,
// rotating or deactivating it, or by giving it another contact.
type Leavers interface {
	// Leavers are at most limit of those who left and have keys to look at, the latest first. Errors: [ErrForbidden] for
	// all but those who may change keys.
	Leavers(ctx context.Context, actor Actor, limit int) ([]Leaver, error)
	// LeaverKeys are at most limit of the keys of a leaver that are to be looked at. Somebody who is a member has none.
	// Errors: [ErrNotFound]; [ErrForbidden].
	LeaverKeys(ctx context.Context, actor Actor, leaver AccountID, limit int) (LeaverKeys, error)
	// KeepKeys says that keys of a leaver are to stay as they are, with another contact; no keys: all of them, at most
	// [MaxBulk]. What was looked at meanwhile stays as it is. It gives how many were kept, and how many are left.
	// Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the field "contact".
	KeepKeys(ctx context.Context, call Call, leaver AccountID, keys []KeyID, contact AccountID) (kept, left int, err error)
}
