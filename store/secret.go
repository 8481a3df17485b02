package store

import (
	"context"
	"slices"
	"time"
)

// MaxSecrets is how many secrets of a key work at once: one, and two while it is being rotated.
const MaxSecrets = 2

// Overlaps are how long the older secret can go on working when a key is rotated; the first means that it ends at once.
var Overlaps = [...]time.Duration{0, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}

// UsualOverlap is the one that is proposed.
const UsualOverlap = 24 * time.Hour

// Secrets are what keys are presented by. A key has one that works, and two while it is being rotated: then the older
// one ends at an instant that is kept with it. Whether a secret works is judged by the clock, never by a job.
type Secrets interface {
	// ConfirmSecret notes that the person who made the key's newest secret has stored it. Doing it twice changes nothing.
	// Errors: [ErrNotFound], also for a secret that isn't the key's newest any more; [ErrForbidden] for anybody else.
	ConfirmSecret(ctx context.Context, call Call, id KeyID, secret int64) error
	// RotateKey gives a key another secret, once for each form nonce: asked again with the same nonce and body it
	// answers with Repeated set. An inactive key stays inactive. Errors: [ErrNotFound]; [ErrForbidden];
	// [KeyChangedError]; [TwoSecretsError]; [InvalidError] for an overlap that isn't one of [Overlaps], and for a key that
	// has expired; [ErrNonceReused].
	RotateKey(ctx context.Context, call Call, id KeyID, rotation Rotation) (RotatedKey, error)
	// EndSecret ends the older of two secrets at once. One that has ended before is no error.
	// Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the newest secret.
	EndSecret(ctx context.Context, call Call, id KeyID, secret int64) (SecretEnd, error)
	// UndoRotation ends the newest secret at once, and the older one lives on as before the rotation. One that has ended
	// before is no error. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] when it is too late: the older secret has
	// ended; and for a secret that isn't the newest.
	UndoRotation(ctx context.Context, call Call, id KeyID, secret int64) (SecretEnd, error)
}

// Secret is what may be shown of one of a key's secrets.
type Secret struct {
	SecretShown
	MadeBy   string    // what CreatedBy is called; empty, as CreatedBy is, for those who may not learn it
	EndsAt   time.Time // the first instant at which it opens nothing; zero: with its key
	LastUsed time.Time // zero: never
	Client   Client    // that used it last
}

// LiveAt tells whether the secret works at an instant, as far as its key does.
func (s Secret) LiveAt(now time.Time) bool { return s.EndsAt.IsZero() || now.Before(s.EndsAt) }

// LiveSecrets are those that work at an instant, in their order.
func LiveSecrets(secrets []Secret, now time.Time) []Secret {
	return slices.DeleteFunc(slices.Clone(secrets), func(s Secret) bool { return !s.LiveAt(now) })
}

// Abbreviated is what is shown of a secret of the key: prefix, beginning of the id, tail.
func (s SecretShown) Abbreviated(id KeyID) string {
	return s.Prefix + "_" + string(id[:min(4, len(id))]) + "…" + s.Tail
}

// Rotation is what RotateKey is told.
type Rotation struct {
	Version int64 // of the key, as the form showed it; 0: whatever it is
	Secret  NewSecret
	Overlap time.Duration // how long the older secret goes on working: one of [Overlaps]
	Nonce   Nonce
}

// RotatedKey is what RotateKey answers.
type RotatedKey struct {
	Key      Key
	EndsAt   time.Time // when the older secret ends; at once: the time of the call
	Repeated bool      // the form had rotated this key before: there is no secret to show
}

// SecretEnd is what EndSecret and UndoRotation answer.
type SecretEnd struct {
	Key     Key
	Already bool  // it had ended before, and nothing was done
	Was     Event // then: what had ended it; zero: the clock, and nothing tells of it yet
}

// ProblemTooLate is the Problem of a rotation whose older secret has ended.
const ProblemTooLate = "is the only one that works by now"

// ProblemExpired is the Problem of a key that has expired.
const ProblemExpired = "has expired"

// CheckOverlap refuses an overlap that isn't one of [Overlaps].
func CheckOverlap(overlap time.Duration) error {
	if slices.Contains(Overlaps[:], overlap) {
		return nil
	}
	return &InvalidError{Field: "overlap", Problem: "is not one of those shown", Accepted: "now, 1 hour, 24 hours or 7 days"}
}

// CheckRotation refuses a rotation that the key doesn't allow at an instant. Secrets are all that are kept of it.
// Errors: [InvalidError]; [TwoSecretsError].
func CheckRotation(key Key, secrets []Secret, overlap time.Duration, now time.Time) error {
	if !key.ExpiresAt.IsZero() && !now.Before(key.ExpiresAt) {
		return &InvalidError{Field: "key", Problem: ProblemExpired, Accepted: "a key that has not expired; change its expiry date first"}
	}
	if live := LiveSecrets(secrets, now); len(live) >= MaxSecrets {
		return &TwoSecretsError{Key: key, Secrets: live}
	}
	return CheckOverlap(overlap)
}

// TwoSecretsError tells of a key that can't be rotated yet, because two secrets of it work.
type TwoSecretsError struct {
	Key     Key
	Secrets []Secret // newest first
}

// Error is for logs and tests.
func (e *TwoSecretsError) Error() string { return ErrTwoSecrets.Error() }

// Is matches [ErrTwoSecrets].
func (e *TwoSecretsError) Is(target error) bool { return target == ErrTwoSecrets }
