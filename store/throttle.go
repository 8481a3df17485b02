package store

import (
	"context"
	"crypto/sha256"
	"time"
)

// Limits of guessing passwords (security.md § 4).
const (
	FreeGuesses = 5                // wrong ones in a row, after which the next one has to wait
	MaxGuessing = 15 * time.Minute // the longest wait
	MaxGuesses  = 100              // wrong ones in a row, after which only a new password opens the account

	NetworkGuesses = 20               // wrong ones from one address,
	NetworkSpan    = 10 * time.Minute // within this time

	// StrangersGuesses is for how long guesses are kept that are about no account.
	StrangersGuesses = 24 * time.Hour
)

// GuessWait is how long the next guess has to wait after so many wrong ones in a row. It is for good after [MaxGuesses],
// and closed says so.
func GuessWait(wrong int) (wait time.Duration, closed bool) {
	switch {
	case wrong < FreeGuesses:
		return 0, false
	case wrong >= MaxGuesses:
		return 0, true
	case wrong-FreeGuesses >= 10: // 1024 seconds are more than the longest wait
		return MaxGuessing, false
	}
	return min(time.Second<<(wrong-FreeGuesses), MaxGuessing), false
}

// Guess is somebody's trying the password of an account.
type Guess struct {
	Bucket  Digest    // by what wrong guesses in a row are counted; see [BucketOfEmail]
	Account AccountID // whose password it is; empty: nobody's
	Network Digest    // by what those from one address are counted; see [BucketOfNetwork]
}

// The buckets. Strangers share that of an e-mail address; a browser in which the account was signed in before has one of
// its own, and so has a session, so that strangers can't lock a person out.

// BucketOfEmail is that of a canonical e-mail address, whether an account has it or not.
func BucketOfEmail(email string) Digest { return bucket("email", email) }

// BucketOfBrowser is that of a browser, by a token that it got when the account was signed in.
func BucketOfBrowser(token string) Digest { return bucket("browser", token) }

// BucketOfSession is that of a session, by its name.
func BucketOfSession(name string) Digest { return bucket("session", name) }

// BucketOfAddresses is that of the e-mail addresses that an account tries to get.
func BucketOfAddresses(account AccountID) Digest { return bucket("addresses", string(account)) }

// BucketOfNetwork is that of an address, or of the network that one person can have many addresses of.
func BucketOfNetwork(prefix string) Digest { return bucket("network", prefix) }

func bucket(kind, text string) Digest { return sha256.Sum256([]byte(kind + "\x00" + text)) }

// CountedGuess is a guess that may be checked, and counts as a wrong one until it is told to be right.
type CountedGuess struct {
	Bucket      Digest
	Own, Nearby int64 // the store's numbers for it, among those of the bucket and of the network
}

// ThrottledError refuses a guess; it wasn't looked at.
type ThrottledError struct {
	Wait    time.Duration // until the next one is looked at; 0: only a new password opens the account
	Network bool          // too many came from one address, whoever's password they tried
}

// Error is for logs and tests.
func (e *ThrottledError) Error() string { return ErrThrottled.Error() }

// Is matches [ErrThrottled].
func (e *ThrottledError) Is(target error) bool { return target == ErrThrottled }

// Throttles count guesses of passwords. What they know survives a restart.
type Throttles interface {
	// CountGuess counts a guess before it is checked, so that many at once are as many as one after the other.
	// Errors: [ThrottledError].
	CountGuess(ctx context.Context, call Call, guess Guess) (CountedGuess, error)
	// GuessedRight forgets the wrong guesses of the bucket, and of the network the one that was right.
	GuessedRight(ctx context.Context, call Call, guess CountedGuess) error
	// GuessUnchecked takes a guess back that couldn't be checked.
	GuessUnchecked(ctx context.Context, call Call, guess CountedGuess) error
}
