package sqlstore

import (
	"strings"
	"testing"
)

// TestViewsAreReadByTheirIndexes asks the engine how it would read the views: never those of all.
func TestViewsAreReadByTheirIndexes(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, tt := range map[string]struct{ query, index string }{
		"one's own":               {viewsFor, "saved_views_of_members (org_id=? AND account=?)"},
		"the organization's":      {viewsFor, "saved_views_of_organizations (org_id=?)"},
		"one":                     {viewByID, "PRIMARY KEY (org_id=? AND id=?)"},
		"one's own, counted":      {countOwnViews, "saved_views_of_members (org_id=? AND account=?)"},
		"all, counted":            {countSharedViews, "saved_views_of_organizations (org_id=?)"},
		"a default":               {defaultView, "PRIMARY KEY (org_id=? AND account=?)"},
		"the defaults, to delete": {dropDefaultsTo, "view_defaults_by_view (org_id=? AND view=?)"},
	} {
		if plan := explain(t, db.writer, tt.query); !strings.Contains(plan, tt.index) || strings.Contains(plan, "SCAN v") {
			t.Errorf("%s: no %s in\n%s", name, tt.index, plan)
		}
	}
}
