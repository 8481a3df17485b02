package storetest

import (
	"testing"
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
