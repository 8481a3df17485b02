package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// crewsAndOffice makes two groups: Crews, which Bo belongs to, and Office.
func crewsAndOffice(p *portal) (crews, office store.GroupID) {
	p.Helper()
	crews, office = store.GroupID(id("crews")), store.GroupID(id("office"))
	for group, permission := range map[store.GroupID]store.Permission{crews: "layers:edit", office: "members:edit"} {
		name := map[store.GroupID]string{crews: "Crews", office: "Office"}[group]
		_, err := p.store.CreateGroup(p.Context(), p.as(north, "ada"), store.NewGroup{ID: group, Name: name, About: "For " + name + ".\nAnd more.", Permissions: []store.Permission{permission}})
		if err != nil {
			p.Fatalf("make a group: %v", err)
		}
	}
	if err := addToGroup(p.Context(), p.store, p.as(north, "ada"), crews, north.account("bo")); err != nil {
		p.Fatalf("put Bo into a group: %v", err)
	}
	return crews, office
}

func (p *portal) groupsOf(key string) string {
	p.Helper()
	info, err := p.store.Key(p.Context(), p.actor(north, "ada"), north.key(key))
	if err != nil {
		p.Fatalf("look at %s: %v", key, err)
	}
	return store.JoinNames(info.Key.Groups)
}

func TestANewKeyNeedsAGroupWhereThereAreAny(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bea := p.signIn(north, "bea")
	bea.want(bea.get(north.keys("/new")), http.StatusOK, "There are no groups yet.")
	crews, office := crewsAndOffice(p)
	bea.want(bea.get(north.keys("/new")), http.StatusOK, "You belong to no group", "Ask an administrator")
	bea.want(bea.post(north.keys(), bea.newKey(north, "Nightly export")), http.StatusUnprocessableEntity, "Permission groups are missing")

	bo := p.signIn(north, "bo")
	form := bo.newKey(north, "")
	if got := bo.get(north.keys("/new")).body; !strings.Contains(got, "For Crews.") || strings.Contains(got, "And more.") || strings.Contains(got, "Office") {
		t.Error("the form doesn't offer the groups that Bo belongs to, each with the first line of what it is for")
	}
	bo.want(bo.post(north.keys(), form), http.StatusUnprocessableEntity, "Check 2 fields:", "Name", "Permission groups are missing")
	form.Set("name", "Nightly export")
	form["groups"] = []string{string(crews), string(office)}
	bo.want(bo.post(north.keys(), form), http.StatusForbidden, "You don’t belong to “Office” (any more)")
	form["groups"] = []string{string(crews), id("no group")}
	bo.want(bo.post(north.keys(), form), http.StatusUnprocessableEntity, "have one that isn't there any more")
	form["groups"] = []string{string(crews)}
	bo.want(bo.post(north.keys(), form), http.StatusOK, "Store this key now")
	made, _ := p.keyNamed(north, "Nightly export")
	if len(made.Groups) != 1 || made.Groups[0].Name != "Crews" {
		t.Errorf("the key has %v", made.Groups)
	}
	page := bo.want(bo.get(north.keys()), http.StatusOK, "Crews")
	bo.want(bo.get(north.keys("?groups="+string(crews))), http.StatusOK, "Groups Crews", "1–1 of 1")
	if strings.Contains(page.words(t), "Office") {
		t.Error("the table has a group that no key has")
	}
}

func TestGroupsOfAKeyAreChanged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	crews, office := crewsAndOffice(p)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	address := north.at(keyFree, "/groups")
	form := formTo(ada, ada.want(ada.get(address), http.StatusOK, "Change groups", "Crews", "Office").body, address).values
	form["groups"] = []string{string(office)}
	ada.want(ada.post(address, form, partly(north.keys())), http.StatusOK, "The groups of “Free key” were changed.", "members:edit", "which no key with the role User gets")
	if got := p.groupsOf(keyFree); got != "Office" {
		t.Fatalf("the key has %q", got)
	}
	stale := bo.post(address, url.Values{"version": form["version"], "groups": {string(crews)}})
	bo.want(stale, http.StatusConflict, "Ada Moreau changed this key at", "Its groups are now: Office.")
	again := formTo(bo, stale.body, address).values
	if got := again["groups"]; len(got) != 1 || got[0] != string(crews) {
		t.Errorf("of what was ticked is left %v", got)
	}
	again["groups"] = []string{string(crews), string(office)} // Office is the key's already: that gives nothing
	if got := bo.post(address, again); got.status != http.StatusSeeOther || p.groupsOf(keyFree) != "Crews, Office" {
		t.Errorf("%d, the key has %q", got.status, p.groupsOf(keyFree))
	}
	open := bo.want(bo.get(address), http.StatusOK, "You don’t belong to it: you can take it from the key, and not give it back.")
	last := formTo(bo, open.body, address).values
	delete(last, "groups")
	bo.want(bo.post(address, last), http.StatusUnprocessableEntity, "only an administrator can take a key's last group")
	last["groups"] = []string{id("no group")}
	bo.want(bo.post(address, last), http.StatusUnprocessableEntity, "have one that isn't there any more")
	last["groups"] = []string{string(crews)}
	if got := bo.post(address, last); got.status != http.StatusSeeOther || got.header.Get("Location") != north.at(keyFree) {
		t.Errorf("%d to %s", got.status, got.header.Get("Location"))
	}
	again = formTo(bo, bo.get(address).body, address).values
	again["groups"] = []string{string(crews), string(office)}
	bo.want(bo.post(address, again), http.StatusForbidden, "You don’t belong to “Office” (any more)")
	if got := p.groupsOf(keyFree); got != "Crews" {
		t.Errorf("the key has %q", got)
	}
}

// A person is taken out of a group, demoted, or the group is deleted, while the form is open.
func TestGroupsThatChangeUnderAForm(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		meanwhile func(p *portal, crews store.GroupID) error
		status    int
		says      string
	}{
		"taken out": {func(p *portal, crews store.GroupID) error {
			return removeFromGroup(p.Context(), p.store, p.as(north, "ada"), crews, north.account("bo"))
		}, http.StatusForbidden, "You don’t belong to “Crews” (any more)"},
		"demoted": {func(p *portal, _ store.GroupID) error {
			return p.assignRole(north, "ada", "bo", store.RoleUser)
		}, http.StatusForbidden, "You may not do that here."},
		"the group is gone": {func(p *portal, crews store.GroupID) error {
			plan, err := p.store.PlanGroupDeletion(p.Context(), p.actor(north, "ada"), crews)
			if err == nil {
				_, err = p.store.DeleteGroup(p.Context(), p.as(north, "ada"), crews, plan.Digest)
			}
			return err
		}, http.StatusUnprocessableEntity, "have one that isn't there any more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := twins(t)
			crews, _ := crewsAndOffice(p)
			bo := p.signIn(north, "bo")
			form := bo.newKey(north, "Nightly export")
			form["groups"] = []string{string(crews)}
			if err := tt.meanwhile(p, crews); err != nil {
				t.Fatal(err)
			}
			bo.want(bo.post(north.keys(), form), tt.status, tt.says)
			if _, made := p.keyNamed(north, "Nightly export"); made {
				t.Error("a key was made")
			}
		})
	}
}

func TestAFilterHasTheGroupsToChooseFrom(t *testing.T) {
	t.Parallel()
	p := twins(t)
	crews, _ := crewsAndOffice(p)
	c := p.signIn(north, "ada")
	choices := c.want(c.get(north.keys("/choices?of=groups")), http.StatusOK, "Filter by group", "Crews", "Office")
	if strings.Contains(choices.words(t), "None match") {
		t.Error("groups aren't found")
	}
	found := c.want(c.get(north.keys("/choices?of=groups&find=off")), http.StatusOK, "Office")
	if strings.Contains(found.words(t), "Crews") {
		t.Error("a search for Office finds Crews")
	}
	c.want(c.get(north.keys("/choices?of=groups&find=x")), http.StatusOK, "No group matches.")
	c.want(c.get(north.keys("?groups="+string(crews))), http.StatusOK, "No key matches.", "There is no key with the group Crews.")
	c.want(c.get(north.keys("?groups="+id("no group"))), http.StatusOK, "a group that is gone")
	c.want(c.get(north.keys("?groups=x")), http.StatusOK, "Part of the address could not be read: groups.")
}
