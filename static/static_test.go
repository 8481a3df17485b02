package static

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func assets(t *testing.T) *Assets {
	t.Helper()
	a, err := New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return a
}

// copied gives the files of the binary in a form that a test may change.
func copied(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatalf("copy the files: %v", err)
	}
	return files
}

func get(a *Assets, method, target, encodings string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	if encodings != "" {
		r.Header.Set("Accept-Encoding", encodings)
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func TestPathCarriesAHashOfTheContent(t *testing.T) {
	t.Parallel()
	a := assets(t)
	for _, name := range a.names() {
		if !regexp.MustCompile(`^/static/[a-z-]+\.[0-9a-f]{16}\.[a-z0-9]+$`).MatchString(a.Path(name)) {
			t.Errorf("Path(%q) = %q, want a name, 16 hexadecimal digits and an ending", name, a.Path(name))
		}
	}
}

func TestPathOfAnUnknownNamePanicsInWords(t *testing.T) {
	t.Parallel()
	defer func() {
		said := fmt.Sprint(recover())
		for _, want := range []string{`"app.cs"`, "app.css", "icons.svg"} {
			if !strings.Contains(said, want) {
				t.Errorf("the panic says %q, want it to name %s", said, want)
			}
		}
	}()
	assets(t).Path("app.cs")
}

func TestAnAddressChangesWithItsContentAndWithWhatItNames(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change string
		want   []string // the names whose address changes
	}{
		"a part of the style sheet": {"css/badges.css", []string{"app.css"}},
		"a part of the script":      {"js/copy.js", []string{"app.js"}},
		"an icon of the page":       {"icons.svg", []string{"icons.svg"}},
		"a font":                    {"fonts/geist-mono.woff2", []string{"app.css", "geist-mono.woff2"}},
		"a sign in the style sheet": {"chevron.svg", []string{"app.css", "chevron.svg"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, files := assets(t), copied(t)
			files[tt.change].Data = append(bytes.Clone(files[tt.change].Data), " \n.x{}"...)
			after, err := load(files)
			if err != nil {
				t.Fatalf("load: %v", err)
			}
			var changed []string
			for _, name := range before.names() {
				if before.Path(name) != after.Path(name) {
					changed = append(changed, name)
				}
			}
			if diff := cmp.Diff(tt.want, changed); diff != "" {
				t.Errorf("a change of %s changed other addresses (-want +got):\n%s", tt.change, diff)
			}
		})
	}
}

func TestAMistakeInTheFilesIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(fstest.MapFS)
		want  string
	}{
		"a part is missing":     {func(f fstest.MapFS) { delete(f, "css/keys.css") }, "css/keys.css"},
		"a file is missing":     {func(f fstest.MapFS) { delete(f, "icons.svg") }, "icons.svg"},
		"a url leads nowhere":   {func(f fstest.MapFS) { f["css/keys.css"].Data = []byte("a{b:url(no.svg)}") }, `"no.svg"`},
		"a script is missing":   {func(f fstest.MapFS) { delete(f, "js/page.js") }, "js/page.js"},
		"a font isn't embedded": {func(f fstest.MapFS) { delete(f, "fonts/geist-mono.woff2") }, "geist-mono"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := copied(t)
			tt.spoil(files)
			if _, err := load(files); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("load gives %v, want an error that names %s", err, tt.want)
			}
		})
	}
}

func TestEachAssetIsServedForGood(t *testing.T) {
	t.Parallel()
	a := assets(t)
	for _, name := range a.names() {
		want := a.files[a.Path(name)]
		for _, encodings := range []string{"", "gzip, br", "br;q=1.0, gzip;q=0.5", "gzip;q=0", "*", "identity"} {
			w := get(a, http.MethodGet, a.Path(name), encodings)
			body := w.Body.Bytes()
			packed := want.gzip != nil && strings.Contains(encodings, "gzip") && encodings != "gzip;q=0"
			header := http.Header{
				"Content-Type":   {want.contentType},
				"Cache-Control":  {"public, max-age=31536000, immutable"},
				"Content-Length": {strconv.Itoa(len(body))},
			}
			if want.gzip != nil {
				header.Set("Vary", "Accept-Encoding")
			}
			if packed {
				header.Set("Content-Encoding", "gzip")
				body = unpack(t, body)
			}
			if diff := cmp.Diff(header, w.Header()); diff != "" || w.Code != http.StatusOK {
				t.Errorf("%s with %q: %d, headers (-want +got):\n%s", name, encodings, w.Code, diff)
			}
			if !bytes.Equal(body, want.body) {
				t.Errorf("%s with %q: %d bytes, want %d", name, encodings, len(body), len(want.body))
			}
		}
	}
}

func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatalf("gzip: %v", err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("gzip: %v", err)
	}
	return body
}

func TestContentTypesAreExact(t *testing.T) {
	t.Parallel()
	a := assets(t)
	for name, want := range map[string]string{
		"app.css":              "text/css; charset=utf-8",
		"app.js":               "text/javascript; charset=utf-8",
		"htmx.js":              "text/javascript; charset=utf-8",
		"icons.svg":            "image/svg+xml; charset=utf-8",
		"licenses.txt":         "text/plain; charset=utf-8",
		"hanken-grotesk.woff2": "font/woff2",
	} {
		if got := get(a, http.MethodHead, a.Path(name), "").Header().Get("Content-Type"); got != want {
			t.Errorf("%s has the type %q, want %q", name, got, want)
		}
	}
}

func TestHeadHasTheHeadersOfGetAndNoBody(t *testing.T) {
	t.Parallel()
	a := assets(t)
	path := a.Path("app.css")
	asked, got := get(a, http.MethodHead, path, "gzip"), get(a, http.MethodGet, path, "gzip")
	if diff := cmp.Diff(got.Header(), asked.Header()); diff != "" || asked.Body.Len() != 0 {
		t.Errorf("HEAD has %d bytes, headers (-get +head):\n%s", asked.Body.Len(), diff)
	}
}

func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	a := assets(t)
	for name, tt := range map[string]struct {
		method, target string
		want           int
	}{
		"the folder":               {http.MethodGet, "/static/", http.StatusNotFound},
		"a name without a hash":    {http.MethodGet, "/static/app.css", http.StatusNotFound},
		"another hash":             {http.MethodGet, "/static/app.0123456789abcdef.css", http.StatusNotFound},
		"a part":                   {http.MethodGet, "/static/css/base.css", http.StatusNotFound},
		"the way out":              {http.MethodGet, "/static/../static.go", http.StatusNotFound},
		"a form to an asset":       {http.MethodPost, a.Path("app.css"), http.StatusMethodNotAllowed},
		"a deletion of an asset":   {http.MethodDelete, a.Path("app.css"), http.StatusMethodNotAllowed},
		"a head of what is not so": {http.MethodHead, "/static/app.js", http.StatusNotFound},
	} {
		w := get(a, tt.method, tt.target, "gzip")
		if w.Code != tt.want {
			t.Errorf("%s: %s %s gives %d, want %d", name, tt.method, tt.target, w.Code, tt.want)
		}
		if cache := w.Header().Get("Cache-Control"); cache != "" {
			t.Errorf("%s: may be kept: %q", name, cache)
		}
	}
}
