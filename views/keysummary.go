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
type SummaryLine struct{ Words, Href, Icon string }

func summaryLines(ctx context.Context, s KeySummary) (lines []SummaryLine) {
	if s.ExpireSoon.N > 0 {
		words := counted(ctx, "%d keys end in the next 14 days.", "%s keys end in the next 14 days.", s.ExpireSoon)
		lines = append(lines, SummaryLine{words, s.ExpireSoonHref, "hourglass"})
	}
	if s.Unused.N > 0 {
		words := counted(ctx, "%d have not been used for 90 days.", "%s have not been used for 90 days.", s.Unused)
		lines = append(lines, SummaryLine{words, s.UnusedHref, ""})
	}
	return lines
}

// counted is a sentence with a number in it, or the one for a number that was only counted so far.
func counted(ctx context.Context, exact, capped string, c store.Count) string {
	if c.More {
		return T(ctx, capped, CountWords(ctx, c))
	}
	return T(ctx, exact, c.N)
}
