package store

import "time"

// Deactivation is what DeactivateKey is told.
type Deactivation struct {
	Until  time.Time // the first instant at which it is active again; zero: until further notice
	Reason string    // empty: none
}

// SwitchedKey is what DeactivateKey and ActivateKey answer.
type SwitchedKey struct {
	Key     Key
	Already bool  // it was so before, and nothing was done
	Was     Event // then: by what it became so; zero: nothing is known, for instance because it was imported so
}

// Clean gives a deactivation as it is kept: the end in whole milliseconds, the reason as [CleanName] would give it.
// Errors: [InvalidError] for the fields "until" and "reason".
func (d Deactivation) Clean(now time.Time) (Deactivation, error) {
	reason, err := CleanReason(d.Reason)
	if err != nil {
		return Deactivation{}, err
	}
	d.Reason = reason
	switch {
	case d.Until.IsZero():
		return d, nil
	case !now.Before(d.Until):
		return Deactivation{}, &InvalidError{Field: "until", Problem: "is in the past", Accepted: "today or later"}
	case now.AddDate(MaxExpiryYears, 0, 1).Before(d.Until):
		return Deactivation{}, &InvalidError{Field: "until", Problem: "is too far ahead", Accepted: "a date within the next 10 years"}
	}
	d.Until = time.UnixMilli(d.Until.UnixMilli()).UTC()
	return d, nil
}

// CleanReason gives a reason as it is kept: in one line, by the rules of a name, and empty if there is none.
// Errors: [InvalidError] for the field "reason".
func CleanReason(in string) (string, error) {
	return cleanLine("reason", in, Limits.Reason, acceptedReason)
}

const acceptedReason = "up to 200 letters, digits, signs and single spaces"

// Prolongs tells whether the deactivation makes a key inactive, or inactive for longer than it is at now. One that
// doesn't changes nothing: deactivating never gives time back.
func (d Deactivation) Prolongs(key Key, now time.Time) bool {
	if !key.InactiveAt(now) {
		return true
	}
	return !key.InactiveUntil.IsZero() && (d.Until.IsZero() || key.InactiveUntil.Before(d.Until))
}

// MayDeactivateKey refuses to switch a key off to all but those who manage keys, and those who created it.
func (s Standing) MayDeactivateKey(key Key) error {
	if s.MayChangeKeys() == nil || s.Kind == ActorMember && s.Role >= RoleUser && key.Creator.ID.Principal() == s.ID {
		return nil
	}
	return &ForbiddenError{Permission: "keys:deactivate"}
}
