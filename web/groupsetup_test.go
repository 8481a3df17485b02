package web_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// groups is the address of the groups, and of what lies below it.
func (o organization) groups(below ...string) string {
	return "/o/" + o.slug + "/groups" + strings.Join(below, "")
}

// inGroup is the address of the group that haveGroup makes, and of what lies below it.
func (o organization) inGroup(below ...string) string {
	return o.groups("/"+string(o.group("ours")), strings.Join(below, ""))
}

// haveGroup makes a group that Dee belongs to, where it isn't there already.
func (p *portal) haveGroup(o organization) store.Group {
	p.Helper()
	if info, err := p.store.Group(p.Context(), p.actor(o, "ada"), o.group("ours")); err == nil {
		p.join(o, "ours", "dee")
		return info.Group
	}
	p.makeGroup(o, "ours", "Readers", "layers:read", "projects:read")
	p.join(o, "ours", "dee")
	return p.groupOf(o)
}

func (p *portal) groupOf(o organization) store.Group {
	p.Helper()
	info, err := p.store.Group(p.Context(), p.actor(o, "ada"), o.group("ours"))
	if err != nil {
		p.Fatalf("look at the group: %v", err)
	}
	return info.Group
}

func (p *portal) makeGroup(o organization, label, name string, permissions ...store.Permission) {
	p.Helper()
	_, err := p.store.CreateGroup(p.Context(), p.as(o, "ada"), store.NewGroup{
		ID: o.group(label), Name: name, About: "For " + name + ".", Permissions: permissions,
		Nonce: store.Nonce{Digest: sha256.Sum256([]byte(o.slug + label)), Session: "x", Expires: p.clock.now().AddDate(0, 0, 1)},
	})
	if err != nil {
		p.Fatalf("make the group %s: %v", name, err)
	}
}

func (p *portal) join(o organization, label, name string) {
	p.Helper()
	if err := addToGroup(p.Context(), p.store, p.as(o, "ada"), o.group(label), o.account(name)); err != nil {
		p.Fatalf("add %s to a group: %v", name, err)
	}
}

// groupForm is as good as the actor can make it: who doesn't get the form has no nonce.
func groupForm(c *client, o organization) url.Values {
	values := url.Values{"name": {"Another group"}, "about": {"For others."}}
	if got := c.get(o.groups("/new")); got.status == http.StatusOK {
		values.Set("nonce", formTo(c, got.body, o.groups()).values.Get("nonce"))
	}
	return values
}

func kindForm(*client, organization) url.Values {
	return url.Values{"words": {"Maps"}, "slug": {"maps"}, "actions": {"read"}, "managers": {"yes"}}
}

func actionForm(*client, organization) url.Values {
	return url.Values{"words": {"Print"}, "slug": {"print"}, "kinds": {"layers"}}
}

func permissionForm(*client, organization) url.Values {
	return url.Values{"kind": {"members"}, "action": {"share"}}
}

// managersForm makes a permission one for managers only.
func managersForm(c *client, o organization) url.Values {
	c.Helper()
	plan, err := c.store.PlanManagerOnly(c.Context(), c.actor(o, "ada"), store.CataloguePermission{Permission: "layers:edit", ManagerOnly: true})
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	return url.Values{"managers": {"yes"}, "plan": {plan.Digest.String()}}
}

// renameForm, ticksForm, saveForm and deleteGroupForm are right, whoever sends them.
func renameForm(c *client, o organization) url.Values {
	c.Helper()
	group := c.groupOf(o)
	return url.Values{"version": {fmt.Sprint(group.Version)}, "name": {"Readers"}, "about": {"Still for others."}}
}

func ticksForm(c *client, o organization) url.Values {
	c.Helper()
	return url.Values{"version": {fmt.Sprint(c.groupOf(o).Version)}, "permissions": {"layers:edit"}}
}

func saveForm(c *client, o organization) url.Values {
	c.Helper()
	group, ticked := c.groupOf(o), "layers:edit"
	if len(group.Permissions) == 1 { // something has to change
		ticked = "layers:read,layers:edit"
	}
	change := store.GroupChange{Name: group.Name, About: group.About}
	for part := range strings.SplitSeq(ticked, ",") {
		change.Permissions = append(change.Permissions, store.Permission(part))
	}
	plan, err := c.store.PlanGroup(c.Context(), c.actor(o, "ada"), group.ID, change)
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	return url.Values{"permissions": {ticked}, "plan": {plan.Digest.String()}}
}

func deleteGroupForm(c *client, o organization) url.Values {
	c.Helper()
	plan, err := c.store.PlanGroupDeletion(c.Context(), c.actor(o, "ada"), o.group("ours"))
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	return url.Values{"plan": {plan.Digest.String()}}
}

func memberForm(c *client, o organization) url.Values {
	c.Helper()
	form := url.Values{"member": {string(o.account("dan"))}, "q": {""}}
	plan, err := c.store.PlanJoin(c.Context(), c.actor(o, "ada"), o.group("ours"), o.account("dan"))
	if err == nil { // there may be no such group
		form.Set("plan", plan.Digest.String())
	}
	return form
}

// addToGroup plans to make a member belong to a group, and does it.
func addToGroup(ctx context.Context, s store.Store, call store.Call, id store.GroupID, member store.AccountID) error {
	plan, err := s.PlanJoin(ctx, call.Actor, id, member)
	if err == nil {
		_, err = s.AddToGroup(ctx, call, id, member, plan.Digest)
	}
	return err
}

// removeFromGroup takes somebody out of a group, as it is planned.
func removeFromGroup(ctx context.Context, s store.Store, call store.Call, id store.GroupID, member store.AccountID) error {
	plan, err := s.PlanLeaving(ctx, call.Actor, id, member)
	if err == nil {
		err = s.RemoveFromGroup(ctx, call, id, member, plan.Digest)
	}
	return err
}

// leavingForm holds the right plan to take dee out of the group, whoever sends it.
func leavingForm(c *client, o organization) url.Values {
	plan, _ := c.store.PlanLeaving(c.Context(), c.actor(o, "ada"), o.group("ours"), o.account("dee"))
	return url.Values{"plan": {plan.Digest.String()}}
}

// openGroup gives a form of the group as it is, and makes the group again where it was deleted.
func openGroup(below string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p, made := twins(t), 0
		c := p.signIn(north, "ada")
		return func() (*client, string, url.Values) {
			if _, err := p.store.Group(t.Context(), p.actor(north, "ada"), north.group("ours")); err != nil {
				made++
				_, err := p.store.CreateGroup(t.Context(), p.as(north, "ada"), store.NewGroup{
					ID: north.group("ours"), Name: "Readers", Permissions: []store.Permission{"layers:read"},
					Nonce: store.Nonce{Digest: sha256.Sum256(fmt.Append(nil, made)), Session: "x", Expires: p.clock.now().AddDate(0, 0, 1)},
				})
				if err != nil {
					t.Fatalf("make a group: %v", err)
				}
			}
			p.join(north, "ours", "dee")
			return c, north.inGroup(below), form(c, north)
		}
	}
}

// openNewGroup gives the form with a name that no group has yet.
func openNewGroup(t *testing.T) func() (*client, string, url.Values) {
	c, n := twins(t).signIn(north, "ada"), 0
	return func() (*client, string, url.Values) {
		n++
		form := groupForm(c, north)
		form.Set("name", fmt.Sprint("Group ", n))
		return c, north.groups(), form
	}
}

func openKind(t *testing.T) func() (*client, string, url.Values) {
	return openWord(t, "/permissions/kind", kindForm)
}

func openAction(t *testing.T) func() (*client, string, url.Values) {
	return openWord(t, "/permissions/action", actionForm)
}

// openWord gives the form with words that the catalogue doesn't have yet.
func openWord(t *testing.T, below string, form func(*client, organization) url.Values) func() (*client, string, url.Values) {
	c, n := twins(t).signIn(north, "ada"), 0
	return func() (*client, string, url.Values) {
		n++
		fields := form(c, north)
		fields.Set("words", fmt.Sprint("Word ", n))
		fields.Set("slug", fmt.Sprint("word-", n))
		return c, north.groups(below), fields
	}
}

// openPermission gives the form with a cell of the matrix that is no permission yet.
func openManagers(t *testing.T) func() (*client, string, url.Values) {
	c := twins(t).signIn(north, "ada")
	return func() (*client, string, url.Values) {
		return c, north.groups("/permissions/managers/layers:edit"), managersForm(c, north)
	}
}

func openPermission(t *testing.T) func() (*client, string, url.Values) {
	p, n := twins(t), 0
	c := p.signIn(north, "ada")
	return func() (*client, string, url.Values) {
		n++
		slug := fmt.Sprint("kind-", n)
		if err := p.store.AddKind(t.Context(), p.as(north, "ada"), store.NewKind{CatalogueWord: store.CatalogueWord{Slug: slug, Words: slug}}); err != nil {
			t.Fatalf("add a kind: %v", err)
		}
		return c, north.groups("/permissions/permission"), url.Values{"kind": {slug}, "action": {"read"}, "managers": {"yes"}}
	}
}

func isNote(value string) bool {
	_, err := store.CleanNote("about", value)
	return err == nil
}

func keptGroup(c *client, value string) {
	c.Helper()
	list, err := c.store.Groups(c.Context(), c.actor(north, "ada"), "")
	name, _ := store.CleanName("name", value)
	for _, group := range list.Groups {
		if group.Name == name {
			return
		}
	}
	c.Errorf("there is no group called %q, but %v, %v", value, list.Groups, err)
}
