package views

import (
	"context"
	"strconv"
	"time"

	"chatelaine/store"
)

// limitWords say a limit on a line of its own.
func limitWords(ctx context.Context, l store.RateLimit) string {
	if l.IsZero() {
		return T(ctx, "No limit")
	}
	return T(ctx, "%s, %s", T(ctx, "%d requests a minute", l.PerMinute), T(ctx, "at most %d at once", l.Burst))
}

// limitSaid is the value of a limit in an event.
func limitSaid(ctx context.Context, text string) string {
	if limit, ok := store.ReadRateLimit(text); ok {
		return limitWords(ctx, limit)
	}
	return text
}

// LimitValues are what a form about a limit has typed in it.
type LimitValues struct{ PerMinute, Burst string }

// LimitOf is what the form begins with. A burst of a whole minute is what nothing means.
func LimitOf(l store.RateLimit) LimitValues {
	v := LimitValues{}
	if !l.IsZero() {
		v.PerMinute = strconv.Itoa(l.PerMinute)
	}
	if l.Burst != l.PerMinute {
		v.Burst = strconv.Itoa(l.Burst)
	}
	return v
}

// limitOrder is the order of the fields in the form.
var limitOrder = []string{"per_minute", "burst"}

// LimitKey is the form that says how many requests a key may make.
type LimitKey struct {
	Window   Window
	Action   string
	Version  string
	Changed  string // what somebody did to the key while the form was open; empty: nothing
	Now      []ValueLine
	Values   LimitValues
	Others   string // the limit of all keys together; empty: there is none
	Mistakes Mistakes
}

// LimitFacts are what the form is made from.
type LimitFacts struct {
	Organization store.Organization
	Info         store.KeyInfo
	Now          time.Time
	Typed        *LimitValues           // nil: the form is as it was opened
	Changed      *store.KeyChangedError // nil: nobody changed the key meanwhile
	Mistakes     Mistakes
}

// NewLimitKey makes the form.
func NewLimitKey(ctx context.Context, f LimitFacts) LimitKey {
	key, rules, href := f.Info.Key, f.Info.Rules, KeyAddress(f.Organization.Slug, f.Info.Key.ID)
	p := LimitKey{
		Window: Window{ID: "limits", Title: T(ctx, "Limit of requests"), Lede: key.Name, Close: href},
		Action: href + "/limits", Version: strconv.FormatInt(key.Version, 10), Values: LimitOf(rules.Limit), Mistakes: f.Mistakes,
	}
	if f.Typed != nil {
		p.Values = *f.Typed
	}
	if f.Changed != nil {
		p.Changed = changedWords(ctx, *f.Changed, f.Now, f.Organization.Zone)
		if p.Values != LimitOf(rules.Limit) {
			p.Now = []ValueLine{{Label: T(ctx, "Limit of requests"), After: limitWords(ctx, rules.Limit)}}
		}
	}
	if !rules.Organization.IsZero() {
		p.Others = T(ctx, "All keys of the organization together: %s.", limitWords(ctx, rules.Organization))
	}
	return p
}
