package store

import (
	"fmt"
	"time"
)

// Date is a calendar day without a zone, as it is typed into a form. The zero Date is none.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads YYYY-MM-DD; ok is false for anything else and for days that don't exist.
func ParseDate(text string) (d Date, ok bool) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || len(text) != len(time.DateOnly) {
		return Date{}, false
	}
	return dateOf(t), true
}

// DateAt is the day that it is at an instant in a zone.
func DateAt(at time.Time, zone *time.Location) Date { return dateOf(at.In(zone)) }

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String is the date as YYYY-MM-DD; empty for the zero Date.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Before tells whether d comes before other.
func (d Date) Before(other Date) bool {
	return d.Time(time.UTC).Before(other.Time(time.UTC))
}

// AddDays is the date n days later.
func (d Date) AddDays(n int) Date {
	return dateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// AddYears is the same day n years later; 29 February becomes 1 March where there is none.
func (d Date) AddYears(n int) Date {
	return dateOf(time.Date(d.Year+n, d.Month, d.Day, 12, 0, 0, 0, time.UTC))
}

// Time is noon of that day in a zone: for formatting, since noon exists on every day.
func (d Date) Time(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, zone)
}

// End is the first instant that is no longer that day in the zone. It is looked for by halving,
// because midnight itself can be missing or come twice where clocks change at night, and time.Date
// does not say which one it gives.
func (d Date) End(zone *time.Location) time.Time {
	day := d.Time(zone).Add(-36 * time.Hour) // before it ends: Samoa once left a whole day out
	after := d.Time(zone).Add(36 * time.Hour)
	for after.Sub(day) > time.Millisecond { // the clock's resolution in the database
		half := day.Add(after.Sub(day) / 2)
		if d.Before(DateAt(half, zone)) {
			after = half
		} else {
			day = half
		}
	}
	return after.Truncate(time.Millisecond)
}
