package storetest

import "chatelaine/store"

// Who may, as the rows below say it (security.md § 5).
var (
	keyManagers = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed,
		"manager reserved": forbidden, "user-creator": forbidden, "user-creator reserved": forbidden,
	}
	keyManagersOfAll = map[string]outcome{ // of keys that whoever made one of them doesn't all see
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": forbidden,
	}
	resourceManagers = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
	}
	keyViewers = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
		"user-creator": allowed, "user-creator reserved": allowed,
	}
	administrators = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": forbidden, "manager reserved": forbidden,
	}
)

// matrix has a row for every method that an actor calls; its name begins with the method's.
var matrix = map[string]line{
	"ImportOrganization": {
		do: func(a attempt) error {
			_, err := a.store.ImportOrganization(a.Context(), a.call(), landscape.with("imported by "+string(a.actor.Kind)+string(a.actor.ID)).imported())
			return err
		},
		who: map[string]outcome{"operator": allowed}, otherwise: forbidden,
	},
	"ChangeRole": {
		object: "bea",
		do: func(a attempt) error {
			_, err := a.store.ChangeRole(a.Context(), a.call(), a.account(), 0, store.RoleAdministrator)
			return err
		},
		who: administrators, otherwise: refused,
	},
	"Keys": {
		looks: true,
		do: func(a attempt) error {
			page, err := a.store.Keys(a.Context(), a.actor, store.KeyQuery{Rows: 25})
			if len(page.Keys) == 0 && page.Total.N == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"KeyIDs": {
		looks: true,
		do: func(a attempt) error {
			ids, more, err := a.store.KeyIDs(a.Context(), a.actor, store.KeyQuery{})
			if len(ids) == 0 && !more && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"KeyChoices": {
		looks: true,
		do: func(a attempt) error {
			choices, err := a.store.KeyChoices(a.Context(), a.actor, start)
			sum := 0
			for _, c := range choices.Statuses {
				sum += c.Count.N
			}
			for _, c := range choices.Roles {
				sum += c.Count.N
			}
			if sum == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"KeyCreators": {
		looks: true,
		do: func(a attempt) error {
			creators, err := a.store.KeyCreators(a.Context(), a.actor, "", nil, 10)
			if len(creators) == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"StartExport": {
		do: func(a attempt) error {
			return a.store.StartExport(a.Context(), a.call(), store.KeyQuery{At: start}, "csv")
		},
		who: viewers, otherwise: refused,
	},
	"KeyBatch": {
		looks: true,
		do: func(a attempt) error {
			batch, err := a.store.KeyBatch(a.Context(), a.actor, store.KeyQuery{At: start})
			if len(batch.Keys) == 0 && batch.Next.IsZero() && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: withOthers(keyViewers, "user-other", nothing), otherwise: refused,
	},
	"CountKeys": {
		looks: true,
		do: func(a attempt) error {
			counts, err := a.store.CountKeys(a.Context(), a.actor, []store.KeyFilter{{}, {Roles: []store.Role{store.RoleUser}}}, start, 10)
			if err == nil && counts[0].N+counts[1].N == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"Dashboard": {
		looks: true,
		do: func(a attempt) error {
			d, err := a.store.Dashboard(a.Context(), a.actor, store.DashboardQuery{At: start, Filters: []store.KeyFilter{{}}, Ends: []store.Span{{}}})
			if err == nil && d.All.N+d.Filters[0].N+d.Ends[0].N+len(d.Soon)+len(d.Changes) == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"KeyChanges": {
		looks: true,
		do: func(a attempt) error {
			changes, err := a.store.KeyChanges(a.Context(), a.actor, -1, []store.KeyID{a.tenant.key("key2"), a.twin.key("key1")})
			if len(changes.Shown) == 0 && a.note != nil {
				*a.note = nothing
			}
			return err
		},
		who: keyViewers, otherwise: nothing,
	},
	"Key that dee made": {
		object: "key2", looks: true,
		do:  func(a attempt) error { _, err := a.store.Key(a.Context(), a.actor, a.key()); return err },
		who: keyViewers, otherwise: notFound,
	},
	"Key that ada made": {
		object: "key1", looks: true,
		do:  func(a attempt) error { _, err := a.store.Key(a.Context(), a.actor, a.key()); return err },
		who: resourceManagers, otherwise: notFound,
	},
	"KeyForm": {
		looks: true,
		do:    func(a attempt) error { _, err := a.store.KeyForm(a.Context(), a.actor); return err },
		who:   withOthers(keyManagers, "user-other", forbidden), otherwise: refused,
	},
	"CreateKey": {
		do: func(a attempt) error {
			_, err := a.store.CreateKey(a.Context(), a.call(), a.newKey("made by "+string(a.actor.ID)))
			return err
		},
		who: withOthers(keyManagers, "user-other", forbidden), otherwise: refused,
	},
	"ConfirmKey that bo made": {
		object: "key3",
		do:     func(a attempt) error { return a.store.ConfirmKey(a.Context(), a.call(), a.key()) },
		who: map[string]outcome{
			"manager": allowed, "manager reserved": allowed, "administrator": forbidden, "administrator reserved": forbidden,
		},
		otherwise: notFound,
	},
	"ConfirmKey that dee made": {
		object: "key2",
		do:     func(a attempt) error { return a.store.ConfirmKey(a.Context(), a.call(), a.key()) },
		who: map[string]outcome{
			"user-creator": allowed, "user-creator reserved": allowed, "administrator": forbidden, "administrator reserved": forbidden,
			"manager": forbidden, "manager reserved": forbidden,
		},
		otherwise: notFound,
	},
	"PlanDeletion": {
		object: "key2", looks: true,
		do: func(a attempt) error {
			_, err := a.store.PlanDeletion(a.Context(), a.actor, a.key(), store.Choice{Kind: store.ChoiceDestroy})
			return err
		},
		who: keyManagers, otherwise: notFound,
	},
	"DeleteKey": {
		object: "key2", do: deleteAttempt, who: keyManagers, otherwise: notFound,
	},
	"PlanDeletions of one": {
		object: "key2", looks: true,
		do: func(a attempt) error {
			_, err := a.store.PlanDeletions(a.Context(), a.actor, []store.KeyID{a.key()}, store.Choice{Kind: store.ChoiceDestroy})
			return err
		},
		who: keyManagers, otherwise: notFound,
	},
	"PlanDeletions of two, of which dee made one": {
		object: "key2", looks: true,
		do: func(a attempt) error {
			_, err := a.store.PlanDeletions(a.Context(), a.actor, a.withKey1(), store.Choice{Kind: store.ChoiceDestroy})
			return err
		},
		who: keyManagersOfAll, otherwise: notFound,
	},
	"DeleteKeys of two, of which dee made one": {
		object: "key2", do: deleteTogether, who: keyManagersOfAll, otherwise: notFound,
	},
	"Successors": {
		looks: true,
		do:    func(a attempt) error { _, err := a.store.Successors(a.Context(), a.actor, "", 10); return err },
		who:   resourceManagers, otherwise: refused,
	},
	"RegisterResource": {
		do: func(a attempt) error {
			return a.store.RegisterResource(a.Context(), a.call(), a.plot.newResource(thing{name: "new " + string(a.actor.ID), kind: "projects", owners: []string{"bo"}}))
		},
		who: resourceManagers, otherwise: refused,
	},
	"AddOwner": {
		object: "hut",
		do: func(a attempt) error {
			return a.store.AddOwner(a.Context(), a.call(), a.resource(), a.principal("ada"))
		},
		who: resourceManagers, otherwise: refused,
	},
	"RemoveOwner": {
		object: "roads",
		do: func(a attempt) error {
			return a.store.RemoveOwner(a.Context(), a.call(), a.resource(), a.principal("bo"))
		},
		who: resourceManagers, otherwise: refused,
	},
	"GiveAccess": {
		object: "hut",
		do: func(a attempt) error {
			return a.store.GiveAccess(a.Context(), a.call(), store.AccessEntry{Resource: a.resource(), Principal: a.principal("dan"), Access: store.AccessView})
		},
		who: resourceManagers, otherwise: refused,
	},
	"Resource": {
		object: "hut", looks: true,
		do:  func(a attempt) error { _, err := a.store.Resource(a.Context(), a.actor, a.resource()); return err },
		who: resourceManagers, otherwise: notFound,
	},
}

// deleteAttempt deletes with the digest that an administrator would be shown, so that a refusal is
// not due to a wrong one.
func deleteAttempt(a attempt) error {
	choice := store.Choice{Kind: store.ChoiceDestroy}
	plan, err := a.store.PlanDeletion(a.Context(), a.at.actor("ada"), a.key(), choice)
	if err != nil && a.object != "" {
		a.Errorf("plan the deletion of %s: %v", a.object, err)
	}
	_, err = a.store.DeleteKey(a.Context(), a.call(), a.key(), choice, plan.Digest)
	return err
}

// withKey1 are the attempt's key and one that ada made, always of the tenant.
func (a attempt) withKey1() []store.KeyID { return []store.KeyID{a.tenant.key("key1"), a.key()} }

// deleteTogether is deleteAttempt for both.
func deleteTogether(a attempt) error {
	choice := store.Choice{Kind: store.ChoiceDestroy}
	plan, err := a.store.PlanDeletions(a.Context(), a.tenant.actor("ada"), a.withKey1(), choice)
	if err != nil && a.object != "" && a.at.Org == a.Org {
		a.Errorf("plan the deletion of %s: %v", a.object, err)
	}
	_, err = a.store.DeleteKeys(a.Context(), a.call(), a.withKey1(), choice, plan.Digest)
	return err
}

func withOthers(who map[string]outcome, name string, o outcome) map[string]outcome {
	all := map[string]outcome{name: o}
	for n, o := range who {
		all[n] = o
	}
	return all
}
