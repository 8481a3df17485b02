package storetest

import (
	"fmt"
	"testing"

	"chatelaine/store"
)

func testHistory(t *testing.T, open opener) {
	t.Run("part by part", func(t *testing.T) { t.Parallel(); historyInParts(t, newWorld(t, open, aboutKeys)) })
	t.Run("of nobody else's keys", func(t *testing.T) { t.Parallel(); historyOfOthers(t, newWorld(t, open, aboutKeys)) })
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
