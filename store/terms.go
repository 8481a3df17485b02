package store

import "time"

// Terms are for how long an organization lets its keys live. The zero Terms let them end within [MaxExpiryYears], and
// none have no end. They are asked whenever a key gets an end; keys that have one keep it.
type Terms struct {
	MaxDays  int  // how many days ahead a key may end; 0: as far as MaxExpiryYears
	Unending bool // keys may have no end, whatever MaxDays says of those that have one
}

// ProblemCapped is the Problem of an end that is further ahead than the organization allows; its verb takes the days.
const ProblemCapped = "is more than %d days ahead, which this organization doesn’t allow"

// Check refuses terms that can't be kept. Errors: [InvalidError] for the field "max_key_days".
func (t Terms) Check() error {
	if t.MaxDays < 0 || t.MaxDays > MaxExpiryYears*365 {
		return &InvalidError{Field: "max_key_days", Problem: "is not a number of days", Accepted: "0 to 3,650"}
	}
	return nil
}

// Latest is the last day that a key may end with, asked on the day today.
func (t Terms) Latest(today Date) Date {
	if t.MaxDays > 0 {
		return today.AddDays(t.MaxDays)
	}
	return today.AddYears(MaxExpiryYears)
}

// CheckExpiry gives the instant at which a key that ends with the day on opens nothing any more; zero: never, for the
// zero Date where that is allowed. Today is accepted. Errors: [InvalidError] for the field "expires".
func (t Terms) CheckExpiry(on Date, now time.Time, zone *time.Location) (time.Time, error) {
	today := DateAt(now, zone)
	switch {
	case on == Date{} && t.Unending:
		return time.Time{}, nil
	case on == Date{}:
		return time.Time{}, &InvalidError{Field: "expires", Problem: "is missing", Accepted: "a date, today or later"}
	case on.Before(today):
		return time.Time{}, &InvalidError{Field: "expires", Problem: "is in the past", Accepted: "today or later"}
	case t.Latest(today).Before(on) && t.MaxDays > 0:
		return time.Time{}, &InvalidError{Field: "expires", Problem: ProblemCapped, Args: []any{t.MaxDays}, Accepted: "an earlier date"}
	case t.Latest(today).Before(on):
		return time.Time{}, &InvalidError{Field: "expires", Problem: "is too far ahead", Accepted: "a date within the next 10 years"}
	}
	return on.End(zone), nil
}
