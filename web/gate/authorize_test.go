package gate_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
	"chatelaine/web/gate"
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

// A proxy may ask twice for one call, when a connection breaks: nothing is spent by asking, and both are counted.
func TestAskedTwiceTheGateSaysTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	id, key := w.key("Reader", store.RoleUser, readers)
	for path, status := range map[string]int{"/auth/north": 200, "/auth/north/need/layers:edit": 403, "/auth/south": 401} {
		before := len(w.uses)
		first, second := w.ask(path, key), w.ask(path, key)
		first.Header().Del("X-Chatelaine-Ref")
		second.Header().Del("X-Chatelaine-Ref") // each question has its own
		if first.Code != status || second.Code != status || !maps.EqualFunc(first.Header(), second.Header(), slices.Equal) {
			t.Errorf("%s: %d %v, then %d %v, want %d both times", path, first.Code, first.Header(), second.Code, second.Header(), status)
		}
		if asked := w.uses[before:]; len(asked) != 2 || asked[0].Answer.Verdict != asked[1].Answer.Verdict {
			t.Errorf("%s: recorded were %+v", path, asked)
		}
	}
	for range 2 {
		if v := w.verifies(token, key, `,"need":["layers:read"]`); v["valid"] != true || v["key_id"] != string(id) {
			t.Errorf("a program is told %v", v)
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

func TestWhatGroupsAndSecretsBecomeHoldsOnceItIsAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, key := w.key("Reader", store.RoleUser, readers)
	want := func(after string, path, key string, status int) {
		t.Helper()
		if got := w.ask(path, key); got.Code != status {
			t.Errorf("after %s, %s: %d, want %d", after, path, got.Code, status)
		}
	}
	const path = "/auth/north/need/layers:read"
	reserved := store.CataloguePermission{Permission: "layers:read", ManagerOnly: true}
	plan, err := w.store.PlanManagerOnly(t.Context(), w.call().Actor, reserved)
	must(t)(plan, err)
	must(t)(w.store.ChangeManagerOnly(t.Context(), w.call(), reserved, plan.Digest))
	want("reserving it for managers", path, key, http.StatusForbidden)
	want("reserving another", "/auth/north/need/tables:read", key, http.StatusOK)

	must(t)(nil, w.store.AddKind(t.Context(), w.call(), store.NewKind{CatalogueWord: store.CatalogueWord{Slug: "maps", Words: "Maps"}, Actions: []string{"read"}}))
	want("adding a kind", "/auth/north/need/maps:read", key, http.StatusForbidden)

	reveal, kept := w.secret(id)
	must(t)(w.store.RotateKey(t.Context(), w.call(), id, store.Rotation{
		Secret: kept, Overlap: time.Hour, Nonce: store.Nonce{Digest: kept.Digest, Session: "session", Expires: start.Add(time.Hour)},
	}))
	want("rotation, the older secret", "/auth/north", key, http.StatusOK)
	want("rotation, the newer secret", "/auth/north", reveal, http.StatusOK)
	w.set(start.Add(time.Hour))
	want("the overlap, the older secret", "/auth/north", key, http.StatusUnauthorized)
	want("the overlap, the newer secret", "/auth/north", reveal, http.StatusOK)

	deletion, err := w.store.PlanGroupDeletion(t.Context(), w.call().Actor, readers)
	must(t)(deletion, err)
	must(t)(w.store.DeleteGroup(t.Context(), w.call(), readers, deletion.Digest))
	want("deleting its group", "/auth/north/need/tables:read", reveal, http.StatusForbidden)
	if answer := w.ask("/auth/north", reveal); answer.Header().Get("X-Chatelaine-Groups") != "" || answer.Header().Get("X-Chatelaine-Permissions") != "" {
		t.Errorf("after deleting its group, the key has %v", answer.Header())
	}
	must(t)(nil, w.delete(t.Context(), w.call(), id))
	want("deletion", "/auth/north", reveal, http.StatusUnauthorized)
}

func TestAnswersGoOnWithoutTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *gate.Config) { c.Trouble = func() string { return "the disk is full" } })
	_, key := w.key("Reader", store.RoleUser, readers)
	must(t)(nil, w.store.Close())
	for path, want := range map[string]int{"/auth/north": http.StatusOK, "/auth/north/role/manager": http.StatusForbidden, "/readyz": http.StatusOK} {
		answer := w.ask(path, key)
		if answer.Code != want {
			t.Errorf("%s: %d, want %d", path, answer.Code, want)
		}
		if path == "/readyz" && !strings.Contains(answer.Body.String(), `"store":"unreachable","trouble":"the disk is full"`) {
			t.Errorf("readiness says %s", answer.Body)
		}
	}
	w.index.Follow(store.GateChange{Lost: true})
	for path, want := range map[string]int{"/auth/north": http.StatusServiceUnavailable, "/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK} {
		if answer := w.ask(path, key); answer.Code != want {
			t.Errorf("without an index, %s: %d, want %d", path, answer.Code, want)
		}
	}
}

// A disk that didn't say whether it has a change leaves two states, and the gate answers by neither.
func TestWhatIsDoubtfulIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	id, key := w.key("Reader", store.RoleUser, readers)
	_, other := w.key("Another", store.RoleUser, readers)
	ask := func(when string, forKey, forOther int) {
		t.Helper()
		verify := w.send("/v1/verify", "application/json", `{"key":"`+key+`"}`, bearing(token)).Code
		introspect := w.send("/v1/introspect", "application/x-www-form-urlencoded", "token="+key, bearing(token)).Code
		for what, got := range map[string]int{"forward-auth": w.ask("/auth/north", key).Code, "verify": verify, "introspection": introspect} {
			if got != forKey {
				t.Errorf("%s, %s: %d, want %d", when, what, got, forKey)
			}
		}
		if got := w.ask("/auth/north", other).Code; got != forOther {
			t.Errorf("%s, another key: %d, want %d", when, got, forOther)
		}
	}
	w.index.Follow(store.GateChange{Doubtful: true, Keys: []store.GateKey{{Org: w.org.Org, ID: id}}})
	ask("a doubtful change of a key", http.StatusServiceUnavailable, http.StatusOK)
	must(t)(w.store.RenameKey(t.Context(), w.call(), id, 0, "Renamed"))
	ask("a change of it that is certain", http.StatusOK, http.StatusOK)
	w.index.Follow(store.GateChange{Doubtful: true, Organizations: []store.GateOrganization{{Org: w.org.Org}}})
	ask("one of its organization", http.StatusServiceUnavailable, http.StatusServiceUnavailable)
}
