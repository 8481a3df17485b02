package gate_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"chatelaine/client"
	"chatelaine/store"
)

func TestTheClientAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, token := w.credential("Tile server")
	id, key := w.key("Reader", store.RoleUser, readers)
	server := httptest.NewServer(w.gate)
	t.Cleanup(server.Close)
	g := &client.Gate{URL: server.URL, Credential: token, HTTP: server.Client()}
	v, err := g.Verify(t.Context(), client.Question{Key: key, Need: []any{"layers:read"}, Address: "203.0.113.9"})
	if err != nil || !v.Valid || v.KeyID != string(id) || v.Expires.IsZero() || len(v.Permissions) != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	all, err := g.VerifyAll(t.Context(), []client.Question{
		{Key: key, Need: []any{client.Resource{Kind: "layers", ID: "1", Access: "view"}}}, {Key: "x"}, {Key: key, Role: "user"},
	})
	if err != nil || len(all) != 3 || all[0].Code != "insufficient_permission" || all[1].Code != "malformed" || !all[2].Valid {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := g.Verify(t.Context(), client.Question{Key: key, Need: []any{"layers:fly"}}); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("a permission that there isn't: %v", err)
	}
	g.Credential = key
	if v, err := g.Verify(t.Context(), client.Question{Key: key}); err == nil || v.Valid || strings.Contains(err.Error(), key) {
		t.Errorf("with a key for a credential: %+v, %v", v, err)
	}
}
