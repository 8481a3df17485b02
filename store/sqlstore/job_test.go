package sqlstore_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// rotate gives a key another secret, whose digest is that of the label.
func (k *keeper) rotate(id store.KeyID, label string, overlap time.Duration) {
	k.Helper()
	_, err := k.db.RotateKey(k.Context(), k.call(), id, store.Rotation{
		Overlap: overlap, Secret: store.NewSecret{Digest: sha256.Sum256([]byte(label)), Prefix: "chk", Tail: "0abc"},
	})
	k.must("rotate", err)
}

// secrets are those that are kept of a key, newest first.
func (k *keeper) secrets(id store.KeyID) []store.Secret {
	k.Helper()
	info, err := k.db.Key(k.Context(), k.actor, id)
	k.must("see the key", err)
	return info.Secrets
}

// work does all that is due at an instant.
func (k *keeper) work(at time.Time) (n int) {
	k.Helper()
	for by := (store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: at}); ; n++ {
		job, err := k.db.LeaseJob(k.Context(), by)
		if errors.Is(err, store.ErrNotFound) {
			return n
		}
		k.must("take a job", err)
		_, err = k.db.RunJob(k.Context(), by, job)
		k.must("do a job", err)
	}
}

// reopen closes the store and opens it again, as a restart does.
func (k *keeper) reopen(config sqlstore.Config) {
	k.Helper()
	k.must("close", k.db.Close())
	config.Dir = k.dir
	k.db = open(k.T, config)
}

// TestRetiredSecretsLeaveNoTrace looks for the digests of secrets that ended, each in its own way, in the bytes of the
// files.
func TestRetiredSecretsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	k := keep(t)
	var gone, stay []string
	for n := range 120 {
		id := k.create(n)
		label := fmt.Sprint("new of ", n)
		switch n % 5 {
		case 0: // at once
			k.rotate(id, label, 0)
			gone, stay = append(gone, string(id)), append(stay, label)
		case 1: // by the clock
			k.rotate(id, label, time.Hour)
			gone, stay = append(gone, string(id)), append(stay, label)
		case 2: // by somebody
			k.rotate(id, label, 24*time.Hour)
			_, err := k.db.EndSecret(t.Context(), k.call(), id, k.secrets(id)[1].Seq)
			k.must("end", err)
			gone, stay = append(gone, string(id)), append(stay, label)
		case 3: // undone
			k.rotate(id, label, 24*time.Hour)
			_, err := k.db.UndoRotation(t.Context(), k.call(), id, k.secrets(id)[0].Seq)
			k.must("undo", err)
			gone, stay = append(gone, label), append(stay, string(id))
		case 4: // with its key
			k.rotate(id, label, 24*time.Hour)
			k.remove(id)
			gone = append(gone, label, string(id))
		}
	}
	if n := k.work(k.at.Add(2 * time.Hour)); n != 24 {
		t.Errorf("%d overlaps ended", n)
	}
	k.folded()
	file, err := os.ReadFile(filepath.Join(k.dir, "chatelaine.db"))
	k.must("read the file", err)
	for want, labels := range map[bool][]string{false: gone, true: stay} {
		for _, label := range labels {
			if digest := sha256.Sum256([]byte(label)); bytes.Contains(file, digest[:]) != want {
				t.Errorf("the digest of %q is there: %v", label, !want)
			}
		}
	}
}

// TestARestartKeepsWhatIsDue closes the store before an overlap ends, and once more between a job's lease and its end.
func TestARestartKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	k := keep(t)
	id := k.create(1)
	k.rotate(id, "new", time.Hour)
	ends := k.secrets(id)[1].EndsAt
	var told []store.Event
	config := sqlstore.Config{Committed: func(events []store.Event) { told = append(told, events...) }}
	k.reopen(config)
	if got := k.secrets(id)[1].EndsAt; !got.Equal(ends) {
		t.Errorf("after a restart the overlap ends at %v, before at %v", got, ends)
	}
	due, err := k.db.NextJob(t.Context())
	if err != nil || !due.Equal(ends) {
		t.Errorf("after a restart a job is due at %v, %v", due, err)
	}
	_, err = k.db.LeaseJob(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: ends})
	k.must("take it", err)
	k.reopen(config)
	if n := k.work(ends.Add(store.JobLease - 1)); n != 0 {
		t.Errorf("%d jobs were taken from their holder", n)
	}
	if n := k.work(ends.Add(store.JobLease)); n != 1 || len(k.secrets(id)) != 1 || len(told) != 1 {
		t.Errorf("%d jobs were done, %d secrets are kept, told of %+v", n, len(k.secrets(id)), told)
	}
}

// TestASuspensionHasItsJob begins, moves and lifts suspensions in the tables themselves, as any statement may.
func TestASuspensionHasItsJob(t *testing.T) {
	t.Parallel()
	k := keep(t)
	id, other := k.create(1), k.create(2)
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	set := func(id store.KeyID, until any) {
		t.Helper()
		k.must("close", k.db.Close())
		execute(t, k.dir, fmt.Sprintf("UPDATE keys SET inactive_from = 1, inactive_until = %v WHERE id = '%s'", until, id))
		k.db = open(t, sqlstore.Config{Dir: k.dir})
	}
	want := func(doing string, due time.Time) {
		t.Helper()
		got, err := k.db.NextJob(t.Context())
		if err != nil || !got.Equal(due) {
			t.Errorf("%s: a job is due at %v, %v; want %v", doing, got, err, due)
		}
	}
	set(other, at.AddDate(1, 0, 0).UnixMilli())
	set(id, at.UnixMilli())
	want("suspended", at)
	set(id, at.Add(time.Hour).UnixMilli())
	want("moved", at.Add(time.Hour))
	set(id, 253402300799999)
	want("until further notice", at.AddDate(1, 0, 0))
	set(id, at.UnixMilli())
	k.remove(id)
	want("deleted", at.AddDate(1, 0, 0))
	if n := k.work(at.AddDate(1, 0, 0)); n != 1 {
		t.Errorf("%d jobs were done", n)
	}
	want("done", time.Time{})
}
