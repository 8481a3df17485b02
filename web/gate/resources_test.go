package gate_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web/gate"
)

// withResources lets the store of a world answer about resources.
func withResources(w **world) func(*gate.Config) {
	return func(c *gate.Config) { c.Resources = storeOf{w} }
}

// storeOf is the store of a world that is still being made.
type storeOf struct{ w **world }

// KeyAccess asks it.
func (s storeOf) KeyAccess(ctx context.Context, org store.OrgID, key store.KeyID, names []store.ResourceName) ([]store.Access, error) {
	return (*s.w).store.KeyAccess(ctx, org, key, names)
}

// TestResourcesAreCovered: role and groups give the action, ownership or an entry covers the resource or what it lies in, and
// neither does without the other.
func TestResourcesAreCovered(t *testing.T) {
	t.Parallel()
	var w *world
	w = newWorld(t, withResources(&w))
	_, token := w.credential("Tile server")
	owner, ownerKey := w.key("Owner", store.RoleUser, readers)
	viewer, viewerKey := w.key("Viewer", store.RoleUser, readers)
	groupless, grouplessKey := w.key("Groupless", store.RoleUser, sharers)
	for _, thing := range []store.NewResource{
		{ID: "ResourcesOne", Kind: "projects", OutsideID: "p1", Name: "Survey", Owners: []store.PrincipalID{owner.Principal(), groupless.Principal()}},
		{ID: "ResourcesTwo", Kind: "layers", OutsideID: "l1", Name: "Roads", Parent: "ResourcesOne", Owners: []store.PrincipalID{admin.Principal()}},
		{ID: "ResourcesTen", Kind: "projects", OutsideID: "p2", Name: "Water", Owners: []store.PrincipalID{admin.Principal()}},
		{ID: "ResourcesSix", Kind: "layers", OutsideID: "l2", Name: "Rivers", Parent: "ResourcesTen", Owners: []store.PrincipalID{admin.Principal()}},
	} {
		if err := w.store.RegisterResource(t.Context(), w.call(), thing); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.store.GiveAccess(t.Context(), w.call(), store.AccessEntry{Resource: "ResourcesSix", Principal: viewer.Principal(), Access: store.AccessModify}); err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{"owner": ownerKey, "viewer": viewerKey, "groupless": grouplessKey}
	for question, want := range map[string]string{
		"owner layers l1 view": "valid", "owner layers l2 view": "insufficient_permission", "owner layers l1 modify": "insufficient_permission", // readers don't edit
		"viewer layers l2 view": "valid", "viewer layers l1 view": "insufficient_permission", "viewer layers l2 modify": "insufficient_permission",
		"groupless layers l1 view": "insufficient_permission", "viewer tables l2 view": "insufficient_permission", "owner layers nothing view": "insufficient_permission",
	} {
		part := strings.Fields(question)
		got := w.verifies(token, keys[part[0]], fmt.Sprintf(`,"need":[{"kind":%q,"id":%q,"access":%q}]`, part[1], part[2], part[3]))
		if got["code"] != want {
			t.Errorf("%s: %v, want %s", question, got, want)
		}
	}
}

// gone is a store that doesn't answer.
type gone struct{}

// KeyAccess fails.
func (gone) KeyAccess(context.Context, store.OrgID, store.KeyID, []store.ResourceName) ([]store.Access, error) {
	return nil, errors.New("no answer")
}

func TestWithoutTheStoreOnlyResourcesAreUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *gate.Config) { c.Resources = gone{} })
	_, token := w.credential("Tile server")
	_, key := w.key("Reader", store.RoleUser, readers)
	if got := w.verifies(token, key, `,"need":["layers:read"]`); got["valid"] != true {
		t.Errorf("a permission: %v", got)
	}
	body := fmt.Sprintf(`{"key":%q,"need":[{"kind":"layers","id":"1","access":"view"}]}`, key)
	if got := w.send("/v1/verify", "application/json", body, bearing(token)); got.Code != http.StatusServiceUnavailable {
		t.Errorf("a resource: %d %s", got.Code, got.Body)
	}
}
