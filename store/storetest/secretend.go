package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

func secretEnded(t *testing.T, w *world) {
	w.rotate("bo", "key1", "new", day)
	two := w.secrets("key1")
	_, err := w.store.EndSecret(t.Context(), w.as("bea"), w.key("key1"), two[0].Seq)
	wantInvalid(t, "end the newest", err, "secret")
	for _, none := range []int64{0, -1, two[0].Seq + 100, w.secrets("key2")[0].Seq} {
		_, err = w.store.EndSecret(t.Context(), w.as("bea"), w.key("key1"), none)
		wantErr(t, "end what isn't there", err, store.ErrNotFound)
	}
	end, err := w.store.EndSecret(t.Context(), w.as("bea"), w.key("key1"), two[1].Seq)
	if err != nil || end.Already || end.Key.Version <= w.versionOf("key2") {
		t.Errorf("end the older one: %+v, %v", end, err)
	}
	w.wantTails("ended", "key1", "rotation new")
	again, err := w.store.EndSecret(t.Context(), call(w.actor("bo"), start.Add(time.Hour)), w.key("key1"), two[1].Seq)
	if err != nil || !again.Already || again.Was.ActorName != fullName("bea") || again.Was.Action != store.KeySecretRetired || again.Key.Version != end.Key.Version {
		t.Errorf("end it again: %+v, %v", again, err)
	}
	_, err = w.store.UndoRotation(t.Context(), w.as("bo"), w.key("key1"), two[0].Seq)
	wantInvalid(t, "undo a rotation whose older secret was ended", err, "secret")
}

func rotationUndone(t *testing.T, w *world) {
	before := w.secrets("key1")
	w.rotate("bo", "key1", "new", day)
	two := w.secrets("key1")
	_, err := w.store.UndoRotation(t.Context(), w.as("bea"), w.key("key1"), two[1].Seq)
	wantInvalid(t, "undo the older secret", err, "secret")
	for _, none := range []int64{two[0].Seq + 100, 1 << 62} {
		_, err = w.store.UndoRotation(t.Context(), w.as("bea"), w.key("key1"), none)
		wantErr(t, "undo what isn't there", err, store.ErrNotFound)
	}
	end, err := w.store.UndoRotation(t.Context(), call(w.actor("bea"), start.Add(time.Minute+day-tick)), w.key("key1"), two[0].Seq)
	if err != nil || end.Already || end.Key.Secret != before[0].SecretShown {
		t.Errorf("undo in the last instant: %+v, %v", end, err)
	}
	wantDiff(t, "the secrets, undone", before, w.secrets("key1"))
	for _, later := range []time.Duration{time.Hour, 30 * day} {
		again, err := w.store.UndoRotation(t.Context(), call(w.actor("bo"), start.Add(later)), w.key("key1"), two[0].Seq)
		if err != nil || !again.Already || again.Was.Action != store.KeyRotationUndone || again.Was.ActorName != fullName("bea") {
			t.Errorf("undo it again: %+v, %v", again, err)
		}
	}
	w.runJobs(start.Add(30 * day))
	wantDiff(t, "the secrets, long after", before, w.secrets("key1"))
	w.rotate("bo", "key1", "another", time.Hour)
	w.wantTails("rotated again", "key1", "rotation another", w.first("key1"))
}

func rotationTooLate(t *testing.T, w *world) {
	w.rotate("bo", "key1", "new", time.Hour)
	two, ends := w.secrets("key1"), start.Add(time.Minute+time.Hour)
	for _, jobs := range []bool{false, true} {
		if jobs {
			w.runJobs(ends)
		}
		_, err := w.store.UndoRotation(t.Context(), call(w.actor("bo"), ends), w.key("key1"), two[0].Seq)
		wantInvalid(t, "undo when the older secret has ended", err, "secret")
		end, err := w.store.EndSecret(t.Context(), call(w.actor("bo"), ends), w.key("key1"), two[1].Seq)
		if err != nil || !end.Already || (end.Was.Seq != 0) != jobs {
			t.Errorf("end what the clock has ended: %+v, %v", end, err)
		}
	}
	w.wantTails("too late", "key1", "rotation new")
}

func rotationUnconfirmed(t *testing.T, w *world) {
	unconfirmed := func(doing string, want ...string) {
		t.Helper()
		page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25, Filter: store.KeyFilter{Unconfirmed: true}})
		wantDiff(t, doing+": not confirmed", want, names(page.Keys))
	}
	for _, key := range []string{"key1", "key2"} {
		w.rotate("bo", key, key, day)
	}
	unconfirmed("rotated", "key2", "key1")
	must(t, "confirm", w.store.ConfirmKey(t.Context(), w.as("bo"), w.key("key2")))
	unconfirmed("confirmed", "key1")
	for _, key := range []string{"key1", "key2"} {
		_, err := w.store.UndoRotation(t.Context(), w.as("bo"), w.key(key), w.secrets(key)[0].Seq)
		must(t, "undo", err)
	}
	unconfirmed("undone", "key2")
}

func secretConfirmed(t *testing.T, w *world) {
	w.rotate("bo", "key2", "shown", day)
	shown := w.secrets("key2")[0].Seq
	_, err := w.store.UndoRotation(t.Context(), w.as("bea"), w.key("key2"), shown)
	must(t, "undo while it is shown", err)
	wantErr(t, "confirm what is gone", w.store.ConfirmSecret(t.Context(), w.as("bo"), w.key("key2"), shown), store.ErrNotFound)
	w.rotate("bo", "key2", "shown again", day)
	wantErr(t, "confirm it in the place of another", w.store.ConfirmSecret(t.Context(), w.as("bo"), w.key("key2"), shown), store.ErrNotFound)
	shown = w.secrets("key2")[0].Seq
	wantErr(t, "confirm somebody else's", w.store.ConfirmSecret(t.Context(), w.as("ada"), w.key("key2"), shown), store.ErrForbidden)
	must(t, "confirm", w.store.ConfirmSecret(t.Context(), w.as("bo"), w.key("key2"), shown))
	if two := w.secrets("key2"); !two[0].Confirmed() || two[1].Confirmed() {
		t.Errorf("confirmed, the secrets are %+v", two)
	}
}

// secretUses: the use of a key's only secret is the key's, and stays that secret's when another one comes.
func secretUses(t *testing.T, w *world) {
	used := start.Add(5 * tick)
	if only := w.secrets("key used"); !only[0].LastUsed.Equal(used) {
		t.Errorf("the only secret was used at %v", only[0].LastUsed)
	}
	w.rotate("bo", "key used", "new", day)
	if two := w.secrets("key used"); !two[0].LastUsed.IsZero() || !two[1].LastUsed.Equal(used) {
		t.Errorf("rotated, the secrets are %+v", two)
	}
	_, err := w.store.EndSecret(t.Context(), w.as("bo"), w.key("key used"), w.secrets("key used")[1].Seq)
	must(t, "end the older one", err)
	if only := w.secrets("key used"); !only[0].LastUsed.IsZero() {
		t.Errorf("the new secret was never used, and shows %v", only[0].LastUsed)
	}
}

func rotationDeleted(t *testing.T, w *world) {
	w.rotate("bo", "key1", "new", day)
	if w.nextJob().IsZero() {
		t.Error("no job is due for the end of the overlap")
	}
	must(t, "delete", deleteKey(t, w.store, w.as("bo"), w.key("key1"), store.Choice{}))
	if due := w.nextJob(); !due.IsZero() {
		t.Errorf("the key is gone, and a job is due at %v", due)
	}
	_, err := w.store.EndSecret(t.Context(), w.as("bo"), w.key("key1"), 1)
	wantErr(t, "end a secret of a key that is gone", err, store.ErrNotFound)
}
