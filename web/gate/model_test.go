package gate_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

// life is how long a secret works, as far as its key does.
type life uint8

const (
	ended       life = iota
	overlapping      // for an hour more
	living
)

// state is what a model knows of a key: what the gate must answer.
type state struct {
	off, gone bool
	endsToday bool            // the key
	away      bool            // it may be used from elsewhere alone
	own       bool            // it belongs to its own group, and otherwise to sharers
	granted   bool            // its own group lets read layers
	groupAway bool            // its own group may be used from elsewhere alone
	secrets   map[string]life // every secret it ever had
}

// statuses are answers that are allowed, a bit each.
type statuses uint8

func bit(status int) statuses {
	return map[int]statuses{http.StatusOK: 1, http.StatusUnauthorized: 2, http.StatusForbidden: 4}[status]
}

// answers is the status that a state gives at the path of a permission of its own group, now and a day later.
func (s state) answers(secret string, tomorrow bool) int {
	switch {
	case s.gone, s.off, s.secrets[secret] == ended, tomorrow && (s.endsToday || s.secrets[secret] == overlapping):
		return http.StatusUnauthorized
	case s.away, !s.own, !s.granted, s.groupAway:
		return http.StatusForbidden
	}
	return http.StatusOK
}

// asked is a secret that a gate is asked about, today or a day later.
type asked struct {
	secret   string
	tomorrow bool
}

// subject is a key of the model, changed by one goroutine and asked about by others.
type subject struct {
	id    store.KeyID
	group store.GroupID // its own
	state state

	mu sync.Mutex
	// history is what was allowed of each, from change to change: what is acknowledged, and beside it what a change that is
	// under way would make of that.
	history map[asked][]statuses
}

// now gives at which point of its history a question is.
func (s *subject) now(about asked) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.history[about]) - 1
}

// since gives all that was allowed from a point of its history on.
func (s *subject) since(about asked, at int) (allowed statuses) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.history[about][at:] {
		allowed |= one
	}
	return allowed
}

// note says what is acknowledged, and what is under way.
func (s *subject) note(is, becomes state) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for secret := range becomes.secrets {
		for _, tomorrow := range []bool{false, true} {
			about := asked{secret, tomorrow}
			s.history[about] = append(s.history[about], bit(is.answers(secret, tomorrow))|bit(becomes.answers(secret, tomorrow)))
		}
	}
}

// anything is a question about any secret that it ever had.
func (s *subject) anything() asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	for about := range s.history { // in any order
		return about
	}
	return asked{}
}

func (s state) clone() state {
	c := s
	c.secrets = map[string]life{}
	for secret, life := range s.secrets {
		c.secrets[secret] = life
	}
	return c
}

// change is something that a portal does to a key: what it makes of the model's state, and of the store's.
type change struct {
	model func(*state)
	store func(context.Context, store.Call) error
}

// elsewhere is where no request of a test comes from.
var elsewhere = store.Networks{netip.MustParsePrefix("198.51.100.0/24")}

func (w *world) anyChange(random *rand.Rand, s *subject) change {
	yes := random.IntN(2) == 0
	networks := map[bool]store.Networks{true: elsewhere}[yes]
	switch random.IntN(14) {
	case 0:
		return change{func(s *state) { s.off = true }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.DeactivateKey(ctx, call, s.id, store.Deactivation{})
			return err
		}}
	case 1, 2:
		return change{func(s *state) { s.off = false }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.ActivateKey(ctx, call, s.id)
			return err
		}}
	case 3:
		act := map[bool]store.BulkAct{true: store.BulkDeactivate, false: store.BulkActivate}[yes]
		return change{func(s *state) { s.off = yes }, func(ctx context.Context, call store.Call) error {
			return w.bulk(ctx, call, store.BulkChange{Act: act}, s.id)
		}}
	case 4, 5:
		group := map[bool]store.GroupID{true: s.group, false: sharers}[yes]
		return change{func(s *state) { s.own = yes }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.ChangeGroups(ctx, call, s.id, 0, store.Regroup{Op: store.RegroupSet, Groups: []store.GroupID{group}})
			return err
		}}
	case 6:
		return change{func(s *state) { s.granted = yes }, func(ctx context.Context, call store.Call) error {
			return w.grant(ctx, call, s.group, yes)
		}}
	case 7:
		return change{func(s *state) { s.groupAway = yes }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.RestrictGroup(ctx, call, s.group, 0, networks)
			return err
		}}
	case 8:
		return change{func(s *state) { s.away = yes }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.RestrictKey(ctx, call, s.id, 0, networks)
			return err
		}}
	case 9:
		on := store.DateAt(w.clock(), time.UTC)
		if !yes {
			on = on.AddDays(30)
		}
		return change{func(s *state) { s.endsToday = yes }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.ChangeExpiry(ctx, call, s.id, 0, on)
			return err
		}}
	case 10, 11, 12:
		if s.state.overlaps() {
			return w.endOfRotation(s, yes)
		}
		return w.rotation(s, map[bool]time.Duration{true: time.Hour}[yes])
	}
	return change{func(s *state) { s.gone = random.IntN(4) == 0 }, nil}
}

// bulk does something to keys in one act.
func (w *world) bulk(ctx context.Context, call store.Call, what store.BulkChange, ids ...store.KeyID) error {
	plan, err := w.store.PlanKeyChanges(ctx, call, ids, what)
	if err == nil {
		_, err = w.store.ChangeKeys(ctx, call, ids, what, plan.Digest)
	}
	return err
}

// grant makes a group let read layers, or tables alone.
func (w *world) grant(ctx context.Context, call store.Call, id store.GroupID, yes bool) error {
	what := store.GroupChange{Name: string(id), Permissions: []store.Permission{"tables:read"}}
	if yes {
		what.Permissions = append(what.Permissions, "layers:read")
	}
	plan, err := w.store.PlanGroup(ctx, call.Actor, id, what)
	if err == nil {
		_, err = w.store.ChangeGroup(ctx, call, id, what, plan.Digest)
	}
	return err
}

// overlaps tells whether two secrets work.
func (s state) overlaps() bool {
	for _, life := range s.secrets {
		if life == overlapping {
			return true
		}
	}
	return false
}

// rotation gives the key another secret, and ends the one before after a time.
func (w *world) rotation(s *subject, overlap time.Duration) change {
	reveal, kept := w.secret(s.id)
	return change{func(s *state) {
		for secret, life := range s.secrets {
			s.secrets[secret] = ended
			if life == living && overlap > 0 {
				s.secrets[secret] = overlapping
			}
		}
		s.secrets[reveal] = living
	}, func(ctx context.Context, call store.Call) error {
		_, err := w.store.RotateKey(ctx, call, s.id, store.Rotation{
			Secret: kept, Overlap: overlap, Nonce: store.Nonce{Digest: kept.Digest, Session: "session", Expires: call.At.Add(time.Hour)},
		})
		return err
	}}
}

// endOfRotation ends the newer of two secrets, which undoes the rotation, or the older one.
func (w *world) endOfRotation(s *subject, undo bool) change {
	return change{func(s *state) {
		for secret, life := range s.secrets {
			switch {
			case life == ended:
			case undo == (life == overlapping):
				s.secrets[secret] = living
			default:
				s.secrets[secret] = ended
			}
		}
	}, func(ctx context.Context, call store.Call) error {
		info, err := w.store.Key(ctx, call.Actor, s.id)
		switch secrets := info.Secrets; { // newest first
		case err != nil:
		case undo:
			_, err = w.store.UndoRotation(ctx, call, s.id, secrets[0].Seq)
		default:
			_, err = w.store.EndSecret(ctx, call, s.id, secrets[len(secrets)-1].Seq)
		}
		return err
	}}
}

// delete deletes the key, which owns nothing.
func (w *world) delete(ctx context.Context, call store.Call, id store.KeyID) error {
	plan, err := w.store.PlanDeletion(ctx, call.Actor, id, store.Choice{})
	if err == nil {
		_, err = w.store.DeleteKey(ctx, call, id, store.Choice{}, plan.Digest)
	}
	return err
}

// modelled is a world with two gates before it: one today, one a day later.
type modelled struct {
	*world
	tomorrow *gate.Gate
}

// Every verdict must be one that was acknowledged when the request began, or that a change which was under way meanwhile
// has led to: never an older one.
func TestVerdictsFollowTheOrderOfAcknowledgements(t *testing.T) {
	t.Parallel()
	m := modelled{}
	m.world = newWorld(t, func(c *gate.Config) {
		later := *c
		later.Now = func() time.Time { return start.AddDate(0, 0, 1) }
		m.tomorrow = gate.New(later)
	})
	const subjects, askers, changes = 4, 3, 40
	var all []*subject
	for i := range subjects {
		all = append(all, m.subject(i))
	}
	var changing, asking sync.WaitGroup
	var done atomic.Bool
	var asked atomic.Int64
	for i, s := range all {
		changing.Go(func() { m.changeAtRandom(rand.New(rand.NewPCG(7, uint64(i))), s, changes) })
	}
	for range askers {
		asking.Go(func() {
			for n := 0; !done.Load(); n++ {
				m.askAbout(all[n%len(all)])
				asked.Add(1)
			}
		})
	}
	changing.Wait()
	done.Store(true)
	asking.Wait()
	if asked.Load() < changes {
		t.Errorf("only %d requests were made beside the changes", asked.Load())
	}
}

// subject makes a key with a group of its own.
func (m modelled) subject(i int) *subject {
	m.Helper()
	s := &subject{group: store.GroupID(fmt.Sprintf("Group%07d", i)), history: map[asked][]statuses{}}
	if _, err := m.store.CreateGroup(m.Context(), m.call(), store.NewGroup{ID: s.group, Name: string(s.group), Permissions: []store.Permission{"layers:read", "tables:read"}}); err != nil {
		m.Fatal(err)
	}
	id, secret := m.key(fmt.Sprintf("Key %d", i), store.RoleUser, s.group)
	s.id, s.state = id, state{own: true, granted: true, secrets: map[string]life{secret: living}}
	s.note(s.state, s.state)
	return s
}

// changeAtRandom changes a key until it is gone.
func (m modelled) changeAtRandom(random *rand.Rand, s *subject, changes int) {
	for range changes {
		c := m.anyChange(random, s)
		becomes := s.state.clone()
		c.model(&becomes)
		if c.store == nil {
			if !becomes.gone {
				continue
			}
			c.store = func(ctx context.Context, call store.Call) error { return m.delete(ctx, call, s.id) }
		}
		s.note(s.state, becomes)
		if err := c.store(m.Context(), m.call()); err != nil {
			m.Errorf("change a key: %v", err)
			return
		}
		s.state = becomes
		s.note(becomes, becomes)
		m.askAbout(s)
		if becomes.gone {
			return
		}
	}
}

// askAbout asks about one of a key's secrets and compares the answer with all that the model allowed meanwhile.
func (m modelled) askAbout(s *subject) {
	about := s.anything()
	at := s.now(about)
	r := httptest.NewRequest(http.MethodGet, "/auth/north/need/layers:read", http.NoBody)
	r.Header.Set("Api-Key", about.secret)
	answer := httptest.NewRecorder()
	if about.tomorrow {
		m.tomorrow.ServeHTTP(answer, r)
	} else {
		m.gate.ServeHTTP(answer, r)
	}
	if allowed := s.since(about, at); bit(answer.Code)&allowed == 0 {
		m.Errorf("the gate answers %d, a day later: %t; allowed was %03b", answer.Code, about.tomorrow, allowed)
	}
}
