package main

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// What is due when the program starts: the ends of so many overlaps; and how often it is killed meanwhile.
const (
	dueJobs      = 1200 // so many that a busy machine still kills in the middle of them
	crashesAtDue = 8
)

// crashAtJobs kills the program while it does what is due, again and again; in the end each was done once.
func crashAtJobs(t *testing.T, binary string, seed int) {
	data := filepath.Join(t.TempDir(), "data")
	fillOverlaps(t, data)
	random := rand.New(rand.NewPCG(uint64(seed), 1<<34))
	inTheMiddle := 0
	for range crashesAtDue {
		p := startProcess(t, binary, data)
		<-time.After(time.Duration(random.IntN(60_000)) * time.Microsecond)
		p.kill(t)
		if left := countIn(t, data, "SELECT count(*) FROM jobs"); left > 0 && left < dueJobs {
			inTheMiddle++
		}
	}
	p := startProcess(t, binary, data)
	p.signal(t, syscall.SIGTERM)
	if err := p.wait(t); err != nil {
		t.Errorf("after all that, a stop ends with: %v", err)
	}
	finishJobs(t, data)
	for sentence, query := range map[string]string{
		"an overlap's end was told of twice, or not": `SELECT count(*) FROM (SELECT subject FROM events WHERE action = 'key.secret_retired' GROUP BY subject HAVING count(*) <> 1)`,
		"a secret is kept that has ended":            `SELECT count(*) FROM secrets WHERE ends_at <> 253402300799999`,
		"a digest is kept of one that has ended":     `SELECT count(*) FROM digests WHERE secret NOT IN (SELECT seq FROM secrets)`,
		"a job is left":                              `SELECT count(*) FROM jobs`,
		"there is a hole before an event":            `SELECT count(*) FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS n FROM events) WHERE seq <> n`,
	} {
		if n := countIn(t, data, query); n != 0 {
			t.Errorf("%s: %d", sentence, n)
		}
	}
	if n := countIn(t, data, `SELECT count(*) FROM events WHERE action = 'key.secret_retired'`); n != dueJobs {
		t.Errorf("of %d ends, %d were told of", dueJobs, n)
	}
	if t.Logf("%d of %d crashes came in the middle", inTheMiddle, crashesAtDue); inTheMiddle == 0 {
		t.Error("no crash came while anything was done, which says nothing")
	}
}

// fillOverlaps makes a folder with keys that were rotated two hours ago, for an hour.
func fillOverlaps(t *testing.T, data string) {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-2 * time.Hour)
	var keys []store.ImportedKey
	for i := range dueJobs {
		label := fmt.Sprintf("key%09d", i)
		keys = append(keys, store.ImportedKey{ID: store.KeyID(label), Name: label, Role: store.RoleUser, Creator: "ada", CreatedAt: at, Secret: overlapSecret(label)})
	}
	org, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: at}, store.Import{
		Organization: store.NewOrganization{ID: "organization", Slug: "north", Name: "North", Zone: "Europe/Paris", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada", Email: "ada@north.example"}, Role: store.RoleAdministrator, JoinedAt: at}},
		Keys:         slices.Values(keys),
	})
	for _, key := range keys {
		if err == nil {
			_, err = db.RotateKey(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: "ada", Org: org.Org}, At: at}, key.ID,
				store.Rotation{Overlap: time.Hour, Secret: overlapSecret("second of " + key.Name)})
		}
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func overlapSecret(label string) store.NewSecret {
	return store.NewSecret{Digest: sha256.Sum256([]byte(label)), Prefix: "chk", Tail: "0abc"}
}

// finishJobs does what a crash left to a holder who is gone, at a time when it is free again.
func finishJobs(t *testing.T, data string) {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	for by := (store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: time.Now().Add(2 * store.JobLease)}); err == nil; {
		var job store.Job
		if job, err = db.LeaseJob(t.Context(), by); err == nil {
			_, err = db.RunJob(t.Context(), by, job)
		}
	}
	if closing := db.Close(); closing != nil || !errors.Is(err, store.ErrNotFound) {
		t.Fatal(errors.Join(err, closing))
	}
}

// countIn gives the number that a question to a database has for an answer, while its portal rests.
func countIn(t *testing.T, data, question string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "chatelaine.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), question).Scan(&n); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return n
}
