package views

import (
	"context"
	"strconv"
	"time"

	"chatelaine/store"
)

// DeactivateKey is the form that switches a key off.
type DeactivateKey struct {
	KeyForm
	Spans    []SpanChoice
	Day      string // as typed, YYYY-MM-DD
	Earliest string
	Latest   string
	DayWords string // what the day means
	Reason   string // as typed
	Notes    []string
}

// SpanChoice is for how long a key can be inactive.
type SpanChoice struct {
	Value, Label string
	Day          bool // asks for a day
	Chosen       bool
}

// DeactivateValues are what was typed.
type DeactivateValues struct{ For, Day, Reason string }

// What the form sends for how long a key is to be inactive; a number of seconds is the rest.
const (
	ForEver = "ever"
	ForDay  = "day"
)

// Spans are how long a key can be deactivated for at a click.
var Spans = [...]time.Duration{time.Hour, 24 * time.Hour}

// NewDeactivateKey makes the form with what was typed.
func NewDeactivateKey(ctx context.Context, f KeyFormFacts, typed DeactivateValues) DeactivateKey {
	org, today := f.Organization, store.DateAt(f.Now, f.Organization.Zone)
	p := DeactivateKey{
		KeyForm: newKeyForm(ctx, f, "deactivate", T(ctx, "Deactivate key"), "/deactivate"),
		Spans:   []SpanChoice{{Value: ForEver, Label: T(ctx, "Until further notice")}},
		Day:     typed.Day, Earliest: today.String(), Latest: today.AddYears(store.MaxExpiryYears).String(),
		DayWords: T(ctx, "It is active again when that day is over, %s.", org.Zone.String()), Reason: typed.Reason,
	}
	for _, span := range Spans {
		label := T(ctx, "%d hours (until %s)", int(span/time.Hour), soon(ctx, f.Now.Add(span), f.Now, org.Zone))
		p.Spans = append(p.Spans, SpanChoice{Value: strconv.Itoa(int(span / time.Second)), Label: label})
	}
	p.Spans = append(p.Spans, SpanChoice{Value: ForDay, Label: T(ctx, "Until the end of a day"), Day: true})
	for i := range p.Spans {
		p.Spans[i].Chosen = p.Spans[i].Value == typed.For
	}
	if key := f.Info.Key; key.InactiveAt(f.Now) && !key.InactiveUntil.IsZero() {
		p.Notes = append(p.Notes, T(ctx, "This key is inactive until: %s. You can only make that longer here. To end it, activate the key.",
			deadline(ctx, key.InactiveUntil, f.Now, org.Zone).Words))
	}
	return p
}

// Off is what a key's information says of its being inactive.
type Off struct {
	Since  When
	By     string // who deactivated it; empty: nobody knows
	Until  string
	Reason string
}

// newOff puts it into words; nil: the key isn't inactive.
func newOff(ctx context.Context, org store.Organization, info store.KeyInfo, now time.Time) *Off {
	key := info.Key
	if !key.InactiveAt(now) {
		return nil
	}
	off := &Off{Since: deadline(ctx, key.InactiveFrom, now, org.Zone), Until: T(ctx, "Further notice"), Reason: key.InactiveReason}
	off.Since.Words = spot(ctx, key.InactiveFrom, now, org.Zone)
	if info.OffBy.Actor.Kind == store.ActorMember {
		off.By = info.OffBy.ActorName
	}
	if !key.InactiveUntil.IsZero() {
		off.Until = deadline(ctx, key.InactiveUntil, now, org.Zone).Words
	}
	return off
}

// offUntil is what the badge of an inactive key says beside its status; empty: until further notice.
func offUntil(ctx context.Context, org store.Organization, key store.Key, now time.Time) string {
	if !key.InactiveAt(now) || key.InactiveUntil.IsZero() {
		return ""
	}
	at := key.InactiveUntil.In(org.Zone)
	return T(ctx, "until %s %s", dayNear(ctx, store.DateAt(at, org.Zone), now, org.Zone).Words, at.Format("15:04"))
}

// SwitchedWords say what DeactivateKey or ActivateKey did, or what had done it before.
func SwitchedWords(ctx context.Context, org store.Organization, s store.SwitchedKey, now time.Time) string {
	off, was, name := s.Key.InactiveAt(now), s.Was, s.Key.Name
	switch {
	case !s.Already && !off:
		return T(ctx, "“%s” is active again.", name)
	case !s.Already && s.Key.InactiveUntil.IsZero():
		return T(ctx, "“%s” is inactive until further notice.", name)
	case !s.Already:
		return T(ctx, "“%s” is inactive until: %s.", name, deadline(ctx, s.Key.InactiveUntil, now, org.Zone).Words)
	case off && was.Actor.Kind == store.ActorMember && was.ActorName != "":
		return T(ctx, "“%s” was already deactivated by %s %s.", name, was.ActorName, moment(ctx, was.At, now, org.Zone))
	case off: // nobody is named to who may not learn it
		return T(ctx, "“%s” is inactive already.", name)
	case was.Actor.Kind == store.ActorMember && was.ActorName != "":
		return T(ctx, "“%s” was already activated by %s %s.", name, was.ActorName, moment(ctx, was.At, now, org.Zone))
	}
	return T(ctx, "“%s” is active already.", name)
}

// ActivateKey asks whether a key is to be active again, where no script sends the form at once.
type ActivateKey struct {
	Window Window
	Action string
	Words  string
}

// NewActivateKey makes it.
func NewActivateKey(ctx context.Context, org store.Organization, info store.KeyInfo, now time.Time) ActivateKey {
	href := KeyAddress(org.Slug, info.Key.ID)
	p := ActivateKey{
		Window: Window{ID: "activate", Title: T(ctx, "Activate key"), Lede: info.Key.Name, Close: href}, Action: href + "/activate",
		Words: T(ctx, "It opens again what its role and groups allow, from the moment that you confirm."),
	}
	if ends := info.Key.ExpiresAt; !ends.IsZero() && !now.Before(ends) {
		p.Words = T(ctx, "It has expired meanwhile: it opens nothing until its expiration date is changed, too.")
	}
	return p
}
