package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// How long the log is left alone: after a deletion, so that many of them are one piece of work, and after an attempt
// that found somebody reading.
const (
	scrubAfter    = 100 * time.Millisecond
	scrubAgain    = 50 * time.Millisecond
	scrubAgainMax = 2 * time.Second
)

// scrubber folds the log into the file, and empties it, soon after something was deleted. In the file deleted rows are
// overwritten; the log would keep the pages as they were until it comes round.
type scrubber struct {
	pool   *pool // of one connection that never waits, for while it did, nobody could write
	writer *pool // kept out meanwhile, so that the two don't wait for each other inside the engine
	log    *slog.Logger
	due    chan struct{} // of one: a deletion was committed
	stop   context.CancelFunc
	gone   sync.WaitGroup
}

func newScrubber(source string, writer *pool, log *slog.Logger) (*scrubber, error) {
	own, err := newPool(source, 1)
	if err != nil {
		return nil, err
	}
	own.there = writer.there
	ctx, stop := context.WithCancel(context.Background())
	s := &scrubber{pool: own, writer: writer, log: log, due: make(chan struct{}, 1), stop: stop}
	s.wake() // a portal that was killed leaves its log
	s.gone.Go(func() { s.run(ctx) })
	return s, nil
}

// wake makes the scrubber work soon.
func (s *scrubber) wake() {
	select {
	case s.due <- struct{}{}:
	default: // it will already
	}
}

func (s *scrubber) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.due:
		}
		for pause, done := scrubAfter, false; !done; {
			if !rest(ctx, pause) {
				return
			}
			var err error
			if done, err = s.scrub(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("the database's log was not folded", "error", err)
			}
			pause = min(scrubAgainMax, 2*max(pause, scrubAgain))
		}
	}
}

// rest waits; false: the context ended.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// scrub folds and empties the log; done is false when somebody was reading from it.
func (s *scrubber) scrub(ctx context.Context) (done bool, err error) {
	kept, err := s.writer.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer s.writer.release(kept)
	on, err := s.pool.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer s.pool.release(on)
	return on.foldLog(ctx)
}

// foldLog folds the log into the file and empties it; done is false when somebody was reading from it.
func (c *connection) foldLog(ctx context.Context) (done bool, err error) {
	statement, err := c.prepare(ctx, checkpoint)
	if err != nil {
		return false, fmt.Errorf("fold the log: %w", translate(err))
	}
	var busy, pages, folded int64
	if err := statement.QueryRowContext(ctx).Scan(&busy, &pages, &folded); err != nil {
		return false, fmt.Errorf("fold the log: %w", translate(err))
	}
	return busy == 0, nil
}

// close folds the log a last time. Readers are gone by then.
func (s *scrubber) close() error {
	s.stop()
	s.gone.Wait()
	if _, err := s.scrub(context.Background()); err != nil && !errors.Is(err, errClosed) {
		return err
	}
	return s.pool.close()
}
