package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// setUp answers the form of a set-up link.
func setUp(t *testing.T, c client, link string) {
	t.Helper()
	status, page := c.submit(t, link, url.Values{
		"organization": {"Harbour Office"}, "zone": {"Europe/Rome"}, "role_words": {"manager"},
		"name": {"Giulia Conti"}, "email": {"giulia@harbour.example"}, "password": {"correct horse battery"},
	})
	if status != http.StatusOK || !strings.Contains(page, "Harbour Office") {
		t.Fatalf("the set-up gives %d:\n%s", status, page)
	}
}

func TestServePrintsANewSetUpLinkUntilSomebodyHasUsedOne(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	wanted := regexp.MustCompile(`^Open http://127\.0\.0\.1:\d+/set-up/\w+ to set up Chatelaine \(works once, within 1 hour\)\.$`)
	var links []string
	for range 2 {
		p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
		line := p.line(t)
		if !wanted.MatchString(line) {
			t.Fatalf("the first line is %q", line)
		}
		links = append(links, linkIn(t, line, "/set-up/"))
		if notice := p.line(t); notice != "It speaks plain http, for this machine only." {
			t.Errorf("the second line is %q", notice)
		}
		if len(links) == 2 {
			dead, err := url.Parse(links[0])
			if err != nil {
				t.Fatal(err)
			}
			if status, _ := newClient(t).open(t, at(t, links[1], dead.Path)); status < 400 {
				t.Errorf("the link of the first start gives %d", status)
			}
			setUp(t, newClient(t), links[1])
		}
		p.stop(t)
	}
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if line := p.line(t); !regexp.MustCompile(`^Chatelaine is at http://127\.0\.0\.1:\d+\.$`).MatchString(line) {
		t.Errorf("with an account, the first line is %q", line)
	}
}

func TestServeLogsJSONWithoutTokens(t *testing.T) {
	t.Parallel()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	link := linkIn(t, p.line(t), "/set-up/")
	p.line(t) // what it speaks
	p.line(t) // where the gate is
	newClient(t).open(t, link)
	token := link[strings.LastIndex(link, "/")+1:]
	p.stop(t)
	logged := 0
	for line := range p.lines {
		logged++
		if !json.Valid([]byte(line)) || strings.Contains(line, token) {
			t.Errorf("the log says %s", strings.ReplaceAll(line, token, "TOKEN"))
		}
	}
	if logged == 0 {
		t.Error("nothing is logged")
	}
}

func TestTheDataFolderIsForOnePortalAndItsOwner(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	p.line(t)
	second := command(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if second.exit != 1 || second.stdout != "" || strings.Count(second.stderr, "\n") != 1 || !strings.Contains(second.stderr, data) {
		t.Errorf("a second portal on the folder: exit %d, %q, %q", second.exit, second.stdout, second.stderr)
	}
	err := filepath.WalkDir(data, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestServeAnswersHealth(t *testing.T) {
	t.Parallel()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	status, _ := newClient(t).open(t, at(t, linkIn(t, p.line(t), "/set-up/"), "/healthz"))
	if status != http.StatusOK {
		t.Errorf("/healthz answers %d", status)
	}
}
