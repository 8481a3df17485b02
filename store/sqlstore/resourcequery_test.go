package sqlstore

import (
	"strings"
	"testing"

	"chatelaine/store"
)

// TestResourcesAreListedByIndex asks for every filter in every order, and then asks the engine how it reads that: nothing is
// scanned, and nothing is sorted but what owners and places choose.
func TestResourcesAreListedByIndex(t *testing.T) {
	t.Parallel()
	db, readers, _ := openHere(t)
	place := store.ListedResource{Resource: store.Resource{ID: "r", Name: "Parcel", Kind: store.Kind{Slug: "layers"}}}
	for name, f := range map[string]store.ResourceFilter{
		"none": {}, "search": {Search: "parcel"}, "kinds": {Kinds: []string{"layers", "tables"}}, "owners": {Owners: []store.PrincipalID{"a", "b"}},
		"keys alone": {KeysAlone: true}, "in": {In: "r"},
	} {
		for _, role := range []store.Role{store.RoleManager, store.RoleUser} {
			for _, column := range store.ResourceColumns {
				sort := store.ResourceSort{Column: column, Descending: role == store.RoleUser}.OrDefault()
				q := store.ResourceQuery{Filter: f, Sort: sort, After: store.ResourceCursorOf(place, sort)}
				err := db.read(t.Context(), func(tx *tx) error {
					l, err := tx.resourceList(1, store.Standing{Kind: store.ActorMember, ID: "ada", Role: role}, q)
					if err != nil {
						return err
					}
					walks := role == store.RoleManager && len(f.Owners) == 0 && f.In == ""
					rows := piece("SELECT r.id").then(l.where(l.beyond(q.After, false, false)), piece("ORDER BY "+joinColumns(l.order.columns, "")+" LIMIT ?", 26))
					plan := explain(t, readers, rows.statement())
					if strings.Contains(plan, "SCAN r") || strings.Contains(plan, "SCAN o") || strings.Contains(plan, "SCAN a") ||
						walks && (strings.Contains(plan, "ORDER BY") || !strings.Contains(plan, "COVERING INDEX "+l.order.index)) {
						t.Errorf("%s by %s as %s:\n%s\n%s", name, sort, role, rows.statement(), plan)
					}
					_, err = l.page(q)
					return err
				})
				if err != nil {
					t.Fatalf("%s by %s: %v", name, sort, err)
				}
			}
		}
	}
}
