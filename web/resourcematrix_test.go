package web_test

import (
	"fmt"
	"net/url"

	"chatelaine/store"
)

// resourceMatrix is about a layer that bo owns, which lies in a project. Its destruction comes last.
var resourceMatrix = []route{
	{"GET", "/o/:organization/resources", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/o/:organization/resources", registerResourceForm, [8]int{303, 303, 303, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/choices", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/export/resources", exportForm, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/register", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/kinds", none, [8]int{200, 200, 200, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/resources/kinds", resourceKindForm, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/new-kind", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/kinds/:kind", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/resources/kinds/:kind", changedKindForm, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/rename", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/rename", renameResourceForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/move", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/move", moveResourceForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/owners", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/owners", ownerForm("ada"), [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/owners/remove", ownerForm("bo"), [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/access", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/access", accessForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/access/take", accessForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/transfer", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/transfer/plan", none, [8]int{422, 422, 422, 404, 404, 404, 404, 303}}, // to nobody
	{"POST", "/o/:organization/resources/:resource/transfer", transferForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/transfer", none, [8]int{404, 404, 404, 403, 403, 404, 404, 303}}, // of nobody
	{"GET", "/o/:organization/resources/transfer/plan", none, [8]int{404, 404, 404, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/resources/transfer", transferAllForm, [8]int{303, 303, 303, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/selection/resources/transfer", someResourcesForm, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/resources/transfer/plan", someResourcesForm, [8]int{422, 422, 422, 404, 404, 404, 404, 303}}, // to nobody
	{"POST", "/o/:organization/selection/resources/transfer/carry-out", transferSelectedForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/resources/destroy", someResourcesForm, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/resources/destroy/carry-out", destroySelectedForm("source"), [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/resources/:resource/destroy", none, [8]int{200, 200, 200, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/resources/:resource/destroy", destroyForm, [8]int{303, 303, 303, 404, 404, 404, 404, 303}},
}

func registerResourceForm(_ *client, o organization) url.Values {
	return url.Values{"kind": {"projects"}, "name": {"Harbour"}, "outside_id": {"p-77"}, "owner": {string(o.account("bo"))}, "parent": {""}}
}

func resourceKindForm(*client, organization) url.Values {
	return url.Values{"slug": {"sheets"}, "one": {"sheet"}, "many": {"sheets"}, "parent": {"projects"}}
}

func changedKindForm(c *client, o organization) url.Values {
	c.Helper()
	form := url.Values{"one": {"map layer"}, "many": {"map layers"}, "parent": {"projects"}}
	list, err := c.store.ResourceKinds(c.Context(), c.actor(o, "ada"))
	if err != nil {
		c.Fatalf("list the kinds: %v", err)
	}
	for _, k := range list.Kinds {
		if k.Kind.Slug == "layers" {
			form.Set("version", fmt.Sprint(k.Version))
		}
	}
	return form
}

// layerOf is the layer as it is.
func (c *client) layerOf(o organization) store.ResourceDetails {
	c.Helper()
	d, err := c.store.ResourceDetails(c.Context(), c.actor(o, "ada"), o.resource("layer"))
	if err != nil {
		c.Fatalf("look at the layer: %v", err)
	}
	return d
}

func renameResourceForm(c *client, o organization) url.Values {
	return url.Values{"version": {fmt.Sprint(c.layerOf(o).Version)}, "name": {"Roads"}}
}

func moveResourceForm(c *client, o organization) url.Values {
	return url.Values{"version": {fmt.Sprint(c.layerOf(o).Version)}, "parent": {string(o.resource("project"))}}
}

func ownerForm(who string) func(*client, organization) url.Values {
	return func(_ *client, o organization) url.Values { return url.Values{"owner": {string(o.account(who))}} }
}

func accessForm(_ *client, o organization) url.Values {
	return url.Values{"principal": {string(o.account("dan"))}, "access": {"modify"}}
}

func transferForm(c *client, o organization) url.Values {
	c.Helper()
	t := store.Transfer{Resources: []store.ResourceID{o.resource("layer")}, To: o.account("bea").Principal()}
	return c.transferForm(o, t)
}

func transferAllForm(c *client, o organization) url.Values {
	c.Helper()
	return c.transferForm(o, store.Transfer{From: o.key(keyOwner).Principal(), To: o.key(keySharer).Principal()})
}

// transferForm holds the right plan, whoever sends it.
func (c *client) transferForm(o organization, t store.Transfer) url.Values {
	c.Helper()
	plan, err := c.store.PlanTransfer(c.Context(), c.actor(o, "ada"), t)
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	return url.Values{"from": {string(t.From)}, "to": {string(t.To)}, "plan": {plan.Digest.String()}}
}

// someResourcesForm is what the list of resources sends for some that are selected.
func someResourcesForm(_ *client, o organization) url.Values {
	return url.Values{"resources": {string(o.resource("layer")) + "," + string(o.resource("project"))}}
}

func transferSelectedForm(c *client, o organization) url.Values {
	c.Helper()
	form := c.transferForm(o, store.Transfer{Resources: []store.ResourceID{o.resource("layer"), o.resource("project")}, To: o.account("bea").Principal()})
	form.Set("resources", someResourcesForm(c, o).Get("resources"))
	return form
}

// destroySelectedForm is about one that is selected.
func destroySelectedForm(which string) func(*client, organization) url.Values {
	return func(c *client, o organization) url.Values {
		form := destroyFormOf(which)(c, o)
		form.Set("resources", string(o.resource(which)))
		return form
	}
}

func destroyForm(c *client, o organization) url.Values { return destroyFormOf("layer")(c, o) }

func destroyFormOf(which string) func(*client, organization) url.Values {
	return func(c *client, o organization) url.Values {
		c.Helper()
		plan, err := c.store.PlanDestruction(c.Context(), c.actor(o, "ada"), []store.ResourceID{o.resource(which)})
		if err != nil {
			c.Fatalf("plan: %v", err)
		}
		return url.Values{"plan": {plan.Digest.String()}}
	}
}
