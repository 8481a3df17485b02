package jobs_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatelaine/jobs"
	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// bench is a store with one key, and a runner that serves it by a clock that jumps to the next instant at which
// anything happens.
type bench struct {
	*testing.T
	db   *sqlstore.DB
	key  store.KeyID
	by   store.Actor
	stop func() // and wait

	mu   sync.Mutex
	told []told
}

// told is an event, and when the store told of it.
type told struct {
	action store.Action
	at     time.Time
}

// inBench does a test with a runner that asks through around the store; nil: the store itself.
func inBench(t *testing.T, around func(store.Jobs) store.Jobs, do func(b *bench)) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, key: "key000000001"}
		runner := jobs.New(time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
		db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir, Committed: func(events []store.Event) {
			b.note(events)
			runner.Wake(events)
		}})
		b.must("open", err)
		b.db = db
		b.fill()
		from := store.Jobs(db)
		if around != nil {
			from = around(db)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { runner.Run(ctx, from) })
		b.stop = func() { cancel(); running.Wait() }
		do(b)
		b.stop()
		b.must("close", db.Close())
	})
}

func (b *bench) must(doing string, err error) {
	b.Helper()
	if err != nil {
		b.Fatalf("%s: %v", doing, err)
	}
}

func (b *bench) note(events []store.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range events {
		b.told = append(b.told, told{e.Action, time.Now()})
	}
}

// since gives when each event of an action was told of.
func (b *bench) since(action store.Action, from time.Time) (after []time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.told {
		if e.action == action {
			after = append(after, e.at.Sub(from))
		}
	}
	return after
}

func (b *bench) call() store.Call { return store.Call{Actor: b.by, At: time.Now()} }

// fill imports an organization with one key, which is suspended until ten hours from now.
func (b *bench) fill() {
	b.Helper()
	now := time.Now()
	org, err := b.db.ImportOrganization(b.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: now}, store.Import{
		Organization: store.NewOrganization{ID: "organization", Slug: "north", Name: "North", Zone: "Europe/Paris", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada", Email: "ada@north.example"}, Role: store.RoleAdministrator, JoinedAt: now}},
		Keys: slices.Values([]store.ImportedKey{{
			ID: b.key, Name: "Key", Role: store.RoleUser, Creator: "ada", CreatedAt: now, InactiveFrom: now, InactiveUntil: now.Add(10 * time.Hour),
			Secret: store.NewSecret{Digest: sha256.Sum256([]byte("first")), Prefix: "chk", Tail: "0abc"},
		}}),
	})
	b.must("import", err)
	b.by = store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
}

func (b *bench) rotate(label string, overlap time.Duration) {
	b.Helper()
	_, err := b.db.RotateKey(b.Context(), b.call(), b.key, store.Rotation{
		Overlap: overlap, Secret: store.NewSecret{Digest: sha256.Sum256([]byte(label)), Prefix: "chk", Tail: "0abc"},
	})
	b.must("rotate", err)
}

func TestEachIsDoneWhenItIsDue(t *testing.T) {
	inBench(t, nil, func(b *bench) {
		began := time.Now()
		b.rotate("second", 24*time.Hour) // wakes the runner, which sleeps
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		for action, want := range map[store.Action]time.Duration{store.KeyReactivated: 10 * time.Hour, store.KeySecretRetired: 24 * time.Hour} {
			if got := b.since(action, began); len(got) != 1 || got[0] < want || got[0] > want+time.Second {
				t.Errorf("%s was told of after %v, want %v", action, got, want)
			}
		}
		b.rotate("third", time.Hour)
		time.Sleep(30 * time.Minute)
		b.stop()
		time.Sleep(time.Hour)
		if got := b.since(store.KeySecretRetired, began); len(got) != 1 {
			t.Errorf("stopped, the runner did %v", got)
		}
	})
}

// broken is a store whose jobs fail at first.
type broken struct {
	store.Jobs
	mu    sync.Mutex
	fails []func() error
}

func (s *broken) RunJob(ctx context.Context, call store.Call, job store.Job) (bool, error) {
	s.mu.Lock()
	fails := s.fails
	if len(fails) > 0 {
		s.fails = fails[1:]
	}
	s.mu.Unlock()
	if len(fails) > 0 {
		return false, fails[0]()
	}
	return s.Jobs.RunJob(ctx, call, job)
}

func TestWhatFailsIsTriedAgainLaterAndLater(t *testing.T) {
	fail := func() error { return errors.New("the disk is full") }
	fails := []func() error{fail, func() error { panic("at the disk") }}
	fails = append(fails, slices.Repeat([]func() error{fail}, 10)...)
	want := 10*time.Hour + (1+2+4+8+16+32+64+128+256+300+300+300)*time.Second
	inBench(t, func(s store.Jobs) store.Jobs { return &broken{Jobs: s, fails: fails} }, func(b *bench) {
		began := time.Now()
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		if got := b.since(store.KeyReactivated, began); len(got) != 1 || got[0] < want-time.Second || got[0] > want+time.Second {
			t.Errorf("after 12 failures it was told of after %v, want %v", got, want)
		}
	})
}

// deaf is a store that doesn't answer at first.
type deaf struct {
	store.Jobs
	until time.Time
}

func (s deaf) NextJob(ctx context.Context) (time.Time, error) {
	if time.Now().Before(s.until) {
		return time.Time{}, store.ErrUnavailable
	}
	return s.Jobs.NextJob(ctx)
}

func TestAStoreThatDoesntAnswerIsAskedAgain(t *testing.T) {
	inBench(t, func(s store.Jobs) store.Jobs { return deaf{s, time.Now().Add(11 * time.Hour)} }, func(b *bench) {
		began := time.Now()
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		if got := b.since(store.KeyReactivated, began); len(got) != 1 || got[0] < 11*time.Hour || got[0] > 11*time.Hour+5*time.Minute {
			t.Errorf("it was told of after %v", got)
		}
	})
}

// slow is a store that is stopped while it does a job.
type slow struct {
	store.Jobs
	begun chan struct{}
}

func (s slow) RunJob(ctx context.Context, call store.Call, job store.Job) (bool, error) {
	close(s.begun)
	<-ctx.Done()
	return false, ctx.Err()
}

func TestAStopGivesBackWhatIsNotDone(t *testing.T) {
	var begun chan struct{}
	inBench(t, func(s store.Jobs) store.Jobs { begun = make(chan struct{}); return slow{s, begun} }, func(b *bench) {
		<-begun
		b.stop()
		due, err := b.db.NextJob(b.Context())
		if err != nil || due.After(time.Now()) {
			t.Errorf("what was given back is due at %v, now is %v, %v", due, time.Now(), err)
		}
	})
}

func TestTheLogTellsNoPanicsValue(t *testing.T) {
	var log strings.Builder
	runner := jobs.New(time.Now, slog.New(slog.NewTextHandler(&log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	runner.Run(ctx, panicking{cancel})
	if !strings.Contains(log.String(), "panic (string)") || strings.Contains(log.String(), "canary") {
		t.Errorf("the log says:\n%s", log.String())
	}
}

// panicking has a job that panics once.
type panicking struct{ cancel func() }

func (panicking) NextJob(context.Context) (time.Time, error) { return time.Unix(1, 0), nil }
func (panicking) LeaseJob(context.Context, store.Call) (store.Job, error) {
	return store.Job{Seq: 1, Attempts: 1}, nil
}
func (panicking) RunJob(context.Context, store.Call, store.Job) (bool, error) { panic("canary") }
func (p panicking) PostponeJob(context.Context, store.Call, store.Job, time.Time) error {
	p.cancel()
	return context.Canceled
}
