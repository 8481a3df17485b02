package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestEmptyTableSaysWhyAndWhatToDo: the words name the search and the filters, and the link leads to keys.
func TestEmptyTableSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	for query, tt := range map[string]struct{ why, next, leads string }{
		"q=harbor":                                  {"Nothing named like “harbor”.", "Show all keys", ""},
		"q=zq":                                      {"No word begins with “zq”: one letter or two are looked for at the beginnings of words only.", "Show all keys", ""},
		"q=free&role=manager":                       {"Nothing named like “free” with the role Manager.", "1 key matches without the role filter.", "?q=free"},
		"q=free&role=manager&status=inactive":       {"Nothing named like “free” with the status Inactive, with the role Manager.", "1 key matches without the filters.", "?q=free"},
		"q=harbor&role=user":                        {"Nothing named like “harbor” with the role User.", "4 keys match without the search.", "?role=user"},
		"role=manager":                              {"There is no key with the role Manager.", "Show all keys", ""},
		"name=is:Free+key&used=over90d":             {"There is no key whose name is “Free key”, that was used, but not for 90 days.", "1 key matches without the last use filter.", "?name=is:Free+key"},
		"status=expired,inactive&only=owns":         {"There is no key with the status Expired or Inactive, that owns resources.", "2 keys match without the status filter.", "?only=owns"},
		"q=free&only=unconfirmed&rows=50&sort=name": {"Nothing named like “free” that nobody has confirmed.", "1 key matches without the filter “Not confirmed”.", "?q=free&sort=name&rows=50"},
		"created=..2020-01-01&expires=next7d":       {"There is no key created before 2 Jan 2020, that expires in the next 7 days.", "Show all keys", ""},
	} {
		got := ada.want(ada.get(north.keys("?", query)), http.StatusOK, "No key matches.", tt.why, tt.next)
		leads := ""
		for _, link := range elements(parse(t, got.body), "a") {
			if textOf(link) == tt.next {
				leads = attribute(link, "href")
			}
		}
		if leads != north.keys(tt.leads) {
			t.Errorf("of %s, %q leads to %q, want %q", query, tt.next, leads, north.keys(tt.leads))
		}
		if next := ada.get(leads); strings.Contains(next.words(t), "No key matches.") {
			t.Errorf("of %s, %q leads to an empty table", query, tt.next)
		}
	}
}

// TestSummary: what wants looking at stands under the title, and leads to the tables that show it.
func TestSummary(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	if words := ada.get(north.keys()).words(t); strings.Contains(words, "in the next 14 days.") || strings.Contains(words, "for 90 days.") {
		t.Errorf("nothing wants looking at, and the page says\n%s", words)
	}
	form := ada.newKey(north, "Short-lived")
	form.Set("expires", "2026-03-20")
	ada.want(ada.post(north.keys(), form), http.StatusOK)
	got := ada.want(ada.get(north.keys()), http.StatusOK, "1 key ends in the next 14 days.")
	if !strings.Contains(got.body, `href="`+north.keys("?status=expiring&amp;sort=expires")+`"`) {
		t.Error("the summary leads nowhere")
	}
	ada.want(ada.get(north.keys("?status=expiring&sort=expires")), http.StatusOK, "1–1 of 1")
	ada.want(ada.get(north.keys(), partly(north.keys()), with("HX-Source", "section#keys")), http.StatusOK, "1 key ends in the next 14 days.")
	if part := ada.get(north.keys("?sort=name"), partly(north.keys())); strings.Contains(part.words(t), "ends in the next 14 days") {
		t.Error("a part that the summary isn't in has counted it")
	}
}

// TestChoicesAreCounted: in the part that fills a filter, and on the page for who has no scripts.
func TestChoicesAreCounted(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dee, dan := p.signIn(north, "ada"), p.signIn(north, "dee"), p.signIn(north, "dan")
	id := string(north.account("dee"))
	for _, asked := range [][]func(*http.Request){nil, {partly(north.keys())}} {
		ada.want(ada.get(north.keys("/choices?of=status"), asked...), http.StatusOK, "Active 4", "Expired 0")
		ada.want(ada.get(north.keys("/choices?of=role"), asked...), http.StatusOK, "User 4", "Manager 0")
		ada.want(ada.get(north.keys("/choices?of=by"), asked...), http.StatusOK, "Dee Moreau dee@north.example 4")
		ada.want(ada.get(north.keys("/choices?of=by&find=nobody"), asked...), http.StatusOK, "No creator matches.")
		ada.want(ada.get(north.keys("/choices?of=by&find=nobody&by=", id), asked...), http.StatusOK, "Dee Moreau dee@north.example 4")
		ada.want(ada.get(north.keys("/choices?of=nothing&find=", url.QueryEscape("%\x00'"), "&by=x&status=dead"), asked...), http.StatusOK, "Active 4")
		dee.want(dee.get(north.keys("/choices?of=by"), asked...), http.StatusOK, "Dee Moreau dee@north.example 4")
		got := dan.want(dan.get(north.keys("/choices?of=by&by=", id, ",", string(north.account("ada"))), asked...), http.StatusOK, "somebody unknown")
		if strings.Contains(got.words(t), "Dee") || strings.Contains(got.words(t), "Ada") {
			t.Errorf("a user learns who made keys:\n%s", got.words(t))
		}
	}
	if words := dan.get(north.keys("?by=", id)).words(t); strings.Contains(words, "Dee") {
		t.Errorf("a user learns a name by a filter:\n%s", words)
	}
}
