package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web"
)

// toPlan walks the steps of deleting a key to the last one, and gives its form.
func (c *client) toPlan(o organization, key string, choice url.Values) url.Values {
	c.Helper()
	got := c.want(c.get(o.at(key, "/delete/plan?", choice.Encode())), http.StatusOK, "Delete “"+key+"”?")
	return formTo(c, got.body, o.at(key, "/delete")).values
}

var (
	destroy  = url.Values{"choice": {"destroy"}, "typed": {"delete 2"}}
	transfer = url.Values{"choice": {"transfer"}, "to": {string(north.account("bea"))}}
)

func TestKeyThatOwnsNothingIsDeletedInOneStep(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	got := c.want(c.get(north.at(keyFree, "/delete")), http.StatusOK, "Delete “Free key”?",
		"The key owns no resources.", "1 access entry is removed and the key is permanently deleted. This cannot be undone.")
	form := formTo(t, got.body, north.at(keyFree, "/delete")).values
	c.wantRedirect(c.post(north.at(keyFree, "/delete"), form), north.keys("?deleted=", string(north.key(keyFree))))
	c.want(c.get(north.keys("?deleted=", string(north.key(keyFree)))), http.StatusOK, "“Free key” was deleted.", "1–3 of 3")
	for _, id := range []string{string(north.key(keyOwner)), string(south.key(keyFree)), "Somebody was deleted", ""} {
		if got := c.get(north.keys("?deleted=", url.QueryEscape(id))); strings.Contains(got.words(t), "was deleted") {
			t.Errorf("?deleted=%s puts a note on the page", id)
		}
	}
	if gone := p.happened(store.ResourceACL); len(gone) != 1 {
		t.Errorf("of the access that went tell %+v", gone)
	} else {
		c.want(c.get("/o/"+north.slug+"/resources/"+gone[0].Subject), http.StatusOK, "Access was Free key: View → is none")
	}
	if events := p.happened(store.KeyDeleted); len(events) != 1 || events[0].Subject != string(north.key(keyFree)) || events[0].Request.ID == "" {
		t.Errorf("the events are %+v", events)
	}
}

func TestThreeStepsToDestroy(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	got := c.want(c.get(north.at(keyOwner, "/delete")), http.StatusOK, "Step 1 of 3", "Delete “Owner key”: are you sure?",
		"It owns 2 resources: the next step decides what happens to them.", "1 project and 1 data source")
	first := formTo(t, got.body, north.at(keyOwner, "/delete/choice"))
	got = c.want(c.get(first.action), http.StatusOK, "Step 2 of 3", "Decide what happens to 2 resources",
		"“Owner key” owns 1 project and 1 data source.", "Transfer ownership to a manager",
		"Destroy 2 resources: those that have no other owner, and what lies in them", "1 of them belongs also to Bo Moreau", "1 resource stays with its other owners")
	second := formTo(t, got.body, north.at(keyOwner, "/delete/plan"))
	second.values.Set("choice", "destroy")
	for _, typed := range []string{"", "delete", "delete 1", "delete 3", "delete 02", "delete 2!"} {
		second.values.Set("typed", typed)
		got = c.want(c.get(second.action+"?"+second.values.Encode()), http.StatusUnprocessableEntity, "Nothing was deleted.", "Type “delete 2” to confirm")
		if kept := formTo(t, got.body, second.action).values; kept.Get("typed") != typed || kept.Get("choice") != "destroy" {
			t.Errorf("the form came back with %v", kept)
		}
	}
	second.values.Set("typed", " Delete 2 ") // as a phone types it
	got = c.want(c.get(second.action+"?"+second.values.Encode()), http.StatusOK, "Step 3 of 3", "Delete “Owner key”?",
		"2 resources are destroyed", "The project", "The layer", "The key is permanently deleted. This cannot be undone.")
	third := formTo(t, got.body, north.at(keyOwner, "/delete"))
	c.wantRedirect(c.post(third.action, third.values), north.keys("?deleted=", string(north.key(keyOwner))))
	if _, there := p.keyNamed(north, keyOwner); there || len(p.happened(store.ResourceDestroyed)) != 2 {
		t.Errorf("the key is there: %v; %d resources were destroyed", there, len(p.happened(store.ResourceDestroyed)))
	}
	if _, there := p.keyNamed(south, keyOwner); !there {
		t.Errorf("the twin's key went with it")
	}
}

// What is typed before something is destroyed is a word of the language that the page is in.
func TestFrenchIsTypedToDestroyInFrench(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "bo")
	step := func(typed string) string {
		return north.at(keyOwner, "/delete/plan?", url.Values{"choice": {"destroy"}, "typed": {typed}}.Encode())
	}
	c.want(c.get(step("delete 2"), accepting("fr")), http.StatusUnprocessableEntity, "Saisissez « supprimer 2 » pour confirmer")
	c.want(c.get(step("Supprimer 2"), accepting("fr")), http.StatusOK, "2 ressources sont détruites")
	c.want(c.get(step("supprimer 2")), http.StatusUnprocessableEntity, "Type “delete 2” to confirm")
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	got := c.want(c.get(north.at(keyOwner, "/delete/choice")), http.StatusOK, "Abe Moreau", "Bea Moreau", "Bo Moreau", "2 resources")
	for _, never := range []string{"Dee Moreau", "Dan Moreau", "Fay Moreau", "south.example"} {
		if strings.Contains(got.words(t), never) {
			t.Errorf("%s stands among the successors", never)
		}
	}
	got = c.want(c.get(north.at(keyOwner, "/delete/choice?q=BEA&choice=transfer")), http.StatusOK, "Bea Moreau")
	if strings.Contains(got.words(t), "Abe Moreau") {
		t.Errorf("the search finds everybody")
	}
	c.want(c.get(north.at(keyOwner, "/delete/choice?q=%25")), http.StatusOK, "No manager matches.")
	c.want(c.get(north.at(keyOwner, "/delete/plan?choice=transfer")), http.StatusUnprocessableEntity, "Choose who becomes an owner.")
	c.want(c.get(north.at(keyOwner, "/delete/plan")), http.StatusUnprocessableEntity, "Choose what happens to the resources.")
	form := c.toPlan(north, keyOwner, transfer)
	c.wantRedirect(c.post(north.at(keyOwner, "/delete"), form), north.keys("?deleted=", string(north.key(keyOwner))))
	for _, name := range []string{"project", "source"} {
		info, err := p.store.Resource(t.Context(), p.actor(north, "ada"), north.resource(name))
		if err != nil {
			t.Fatalf("look at the %s: %v", name, err)
		}
		owned := false
		for _, o := range info.Owners {
			owned = owned || o.ID == north.account("bea").Principal()
		}
		if !owned {
			t.Errorf("the %s belongs to %+v", name, info.Owners)
		}
	}
}

func TestSuccessorWhoCannotBeOne(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	before := p.dump()
	var bodies []string
	for name, to := range map[string]string{
		"a user":      string(north.account("dee")),
		"who left":    string(north.account("fay")),
		"the twin's":  string(south.account("bea")),
		"nobody":      "AAAAAAAAAAAA",
		"a key":       string(north.key(keySharer)),
		"the key":     string(north.key(keyOwner)),
		"a statement": "' OR 1=1 --",
	} {
		choice := url.Values{"choice": {"transfer"}, "to": {to}}
		got := c.want(c.get(north.at(keyOwner, "/delete/plan?", choice.Encode())), http.StatusUnprocessableEntity, "Nothing was deleted.", "Who becomes an owner")
		choice.Set("plan", strings.Repeat("0", 64))
		if got := c.post(north.at(keyOwner, "/delete"), choice); got.status != http.StatusConflict {
			t.Errorf("a successor who is %s: %d", name, got.status)
		}
		if name == "the twin's" || name == "nobody" {
			bodies = append(bodies, strings.ReplaceAll(neutral(t, got), to, "TO"))
		}
	}
	if bodies[0] != bodies[1] {
		t.Errorf("a member of the twin is told apart from nobody")
	}
	if p.dump() != before {
		t.Errorf("something changed")
	}
}

func TestPlanThatNoLongerHolds(t *testing.T) {
	t.Parallel()
	changes := map[string]struct {
		key    string
		choice url.Values
		change func(p *portal) error
		says   string
		again  bool // the step before is shown again
	}{
		"a new resource, to be destroyed": {keyOwner, destroy, func(p *portal) error {
			return p.store.RegisterResource(p.Context(), p.as(north, "bo"), store.NewResource{
				ID: north.resource("late"), Kind: "layers", OutsideID: "late", Name: "The late layer", Parent: north.resource("project"), Owners: []store.PrincipalID{north.account("bo").Principal()},
			})
		}, "The late layer", true},
		"a new resource, to be moved": {keyOwner, transfer, func(p *portal) error {
			return p.store.RegisterResource(p.Context(), p.as(north, "bo"), store.NewResource{
				ID: north.resource("late"), Kind: "projects", OutsideID: "late", Name: "The late project", Owners: []store.PrincipalID{north.key(keyOwner).Principal()},
			})
		}, "The late project", false},
		"a successor who is no manager any more": {keyOwner, transfer, func(p *portal) error {
			return p.assignRole(north, "ada", "bea", store.RoleUser)
		}, "Decide what happens to 2 resources", true},
		"a key that owned nothing": {keyFree, nil, func(p *portal) error {
			return p.store.AddOwner(p.Context(), p.as(north, "bo"), north.resource("source"), north.key(keyFree).Principal())
		}, "Decide what happens to 1 resource", true},
		"access that was given": {keyFree, nil, func(p *portal) error {
			return p.store.GiveAccess(p.Context(), p.as(north, "bo"), store.AccessEntry{Resource: north.resource("project"), Principal: north.key(keyFree).Principal(), Access: store.AccessView})
		}, "2 access entries are removed", false},
	}
	for name, tt := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := twins(t)
			c := p.signIn(north, "bo")
			form := c.toPlan(north, tt.key, tt.choice)
			if err := tt.change(p); err != nil {
				t.Fatalf("change something: %v", err)
			}
			before := p.dump()
			for _, change := range [][]func(*http.Request){nil, {partly(north.keys())}} {
				got := c.want(c.post(north.at(tt.key, "/delete"), form, change...), http.StatusConflict, "Something changed since this plan was shown. Nothing was deleted.", tt.says)
				action := north.at(tt.key, "/delete")
				if tt.again {
					action += "/plan"
				}
				fresh := formTo(t, got.body, action).values
				if fresh.Get("plan") == form.Get("plan") {
					t.Errorf("the plan's digest is the old one")
				}
			}
			if p.dump() != before {
				t.Errorf("something was done")
			}
			if !tt.again {
				c.wantRedirect(c.post(north.at(tt.key, "/delete"), c.toPlan(north, tt.key, tt.choice)), north.keys("?deleted=", string(north.key(tt.key))))
			}
		})
	}
}

func TestPlanOfAnotherChoiceDeletesNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	planned, before := c.toPlan(north, keyOwner, transfer), p.dump()
	for name, change := range map[string]url.Values{
		"no plan":            {"plan": {""}},
		"another digest":     {"plan": {strings.Repeat("0", 64)}},
		"not a digest":       {"plan": {"x"}},
		"another successor":  {"to": {string(north.account("ada"))}},
		"another choice":     {"choice": {"destroy"}, "typed": {"delete 2"}},
		"typed, no choice":   {"choice": {""}},
		"an unknown choice":  {"choice": {"DROP TABLE keys"}},
		"destroyed, untyped": {"choice": {"destroy"}},
	} {
		form := url.Values{}
		for field, values := range planned {
			form[field] = values
		}
		for field, values := range change {
			form[field] = values
		}
		if got := c.post(north.at(keyOwner, "/delete"), form); got.status != http.StatusConflict {
			t.Errorf("%s: %d\n%s", name, got.status, got.words(t))
		}
	}
	if p.dump() != before {
		t.Errorf("something was done")
	}
}

func TestKeyDeletedTwice(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	form := bo.toPlan(north, keyFree, nil)
	path := north.at(keyFree, "/delete")
	got := ada.want(ada.post(path, form, partly(north.keys())), http.StatusOK, "“Free key” was deleted.")
	if got.header.Get("HX-Trigger") != "keys-changed" || strings.Contains(got.body, "<html") {
		t.Errorf("the part's answer is %v\n%s", got.header, got.body)
	}
	said := "“Free key” was already deleted by Ada Moreau at 10:00." // in Paris
	bo.want(bo.post(path, form), http.StatusNotFound, "This key is gone.", said)
	got = bo.want(bo.post(path, form, partly(north.keys())), http.StatusNotFound, said)
	if got.header.Get("HX-Trigger") != "keys-changed" || got.header.Get("HX-Retarget") != "#modal" {
		t.Errorf("the part's answer has the headers %v", got.header)
	}
	for _, below := range []string{"", "/delete", "/delete/choice", "/delete/plan"} {
		bo.want(bo.get(north.at(keyFree, below)), http.StatusNotFound, said)
	}
	p.clock.set(start.AddDate(0, 0, 1))
	bo = p.signIn(north, "bo")
	bo.want(bo.get(north.at(keyFree)), http.StatusNotFound, "by Ada Moreau on 10 March 2026 at 10:00.")
	if n := len(p.happened(store.KeyDeleted)); n != 1 {
		t.Errorf("%d keys were deleted", n)
	}
	dan := p.signIn(north, "dan") // never saw it
	if got := dan.get(north.at(keyFree)); got.status != http.StatusNotFound || strings.Contains(got.body, keyFree) {
		t.Errorf("somebody who couldn't see the key learns of it: %d\n%s", got.status, got.words(t))
	}
}

func TestWordsFollowTheOrganizationsPreset(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(*web.Config) {})
	in := north.imported(t)
	in.Organization.RoleWords = store.EditorViewer
	if _, err := p.store.ImportOrganization(t.Context(), p.operator(), in); err != nil {
		t.Fatalf("import: %v", err)
	}
	c := p.signIn(north, "ada")
	c.want(c.get(north.at(keyOwner, "/delete/choice")), http.StatusOK, "Transfer ownership to an editor", "The editor whom you choose")
	c.want(c.get(north.at(keyOwner, "/delete/choice?q=zzz")), http.StatusOK, "No editor matches.")
	got := c.want(c.get(north.keys("/new")), http.StatusOK, "Viewer", "Editor")
	if strings.Contains(got.words(t), "Manager") {
		t.Errorf("the form speaks of managers")
	}
}

// On a key's own page nothing of it may stay: the page leads to the table, which says what was done.
func TestDeletionOnAKeysPageLeadsToTheTable(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	table := north.keys("?deleted=", string(north.key(keyFree)))
	got := ada.want(ada.post(north.at(keyFree, "/delete"), planForm(ada, north, keyFree), partly(north.at(keyFree))), http.StatusOK)
	if to := got.header.Get("HX-Redirect"); to != table {
		t.Errorf("the key's page is led to %q, want %q", to, table)
	}
	ada.want(ada.get(table), http.StatusOK, "was deleted")
}

// A form on a page of its own is the browser's: its answer is a page, and no dialog over it.
func TestFormsOfPagesAnswerAsPages(t *testing.T) {
	t.Parallel()
	ada, renaming, _ := openGroup("/rename", renameForm)(t)()
	for _, path := range []string{
		north.keys("/new"), north.at(keyFree, "/rename"), north.at(keyFree, "/about"), north.at(keyFree, "/expiry"), north.at(keyFree, "/deactivate"),
		north.at(keyFree, "/groups"), north.at(keyFree, "/rotate"), north.at(keyFree, "/delete"), north.at(keyOwner, "/delete"), north.at(keyOwner, "/delete/choice"),
		north.groups("/new"), north.groups("/permissions/kind"), north.views("/new"), renaming, north.inGroup("/members"), north.inGroup("/networks"), north.at(keyFree, "/limits"), north.at(keyFree, "/networks"), north.inGroup("/delete"),
	} {
		if body := ada.want(ada.get(path), http.StatusOK).body; strings.Contains(body, `hx-target="#modal"`) && strings.Contains(body, "<form") {
			for part := range strings.SplitSeq(body, "<form") {
				if tag, _, _ := strings.Cut(part, ">"); strings.Contains(tag, `hx-target="#modal"`) && strings.Contains(tag, "hx-") && (strings.Contains(tag, "hx-post") || strings.Contains(tag, "hx-get")) {
					t.Errorf("%s has the form %s", path, tag)
				}
			}
		}
	}
	for _, act := range []string{"deactivate", "deactivate/plan", "labels", "labels/plan"} {
		form := changeForm(ada, north)
		form.Set("for", "ever")
		body := ada.want(ada.post("/o/north/selection/change/"+act, form), http.StatusOK).body
		for part := range strings.SplitSeq(body, "<form") {
			if tag, _, _ := strings.Cut(part, ">"); strings.Contains(tag, `hx-target="#modal"`) && strings.Contains(tag, "hx-post") {
				t.Errorf("%s has the form %s", act, tag)
			}
		}
	}
}
