package sqlstore

import "time"

// never stands for an instant that doesn't come: the last one of the year 9999. It is a number because sort columns
// are never NULL.
const never = 253402300799999

// orNever is the instant as it is stored; the zero time is never.
func orNever(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMilli()
}

// orZero is the instant as it is stored where 0 stands for the zero time.
func orZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant reads what orNever, orZero and UnixMilli wrote.
func instant(ms int64) time.Time {
	if ms == never || ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
