package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// selection is the address of what is selected, and of what lies below it.
func (o organization) selection(below string) string { return "/o/" + o.slug + "/selection" + below }

// selection is a form with keys that are selected, in one field as a script sends them, and a choice.
func selection(o organization, choice url.Values, names ...string) url.Values {
	form := clone(choice)
	var ids []string
	for _, name := range names {
		ids = append(ids, string(o.key(name)))
	}
	form.Set("keys", strings.Join(ids, ","))
	return form
}

// toPlanOf walks to the last step of deleting what is selected, and gives its form.
func (c *client) toPlanOf(o organization, selected url.Values, title string) url.Values {
	c.Helper()
	got := c.want(c.post(o.selection("/delete/plan"), selected), http.StatusOK, title)
	return formTo(c, got.body, o.selection("/delete/carry-out")).values
}

// chosen are the ids that an answer selects.
func chosen(t *testing.T, got answer) []string {
	t.Helper()
	for _, n := range elements(parse(t, got.body), "i") {
		if hasAttribute(n, "data-chosen") {
			return strings.Fields(attribute(n, "data-chosen"))
		}
	}
	t.Fatalf("nothing is selected: %d\n%s", got.status, got.body)
	return nil
}

func TestSelectingAllThatMatch(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ids := func(o organization, names ...string) (ids []string) {
		for _, name := range names {
			ids = append(ids, string(o.key(name)))
		}
		return ids
	}
	for query, want := range map[string][]string{
		"":                      ids(north, keyPending, keySharer, keyOwner, keyFree),
		"?sort=name":            ids(north, keyFree, keyOwner, keyPending, keySharer),
		"?q=owner":              ids(north, keyOwner),
		"?only=unconfirmed":     ids(north, keyPending),
		"?status=expired":       nil,
		"?rows=50&sort=-name":   ids(north, keySharer, keyPending, keyOwner, keyFree),
		"?q=key&deleted=x&zz=1": ids(north, keyPending, keySharer, keyOwner, keyFree),
	} {
		c := p.signIn(north, "bo")
		got := c.want(c.get(north.selection(query), partly(north.keys(query))), http.StatusOK)
		if found := chosen(t, got); !slices.Equal(found, want) {
			t.Errorf("%s selects %v, want %v", query, found, want)
		}
	}
	c := p.signIn(north, "bo")
	for _, query := range []string{"?status=dead", "?created=never", "?by=x&q=owner"} { // more would match without that part
		c.want(c.get(north.selection(query), partly(north.keys())), http.StatusBadRequest)
	}
	c.want(c.get(north.selection("?q=owner")), http.StatusOK, "API keys", "1–1 of 1") // to a browser without scripts
}

// TestTicksAreForThoseWhoMayDoSomething: a user's are beside the keys that they created, with a bar that offers only what
// they may do.
func TestTicksAreForThoseWhoMayDoSomething(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for name, want := range map[string]int{"ada": 4, "bo": 4, "dee": 4, "dan": 0} {
		got := p.signIn(north, name).get(north.keys())
		root, ticks := parse(t, got.body), 0
		for _, input := range elements(root, "input") {
			if attribute(input, "form") == "bulk" && attribute(input, "name") == "keys" && strings.HasPrefix(attribute(input, "aria-label"), "Select ") {
				ticks++
			}
		}
		if ticks != want || (byID(root, "select-page") != nil) != (want > 0) {
			t.Errorf("%s sees %d ticks", name, ticks)
		}
		if want == 0 {
			continue
		}
		manages := name == "ada" || name == "bo"
		if strings.Contains(got.body, "/selection/change/labels") != manages || strings.Contains(got.body, "/selection/delete") != manages || !strings.Contains(got.body, "/selection/change/deactivate") {
			t.Errorf("%s is offered what isn't theirs to do, or not what is", name)
		}
	}
}

func TestSeveralKeysAreDeletedTogether(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	three := []string{keyFree, keyOwner, keySharer}
	got := c.want(c.post(north.selection("/delete"), selection(north, nil, three...)), http.StatusOK, "Step 1 of 3", "Delete 3 keys: are you sure?",
		"They own 2 resources: the next step decides what happens to them. Nothing is deleted yet.", "2 of the keys own something", "Owner key 2 resources")
	first := formTo(t, got.body, north.selection("/delete/choice"))
	got = c.want(c.post(first.action, first.values), http.StatusOK, "Step 2 of 3", "Decide what happens to 2 resources",
		"2 keys own 1 project and 1 data source.", "Destroy 2 resources", "1 resource stays with its other owners", "3 keys are permanently deleted.")
	second := formTo(t, got.body, north.selection("/delete/plan"))
	second.values.Set("choice", "destroy")
	second.values.Set("typed", "delete 3") // as many as keys, not as resources
	got = c.want(c.post(second.action, second.values), http.StatusUnprocessableEntity, "Nothing was deleted.", "Type “delete 2” to confirm")
	second = formTo(t, got.body, second.action)
	second.values.Set("typed", "delete 2")
	got = c.want(c.post(second.action, second.values), http.StatusOK, "Step 3 of 3", "Delete 3 keys?", "2 resources are destroyed", "The layer",
		"1 of them belongs also to Bo Moreau", "1 access entry is removed", "3 keys are permanently deleted. This cannot be undone.", "Delete 3 keys")
	third := formTo(t, got.body, north.selection("/delete/carry-out"))
	got = c.want(c.post(third.action, third.values, partly(north.keys())), http.StatusOK, "3 keys were deleted. 2 resources were destroyed.")
	if got.header.Get("HX-Trigger") != "keys-changed" || !strings.Contains(got.body, `data-gone="*"`) || strings.Contains(got.body, "<html") {
		t.Errorf("the answer is %v\n%s", got.header, got.body)
	}
	for _, name := range three {
		if _, there := p.keyNamed(north, name); there {
			t.Errorf("%s is there", name)
		}
		if _, there := p.keyNamed(south, name); !there {
			t.Errorf("the twin's %s is gone", name)
		}
	}
}

// Without scripts each tick is a field, and the end is a page.
func TestTicksAreSentByThemselves(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	ticks := url.Values{"keys": {string(north.key(keyFree)), string(north.key(keyPending))}}
	got := c.want(c.post(north.selection("/delete"), ticks), http.StatusOK, "Delete 2 keys?", "The keys own no resources.", "1 access entry is removed")
	form := formTo(t, got.body, north.selection("/delete/carry-out"))
	c.want(c.post(form.action, form.values), http.StatusOK, "Deletion carried out", "2 keys were deleted.")
	got = c.want(c.post(form.action, form.values), http.StatusNotFound, "These keys are gone.", "was already deleted by Bo Moreau at 10:00.",
		"The other 1 key that was selected is gone too.")
	if len(p.happened(store.KeyDeleted)) != 2 {
		t.Errorf("sent again, it deletes again:\n%s", got.words(t))
	}
	one := c.want(c.post(north.selection("/delete"), selection(north, nil, keySharer)), http.StatusOK, "Delete “Sharer key”: are you sure?",
		"It owns 1 resource: the next step decides what happens to it.")
	if strings.Contains(one.words(t), "Selected keys") {
		t.Errorf("one key is listed as if it were several")
	}
}

func TestSelectionIsTransferred(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	both := selection(north, transfer, keyOwner, keySharer)
	c.want(c.post(north.selection("/delete/plan"), selection(north, nil, keyOwner, keySharer)), http.StatusUnprocessableEntity, "Choose what happens to the resources.")
	got := c.want(c.post(north.selection("/delete/choice"), selection(north, url.Values{"q": {"bea"}}, keyOwner, keySharer)), http.StatusOK, "Bea Moreau")
	if strings.Contains(got.words(t), "Abe Moreau") {
		t.Errorf("the search finds everybody")
	}
	form := c.toPlanOf(north, both, "Bea Moreau becomes an owner of 2 resources")
	c.want(c.post(north.selection("/delete/carry-out"), form), http.StatusOK, "2 keys were deleted. Bea Moreau became an owner of 2 resources.")
	for _, name := range []string{"project", "source"} {
		info, err := p.store.Resource(t.Context(), p.actor(north, "ada"), north.resource(name))
		if err != nil || !slices.ContainsFunc(info.Owners, func(o store.Owner) bool { return o.ID == north.account("bea").Principal() }) {
			t.Errorf("the %s belongs to %+v, %v", name, info.Owners, err)
		}
	}
}

func TestSelectionsThatCannotBeDeleted(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	var crowd []string
	for i := range store.MaxBulk + 1 {
		crowd = append(crowd, id(fmt.Sprint("crowd ", i)))
	}
	keys := func(list ...string) url.Values { return url.Values{"keys": {strings.Join(list, ",")}} }
	free, own := string(north.key(keyFree)), string(north.key(keyOwner))
	dan, dee := p.signIn(north, "dan"), p.signIn(north, "dee")
	before := p.dump()
	var missing []string
	for name, tt := range map[string]struct {
		form   url.Values
		who    *client
		status int
		says   []string
	}{
		"none":             {nil, bo, 422, []string{"No key is selected.", "Tick the keys that are to be deleted"}},
		"commas alone":     {keys("", "", ""), bo, 422, []string{"No key is selected."}},
		"1,001":            {keys(crowd...), bo, 422, []string{"Too many keys are selected.", "Up to 1,000 keys can be deleted at once."}},
		"one twice":        {keys(free, own, free), bo, 422, []string{"A key is selected twice."}},
		"a ticked twice":   {url.Values{"keys": {free, free}}, bo, 422, []string{"A key is selected twice."}},
		"the twin's":       {keys(free, string(south.key(keyFree))), bo, 404, []string{"A selected key is not here.", "Nothing was deleted."}},
		"one that isn't":   {keys(free, crowd[0]), bo, 404, []string{"A selected key is not here."}},
		"not one's own":    {keys(free), dan, 404, []string{"A selected key is not here."}},
		"by a user":        {keys(free), dee, 403, []string{"You may not do that here."}},
		"a damaged escape": {url.Values{"keys": {"%00"}}, bo, 404, []string{"A selected key is not here."}},
	} {
		for _, step := range []string{"/delete", "/delete/choice", "/delete/plan", "/delete/carry-out"} {
			got := tt.who.want(tt.who.post(north.selection(step), tt.form), tt.status, tt.says...)
			part := tt.who.want(tt.who.post(north.selection(step), tt.form, partly(north.keys())), tt.status, tt.says...)
			if part.header.Get("HX-Retarget") != "#modal" {
				t.Errorf("%s: the part isn't a window", name)
			}
			if name == "the twin's" || name == "one that isn't" {
				missing = append(missing, got.words(t))
			}
		}
	}
	if slices.Sort(missing); len(slices.Compact(missing)) != 1 {
		t.Errorf("a key of the twin is told apart from none: %q", missing)
	}
	if p.dump() != before {
		t.Errorf("something changed")
	}
}

func TestKeysOfASelectionThatAreGone(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	three := selection(north, nil, keyFree, keyPending, keySharer)
	two := bo.toPlanOf(north, selection(north, nil, keyFree, keyPending), "Delete 2 keys?")
	ada.post(north.at(keyFree, "/delete"), ada.toPlan(north, keyFree, nil))
	said := "Free key deleted by Ada Moreau at 10:00"
	bo.want(bo.post(north.selection("/delete"), three), http.StatusOK, "Delete 2 keys: are you sure?", "1 of the selected keys is gone already", said)
	before := p.dump()
	got := bo.want(bo.post(north.selection("/delete/carry-out"), two), http.StatusConflict, "Something changed since this plan was shown. Nothing was deleted.",
		"Delete “Pending key”?", "1 of the selected keys is gone already", said, "The key owns no resources.")
	if p.dump() != before {
		t.Errorf("something was done by a plan that no longer held")
	}
	fresh := formTo(t, got.body, north.selection("/delete/carry-out")).values
	got = bo.want(bo.post(north.selection("/delete/carry-out"), fresh, partly(north.keys())), http.StatusOK, "“Pending key” was deleted.")
	if !strings.Contains(got.body, `data-gone="*"`) {
		t.Errorf("what is gone stays selected:\n%s", got.body)
	}
	got = bo.want(bo.post(north.selection("/delete"), selection(north, nil, keyPending, keyFree), partly(north.keys())), http.StatusNotFound, "These keys are gone.",
		"“Pending key” was already deleted by Bo Moreau at 10:00. The other 1 key that was selected is gone too.")
	if got.header.Get("HX-Trigger") != "keys-changed" || !strings.Contains(got.body, `data-gone="*"`) {
		t.Errorf("the table isn't told: %v\n%s", got.header, got.body)
	}
}

func TestSelectionWhosePlanChanged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	both := selection(north, destroy, keyOwner, keySharer)
	form := c.toPlanOf(north, both, "2 resources are destroyed")
	late := store.NewResource{ID: north.resource("late"), Kind: "layers", OutsideID: "late", Name: "The late layer", Parent: north.resource("project"),
		Owners: []store.PrincipalID{north.account("bo").Principal()}}
	if err := p.store.RegisterResource(t.Context(), p.as(north, "bo"), late); err != nil {
		t.Fatalf("register: %v", err)
	}
	before := p.dump()
	got := c.want(c.post(north.selection("/delete/carry-out"), form), http.StatusConflict, "Something changed since this plan was shown.", "Type delete 3 to confirm", "The late layer")
	if kept := formTo(t, got.body, north.selection("/delete/plan")).values; kept.Get("keys") != both.Get("keys") || kept.Get("choice") != "destroy" {
		t.Errorf("the form came back with %v", kept)
	}
	for field, value := range map[string]string{"keys": string(north.key(keyOwner)), "plan": strings.Repeat("0", 64), "to": string(north.account("ada"))} {
		other := c.toPlanOf(north, selection(north, transfer, keyOwner, keySharer), "Delete 2 keys?")
		other.Set(field, value)
		c.want(c.post(north.selection("/delete/carry-out"), other), http.StatusConflict)
	}
	if p.dump() != before {
		t.Errorf("something was done")
	}
}

// crowded is an organization with more keys than one plan takes.
func (p *portal) crowded(keys int) organization {
	p.Helper()
	o := organization{slug: "crowded"}
	in := o.imported(p)
	all := o.importedKeys()
	for i := range keys - len(all) {
		key := all[0]
		key.Name = fmt.Sprint("Key ", i)
		key.ID, key.Secret.Digest = o.key(key.Name), store.Digest([]byte(id(o.slug+key.Name)+id(key.Name)+"12345678"))
		all = append(all, key)
	}
	in.Keys = slices.Values(all)
	if _, err := p.store.ImportOrganization(p.Context(), p.operator(), in); err != nil {
		p.Fatalf("import: %v", err)
	}
	return o
}

func TestAThousandKeysInOneForm(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	o := p.crowded(store.MaxBulk + 204)
	c := p.signIn(o, "ada")
	c.want(c.get(o.keys()), http.StatusOK, "Select the first 1,000 of 1,204")
	c.want(c.get(o.keys("?q=key+1")), http.StatusOK, "Select all 311 that match")
	got := c.want(c.get(o.selection("?sort=name"), partly(o.keys())), http.StatusOK, "The first 1,000 are selected: no more can be chosen at once.")
	ids := chosen(t, got)
	form := url.Values{"keys": {strings.Join(ids, ",")}, "choice": {"destroy"}, "typed": {"delete 2"}}
	plan := c.toPlanOf(o, form, "Delete 1,000 keys?")
	c.want(c.post(o.selection("/delete/carry-out"), plan), http.StatusOK, "1,000 keys were deleted.")
	c.want(c.get(o.keys()), http.StatusOK, "1–25 of 204", "Select all 204 that match")
	ticks := chosen(t, c.get(o.selection(""), partly(o.keys())))[:100] // the largest page, each tick a field
	c.want(c.post(o.selection("/delete"), url.Values{"keys": ticks}), http.StatusOK, "100 keys")
}
