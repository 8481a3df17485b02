package gate_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/verify"
)

// TestWhatWasWrongIsRecordedAndNotTold: outside all are refused alike; inside, each has what was wrong with it, and which key it
// says that it is.
func TestWhatWasWrongIsRecordedAndNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, key := w.key("Reader", store.RoleUser, readers)
	_, credential := w.credential("Tile server")
	claimed := string(id)
	for name, tt := range map[string]struct {
		header  http.Header
		verdict verify.Verdict
		flaw    verify.Flaw
		id      string
	}{
		"cut off":           {http.Header{"Api-Key": {key[:len(key)-3]}}, verify.Malformed, "short 3", claimed},
		"mistyped":          {http.Header{"X-Api-Key": {key[:len(key)-1] + "-"}}, verify.Malformed, "character", claimed},
		"changed":           {http.Header{"Authorization": {"Bearer x" + key}}, verify.Malformed, "checksum", claimed},
		"quoted":            {http.Header{"Authorization": {`Bearer "` + key + `"`}}, verify.Malformed, "quote", ""},
		"joined":            {http.Header{"Api-Key": {key + ", " + key}}, verify.Malformed, "joined", ""},
		"twice":             {http.Header{"Api-Key": {key, key}}, verify.Malformed, "several", ""},
		"in two places":     {http.Header{"Api-Key": {key}, "Authorization": {"Bearer " + key}}, verify.Malformed, "several", ""},
		"a gate credential": {http.Header{"Api-Key": {credential}}, verify.Unknown, "credential", strings.Split(credential, "_")[1]},
		"without a scheme":  {http.Header{"Authorization": {key}}, verify.Missing, "scheme", ""},
		"in the address":    {http.Header{"X-Forwarded-Uri": {"/tiles?apiKey=" + key}}, verify.Missing, "address", ""},
		"none":              {http.Header{"X-Original-Uri": {"/tiles?style=dark"}}, verify.Missing, "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/auth/north", nil)
		r.Header = tt.header
		got := httptest.NewRecorder()
		w.gate.ServeHTTP(got, r)
		use := w.lastUse()
		if a := use.Answer; a.Verdict != tt.verdict || a.Flaw != tt.flaw || string(a.Presented) != tt.id {
			t.Errorf("%s: %v, %q of %q; want %v, %q of %q", name, a.Verdict, a.Flaw, a.Presented, tt.verdict, tt.flaw, tt.id)
		}
		if want := `{"code":"unauthorized","reference":"` + use.Reference + `"}` + "\n"; got.Code != http.StatusUnauthorized || got.Body.String() != want {
			t.Errorf("%s: %d %s, want %s", name, got.Code, got.Body, want)
		}
	}
}
