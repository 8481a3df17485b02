package views

import (
	"cmp"
	"context"
	"slices"
	"time"

	"chatelaine/store"
)

// RefusedAddress is where an organization's managers learn why something was refused.
func RefusedAddress(slug string) string { return "/o/" + slug + "/refused" }

// verdictWords are what a refusal is called where many are counted.
var verdictWords = map[store.Verdict]string{
	store.VerdictMissing: "No key sent", store.VerdictMalformed: "Not a key", store.VerdictUnknown: "Unknown key",
	store.VerdictInactive: "Inactive", store.VerdictExpired: "Expired", store.VerdictAddress: "Wrong network",
	store.VerdictRole: "Role too low", store.VerdictPermission: "Permission missing", store.VerdictRateLimited: "Over the limit",
}

// VerdictWords are what a refusal is called where many are counted.
func VerdictWords(ctx context.Context, v store.Verdict) string {
	return T(ctx, cmp.Or(verdictWords[v], "Refused"))
}

// RefusedBoard is the dashboard's part about what was refused.
type RefusedBoard struct {
	Said    string // "21 requests in the last 7 days."
	Href    string
	Reasons []RefusedReason
}

// RefusedReason is how often something was refused for one reason; the width of its bar is of 100.
type RefusedReason struct {
	Label, Count, Width, Href string
	Said                      string // what its link is called
	Current                   bool   // it is the reason that the page shows
}

func newRefusedBoard(ctx context.Context, f DashboardFacts) *RefusedBoard {
	if !f.Found.SeesRefused {
		return nil
	}
	p := &RefusedBoard{Href: RefusedAddress(f.Organization.Slug)}
	p.Said, p.Reasons = refusedReasons(ctx, f.Organization, f.Found.Refused, "")
	return p
}

// refusedReasons are the reasons with their numbers, and what these come to.
func refusedReasons(ctx context.Context, org store.Organization, counts []store.VerdictCount, current store.Verdict) (said string, reasons []RefusedReason) {
	sum, most := int64(0), int64(1)
	for _, c := range counts {
		sum, most = sum+c.N, max(most, c.N)
	}
	if sum == 0 {
		return T(ctx, "Nothing was refused in the last 7 days."), nil
	}
	for _, c := range counts {
		label := VerdictWords(ctx, c.Verdict)
		reasons = append(reasons, RefusedReason{
			Label: label, Count: T(ctx, "%d", c.N), Width: decimal(100 * float64(c.N) / float64(most)), Current: c.Verdict == current,
			Href: RefusedAddress(org.Slug) + "?reason=" + string(c.Verdict), Said: T(ctx, "%s: %s", label, T(ctx, "%d requests", c.N)),
		})
	}
	return T(ctx, "%d requests in the last 7 days.", sum), reasons
}

// RefusedFacts are what the page is made from.
type RefusedFacts struct {
	Organization store.Organization
	Now          time.Time
	Found        store.RefusedRequests
	Reason       store.Verdict // the one that is shown; empty: all are
	Answer       *RefusedAnswer
	Typed        string // into the field; never a secret
	Mistake      string
}

// Refused is the page in words.
type Refused struct {
	Here    string // its address
	Typed   string
	Mistake string
	Answer  *RefusedAnswer // nil: nothing was asked
	Said    string
	Reasons []RefusedReason
	AllHref string // all reasons, where one is shown; empty: all are
	Keys    []RefusedKeyLine
	Latest  []RefusalLine
	Title   string // of the lists below
	None    string // why these are empty; empty: they aren't, or all reasons are shown
}

// RefusedKeyLine is a key that was refused.
type RefusedKeyLine struct{ Name, Href, WhyHref, Count, Reasons string }

// RefusalLine is one request that was refused.
type RefusalLine struct {
	Ref, Href string
	At        When
	Reason    string
	Key       string // what it is called, or its id
	From      string
}

// NewRefused puts the page into words.
func NewRefused(ctx context.Context, f RefusedFacts) Refused {
	p := Refused{Here: RefusedAddress(f.Organization.Slug), Typed: f.Typed, Mistake: f.Mistake, Answer: f.Answer, Title: T(ctx, "Refused requests, by reason")}
	p.Said, p.Reasons = refusedReasons(ctx, f.Organization, f.Found.Counts, f.Reason)
	if f.Reason != "" {
		p.Title, p.AllHref = T(ctx, "Refused requests: %s", VerdictWords(ctx, f.Reason)), p.Here
	}
	for _, k := range f.Found.Keys {
		p.Keys = append(p.Keys, RefusedKeyLine{
			Name: k.Name, Href: tableWith(f.Organization, k.ID), WhyHref: p.Here + "?key=" + string(k.ID), Count: T(ctx, "%d", k.Sum()), Reasons: countsWords(ctx, k.Counts),
		})
	}
	for _, r := range f.Found.Latest {
		line := newRefusalLine(ctx, f.Organization, r.Refusal, f.Now)
		line.Key = cmp.Or(r.Name, string(r.Key))
		p.Latest = append(p.Latest, line)
	}
	p.None = noneRefused(ctx, f)
	return p
}

// noneRefused says why there is nothing below a reason; empty: there is, or it isn't one that is shown.
func noneRefused(ctx context.Context, f RefusedFacts) string {
	of := func(c store.VerdictCount) bool { return c.Verdict == f.Reason }
	switch {
	case f.Reason == "" || len(f.Found.Keys)+len(f.Found.Latest) > 0 || len(f.Found.Counts) == 0:
		return ""
	case slices.ContainsFunc(f.Found.Counts, of):
		return T(ctx, "No key of this organization was refused for this reason, and what was is more than 24 hours ago: only its number is kept.")
	}
	return T(ctx, "Nothing was refused for this reason in the last 7 days.")
}

func newRefusalLine(ctx context.Context, org store.Organization, r store.Refusal, now time.Time) RefusalLine {
	return RefusalLine{
		Ref: r.Ref, Href: RefusedAddress(org.Slug) + "?reference=" + r.Ref, Reason: VerdictWords(ctx, r.Verdict), From: clientWords(ctx, r.Client),
		At: When{ISO: r.At.UTC().Format(time.RFC3339), Words: spot(ctx, r.At, now, org.Zone), Title: instant(ctx, r.At, org.Zone)},
	}
}
