package views

import (
	"context"

	"chatelaine/store"
)

// MaxSummary is how far the keys of a summary are counted.
const MaxSummary = 1000

// KeySummary counts keys that want to be looked at, each up to [MaxSummary]. The zero KeySummary says nothing.
type KeySummary struct {
	ExpireSoon, Unused         store.Count
	ExpireSoonHref, UnusedHref string // the tables that show them
}

// SummaryLine is a sentence of it, which leads to a table.
type SummaryLine struct{ Words, Href string }

func summaryLines(ctx context.Context, s KeySummary) (lines []SummaryLine) {
	add := func(count store.Count, exact, capped, href string) {
		switch {
		case count.More:
			lines = append(lines, SummaryLine{capped, href})
		case count.N > 0:
			lines = append(lines, SummaryLine{exact, href})
		}
	}
	soon, unused := s.ExpireSoon, s.Unused
	add(soon, T(ctx, "%d expire in the next 30 days.", soon.N), T(ctx, "%s expire in the next 30 days.", CountWords(ctx, soon)), s.ExpireSoonHref)
	add(unused, T(ctx, "%d have not been used for 90 days.", unused.N), T(ctx, "%s have not been used for 90 days.", CountWords(ctx, unused)), s.UnusedHref)
	return lines
}
