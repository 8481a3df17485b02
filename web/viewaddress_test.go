package web

import (
	"net/url"
	"testing"

	"chatelaine/store"
	"chatelaine/views"
)

func TestBuiltInViewsAreStatesOfTheTable(t *testing.T) {
	t.Parallel()
	for _, ref := range []store.ViewRef{"expiring-soon", "never-used", "owns-resources", "creator-left", "not-confirmed"} {
		state, known := views.StateOf(store.ViewList{}, ref)
		table, err := parseViewState(state)
		if !known || err != nil || !ref.BuiltIn() || table.viewState() == "" {
			t.Errorf("%s shows %q: %v", ref, state, err)
		}
	}
}

// What a table's own address says can always be saved, and leads back to it.
func FuzzStateOfATableCanBeSaved(f *testing.F) {
	f.Add("q=a&name=contains:is:b&status=active&sort=-name&rows=50&after=x&view=all")
	f.Add("by=abcdefghijkl&created=..2026-01-01&only=left,owns&q=%25+%26")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		table, _ := parseTable(values)
		table.Explicit = true
		state := table.viewState()
		if _, err := parseViewState(state); err != nil {
			t.Fatalf("%q: the state %q is refused: %v", query, state, err)
		}
		links := tableLinks{"/keys", table}
		if address, here := links.View(state); !here || address == "/keys" {
			t.Errorf("%q: the state %q leads to %s, which is another table", query, state, address)
		}
	})
}
