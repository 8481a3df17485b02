package gate_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

// credential makes a gate credential of north, and gives its id and whole string.
func (w *world) credential(name string) (store.GateCredentialID, string) {
	w.Helper()
	id, err := keystring.NewID(rand.Reader)
	if err != nil {
		w.Fatal(err)
	}
	secret, err := keystring.NewGateCredential(rand.Reader, id)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.store.MakeGateCredential(w.Context(), w.call(), store.NewGateCredential{
		ID: store.GateCredentialID(id), Name: name,
		Secret: store.NewSecret{Digest: secret.Sum(), Prefix: secret.Prefix(), Tail: secret.Tail()},
	}); err != nil {
		w.Fatal(err)
	}
	return store.GateCredentialID(id), secret.Reveal()
}

// send posts a body to the gate.
func (w *world) send(path, kind, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for _, change := range change {
		change(r)
	}
	answer := httptest.NewRecorder()
	w.gate.ServeHTTP(answer, r)
	return answer
}

func bearing(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

// verifies asks about a key, with more of the question after it, and gives what was answered.
func (w *world) verifies(token, key, more string) map[string]any {
	w.Helper()
	got := w.send("/v1/verify", "application/json", fmt.Sprintf(`{"key":%q%s}`, key, more), bearing(token))
	if got.Code != http.StatusOK {
		w.Fatalf("verify with %s: %d %s", more, got.Code, got.Body)
	}
	return decoded(w, got)
}

func decoded(t testing.TB, got *httptest.ResponseRecorder) (is map[string]any) {
	t.Helper()
	if err := json.Unmarshal(got.Body.Bytes(), &is); err != nil {
		t.Fatalf("%s: %v", got.Body, err)
	}
	return is
}

func TestProgramsAreToldTheVerdict(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	id, user := w.key("Reader", store.RoleUser, readers)
	off, dead := w.key("Off", store.RoleUser, readers)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), off, store.Deactivation{}))
	for name, tt := range map[string]struct {
		key, more, want string
		lacks           any
	}{
		"a living key":             {user, ``, "valid", nil},
		"a right that it has":      {user, `,"need":["layers:read","tables:read"]`, "valid", nil},
		"said of the organization": {user, `,"organization":"north","role":"user"`, "valid", nil},
		"a right that it lacks":    {user, `,"need":["layers:read","layers:edit"]`, "insufficient_permission", "layers:edit"},
		"a role above its own":     {user, `,"role":"manager"`, "insufficient_role", "manager"},
		"a resource of nobody's":   {user, `,"need":[{"kind":"layers","id":"1","access":"view"}]`, "insufficient_permission", map[string]any{"kind": "layers", "id": "1", "access": "view"}},
		"an inactive one":          {dead, ``, "inactive", nil},
		"none":                     {"", ``, "missing", nil},
		"a mistyped one":           {user[:len(user)-1] + "!", ``, "malformed", nil},
		"the gate's own":           {token, ``, "unknown", nil},
	} {
		got := w.verifies(token, tt.key, tt.more)
		if got["code"] != tt.want || got["valid"] != (tt.want == "valid") || fmt.Sprint(got["lacks"]) != fmt.Sprint(tt.lacks) || got["organization"] != "north" {
			t.Errorf("%s: %v", name, got)
		}
		if refused := got["reference"] != nil; refused == (tt.want == "valid") || refused && got["reference"] != w.lastUse().Reference {
			t.Errorf("%s: the reference is %v, recorded %q", name, got["reference"], w.lastUse().Reference)
		}
	}
	got := w.verifies(token, user, `,"address":"203.0.113.9","user_agent":"tiles/2"`)
	if use := w.lastUse(); got["key_id"] != string(id) || got["key_name"] != "Reader" || got["role"] != "user" || fmt.Sprint(got["groups"]) != "["+string(readers)+"]" ||
		fmt.Sprint(got["permissions"]) != "[layers:read tables:read]" || got["expires"] == nil || use.Address.String() != "203.0.113.9" || use.UserAgent != "tiles/2" {
		t.Errorf("told %v, recorded %+v", got, use)
	}
}

func TestAskingNeedsACredential(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	revoked, token := w.credential("Tile server")
	_, key := w.key("Reader", store.RoleUser, readers)
	question := fmt.Sprintf(`{"key":%q}`, key)
	if got := w.send("/v1/verify", "application/json", question, bearing(token)); got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	for name, change := range map[string]func(*http.Request){
		"none":        func(*http.Request) {},
		"a key":       bearing(key),
		"a typo":      bearing(token[:len(token)-1] + string(token[len(token)-1]^1)),
		"in Api-Key":  func(r *http.Request) { r.Header.Set("Api-Key", token) },
		"in a cookie": func(r *http.Request) { r.Header.Set("Cookie", "Authorization="+token) },
		"basic":       func(r *http.Request) { r.SetBasicAuth("north", token) },
		"twice":       func(r *http.Request) { r.Header["Authorization"] = []string{"Bearer " + token, "Bearer " + token} },
	} {
		got := w.send("/v1/verify", "application/json", question, change)
		if got.Code != http.StatusUnauthorized || got.Header().Get("WWW-Authenticate") == "" || strings.Contains(got.Body.String(), "valid") {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if uses := w.gate.CredentialUses(); len(uses) != 1 || uses[0].ID != revoked || !uses[0].At.Equal(start) || len(w.gate.CredentialUses()) != 0 {
		t.Errorf("noted %v", uses)
	}
	if _, _, err := w.store.RevokeGateCredential(t.Context(), w.call(), revoked); err != nil {
		t.Fatal(err)
	}
	if got := w.send("/v1/verify", "application/json", question, bearing(token)); got.Code != http.StatusUnauthorized {
		t.Errorf("revoked, it is answered: %d %s", got.Code, got.Body)
	}
}

func TestACredentialIsOfOneOrganization(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, north := w.credential("Tile server")
	own := w.org
	w.org = w.found("west")
	_, west := w.credential("Tile server")
	_, key := w.key("Reader", store.RoleUser, readers)
	if got := w.verifies(west, key, ""); got["valid"] != true {
		t.Errorf("its own: %v", got)
	}
	got := w.verifies(north, key, "")
	if got["code"] != "unknown" || got["key_id"] != nil || got["key_name"] != nil {
		t.Errorf("another organization's: %v", got)
	}
	if got := w.send("/v1/verify", "application/json", fmt.Sprintf(`{"key":%q,"organization":"west"}`, key), bearing(north)); got.Code != http.StatusForbidden {
		t.Errorf("asked for another organization: %d %s", got.Code, got.Body)
	}
	if got := w.send("/v1/verify", "application/json", `{"batch":[{"key":"","organization":"west"}]}`, bearing(north)); got.Code != http.StatusForbidden {
		t.Errorf("in a batch: %d %s", got.Code, got.Body)
	}
	w.org = own
}

func TestQuestionsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	uses := len(w.uses)
	hundred := strings.Repeat(`{"key":"a"},`, 100)
	for body, want := range map[string]string{
		``: "bad_json", `null`: "bad_json", `[]`: "bad_json", `{"key":"a"} {}`: "bad_json", `{"key":null}`: "bad_json", `{"key":1}`: "bad_json",
		`{"key":"a","needs":["layers:read"]}`: "bad_json", `{"key":"a","Need":["layers:read"]}`: "bad_json",
		`{"key":"a","need":["layers:read"],"need":[]}`: "bad_json", `{"key":"a","need":"layers:read"}`: "bad_json",
		`{"key":"a","need":[["x"]]}`: "bad_json", `{"key":"a","need":[{"kind":"layers","id":"1","access":"view","x":1}]}`: "bad_json",
		`{"key":"a\xff"}`: "bad_json", strings.Repeat(`{"batch":[`, 400): "bad_json",
		`{"key":"a","need":["layers:fly"]}`: "/need/0 unknown_permission", `{"key":"a","need":["layers:read",""]}`: "/need/1 unknown_permission",
		`{"key":"a","need":[{"kind":"castles","id":"1","access":"view"}]}`:                           "/need/0 unknown_permission",
		`{"key":"a","need":[{"kind":"layers","id":"1"}]}`:                                            "/need/0 resource",
		`{"key":"a","need":[{"kind":"layers","id":"1","access":"edit"}]}`:                            "/need/0 resource",
		`{"key":"a","need":[{"kind":"layers","access":"view"}]}`:                                     "/need/0 resource",
		`{"key":"a","role":"boss"}`:                                                                  "/role unknown_role",
		`{"key":"a","address":"here"}`:                                                               "/address address",
		`{"key":"a","need":[` + strings.TrimSuffix(strings.Repeat(`"layers:read",`, 65), ",") + `]}`: "/need length",
		`{"batch":[]}`: "/batch length", `{"key":"a","batch":[{"key":"a"}]}`: "/batch not_alone",
		`{"batch":[` + hundred + `{"key":"a"}]}`:                    "/batch length",
		`{"batch":[{"batch":[{"key":"a"}]}]}`:                       "/batch/0 nested",
		`{"batch":[{"key":"a"},{"key":"a","need":["layers:fly"]}]}`: "/batch/1/need/0 unknown_permission",
	} {
		got := w.send("/v1/verify", "application/json", strings.ReplaceAll(body, `\xff`, "\xff"), bearing(token))
		status, is := http.StatusUnprocessableEntity, ""
		var told struct {
			Code   string
			Errors []struct{ Pointer, Code, Accepted string }
		}
		if err := json.Unmarshal(got.Body.Bytes(), &told); err != nil {
			t.Fatalf("%s: %s", body, got.Body)
		}
		if is = told.Code; len(told.Errors) == 1 {
			is = told.Errors[0].Pointer + " " + told.Errors[0].Code
		} else {
			status = http.StatusBadRequest
		}
		if is != want || got.Code != status {
			t.Errorf("%.80s: %d %s, want %s", body, got.Code, got.Body, want)
		}
	}
	if len(w.uses) != uses {
		t.Errorf("%d uses were recorded", len(w.uses)-uses)
	}
}

func TestBodiesThatAreNoQuestions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	for name, tt := range map[string]struct {
		body   string
		change func(*http.Request)
		want   int
	}{
		"a GET":             {`{}`, func(r *http.Request) { r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
		"a form":            {`key=a`, func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, http.StatusUnsupportedMediaType},
		"no type":           {`{}`, func(r *http.Request) { r.Header.Del("Content-Type") }, http.StatusUnsupportedMediaType},
		"compressed":        {`{}`, func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }, http.StatusUnsupportedMediaType},
		"8 KiB":             {`{"key":"a"` + strings.Repeat(" ", 8<<10-11) + `}`, nil, http.StatusOK},
		"a byte more":       {`{"key":"a"` + strings.Repeat(" ", 8<<10-10) + `}`, nil, http.StatusRequestEntityTooLarge},
		"said in a charset": {`{"key":"a"}`, func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, http.StatusOK},
	} {
		change := tt.change
		if change == nil {
			change = func(*http.Request) {}
		}
		if got := w.send("/v1/verify", "application/json", tt.body, bearing(token), change); got.Code != tt.want {
			t.Errorf("%s: %d %s, want %d", name, got.Code, got.Body, tt.want)
		}
	}
}

func TestABatchIsAnsweredInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	_, reader := w.key("Reader", store.RoleUser, readers)
	_, sharer := w.key("Sharer", store.RoleManager, sharers)
	body := fmt.Sprintf(`{"need":["layers:read"],"batch":[{"key":%q},{"key":%q},{"key":"x"},{"key":%q,"role":"manager"}]}`, reader, sharer, reader)
	got := w.send("/v1/verify", "application/json", body, bearing(token))
	var told struct{ Results []struct{ Code string } }
	if err := json.Unmarshal(got.Body.Bytes(), &told); err != nil {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	if is := fmt.Sprint(told.Results); is != "[{valid} {insufficient_permission} {malformed} {insufficient_role}]" {
		t.Errorf("told %s", is)
	}
}

func TestAGuardedGateAsksItsProxyForACredential(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *gate.Config) { c.Guarded = true })
	id, token := w.credential("Proxy")
	_, key := w.key("Reader", store.RoleUser, readers)
	ask := func(path string, credentials ...string) int {
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		r.Header.Set("Api-Key", key)
		for _, c := range credentials {
			r.Header.Add("X-Chatelaine-Gate", c)
		}
		answer := httptest.NewRecorder()
		w.gate.ServeHTTP(answer, r)
		return answer.Code
	}
	if got := ask("/auth/north", token); got != http.StatusOK {
		t.Errorf("with it: %d", got)
	}
	for name, got := range map[string]int{
		"none": ask("/auth/north"), "a key": ask("/auth/north", key), "twice": ask("/auth/north", token, token), "another's": ask("/auth/south", token),
		"joined": ask("/auth/north", token+","+token),
	} {
		if got != http.StatusForbidden {
			t.Errorf("%s: %d", name, got)
		}
	}
	if _, _, err := w.store.RevokeGateCredential(t.Context(), w.call(), id); err != nil {
		t.Fatal(err)
	}
	if got := ask("/auth/north", token); got != http.StatusForbidden {
		t.Errorf("revoked: %d", got)
	}
}

func TestBeforeItIsLoadedNothingIsAnswered(t *testing.T) {
	t.Parallel()
	g := gate.New(gate.Config{Index: verify.New(), Now: func() time.Time { return start }, Rand: bytes.NewReader(nil)})
	key, err := keystring.NewGateCredential(rand.Reader, "CredentialOf")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/v1/verify", strings.NewReader(`{"key":"a"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key.Reveal())
	answer := httptest.NewRecorder()
	g.ServeHTTP(answer, r)
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func FuzzQuestions(f *testing.F) {
	w := newWorld(f, nil)
	_, token := w.credential("Tile server")
	for _, seed := range []string{
		`{"key":"a","need":["layers:read",{"kind":"layers","id":"1","access":"view"}],"role":"user"}`, `{"batch":[{"key":"a"},{"key":"b","address":"::1"}]}`,
		`{"key":"a","need":[{}]}`, `{"need":[null]}`, `{"batch":null}`, "{\"key\":\"\x00\"}", `{"key":"\ud800"}`, `[[[[[[[[`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/v1/verify", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		bearing(token)(r)
		got := httptest.NewRecorder()
		w.gate.ServeHTTP(got, r)
		if !json.Valid(got.Body.Bytes()) || got.Code >= 500 || bytes.Contains(got.Body.Bytes(), []byte(`"valid":true`)) {
			t.Errorf("%q: %d %s", body, got.Code, got.Body)
		}
	})
}
