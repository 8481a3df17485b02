package gate_test

import (
	"net/http"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

func TestEachPathDemandsWhatItSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, user := w.key("Reader", store.RoleUser, readers, sharers)
	_, manager := w.key("Manager", store.RoleManager, sharers)
	for path, want := range map[string]struct{ user, manager, none int }{
		"/auth/north":   {200, 200, 401},
		"/auth/north/-": {200, 200, 401},
		"/auth/north/-/any/../%2e%2e//thing?role=user": {200, 200, 401},
		"/auth/north?need=nothing":                     {200, 200, 401},
		"/auth/north/role/user":                        {200, 200, 401},
		"/auth/north/role/manager":                     {403, 200, 401},
		"/auth/north/role/administrator":               {403, 403, 401},
		"/auth/north/need/layers:read":                 {200, 403, 401},
		"/auth/north/need/layers:read+tables:read":     {200, 403, 401},
		"/auth/north/need/layers:read+layers:edit":     {403, 403, 401},
		"/auth/north/need/projects:share":              {403, 200, 401}, // for managers only
		"/auth/north/role/manager/need/projects:share": {403, 200, 401},
		"/auth/north/need/layers:read/-/role/manager":  {200, 403, 401},
		"/auth/south":                              {401, 401, 401}, // the keys are of another organization
		"/auth/":                                   {503, 503, 503},
		"/auth/east":                               {503, 503, 503},
		"/auth/north/":                             {503, 503, 503},
		"/auth//north":                             {503, 503, 503},
		"/auth/n%6Frth":                            {503, 503, 503},
		"/auth/north/role":                         {503, 503, 503},
		"/auth/north/role/":                        {503, 503, 503},
		"/auth/north/role/keeper":                  {503, 503, 503},
		"/auth/north/role/User":                    {503, 503, 503},
		"/auth/north/role/user/role/user":          {503, 503, 503},
		"/auth/north/need/":                        {503, 503, 503},
		"/auth/north/need/+":                       {503, 503, 503},
		"/auth/north/need/layers:read+":            {503, 503, 503},
		"/auth/north/need/layers:read+layers:read": {503, 503, 503},
		"/auth/north/need/layers:read/need/tables:read": {503, 503, 503},
		"/auth/north/need/layers%3Aread":                {503, 503, 503},
		"/auth/north/need/layers:read,tables:read":      {503, 503, 503},
		"/auth/north/need/layers:fly":                   {503, 503, 503},
		"/auth/north/need/layers:read/role/user":        {503, 503, 503},
		"/auth/north/./need/layers:read":                {503, 503, 503},
		"/auth/north/../south":                          {503, 503, 503},
	} {
		for who, key := range map[string]string{"user": user, "manager": manager, "none": ""} {
			wanted := map[string]int{"user": want.user, "manager": want.manager, "none": want.none}[who]
			if got := w.ask(path, key); got.Code != wanted {
				t.Errorf("%s with the key of %s: %d, want %d", path, who, got.Code, wanted)
			}
		}
	}
}

func TestAChangeHoldsOnceItIsAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, key := w.key("Reader", store.RoleUser, readers)
	want := func(after string, status int, verdict verify.Verdict) {
		t.Helper()
		if got := w.ask("/auth/north/need/layers:read", key); got.Code != status || w.lastUse().Answer.Verdict != verdict {
			t.Errorf("after %s: %d, %v; want %d, %v", after, got.Code, w.lastUse().Answer.Verdict, status, verdict)
		}
	}
	want("creation", http.StatusOK, verify.Valid)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), id, store.Deactivation{}))
	want("deactivation", http.StatusUnauthorized, verify.Inactive)
	must(t)(w.store.ActivateKey(t.Context(), w.call(), id))
	want("activation", http.StatusOK, verify.Valid)
	must(t)(w.store.ChangeGroups(t.Context(), w.call(), id, 0, store.Regroup{Op: store.RegroupSet, Groups: []store.GroupID{sharers}}))
	want("regrouping", http.StatusForbidden, verify.InsufficientPermission)
	w.set(start.AddDate(0, 2, 0))
	want("two months", http.StatusUnauthorized, verify.Expired)
	w.set(start.Add(time.Hour))
	want("going back", http.StatusForbidden, verify.InsufficientPermission)
}

// must fails a test whose change doesn't succeed.
func must(t *testing.T) func(any, error) {
	t.Helper()
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}
