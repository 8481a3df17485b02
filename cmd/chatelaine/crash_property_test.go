package main

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

// property is what a key of the crash tests owns, alike for every key, so that a plan is known without asking for it: a
// project with a layer, both the key's alone; in the project a layer of somebody else's; and a data source that the two
// share. Besides, the key may view a resource that all keys may view.
type property struct {
	project, layer, foreign, source, common store.ResourceID
	neighbour, guest                        store.PrincipalID // members; the guest has access to what may be destroyed
}

// destroyedWithKey is how many resources go where a key's property is destroyed.
const destroyedWithKey = 3

// facts says what there is of the property while its key is there, and what the key's deletion leaves.
func (p property) facts(key store.PrincipalID, there bool, choice store.Choice) facts {
	f := facts{}
	f.add("resource", p.source)
	f.add("owner", p.source, p.neighbour)
	if !there {
		f.add("event", store.ResourceACL, p.common)
	}
	switch {
	case there:
		p.addOwned(f, key)
		f.add("access", p.common, key, store.AccessView)
	case choice.Kind == store.ChoiceTransfer:
		p.addOwned(f, choice.Successor.Principal())
		for _, r := range []store.ResourceID{p.project, p.layer, p.source} {
			f.add("event", store.ResourceOwner, r)
		}
	default:
		for _, r := range []store.ResourceID{p.project, p.layer, p.foreign} {
			f.add("event", store.ResourceDestroyed, r)
		}
		f.add("event", store.ResourceOwner, p.source)
	}
	return f
}

// addOwned notes what there is of a property that was not destroyed, whoever has it now.
func (p property) addOwned(f facts, owner store.PrincipalID) {
	for _, r := range []store.ResourceID{p.project, p.layer, p.foreign} {
		f.add("resource", r)
	}
	for _, r := range []store.ResourceID{p.project, p.layer, p.source} {
		f.add("owner", r, owner)
	}
	f.add("owner", p.foreign, p.neighbour)
	f.add("access", p.foreign, p.guest, store.AccessModify)
	f.add("access", p.project, p.guest, store.AccessView)
}

// resources are the property as it is imported.
func (p property) resources(key store.PrincipalID) []store.ImportedResource {
	made := func(id store.ResourceID, kind string, parent store.ResourceID, owners ...store.PrincipalID) store.ImportedResource {
		return store.ImportedResource{NewResource: store.NewResource{
			ID: id, Kind: kind, OutsideID: string(id), Name: string(id), Parent: parent, Owners: owners,
		}}
	}
	project := made(p.project, "projects", "", key)
	project.Access = []store.AccessEntry{{Principal: p.guest, Access: store.AccessView}}
	foreign := made(p.foreign, "layers", p.project, p.neighbour)
	foreign.Access = []store.AccessEntry{{Principal: p.guest, Access: store.AccessModify}}
	return []store.ImportedResource{project, foreign, made(p.layer, "layers", p.project, key), made(p.source, "data-sources", "", key, p.neighbour)}
}

// newProperty draws the ids of a property.
func newProperty(t *testing.T, common store.ResourceID, neighbour, guest store.PrincipalID) *property {
	t.Helper()
	p := &property{common: common, neighbour: neighbour, guest: guest}
	for _, id := range []*store.ResourceID{&p.project, &p.layer, &p.foreign, &p.source} {
		*id = newResourceID(t)
	}
	return p
}

func newResourceID(t *testing.T) store.ResourceID {
	t.Helper()
	id, err := keystring.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return store.ResourceID(id)
}

// fillProperties makes a data folder with the people and keys of Meridian Survey, and gives each of its keys a property.
// It returns a journal of the keys, and the path of a link that lets an administrator in.
func fillProperties(t *testing.T, data string, keys int) (*journal, string) {
	t.Helper()
	me := terminal{now: time.Now, rand: rand.Reader}
	in, err := sample.Meridian(me.now(), me.rand, keys)
	if err != nil {
		t.Fatal(err)
	}
	in.Events = nil // what is told is what the crew did
	managers := managersOf(in)
	neighbour, guest := managers[0].Principal(), in.Members[len(in.Members)-1].Account.ID.Principal()
	common := store.ImportedResource{NewResource: store.NewResource{
		ID: newResourceID(t), Kind: "projects", OutsideID: "common", Name: "Common ground", Owners: []store.PrincipalID{neighbour},
	}}
	j := &journal{common: common.ID, neighbour: neighbour, successors: managers[:2]}
	var resources []store.ImportedResource
	for key := range in.Keys {
		e := &entry{
			imported: true, made: done, id: key.ID, name: key.Name, digest: key.Secret.Digest, confirmed: key.Confirmed,
			property: newProperty(t, common.ID, neighbour, guest),
		}
		resources = append(resources, e.property.resources(key.ID.Principal())...)
		common.Access = append(common.Access, store.AccessEntry{Principal: key.ID.Principal(), Access: store.AccessView})
		j.entries = append(j.entries, e)
	}
	in.Resources = slices.Values(append(resources, common))
	return j, importWithLink(t, data, me, in)
}

// managersOf are the members who can succeed a key.
func managersOf(in store.Import) (managers []store.AccountID) {
	for _, m := range in.Members {
		if m.Role.CanOwn() && m.LeftAt.IsZero() {
			managers = append(managers, m.Account.ID)
		}
	}
	return managers
}

// importWithLink puts the organization into a new data folder, and gives the path of its administrator's link.
func importWithLink(t *testing.T, data string, me terminal, in store.Import) string {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	call, err := me.operatorCall()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ImportOrganization(t.Context(), call, in); err != nil {
		t.Fatal(err)
	}
	link, err := me.makeLink(t.Context(), db, store.LinkSignIn, sample.AdaEmail)
	if err != nil {
		t.Fatal(err)
	}
	return link
}
