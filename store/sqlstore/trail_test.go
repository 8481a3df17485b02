package sqlstore

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// TestTheTrailIsReadByItsIndexes asks the engine how it would look for the latest changes: what is grouped was read by an
// index before, up to a limit.
func TestTheTrailIsReadByItsIndexes(t *testing.T) {
	t.Parallel()
	_, readers, _ := openHere(t)
	for name, tt := range map[string]struct {
		query clause
		want  []string
	}{
		"of all":       {withQuiet(latestActs, nil), []string{"SEARCH events USING COVERING INDEX events_by_time (org_id=?)"}},
		"of one's own": {withQuiet(latestOwnActs, nil), []string{"SEARCH e USING INDEX events_by_subject (org_id=? AND subject=?)", "SEARCH k USING INDEX keys_by_creator (org_id=? AND creator=?)"}},
		"deletions":    {piece(latestDeletions), []string{"SEARCH events USING COVERING INDEX events_by_time (org_id=?)"}},
	} {
		plan := explain(t, readers, tt.query.statement())
		for _, want := range tt.want {
			if !strings.Contains(plan, want) {
				t.Errorf("%s: no %s in\n%s", name, want, plan)
			}
		}
	}
}

// TestThePagesOfTheTrailAreReadByTheirIndexes asks how the engine would walk for each sort of filter: what is sorted is one
// step of the walk, and no more.
func TestThePagesOfTheTrailAreReadByTheirIndexes(t *testing.T) {
	t.Parallel()
	db, readers, _ := openHere(t)
	ada := []store.Actor{{Kind: store.ActorMember, ID: "ada"}}
	const byTime, byActor = "COVERING INDEX events_by_time (org_id=? AND at>? AND at<?)", "COVERING INDEX events_by_actor (org_id=? AND actor_kind=? AND actor=? AND at>? AND at<?)"
	for name, tt := range map[string]struct {
		filter store.EventFilter
		want   string
	}{
		"all":         {store.EventFilter{}, byTime},
		"a period":    {store.EventFilter{At: store.Span{From: tableAt, To: tableAt.AddDate(0, 1, 0)}}, byTime},
		"an actor":    {store.EventFilter{Actors: ada}, byActor},
		"two actors":  {store.EventFilter{Actors: append(ada, store.Actor{Kind: store.ActorJob})}, "MERGE (UNION ALL)\nLEFT\nSEARCH e USING " + byActor + "\nRIGHT\nSEARCH e USING " + byActor},
		"many actors": {store.EventFilter{Actors: slices.Repeat(ada, maxMerged+1)}, byTime},
		"a family":    {store.EventFilter{Families: []store.EventFamily{store.FamilyKeys}}, byTime},
		"an actor's":  {store.EventFilter{Actors: ada, Families: []store.EventFamily{store.FamilyKeys}}, byActor},
		"a search":    {store.EventFilter{Search: "moreau"}, byTime},
		"a subject":   {store.EventFilter{Subject: "key000000001"}, "INDEX events_by_subject (org_id=? AND subject=?)"},
	} {
		for _, upward := range []bool{false, true} {
			err := db.read(t.Context(), func(tx *tx) error {
				w, err := tx.walkEvents(1, tt.filter)
				w.upward = upward
				plan := explain(t, readers, w.matching("e.at, e.seq", 1000).statement())
				if !strings.Contains(plan, tt.want) {
					t.Errorf("%s: no %s in\n%s", name, tt.want, plan)
				}
				if tt.filter.Subject == "" && strings.Contains(plan, "ORDER BY") {
					t.Errorf("%s is sorted:\n%s", name, plan)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWalksThroughTheTrailAreBrokenOff lowers how far a walk goes: each page of a rare sort of event says where to go on.
func TestWalksThroughTheTrailAreBrokenOff(t *testing.T) {
	t.Parallel()
	const events, rare, walk = 300, 60, 50
	db, ada := filled(t, t.TempDir(), 2, 0)
	db.maxWalk = walk
	for n := range events {
		call := store.Call{Actor: ada, At: tableAt.Add(time.Duration(n) * time.Second)}
		_, err := db.DescribeKey(t.Context(), call, store.KeyID(fmt.Sprintf("key%09d", min(n%rare, 1))), 0, store.Description{Purpose: fmt.Sprint(n)})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range map[string]store.EventFilter{
		"by a name":    {Search: "Ωμέγα 0"},
		"by a subject": {Subject: "key000000000", At: store.Span{To: tableAt.Add(time.Hour)}},
	} {
		query := store.EventQuery{Filter: f, Rows: 25}
		found, pages := 0, 1
		for ; pages < 20; pages++ {
			page, err := db.Events(t.Context(), ada, query)
			if err != nil {
				t.Fatal(err)
			}
			if found += len(page.Entries); page.Stopped == 0 {
				break
			}
			query.After = page.Stopped
		}
		if want := events / rare; found != want || name == "by a name" && pages != events/walk+1 {
			t.Errorf("%s: %d events on %d pages, want %d", name, found, pages, want)
		}
		found = 0
		for query.After = 0; ; {
			batch, err := db.EventBatch(t.Context(), ada, query)
			if err != nil {
				t.Fatal(err)
			}
			if found += len(batch.Entries); batch.Next == 0 {
				break
			}
			query.After = batch.Next
		}
		if want := events / rare; found != want {
			t.Errorf("%s: %d events are exported, want %d", name, found, want)
		}
	}
}
