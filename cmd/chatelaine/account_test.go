package main

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const newPassword = "a paper boat on the canal"

// choosePassword uses a reset link, and tells whether the new password signs in.
func choosePassword(t *testing.T, link string) {
	t.Helper()
	c := newClient(t)
	if status, page := c.open(t, link); status != http.StatusOK || !strings.Contains(page, "giulia@harbour.example") {
		t.Fatalf("the reset link gives %d:\n%s", status, page)
	}
	if status, page := c.submit(t, link, url.Values{"password": {newPassword}}); status != http.StatusOK {
		t.Fatalf("the new password gives %d:\n%s", status, page)
	}
	status, page := c.submit(t, at(t, link, "/sign-in"), url.Values{"email": {"giulia@harbour.example"}, "password": {newPassword}})
	if status != http.StatusOK || !strings.Contains(page, "Harbour Office") {
		t.Errorf("with the new password, signing in gives %d:\n%s", status, page)
	}
}

func TestAResetWorksWhileThePortalRuns(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	link := linkIn(t, p.line(t), "/set-up/")
	c := newClient(t)
	setUp(t, c, link)

	stranger := command(t, "account", "reset", "nobody@harbour.example", "--data", data)
	want := "chatelaine: E-MAIL isn't the address of an account here; accepted is the address that the person signs in with\n"
	if stranger.exit != 1 || stranger.stderr != want {
		t.Errorf("for a stranger: exit %d, %q, want %q", stranger.exit, stranger.stderr, want)
	}
	got := command(t, "account", "reset", " Giulia@Harbour.example ", "--data", data)
	if got.exit != 0 || got.stderr != "" || !strings.HasSuffix(got.stdout, " to choose a new password (works once, within 30 minutes).\n") {
		t.Fatalf("exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
	reset := linkIn(t, got.stdout, "/reset/")
	if !strings.HasPrefix(reset, at(t, link, "/reset/")) {
		t.Errorf("the link isn't at the portal's address")
	}
	choosePassword(t, reset)
	if _, page := c.open(t, at(t, link, "/")); strings.Contains(page, "Harbour Office") {
		t.Error("the session from before the reset goes on")
	}
	if info, err := os.Stat(filepath.Join(data, controlFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v, %v", info, err)
	}
}

func TestAResetWorksWithoutThePortal(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	setUp(t, newClient(t), linkIn(t, p.line(t), "/set-up/"))
	p.stop(t)
	killed, err := net.Listen("unix", filepath.Join(data, controlFile)) // the socket of a portal that was killed
	if err != nil {
		t.Fatal(err)
	}
	killed.(*net.UnixListener).SetUnlinkOnClose(false)
	killed.Close()

	got := command(t, "account", "reset", "giulia@harbour.example", "--data", data, "--url", "https://keys.harbour.example")
	if got.exit != 0 || got.stderr != "" || !strings.HasPrefix(got.stdout, "Open https://keys.harbour.example/reset/") {
		t.Fatalf("exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
	reset, err := url.Parse(linkIn(t, got.stdout, "/reset/"))
	if err != nil {
		t.Fatal(err)
	}
	again := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	line := again.line(t)
	choosePassword(t, strings.TrimSuffix(strings.TrimPrefix(line, "Chatelaine is at "), ".")+reset.Path)
}
