package views

import (
	"context"
	"strconv"
	"time"

	"chatelaine/store"
)

// RotateKey is the form that gives a key another secret.
type RotateKey struct {
	Window   Window
	Action   string
	Nonce    string // makes the form work once
	Version  string // of the key as the form shows it
	Changed  string // what somebody did to the key while the form was open; empty: nothing
	Present  SecretLine
	Overlaps []OverlapChoice
	Notes    []string // what else to know of this key
	Mistakes Mistakes
}

// OverlapChoice is how long the present secret goes on working.
type OverlapChoice struct {
	Value, Label, Words string
	Chosen              bool
}

// RotateFacts are what the form is made from.
type RotateFacts struct {
	Organization store.Organization
	Info         store.KeyInfo
	Now          time.Time
	Overlap      string // as sent
	Nonce        string
	Changed      *store.KeyChangedError // nil: the form is as it was opened
	Mistakes     Mistakes
}

// OverlapValue is what the form sends for an overlap.
func OverlapValue(overlap time.Duration) string {
	return strconv.FormatInt(int64(overlap/time.Second), 10)
}

// NewRotateKey makes the form.
func NewRotateKey(ctx context.Context, f RotateFacts) RotateKey {
	key, org := f.Info.Key, f.Organization
	p := RotateKey{
		Window: Window{ID: "rotate", Title: T(ctx, "Rotate secret"), Lede: key.Name, Close: KeyAddress(org.Slug, key.ID)},
		Action: KeyAddress(org.Slug, key.ID) + "/rotate", Nonce: f.Nonce, Version: strconv.FormatInt(key.Version, 10),
		Mistakes: f.Mistakes,
	}
	if live := store.LiveSecrets(f.Info.Secrets, f.Now); len(live) > 0 {
		p.Present = NewSecretLine(ctx, org, key.ID, live[0], f.Now)
	}
	if f.Changed != nil {
		p.Changed = changedWords(ctx, *f.Changed, f.Now, org.Zone)
	}
	for _, overlap := range store.Overlaps {
		choice := OverlapChoice{Value: OverlapValue(overlap), Label: overlapLabel(ctx, overlap)}
		choice.Chosen = choice.Value == f.Overlap
		if overlap == 0 {
			choice.Words = T(ctx, "It ends at once, and that can’t be undone. For a secret that others may know.")
		} else {
			choice.Words = T(ctx, "Until: %s", deadline(ctx, f.Now.Add(overlap), f.Now, org.Zone).Words)
			if end := key.ExpiresAt; !end.IsZero() && end.Before(f.Now.Add(overlap)) {
				choice.Words = T(ctx, "The key itself ends before: %s", deadline(ctx, end, f.Now, org.Zone).Words)
			}
		}
		p.Overlaps = append(p.Overlaps, choice)
	}
	p.Notes = rotateNotes(ctx, org, key, f.Now)
	return p
}

func overlapLabel(ctx context.Context, overlap time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case overlap == 0:
		return T(ctx, "Not at all")
	case overlap > day:
		return T(ctx, "%d days", int(overlap/day))
	}
	return T(ctx, "%d hours", int(overlap/time.Hour))
}

// rotateNotes say what of the key itself ends or stops both secrets.
func rotateNotes(ctx context.Context, org store.Organization, key store.Key, now time.Time) (notes []string) {
	if key.InactiveAt(now) {
		notes = append(notes, T(ctx, "This key is inactive, and stays so: neither secret opens anything until the key is active again."))
	}
	longest := store.Overlaps[len(store.Overlaps)-1]
	if !key.ExpiresAt.IsZero() && key.ExpiresAt.Before(now.Add(longest)) {
		notes = append(notes, T(ctx, "The key itself expires at the end of %s. Then neither secret opens anything.", weekday(ctx, key.ExpiresOn)))
	}
	return notes
}

// changedWords say that somebody changed a key while a form about it was open.
func changedWords(ctx context.Context, changed store.KeyChangedError, now time.Time, zone *time.Location) string {
	last := changed.Last
	if last.Seq == 0 || last.Actor.Kind != store.ActorMember {
		return T(ctx, "This key was changed while the form was open. Nothing was done by you. Look at it, and decide again.")
	}
	return T(ctx, "%s changed this key %s, while the form was open. Nothing was done by you. Look at it, and decide again.",
		last.ActorName, moment(ctx, last.At, now, zone))
}

// Ask is a window that asks whether something is meant.
type Ask struct {
	Window Window
	Words  []string
	Action string
	Secret string // the number of the secret that it is about
	Button string
}

// NewEndSecret asks whether the older secret is to end.
func NewEndSecret(ctx context.Context, org store.Organization, key store.Key, older store.Secret, now time.Time) Ask {
	abbreviated := older.Abbreviated(key.ID)
	p := newAsk(org, key, older, "/secrets/end", T(ctx, "End the old secret now?"), T(ctx, "End the old secret"))
	p.Words = []string{
		T(ctx, "%s would work until: %s.", abbreviated, deadline(ctx, older.EndsAt, now, org.Zone).Words),
		usedSentence(ctx, older, now, org.Zone),
		T(ctx, "Programs that still use it stop at once. This cannot be undone. The new secret goes on working."),
	}
	return p
}

// NewUndoRotation asks whether the newest secret is to end.
func NewUndoRotation(ctx context.Context, org store.Organization, key store.Key, newest, older store.Secret, now time.Time) Ask {
	p := newAsk(org, key, newest, "/secrets/undo", T(ctx, "Undo the rotation?"), T(ctx, "Undo rotation"))
	p.Words = []string{
		T(ctx, "%s, the new secret, ends at once: programs that use it already stop.", newest.Abbreviated(key.ID)),
		usedSentence(ctx, newest, now, org.Zone),
		T(ctx, "%s, the old one, goes on as before the rotation.", older.Abbreviated(key.ID)),
	}
	return p
}

func newAsk(org store.Organization, key store.Key, s store.Secret, below, title, button string) Ask {
	href := KeyAddress(org.Slug, key.ID)
	return Ask{
		Window: Window{ID: "ask", Title: title, Lede: key.Name, Alert: true, About: "ask-about", Close: href},
		Action: href + below, Secret: strconv.FormatInt(s.Seq, 10), Button: button,
	}
}

func usedSentence(ctx context.Context, s store.Secret, now time.Time, zone *time.Location) string {
	if s.LastUsed.IsZero() {
		return T(ctx, "It was never used.")
	}
	return T(ctx, "It was last used %s.", moment(ctx, s.LastUsed, now, zone))
}

// EndedWords say what had ended a secret before.
func EndedWords(ctx context.Context, end store.SecretEnd, now time.Time, zone *time.Location) string {
	switch was := end.Was; {
	case was.Actor.Kind != store.ActorMember:
		return T(ctx, "The old secret has ended already, by itself.")
	case was.Action == store.KeyRotationUndone:
		return T(ctx, "The rotation was already undone by %s %s.", was.ActorName, moment(ctx, was.At, now, zone))
	default:
		return T(ctx, "The old secret was already ended by %s %s.", was.ActorName, moment(ctx, was.At, now, zone))
	}
}

// RotatedWords say in the reveal what becomes of the older secret.
func RotatedWords(ctx context.Context, rotated store.RotatedKey, now time.Time, zone *time.Location) []string {
	words := []string{T(ctx, "The old secret has ended.")}
	if rotated.EndsAt.After(now) {
		words[0] = T(ctx, "The old secret works until: %s. The key’s information shows both, and can undo the rotation until then.", deadline(ctx, rotated.EndsAt, now, zone).Words)
	}
	if rotated.Key.InactiveAt(now) {
		words = append(words, T(ctx, "The key is inactive: this secret opens nothing until the key is active again."))
	}
	return words
}
