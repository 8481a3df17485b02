package views

import (
	"context"
	"strconv"
	"time"

	"chatelaine/store"
)

// KeyUses is how a key was used lately, in words and as a picture.
type KeyUses struct {
	Said    string // "1,204 requests were let in and 3 were refused in the last 30 days."
	Days    []UseDay
	Rows    []UseRow // of the table: days on which there was something, the latest first
	WhyHref string   // why something was refused; empty: nothing was, or the person may not learn it
}

// UseDay is a day of the picture, from which a part of a column of 100 was let in and a part refused.
type UseDay struct{ X, ValidY, Valid, RefusedY, Refused string }

// UseRow is a day in words.
type UseRow struct {
	Day     When
	Valid   string
	Refused string
	Reasons string // "2 inactive, 1 expired"
}

// clientWords are where a client was and what it calls itself; empty: not known.
func clientWords(ctx context.Context, c store.Client) string {
	switch {
	case c.Network == "" && c.Agent == "":
		return ""
	case c.Agent == "":
		return T(ctx, "from %s", c.Network)
	case c.Network == "":
		return T(ctx, "by %s", c.Agent)
	}
	return T(ctx, "from %s by %s", c.Network, c.Agent)
}

// The picture's measures: a day's column with the gap beside it, and the least height of what isn't nothing.
const (
	dayWidth  = 10
	leastPart = 4.0
)

// NewKeyUses puts the uses of a key into words, up to the day that it is now.
func NewKeyUses(ctx context.Context, org store.Organization, info store.KeyInfo, now time.Time) (p KeyUses) {
	today := store.DateAt(now, org.Zone)
	first := today.AddDays(1 - store.UseDays)
	days, valid, refused, most := map[store.Date]store.UseDay{}, int64(0), int64(0), int64(1)
	for _, d := range info.Uses.Days {
		if d.On.Before(first) {
			continue
		}
		days[d.On] = d
		valid, refused, most = valid+d.Valid, refused+d.Sum(), max(most, d.Valid+d.Sum())
		p.Rows = append(p.Rows, UseRow{
			Day: dayNear(ctx, d.On, now, org.Zone), Valid: T(ctx, "%d", d.Valid), Refused: T(ctx, "%d", d.Sum()), Reasons: countsWords(ctx, d.Refused),
		})
	}
	if len(p.Rows) == 0 {
		p.Said = T(ctx, "Nobody presented this key in the last 30 days.")
		return p
	}
	p.Said = T(ctx, "%d requests were let in during the last 30 days.", valid)
	if refused > 0 {
		p.Said += " " + T(ctx, "%d were refused.", refused)
	}
	for i := range store.UseDays {
		p.Days = append(p.Days, useColumn(i, days[first.AddDays(i)], most))
	}
	if refused > 0 && info.MayAskWhy {
		p.WhyHref = RefusedAddress(org.Slug) + "?key=" + string(info.Key.ID)
	}
	return p
}

func useColumn(at int, d store.UseDay, most int64) UseDay {
	height := func(n int64) float64 {
		if n == 0 {
			return 0
		}
		return max(leastPart, (100-leastPart)*float64(n)/float64(most))
	}
	valid, refused := height(d.Valid), height(d.Sum())
	return UseDay{
		X: strconv.Itoa(at * dayWidth), Valid: decimal(valid), ValidY: decimal(100 - valid), Refused: decimal(refused), RefusedY: decimal(100 - valid - refused),
	}
}

// countsWords are numbers of refusals with their reasons.
func countsWords(ctx context.Context, counts []store.VerdictCount) string {
	var said []string
	for _, c := range counts {
		said = append(said, T(ctx, "%s: %s", VerdictWords(ctx, c.Verdict), T(ctx, "%d", c.N)))
	}
	return list(ctx, said)
}
