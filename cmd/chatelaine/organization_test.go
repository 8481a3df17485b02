package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOrganizationsAreMadeWhileThePortalRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	link := linkIn(t, p.line(t), "/set-up/")
	c := newClient(t)
	setUp(t, c, link)

	known := command(t, "organization", "create", "Quay Office", "--admin", "Giulia@harbour.example", "--data", data)
	want := "Quay Office is made, with the short name quay-office. giulia@harbour.example is its administrator.\n"
	if known.exit != 0 || known.stdout != want || known.stderr != "" {
		t.Errorf("for somebody known: exit %d, %q, %q", known.exit, known.stdout, known.stderr)
	}
	if status, page := c.open(t, at(t, link, "/o/quay-office/keys")); status != http.StatusOK || !strings.Contains(page, "Quay Office") {
		t.Errorf("its administrator sees %d", status)
	}
	again := command(t, "organization", "create", "Quay Office", "--admin", "giulia@harbour.example", "--data", data)
	if again.exit != 1 || !strings.HasPrefix(again.stderr, "chatelaine: --slug quay-office was given out before; accepted is ") {
		t.Errorf("again: exit %d, %q", again.exit, again.stderr)
	}
	fresh := command(t, "organization", "create", "Pier", "--admin", "zoe@pier.example", "--slug", "the-pier", "--zone", "Europe/Paris", "--data", data)
	reset := linkIn(t, fresh.stdout, "/reset/")
	zoe := newClient(t)
	if status, _ := zoe.submit(t, reset, url.Values{"password": {newPassword}}); status != http.StatusOK {
		t.Fatalf("the new administrator's password gives %d", status)
	}
	status, page := zoe.submit(t, at(t, reset, "/sign-in"), url.Values{"email": {"zoe@pier.example"}, "password": {newPassword}})
	if status != http.StatusOK || !strings.Contains(page, "Pier") || !strings.Contains(page, "Administrator") {
		t.Errorf("the new administrator signs in to %d", status)
	}
}

func TestOrganizationsAreMadeWithoutThePortal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	setUp(t, newClient(t), linkIn(t, p.line(t), "/set-up/"))
	p.stop(t)
	got := command(t, "organization", "create", "Pier", "--admin", "zoe@pier.example", "--data", data, "--url", "https://keys.harbour.example")
	if got.exit != 0 || !strings.Contains(got.stdout, "\nOpen https://keys.harbour.example/reset/") {
		t.Errorf("exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
	wrong := command(t, "organization", "create", "", "--admin", "zoe", "--slug", "x y", "--zone", "Local", "--data", t.TempDir())
	for _, flag := range []string{"NAME ", "--admin ", "--slug ", "--zone ", "--data "} {
		if !strings.Contains(wrong.stderr, flag) || wrong.exit != 1 {
			t.Errorf("exit %d; %s isn't named in %q", wrong.exit, flag, wrong.stderr)
		}
	}
}
