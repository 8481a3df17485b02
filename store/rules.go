package store

import "context"

// Rules are what the gate holds requests to beside roles and permissions: how many pass, and where they come from.
type Rules interface {
	// LimitKey says how many requests a key may make, and gives the key as it is then. Version is that of the form; 0 accepts
	// the key however it has become. Errors: [ErrNotFound]; [ErrForbidden] for whoever couldn't create the key as it stands,
	// of a group that they don't hold with its name; [InvalidError] for the fields "per_minute" and "burst";
	// [KeyChangedError].
	LimitKey(ctx context.Context, call Call, id KeyID, version int64, limit RateLimit) (Key, error)
	// RestrictKey says which networks a key's requests have to come from, and gives the key as it is then.
	// Errors: those of LimitKey, with the field "networks".
	RestrictKey(ctx context.Context, call Call, id KeyID, version int64, networks Networks) (Key, error)
	// RestrictGroup says which networks the requests of every key of a group have to come from, and gives the group as it is
	// then. Version is that of the form; 0 accepts the group however it has become. Errors: [ErrNotFound]; [ErrForbidden] for
	// all but administrators; [InvalidError] for the field "networks"; [GroupChangedError].
	RestrictGroup(ctx context.Context, call Call, id GroupID, version int64, networks Networks) (Group, error)
}

// KeyRules are those that count for a key. A request of it has to come from a network of each of the lists that aren't
// empty, its own and those of its groups; and both limits have to let it pass.
type KeyRules struct {
	Limit        RateLimit
	Organization RateLimit // for all keys together
	Networks     Networks
	Groups       []GroupNetworks // of its groups that have some, by name
}

// GroupNetworks are a group's networks.
type GroupNetworks struct {
	GroupRef
	Networks Networks
}

// GroupChangedError tells of a group that somebody changed since the form about it was opened; nothing was done.
type GroupChangedError struct {
	Group Group // as it is now
	Last  Event // what was done to it last; zero if nothing is known
}

// Error is for logs and tests.
func (e *GroupChangedError) Error() string { return ErrGroupChanged.Error() }

// Is matches [ErrGroupChanged].
func (e *GroupChangedError) Is(target error) bool { return target == ErrGroupChanged }
