package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// client is a browser without JavaScript, as far as these tests need one.
type client struct{ http *http.Client }

func newClient(t *testing.T) client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return client{&http.Client{Jar: jar, Timeout: patience}}
}

// open follows a link, and gives the status and the page.
func (c client) open(t *testing.T, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.send(t, request)
}

// submit sends a form, as a page of the same site does.
func (c client) submit(t *testing.T, address string, fields url.Values) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", request.URL.Scheme+"://"+request.URL.Host)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.send(t, request)
}

func (c client) send(t *testing.T, request *http.Request) (int, string) {
	t.Helper()
	response, err := c.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// linkIn finds the address in a line such as "Open http://…".
func linkIn(t *testing.T, line, path string) string {
	t.Helper()
	for word := range strings.FieldsSeq(line) {
		if u, err := url.Parse(word); err == nil && strings.HasPrefix(u.Path, path) && u.Host != "" {
			return word
		}
	}
	t.Fatalf("there is no link to %s in %q", path, line)
	return ""
}

// at is another page of the portal that an address belongs to.
func at(t *testing.T, address, path string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Scheme + "://" + u.Host + path
}
