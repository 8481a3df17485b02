package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// keeper is a store with one organization, and its administrator as the one who acts.
type keeper struct {
	*testing.T
	db    *sqlstore.DB
	dir   string
	actor store.Actor
	at    time.Time
}

// keep opens a store and sets it up.
func keep(t *testing.T) *keeper {
	t.Helper()
	k := &keeper{T: t, dir: t.TempDir(), at: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	k.db = open(t, sqlstore.Config{Dir: k.dir})
	token := sha256.Sum256([]byte("link"))
	operator := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: k.at}
	k.must("make a link", k.db.MakeLink(t.Context(), operator, store.NewLink{Token: token, Purpose: store.LinkSetUp}))
	org, err := k.db.SetUp(t.Context(), k.call(), store.SetUp{
		Token:        token,
		Organization: store.NewOrganization{ID: "organization", Slug: "north", Name: "North", Zone: "Europe/Paris", RoleWords: store.ManagerUser},
		Account:      store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"},
	})
	k.must("set up", err)
	k.actor = store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}
	return k
}

func (k *keeper) must(doing string, err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("%s: %v", doing, err)
	}
}

// call is the administrator's next one, a second after the last.
func (k *keeper) call() store.Call {
	k.at = k.at.Add(time.Second)
	return store.Call{Actor: k.actor, At: k.at}
}

// create makes key number n; its secret's digest is that of its id.
func (k *keeper) create(n int) store.KeyID {
	k.Helper()
	id := store.KeyID(fmt.Sprintf("key%09d", n))
	_, err := k.db.CreateKey(k.Context(), k.call(), store.NewKey{
		ID: id, Name: fmt.Sprint("Key ", n), Role: store.RoleUser, ExpiresOn: store.Date{Year: 2026, Month: 12, Day: 31},
		Secret: store.NewSecret{Digest: sha256.Sum256([]byte(id)), Prefix: "chk", Tail: "0abc"},
	})
	k.must("create a key", err)
	return id
}

func (k *keeper) remove(ids ...store.KeyID) {
	k.Helper()
	plan, err := k.db.PlanDeletions(k.Context(), k.actor, ids, store.Choice{})
	k.must("plan", err)
	_, err = k.db.DeleteKeys(k.Context(), k.call(), ids, store.Choice{}, plan.Digest)
	k.must("delete", err)
}

// folded waits until the log is empty.
func (k *keeper) folded() {
	k.Helper()
	ctx, cancel := context.WithTimeout(k.Context(), 30*time.Second)
	defer cancel()
	every := time.NewTicker(5 * time.Millisecond)
	defer every.Stop()
	for {
		if log, err := os.Stat(filepath.Join(k.dir, "chatelaine.db-wal")); err != nil || log.Size() == 0 {
			return
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			k.Fatal("the log is still there")
		}
	}
}

// TestDeletedSecretsLeaveNoTrace looks for the digests of deleted secrets in the bytes of all files. Which copies
// SQLite leaves behind depends on the order of things, so that is another one at each run.
func TestDeletedSecretsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	k := keep(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	const many = 500
	var ids []store.KeyID
	for n := range many {
		ids = append(ids, k.create(n))
	}
	random.Shuffle(many, func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	stays := k.create(many) // or the last deletion would wipe all pages, whatever is in them
	for i := 0; i < many; {
		next := i + 1
		if random.IntN(20) == 0 { // many at once
			next = min(i+random.IntN(100), many-1) + 1
		}
		k.remove(ids[i:next]...)
		i = next
		switch {
		case random.IntN(3) == 0:
			k.create(many + i)
		case i < many && random.IntN(2) == 0:
			k.must("confirm", k.db.ConfirmKey(t.Context(), k.call(), ids[i]))
		}
	}
	k.folded()
	file, err := os.ReadFile(filepath.Join(k.dir, "chatelaine.db"))
	k.must("read the file", err)
	log, err := os.ReadFile(filepath.Join(k.dir, "chatelaine.db-wal"))
	k.must("read the log", err)
	for _, id := range ids {
		digest := sha256.Sum256([]byte(id))
		if bytes.Contains(file, digest[:]) || bytes.Contains(log, digest[:]) {
			t.Errorf("the digest of %s is still there", id)
		}
	}
	if digest := sha256.Sum256([]byte(stays)); !bytes.Contains(file, digest[:]) {
		t.Error("the digest of a key that stays was not found, so the search finds nothing")
	}
}

// TestALogThatACrashLeftIsFolded opens the files as a crash right after a deletion leaves them: a reader keeps the
// log from being folded while they are copied.
func TestALogThatACrashLeftIsFolded(t *testing.T) {
	t.Parallel()
	k := keep(t)
	outside, err := sql.Open("sqlite", "file:"+filepath.Join(k.dir, "chatelaine.db")+"?mode=ro")
	k.must("open from outside", err)
	defer outside.Close()
	reading, err := outside.Begin()
	k.must("read from outside", err)
	defer reading.Rollback()
	k.must("read from outside", reading.QueryRow("SELECT count(*) FROM keys").Scan(new(int)))
	id := k.create(1)
	k.remove(id)
	digest := sha256.Sum256([]byte(id))
	after := &keeper{T: t, dir: t.TempDir()}
	for _, name := range []string{"chatelaine.db", "chatelaine.db-wal"} {
		content, err := os.ReadFile(filepath.Join(k.dir, name))
		k.must("read what the crash left", err)
		k.must("copy what the crash left", os.WriteFile(filepath.Join(after.dir, name), content, 0o600))
		if found := bytes.Contains(content, digest[:]); found != (name == "chatelaine.db-wal") {
			t.Fatalf("before the start, %s holds the digest: %v", name, found)
		}
	}
	after.db = open(t, sqlstore.Config{Dir: after.dir})
	after.folded()
	file, err := os.ReadFile(filepath.Join(after.dir, "chatelaine.db"))
	k.must("read the file", err)
	if bytes.Contains(file, digest[:]) {
		t.Error("the digest is still in the file")
	}
}

func TestReadersDelayTheScrubAndDontStopIt(t *testing.T) {
	t.Parallel()
	k := keep(t)
	ctx, stop := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	for range 2 {
		reading.Go(func() {
			for ctx.Err() == nil {
				if _, err := k.db.Keys(ctx, k.actor, store.KeyQuery{}); err != nil && ctx.Err() == nil {
					t.Errorf("read meanwhile: %v", err)
				}
			}
		})
	}
	defer reading.Wait()
	defer stop()
	for n := range 5 {
		k.remove(k.create(n))
	}
	k.folded()
}
