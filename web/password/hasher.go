// Package password judges new passwords and keeps them as argon2id.
//
// [Check] comes first, and says what is wrong with a new password. A [Hasher] then hashes and verifies; it holds back
// more work than the machine has memory for, because argon2id is made to be expensive and strangers can ask for it.
// Passwords are strings that this package never keeps, logs or puts into an error.
package password

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/crypto/argon2"
)

// ErrBusy says that too many passwords are being worked on. Nothing was done; RetryAfter says when to come again.
var ErrBusy = errors.New("too many passwords are being checked")

// RetryAfter is what an answer for [ErrBusy] tells the client to wait.
const RetryAfter = 2 * time.Second

// Usual values of [Config].
const (
	usualBudget   = 512 << 20
	usualWaiting  = 32
	usualPatience = 2 * time.Second
)

// Config says how much work a [Hasher] does. Every zero field has its usual value.
type Config struct {
	Params   Params        // 64 MiB, 3 passes, 4 lanes
	CPUs     int           // how many hashes may run at once if memory allows; the number that Go uses
	Budget   int64         // bytes that running hashes may take together; 512 MiB. One always runs
	Waiting  int           // how many callers may wait for their turn; 32
	Patience time.Duration // how long each waits; 2 s
	Done     func(Params)  // told of each hash when it is done, with what it cost; nil: nobody is told
}

// Hasher hashes and verifies passwords. It is safe for concurrent use.
type Hasher struct {
	params   Params
	patience time.Duration
	inside   chan struct{} // holds those who run or wait
	running  chan struct{}
	work     func(plain string, p Params, salt []byte) [sumLength]byte // argon2id; a test can hold it
	done     func(Params)
}

// New makes a Hasher. Error: costs out of argon2id's or this package's bounds.
func New(c Config) (*Hasher, error) {
	params := cmp.Or(c.Params, usual)
	if !params.areSane() {
		return nil, fmt.Errorf("argon2id with %d passes, %d KiB and %d lanes is out of bounds", params.Time, params.Memory, params.Threads)
	}
	fit := cmp.Or(c.Budget, usualBudget) / (int64(params.Memory) << 10)
	slots := max(1, min(cmp.Or(c.CPUs, runtime.GOMAXPROCS(0)), int(fit)))
	return &Hasher{
		params:   params,
		patience: cmp.Or(c.Patience, usualPatience),
		inside:   make(chan struct{}, slots+cmp.Or(c.Waiting, usualWaiting)),
		running:  make(chan struct{}, slots),
		work:     argon2id,
		done:     c.Done,
	}, nil
}

func argon2id(plain string, p Params, salt []byte) [sumLength]byte {
	return [sumLength]byte(argon2.IDKey([]byte(Normalize(plain)), salt, p.Time, p.Memory, p.Threads, sumLength))
}

// Hash gives the PHC string to store, with a salt of 16 bytes read from rand. It doesn't judge the password; see [Check].
// Errors: [ErrBusy], the context's, and what rand returns.
func (h *Hasher) Hash(ctx context.Context, rand io.Reader, plain string) (string, error) {
	made := hash{Params: h.params}
	if _, err := io.ReadFull(rand, made.salt[:]); err != nil {
		return "", fmt.Errorf("read a salt: %w", err)
	}
	var err error
	if made.sum, err = h.sum(ctx, plain, made); err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return made.encode(), nil
}

// Verify says whether encoded was made of plain.
// Errors: [ErrBusy], the context's, and [ErrEncoded] for a stored hash that can't be read.
func (h *Hasher) Verify(ctx context.Context, encoded, plain string) (bool, error) {
	stored, err := decode(encoded)
	if err != nil {
		return false, fmt.Errorf("verify a password: %w", err)
	}
	sum, err := h.sum(ctx, plain, stored)
	if err != nil {
		return false, fmt.Errorf("verify a password: %w", err)
	}
	return subtle.ConstantTimeCompare(sum[:], stored.sum[:]) == 1, nil
}

// VerifyNothing does the work of [Hasher.Verify] on a fixed hash, for an account that doesn't exist or has no password,
// so that time doesn't tell it from one that does. Errors: [ErrBusy], the context's.
func (h *Hasher) VerifyNothing(ctx context.Context, plain string) error {
	_, err := h.Verify(ctx, hash{Params: h.params}.encode(), plain)
	return err
}

// sum waits for its turn and does the work.
func (h *Hasher) sum(ctx context.Context, plain string, with hash) ([sumLength]byte, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return [sumLength]byte{}, err
	}
	defer leave()
	if h.done != nil {
		defer h.done(with.Params)
	}
	return h.work(plain, with.Params, with.salt[:]), nil
}

// enter waits for a turn; the caller ends it by leave. Errors: ErrBusy, the context's.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.inside <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	patience := time.NewTimer(h.patience)
	defer patience.Stop()
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running; <-h.inside }, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-patience.C:
		err = ErrBusy
	}
	<-h.inside
	return nil, err
}
