package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

// keyEdits change one key one after the other, and give the key as the store answers it.
var keyEdits = []struct {
	name string
	do   func(w *world, call store.Call, id store.KeyID) (store.Key, error)
}{
	{"rename", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		return w.store.RenameKey(w.Context(), call, id, 0, "  Tile   server ")
	}},
	{"describe", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		return w.store.DescribeKey(w.Context(), call, id, 0, store.Description{
			Purpose: " Sends  maps", Contact: w.account("dee"), Labels: []store.Label{{Name: "team", Value: "Geo"}, {Name: "env", Value: "test"}},
		})
	}},
	{"change the end", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		return w.store.ChangeExpiry(w.Context(), call, id, 0, spring)
	}},
	{"regroup", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		return w.store.ChangeGroups(w.Context(), call, id, 0, store.Regroup{Op: store.RegroupSet, Groups: w.groupIDs("office crews")})
	}},
	{"deactivate for a while", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		off, err := w.store.DeactivateKey(w.Context(), call, id, store.Deactivation{Until: call.At.Add(time.Hour + time.Microsecond), Reason: " A  test"})
		return off.Key, err
	}},
	{"and for good", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		off, err := w.store.DeactivateKey(w.Context(), call, id, store.Deactivation{})
		return off.Key, err
	}},
	{"activate", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		on, err := w.store.ActivateKey(w.Context(), call, id)
		return on.Key, err
	}},
	{"rotate", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		rotated, err := w.store.RotateKey(w.Context(), call, id, rotation("second", time.Hour))
		return rotated.Key, err
	}},
	{"end the older secret", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		end, err := w.store.EndSecret(w.Context(), call, id, w.secrets("key crews")[1].Seq)
		return end.Key, err
	}},
	{"rotate again", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		rotated, err := w.store.RotateKey(w.Context(), call, id, rotation("third", time.Hour))
		return rotated.Key, err
	}},
	{"undo that", func(w *world, call store.Call, id store.KeyID) (store.Key, error) {
		end, err := w.store.UndoRotation(w.Context(), call, id, w.secrets("key crews")[0].Seq)
		return end.Key, err
	}},
}

// testEditedKeys checks that what an edit answers is the key as it is read afterwards, of the next version.
func testEditedKeys(t *testing.T, open opener) {
	w := newWorld(t, open, crewPlot)
	for _, edit := range keyEdits {
		before := w.keyInfo("key crews").Key
		got, err := edit.do(w, w.as("ada"), w.key("key crews"))
		must(t, edit.name, err)
		now := w.keyInfo("key crews").Key
		wantDiff(t, edit.name+": the key that is answered", now, got)
		if now.Version != before.Version+1 {
			t.Errorf("%s: version %d after %d", edit.name, now.Version, before.Version)
		}
	}
}
