package storetest

import (
	"errors"
	"testing"

	"chatelaine/store"
)

func planRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	valid, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key1"), destroy(w.tenant))
	must(t, "plan", err)
	for name, choice := range map[string]store.Choice{
		"a successor who is a user":      {Kind: store.ChoiceTransfer, Successor: w.account("dee")},
		"a successor who left":           {Kind: store.ChoiceTransfer, Successor: w.account("fay")},
		"a successor of the twin":        {Kind: store.ChoiceTransfer, Successor: w.twin.account("bo")},
		"a successor who is nobody":      {Kind: store.ChoiceTransfer, Successor: store.AccountID(id("nobody"))},
		"a successor who is a key":       {Kind: store.ChoiceTransfer, Successor: store.AccountID(w.key("key2"))},
		"a successor who is the key":     {Kind: store.ChoiceTransfer, Successor: store.AccountID(w.key("key1"))},
		"a transfer without a successor": {Kind: store.ChoiceTransfer},
		"a choice that doesn't exist":    {Kind: "burn"},
	} {
		_, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key1"), choice)
		wantInvalid(t, "plan: "+name, err, "")
		_, err = w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key1"), choice, valid.Digest)
		wantErr(t, "delete: "+name, err, store.ErrInvalid)
	}
	undecided(t, w, valid)
	for name, digest := range map[string]store.Digest{"the zero digest": {}, "the digest of another key": planDigest(t, w, "key2")} {
		_, err := w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key1"), destroy(w.tenant), digest)
		wantPlanChanged(t, name, err, valid)
	}
	_, err = w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key1"), transferTo("abe")(w.tenant), valid.Digest)
	wantErr(t, "another choice than was planned", err, store.ErrPlanChanged)
	wantDiff(t, "after refusals", before, w.show(t, w.store))
}

// undecided: without a choice there may be a plan to look at, but none that can be carried out.
func undecided(t *testing.T, w *world, valid store.Plan) {
	t.Helper()
	digest := valid.Digest
	if plan, err := w.store.PlanDeletion(t.Context(), w.actor("bo"), w.key("key1"), store.Choice{}); err == nil {
		digest = plan.Digest
	} else {
		wantErr(t, "plan without a choice", err, store.ErrInvalid)
	}
	_, err := w.store.DeleteKey(t.Context(), w.as("bo"), w.key("key1"), store.Choice{}, digest)
	if !errors.Is(err, store.ErrInvalid) && !errors.Is(err, store.ErrPlanChanged) {
		t.Errorf("delete without a choice: %v", err)
	}
}

func planDigest(t *testing.T, w *world, key string) store.Digest {
	t.Helper()
	plan, err := w.store.PlanDeletion(t.Context(), w.actor("ada"), w.key(key), destroy(w.tenant))
	must(t, "plan the deletion of "+key, err)
	return plan.Digest
}

// planByRoles lets each role that may delete a key do it, one after another.
func planByRoles(t *testing.T, w *world) {
	for who, key := range map[string]string{"ada": "key1", "bo": "key2"} {
		wantErr(t, "delete "+key+" by "+who, deleteKey(t, w.store, w.as(who), w.key(key), transferTo("bea")(w.tenant)), nil)
	}
	wantErr(t, "delete key3 by bea", deleteKey(t, w.store, w.as("bea"), w.key("key3"), store.Choice{}), nil)
}
