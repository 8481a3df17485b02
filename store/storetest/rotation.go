package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

const day = 24 * time.Hour

func testRotation(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"two secrets for a while":                  rotationOverlaps,
		"now ends the older one at once":           rotationNow,
		"what is refused":                          rotationRefused,
		"an inactive key stays inactive":           rotationOfInactive,
		"a third secret waits":                     rotationOfRotated,
		"a form that was opened before a change":   rotationStale,
		"a repetition makes no other secret":       rotationRepeated,
		"one secret for 50 senders of one form":    rotationRace,
		"one of 20 people at once":                 rotationRivals,
		"ended once":                               secretEnded,
		"undone once":                              rotationUndone,
		"too late to undo":                         rotationTooLate,
		"undo brings back whether it is confirmed": rotationUnconfirmed,
		"who confirms names the secret":            secretConfirmed,
		"the use of each":                          secretUses,
		"a deleted key leaves no job":              rotationDeleted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open, plot{keys: []keyPlot{
				{name: "key1", expiresOn: spring}, {name: "key2", unconfirmed: true}, {name: "key off", off: start.Add(-day)},
				{name: "key old", expiresOn: store.Date{Year: 2026, Month: 3, Day: 9}}, {name: "key used", used: start.Add(5 * tick)},
			}}))
		})
	}
}

// rotate gives a key another secret, a minute after the start.
func (w *world) rotate(who, key, label string, overlap time.Duration) store.RotatedKey {
	w.Helper()
	rotated, err := w.store.RotateKey(w.Context(), w.as(who), w.key(key), rotation(label, overlap))
	must(w.T, "rotate "+key, err)
	return rotated
}

// secrets are those that are kept of a key, newest first.
func (w *world) secrets(key string) []store.Secret {
	w.Helper()
	info, err := w.store.Key(w.Context(), w.actor("ada"), w.key(key))
	must(w.T, "see "+key, err)
	if info.Key.Secret != info.Secrets[0].SecretShown {
		w.Errorf("%s shows the secret %+v, and the newest is %+v", key, info.Key.Secret, info.Secrets[0])
	}
	return info.Secrets
}

// wantTails checks which secrets of a key are kept.
func (w *world) wantTails(doing, key string, labels ...string) {
	w.Helper()
	var got, want []string
	for _, s := range w.secrets(key) {
		got = append(got, s.Tail)
	}
	for _, label := range labels {
		want = append(want, secret(label).Tail)
	}
	wantDiff(w.T, doing+": secrets of "+key, want, got)
}

func (w *world) first(key string) string { return w.plot.slug + key }

func rotationOverlaps(t *testing.T, w *world) {
	for i, overlap := range store.Overlaps[1:] {
		key, label := []string{"key1", "key2", "key used"}[i], fmt.Sprint("overlap ", i)
		before := w.secrets(key)[0]
		rotated := w.rotate("bo", key, label, overlap)
		ends := start.Add(time.Minute + overlap)
		if rotated.Repeated || !rotated.EndsAt.Equal(ends) || rotated.Key.Secret.Tail != secret("rotation "+label).Tail {
			t.Errorf("rotated %+v", rotated)
		}
		got := w.secrets(key)
		newest := store.Secret{MadeBy: fullName("bo"), SecretShown: store.SecretShown{
			Seq: got[0].Seq, Prefix: "chk", Tail: secret("rotation " + label).Tail, CreatedBy: w.account("bo"), CreatedAt: start.Add(time.Minute),
		}}
		before.EndsAt = ends
		wantDiff(t, "secrets of "+key, []store.Secret{newest, before}, got)
		if got[0].Seq <= got[1].Seq {
			t.Errorf("the newest secret has the number %d, the one before %d", got[0].Seq, got[1].Seq)
		}
		for at, n := range map[time.Time]int{ends.Add(-tick): 2, ends: 1, ends.AddDate(9, 0, 0): 1} {
			if live := store.LiveSecrets(got, at); len(live) != n || live[0].Seq != got[0].Seq {
				t.Errorf("%v after %s, %d secrets work", at.Sub(ends), key, len(live))
			}
		}
	}
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25, Filter: store.KeyFilter{Unconfirmed: true}})
	wantDiff(t, "not confirmed", []string{"key used", "key2", "key1"}, names(page.Keys))
	if page.Keys[2].Secret.Tail != secret("rotation overlap 0").Tail {
		t.Errorf("the table shows %+v", page.Keys[2].Secret)
	}
}

func rotationNow(t *testing.T, w *world) {
	rotated := w.rotate("bo", "key1", "now", 0)
	w.wantTails("rotated at once", "key1", "rotation now")
	if !rotated.EndsAt.Equal(start.Add(time.Minute)) {
		t.Errorf("the older secret ends at %v", rotated.EndsAt)
	}
	if due := w.nextJob(); !due.IsZero() {
		t.Errorf("a job is due at %v", due)
	}
	w.rotate("bo", "key1", "again", time.Hour)
	w.wantTails("rotated again", "key1", "rotation again", "rotation now")
}

func (w *world) nextJob() time.Time {
	w.Helper()
	due, err := w.store.NextJob(w.Context())
	must(w.T, "look for the next job", err)
	return due
}

func rotationRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for name, tt := range map[string]struct {
		key     string
		overlap time.Duration
		field   string
	}{
		"an expired key":       {"key old", day, "key"},
		"an expired key, now":  {"key old", 0, "key"},
		"a negative overlap":   {"key1", -time.Hour, "overlap"},
		"an overlap of 8 days": {"key1", 8 * day, "overlap"},
		"of a tick":            {"key1", tick, "overlap"},
	} {
		_, err := w.store.RotateKey(t.Context(), w.as("ada"), w.key(tt.key), rotation(name, tt.overlap))
		wantInvalid(t, name, err, tt.field)
	}
	_, err := w.store.RotateKey(t.Context(), w.as("ada"), w.key("key nowhere"), rotation("nowhere", day))
	wantErr(t, "a key that isn't there", err, store.ErrNotFound)
	wantDiff(t, "after refusals", before, w.show(t, w.store))
	at := call(w.actor("ada"), spring.End(w.Zone).Add(-tick))
	_, err = w.store.RotateKey(t.Context(), at, w.key("key1"), rotation("last", day))
	wantErr(t, "in the last instant of a key", err, nil)
}

func rotationOfInactive(t *testing.T, w *world) {
	rotated := w.rotate("bo", "key off", "off", day)
	if rotated.Key.Status(start.Add(time.Hour)) != store.StatusInactive || len(w.secrets("key off")) != 2 {
		t.Errorf("rotated, the inactive key is %+v", rotated.Key)
	}
}

func rotationOfRotated(t *testing.T, w *world) {
	w.rotate("bo", "key1", "first", day)
	before := w.show(t, w.store)
	for overlap, at := range map[time.Duration]time.Time{0: start.Add(time.Hour), day: start.Add(time.Minute + day - tick)} {
		_, err := w.store.RotateKey(t.Context(), call(w.actor("bea"), at), w.key("key1"), rotation(fmt.Sprint("third ", overlap), overlap))
		var two *store.TwoSecretsError
		if !errors.Is(err, store.ErrTwoSecrets) || !errors.As(err, &two) {
			t.Errorf("a third secret: %v", err)
			continue
		}
		wantDiff(t, "the secrets that work", w.secrets("key1"), two.Secrets)
	}
	wantDiff(t, "after refusals", before, w.show(t, w.store))
	_, err := w.store.RotateKey(t.Context(), call(w.actor("bea"), start.Add(time.Minute+day)), w.key("key1"), rotation("after", day))
	wantErr(t, "the instant that the overlap ends, before its job", err, nil)
}

func rotationStale(t *testing.T, w *world) {
	info, err := w.store.Key(t.Context(), w.actor("bea"), w.key("key1"))
	must(t, "open the form", err)
	w.rotate("bo", "key1", "meanwhile", 0)
	form := rotation("stale", day)
	form.Version = info.Key.Version
	_, err = w.store.RotateKey(t.Context(), w.as("bea"), w.key("key1"), form)
	var changed *store.KeyChangedError
	if !errors.As(err, &changed) || changed.Key.Version <= info.Key.Version || changed.Last.Action != store.KeySecretRetired || changed.Last.ActorName != fullName("bo") {
		t.Fatalf("a form from before: %v, %+v", err, changed)
	}
	w.wantTails("refused", "key1", "rotation meanwhile")
	form.Version = changed.Key.Version
	_, err = w.store.RotateKey(t.Context(), w.as("bea"), w.key("key1"), form)
	wantErr(t, "the same form with the new version", err, nil)
}

// rotated again: the same form, for which the handler has made another secret.
func rotatedAgain(in store.Rotation, label string) store.Rotation {
	in.Secret = secret("again " + label)
	return in
}

func rotationRepeated(t *testing.T, w *world) {
	form := rotation("twice", day)
	form.Version = w.versionOf("key1")
	_, err := w.store.RotateKey(t.Context(), w.as("bo"), w.key("key1"), form)
	must(t, "rotate", err)
	before := w.show(t, w.store)
	for i := range 3 {
		got, err := w.store.RotateKey(t.Context(), w.as("bo"), w.key("key1"), rotatedAgain(form, fmt.Sprint(i)))
		if err != nil || !got.Repeated || got.Key.ID != w.key("key1") {
			t.Errorf("the form again: %+v, %v", got, err)
		}
	}
	other := rotatedAgain(form, "other")
	other.Nonce.Body = digest("another overlap")
	_, err = w.store.RotateKey(t.Context(), w.as("bo"), w.key("key1"), other)
	wantErr(t, "other contents", err, store.ErrNonceReused)
	_, err = w.store.RotateKey(t.Context(), w.as("bo"), w.key("key2"), rotatedAgain(form, "another key"))
	wantErr(t, "another key", err, store.ErrNonceReused)
	made := w.newKey("Nightly")
	made.Nonce = form.Nonce
	_, err = w.store.CreateKey(t.Context(), w.as("bo"), made)
	wantErr(t, "another action", err, store.ErrNonceReused)
	wantDiff(t, "after repetitions", before, w.show(t, w.store))
}

func (w *world) versionOf(key string) int64 {
	w.Helper()
	info, err := w.store.Key(w.Context(), w.actor("ada"), w.key(key))
	must(w.T, "see "+key, err)
	return info.Key.Version
}

func rotationRace(t *testing.T, w *world) {
	form := rotation("race", day)
	form.Version = w.versionOf("key1")
	fresh := make([]bool, 50)
	together(len(fresh), func(i int) {
		got, err := w.store.RotateKey(t.Context(), w.as("bo"), w.key("key1"), rotatedAgain(form, fmt.Sprint(i)))
		wantErr(t, "send one form at once", err, nil)
		fresh[i] = err == nil && !got.Repeated
	})
	if n := len(slices.DeleteFunc(fresh, func(f bool) bool { return !f })); n != 1 || len(w.secrets("key1")) != 2 {
		t.Errorf("%d senders were shown a secret; of the key there are %d", n, len(w.secrets("key1")))
	}
}

func rotationRivals(t *testing.T, w *world) {
	version := w.versionOf("key1")
	errs := make([]error, 20)
	together(len(errs), func(i int) {
		form := rotation(fmt.Sprint("rival ", i), store.Overlaps[i%len(store.Overlaps)])
		form.Version = version
		_, errs[i] = w.store.RotateKey(t.Context(), w.as([]string{"ada", "bo", "bea"}[i%3]), w.key("key1"), form)
	})
	winner := slices.Index(errs, nil)
	for i, err := range errs {
		var changed *store.KeyChangedError
		if i != winner && (!errors.As(err, &changed) || !strings.HasPrefix(string(changed.Last.Action), "key.") || changed.Last.ActorName == "") {
			t.Errorf("rival %d of %d: %v", i, winner, err)
		}
	}
	if winner < 0 || w.secrets("key1")[0].Tail != secret(fmt.Sprint("rotation rival ", winner)).Tail {
		t.Errorf("%d won, and the secrets are %+v", winner, w.secrets("key1"))
	}
}
