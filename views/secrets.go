package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// SecretLine is one of a key's secrets in words.
type SecretLine struct {
	Prefix      string // of the abbreviated form
	ID          string // of its key
	Tail        string
	Age         string // which of two it is; empty: it is the only one
	Unconfirmed bool
	Made        When
	MadeBy      string
	Used        When
	UsedFrom    string // network and client; empty: not known
	Ends        When
}

// KeySecrets are the secrets of a key that work, and what the person can do about them.
type KeySecrets struct {
	Title      string
	Lines      []SecretLine // newest first
	RotateHref string       // empty: not now, or not by this person
	EndHref    string       // ends the older of two
	UndoHref   string       // ends the newer of two
}

// NewKeySecrets puts the secrets that work now into words.
func NewKeySecrets(ctx context.Context, org store.Organization, info store.KeyInfo, now time.Time) KeySecrets {
	live, href := store.LiveSecrets(info.Secrets, now), KeyAddress(org.Slug, info.Key.ID)
	p := KeySecrets{Title: T(ctx, "Secret")}
	if len(live) > 1 {
		p.Title = T(ctx, "Secrets")
		if info.Can.EndSecret {
			p.EndHref = href + "/secrets/end"
		}
		if info.Can.Rotate {
			p.UndoHref = href + "/secrets/undo"
		}
	} else if info.Can.Rotate {
		p.RotateHref = href + "/rotate"
	}
	for i, s := range live {
		line := NewSecretLine(ctx, org, info.Key.ID, s, now)
		if len(live) > 1 {
			line.Age = []string{T(ctx, "New"), T(ctx, "Old")}[min(i, 1)]
		}
		p.Lines = append(p.Lines, line)
	}
	return p
}

// NewSecretLine puts a secret into words.
func NewSecretLine(ctx context.Context, org store.Organization, key store.KeyID, s store.Secret, now time.Time) SecretLine {
	line := SecretLine{
		Prefix: s.Prefix, ID: string(key), Tail: s.Tail, Unconfirmed: !s.Confirmed(), MadeBy: s.MadeBy,
		Made: shortDay(ctx, s.CreatedAt, org.Zone), Used: When{Words: T(ctx, "Never")}, Ends: When{Words: T(ctx, "With its key")},
	}
	if !s.LastUsed.IsZero() {
		line.Used = When{ISO: s.LastUsed.UTC().Format(time.RFC3339), Words: spot(ctx, s.LastUsed, now, org.Zone), Title: instant(ctx, s.LastUsed, org.Zone)}
		line.UsedFrom = clientWords(ctx, s.Client)
	}
	if !s.EndsAt.IsZero() {
		line.Ends = deadline(ctx, s.EndsAt, now, org.Zone)
	}
	return line
}

// deadline is an instant that counts, near now: with its zone.
func deadline(ctx context.Context, at, now time.Time, zone *time.Location) When {
	return When{
		ISO: at.UTC().Format(time.RFC3339), Title: instant(ctx, at, zone),
		Words: T(ctx, "%s, %s", spot(ctx, at, now, zone), zone.String()),
	}
}

// spot is a moment that stands by itself: Today at 14:02, Tomorrow at 14:02, 12 October 2026 at 14:02.
func spot(ctx context.Context, at, now time.Time, zone *time.Location) string {
	clock, today := at.In(zone).Format("15:04"), store.DateAt(now, zone)
	switch store.DateAt(at, zone) {
	case today:
		return T(ctx, "Today at %s", clock)
	case today.AddDays(1):
		return T(ctx, "Tomorrow at %s", clock)
	case today.AddDays(-1):
		return T(ctx, "Yesterday at %s", clock)
	}
	return T(ctx, "%s at %s", longDay(ctx, at, zone), clock)
}

// soon is a moment within a sentence: today at 14:02, tomorrow at 14:02, 12 October 2026 at 14:02.
func soon(ctx context.Context, at, now time.Time, zone *time.Location) string {
	clock, today := at.In(zone).Format("15:04"), store.DateAt(now, zone)
	switch store.DateAt(at, zone) {
	case today:
		return T(ctx, "today at %s", clock)
	case today.AddDays(1):
		return T(ctx, "tomorrow at %s", clock)
	}
	return T(ctx, "%s at %s", longDay(ctx, at, zone), clock)
}

// ReadyWords say that a secret is stored and can be used. After a rotation the key has worked before: it is its newest
// secret that is ready, and the older one may go on working for a while.
func ReadyWords(ctx context.Context, org store.Organization, info store.KeyInfo, now time.Time) string {
	name := info.Key.Name
	for _, old := range store.LiveSecrets(info.Secrets, now) {
		end := old.EndsAt
		if end.IsZero() {
			continue // the new one
		}
		if keyEnd := info.Key.ExpiresAt; !keyEnd.IsZero() && keyEnd.Before(end) {
			end = keyEnd
		}
		return T(ctx, "The new secret of “%s” is ready to use. The old one works until %s.", name, soon(ctx, end, now, org.Zone))
	}
	if info.Key.Secret.CreatedAt.After(info.Key.CreatedAt) {
		return T(ctx, "The new secret of “%s” is ready to use.", name)
	}
	return T(ctx, "“%s” is ready to use.", name)
}
