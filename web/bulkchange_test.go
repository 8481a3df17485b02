package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// TestAUserDeactivatesManyKeys: what the rule lets a user do has a form; what they can't do has none, and no undo is offered.
func TestAUserDeactivatesManyKeys(t *testing.T) {
	t.Parallel()
	p := twins(t)
	list, err := p.store.Keys(t.Context(), p.actor(north, "dee"), store.KeyQuery{Rows: store.PageSizes[0], At: start})
	if err != nil || len(list.Keys) == 0 {
		t.Fatalf("dee's keys: %v, %v", list.Keys, err)
	}
	dee, form := p.signIn(north, "dee"), url.Values{"keys": {string(list.Keys[0].ID)}}
	change := func(step string) string { return "/o/north/selection/change/" + step }
	for _, act := range []string{"labels", "groups", "expiry", "activate"} {
		dee.want(dee.post(change(act), form), http.StatusForbidden)
	}
	got := dee.want(dee.post(change("deactivate"), form), http.StatusOK, "Deactivate keys")
	got = dee.want(dee.post(change("deactivate/plan"), formTo(t, got.body, change("deactivate/plan")).values), http.StatusOK)
	plan := formTo(t, got.body, change("deactivate/carry-out")).values
	got = dee.want(dee.post(change("deactivate/carry-out"), plan), http.StatusOK, "1 key was deactivated.")
	dee.want(dee.post(change("deactivate/carry-out"), plan), http.StatusOK, "1 key was deactivated.") // and not that something changed
	if strings.Contains(got.body, "/selection/undo") {
		t.Error("an undo is offered to who can't undo it")
	}
	work := dee.want(dee.post("/o/north/work", url.Values{"state": {""}}), http.StatusSeeOther).header.Get("Location")
	page := dee.want(dee.get(work), http.StatusOK, "Deactivate…")
	if strings.Contains(page.body, "/begin/labels") || strings.Contains(page.body, "/begin/delete") {
		t.Error("work is offered to who can't begin it")
	}
	dee.want(dee.get(work+"/begin/labels"), http.StatusForbidden)
	dee.want(dee.get(work+"/begin/deactivate"), http.StatusOK)
	dee.want(dee.post(work+"/preview/labels", url.Values{"labels": {"env: x"}}), http.StatusForbidden)
	dee.want(dee.post(work+"/preview/deactivate", url.Values{"for": {"3600"}}), http.StatusOK, "3 of 4 keys change.", "1 key is so already")
	dee.want(dee.post(work+"/begin/deactivate", url.Values{"for": {"3600"}}), http.StatusSeeOther)
	dee.want(dee.post(work+"/begin/deactivate", url.Values{"for": {"ever"}}), http.StatusConflict, "Something else was begun already.")
}
