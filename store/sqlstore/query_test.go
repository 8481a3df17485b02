package sqlstore

import (
	"fmt"
	"strings"
	"testing"
)

// TestPagesAreReadByTheirIndexes asks the engine how it would read the pages: by an index that has the page's order, and
// the other tables by their keys.
func TestPagesAreReadByTheirIndexes(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, tt := range map[string]struct{ query, index string }{
		"own, all counted":          {countKeysOf, "COVERING INDEX keys_by_creator (org_id=? AND creator=?)"},
		"keys by their ids":         {keysByID, "k USING INDEX sqlite_autoindex_keys_1 (org_id=? AND id=?)"},
		"a deletion":                {keyDeletion, "events_by_subject (org_id=? AND subject=?)"},
		"what a key owns":           {ownedResources + touchedResources, "owners_by_principal (org_id=? AND principal=?)"},
		"whether they own anything": {ownsAny, "owners_by_principal (org_id=? AND principal=?)"},
		"what lies in what it owns": {ownedTrees + touchedResources, "resources_by_parent (org_id=? AND parent=?)"},
		"the owners of it":          {ownedTrees + touchedOwners, "o USING PRIMARY KEY (org_id=? AND resource=?)"},
		"the access entries to it":  {ownedTrees + touchedAccess, "a USING PRIMARY KEY (org_id=? AND resource=?)"},
		"the access entries it has": {accessOfAll, "access_entries_by_principal (org_id=? AND principal=?)"},
		"its digests, to delete":    {dropDigestsOf, "secrets_by_key (org_id=? AND key_id=?)"},
		"the organizations of whom": {memberships, "members_by_account (account=?)"},
		"the digests, to delete":    {dropDigestsOf, "digests USING INTEGER PRIMARY KEY"},
	} {
		if strings.Contains(tt.query, "IN %s") {
			tt.query = fmt.Sprintf(tt.query, "("+parameters(2, idsAtOnce[len(idsAtOnce)-1])+")")
		}
		plan := explain(t, db.readers, tt.query)
		if writers := explain(t, db.writer, tt.query); writers != plan {
			t.Errorf("%s: the writer has another plan than the readers:\n%s\n%s", name, writers, plan)
		}
		if !strings.Contains(plan, tt.index) {
			t.Errorf("%s: no %s in\n%s", name, tt.index, plan)
		}
		if name != "the organizations of whom" && (strings.Contains(plan, "ORDER BY") || strings.Contains(plan, "SCAN k")) {
			t.Errorf("%s is sorted or scanned:\n%s", name, plan)
		}
	}
}

func explain(t *testing.T, from *pool, query string) (plan string) {
	t.Helper()
	parameters := make([]any, strings.Count(query, "$")+strings.Count(query, "?"))
	on, err := from.acquire(t.Context()) // sql.DB has none to give while the pool keeps them all
	if err != nil {
		t.Fatal(err)
	}
	defer from.release(on)
	rows, err := on.conn.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, parameters...)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan += fmt.Sprintln(detail)
	}
	return plan
}
