package gate_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func TestIntrospection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	id, key := w.key("Reader", store.RoleUser, readers)
	off, dead := w.key("Off", store.RoleUser, readers)
	must(t)(w.store.DeactivateKey(t.Context(), w.call(), off, store.Deactivation{}))
	own := w.org
	w.org = w.found("west")
	_, foreign := w.key("Foreign", store.RoleUser, readers)
	w.org = own
	ask := func(form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
		return w.send("/v1/introspect", "application/x-www-form-urlencoded", form.Encode(), change...)
	}
	basic := func(id string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(token)) }
	}
	for _, authenticate := range []func(*http.Request){bearing(token), basic("north")} {
		got := ask(url.Values{"token": {key}, "token_type_hint": {"access_token"}}, authenticate)
		is := decoded(t, got)
		if got.Code != http.StatusOK || is["active"] != true || is["scope"] != "layers:read tables:read" || is["client_id"] != string(id) ||
			is["exp"] != float64(start.AddDate(0, 0, 31).Truncate(24*time.Hour).Unix()) || is["iss"] != "http://example.com" || strings.Contains(got.Body.String(), key) {
			t.Errorf("%d %s", got.Code, got.Body)
		}
		for name, text := range map[string]string{"inactive": dead, "another's": foreign, "unknown": "chk_x", "the credential": token} {
			if got := ask(url.Values{"token": {text}}, authenticate); got.Code != http.StatusOK || strings.TrimSpace(got.Body.String()) != `{"active":false}` {
				t.Errorf("%s: %d %s", name, got.Code, got.Body)
			}
		}
	}
	for name, tt := range map[string]struct {
		form   url.Values
		change func(*http.Request)
		want   int
	}{
		"no credential":    {url.Values{"token": {key}}, func(*http.Request) {}, http.StatusUnauthorized},
		"the key as one":   {url.Values{"token": {key}}, bearing(key), http.StatusUnauthorized},
		"as another":       {url.Values{"token": {key}}, basic("west"), http.StatusUnauthorized},
		"as nobody":        {url.Values{"token": {key}}, basic(""), http.StatusUnauthorized},
		"no token":         {url.Values{}, bearing(token), http.StatusBadRequest},
		"two tokens":       {url.Values{"token": {key, key}}, bearing(token), http.StatusBadRequest},
		"a GET":            {url.Values{"token": {key}}, func(r *http.Request) { bearing(token)(r); r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
		"a parameter more": {url.Values{"token": {key}, "resource": {"x"}}, bearing(token), http.StatusOK},
	} {
		if got := ask(tt.form, tt.change); got.Code != tt.want {
			t.Errorf("%s: %d %s, want %d", name, got.Code, got.Body, tt.want)
		}
	}
}

// TestAClientFindsIntrospection does what RFC 8414 and RFC 7662 tell a client to do, over a real connection.
func TestAClientFindsIntrospection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	_, key := w.key("Reader", store.RoleUser, readers)
	server := httptest.NewServer(w.gate)
	t.Cleanup(server.Close)
	client := server.Client()
	found, err := client.Get(server.URL + "/.well-known/oauth-authorization-server")
	if err != nil {
		t.Fatal(err)
	}
	defer found.Body.Close()
	var about struct {
		Issuer  string   `json:"issuer"`
		At      string   `json:"introspection_endpoint"`
		Methods []string `json:"introspection_endpoint_auth_methods_supported"`
		Types   []string `json:"response_types_supported"`
	}
	if err := json.NewDecoder(found.Body).Decode(&about); err != nil || about.Issuer != server.URL || len(about.Types) == 0 || fmt.Sprint(about.Methods) != "[Bearer client_secret_basic]" {
		t.Fatalf("%+v, %v", about, err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, about.At, strings.NewReader(url.Values{"token": {key}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.SetBasicAuth("north", token)
	got, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	var is struct {
		Active bool
		Scope  string
		Iss    string
	}
	if err := json.NewDecoder(got.Body).Decode(&is); err != nil || got.StatusCode != http.StatusOK || !is.Active || is.Iss != about.Issuer {
		t.Errorf("%d %+v, %v", got.StatusCode, is, err)
	}
}
