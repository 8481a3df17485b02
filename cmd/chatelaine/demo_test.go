package main

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chatelaine/store/sample"
)

const meridianPath = "/o/" + sample.MeridianSlug + "/keys"

var passwordLine = regexp.MustCompile(`^Or sign in as (ada@meridian\.example) with the password ([0-9A-Za-z]{20})$`)

func TestTheDemoLetsInByItsFirstTwoLines(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // so that what is left behind would be found
	p := launch(t, "demo", "--addr", "127.0.0.1:0", "--keys", "30")
	first, second := p.line(t), p.line(t)
	if !regexp.MustCompile(`^Open http://127\.0\.0\.1:\d+/sign-in/\w+$`).MatchString(first) {
		t.Errorf("the first line is %q", first)
	}
	link, login := linkIn(t, first, "/sign-in/"), passwordLine.FindStringSubmatch(second)
	if login == nil {
		t.Fatalf("the second line is %q", second)
	}

	byLink := newClient(t)
	for range 2 { // looking doesn't use it up
		if status, page := byLink.open(t, link); status != http.StatusOK || !strings.Contains(page, "<form") {
			t.Fatalf("the link gives %d and a page of %d bytes, want a form", status, len(page))
		}
	}
	byLink.submit(t, link, nil)
	if status, page := byLink.open(t, at(t, link, meridianPath)); status != http.StatusOK || !strings.Contains(page, "Nightly parcel import") {
		t.Errorf("the link's form leads to %d and a page without the keys:\n%s", status, page)
	}
	if status, _ := newClient(t).submit(t, link, nil); status < 400 {
		t.Errorf("used again, the link's form gives %d", status)
	}
	byPassword := newClient(t)
	byPassword.submit(t, at(t, link, "/sign-in"), url.Values{"email": {login[1]}, "password": {login[2]}})
	status, page := byPassword.open(t, at(t, link, meridianPath))
	if status != http.StatusOK || !strings.Contains(page, "Nightly parcel import") {
		t.Errorf("the password leads to %d and a page without the keys:\n%s", status, page)
	}
	p.stop(t)
	if left, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(left) != 0 {
		t.Errorf("after the demo %v is left, %v", left, err)
	}
}

func TestTheDemoGoesOnWithItsData(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "kept")
	first := launch(t, "demo", "--addr", "127.0.0.1:0", "--keys", "3", "--data", data)
	oldLink, oldLogin := linkIn(t, first.line(t), "/sign-in/"), passwordLine.FindStringSubmatch(first.line(t))
	first.stop(t)

	second := launch(t, "demo", "--addr", "127.0.0.1:0", "--data", data) // with 240 keys, if it made them
	link, login := linkIn(t, second.line(t), "/sign-in/"), passwordLine.FindStringSubmatch(second.line(t))
	c := newClient(t)
	c.submit(t, link, nil)
	status, page := c.open(t, at(t, link, meridianPath))
	if status != http.StatusOK || !strings.Contains(page, "Nightly parcel import") || strings.Contains(page, "240") {
		t.Errorf("the new link leads to %d and not to the three keys:\n%s", status, page)
	}
	if path := link[len(at(t, link, "")):]; strings.HasSuffix(oldLink, path) || oldLogin[2] == login[2] {
		t.Error("the second start has the link or the password of the first")
	}
	old, err := url.Parse(oldLink)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := newClient(t).submit(t, at(t, link, old.Path), nil); status < 400 {
		t.Errorf("the link of the first start gives %d", status)
	}
}

func TestADemoKeepsWhatItIsToldToKeep(t *testing.T) {
	t.Parallel()
	for data, fleeting := range map[string]bool{"": true, filepath.Join(t.TempDir(), "kept"): false} {
		s, _, err := demo{Data: data, Keys: "240"}.settings()
		if err != nil || s.fleeting != fleeting {
			t.Errorf("--data %q: fleeting is %t, %v; want %t", data, s.fleeting, err, fleeting)
		}
	}
}

func TestADemoWithoutAnAddressTakesAFreePort(t *testing.T) {
	t.Parallel()
	if taken, err := net.Listen("tcp", demoAddr); err == nil { // otherwise somebody else has it, which is as good
		defer taken.Close()
	}
	listener, err := demo{}.listen(t.Context(), address{"127.0.0.1", "8080"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if got := listener.Addr().String(); got == demoAddr {
		t.Errorf("it listens on %s, which is taken", got)
	}
}
