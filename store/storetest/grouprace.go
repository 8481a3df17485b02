package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

// groupRounds is how often each pair of calls meets.
const groupRounds = 30

func testGroupRaces(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, race := range map[string]func(*testing.T, *world){
		"two regroup a key": raceRegroup, "a group goes while a key comes": raceGroupAway, "two change a group": raceGroupChange,
		"one name": raceGroupName, "the giver is taken out": raceGiver,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); race(t, addWorld(t, s, crewPlot.with("race "+name))) })
	}
}

// raceRegroup: of two forms about one version one wins, and the other learns who did what.
func raceRegroup(t *testing.T, w *world) {
	key := w.key("key both")
	who, groups := [2]string{"ada", "abe"}, [2]string{"crews", "office"}
	for round := range groupRounds {
		info, err := w.store.Key(t.Context(), w.actor("ada"), key)
		must(t, "see the key", err)
		var errs [2]error
		together(2, func(i int) {
			_, errs[i] = w.store.ChangeGroups(t.Context(), w.as(who[i]), key, info.Key.Version, store.Regroup{Op: store.RegroupSet, Groups: w.groupIDs(groups[i])})
		})
		winner := 0
		if errs[0] != nil || errs[1] == nil { // a set that changes nothing doesn't count the version up
			winner = 1
		}
		var changed *store.KeyChangedError
		nothingNew := errs[0] == nil && errs[1] == nil
		if !nothingNew && (errs[winner] != nil || !errors.As(errs[1-winner], &changed) || changed.Last.ActorName != fullName(who[winner])) {
			t.Errorf("round %d: %v and %v", round, errs[0], errs[1])
		}
		if got := w.inGroups(t, "key both"); !nothingNew && got != groups[winner] {
			t.Errorf("round %d: %s won, and the key has %q", round, who[winner], got)
		}
	}
}

// raceGroupAway: either the key has the group, and its deletion must be looked at again; or the group is gone, and the form
// says so.
func raceGroupAway(t *testing.T, w *world) {
	for round := range groupRounds {
		name := fmt.Sprint("short-lived ", round)
		w.makeGroup(w, name)
		plan, err := w.store.PlanGroupDeletion(t.Context(), w.actor("ada"), w.group(name))
		must(t, "plan", err)
		in := w.newKey(fmt.Sprint("key of round ", round))
		in.Groups = []store.GroupID{w.group(name)}
		var made, gone error
		together(2, func(i int) {
			if i == round%2 {
				_, made = w.store.CreateKey(t.Context(), w.as("abe"), in)
			} else {
				_, gone = w.store.DeleteGroup(t.Context(), w.as("ada"), w.group(name), plan.Digest)
			}
		})
		switch {
		case made == nil:
			wantErr(t, "delete a group that got a key", gone, store.ErrGroupPlanChanged)
		default:
			wantErr(t, "delete a group", gone, nil)
			wantInvalid(t, "a key in a group that is gone", made, "groups")
		}
	}
}

func raceGroupChange(t *testing.T, w *world) {
	for round := range groupRounds {
		changes := [2]store.GroupChange{{Name: fmt.Sprint("left ", round)}, {Name: fmt.Sprint("right ", round), Permissions: []store.Permission{"layers:read"}}}
		var digests [2]store.Digest
		for i, change := range changes {
			plan, err := w.store.PlanGroup(t.Context(), w.actor("ada"), w.group("crews"), change)
			must(t, "plan", err)
			digests[i] = plan.Digest
		}
		wins := winners(t, 2, store.ErrGroupPlanChanged, func(ctx context.Context, i int) error {
			return errOf(w.store.ChangeGroup(ctx, w.as("ada"), w.group("crews"), changes[i], digests[i]))
		})
		if wins != 1 {
			t.Errorf("round %d: %d of two changes happened", round, wins)
		}
	}
}

func raceGroupName(t *testing.T, w *world) {
	wins := winners(t, 20, store.ErrInvalid, func(ctx context.Context, i int) error {
		in := w.newGroup("The same")
		in.ID = w.group(fmt.Sprint("same ", i))
		return errOf(w.store.CreateGroup(ctx, w.as("ada"), in))
	})
	if wins != 1 {
		t.Errorf("%d groups have one name", wins)
	}
}

// raceGiver: whoever is taken out of a group gives it before that, or not at all.
func raceGiver(t *testing.T, w *world) {
	for round := range groupRounds {
		must(t, "put bo in", addToGroup(t.Context(), w.store, w.as("ada"), w.group("crews"), w.account("bo")))
		_, err := w.store.ChangeGroups(t.Context(), w.as("ada"), w.key("key office"), 0, store.Regroup{Op: store.RegroupSet, Groups: w.groupIDs("office")})
		must(t, "set it back", err)
		var given, out error
		together(2, func(i int) {
			if i == round%2 {
				_, given = w.store.ChangeGroups(t.Context(), w.as("bo"), w.key("key office"), 0, store.Regroup{Op: store.RegroupAdd, Groups: w.groupIDs("crews")})
			} else {
				out = removeFromGroup(t.Context(), w.store, w.as("ada"), w.group("crews"), w.account("bo"))
			}
		})
		must(t, "take bo out", out)
		want := "crews, office"
		if given != nil {
			wantErr(t, "give a group after that", given, store.ErrForbidden)
			want = "office"
		}
		if got := w.inGroups(t, "key office"); got != want {
			t.Errorf("round %d: giving gave %v, and the key has %q", round, given, got)
		}
	}
}
