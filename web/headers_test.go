package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web"

	"github.com/google/go-cmp/cmp"
)

const (
	pagePolicy = "default-src 'none'; script-src 'nonce-NONCE'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
		"object-src 'none'; require-trusted-types-for 'script'; trusted-types htmx"
	dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
	asHTML     = "text/html; charset=UTF-8"
	forParts   = "HX-Request-Type, Accept-Language"
	compressed = "Accept-Encoding"
)

// everywhere is what each answer carries; each case says what it has besides, or instead.
var everywhere = map[string]string{
	"Content-Security-Policy":      pagePolicy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Cache-Control":                "no-store",
}

type headers map[string]string

var someNonce = regexp.MustCompile(`'nonce-[0-9A-Za-z]{22}'`)

// exactly fails for a header that is missing, wrong or too much.
func exactly(t *testing.T, got answer, status int, besides headers) {
	t.Helper()
	if got.status != status {
		t.Errorf("the status is %d, not %d:\n%s", got.status, status, got.words(t))
	}
	want := maps.Clone(everywhere)
	maps.Copy(want, besides)
	found := map[string]string{}
	for name, values := range got.header {
		if name != "Date" && name != "Content-Length" && name != "Connection" { // the server's own
			found[name] = someNonce.ReplaceAllString(strings.Join(values, ", "), "'nonce-NONCE'")
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func TestHeadersOfEveryStatus(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dee, dead := p.signIn(north, "ada"), p.signIn(north, "dee"), "/reset/chreset_"+strings.Repeat("A", 43)
	page := headers{"Content-Type": asHTML, "Vary": compressed + ", " + forParts}
	told := headers{"Content-Type": asHTML, "Vary": forParts} // not compressed
	window := headers{"Content-Type": asHTML, "Vary": compressed + ", " + forParts, "Hx-Retarget": "#modal", "Hx-Reswap": "innerHTML"}
	for name, tt := range map[string]struct {
		got    answer
		status int
		want   headers
	}{
		"a page":                  {ada.get(north.keys()), 200, page},
		"a page's head":           {ada.send("HEAD", north.keys(), nil), 200, told},
		"a part":                  {ada.get(north.keys(), partly(north.keys())), 200, page},
		"sign-in":                 {p.visitor().get("/sign-in"), 200, page},
		"on to another page":      {ada.get("/"), 303, headers{"Location": north.keys(), "Vary": compressed}},
		"to the sign-in":          {p.visitor().get("/"), 303, headers{"Location": "/sign-in", "Vary": compressed}},
		"a part, signed out":      {p.visitor().get("/", partly("/")), 401, headers{"Hx-Redirect": "/sign-in", "Vary": compressed + ", HX-Request-Type"}},
		"a wrong password":        {p.visitor().post("/sign-in", url.Values{}), 401, told},
		"a damaged form":          {ada.send("POST", "/theme", strings.NewReader("a=1&a=2")), 400, told},
		"not allowed":             {dee.get(north.keys("/new")), 403, page},
		"a window, not allowed":   {dee.get(north.keys("/new"), partly(north.keys())), 403, window},
		"from another site":       {ada.post("/theme", theme, with("Origin", "null")), 403, told},
		"no such page":            {ada.get("/nothing"), 404, page},
		"no such key":             {ada.get(north.keys("/AAAAAAAAAAAA")), 404, page},
		"no such key's head":      {ada.send("HEAD", north.keys("/AAAAAAAAAAAA"), nil), 404, told},
		"another organization":    {ada.get(south.keys()), 404, page},
		"a form to a page":        {ada.post(north.at(keyFree), nil), 405, headers{"Content-Type": asHTML, "Vary": forParts, "Allow": "GET, HEAD"}},
		"a page of a form":        {ada.get("/sign-out"), 405, headers{"Content-Type": asHTML, "Vary": compressed + ", " + forParts, "Allow": "POST"}},
		"a stale plan":            {ada.post(north.at(keyFree, "/delete"), nil), 409, told},
		"a dead link":             {p.visitor().get(dead), 410, page},
		"too large":               {ada.post("/theme", url.Values{"back": {strings.Repeat("x", store.MaxBody)}}), 413, told},
		"too long":                {ada.get("/?" + strings.Repeat("x", store.MaxURL)), 414, told},
		"no form":                 {ada.post("/theme", theme, with("Content-Type", "application/json")), 415, told},
		"another host":            {ada.get("/", func(r *http.Request) { r.Host = "evil.example" }), 421, told},
		"a wrong form":            {ada.get(north.at(keyOwner, "/delete/plan")), 422, page},
		"health":                  {p.visitor().get("/healthz"), 200, headers{"Content-Type": "application/json; charset=utf-8", "Content-Security-Policy": dataPolicy}},
		"no such file":            {p.visitor().get("/static/nothing.css"), 404, headers{"Content-Type": "text/plain; charset=utf-8", "Content-Security-Policy": dataPolicy}},
		"a method of the browser": {ada.send("OPTIONS", "/", nil, with("Origin", "http://evil.example"), with("Access-Control-Request-Method", "POST")), 405, headers{"Content-Type": asHTML, "Vary": forParts, "Allow": "GET, HEAD, POST"}},
		"signing out": {p.signIn(north, "bea").post("/sign-out", nil), 303, headers{
			"Location": "/sign-in?after=sign-out", "Clear-Site-Data": `"cache", "storage"`,
			"Set-Cookie": "chatelaine=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; HttpOnly; SameSite=Lax",
		}},
		"a theme": {ada.post("/theme", theme), 303, headers{
			"Location": "/", "Set-Cookie": "chatelaine-theme=dark; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
		}},
		"a keyboard": {ada.post("/keyboard", url.Values{"single": {"on"}}), 303, headers{
			"Location": "/", "Set-Cookie": "chatelaine-keys=on; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
		}},
		"a keyboard in place": {ada.again().post("/keyboard", nil, partly(north.keys())), 204, headers{
			"Set-Cookie": "chatelaine-keys=off; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
		}},
		"a secret": {ada.post(north.keys(), ada.newKey(north, "Nightly export")), 200, headers{
			"Content-Type": asHTML, "Vary": forParts, "Hx-Trigger": "keys-changed",
		}},
		"a second secret": {ada.post(north.at(keyFree, "/rotate"), rotateForm(ada, north)), 200, headers{
			"Content-Type": asHTML, "Vary": forParts, "Hx-Trigger": "keys-changed",
		}},
	} {
		t.Run(name, func(t *testing.T) { exactly(t, tt.got, tt.status, tt.want) })
	}
}

func TestHeadersOfFailures(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fail   func() error
		status int
		want   headers
		says   string
	}{
		"an error":    {func() error { return errors.New("no such table: keys_of_canary") }, 500, headers{}, "Something went wrong here."},
		"a panic":     {func() error { panic("canary") }, 500, headers{}, "Something went wrong here."},
		"unavailable": {func() error { return store.ErrUnavailable }, 503, headers{"Retry-After": "5"}, "The data can’t be reached at the moment."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, func(c *web.Config) { c.Store = failing{c.Store, tt.fail} }, north)
			c := p.signIn(north, "ada")
			tt.want["Content-Type"], tt.want["Vary"] = asHTML, compressed+", "+forParts
			got := c.get(north.keys())
			exactly(t, got, tt.status, tt.want)
			reference := textOf(elements(parse(t, got.body), "code")[0])
			if !strings.Contains(got.words(t), tt.says) || len(reference) != 12 || !strings.Contains(p.log.String(), reference) {
				t.Errorf("the reference %q isn't in the log, or the page says:\n%s", reference, got.words(t))
			}
			if strings.Contains(got.body, "canary") {
				t.Errorf("the page repeats the error:\n%s", got.words(t))
			}
			if name == "a panic" && strings.Contains(p.log.String(), "canary") {
				t.Errorf("the log repeats what the panic said")
			}
			c.want(c.get(north.at(keyFree)), http.StatusOK) // the rest goes on
		})
	}
}

// failing is a store whose table of keys can't be read, for one reason or another.
type failing struct {
	store.Store
	fail func() error
}

// Keys fails.
func (f failing) Keys(context.Context, store.Actor, store.KeyQuery) (store.KeyPage, error) {
	return store.KeyPage{}, f.fail()
}

func TestHeadersOverHTTPS(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(c *web.Config) { c.URL, c.Secure = "https://keys.example.org", true })
	for path, tt := range map[string]struct {
		status int
		want   headers
	}{
		"/sign-in":    {200, headers{"Content-Type": asHTML, "Vary": compressed + ", " + forParts}},
		"/healthz":    {200, headers{"Content-Type": "application/json; charset=utf-8", "Content-Security-Policy": dataPolicy}},
		"/nothing":    {404, headers{"Content-Type": asHTML, "Vary": compressed + ", " + forParts}},
		"/static/x.x": {404, headers{"Content-Type": "text/plain; charset=utf-8", "Content-Security-Policy": dataPolicy}},
	} {
		tt.want["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
		exactly(t, p.visitor().get(path, func(r *http.Request) { r.Host = "keys.example.org" }), tt.status, tt.want)
	}
}

func TestMethodsThatNoRouteKnows(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	before := p.dump()
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "LINK", "CANARY"} {
		for _, path := range []string{"/", north.keys(), north.at(keyFree), "/healthz", "/static/x", "/nothing"} {
			got := c.send(method, path, nil, with("X-Canary", "canary"))
			if got.status != http.StatusMethodNotAllowed || got.header.Get("Allow") != "GET, HEAD, POST" {
				t.Errorf("%s %s: %d, Allow %q", method, path, got.status, got.header.Get("Allow"))
			}
			if strings.Contains(strings.ToLower(got.body), "canary") {
				t.Errorf("%s %s is echoed", method, path)
			}
		}
	}
	if p.dump() != before {
		t.Errorf("something changed")
	}
}

func TestEveryRouteTellsItsMethods(t *testing.T) {
	t.Parallel()
	p := twins(t)
	methods := map[string][]string{}
	for _, r := range p.server.Routes() {
		if methods[r.Path] = append(methods[r.Path], r.Method); r.Method == http.MethodGet {
			methods[r.Path] = append(methods[r.Path], http.MethodHead)
		}
	}
	c := p.signIn(north, "ada")
	for path, known := range methods {
		address := strings.NewReplacer(":organization", "north", ":key", "AAAAAAAAAAAA", ":token", "x", "*", "x").Replace(path)
		for _, method := range []string{"GET", "HEAD", "POST"} {
			got := c.again().send(method, address, nil)
			if refused := got.status == http.StatusMethodNotAllowed; refused == slices.Contains(known, method) {
				t.Errorf("%s %s: %d", method, path, got.status)
			} else if allow := strings.Split(got.header.Get("Allow"), ", "); refused && !slices.Equal(slices.Sorted(slices.Values(allow)), slices.Sorted(slices.Values(known))) {
				t.Errorf("%s %s: Allow %q", method, path, allow)
			}
		}
	}
}

func TestScriptsCarryTheNonce(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	seen := map[string]bool{}
	for _, path := range []string{"/sign-in?next=/x", north.keys(), north.keys(), north.at(keyFree), "/nothing", south.keys()} {
		scripts := 2
		if path == north.keys() { // the table has two of its own
			scripts = 4
		}
		got := c.get(path)
		if path == "/sign-in?next=/x" {
			got = p.visitor().get(path)
		}
		_, rest, _ := strings.Cut(got.header.Get("Content-Security-Policy"), "'nonce-")
		nonce, _, _ := strings.Cut(rest, "'")
		if seen[nonce] || len(nonce) < 22 {
			t.Errorf("%s has the nonce %q", path, nonce)
		}
		seen[nonce] = true
		root := parse(t, got.body)
		for _, script := range elements(root, "script") {
			if attribute(script, "nonce") != nonce || !strings.HasPrefix(attribute(script, "src"), "/static/") || script.FirstChild != nil {
				t.Errorf("a script of %s isn't one of ours, with the header's nonce", path)
			}
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s has the attribute %s=%q, which its policy forbids", path, a.Key, a.Val)
				}
			}
		}
		if len(elements(root, "style")) > 0 || len(elements(root, "base")) > 0 || len(elements(root, "script")) != scripts {
			t.Errorf("%s has inline styles, a base, or other scripts than %d", path, scripts)
		}
	}
}

func TestFilesBelongToThePages(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	c := p.visitor()
	root, files := parse(t, c.get("/sign-in").body), 0
	for _, n := range elements(root, "link", "script", "use") {
		address, _, _ := strings.Cut(attribute(n, "href")+attribute(n, "src"), "#")
		got := c.get(address)
		if got.status != http.StatusOK || got.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.header.Get("Content-Security-Policy") != dataPolicy {
			t.Errorf("%s: %d, %v", address, got.status, got.header)
		}
		head := c.send(http.MethodHead, address, nil)
		if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") != got.header.Get("Content-Length") {
			t.Errorf("HEAD %s: %d, %v", address, head.status, head.header)
		}
		files++
	}
	if files < 5 {
		t.Errorf("the page names %d files", files)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	plain := neutral(t, c.get(north.keys()))
	got := c.get(north.keys(), with("Accept-Encoding", "gzip"))
	if got.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("a page isn't compressed: %v", got.header)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader([]byte(got.body)))
	if err != nil {
		t.Fatalf("unpack a page: %v", err)
	}
	body, err := io.ReadAll(unpacked)
	if got.body = string(body); err != nil || neutral(t, got) != plain {
		t.Errorf("the compressed page is another one: %v", err)
	}
	secret := c.post(north.keys(), c.newKey(north, "Nightly export"), with("Accept-Encoding", "gzip"))
	if secret.header.Get("Content-Encoding") != "" || secretIn(t, secret) == "" {
		t.Errorf("the answer with the secret is compressed: its length tells of the secret")
	}
}
