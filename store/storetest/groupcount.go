package storetest

import (
	"testing"

	"chatelaine/store"
)

// testGroupCounts: the frame counts the groups that somebody sees.
func testGroupCounts(t *testing.T, open opener) {
	w := newWorld(t, open, crewPlot)
	for name, want := range map[string]int{"ada": 2, "bo": 2, "dee": 1, "dan": 0} {
		portal, err := w.store.Portal(t.Context(), w.account(name), w.plot.slug)
		must(t, "open the portal", err)
		if portal.Groups != want {
			t.Errorf("%s sees %d groups, want %d", name, portal.Groups, want)
		}
	}
}

// groupMembersFound: those who belong to a group are found by name and address; who sees only their own groups finds
// themselves.
func groupMembersFound(t *testing.T, w *world) {
	for name, tt := range map[string]struct {
		actor, search string
		limit, want   int
	}{
		"all": {"ada", "", 10, 2}, "by name": {"bo", "DEE moreau", 10, 1}, "by address": {"ada", "bo@", 10, 1}, "nobody": {"ada", "bea", 10, 0},
		"the first": {"ada", "", 1, 1}, "a user": {"dee", "", 10, 1},
	} {
		found, err := w.store.GroupMembers(t.Context(), w.actor(tt.actor), w.group("crews"), tt.search, tt.limit)
		if err != nil || len(found) != tt.want {
			t.Errorf("%s: %+v, %v, want %d", name, found, err, tt.want)
		}
	}
	_, err := w.store.GroupMembers(t.Context(), w.actor("dan"), w.group("crews"), "", 10)
	wantErr(t, "a stranger to the group", err, store.ErrNotFound)
}
