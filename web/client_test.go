package web_test

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// client is a browser, as far as a portal can tell.
type client struct {
	*portal
	cookies map[string]string
}

// answer is what the portal said, whole.
type answer struct {
	status int
	header http.Header
	body   string
}

// words are what a person reads.
func (a answer) words(t testing.TB) string {
	t.Helper()
	return textOf(parse(t, a.body))
}

// transport leaves compression and connections as they are on the wire.
var transport = &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 32}

// visitor is a browser that is not signed in.
func (p *portal) visitor() *client { return &client{portal: p, cookies: map[string]string{}} }

// signIn is the browser of a member who has signed in.
func (p *portal) signIn(o organization, name string) *client {
	p.Helper()
	c := p.visitor()
	if got := c.post("/sign-in", signInForm(o.email(name))); got.status != http.StatusSeeOther {
		p.Fatalf("%s of %s can't sign in: %d\n%s", name, o.slug, got.status, got.words(p))
	}
	return c
}

func signInForm(email string) url.Values {
	return url.Values{"email": {email}, "password": {goodPassword}, "next": {"/"}}
}

// again is another tab of the same browser: its cookies, as they are now.
func (c *client) again() *client { return &client{portal: c.portal, cookies: maps.Clone(c.cookies)} }

// partly makes a request htmx's, made on the page at an address.
func partly(page string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("HX-Request", "true")
		r.Header.Set("HX-Request-Type", "partial")
		r.Header.Set("HX-Current-URL", "http://"+r.Host+page)
	}
}

// with sets a header.
func with(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// without leaves a header out.
func without(name string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Del(name) }
}

// get asks for an address, as typed into the browser's line.
func (c *client) get(path string, change ...func(*http.Request)) answer {
	c.Helper()
	return c.send(http.MethodGet, path, nil, change...)
}

// post sends a form from a page of the portal.
func (c *client) post(path string, fields url.Values, change ...func(*http.Request)) answer {
	c.Helper()
	return c.send(http.MethodPost, path, strings.NewReader(fields.Encode()), change...)
}

func (c *client) send(method, path string, body io.Reader, change ...func(*http.Request)) answer {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, "http://"+c.host+path, body)
	if err != nil {
		c.Fatalf("make a request for %s %q: %v", method, path, err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://"+c.host)
	}
	for _, name := range slices.Sorted(maps.Keys(c.cookies)) {
		r.AddCookie(&http.Cookie{Name: name, Value: c.cookies[name]})
	}
	for _, apply := range change {
		apply(r)
	}
	return c.do(r)
}

func (c *client) do(r *http.Request) answer {
	c.Helper()
	response, err := transport.RoundTrip(r)
	if err != nil {
		c.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.Fatalf("read the answer to %s %s: %v", r.Method, r.URL, err)
	}
	for _, cookie := range response.Cookies() {
		if c.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
		}
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// want fails for an answer with another status, or without one of the texts in its body as a reader sees them.
func (c *client) want(got answer, status int, texts ...string) answer {
	c.Helper()
	if got.status != status {
		c.Fatalf("the status is %d, not %d:\n%s", got.status, status, got.words(c))
	}
	seen := got.words(c)
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			c.Errorf("the answer doesn't say %q:\n%s", text, seen)
		}
	}
	return got
}

// wantRedirect fails for an answer that leads elsewhere.
func (c *client) wantRedirect(got answer, to string) {
	c.Helper()
	if got.status != http.StatusSeeOther || got.header.Get("Location") != to {
		c.Errorf("the answer is %d to %q, not 303 to %q:\n%s", got.status, got.header.Get("Location"), to, got.words(c))
	}
}
