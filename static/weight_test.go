package static

import "testing"

// sent gives the bytes that a browser gets for an asset.
func sent(a *Assets, name string) int {
	f := a.files[a.Path(name)]
	if f.gzip != nil {
		return len(f.gzip)
	}
	return len(f.body)
}

// The figures are promised in docs: what a first visit fetches, compressed, in bytes. A KB is 1,024 of them.
func TestAFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	a := assets(t)
	const page = 8 << 10 // the table page with 25 rows; measured where pages are made
	for name, tt := range map[string]struct {
		fetched []string
		beside  int
		most    int
	}{
		"the script with htmx":    {[]string{"app.js", "htmx.js"}, 0, 18 << 10},
		"the script of the table": {[]string{"table.js"}, 0, 6 << 10},
		"the script of groups":    {[]string{"groups.js"}, 0, 2 << 10},
		"the script of lists":     {[]string{"pick.js"}, 0, 2 << 10},
		"a first visit": {
			[]string{"app.css", "app.js", "table.js", "pick.js", "htmx.js", "icons.svg", "chevron.svg", "favicon.svg", "hanken-grotesk.woff2", "geist-mono.woff2"},
			page, 90 << 10,
		},
	} {
		total := tt.beside
		for _, asset := range tt.fetched {
			t.Logf("%s: %d bytes", asset, sent(a, asset))
			total += sent(a, asset)
		}
		t.Logf("%s: %d bytes of %d", name, total, tt.most)
		if total > tt.most {
			t.Errorf("%s weighs %d bytes, %d are promised", name, total, tt.most)
		}
	}
}
