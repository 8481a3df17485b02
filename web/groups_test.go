package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"chatelaine/store"
)

// toTicks ticks permissions on a group's page, and gives the form that would save them.
func (c *client) toTicks(o organization, permissions ...string) url.Values {
	c.Helper()
	got := c.post(o.inGroup("/permissions"), url.Values{"version": {strconv.FormatInt(c.groupOf(o).Version, 10)}, "permissions": permissions})
	return formTo(c, c.want(got, http.StatusOK).body, o.inGroup("/permissions/save")).values
}

func TestFirstGroupSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	const warning = "This is the first group. As soon as it is there, each new key needs a group."
	ada.want(ada.get(north.groups()), http.StatusOK, "No groups yet.", "Once there is one, each new key needs a group", "Add the first group")
	bo.want(bo.get(north.groups()), http.StatusOK, "No groups yet.", "An administrator can add them.")
	ada.want(ada.get(north.groups("/new")), http.StatusOK, warning)
	made := ada.post(north.groups(), groupForm(ada, north))
	if made.status != http.StatusSeeOther {
		t.Fatalf("%d\n%s", made.status, made.words(t))
	}
	ada.want(ada.get(made.header.Get("Location")), http.StatusOK, "Another group", "This group allows nothing yet.", "No key has this group.")
	if got := ada.want(ada.get(north.groups("/new")), http.StatusOK); strings.Contains(got.words(t), warning) {
		t.Errorf("the second group is announced as the first")
	}
}

func TestGroupFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	long := strings.Repeat("x", store.Limits.Name.Max+1)
	for typed, want := range map[string]string{
		"readers":  "A group named “readers” already exists. Choose another name.",
		"":         "Name is missing.",
		long:       "Name has 101 characters, more than 100.",
		"a\u202eb": "Name contains U+202E at position 2.",
	} {
		form := groupForm(ada, north)
		form.Set("name", typed)
		got := ada.want(ada.post(north.groups(), form), http.StatusUnprocessableEntity, "The group was not added.", want)
		if kept := formTo(t, got.body, north.groups()).values; kept.Get("name") != typed || kept.Get("nonce") != form.Get("nonce") {
			t.Errorf("of %q the form keeps %q", typed, kept)
		}
		rename := renameForm(ada, north)
		rename.Set("name", typed)
		if typed != "readers" { // its own name
			ada.want(ada.post(north.inGroup("/rename"), rename), http.StatusUnprocessableEntity, "The group was not renamed.", want)
		}
	}
}

func TestGroupFormSentTwiceMakesOneGroup(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	form := groupForm(ada, north)
	first, second := ada.post(north.groups(), form), ada.post(north.groups(), form)
	if first.header.Get("Location") == "" || first.header.Get("Location") != second.header.Get("Location") {
		t.Errorf("the form led to %q, then to %q", first.header.Get("Location"), second.header.Get("Location"))
	}
	ada.want(ada.get(north.groups()), http.StatusOK, "1 group")
}

func TestDuplicateAllowsTheSame(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	got := ada.want(ada.get(north.inGroup("/duplicate")), http.StatusOK, "Duplicate “Readers”", "the same 2 permissions", "No member and no key has it yet.")
	made := ada.post(north.groups(), formTo(t, got.body, north.groups()).values)
	ada.want(ada.get(made.header.Get("Location")), http.StatusOK, "Copy of Readers", "2 of 29", "0 members")
}

func TestChangeOfAGroupIsShownFirst(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	before := p.dump()
	got := ada.want(ada.post(north.inGroup("/permissions"), ticksForm(ada, north)), http.StatusOK,
		"Change “Readers”?", "The group gives 1 permission more", "Layers: Edit", "The group no longer gives 2 permissions", "Projects: Read",
		"1 member belongs to it", "Dee Moreau gets Layers: Edit; loses Projects: Read and Layers: Read")
	if p.dump() != before {
		t.Errorf("looking changed something")
	}
	save := formTo(t, got.body, north.inGroup("/permissions/save")).values
	back := url.Values{"permissions": save["permissions"], "step": {"back"}}
	again := ada.want(ada.post(north.inGroup("/permissions/save"), back), http.StatusOK, "Review changes")
	if ticked := elements(byID(parse(t, again.body), "group-permissions"), "input"); !hasAttribute(ticked[len(ticked)-1], "value") || !strings.Contains(again.body, `value="layers:edit" checked`) {
		t.Errorf("Back has forgotten what was ticked")
	}
	ada.wantRedirect(ada.post(north.inGroup("/permissions/save"), save), north.inGroup())
	if now := p.groupOf(north).Permissions; len(now) != 1 || now[0] != "layers:edit" {
		t.Errorf("the group allows %v", now)
	}
	ada.want(ada.post(north.inGroup("/permissions"), ticksForm(ada, north)), http.StatusOK, "There is nothing to save.")
}

func TestPlanOfAGroupThatNoLongerHolds(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada, abe := p.signIn(north, "ada"), p.signIn(north, "abe")
	save, deletion, rename := ada.toTicks(north, "layers:edit"), deleteGroupForm(ada, north), renameForm(ada, north)
	ticks := ticksForm(ada, north)
	ada.wantRedirect(ada.post(north.inGroup("/members"), memberForm(ada, north)), north.inGroup()) // of another tab
	ada.want(ada.post(north.inGroup("/permissions/save"), save), http.StatusConflict, "Something changed since this was shown. Nothing was done.", "2 members belong to it", "Dan Moreau")
	got := ada.want(ada.post(north.inGroup("/delete"), deletion), http.StatusConflict, "Delete “Readers”?", "Nothing was done.", "Dan Moreau")
	abe.wantRedirect(abe.post(north.inGroup("/permissions/save"), abe.toTicks(north, "layers:read", "tables:read")), north.inGroup())
	ada.want(ada.post(north.inGroup("/permissions"), ticks), http.StatusConflict, "Somebody changed this group since you opened its page.", "Tables: Read")
	rename.Set("name", "Field crews")
	stale := ada.want(ada.post(north.inGroup("/rename"), rename), http.StatusConflict, "It is called “Readers” now.")
	again := formTo(t, stale.body, north.inGroup("/rename")).values
	if again.Get("name") != "Field crews" || again.Get("version") == rename.Get("version") {
		t.Errorf("the form keeps %v", again)
	}
	ada.wantRedirect(ada.post(north.inGroup("/rename"), again), north.inGroup())
	ada.want(ada.post(north.inGroup("/delete"), formTo(t, got.body, north.inGroup("/delete")).values), http.StatusConflict, "Delete “Field crews”?")
	ada.want(ada.post(north.inGroup("/delete"), deleteGroupForm(ada, north)), http.StatusOK, "The group “Field crews” was deleted.")
}

func TestGroupThatWasDeletedASecondAgo(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	save, deletion, rename := ada.toTicks(north, "layers:edit"), deleteGroupForm(ada, north), renameForm(ada, north)
	ada.want(ada.post(north.inGroup("/delete"), deletion), http.StatusOK)
	for path, form := range map[string]url.Values{"/permissions/save": save, "/delete": deletion, "/rename": rename, "/members": memberForm(ada, north)} {
		ada.want(ada.post(north.inGroup(path), form), http.StatusNotFound, "This group does not exist.", "It may have been deleted meanwhile", "To the groups")
	}
}

func TestRightsToGroupsAreThoseOfTheMoment(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	abe := p.signIn(north, "abe")
	save, deletion, form := abe.toTicks(north, "layers:edit"), deleteGroupForm(abe, north), groupForm(abe, north)
	if err := p.assignRole(north, "ada", "abe", store.RoleManager); err != nil {
		t.Fatalf("demote: %v", err)
	}
	before := p.dump()
	const sentence = "Your role in this organization does not allow it. An administrator can."
	abe.want(abe.post(north.inGroup("/permissions/save"), save), http.StatusForbidden, sentence)
	abe.want(abe.post(north.inGroup("/delete"), deletion), http.StatusForbidden, sentence)
	abe.want(abe.post(north.groups(), form), http.StatusForbidden, sentence)
	got := abe.want(abe.get(north.inGroup()), http.StatusOK, "Readers", "Layers: Read: allowed")
	if strings.Contains(got.body, "checkbox") || strings.Contains(got.words(t), "Delete…") || p.dump() != before {
		t.Errorf("somebody who was demoted can still change groups:\n%s", got.words(t))
	}
}

func TestMembersOfAGroup(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	got := ada.want(ada.get(north.inGroup("/members")), http.StatusOK, "Add a member to “Readers”", "Dan Moreau")
	for _, absent := range []string{"Dee Moreau", "Fay Moreau"} { // one is in it, the other left
		if strings.Contains(got.words(t), absent) {
			t.Errorf("%s can be added", absent)
		}
	}
	ada.want(ada.get(north.inGroup("/members/all?q=dee")), http.StatusOK, "Members of “Readers”", "Dee Moreau")
	ada.want(ada.get(north.inGroup("/members/all?q=dan")), http.StatusOK, "No member of the group matches.")
	ada.want(ada.get(north.inGroup("/members?q=nobody")), http.StatusOK, "No member matches who could be added.")
	ada.want(ada.post(north.inGroup("/members"), nil), http.StatusUnprocessableEntity, "Nobody was added.", "Choose a member.")
	ada.want(ada.post(north.inGroup("/members"), url.Values{"member": {string(north.account("ada"))}}), http.StatusForbidden)
	shown := ada.want(ada.post(north.inGroup("/members"), url.Values{"member": {string(north.account("dan"))}}), http.StatusOK, "Add Dan Moreau to “Readers”?", "They get 2 permissions, from now on", "Layers: Read")
	if strings.Contains(ada.want(ada.get(north.inGroup()), http.StatusOK).body, "Dan Moreau") {
		t.Errorf("who was planned for belongs to the group already")
	}
	plan := formTo(t, shown.body, north.inGroup("/members")).values
	ada.want(ada.post(north.inGroup("/members"), url.Values{"member": plan["member"], "plan": {strings.Repeat("0", 64)}}), http.StatusConflict, "Nothing was done.", "They get 2 permissions")
	ada.wantRedirect(ada.post(north.inGroup("/members"), plan), north.inGroup())
	dee := string(north.account("dee"))
	shown = ada.want(ada.get(north.inGroup("/members/"+dee)), http.StatusOK, "Remove Dee Moreau from “Readers”?", "They lose 2 permissions, from now on", "Layers: Read")
	ada.want(ada.post(north.inGroup("/members/"+dee+"/remove"), nil), http.StatusConflict, "Nothing was done.", "They lose 2 permissions")
	plan = formTo(t, shown.body, north.inGroup("/members/"+dee+"/remove")).values
	said := ada.want(ada.post(north.inGroup("/members/"+dee+"/remove"), plan, partly(north.inGroup())), http.StatusOK, "Dee Moreau belongs to “Readers” no more.", "Dan Moreau")
	if strings.Contains(said.body, dee) {
		t.Errorf("who was removed is still listed")
	}
	ada.want(ada.get(north.inGroup("/members/"+dee)), http.StatusNotFound)
	ada.wantRedirect(ada.post(north.inGroup("/members/"+dee+"/remove"), plan), north.inGroup())
}

// What a person sees of groups is as much as their role shows them.
func TestUsersSeeTheirOwnGroups(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	p.makeGroup(north, "others", "Writers", "layers:edit")
	dee := p.signIn(north, "dee")
	got := dee.want(dee.get(north.groups()), http.StatusOK, "These are the groups that you belong to.", "Readers")
	got.body += dee.want(dee.get(north.inGroup()), http.StatusOK, "Projects: Read").body
	got.body += dee.want(dee.get(north.groups("/permissions")), http.StatusOK, "2 permissions").body
	for _, secret := range []string{"Writers", "Edit", "Tables", "Ada Moreau", "not allowed"} {
		if strings.Contains(got.words(t), secret) {
			t.Errorf("a user reads %q", secret)
		}
	}
	dan := p.signIn(north, "dan")
	dan.want(dan.get(north.groups()), http.StatusOK, "You belong to no group.")
}

func TestSearchForGroups(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	p.makeGroup(north, "others", "Writers", "layers:edit")
	ada := p.signIn(north, "ada")
	got := ada.want(ada.get(north.groups("?q=read")), http.StatusOK, "Readers", "1 of 2 groups")
	if strings.Contains(got.words(t), "Writers") {
		t.Errorf("the search finds too much")
	}
	ada.want(ada.get(north.groups("?q=nothing")), http.StatusOK, "No group matches.", "Nothing named like “nothing”", "Show all groups")
	secret := "chk_" + strings.Repeat("A", 12) + "_" + strings.Repeat("B", 32) + "000000"
	ada.wantRedirect(ada.get(north.groups("?q=", secret)), north.groups())
}

// A catalogue and a list of the largest size are one form and one page.
func TestLargestMatrix(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada := p.signIn(north, "ada")
	actions := []string{"read", "create", "edit", "delete", "share"}
	for i := 0; i < (store.MaxPermissions-29)/len(actions); i++ {
		word := store.CatalogueWord{Slug: fmt.Sprintf("a-kind-with-a-rather-long-short-name-that-goes-on-%03d", i), Words: fmt.Sprint("Kind ", i)}
		if err := p.store.AddKind(t.Context(), p.as(north, "ada"), store.NewKind{CatalogueWord: word, Actions: actions}); err != nil {
			t.Fatalf("add kind %d: %v", i, err)
		}
	}
	form := url.Values{"version": {strconv.FormatInt(p.groupOf(north).Version, 10)}}
	for _, box := range elements(parse(t, ada.get(north.inGroup()).body), "input") {
		if attribute(box, "name") == "permissions" {
			form.Add("permissions", attribute(box, "value"))
		}
	}
	if n := len(form["permissions"]); n < store.MaxPermissions-len(actions) {
		t.Fatalf("the matrix has %d permissions", n)
	}
	got := ada.want(ada.post(north.inGroup("/permissions"), form), http.StatusOK, fmt.Sprintf("The group gives %d permissions more", len(form["permissions"])-2))
	ada.wantRedirect(ada.post(north.inGroup("/permissions/save"), formTo(t, got.body, north.inGroup("/permissions/save")).values), north.inGroup())
	for i := 1; i < store.MaxGroups; i++ {
		p.makeGroup(north, fmt.Sprint(i), fmt.Sprint("Group ", i))
	}
	ada.want(ada.get(north.groups()), http.StatusOK, "300 groups", "Group 299")
	ada.want(ada.post(north.groups(), groupForm(ada, north)), http.StatusUnprocessableEntity, "There are 300 groups already. Delete one of them first.")
}

func TestCatalogueMistakes(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	for name, tt := range map[string]struct {
		below string
		form  url.Values
		says  string
	}{
		"a kind that is there":       {"/kind", url.Values{"words": {"Plans"}, "slug": {"layers"}}, "Short name is a subject of the catalogue already."},
		"its words":                  {"/kind", url.Values{"words": {"layers"}, "slug": {"plans"}}, "Name is a subject of the catalogue already."},
		"no short name":              {"/kind", url.Values{"words": {"Plans"}, "slug": {"Big plans"}}, "Short name is no short name."},
		"an action that is there":    {"/action", url.Values{"words": {"Look"}, "slug": {"read"}}, "Short name is an action of the catalogue already."},
		"a permission that is there": {"/permission", url.Values{"kind": {"layers"}, "action": {"read"}}, "is a permission of the catalogue already"},
		"a permission of nothing":    {"/permission", url.Values{"kind": {"stars"}, "action": {"read"}}, "is not in the catalogue"},
	} {
		got := ada.post(north.groups("/permissions", tt.below), tt.form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.words(t), tt.says) {
			t.Errorf("%s: %d\n%s", name, got.status, got.words(t))
		}
		kept := formTo(t, got.body, north.groups("/permissions", tt.below)).values
		for _, field := range []string{"words", "slug"} {
			if kept.Get(field) != tt.form.Get(field) {
				t.Errorf("%s: the form keeps %v", name, kept)
			}
		}
	}
	ada.wantRedirect(ada.post(north.groups("/permissions/kind"), kindForm(nil, north)), north.groups("/permissions"))
	ada.want(ada.get(north.groups("/permissions")), http.StatusOK, "30 permissions: 7 subjects and 5 actions", "Maps: Read, for managers only: change who can have it")
}
