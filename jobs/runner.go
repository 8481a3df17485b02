// Package jobs does what is due later, when it is due. What a key may do never waits for it: the store judges by the
// clock, and a job writes down what the clock has done.
//
// Jobs are kept by the store, which also knows what each does ([store.Jobs]); here is when.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"chatelaine/store"
)

// longest is how long the runner sleeps at most, so that it notices a clock that was set forward.
const longest = time.Minute

// How long what failed is left alone: twice as long each time.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
)

// Runner does jobs, one after the other. Make it with [New].
type Runner struct {
	now  func() time.Time
	log  *slog.Logger
	news chan struct{} // of one: something was committed
}

// New makes a runner that looks at a clock.
func New(now func() time.Time, log *slog.Logger) *Runner {
	return &Runner{now: now, log: log, news: make(chan struct{}, 1)}
}

// Wake makes the runner look what is due next. It is what a store tells of its changes, and never waits.
func (r *Runner) Wake([]store.Event) {
	select {
	case r.news <- struct{}{}:
	default: // it will look already
	}
}

// Run does what is due until ctx ends, and then finishes the part of a job that it is at.
func (r *Runner) Run(ctx context.Context, from store.Jobs) {
	failures := 0
	for ctx.Err() == nil {
		wait, err := r.round(ctx, from)
		news := r.news
		switch {
		case err == nil:
			failures = 0
		case ctx.Err() == nil:
			failures++
			wait, news = pause(failures), nil // news doesn't mend what failed
			r.log.Error("what is due can't be done", slog.String("error", err.Error()), slog.Duration("again in", wait))
		}
		rest(ctx, wait, news)
	}
}

// round does all that is due, and says for how long nothing is.
func (r *Runner) round(ctx context.Context, from store.Jobs) (time.Duration, error) {
	for {
		due, err := from.NextJob(ctx)
		if err != nil {
			return 0, err
		}
		switch wait := due.Sub(r.now()); {
		case due.IsZero():
			return longest, nil
		case wait > 0:
			return min(wait, longest), nil
		}
		if err := r.work(ctx, from); err != nil {
			return 0, err
		}
	}
}

// work takes a job and does it. One that fails is put off, one that a stop interrupts is given back.
func (r *Runner) work(ctx context.Context, from store.Jobs) error {
	job, err := from.LeaseJob(ctx, r.call())
	if errors.Is(err, store.ErrNotFound) { // somebody else was quicker
		return nil
	}
	if err != nil {
		return err
	}
	for done := false; !done && err == nil; {
		done, err = r.part(ctx, from, job)
	}
	switch {
	case err == nil, errors.Is(err, store.ErrJobLost):
		return nil
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), from.PostponeJob(context.WithoutCancel(ctx), r.call(), job, r.now()))
	}
	wait := pause(job.Attempts)
	r.log.Error("a job failed", slog.String("kind", string(job.Kind)), slog.Int64("org", int64(job.Org)), slog.String("subject", job.Subject),
		slog.Int("attempts", job.Attempts), slog.String("error", err.Error()), slog.Duration("again in", wait))
	return from.PostponeJob(ctx, r.call(), job, r.now().Add(wait))
}

// part does a part of a job. A panic is an error; its value isn't told, because it could hold anything.
func (r *Runner) part(ctx context.Context, from store.Jobs, job store.Job) (done bool, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("panic (%T)", value)
		}
	}()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	return from.RunJob(ctx, r.call(), job)
}

// call is one of a job.
func (r *Runner) call() store.Call {
	return store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: r.now()}
}

// pause is how long to leave alone what has failed so often.
func pause(failures int) time.Duration {
	wait := firstPause
	for ; failures > 1 && wait < lastPause; failures-- {
		wait *= 2
	}
	return min(wait, lastPause)
}

// rest waits for a while, for news, or for the end of ctx.
func rest(ctx context.Context, wait time.Duration, news <-chan struct{}) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-news:
	case <-ctx.Done():
	}
}
