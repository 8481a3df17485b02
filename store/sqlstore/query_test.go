package sqlstore

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// TestStatementsUseTheirIndexes asks the engine how it would read what has a statement of its own.
func TestStatementsUseTheirIndexes(t *testing.T) {
	t.Parallel()
	_, readers, writer := openHere(t)
	for name, tt := range map[string]struct{ query, index string }{
		"keys by seq":               {keysBySeq + "(" + parameters(2, 25) + ")", "k USING PRIMARY KEY (seq=?)"},
		"keys by their ids":         {keysByID, "k USING INDEX sqlite_autoindex_keys_1 (org_id=? AND id=?)"},
		"own, all counted":          {countKeysOf, "COVERING INDEX keys_by_creator (org_id=? AND creator=?)"},
		"creators":                  {piece(creatorColumns).statement(), "COVERING INDEX keys_by_creator (org_id=? AND creator=?)"},
		"the newest event":          {newestEvent, "COVERING INDEX events_by_organization (org_id=?)"},
		"how many events since":     {countEventsSince, "COVERING INDEX events_by_organization (org_id=? AND seq>?)"},
		"the events since":          {eventsSince, "INDEX events_by_organization (org_id=? AND seq>?)"},
		"ends that are kept":        {keptEnds, "SEARCH key_ends USING PRIMARY KEY (org_id=?)"},
		"keys that ended before":    {endedBefore, "INDEX keys_ended_before (org_id=?)"},
		"ends in a span":            {endsWithin, "SEARCH key_ends USING PRIMARY KEY (org_id=? AND expires_at>? AND expires_at<?)"},
		"off before":                {offBefore, "COVERING INDEX keys_off_for_a_while (org_id=? AND inactive_until<?)"},
		"off later":                 {offLater, "COVERING INDEX keys_by_switch (org_id=? AND inactive_from>?)"},
		"keys with facts":           {keyFactsByID, "k USING INDEX sqlite_autoindex_keys_1 (org_id=? AND id=?)"},
		"creators by their ids":     {piece(namedCreators).then(piece("AND"), in("m.account", []string{"a", "b"})).statement(), "m USING PRIMARY KEY (org_id=? AND account=?)"},
		"a deletion":                {keyDeletion, "events_by_subject (org_id=? AND subject=?)"},
		"what a key owns":           {ownedResources + touchedResources, "owners_by_principal (org_id=? AND principal=?)"},
		"whether they own anything": {ownsAny, "owners_by_principal (org_id=? AND principal=?)"},
		"what lies in what it owns": {ownedTrees + touchedResources, "resources_by_parent (org_id=? AND parent=?)"},
		"the owners of it":          {ownedTrees + touchedOwners, "o USING PRIMARY KEY (org_id=? AND resource=?)"},
		"the access entries to it":  {ownedTrees + touchedAccess, "a USING PRIMARY KEY (org_id=? AND resource=?)"},
		"the access entries it has": {accessOfAll, "access_entries_by_principal (org_id=? AND principal=?)"},
		"its digests, to delete":    {dropDigestsOf, "secrets_by_key (org_id=? AND key_id=?)"},
		"its secrets":               {secretsOfKey, "s USING INDEX secrets_by_key (org_id=? AND key_id=?)"},
		"the end of one":            {lastSecretEnd, "events_by_subject (org_id=? AND subject=?)"},
		"the next job":              {nextJob, "COVERING INDEX jobs_by_due"},
		"what is due":               {leaseJob, "COVERING INDEX jobs_by_due (due_at<?)"},
		"suspensions to come":       {scheduleSuspensions, "keys_off_for_a_while (org_id=? AND inactive_until>?)"},
		"what keys are for":         {aboutsOfRows + "(" + parameters(2, 25) + ")", "b USING INTEGER PRIMARY KEY (rowid=?)"},
		"the history of a key":      {historyOfKey, "events_by_subject (org_id=? AND subject=? AND seq<?)"},
		"labels to choose":          {piece(allLabels).then(piece("1 = 1"), piece(allLabelsOrder)).statement(), "c USING PRIMARY KEY (org_id=?)"},
		"the organizations of whom": {memberships, "members_by_account (account=?)"},
		"a key that is switched":    {switchKey, "keys USING PRIMARY KEY (seq=?)"},
		"a key with its groups":     {wholeKey, "x USING PRIMARY KEY (seq=?)"},
		"what it is for":            {wholeKey, "b USING INTEGER PRIMARY KEY (rowid=?)"},
		"the groups of rows":        {groupsOfRows + "(" + parameters(2, 25) + ")", "x USING PRIMARY KEY (seq=?)"},
		"an actor's groups":         {memberStanding, "x USING PRIMARY KEY (org_id=? AND account=?)"},
		"a key's groups":            {keyStanding, "x USING PRIMARY KEY (seq=?)"},
		"where they were used from": {networksOfGroup, "n USING PRIMARY KEY (seq=?)"},
		"the keys of a group":       {keysOfGroup, "COVERING INDEX key_groups_by_group (org_id=? AND grp=?)"},
		"those with no other group": {countBareKeys, "o USING PRIMARY KEY (seq=?)"},
		"a group's keys, to drop":   {dropKeysOfGroup, "key_groups_by_group (org_id=? AND grp=?)"},
		"a key's groups, to drop":   {dropKeyGroups, "key_groups USING PRIMARY KEY (seq=?)"},
		"a group, without its keys": {changeGroup, "sqlite_autoindex_groups_2 (org_id=? AND no=?)"},
		"guesses in a bucket":       {guessesInBucket, "COVERING INDEX guesses_by_bucket (bucket=?)"},
		"guesses from an address":   {guessesNearby, "COVERING INDEX guesses_by_bucket (bucket=? AND at>?)"},
		"a session with its person": {sessionByToken, "a USING PRIMARY KEY (id=?)"},
		"users who lose a grant":    {firstUsersWith, "m USING INDEX members_by_name (org_id=?)"},
		"and how many":              {countUsersWith, "m USING PRIMARY KEY (org_id=?)"},
		"keys that lose it":         {firstUserKeysWith, "x USING COVERING INDEX key_groups_by_group (org_id=? AND grp=?)"},
		"and how many of them":      {countUserKeysWith, "x USING COVERING INDEX key_groups_by_group (org_id=? AND grp=?)"},
		"whoever joins a group":     {memberToJoin, "m USING PRIMARY KEY (org_id=? AND account=?)"},
		"the digests, to delete":    {dropDigestsOf, "digests USING INTEGER PRIMARY KEY"},
	} {
		if strings.Contains(tt.query, "IN %s") {
			tt.query = fmt.Sprintf(tt.query, "("+parameters(2, idsAtOnce[len(idsAtOnce)-1])+")")
		}
		plan := explain(t, readers, tt.query)
		if writers := explain(t, writer, tt.query); writers != plan {
			t.Errorf("%s: the writer has another plan than the readers:\n%s\n%s", name, writers, plan)
		}
		if !strings.Contains(plan, tt.index) {
			t.Errorf("%s: no %s in\n%s", name, tt.index, plan)
		}
		if name != "the organizations of whom" && name != "creators" && name != "where they were used from" && (strings.Contains(plan, "ORDER BY") || strings.Contains(plan, "SCAN k")) {
			t.Errorf("%s is sorted or scanned:\n%s", name, plan)
		}
	}
}

// TestTablesAreReadByTheirIndexes asks for every filter in every order, forward and back, by both plans, and then asks
// the engine how it reads each statement of that: no table is scanned, and nothing is sorted but what was looked up.
func TestTablesAreReadByTheirIndexes(t *testing.T) {
	t.Parallel()
	db, readers, _ := openHere(t)
	withGroups(t, db)
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for name, f := range askedFilters(at) {
		db.maxListed = -1 // as if texts were found in many keys; searches are asked for the other way too
		if name == "two" {
			db.maxListed = store.MaxCount
		}
		for _, column := range store.KeyColumns {
			for _, sort := range []store.KeySort{{Column: column}, {Column: column, Descending: true}} {
				place := store.CursorOf(store.Key{ID: "k", Name: "Parcel", Role: store.RoleUser, CreatedAt: at, ExpiresAt: at}, sort, at)
				for _, q := range []store.KeyQuery{{}, {After: place}, {Before: place}} {
					q.Filter, q.Sort, q.At, q.Rows = f, sort.OrDefault(), at, 25
					checkStatements(t, db, readers, name+" by "+sort.String(), q, seen)
				}
			}
		}
	}
}

// withGroups makes an organization with the groups that the filters ask about.
func withGroups(t *testing.T, db *DB) {
	t.Helper()
	in := store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: store.NewAccount{ID: "ada", Name: "Ada Moreau", Email: "ada@north.example"}, Role: store.RoleAdministrator}},
		Groups:       []store.ImportedGroup{{ID: "crews0000000", Name: "Crews", Creator: "ada"}, {ID: "office000000", Name: "Office", Creator: "ada"}},
	}
	if _, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, in); err != nil {
		t.Fatal(err)
	}
}

// askedFilters are filters of each sort, and two together.
func askedFilters(at time.Time) map[string]store.KeyFilter {
	span := store.Span{From: at, To: at.AddDate(0, 1, 0)}
	text := func(op store.TextOp) store.TextFilter { return store.TextFilter{Op: op, Text: "parcel"} }
	return map[string]store.KeyFilter{
		"none": {}, "search": {Search: "moreau"}, "short": {Search: "mo"}, "contains": {Name: text(store.TextContains)}, "starts": {Name: text(store.TextStarts)},
		"is": {Name: text(store.TextIs)}, "is not": {Name: text(store.TextIsNot)}, "id contains": {ID: text(store.TextContains)}, "id starts": {ID: text(store.TextStarts)},
		"inactive": {Statuses: []store.Status{store.StatusInactive}}, "active": {Statuses: []store.Status{store.StatusActive}},
		"three statuses": {Statuses: []store.Status{store.StatusActive, store.StatusExpired, store.StatusInactive}},
		"role":           {Roles: []store.Role{store.RoleUser}}, "creator": {Creators: []store.AccountID{"ada"}}, "creators": {Creators: []store.AccountID{"ada", "bo"}},
		"left": {CreatorLeft: true}, "created": {Created: span}, "expires": {Expires: span}, "used": {Used: span}, "never used": {NeverUsed: true},
		"unconfirmed": {Unconfirmed: true}, "owns": {OwnsResources: true}, "two": {Search: "mo", Roles: []store.Role{store.RoleUser}},
		"purpose contains": {Purpose: text(store.TextContains)}, "purpose starts": {Purpose: text(store.TextStarts)}, "purpose is": {Purpose: text(store.TextIs)},
		"purpose is not": {Purpose: text(store.TextIsNot)}, "no purpose": {Purpose: text(store.TextEmpty)}, "label": {Labels: []store.Label{{Name: "env", Value: "test"}}},
		"labels": {Labels: []store.Label{{Name: "env"}, {Name: "team", Value: "a"}, {Name: "team", Value: "b"}}}, "contact": {Contacts: []store.AccountID{"ada"}},
		"contact left": {ContactLeft: true},
		"group":        {Groups: []store.GroupID{"crews0000000"}}, "groups": {Groups: []store.GroupID{"crews0000000", "office000000"}},
	}
}

// TestLookUpsAreBounded counts what the plan that looks keys up would read for every filter in every order, among more
// keys than it may read.
func TestLookUpsAreBounded(t *testing.T) {
	t.Parallel()
	const keys = store.MaxCount + 200
	db, ada := filled(t, t.TempDir(), keys, 150)
	db.maxWalk = store.MaxCount + 100
	filters := askedFilters(tableAt)
	filters["all names"] = store.KeyFilter{Search: "ωμέγα"}
	filters["most"] = store.KeyFilter{Created: store.Span{To: tableAt.Add((store.MaxCount + 50) * time.Second)}}
	looked := 0
	for name, f := range filters {
		for _, column := range store.KeyColumns {
			sort := store.KeySort{Column: column}.OrDefault()
			n, may := lookedUp(t, db, ada, store.KeyQuery{Filter: f, Sort: sort, At: tableAt})
			if looked = max(looked, n); n > may {
				t.Errorf("%s by %s: %d keys are looked up, and at most %d may be", name, sort, n, may)
			}
		}
	}
	if looked <= store.MaxCount {
		t.Errorf("at most %d keys were looked up, too few to show anything", looked)
	}
}

// lookedUp counts the keys that are looked up for a query, if any may be: as many as are counted, or, where a walk came to
// its end before a page was full, as many as it read.
func lookedUp(t *testing.T, db *DB, actor store.Actor, q store.KeyQuery) (n, may int) {
	t.Helper()
	err := db.read(t.Context(), func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		l, err := tx.keyList(actor.Org, standing, q)
		if err != nil {
			return err
		}
		within, least, err := l.countParts()
		if err != nil || within < 0 {
			return err
		}
		if may = store.MaxCount; least.More {
			few, err := l.holdsAtMost(l.parts.list[within], db.maxWalk)
			if may = db.maxWalk; err != nil || !few {
				return err
			}
		}
		count, err := l.number(piece("SELECT count(*) FROM (").then(l.lookUp(within).looked, piece(") c")))
		n = int(count)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, may
}

// checkStatements asks for a page by both plans, as if the filter's parts found many keys and few, and explains all
// that is asked of the engine.
func checkStatements(t *testing.T, db *DB, readers *pool, what string, q store.KeyQuery, seen map[string]bool) {
	t.Helper()
	err := db.read(t.Context(), func(tx *tx) error {
		l, err := tx.keyList(1, store.Standing{Kind: store.ActorMember, ID: "ada", Role: store.RoleManager}, q)
		if err != nil {
			return err
		}
		for _, n := range []int64{store.MaxCount, store.MaxCount + 1} {
			for i := range l.parts.list {
				for j := range l.parts.list[i].arms {
					l.parts.list[i].arms[j].n = n
				}
			}
			l.test, l.apart, l.asks = l.parts.tests(l.sort.Column)
			for _, l.walk = range []int{0, 100} {
				if _, err := l.read(q, store.Count{N: 1}); err != nil {
					return err
				}
			}
			if len(l.parts.list) > 0 && !l.parts.list[0].loose {
				if _, err := l.lookUp(0).read(q, store.Count{N: 1}); err != nil {
					return err
				}
			}
		}
		if len(l.parts.list) > 0 && !l.parts.list[0].loose && q.After.IsZero() { // after a place: Before does that too
			if err := readHits(l, q); err != nil {
				return err
			}
		}
		for query := range tx.on.statements {
			if seen[query] {
				continue
			}
			seen[query] = true
			plan := explain(t, readers, query)
			looked := strings.Contains(query, "p.seq")
			if strings.Contains(plan, "SCAN k") || strings.Contains(plan, "SCAN u") || strings.Contains(plan, "SCAN b") || strings.Contains(plan, "SCAN x") || strings.Contains(plan, "AUTOMATIC") ||
				!looked && strings.Contains(plan, "FOR ORDER BY") {
				t.Errorf("%s: a table is scanned or sorted:\n%s\n%s", what, query, plan)
			}
			if strings.Contains(plan, "FOR ORDER BY") && !strings.Contains(query, "LIMIT") { // with it the engine keeps a page's rows alone
				t.Errorf("%s: all that was looked up is sorted:\n%s\n%s", what, query, plan)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// readHits asks for a page of two hits in all the ways that an order is walked for them.
func readHits(l keyList, q store.KeyQuery) error {
	two := []int64{1, 2}
	if _, err := l.readOrder(0); err != nil {
		return err
	}
	tried, _ := l.parts.list[0].tried(false)
	for _, tests := range []clause{{}, tried} {
		l.hits = &hits{found: setOf(two), tests: tests}
		if _, err := l.read(q, store.Count{N: 1}); err != nil {
			return err
		}
		l.hits.order, l.hits.touched = &keptOrder{seqs: []uint32{1, 2}}, setOf(two[:1])
		if _, err := l.read(q, store.Count{N: 1}); err != nil {
			return err
		}
	}
	return nil
}

// openHere opens a store, and connections as its own are, which nobody else uses.
func openHere(t *testing.T) (db *DB, readers, writer *pool) {
	t.Helper()
	dir := t.TempDir()
	db, err := Open(t.Context(), Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	path := filepath.Join(dir, FileName)
	for at, source := range map[**pool]string{&readers: readerSource(path), &writer: writerSource(path, synced)} {
		if *at, err = newPool(source, 1); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { (*at).close() })
	}
	return db, readers, writer
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
