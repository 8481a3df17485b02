package views

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"chatelaine/store"
)

// When is an instant or a day as a page shows it.
type When struct {
	ISO   string // for the datetime attribute
	Words string
	Title string // the whole of it, where Words are short
}

// shortDay is a day in a table: 12 Oct 2026.
func shortDay(ctx context.Context, at time.Time, zone *time.Location) When {
	at = at.In(zone)
	return When{
		ISO:   at.Format(time.DateOnly), // the moment is in the title, and a page has many
		Words: T(ctx, "%s %s %s", dayOfMonth(ctx, at), T(ctx, at.Format("Jan")), at.Format("2006")),
		Title: instant(ctx, at, zone),
	}
}

// dayOfMonth is the number of a day; some languages write the first of a month otherwise.
func dayOfMonth(ctx context.Context, at time.Time) string {
	if at.Day() == 1 {
		return T(ctx, "1")
	}
	return at.Format("2")
}

// shortDate is a typed date in a table: 12 Oct 2026.
func shortDate(ctx context.Context, on store.Date) When {
	at := on.Time(time.UTC)
	return When{ISO: on.String(), Words: shortDay(ctx, at, time.UTC).Words, Title: weekday(ctx, on)}
}

// weekday is a day in a form: Tuesday 12 January 2027.
func weekday(ctx context.Context, on store.Date) string {
	at := on.Time(time.UTC)
	return T(ctx, "%s %s %s %s", T(ctx, at.Format("Monday")), dayOfMonth(ctx, at), T(ctx, at.Format("January")), at.Format("2006"))
}

// dayAlone is a day that begins a line: its first letter is a capital one, which it isn't within a sentence in every language.
func dayAlone(ctx context.Context, on store.Date) string {
	day := weekday(ctx, on)
	_, size := utf8.DecodeRuneInString(day)
	return strings.ToUpper(day[:size]) + day[size:]
}

// longDay is a day in the information panel: 12 October 2026.
func longDay(ctx context.Context, at time.Time, zone *time.Location) string {
	at = at.In(zone)
	return T(ctx, "%s %s %s", dayOfMonth(ctx, at), T(ctx, at.Format("January")), at.Format("2006"))
}

// instant is a moment to the minute, with its zone: 12 October 2026, 14:02 Europe/Paris.
func instant(ctx context.Context, at time.Time, zone *time.Location) string {
	return T(ctx, "%s, %s %s", longDay(ctx, at, zone), at.In(zone).Format("15:04"), zone.String())
}

// moment is a moment near now: the time alone today, else with its day.
func moment(ctx context.Context, at, now time.Time, zone *time.Location) string {
	clock := at.In(zone).Format("15:04")
	if store.DateAt(at, zone) == store.DateAt(now, zone) {
		return T(ctx, "at %s", clock)
	}
	return T(ctx, "on %s at %s", longDay(ctx, at, zone), clock)
}

// distance says how far a day is from today; empty beyond a week, where the date itself is clearer.
func distance(ctx context.Context, on store.Date, now time.Time, zone *time.Location) string {
	today := store.DateAt(now, zone)
	days := int(on.Time(time.UTC).Sub(today.Time(time.UTC)).Hours() / 24)
	switch {
	case days == 0:
		return T(ctx, "ends tonight")
	case days > 0 && days <= 7:
		return T(ctx, "in %d days", days)
	case days < 0 && days >= -7:
		return T(ctx, "%d days ago", -days)
	}
	return ""
}

// validThrough is the sentence under an expiration date.
func validThrough(ctx context.Context, on store.Date, zone *time.Location) string {
	return T(ctx, "Valid through the end of %s, %s.", weekday(ctx, on), zone.String())
}

// dayNear is a day near now: 28 Oct, and with its year if that is another one.
func dayNear(ctx context.Context, on store.Date, now time.Time, zone *time.Location) When {
	when := shortDate(ctx, on)
	if at := on.Time(time.UTC); on.Year == store.DateAt(now, zone).Year {
		when.Words = T(ctx, "%s %s", dayOfMonth(ctx, at), T(ctx, at.Format("Jan")))
	}
	return when
}

// lately is a moment that has just passed: the time alone today, and otherwise its day.
func lately(ctx context.Context, at, now time.Time, zone *time.Location) When {
	day, today := store.DateAt(at, zone), store.DateAt(now, zone)
	when := When{ISO: at.In(zone).Format(time.RFC3339), Words: dayNear(ctx, day, now, zone).Words, Title: instant(ctx, at, zone)}
	switch day {
	case today:
		when.Words = at.In(zone).Format("15:04")
	case today.AddDays(-1):
		when.Words = T(ctx, "Yesterday")
	}
	return when
}
