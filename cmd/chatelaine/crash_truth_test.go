package main

import (
	"database/sql"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"chatelaine/store"

	"github.com/google/go-cmp/cmp"
)

// truth is what is in a data folder's database at one moment.
type truth struct {
	keys  map[string]keyRow // by name
	facts facts
}

// keyRow is a key as the database has it.
type keyRow struct {
	id        store.KeyID
	digest    store.Digest
	confirmed bool
}

const (
	everyKey = `
	SELECT k.id, k.name, d.sha256, coalesce(s.confirmed_at, 0) > 0
	FROM keys k
	LEFT JOIN secrets s ON s.org_id = k.org_id AND s.key_id = k.id
	LEFT JOIN digests d ON d.secret = s.seq`
	everyFact = `
	SELECT 'owner ' || resource || ' ' || principal FROM owners
	UNION ALL
	SELECT 'access ' || resource || ' ' || principal || ' ' || access FROM access_entries
	UNION ALL
	SELECT 'resource ' || id FROM resources
	UNION ALL
	SELECT 'form ' || outcome FROM form_nonces
	UNION ALL
	SELECT 'event ' || action || ' ' || subject FROM events WHERE action GLOB 'key.*' OR action GLOB 'resource.*'`
)

// oddities are questions to which a sound database has no answer.
var oddities = map[string]string{
	"the file is damaged":                     `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
	"a row refers to one that isn't there":    `SELECT "table" || ' to ' || parent FROM pragma_foreign_key_check`,
	"a secret has no digest":                  `SELECT key_id FROM secrets WHERE seq NOT IN (SELECT secret FROM digests)`,
	"a secret has no key":                     `SELECT key_id FROM secrets WHERE key_id NOT IN (SELECT id FROM keys)`,
	"a digest has no secret":                  `SELECT secret FROM digests WHERE secret NOT IN (SELECT seq FROM secrets)`,
	"a principal is neither key nor member":   `SELECT id FROM principals WHERE id NOT IN (SELECT id FROM keys UNION SELECT account FROM members)`,
	"an owner is no principal":                `SELECT principal FROM owners WHERE principal NOT IN (SELECT id FROM principals)`,
	"an access entry belongs to no principal": `SELECT principal FROM access_entries WHERE principal NOT IN (SELECT id FROM principals)`,
	"a resource has no owner":                 `SELECT id FROM resources WHERE id NOT IN (SELECT resource FROM owners)`,
	"there is a hole before an event":         `SELECT seq FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS n FROM events) WHERE seq <> n`,
	"the counter of events is wrong":          `SELECT n FROM counters WHERE org_id = 0 AND name = 'events' AND n <> (SELECT max(seq) FROM events)`,
	"an organization's keys are miscounted":   `SELECT n FROM counters c WHERE name = 'keys' AND n <> (SELECT count(*) FROM keys k WHERE k.org_id = c.org_id)`,
}

// readTruth reads a database while its portal rests, and fails the test for every oddity in it.
func readTruth(t *testing.T, data string) truth {
	t.Helper()
	file := url.URL{Scheme: "file", Path: filepath.Join(data, "chatelaine.db"), RawQuery: "mode=ro"}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	for sentence, query := range oddities {
		for _, which := range texts(t, tx, query) {
			t.Errorf("%s: %s", sentence, which)
		}
	}
	found := truth{keys: map[string]keyRow{}, facts: facts{}}
	found.readKeys(t, tx)
	for _, fact := range texts(t, tx, everyFact) {
		found.facts[fact]++
	}
	return found
}

func (found truth) readKeys(t *testing.T, tx *sql.Tx) {
	t.Helper()
	rows, err := tx.QueryContext(t.Context(), everyKey)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var row keyRow
		var digest []byte
		if err := rows.Scan(&row.id, &name, &digest, &row.confirmed); err != nil {
			t.Fatal(err)
		}
		copy(row.digest[:], digest) // without one it is the zero digest, which no journal has
		found.keys[name] = row
		found.facts[strings.TrimSuffix(fmt.Sprintln("key", row.id, name, row.digest, row.confirmed), "\n")]++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// texts are the rows of a query of one column.
func texts(t *testing.T, tx *sql.Tx, query string) (list []string) {
	t.Helper()
	rows, err := tx.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		list = append(list, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// compare fails the test unless the database holds what the journal expects, and nothing else.
func compare(t *testing.T, data string, j *journal) {
	t.Helper()
	found := readTruth(t, data)
	j.learn(found)
	expected := j.expect()
	if maps.Equal(expected, found.facts) { // much the faster
		return
	}
	t.Errorf("the database isn't what its clients know (- expected, + found):\n%s", cmp.Diff(expected, found.facts))
}
