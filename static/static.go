// Package static holds what browsers fetch beside the pages: the style sheet, the script, htmx, the icons and
// the fonts. All of it is in the binary.
//
// The style sheet and the script are written in small files, one a component and one a behaviour; [New] joins
// them, gives everything an address with a hash of its content, and compresses it. A template asks
// [Assets.Path] for an address; [Assets] serves it. A content is never served under another content's address,
// so browsers may keep it for ever.
//
// Security headers are not set here: they are the same for every answer, and the web server sets them.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Prefix is what every address of an asset begins with.
const Prefix = "/static/"

//go:embed css js fonts vendor icons.svg chevron.svg favicon.svg
var embedded embed.FS

// Assets are the files, ready to be sent. Its methods are safe for concurrent use.
type Assets struct {
	paths map[string]string // by name, such as app.css: the address
	files map[string]file   // by address
}

// file is one asset as it is sent.
type file struct {
	contentType string
	body        []byte
	gzip        []byte // nil where it isn't smaller than body
}

// New makes the assets from the files in the binary. An error is a mistake in these files.
func New() (*Assets, error) {
	return load(embedded)
}

// Path gives the address of the asset called name: "/static/app.3f2a81c09d4e6b75.css" for "app.css". It panics
// for a name that isn't there, as the name is written in a template.
func (a *Assets) Path(name string) string {
	address, ok := a.paths[name]
	if !ok {
		panic(fmt.Sprintf("static: no asset is called %q; there are %s", name, strings.Join(a.names(), ", ")))
	}
	return address
}

func (a *Assets) names() []string {
	var names []string
	for name := range a.paths {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// load reads the files of fsys. The style sheet comes last, because it names others by their addresses.
func load(fsys fs.FS) (*Assets, error) {
	a := &Assets{paths: map[string]string{}, files: map[string]file{}}
	for _, s := range singles {
		body, err := fs.ReadFile(fsys, s.source)
		if err != nil {
			return nil, fmt.Errorf("read asset %s: %w", s.name, err)
		}
		if err := a.add(s.name, body); err != nil {
			return nil, err
		}
	}
	for _, joined := range []struct {
		name string
		join func(fs.FS) ([]byte, error)
	}{
		{"app.js", joinScripts(scripts)},
		{"table.js", joinScripts(tableScripts)},
		{"groups.js", joinScripts(groupScripts)},
		{"pick.js", joinScripts(pickScripts)},
		{"licenses.txt", joinLicenses},
		{"app.css", a.joinSheets},
	} {
		body, err := joined.join(fsys)
		if err != nil {
			return nil, fmt.Errorf("join %s: %w", joined.name, err)
		}
		if err := a.add(joined.name, body); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// contentTypes are the only ones that are served.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml; charset=utf-8",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// add gives the asset its address and its compressed form.
func (a *Assets) add(name string, body []byte) error {
	ext := path.Ext(name)
	contentType, ok := contentTypes[ext]
	if !ok {
		return fmt.Errorf("asset %s: no content type is known for %q", name, ext)
	}
	small, err := compress(body)
	if err != nil {
		return fmt.Errorf("compress %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	address := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
	a.paths[name] = address
	a.files[address] = file{contentType: contentType, body: body, gzip: small}
	return nil
}

// compress gives nil for what compression doesn't make smaller, such as a font.
func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() >= len(body) {
		return nil, nil
	}
	return out.Bytes(), nil
}
