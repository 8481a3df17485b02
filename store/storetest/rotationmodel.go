package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// modelSecret is a secret as the model keeps it.
type modelSecret struct {
	label     string
	ends      time.Time // zero: with its key
	confirmed bool
}

// rotationModel is a key that is rotated at random, as a second, naive reckoning has it.
type rotationModel struct {
	*world
	random  *rand.Rand
	at      time.Time
	secrets []modelSecret // that work, newest first
	made    int
}

// testRotationModel does what people and the clock can do, in any order, and compares which secrets work, which is
// shown, and how often an end was told of.
func testRotationModel(t *testing.T, open opener) {
	for seed := range uint64(25) {
		var r record
		m := &rotationModel{world: addWorld(t, open(t, r.committed), landscape), random: rand.New(rand.NewPCG(seed, 8)), at: start.Add(time.Minute)}
		m.secrets = []modelSecret{{label: m.first("key1"), confirmed: true}}
		_, _ = r.since()
		for i := range 60 {
			did := m.step()
			m.compare(t, fmt.Sprintf("seed %d, step %d, %s", seed, i, did))
			if t.Failed() {
				return
			}
		}
		m.at = m.at.Add(30 * day)
		m.expire()
		m.runJobs(m.at)
		m.compare(t, fmt.Sprintf("seed %d, at the end", seed))
		m.compareEvents(t, r.events)
	}
}

// step does one thing and says which.
func (m *rotationModel) step() string {
	m.Helper()
	switch m.random.IntN(6) {
	case 0:
		m.at = m.at.Add([]time.Duration{time.Minute, time.Hour, 23 * time.Hour, 3 * day}[m.random.IntN(4)])
		m.expire()
		return "time passes"
	case 1:
		m.runJobs(m.at)
		return "jobs"
	case 2:
		return m.tryEnd()
	case 3:
		return m.tryUndo()
	case 4:
		must(m.T, "confirm", unless(store.ErrForbidden, m.store.ConfirmKey(m.Context(), call(m.actor("ada"), m.at), m.key("key1"))))
		m.secrets[0].confirmed = true
		return "confirm"
	}
	return m.tryRotate()
}

func (m *rotationModel) tryRotate() string {
	m.made++
	label, overlap := fmt.Sprint("model ", m.made), store.Overlaps[m.random.IntN(len(store.Overlaps))]
	form := rotation(label, overlap)
	form.Nonce = store.Nonce{}
	_, err := m.store.RotateKey(m.Context(), call(m.actor("ada"), m.at), m.key("key1"), form)
	if len(m.secrets) == store.MaxSecrets {
		wantErr(m.T, "a third secret", err, store.ErrTwoSecrets)
		return "rotate in vain"
	}
	must(m.T, "rotate", err)
	m.secrets[0].ends = m.at.Add(overlap)
	m.secrets = slices.Insert(m.secrets, 0, modelSecret{label: "rotation " + label})
	m.expire()
	return fmt.Sprint("rotate ", overlap)
}

func (m *rotationModel) tryEnd() string {
	kept := m.world.secrets("key1")
	older := kept[min(1, len(kept)-1)].Seq // there can be a third, which the clock ended
	end, err := m.store.EndSecret(m.Context(), call(m.actor("ada"), m.at), m.key("key1"), older)
	if len(kept) == 1 {
		wantErr(m.T, "end the only one", err, store.ErrInvalid)
		return "end in vain"
	}
	if wasLive := len(m.secrets) == 2; err != nil || end.Already == wasLive {
		m.Errorf("end: %+v, %v", end, err)
	}
	m.secrets = m.secrets[:1]
	return "end"
}

func (m *rotationModel) tryUndo() string {
	_, err := m.store.UndoRotation(m.Context(), call(m.actor("ada"), m.at), m.key("key1"), m.world.secrets("key1")[0].Seq)
	if len(m.secrets) == 1 {
		wantErr(m.T, "undo what is over", err, store.ErrInvalid)
		return "undo in vain"
	}
	must(m.T, "undo", err)
	m.secrets = m.secrets[1:]
	m.secrets[0].ends = time.Time{}
	return "undo"
}

// expire lets go what has ended by the clock.
func (m *rotationModel) expire() {
	m.secrets = slices.DeleteFunc(m.secrets, func(s modelSecret) bool { return !s.ends.IsZero() && !m.at.Before(s.ends) })
}

// compare checks what the store shows against the model.
func (m *rotationModel) compare(t *testing.T, doing string) {
	t.Helper()
	var got, want []string
	tell := func(tail string, ends time.Time, confirmed bool) string {
		return fmt.Sprint(tail, " ", ends.UTC(), " ", confirmed)
	}
	for _, s := range store.LiveSecrets(m.world.secrets("key1"), m.at) {
		got = append(got, tell(s.Tail, s.EndsAt, s.Confirmed()))
	}
	for _, s := range m.secrets {
		want = append(want, tell(secret(s.label).Tail, s.ends, s.confirmed))
	}
	wantDiff(t, doing+": secrets", want, got)
	page := pageOf(t, m.world, "ada", store.KeyQuery{Rows: 25, Filter: store.KeyFilter{Unconfirmed: true}})
	if listed := slices.Contains(names(page.Keys), "key1"); listed == m.secrets[0].confirmed {
		t.Errorf("%s: listed as not confirmed: %v", doing, listed)
	}
}

// compareEvents: each secret but the one that works ended, and that was told of once.
func (m *rotationModel) compareEvents(t *testing.T, events []store.Event) {
	t.Helper()
	told := map[string]int{}
	for _, e := range events {
		switch e.Action {
		case store.KeySecretRetired, store.KeyRotationUndone:
			told[store.Value(e.Before, "secret")]++
		case store.KeyRotated:
			told[store.Value(e.After, "secret")] += 0
		}
	}
	kept := m.world.secrets("key1")
	if len(kept) != 1 || !m.nextJob().IsZero() {
		t.Errorf("in the end %d secrets are kept, and a job is due at %v", len(kept), m.nextJob())
	}
	works := kept[0].Abbreviated(m.key("key1"))
	for abbreviated, n := range told {
		if want := map[bool]int{false: 1}[abbreviated == works]; n != want {
			t.Errorf("the end of %s was told of %d times, not %d", abbreviated, n, want)
		}
	}
}
