package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatelaine/store"
)

var (
	crews  = store.GroupRef{ID: "crews", Name: "Crews"}
	office = store.GroupRef{ID: "office", Name: "Office"}
	read   = store.CataloguePermission{Permission: "layers:read"}
	edit   = store.CataloguePermission{Permission: "members:edit", ManagerOnly: true}
)

func TestGrantsAreAUnionCappedByTheRole(t *testing.T) {
	t.Parallel()
	given := []store.GroupPermission{{read, crews}, {edit, crews}, {read, office}, {read, crews}}
	for name, tt := range map[string]struct {
		role store.Role
		want []store.Permission
	}{
		"nobody":           {0, nil},
		"a user":           {store.RoleUser, []store.Permission{"layers:read"}},
		"a manager":        {store.RoleManager, []store.Permission{"layers:read", "members:edit"}},
		"an administrator": {store.RoleAdministrator, []store.Permission{"layers:read", "members:edit"}},
	} {
		grants := store.Grants(tt.role, given)
		if got := store.Effective(grants); !slices.Equal(got, tt.want) {
			t.Errorf("%s may %v, want %v", name, got, tt.want)
		}
		want := []store.Grant{
			{read, []store.GroupRef{crews, office}, tt.role < store.RoleUser}, {edit, []store.GroupRef{crews}, tt.role < store.RoleManager},
		}
		if diff := cmp.Diff(want, grants); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := store.Grants(store.RoleManager, nil); len(got) > 0 {
		t.Errorf("without groups there are %v", got)
	}
}

func TestRegroup(t *testing.T) {
	t.Parallel()
	one, both := []store.GroupRef{crews}, []store.GroupRef{crews, office}
	for name, tt := range map[string]struct {
		op                    store.RegroupOp
		present, chosen, want []store.GroupRef
	}{
		"add":               {store.RegroupAdd, one, []store.GroupRef{office}, both},
		"add what is":       {store.RegroupAdd, both, one, both},
		"add to none":       {store.RegroupAdd, nil, one, one},
		"remove":            {store.RegroupRemove, both, []store.GroupRef{office}, one},
		"remove what isn't": {store.RegroupRemove, one, []store.GroupRef{office}, one},
		"remove all":        {store.RegroupRemove, both, both, nil},
		"set":               {store.RegroupSet, both, one, one},
		"set to none":       {store.RegroupSet, both, nil, nil},
	} {
		if got := (store.Regroup{Op: tt.op}).Of(tt.present, tt.chosen); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	var invalid *store.InvalidError
	if err := (store.Regroup{Op: "toggle"}).Check(); !errors.As(err, &invalid) || invalid.Field != "op" {
		t.Errorf("an op that isn't known gives %v", err)
	}
}

func TestTheDefaultCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	c := store.DefaultCatalogue()
	if len(c.Kinds) != 6 || len(c.Actions) != 5 || len(c.Permissions) != 29 {
		t.Errorf("%d kinds, %d actions, %d permissions", len(c.Kinds), len(c.Actions), len(c.Permissions))
	}
	for _, word := range append(slices.Clone(c.Kinds), c.Actions...) {
		if clean, err := word.Clean(); err != nil || clean != word {
			t.Errorf("%v isn't as it would be stored: %v, %v", word, clean, err)
		}
	}
	for p, managers := range map[store.Permission]bool{"members:read": true, "resources:share": true, "layers:share": false, "layers:delete": false} {
		if found, ok := c.Find(p); !ok || found.ManagerOnly != managers {
			t.Errorf("%s: there %t, for managers only %t, want %t", p, ok, found.ManagerOnly, managers)
		}
	}
	if _, ok := c.Find("members:share"); ok {
		t.Error("members can be shared")
	}
}
