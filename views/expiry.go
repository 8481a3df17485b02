package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// Expiry is the part of a form that asks for the day that a key ends with.
type Expiry struct {
	Expires  string // as typed, YYYY-MM-DD
	Never    bool   // chosen: no end
	Unending bool   // that can be chosen
	Earliest string
	Latest   string
	Through  string // what the expiration date means
	Plain    string // the same of a date that was just chosen by hand
	Cap      string // how far ahead the organization lets a key end; empty: it doesn't say
	Presets  []ExpiryPreset
}

// ExpiryPreset fills the date.
type ExpiryPreset struct {
	Label, Date, Through string
	Chosen               bool
}

// newExpiry makes it with a date as it was typed. Presets that the organization doesn't allow are left out.
func newExpiry(ctx context.Context, org store.Organization, now time.Time, typed string, never bool) Expiry {
	today := store.DateAt(now, org.Zone)
	latest := org.Terms.Latest(today)
	p := Expiry{
		Expires: typed, Unending: org.Terms.Unending, Never: never && org.Terms.Unending,
		Earliest: today.String(), Latest: latest.String(),
		Plain: T(ctx, "Valid through the end of that day, %s.", org.Zone.String()),
	}
	if org.Terms.MaxDays > 0 {
		p.Cap = T(ctx, "This organization lets keys end %d days from now at the latest, with %s.", org.Terms.MaxDays, weekday(ctx, latest))
	}
	for _, preset := range []struct {
		label string
		date  store.Date
	}{
		{T(ctx, "30 days"), today.AddDays(30)},
		{T(ctx, "90 days"), today.AddDays(90)},
		{T(ctx, "1 year"), today.AddYears(1)},
	} {
		if latest.Before(preset.date) {
			continue
		}
		p.Presets = append(p.Presets, ExpiryPreset{
			Label: preset.label, Date: preset.date.String(),
			Through: validThrough(ctx, preset.date, org.Zone), Chosen: !p.Never && preset.date.String() == p.Expires,
		})
	}
	p.Through = p.Plain
	if date, ok := store.ParseDate(p.Expires); ok && !date.Before(today) && !latest.Before(date) {
		p.Through = validThrough(ctx, date, org.Zone)
	}
	return p
}

// usualExpiry is the day that forms propose: in 90 days, or as late as the organization lets keys end before.
func usualExpiry(org store.Organization, now time.Time) store.Date {
	today := store.DateAt(now, org.Zone)
	usual, latest := today.AddDays(90), org.Terms.Latest(today)
	if latest.Before(usual) {
		return latest
	}
	return usual
}

// ChangeExpiry is the form that changes when a key ends.
type ChangeExpiry struct {
	KeyForm
	Expiry
	Words string // when the key ends at present
}

// ExpiryValues are what was typed.
type ExpiryValues struct {
	Expires string
	Never   bool
}

// PresentExpiry is what the form begins with: the day that the key ends with, and of one that is over the usual one.
func PresentExpiry(org store.Organization, key store.Key, now time.Time) ExpiryValues {
	switch {
	case key.ExpiresAt.IsZero() && org.Terms.Unending:
		return ExpiryValues{Never: true}
	case key.ExpiresAt.IsZero() || !now.Before(key.ExpiresAt):
		return ExpiryValues{Expires: usualExpiry(org, now).String()}
	}
	return ExpiryValues{Expires: key.ExpiresOn.String()}
}

// NewChangeExpiry makes the form with what was typed.
func NewChangeExpiry(ctx context.Context, f KeyFormFacts, typed ExpiryValues) ChangeExpiry {
	key, org := f.Info.Key, f.Organization
	p := ChangeExpiry{
		KeyForm: newKeyForm(ctx, f, "expiry", T(ctx, "Change expiry"), "/expiry"),
		Expiry:  newExpiry(ctx, org, f.Now, typed.Expires, typed.Never),
	}
	switch {
	case key.ExpiresAt.IsZero():
		p.Words = T(ctx, "This key has no end.")
	case !f.Now.Before(key.ExpiresAt):
		p.Words = T(ctx, "This key expired at the end of %s. A later day brings it back: its secrets open again what they opened then.", weekday(ctx, key.ExpiresOn))
	default:
		p.Words = T(ctx, "This key ends with %s.", weekday(ctx, key.ExpiresOn))
	}
	return p
}

// expiresAbout are the ids of what describes the date.
func expiresAbout(m Mistakes) string {
	if _, wrong := m["expires"]; wrong {
		return "expires-error expires-about"
	}
	return "expires-about"
}

// EndsWords say when a key ends by now.
func EndsWords(ctx context.Context, key store.Key) string {
	if key.ExpiresAt.IsZero() {
		return T(ctx, "“%s” has no end.", key.Name)
	}
	return T(ctx, "“%s” ends with %s.", key.Name, weekday(ctx, key.ExpiresOn))
}
