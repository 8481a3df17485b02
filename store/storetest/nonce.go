package storetest

import (
	"errors"
	"testing"
	"time"

	"chatelaine/store"
)

func testNonces(t *testing.T, open opener) {
	t.Run("a repetition answers with the first key", func(t *testing.T) { t.Parallel(); nonceRepeated(t, newWorld(t, open, plot{})) })
	t.Run("other contents are refused", func(t *testing.T) { t.Parallel(); nonceReused(t, newWorld(t, open, plot{})) })
	t.Run("a refused form leaves it usable", func(t *testing.T) { t.Parallel(); nonceUnused(t, newWorld(t, open, plot{})) })
	t.Run("never again after the key is gone", func(t *testing.T) { t.Parallel(); nonceOfDeleted(t, newWorld(t, open, plot{})) })
	t.Run("never shows another organization", func(t *testing.T) { t.Parallel(); nonceInTwin(t, newWorld(t, open, plot{})) })
	t.Run("one key for 50 at once", func(t *testing.T) { t.Parallel(); nonceRace(t, newWorld(t, open, plot{})) })
}

// again is the same form, for which the handler has made another id and secret.
func again(in store.NewKey) store.NewKey {
	in.ID, in.Secret = store.KeyID(id("again "+string(in.ID))), secret("again "+string(in.ID))
	return in
}

func nonceRepeated(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	first, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create a key", err)
	for _, later := range []time.Duration{0, time.Minute, time.Hour} {
		got, err := w.store.CreateKey(t.Context(), call(w.actor("bo"), start.Add(time.Minute+later)), again(in))
		must(t, "send the form again", err)
		wantDiff(t, "the answer to a repetition", store.CreatedKey{Key: first.Key, Repeated: true}, got)
	}
	wantOneKey(t, w, []bool{true})
}

func nonceReused(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	_, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create a key", err)
	other := again(in)
	other.Name, other.Nonce.Body = "Hourly", digest("another body")
	_, err = w.store.CreateKey(t.Context(), w.as("bo"), other)
	wantErr(t, "other contents with the same nonce", err, store.ErrNonceReused)
	elsewhere := again(in)
	elsewhere.Name, elsewhere.Nonce.Session = "Hourly", "another session"
	if made, err := w.store.CreateKey(t.Context(), w.as("bea"), elsewhere); err == nil {
		t.Errorf("the nonce of another session made or showed %+v", made)
	}
	wantOneKey(t, w, []bool{true})
}

func nonceUnused(t *testing.T, w *world) {
	_, err := w.store.CreateKey(t.Context(), w.as("ada"), w.newKey("Taken"))
	must(t, "create a key", err)
	in := w.newKey("Nightly")
	for name, change := range map[string]func(*store.NewKey){
		"taken":       func(k *store.NewKey) { k.Name = "taken" },
		"in the past": func(k *store.NewKey) { k.ExpiresOn = store.Date{Year: 2020, Month: 1, Day: 1} },
	} {
		wrong := again(in)
		wrong.Nonce.Body = digest(name)
		change(&wrong)
		_, err := w.store.CreateKey(t.Context(), w.as("bo"), wrong)
		wantErr(t, name, err, store.ErrInvalid)
	}
	made, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	if err != nil || made.Repeated || made.Key.ID != in.ID {
		t.Errorf("the nonce of a form that was refused twice: %+v, %v", made, err)
	}
}

// What a repetition answers when its key is gone is open, but it makes no second one.
func nonceOfDeleted(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	_, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create a key", err)
	must(t, "delete it", deleteKey(t, w.store, w.as("bo"), in.ID, store.Choice{}))
	got, err := w.store.CreateKey(t.Context(), w.as("bo"), again(in))
	if err == nil && !got.Repeated {
		t.Errorf("a repetition made %+v", got)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrNonceReused) {
		t.Errorf("a repetition after the key is gone: %v", err)
	}
	if page, err := w.store.Keys(t.Context(), w.actor("ada"), store.KeyQuery{Rows: 25}); err != nil || len(page.Keys) > 0 || page.Total.N != 0 {
		t.Errorf("the table has %v, %v", page, err)
	}
}

func nonceInTwin(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	first, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create a key", err)
	got, err := w.store.CreateKey(t.Context(), w.twin.as("bo"), again(in))
	if err == nil && (got.Repeated || got.Key.ID == first.Key.ID) {
		t.Errorf("the twin was shown %+v", got)
	}
}

func nonceRace(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	made, keys := make([]bool, 50), make([]store.KeyID, 50)
	together(len(made), func(i int) {
		mine := in
		mine.ID, mine.Secret = store.KeyID(id("race "+string(rune('A'+i)))), secret("race "+string(rune('A'+i)))
		got, err := w.store.CreateKey(t.Context(), w.as("bo"), mine)
		wantErr(t, "send one form at once", err, nil)
		made[i], keys[i] = err == nil && !got.Repeated, got.Key.ID
	})
	wantOneKey(t, w, made)
	for i, key := range keys {
		if key != keys[0] {
			t.Errorf("sender %d was told of key %s, the first one of %s", i, key, keys[0])
		}
	}
}
