package storetest

import "chatelaine/store"

// Who may with groups: managers see them, administrators change them, and others see those that they belong to.
var (
	groupViewers = map[string]outcome{ // of one that dee and key1 belong to
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
		"user-creator": allowed, "user-creator reserved": allowed, "key": allowed,
	}
	groupViewersOfAll = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
	}
)

// groupRows are the matrix's of groups.
var groupRows = map[string]line{
	"Catalogue": {
		prepare: prepareGroups, looks: true,
		do: func(a attempt) error {
			c, err := a.store.Catalogue(a.Context(), a.actor)
			return a.noting(len(c.Permissions), err)
		},
		who: groupViewers, otherwise: nothing,
	},
	"AddKind": {
		do: func(a attempt) error {
			return a.store.AddKind(a.Context(), a.call(), store.NewKind{CatalogueWord: store.CatalogueWord{Slug: "maps", Words: "Maps"}, Actions: []string{"read"}})
		},
		who: administrators, otherwise: refused,
	},
	"AddAction": {
		do: func(a attempt) error {
			return a.store.AddAction(a.Context(), a.call(), store.NewAction{CatalogueWord: store.CatalogueWord{Slug: "print", Words: "Print"}, Kinds: []string{"layers"}})
		},
		who: administrators, otherwise: refused,
	},
	"AddPermission": {
		do: func(a attempt) error {
			return a.store.AddPermission(a.Context(), a.call(), store.CataloguePermission{Permission: "members:share"})
		},
		who: administrators, otherwise: refused,
	},
	"PlanManagerOnly": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanManagerOnly(a.Context(), a.actor, store.CataloguePermission{Permission: "layers:edit", ManagerOnly: true}))
		},
		who: administrators, otherwise: refused,
	},
	"ChangeManagerOnly": {
		do: func(a attempt) error {
			only := store.CataloguePermission{Permission: "layers:edit", ManagerOnly: true}
			plan, _ := a.store.PlanManagerOnly(a.Context(), a.at.actor("ada"), only)
			return errOf(a.store.ChangeManagerOnly(a.Context(), a.call(), only, plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"Groups": {
		prepare: prepareGroups, looks: true,
		do: func(a attempt) error {
			list, err := a.store.Groups(a.Context(), a.actor, "")
			return a.noting(len(list.Groups), err)
		},
		who: groupViewers, otherwise: nothing,
	},
	"Group that dee and key1 belong to": {
		object: "survey", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.Group(a.Context(), a.actor, a.group())) },
		who: groupViewers, otherwise: notFound,
	},
	"Group that bea alone belongs to": {
		object: "office", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.Group(a.Context(), a.actor, a.group())) },
		who: groupViewersOfAll, otherwise: notFound,
	},
	"CreateGroup": {
		do: func(a attempt) error {
			return errOf(a.store.CreateGroup(a.Context(), a.call(), a.newGroup("made")))
		},
		who: administrators, otherwise: refused,
	},
	"PlanGroup": {
		object: "survey", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.PlanGroup(a.Context(), a.actor, a.group(), renamed)) },
		who: administrators, otherwise: refused,
	},
	"ChangeGroup": {
		object: "survey", prepare: prepareGroups,
		do: func(a attempt) error {
			plan, _ := a.store.PlanGroup(a.Context(), a.at.actor("ada"), a.group(), renamed)
			return errOf(a.store.ChangeGroup(a.Context(), a.call(), a.group(), renamed, plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"PlanGroupDeletion": {
		object: "survey", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.PlanGroupDeletion(a.Context(), a.actor, a.group())) },
		who: administrators, otherwise: refused,
	},
	"DeleteGroup": {
		object: "survey", prepare: prepareGroups,
		do: func(a attempt) error {
			plan, _ := a.store.PlanGroupDeletion(a.Context(), a.at.actor("ada"), a.group())
			return errOf(a.store.DeleteGroup(a.Context(), a.call(), a.group(), plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"GroupMembers": {
		object: "survey", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.GroupMembers(a.Context(), a.actor, a.group(), "", 10)) },
		who: groupViewers, otherwise: notFound,
	},
	"GroupCandidates": {
		object: "survey", prepare: prepareGroups, looks: true,
		do:  func(a attempt) error { return errOf(a.store.GroupCandidates(a.Context(), a.actor, a.group(), "", 10)) },
		who: administrators, otherwise: refused,
	},
	"AddToGroup": {
		object: "survey", prepare: prepareGroups,
		do: func(a attempt) error {
			plan, _ := a.store.PlanJoin(a.Context(), a.at.actor("ada"), a.group(), a.tenant.account("bea"))
			return errOf(a.store.AddToGroup(a.Context(), a.call(), a.group(), a.tenant.account("bea"), plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
	"PlanJoin": {
		object: "survey", prepare: prepareGroups, looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanJoin(a.Context(), a.actor, a.group(), a.tenant.account("bea")))
		},
		who: administrators, otherwise: refused,
	},
	"PlanLeaving": {
		object: "survey", prepare: prepareGroups, looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanLeaving(a.Context(), a.actor, a.group(), a.tenant.account("bo")))
		},
		who: administrators, otherwise: refused,
	},
	"RemoveFromGroup": {
		object: "survey", prepare: prepareGroups,
		do: func(a attempt) error {
			plan, _ := a.store.PlanLeaving(a.Context(), a.at.actor("ada"), a.group(), a.tenant.account("bo"))
			return a.store.RemoveFromGroup(a.Context(), a.call(), a.group(), a.tenant.account("bo"), plan.Digest)
		},
		who: administrators, otherwise: refused,
	},
	"KeyGroups": {
		prepare: prepareGroups, looks: true,
		do: func(a attempt) error {
			list, err := a.store.KeyGroups(a.Context(), a.actor, "", nil, 10)
			return a.noting(len(list), err)
		},
		who: keyViewers, otherwise: nothing,
	},
	"ChangeGroups to one that bo belongs to": {
		object: "key2", prepare: prepareGroups,
		do:  func(a attempt) error { return a.regroup("survey") },
		who: keyManagers, otherwise: notFound,
	},
	"ChangeGroups to one that bo doesn't belong to": {
		object: "key2", prepare: prepareGroups,
		do:  func(a attempt) error { return a.regroup("office") },
		who: withOthers(withoutOthers(keyManagers, "manager"), "manager", forbidden), otherwise: notFound,
	},
}

// renamed is a change of a group.
var renamed = store.GroupChange{Name: "Renamed", Permissions: []store.Permission{"layers:read"}}

// noting passes an error on, and notes that a look showed nothing.
func (a attempt) noting(n int, err error) error {
	if n == 0 && a.note != nil {
		*a.note = nothing
	}
	return err
}

func (a attempt) group() store.GroupID {
	if a.object == "" {
		return store.GroupID(id("no group"))
	}
	return a.at.group(a.object)
}

// regroup adds a group of the tenant's to the attempt's key.
func (a attempt) regroup(name string) error {
	return errOf(a.store.ChangeGroups(a.Context(), a.call(), a.key(), 0, store.Regroup{Op: store.RegroupAdd, Groups: []store.GroupID{a.tenant.group(name)}}))
}

func withoutOthers(who map[string]outcome, name string) map[string]outcome {
	all := map[string]outcome{}
	for n, o := range who {
		if n != name {
			all[n] = o
		}
	}
	return all
}

// prepareGroups makes "survey", which bo, dee, key1 and dee's key2 belong to, and "office", which is bea's.
func prepareGroups(w *world, o tenant) {
	w.Helper()
	o.makeGroup(w, "survey", "bo", "dee")
	o.makeGroup(w, "office", "bea")
	for _, key := range []string{"key1", "key2"} {
		o.putKey(w, key, "survey")
	}
}

// makeGroup makes a group as ada, with these members.
func (o tenant) makeGroup(w *world, name string, members ...string) {
	w.Helper()
	_, err := w.store.CreateGroup(w.Context(), o.as("ada"), o.newGroup(name))
	must(w.T, "make group "+name, err)
	for _, who := range members {
		must(w.T, "put "+who+" into "+name, addToGroup(w.Context(), w.store, o.as("ada"), o.group(name), o.account(who)))
	}
}

// putKey gives a key a group, as ada.
func (o tenant) putKey(w *world, key, group string) {
	w.Helper()
	_, err := w.store.ChangeGroups(w.Context(), o.as("ada"), o.key(key), 0, store.Regroup{Op: store.RegroupAdd, Groups: []store.GroupID{o.group(group)}})
	must(w.T, "put "+key+" into "+group, err)
}

// newGroup is a group as CreateGroup takes it.
func (o tenant) newGroup(name string) store.NewGroup {
	return store.NewGroup{ID: o.group(name), Name: name, About: "What " + name + " is for", Permissions: []store.Permission{"layers:read", "layers:edit", "members:edit"}}
}
