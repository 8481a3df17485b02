package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func testHistory(t *testing.T, open opener) {
	t.Run("part by part", func(t *testing.T) { t.Parallel(); historyInParts(t, newWorld(t, open, aboutKeys)) })
	t.Run("of nobody else's keys", func(t *testing.T) { t.Parallel(); historyOfOthers(t, newWorld(t, open, aboutKeys)) })
	t.Run("to who sees nobody else", func(t *testing.T) { t.Parallel(); historyForUsers(t, newWorld(t, open, discreetPlot)) })
}

// historyInParts reads the newest first, and goes on where it was.
func historyInParts(t *testing.T, w *world) {
	const changes = 2*store.MaxHistory + 3
	for i := range changes {
		w.describe("bo", "key2", store.Description{Purpose: fmt.Sprint("now ", i)})
	}
	next := changes
	for before, parts := int64(0), 1; ; parts++ {
		history, err := w.store.KeyHistory(t.Context(), w.actor("dee"), w.key("key2"), before, 1000)
		must(t, "read the history", err)
		for _, e := range history.Events {
			if next--; store.Value(e.After, "purpose") != fmt.Sprint("now ", next) {
				t.Fatalf("after %d comes %+v", next+1, e)
			}
			before = e.Seq
		}
		if !history.Earlier {
			if parts != 3 || next != 0 {
				t.Errorf("%d parts, %d changes are left", parts, next)
			}
			break
		}
	}
	for _, limit := range []int{-1, 0} {
		history, err := w.store.KeyHistory(t.Context(), w.actor("dee"), w.key("key2"), 0, limit)
		if err != nil || len(history.Events) > 0 || !history.Earlier {
			t.Errorf("at most %d: %+v, %v", limit, history, err)
		}
	}
}

// discreetPlot has a key that dee created, and groups of which she belongs to one.
var discreetPlot = plot{
	keys:   []keyPlot{{name: "key2", creator: "dee", groups: []string{"Crews, north"}}},
	groups: []groupPlot{{name: "Crews"}, {name: "Crews, north"}, {name: "Office", members: []string{"dee"}}, {name: "Secret"}},
}

// historyForUsers reads the history of a key as the user who created it and as a manager: the user learns the role of who
// did something, and no name of a person or a group that they don't see.
func historyForUsers(t *testing.T, w *world) {
	regroup := func(groups ...store.GroupID) {
		must(t, "change groups", errOf(w.store.ChangeGroups(t.Context(), w.as("ada"), w.key("key2"), 0, store.Regroup{Op: store.RegroupSet, Groups: groups})))
	}
	regroup(w.group("Secret"), w.group("Crews, north"))
	regroup(w.group("Office"), w.group("Crews, north"))
	regroup(w.group("Crews, north"))
	w.describe("bo", "key2", store.Description{Purpose: "Tiles", Contact: w.account("bea")})
	w.describe("bea", "key2", store.Description{Purpose: "Tiles", Contact: w.account("dee")})
	must(t, "deactivate", errOf(w.store.DeactivateKey(t.Context(), w.as("dee"), w.key("key2"), store.Deactivation{})))
	must(t, "deactivate for longer", errOf(w.store.DeactivateKey(t.Context(), w.as("abe"), w.key("key2"), store.Deactivation{})))
	must(t, "make bo a user", assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	for who, want := range map[string][]string{
		"ada": {
			"Dee Moreau 0 key.deactivated", "Bea Moreau 0 key.described contact Bea Moreau>Dee Moreau", "Bo Moreau 0 key.described contact Dee Moreau>Bea Moreau",
			"Ada Moreau 0 key.groups groups Crews, north, Office>Crews, north", "Ada Moreau 0 key.groups groups Crews, north, Secret>Crews, north, Office",
			"Ada Moreau 0 key.groups groups Crews, north>Crews, north, Secret",
		},
		"dee": {
			"Dee Moreau 0 key.deactivated", " 2 key.described", " 1 key.described",
			" 3 key.groups groups Crews, north, Office>Crews, north", " 3 key.groups", " 3 key.groups",
		},
	} {
		history, err := w.store.KeyHistory(t.Context(), w.actor(who), w.key("key2"), 0, store.MaxHistory)
		must(t, "read the history as "+who, err)
		var got []string
		for _, e := range history.Events {
			words := fmt.Sprint(e.ActorName, " ", int(e.ActorRole), " ", e.Action)
			for _, name := range []string{"contact", "groups"} {
				if before, after := store.Value(e.Before, name), store.Value(e.After, name); before != after {
					words += " " + name + " " + before + ">" + after
				}
			}
			if got = append(got, words); e.Request != (store.Request{}) || (e.Actor.ID == "") != (e.ActorName == "") {
				t.Errorf("%s is told of %+v", who, e)
			}
		}
		wantDiff(t, "the history for "+who, want, got)
		info, err := w.store.Key(t.Context(), w.actor(who), w.key("key2"))
		must(t, "look at the key as "+who, err)
		if by := info.Secrets[0].MadeBy; (by == "") != (who == "dee") && by != fullName("dee") {
			t.Errorf("%s is told that %q made the secret", who, by)
		}
		wantDiff(t, "the information for "+who, history.Events[:min(len(history.Events), store.RecentHistory)], info.History.Events)
	}
	dashboard, err := w.store.Dashboard(t.Context(), w.actor("dee"), store.DashboardQuery{At: start})
	must(t, "sum up", err)
	for _, c := range dashboard.Changes {
		if c.ActorName != "" && c.ActorName != fullName("dee") {
			t.Errorf("the dashboard tells dee of %s", c.ActorName)
		}
	}
	must(t, "delete", w.delete("key2"))
	_, err = w.store.Key(t.Context(), w.actor("dee"), w.key("key2"))
	var deleted *store.DeletedError
	if !errors.As(err, &deleted) || deleted.By != "" || deleted.Name != "key2" {
		t.Errorf("dee is told of the deletion: %+v, %v", deleted, err)
	}
}

func historyOfOthers(t *testing.T, w *world) {
	w.describe("bo", "key1", store.Description{Purpose: "secret"})
	_, err := w.store.KeyHistory(t.Context(), w.actor("dee"), w.key("key1"), 0, 10)
	wantErr(t, "the history of a key that one doesn't see", err, store.ErrNotFound)
	_, err = w.store.KeyHistory(t.Context(), w.twin.actor("ada"), w.key("key1"), 0, 10)
	wantErr(t, "the history of a key of the twin", err, store.ErrNotFound)
}

// descriptionRows are the matrix's of what keys are for, and of what was done to them.
var descriptionRows = map[string]line{
	"DescriptionForm": {
		object: "key2", looks: true,
		do:  func(a attempt) error { return errOf(a.store.DescriptionForm(a.Context(), a.actor, a.key())) },
		who: keyManagers, otherwise: notFound,
	},
	"DescribeKey": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.DescribeKey(a.Context(), a.call(), a.key(), 0, store.Description{Purpose: "said by " + string(a.actor.Kind)}))
		},
		who: keyManagers, otherwise: notFound,
	},
	"KeyHistory": {
		object: "key2", looks: true,
		do:  func(a attempt) error { return errOf(a.store.KeyHistory(a.Context(), a.actor, a.key(), 0, 10)) },
		who: keyViewers, otherwise: notFound,
	},
	"KeyLabels": {
		looks: true, prepare: prepareLabel,
		do: func(a attempt) error {
			list, err := a.store.KeyLabels(a.Context(), a.actor, "", nil, 10)
			if len(list) == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"KeyContacts": {
		looks: true,
		do: func(a attempt) error {
			list, err := a.store.KeyContacts(a.Context(), a.actor, "", nil, 10)
			if len(list) == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
}

func prepareLabel(w *world, o tenant) {
	_, err := w.store.DescribeKey(w.Context(), o.as("ada"), o.key("key2"), 0, store.Description{Labels: []store.Label{{Name: "env", Value: "test"}}})
	must(w.T, "label key2", err)
}
