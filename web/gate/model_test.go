package gate_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/store"
)

// state is what a model knows of a key: what the gate must answer.
type state struct {
	off, gone bool
	groups    map[store.GroupID]bool
	secrets   map[string]bool // every secret it ever had, and whether it works
}

// answers are the statuses that a state gives at the path of a permission of readers.
func (s state) answers(secret string) int {
	switch {
	case s.gone, s.off, !s.secrets[secret]:
		return http.StatusUnauthorized
	case !s.groups[readers]:
		return http.StatusForbidden
	}
	return http.StatusOK
}

// moment is what the model allows of a secret: what is acknowledged, and what a change that is under way would make of it.
// Even versions are acknowledged ones.
type moment struct {
	version int64
	allowed [2]int // the second: likewise, or what it becomes
}

// subject is a key of the model, changed by one goroutine and asked about by others.
type subject struct {
	id    store.KeyID
	state state

	mu      sync.Mutex
	moments map[string]moment
}

// see gives what is allowed of a secret now.
func (s *subject) see(secret string) moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moments[secret]
}

// note says what is acknowledged, and what is under way.
func (s *subject) note(is, becomes state) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for secret := range becomes.secrets {
		s.moments[secret] = moment{s.moments[secret].version + 1, [2]int{is.answers(secret), becomes.answers(secret)}}
	}
}

// someSecret is any that it ever had.
func (s *subject) someSecret() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for secret := range s.moments { // in any order
		return secret
	}
	return ""
}

func (s state) clone() state {
	c := s
	c.groups, c.secrets = map[store.GroupID]bool{}, map[string]bool{}
	for g, has := range s.groups {
		c.groups[g] = has
	}
	for secret, works := range s.secrets {
		c.secrets[secret] = works
	}
	return c
}

// change is something that a portal does to a key: what it makes of the model's state, and of the store's.
type change struct {
	model func(*state)
	store func(context.Context, store.Call) error
}

func (w *world) anyChange(random *rand.Rand, s *subject) change {
	group := []store.GroupID{readers, sharers}[random.IntN(2)]
	other := readers
	if group == readers {
		other = sharers
	}
	switch random.IntN(9) {
	case 0, 1:
		return change{func(s *state) { s.off = true }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.DeactivateKey(ctx, call, s.id, store.Deactivation{})
			return err
		}}
	case 2, 3, 4:
		return change{func(s *state) { s.off = false }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.ActivateKey(ctx, call, s.id)
			return err
		}}
	case 5, 6:
		return change{func(s *state) { s.groups[group], s.groups[other] = true, false }, func(ctx context.Context, call store.Call) error {
			_, err := w.store.ChangeGroups(ctx, call, s.id, 0, store.Regroup{Op: store.RegroupSet, Groups: []store.GroupID{group}})
			return err
		}}
	case 7:
		return w.rotation(s)
	}
	return change{func(s *state) { s.gone = random.IntN(4) == 0 }, nil}
}

// rotation gives the key another secret, and ends the one before at once.
func (w *world) rotation(s *subject) change {
	reveal, kept := w.secret(s.id)
	return change{func(s *state) {
		for secret := range s.secrets {
			s.secrets[secret] = false
		}
		s.secrets[reveal] = true
	}, func(ctx context.Context, call store.Call) error {
		_, err := w.store.RotateKey(ctx, call, s.id, store.Rotation{
			Secret: kept, Nonce: store.Nonce{Digest: kept.Digest, Session: "session", Expires: call.At.Add(time.Hour)},
		})
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

// Every verdict must be one that was acknowledged when the request began, or that a change which was under way meanwhile
// has led to: never an older one.
func TestVerdictsFollowTheOrderOfAcknowledgements(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const subjects, askers, changes = 4, 3, 30
	var all []*subject
	for i := range subjects {
		id, secret := w.key(fmt.Sprintf("Key %d", i), store.RoleUser, readers)
		s := &subject{id: id, moments: map[string]moment{}, state: state{
			groups: map[store.GroupID]bool{readers: true}, secrets: map[string]bool{secret: true},
		}}
		s.note(s.state, s.state)
		all = append(all, s)
	}
	var changing, asking sync.WaitGroup
	var done atomic.Bool
	var asked atomic.Int64
	for i, s := range all {
		changing.Go(func() { w.changeAtRandom(rand.New(rand.NewPCG(7, uint64(i))), s, changes) })
	}
	for range askers {
		asking.Go(func() {
			for n := 0; !done.Load(); n++ {
				w.askAbout(all[n%len(all)])
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

// changeAtRandom changes a key until it is gone.
func (w *world) changeAtRandom(random *rand.Rand, s *subject, changes int) {
	for range changes {
		c := w.anyChange(random, s)
		becomes := s.state.clone()
		c.model(&becomes)
		if c.store == nil {
			if !becomes.gone {
				continue
			}
			c.store = func(ctx context.Context, call store.Call) error { return w.delete(ctx, call, s.id) }
		}
		s.note(s.state, becomes)
		if err := c.store(w.Context(), w.call()); err != nil {
			w.Errorf("change a key: %v", err)
			return
		}
		s.state = becomes
		s.note(becomes, becomes)
		w.askAbout(s)
		if becomes.gone {
			return
		}
	}
}

// askAbout asks the gate about one of a key's secrets and compares the answer with the model. What changed meanwhile is
// compared with what was under way before or after; what changed twice isn't compared at all.
func (w *world) askAbout(s *subject) {
	secret := s.someSecret()
	before := s.see(secret)
	r := httptest.NewRequest(http.MethodGet, "/auth/north/need/layers:read", http.NoBody)
	r.Header.Set("Api-Key", secret)
	answer := httptest.NewRecorder()
	w.gate.ServeHTTP(answer, r)
	after := s.see(secret)
	got := answer.Code
	if got == before.allowed[0] || got == before.allowed[1] || got == after.allowed[0] || got == after.allowed[1] || after.version > before.version+2 {
		return
	}
	w.Errorf("the gate answers %d where %v was allowed before and %v after", got, before, after)
}
