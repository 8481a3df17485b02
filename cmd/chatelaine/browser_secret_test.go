package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
)

// stored is what a page can read of what the browser keeps, and the whole document.
const stored = `JSON.stringify([document.documentElement.outerHTML, {...sessionStorage}, {...localStorage}, document.cookie, history.state])`

// wantSecretNowhere looks for a secret where none may be once its window is closed: in the document and what the
// browser keeps, the addresses of its history, what was answered since, the log, and every file of the portal.
func wantSecretNowhere(v *visitor, p running, r *relay, secret string) {
	v.t.Helper()
	_, tail, found := strings.Cut(strings.TrimPrefix(secret, "chk_"), "_")
	if !found || len(tail) != 38 {
		v.t.Fatal("this is no secret to look for")
	}
	needle := tail[:16] // of the random part
	places := map[string]string{
		"what the browser keeps":   asks[string](v, stored),
		"an answer after OK":       r.answered(),
		"what the portal has said": p.log.String(),
	}
	history := call(v, page.GetNavigationHistory, cdp.Empty{})
	for _, entry := range history.Entries {
		places["the history"] += entry.URL + " " + entry.Title + "\n"
	}
	err := filepath.WalkDir(p.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		places[entry.Name()] = string(content)
		return err
	})
	if err != nil {
		v.t.Errorf("read the portal's folder: %v", err)
	}
	for place, content := range places {
		if strings.Contains(content, needle) {
			v.t.Errorf("the secret is in %s", place)
		}
	}
}
