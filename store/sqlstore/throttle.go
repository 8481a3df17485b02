package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	newGuess = `
	INSERT INTO guesses (bucket, account, at)
	VALUES ($1, $2, $3)
	RETURNING n`
	guessesInBucket = `
	SELECT count(*), coalesce(max(at), 0)
	FROM guesses
	WHERE bucket = $1`
	guessesNearby = `
	SELECT count(*), coalesce(min(at), 0)
	FROM (
		SELECT at
		FROM guesses
		WHERE bucket = $1 AND at > $2
		ORDER BY at DESC
		LIMIT $3) g`
	dropGuess = `
	DELETE FROM guesses
	WHERE n = $1`
	dropGuesses = `
	DELETE FROM guesses
	WHERE bucket = $1`
	dropGuessesOf = `
	DELETE FROM guesses
	WHERE account = $1`
	dropStrangersGuesses = `
	DELETE FROM guesses
	WHERE account IS NULL AND at <= $1`
)

// CountGuess implements [store.Throttles].
func (db *DB) CountGuess(ctx context.Context, call store.Call, guess store.Guess) (counted store.CountedGuess, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		if err := tx.mayGuessFrom(guess.Network, call.At); err != nil {
			return nil, err
		}
		wrong, err := tx.mayGuess(guess.Bucket, call.At)
		if err != nil {
			return nil, err
		}
		if counted, err = tx.countGuess(guess, call.At); err != nil {
			return nil, err
		}
		if wrong+1 == store.FreeGuesses && guess.Account != "" { // once, and not with each guess
			events = append(events, store.Event{Action: store.SignInThrottled, Subject: string(guess.Account)})
		}
		return events, nil
	})
	if err != nil {
		return store.CountedGuess{}, fmt.Errorf("count a guess: %w", err)
	}
	return counted, nil
}

// mayGuess tells how many wrong guesses there were in a row. A clock that went back prolongs no wait beyond its length.
// Errors: [store.ThrottledError].
func (tx *tx) mayGuess(bucket store.Digest, at time.Time) (wrong int, err error) {
	var last int64
	if err := tx.scan([]any{&wrong, &last}, guessesInBucket, bucket[:]); err != nil {
		return 0, fmt.Errorf("count the guesses before: %w", err)
	}
	wait, closed := store.GuessWait(wrong)
	if closed {
		return wrong, &store.ThrottledError{}
	}
	if left := min(instant(last).Add(wait).Sub(at), wait); left > 0 {
		return wrong, &store.ThrottledError{Wait: left}
	}
	return wrong, nil
}

// mayGuessFrom refuses an address with too many wrong guesses. Errors: [store.ThrottledError].
func (tx *tx) mayGuessFrom(network store.Digest, at time.Time) error {
	var near int
	var first int64
	err := tx.scan([]any{&near, &first}, guessesNearby, network[:], at.Add(-store.NetworkSpan).UnixMilli(), store.NetworkGuesses)
	if err != nil {
		return fmt.Errorf("count the guesses from the address: %w", err)
	}
	if near < store.NetworkGuesses {
		return nil
	}
	return &store.ThrottledError{Wait: min(instant(first).Add(store.NetworkSpan).Sub(at), store.NetworkSpan), Network: true}
}

// countGuess writes a guess down, and deletes what counts no more.
func (tx *tx) countGuess(guess store.Guess, at time.Time) (counted store.CountedGuess, err error) {
	if _, err := tx.exec(dropStrangersGuesses, at.Add(-store.StrangersGuesses).UnixMilli()); err != nil {
		return counted, fmt.Errorf("delete old guesses: %w", err)
	}
	counted.Bucket = guess.Bucket
	if counted.Own, err = tx.number(newGuess, guess.Bucket[:], orNull(string(guess.Account)), at.UnixMilli()); err != nil {
		return counted, fmt.Errorf("write a guess: %w", err)
	}
	if counted.Nearby, err = tx.number(newGuess, guess.Network[:], nil, at.UnixMilli()); err != nil {
		return counted, fmt.Errorf("write a guess of the address: %w", err)
	}
	return counted, nil
}

// GuessedRight implements [store.Throttles].
func (db *DB) GuessedRight(ctx context.Context, call store.Call, guess store.CountedGuess) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if _, err := tx.exec(dropGuesses, guess.Bucket[:]); err != nil {
			return nil, err
		}
		_, err := tx.exec(dropGuess, guess.Nearby)
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("forget wrong guesses: %w", err)
	}
	return nil
}

// GuessUnchecked implements [store.Throttles].
func (db *DB) GuessUnchecked(ctx context.Context, call store.Call, guess store.CountedGuess) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		for _, n := range []int64{guess.Own, guess.Nearby} {
			if _, err := tx.exec(dropGuess, n); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("take a guess back: %w", err)
	}
	return nil
}

// forgetGuesses opens an account again that has a new password.
func (tx *tx) forgetGuesses(account store.Account) error {
	if _, err := tx.exec(dropGuessesOf, account.ID); err != nil {
		return fmt.Errorf("forget wrong guesses: %w", err)
	}
	bucket := store.BucketOfEmail(account.Email) // also from before there was an account
	if _, err := tx.exec(dropGuesses, bucket[:]); err != nil {
		return fmt.Errorf("forget wrong guesses: %w", err)
	}
	return nil
}
