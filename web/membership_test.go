package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// What a choice of groups gives somebody and takes from them is said by name before it is done, and done as it was said.
func TestGroupsOfAMember(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	p.makeGroup(north, "others", "Writers", "layers:edit")
	ada, own := p.signIn(north, "ada"), north.members("/"+string(north.account("dee")))
	at := own + "/groups"
	form := formTo(t, ada.want(ada.get(at), http.StatusOK, "Change groups", "Review changes").body, at).values
	form["groups"] = []string{string(north.group("others"))}
	shown := ada.want(ada.post(at, form), http.StatusOK, "Change the groups of Dee Moreau?", "1 group more", "Writers", "1 group fewer", "Readers",
		"They get 1 permission, from now on", "Layers: Edit through Writers", "They lose 2 permissions, from now on", "Layers: Read through Readers")
	if strings.Contains(ada.get(own).words(t), "Writers") {
		t.Errorf("what was planned is done already")
	}
	plan := formTo(t, shown.body, at).values
	plan.Set("step", "back")
	back := formTo(t, ada.want(ada.post(at, plan), http.StatusOK, "Change groups").body, at).values
	if got := back["groups"]; len(got) != 1 || got[0] != form.Get("groups") {
		t.Errorf("back on the form, these are ticked: %v", got)
	}
	plan.Del("step")
	if err := p.assignRole(north, "ada", "dee", store.RoleManager); err != nil {
		t.Fatalf("give another role: %v", err)
	}
	got := ada.want(ada.post(at, plan, partly(own)), http.StatusConflict, "Something changed since this was shown. Nothing was done.", "They get 1 permission")
	plan = formTo(t, got.body, at).values
	ada.want(ada.post(at, plan, partly(own)), http.StatusOK, "The groups of Dee Moreau were changed.", "Writers")
	ada.want(ada.post(at, form), http.StatusConflict, "changed this member", "Their groups are now: Writers.")
	form = formTo(t, ada.get(at).body, at).values
	got = ada.want(ada.post(at, form), http.StatusOK, "These are the groups that Dee Moreau belongs to.")
	if strings.Contains(got.body, "carry-out") {
		t.Errorf("where nothing changes, it can be confirmed")
	}
	gone := url.Values{"version": form["version"], "groups": {string(north.group("gone"))}}
	ada.want(ada.post(at, gone), http.StatusUnprocessableEntity, "Nothing was changed.")
}
