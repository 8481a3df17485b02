package views

import (
	"context"
	"slices"
	"time"

	"chatelaine/store"
)

// preset is a period with a name in the address.
type preset struct{ value, label string }

var (
	createdPresets = []preset{{"last7d", "in the last 7 days"}, {"last30d", "in the last 30 days"}, {"last365d", "in the last year"}}
	expiresPresets = []preset{{"next7d", "in the next 7 days"}, {"next30d", "in the next 30 days"}, {"next90d", "in the next 90 days"}, {"last30d", "in the last 30 days"}}
	usedPresets    = []preset{{"last7d", "in the last 7 days"}, {"last30d", "in the last 30 days"}, {"over90d", "not for 90 days"}, {"never", "never"}}
)

// PeriodFields are the days of a period as its form has them: those that lie before a day, after one, or from one to
// another.
type PeriodFields struct{ Before, After, From, To string }

// The ways to say a period by days, as the form names them.
const (
	periodBefore  = "before"
	periodAfter   = "after"
	periodBetween = "between"
)

func (f *Filter) period(ctx context.Context, v PeriodValue, presets []preset) {
	f.Kind = "period"
	for _, p := range presets {
		f.Options = append(f.Options, Option{Value: p.value, Label: T(ctx, p.label), Chosen: p.value == v.Preset})
		if p.value == v.Preset {
			f.Words = T(ctx, p.label)
		}
	}
	from, _ := store.ParseDate(v.From)
	to, _ := store.ParseDate(v.To)
	way := ""
	switch {
	case v.From+v.To == "":
	case v.From == "":
		way, f.Days.Before = periodBefore, to.AddDays(1).String()
		f.Words = T(ctx, "before %s", dayWords(ctx, to.AddDays(1)))
	case v.To == "":
		way, f.Days.After = periodAfter, from.AddDays(-1).String()
		f.Words = T(ctx, "after %s", dayWords(ctx, from.AddDays(-1)))
	default:
		way, f.Days.From, f.Days.To = periodBetween, v.From, v.To
		f.Words = T(ctx, "from %s to %s", dayWords(ctx, from), dayWords(ctx, to))
		if from == to {
			f.Words = T(ctx, "on %s", dayWords(ctx, from))
		}
	}
	for _, o := range []preset{{periodBefore, "before a day"}, {periodAfter, "after a day"}, {periodBetween, "between two days"}} {
		f.Options = append(f.Options, Option{Value: o.value, Label: T(ctx, o.label), Chosen: o.value == way})
	}
}

func dayWords(ctx context.Context, on store.Date) string {
	return shortDay(ctx, on.Time(time.UTC), time.UTC).Words
}

// dateNotes say what was wrong with the days of the address.
func dateNotes(ctx context.Context, f KeyTableFacts) (notes []string) {
	if slices.ContainsFunc(f.Wrong, func(part string) bool { return part == "created" || part == "expires" || part == "used" }) {
		notes = append(notes, T(ctx, "Days are written as in 2026-03-10, in the years 1 to 9999."))
	}
	for _, part := range f.Turned {
		label := map[string]string{"created": T(ctx, "Created"), "expires": T(ctx, "Expires"), "used": T(ctx, "Last used")}[part]
		notes = append(notes, T(ctx, "%s: the last day came before the first. The table shows the days between them.", label))
	}
	return notes
}
