package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// atLayer is the address of the layer, and of what lies below it.
func (o organization) atLayer(below string) string {
	return "/o/" + o.slug + "/resources/" + string(o.resource("layer")) + below
}

// openLayer gives a form of the layer as it is, and registers it again where it was destroyed; bo owns it, and bea too.
func openLayer(below string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p := twins(t)
		c := p.signIn(north, "bo")
		return func() (*client, string, url.Values) {
			if _, err := p.store.Resource(t.Context(), p.actor(north, "ada"), north.resource("layer")); err != nil {
				err := p.store.RegisterResource(t.Context(), p.as(north, "ada"), store.NewResource{ID: north.resource("layer"), Kind: "layers", OutsideID: "outside-layer",
					Name: "The layer", Parent: north.resource("project"), Owners: []store.PrincipalID{north.account("bo").Principal()}})
				if err != nil {
					t.Fatalf("register the layer: %v", err)
				}
			}
			if err := p.store.RenameResource(t.Context(), p.as(north, "ada"), north.resource("layer"), 0, "The layer"); err != nil {
				t.Fatalf("rename the layer back: %v", err)
			}
			for _, who := range []string{"bo", "ada"} {
				if err := p.store.AddOwner(t.Context(), p.as(north, "ada"), north.resource("layer"), north.account(who).Principal()); err != nil {
					t.Fatalf("add an owner: %v", err)
				}
			}
			_ = p.store.RemoveOwner(t.Context(), p.as(north, "ada"), north.resource("layer"), north.account("bea").Principal())
			return c, north.atLayer(below), form(c, north)
		}
	}
}

// openSome gives a form of a step with resources that are selected, among them the layer.
func openSome(step string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	open := openLayer("", func(*client, organization) url.Values { return nil })
	return func(t *testing.T) func() (*client, string, url.Values) {
		layer := open(t)
		return func() (*client, string, url.Values) {
			c, _, _ := layer()
			return c, "/o/north/selection/resources" + step, form(c, north)
		}
	}
}

// openRegister gives the form of a project that there isn't yet.
func openRegister(t *testing.T) func() (*client, string, url.Values) {
	c, made := twins(t).signIn(north, "bo"), 0
	return func() (*client, string, url.Values) {
		made++
		form := registerResourceForm(c, north)
		form.Set("outside_id", fmt.Sprintf("p-%d", made))
		return c, "/o/north/resources", form
	}
}

// openResourceKind gives the form of a kind that there isn't yet, on which those that were made before have plain words.
func openResourceKind(t *testing.T) func() (*client, string, url.Values) {
	c, made, last := twins(t).signIn(north, "ada"), 0, ""
	return func() (*client, string, url.Values) {
		plain := store.Kind{Slug: last, One: "sheet", Many: "sheets"}
		if err := c.store.ChangeResourceKind(t.Context(), c.as(north, "ada"), 0, plain); err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("give a kind plain words: %v", err)
		}
		made++
		form := resourceKindForm(c, north)
		last = fmt.Sprintf("sheets%d", made)
		form.Set("slug", last)
		return c, "/o/north/resources/kinds", form
	}
}

func openChangedKind(t *testing.T) func() (*client, string, url.Values) {
	c := twins(t).signIn(north, "ada")
	return func() (*client, string, url.Values) {
		plain := store.Kind{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"}
		if err := c.store.ChangeResourceKind(t.Context(), c.as(north, "ada"), 0, plain); err != nil {
			t.Fatalf("give the kind plain words: %v", err)
		}
		return c, "/o/north/resources/kinds/layers", changedKindForm(c, north)
	}
}

// openTransferAll gives what a key owns to another one, and back before the next time.
func openTransferAll(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	return func() (*client, string, url.Values) {
		id, key := north.resource("project"), north.key(keyOwner).Principal()
		if err := p.store.AddOwner(t.Context(), p.as(north, "ada"), id, key); err != nil {
			t.Fatalf("give it back: %v", err)
		}
		return c, "/o/north/resources/transfer", transferAllForm(c, north)
	}
}

func isOutside(value string) bool {
	return value != "" && len(value) <= 200 && !strings.ContainsFunc(strings.TrimSpace(value), func(r rune) bool { return r <= ' ' || r >= 0x7f }) &&
		strings.TrimSpace(value) != "" && !strings.Contains(value, "chk_")
}

var resourceSheets = map[string]sheet{
	"GET /o/:organization/resources": {openAs("ada", "/o/north/resources", nil), 200, map[string]field{
		"q": {accepts: anything}, "kind": {accepts: anything}, "owner": {accepts: anything}, "in": {accepts: anything}, "only": {accepts: anything},
		"sort": {accepts: anything}, "cols": {accepts: anything}, "rows": {accepts: anything}, "after": {accepts: anything}, "before": {accepts: anything},
		"move": {refused: 303}, "of": {refused: 303}, "find": {refused: 303},
	}},
	"POST /o/:organization/resources": {openRegister, 303, map[string]field{
		"kind": {refused: 422}, "name": {accepts: isName, refused: 422}, "outside_id": {accepts: isOutside, refused: 422}, "parent": {accepts: isEmpty, refused: 422},
		"owner": {refused: 422}, "q": {accepts: anything}, "pq": {accepts: anything},
	}},
	"POST /o/:organization/export/resources": {openAs("ada", "/o/north/export/resources", url.Values{"state": {"kind=layers"}, "format": {"csv"}}), 200, map[string]field{
		"state": {accepts: isEmpty, refused: 422}, "format": {refused: 422},
	}},
	"POST /o/:organization/resources/kinds": {openResourceKind, 303, map[string]field{
		"slug": {refused: 422}, "one": {accepts: isName, refused: 422}, "many": {accepts: isName, refused: 422}, "parent": {accepts: isEmpty, refused: 422},
	}},
	"POST /o/:organization/resources/kinds/:kind": {openChangedKind, 303, map[string]field{
		"version": {refused: 409}, "one": {accepts: isName, refused: 422}, "many": {accepts: isName, refused: 422}, "parent": {refused: 422},
	}},
	"POST /o/:organization/resources/:resource/rename": {openLayer("/rename", renameResourceForm), 303, map[string]field{
		"version": {refused: 409}, "name": {accepts: isName, refused: 422},
	}},
	"POST /o/:organization/resources/:resource/move": {openLayer("/move", moveResourceForm), 303, map[string]field{
		"version": {refused: 409}, "parent": {refused: 422}, "pq": {accepts: anything},
	}},
	"POST /o/:organization/resources/:resource/owners": {openLayer("/owners", ownerForm("bea")), 303, map[string]field{
		"owner": {refused: 422}, "version": {accepts: anything}, "q": {accepts: anything},
	}},
	"POST /o/:organization/resources/:resource/owners/remove": {openLayer("/owners/remove", ownerForm("bo")), 303, map[string]field{"owner": {refused: 422}}},
	"POST /o/:organization/resources/:resource/access": {openLayer("/access", accessForm), 303, map[string]field{
		"principal": {refused: 422}, "access": {refused: 422}, "version": {accepts: anything}, "q": {accepts: anything},
	}},
	"POST /o/:organization/resources/:resource/access/take": {openLayer("/access/take", accessForm), 303, map[string]field{"principal": {accepts: anything}}},
	"POST /o/:organization/resources/:resource/transfer": {openLayer("/transfer", transferForm), 303, map[string]field{
		"from": {refused: 404, empty: 303}, "to": {refused: 422}, "plan": {refused: 409}, "q": {accepts: anything},
	}},
	"POST /o/:organization/resources/transfer": {openTransferAll, 303, map[string]field{
		"from": {refused: 404}, "to": {refused: 422}, "plan": {refused: 409}, "q": {accepts: anything},
	}},
	"POST /o/:organization/selection/resources/transfer": {openSome("/transfer", someResourcesForm), 200, map[string]field{
		"resources": selected, "from": {accepts: anything}, "to": {accepts: anything}, "q": {accepts: anything}, "plan": {accepts: anything},
	}},
	"POST /o/:organization/selection/resources/transfer/plan": {openSome("/transfer/plan", transferSelectedForm), 200, map[string]field{
		"resources": selected, "from": {refused: 404, empty: 200}, "to": {refused: 422}, "q": {accepts: anything},
	}},
	"POST /o/:organization/selection/resources/transfer/carry-out": {openSome("/transfer/carry-out", transferSelectedForm), 303, map[string]field{
		"resources": selected, "from": {refused: 404, empty: 303}, "to": {refused: 422}, "plan": {refused: 409},
	}},
	"POST /o/:organization/selection/resources/destroy": {openSome("/destroy", someResourcesForm), 200, map[string]field{"resources": selected}},
	"POST /o/:organization/selection/resources/destroy/carry-out": {openSome("/destroy/carry-out", destroySelectedForm("layer")), 303, map[string]field{
		"resources": selected, "plan": {refused: 409}, "typed": {accepts: anything},
	}},
	"POST /o/:organization/resources/:resource/destroy": {openLayer("/destroy", destroyForm), 303, map[string]field{
		"plan": {refused: 409}, "typed": {accepts: anything},
	}},
}

// TestForeignResourcesInForms names what is the twin's in every field of a form.
func TestForeignResourcesInForms(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, before := p.signIn(north, "ada"), ""
	with := func(form url.Values, name, value string) url.Values {
		form.Set(name, value)
		return form
	}
	before = p.dump()
	for name, tt := range map[string]struct {
		path   string
		form   url.Values
		status int
	}{
		"an owner":              {"/o/north/resources", with(registerResourceForm(c, north), "owner", string(south.account("bo"))), 422},
		"a parent":              {"/o/north/resources", with(with(registerResourceForm(c, north), "kind", "layers"), "parent", string(south.resource("project"))), 422},
		"what it moves into":    {north.atLayer("/move"), with(moveResourceForm(c, north), "parent", string(south.resource("project"))), 422},
		"a new owner":           {north.atLayer("/owners"), url.Values{"owner": {string(south.key(keyOwner))}}, 422},
		"who gets access":       {north.atLayer("/access"), url.Values{"principal": {string(south.account("dan"))}, "access": {"view"}}, 422},
		"who takes over":        {north.atLayer("/transfer"), with(transferForm(c, north), "to", string(south.account("bea"))), 422},
		"who hands over":        {north.atLayer("/transfer"), with(transferForm(c, north), "from", string(south.account("bea"))), 404},
		"all of somebody":       {"/o/north/resources/transfer", with(transferAllForm(c, north), "from", string(south.key(keyOwner))), 404},
		"one of several":        {"/o/north/selection/resources/transfer/plan", with(transferSelectedForm(c, north), "resources", string(north.resource("layer"))+","+string(south.resource("project"))), 404},
		"a resource":            {"/o/north/resources/" + string(south.resource("layer")) + "/rename", renameResourceForm(c, north), 404},
		"one that is destroyed": {"/o/north/resources/" + string(south.resource("layer")) + "/destroy", destroyForm(c, south), 404},
	} {
		if got := c.post(tt.path, tt.form); got.status != tt.status {
			t.Errorf("%s of the twin: %d, want %d\n%s", name, got.status, tt.status, got.words(t))
		}
	}
	if p.dump() != before {
		t.Error("something changed")
	}
}

// TestResourcePages reads what the pages say, and two people's changes that cross.
func TestResourcePages(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	ada.want(ada.get("/o/north/resources?kind=layers&sort=-created"), http.StatusOK, "The layer", "The project", "Bo Moreau")
	ada.want(ada.get(north.atLayer("")), http.StatusOK, "The layer", "as owner of the project it lies in", "Its groups don’t let it edit layers", "outside-layer")
	old := renameResourceForm(bo, north)
	ada.wantRedirect(ada.post(north.atLayer("/rename"), renameResourceForm(ada, north)), north.atLayer(""))
	old.Set("name", "Streets")
	bo.want(bo.post(north.atLayer("/rename"), old), http.StatusConflict, "Ada Moreau changed this resource", "“Roads”")
	ada.want(ada.get("/o/north/resources/"+string(north.resource("project"))+"/destroy"), http.StatusOK, "2 resources are destroyed", "delete 2", "belongs to Bo Moreau")
	ada.want(ada.post("/o/north/resources/"+string(north.resource("project"))+"/destroy", url.Values{"plan": {"x"}}), http.StatusConflict, "Something changed")
	ada.want(ada.get("/o/north/resources/transfer?from="+string(north.key(keyOwner))), http.StatusOK, "all that", "Who takes over")
	ada.want(ada.get("/o/north/resources/transfer/plan?from="+string(north.key(keyOwner))+"&to="+string(north.account("bea"))), http.StatusOK, "Bea Moreau becomes an owner of 2 resources", "of them keeps its other owners")
	ada.want(ada.get("/o/north/resources/register?kind=layers"), http.StatusOK, "Lies in", "ID in the product")
	ada.want(ada.get("/o/north/resources/kinds"), http.StatusOK, "each lies in a project")
	out := ada.post("/o/north/export/resources", url.Values{"state": {"kind=layers"}, "format": {"csv"}})
	if want := `"layers","outside-layer","Roads","outside-project","` + north.email("bo") + `"`; !strings.Contains(out.body, want) || strings.Contains(out.body, "outside-source") {
		t.Errorf("the export is %q, want %s in it", out.body, want)
	}
}

// resourcePages are the pages of resources that have forms.
func resourcePages(c *client) (pages []answer) {
	if err := c.store.AddOwner(c.Context(), c.as(north, "ada"), north.resource("layer"), north.account("ada").Principal()); err != nil {
		c.Fatalf("add an owner: %v", err)
	}
	entry := store.AccessEntry{Resource: north.resource("layer"), Principal: north.account("dan").Principal(), Access: store.AccessView}
	if err := c.store.GiveAccess(c.Context(), c.as(north, "ada"), entry); err != nil {
		c.Fatalf("give access: %v", err)
	}
	all := "?from=" + string(north.key(keyOwner)) + "&to=" + string(north.account("bea"))
	for _, path := range []string{
		"/o/north/resources", "/o/north/resources/choices?of=owner", "/o/north/resources/register?kind=layers", "/o/north/resources/new-kind", "/o/north/resources/kinds/layers",
		"/o/north/resources/transfer/plan" + all, north.atLayer(""), north.atLayer("/rename"), north.atLayer("/move"), north.atLayer("/owners"), north.atLayer("/access"),
		north.atLayer("/destroy"), north.atLayer("/transfer/plan?to=" + string(north.account("abe"))), "/o/north/resources/" + string(north.resource("project")) + "/destroy",
	} {
		pages = append(pages, c.get(path))
	}
	some, to := "/o/north/selection/resources", someResourcesForm(c, north)
	to.Set("to", string(north.account("abe")))
	return append(pages, c.post(some+"/transfer", someResourcesForm(c, north)), c.post(some+"/transfer/plan", to), c.post(some+"/destroy", someResourcesForm(c, north)))
}

// TestSelectedResources hands over what is ticked in the list, and destroys it: what the plan said, or nothing.
func TestSelectedResources(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, some := p.signIn(north, "bo"), "/o/north/selection/resources"
	bo.want(bo.get("/o/north/resources"), http.StatusOK, "Selected resources")
	if got := p.signIn(north, "dan").get("/o/north/resources"); strings.Contains(got.words(t), "Selected resources") {
		t.Error("a user can select resources")
	}
	got := bo.want(bo.post(some+"/transfer", someResourcesForm(bo, north)), http.StatusOK, "Transfer 2 resources", "Who takes over")
	form := formTo(bo, got.body, some+"/transfer/plan").values
	form.Del("to")
	bo.want(bo.post(some+"/transfer/plan", form), http.StatusUnprocessableEntity, "Choose a member or a key.")
	form.Set("to", string(north.account("bea")))
	got = bo.want(bo.post(some+"/transfer/plan", form), http.StatusOK, "Step 2 of 2", "Bea Moreau becomes an owner of 2 resources", "Bo Moreau is no longer an owner of")
	form = formTo(bo, got.body, some+"/transfer/carry-out").values
	if err := p.store.RenameResource(t.Context(), p.as(north, "ada"), north.resource("layer"), 0, "Streets"); err != nil {
		t.Fatalf("rename: %v", err)
	}
	got = bo.want(bo.post(some+"/transfer/carry-out", form), http.StatusConflict, "Something changed since this was shown. Nothing was done.", "Streets")
	form = formTo(bo, got.body, some+"/transfer/carry-out").values
	bo.wantRedirect(bo.post(some+"/transfer/carry-out", form), "/o/north/resources?owner="+string(north.account("bea")))
	if events := p.happened(store.ResourceOwner); len(events) != 2 || events[0].Request.ID != events[1].Request.ID {
		t.Errorf("the hand-over is told as %+v", events)
	}
	got = bo.want(bo.post(some+"/destroy", someResourcesForm(bo, north)), http.StatusOK, "Destroy 2 selected resources?", "belong to Bea Moreau")
	form = formTo(bo, got.body, some+"/destroy/carry-out").values
	got = bo.want(bo.post(some+"/destroy/carry-out", form), http.StatusUnprocessableEntity, "Type “delete 2” to confirm.")
	form = formTo(bo, got.body, some+"/destroy/carry-out").values
	form.Set("typed", "delete 2")
	bo.want(bo.post(some+"/destroy/carry-out", form, partly("/o/north/resources")), http.StatusOK, "2 resources were destroyed.")
	bo.want(bo.post(some+"/destroy", someResourcesForm(bo, north)), http.StatusNotFound, "A selected resource is not here.")
	for said, ids := range map[string]string{"No resource is selected.": "", "A resource is selected twice.": "a,a", "Too many resources are selected.": strings.Repeat("a,", 1001)} {
		bo.want(bo.post(some+"/destroy", url.Values{"resources": {ids}}), http.StatusUnprocessableEntity, said)
	}
}
