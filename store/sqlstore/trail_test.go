package sqlstore

import (
	"strings"
	"testing"
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
