package web_test

import (
	"net/http"
	"net/url"
	"slices"
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

// TestManyKeysAreChanged: each act says which keys change, and which can't and why, does that, and takes it back. Bo belongs to
// Readers: of the keys, one is in that group and inactive, one in another group and inactive, and one in none.
func TestManyKeysAreChanged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.makeGroup(north, "readers", "Readers", "layers:read")
	p.makeGroup(north, "writers", "Writers", "layers:edit")
	p.join(north, "readers", "bo")
	keys := strings.Join([]string{string(north.key(keyFree)), string(north.key(keyOwner)), string(north.key(keySharer))}, ",")
	bo, groups := p.signIn(north, "bo"), func(op, label string) url.Values {
		return url.Values{"op": {op}, "groups": {string(north.group(label))}}
	}
	begin := func() {
		for key, group := range map[string]string{keyFree: "readers", keyOwner: "writers"} {
			to := store.Regroup{Op: store.RegroupSet, Groups: []store.GroupID{north.group(group)}}
			if _, err := p.store.ChangeGroups(t.Context(), p.as(north, "ada"), north.key(key), 0, to); err != nil {
				t.Fatal(err)
			}
			p.switchOff(north, key, store.Deactivation{})
		}
	}
	const notAll = "1 key can’t change: you don’t belong to all of their groups"
	for name, tt := range map[string]struct {
		act          string
		form         url.Values
		plan         []string
		done, undone string // empty: nothing changes
	}{
		"activate":          {"activate", nil, []string{"1 of 3 keys changes, 1 can’t.", "1 key changes Which keys Free key", notAll + " Which keys Owner key", "1 key is so already Which keys Sharer key"}, "1 key was activated.", "Undone for 1 key."},
		"deactivate":        {"deactivate", url.Values{"for": {"86400"}, "reason": {"Rehearsal"}}, []string{"1 of 3 keys changes.", "They open nothing until: Tomorrow at 10:00", "Sharer key", "2 keys are so already"}, "1 key was deactivated.", "Undone for 1 key."},
		"give a group":      {"groups", groups("add", "readers"), []string{"2 of 3 keys change.", "Groups that they get: Readers."}, "2 keys were changed.", "Undone for 2 keys."},
		"give another's":    {"groups", groups("add", "writers"), []string{"None of 3 keys changes; 2 can’t.", "2 keys can’t change: you don’t belong to the group “Writers”"}, "", ""},
		"take a last group": {"groups", groups("remove", "writers"), []string{"None of 3 keys changes; 1 can’t.", "it would take their last group"}, "", ""},
		"exactly one group": {"groups", groups("set", "readers"), []string{"2 of 3 keys change.", "Afterwards they have exactly these groups: Readers."}, "2 keys were changed.", "Undone for 1 key. 1 key stays as it is: you don’t belong to the group “Writers”."},
		"expiry":            {"expiry", url.Values{"expires": {"2027-02-28"}}, []string{"2 of 3 keys change, 1 can’t.", notAll, "They work until the end of Sunday 28 February 2027."}, "2 keys were changed.", "Undone for 2 keys."},
		"labels":            {"labels", url.Values{"labels": {"env: test"}}, []string{"3 keys change.", "Labels that they get: env: test."}, "3 keys were changed.", "Undone for 3 keys."},
	} {
		begin()
		at := "/o/north/selection/change/" + tt.act
		got := bo.want(bo.post(at, url.Values{"keys": {keys}}), http.StatusOK)
		if tt.act != "activate" { // which asks nothing
			form := formTo(t, got.body, at+"/plan").values
			for field, values := range tt.form {
				form[field] = values
			}
			got = bo.want(bo.post(at+"/plan", form), http.StatusOK)
		}
		if said := got.words(t); !containsAll(said, tt.plan) {
			t.Errorf("%s: the plan says\n%s\nwant %q", name, said, tt.plan)
		}
		if tt.done == "" {
			continue
		}
		got = bo.want(bo.post(at+"/carry-out", formTo(t, got.body, at+"/carry-out").values), http.StatusOK, tt.done, "It can be undone for 30 seconds.")
		bo.want(bo.post("/o/north/selection/undo", formTo(t, got.body, "/o/north/selection/undo").values), http.StatusOK, tt.undone)
	}
	begin()
	at := "/o/north/selection/change/activate"
	plan := formTo(t, bo.post(at, url.Values{"keys": {keys}}).body, at+"/carry-out").values
	p.switchOn(north, keyFree)
	got := bo.want(bo.post(at+"/carry-out", plan), http.StatusConflict, "Nothing was changed by you. This is how it is now.", "None of 3 keys changes; 1 can’t.")
	if strings.Contains(got.words(t), "Activate 1 key") {
		t.Error("what nothing is left of can be carried out")
	}
}

// containsAll tells whether a text has all parts.
func containsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
}
