package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

// editRounds is how often each pair of acts on one key meets.
const editRounds = 6

// rivalEdit is what one of two people does to a key that both have before them.
type rivalEdit struct {
	do func(e editor) error
	// done tells whether the key shows what that person did.
	done func(e editor, info store.KeyInfo) bool
	// late: it asks for no version, and can follow whatever the other one did but a deletion.
	late bool
}

// editor is one of the two, with what they saw when they opened their form.
type editor struct {
	*world
	who     string
	key     store.KeyID
	version int64
	plan    store.Digest // of the key's deletion
	said    string       // what nobody else says
}

var rivalEdits = map[string]rivalEdit{
	"rename": {
		do: func(e editor) error {
			return errOf(e.store.RenameKey(e.Context(), e.as(e.who), e.key, e.version, e.said))
		},
		done: func(e editor, info store.KeyInfo) bool { return info.Key.Name == e.said },
	},
	"regroup": {
		do: func(e editor) error {
			to := store.Regroup{Op: store.RegroupSet, Groups: e.groupIDs(e.crew())}
			return errOf(e.store.ChangeGroups(e.Context(), e.as(e.who), e.key, e.version, to))
		},
		done: func(e editor, info store.KeyInfo) bool { return store.JoinNames(info.Key.Groups) == e.crew() },
	},
	"deactivate": {
		do: func(e editor) error {
			off, err := e.store.DeactivateKey(e.Context(), e.as(e.who), e.key, store.Deactivation{Reason: e.said})
			if err == nil && off.Already {
				err = &store.KeyChangedError{Key: off.Key, Last: off.Was} // told as the others are
			}
			return err
		},
		done: func(e editor, info store.KeyInfo) bool { return info.Key.InactiveReason == e.said },
		late: true,
	},
	"rotate": {
		do: func(e editor) error {
			form := rotation(e.label(), store.UsualOverlap)
			form.Version = e.version
			return errOf(e.store.RotateKey(e.Context(), e.as(e.who), e.key, form))
		},
		done: func(e editor, info store.KeyInfo) bool {
			return len(info.Secrets) == 2 && info.Secrets[0].Tail == secret("rotation "+e.label()).Tail
		},
	},
	"delete": {
		do: func(e editor) error {
			return errOf(e.store.DeleteKey(e.Context(), e.as(e.who), e.key, store.Choice{}, e.plan))
		},
		done: func(e editor, _ store.KeyInfo) bool {
			_, err := e.store.Key(e.Context(), e.actor(e.who), e.key)
			var deleted *store.DeletedError
			return errors.As(err, &deleted) && deleted.By == fullName(e.who)
		},
	},
}

// crew is the group that the editor gives.
func (e editor) crew() string { return map[string]string{"ada": "crews", "abe": "office"}[e.who] }

// label is that of a form that nobody else has.
func (e editor) label() string { return e.Slug + " " + e.said }

// testEditRaces lets every two of the acts meet at one key: one wins, the other learns what happened and by whom, and the key
// shows all of what was done and nothing of what wasn't.
func testEditRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	for one := range rivalEdits {
		for other := range rivalEdits {
			if one > other {
				continue
			}
			name := one + " and " + other
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p := plot{groups: crewPlot.groups, keys: keysNamed(editRounds)}.with(name)
				for i := range p.keys {
					p.keys[i].groups = []string{"crews", "office"}
				}
				w := addWorld(t, s, p)
				for round := range editRounds {
					w.meet(round, one, other)
				}
			})
		}
	}
}

// meet lets two acts meet at the key of a round.
func (w *world) meet(round int, acts ...string) {
	w.Helper()
	key := keyOf(round)
	plan, err := w.store.PlanDeletion(w.Context(), w.actor("ada"), w.key(key), store.Choice{})
	must(w.T, "plan to delete", err)
	var people [2]editor
	for i, who := range []string{"ada", "abe"} {
		people[i] = editor{w, who, w.key(key), w.versionOf(key), plan.Digest, fmt.Sprint(who, " in round ", round)}
	}
	var errs [2]error
	together(2, func(i int) { at := (i + round) % 2; errs[at] = rivalEdits[acts[at]].do(people[at]) })
	info, err := w.store.Key(w.Context(), w.actor("ada"), w.key(key))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		w.Fatalf("see the key: %v", err)
	}
	for i, act := range acts {
		other := people[1-i].who
		if errs[i] != nil && !toldOf(errs[i], fullName(other)) {
			w.Errorf("round %d: to %s fails with %v, which doesn't say what %s did", round, act, errs[i], other)
		}
		if done := rivalEdits[act].done(people[i], info); done != (errs[i] == nil) {
			w.Errorf("round %d: to %s gave %v, and the key is %+v", round, act, errs[i], info.Key)
		}
	}
	following := acts[0] != acts[1] && (rivalEdits[acts[0]].late || rivalEdits[acts[1]].late) && info.Key.ID != ""
	if both := errs[0] == nil && errs[1] == nil; both && !following || errs[0] != nil && errs[1] != nil {
		w.Errorf("round %d: %s gave %v, %s gave %v", round, acts[0], errs[0], acts[1], errs[1])
	}
}

// toldOf tells whether an error says that somebody changed the key or deleted it, or shows the plan as it is since.
func toldOf(err error, who string) bool {
	var changed *store.KeyChangedError
	var deleted *store.DeletedError
	var plan *store.PlanChangedError
	switch {
	case errors.As(err, &changed):
		return changed.Last.ActorName == who
	case errors.As(err, &deleted):
		return deleted.By == who
	}
	return errors.As(err, &plan)
}
