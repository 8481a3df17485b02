package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

var curlLine = regexp.MustCompile(`^  curl -i -H 'Api-Key: (\w+)' (http://127\.0\.0\.1:\d+/auth/meridian-survey\S*)$`)

// curls are the addresses and keys of the demo's curl lines.
func curls(t *testing.T, p *program) (lines [2][]string) {
	t.Helper()
	for found := 0; found < len(lines); {
		if match := curlLine.FindStringSubmatch(p.line(t)); match != nil {
			lines[found] = match
			found++
		}
	}
	return lines
}

// verdictOf asks a gate until it is loaded, and gives the status.
func verdictOf(t *testing.T, url, key string) int {
	t.Helper()
	for end := time.Now().Add(patience); ; {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Api-Key", key)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusServiceUnavailable || time.Now().After(end) {
			return answer.StatusCode
		}
	}
}

func TestTheDemosKeyPassesAndIsRefused(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "kept")
	for _, when := range []string{"made", "kept"} {
		p := launch(t, "demo", "--addr", "127.0.0.1:0", "--keys", "3", "--data", data)
		lines := curls(t, p)
		for i, want := range []int{http.StatusOK, http.StatusForbidden} {
			if got := verdictOf(t, lines[i][2], lines[i][1]); got != want {
				t.Errorf("data that are %s: %s answers %d, want %d", when, lines[i][2], got, want)
			}
		}
		p.stop(t)
	}
}
