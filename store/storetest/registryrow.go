package storetest

import "chatelaine/store"

// sayers are those who see something in a list of resources: who sees all, and who has a say in some.
var sayers = map[string]outcome{
	"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
	"user-creator": allowed, "user-creator reserved": allowed, "user-other": allowed, "key": allowed,
}

// importers are those who can register and take away many at once.
var importers = withOthers(resourceManagers, "operator", allowed)

// registryRows are the matrix's of the list of resources and what is done from there.
var registryRows = map[string]line{
	"Resources": {
		looks: true,
		do: func(a attempt) error {
			page, err := a.store.Resources(a.Context(), a.actor, store.ResourceQuery{})
			return a.noting(len(page.Resources), err)
		},
		who: sayers, otherwise: nothing,
	},
	"ResourceDetails": {
		object: "hut", looks: true,
		do:  func(a attempt) error { return errOf(a.store.ResourceDetails(a.Context(), a.actor, a.resource())) },
		who: resourceManagers, otherwise: notFound,
	},
	"ResourceHistory": {
		object: "hut", looks: true,
		do:  func(a attempt) error { return errOf(a.store.ResourceHistory(a.Context(), a.actor, a.resource(), 0, 5)) },
		who: resourceManagers, otherwise: notFound,
	},
	"ResourceForm": {
		looks: true, do: func(a attempt) error { return errOf(a.store.ResourceForm(a.Context(), a.actor)) },
		who: resourceManagers, otherwise: refused,
	},
	"Places": {
		looks: true, do: func(a attempt) error { return errOf(a.store.Places(a.Context(), a.actor, "layers", "", 5)) },
		who: resourceManagers, otherwise: refused,
	},
	"Holders": {
		looks: true, do: func(a attempt) error { return errOf(a.store.Holders(a.Context(), a.actor, true, "", 5)) },
		who: resourceManagers, otherwise: refused,
	},
	"RenameResource": {
		object: "hut", do: func(a attempt) error { return a.store.RenameResource(a.Context(), a.call(), a.resource(), 0, "Shed") },
		who: resourceManagers, otherwise: refused,
	},
	"MoveResource": {
		object: "roads", do: func(a attempt) error {
			return a.store.MoveResource(a.Context(), a.call(), a.resource(), 0, a.tenant.resource("plain"))
		},
		who: resourceManagers, otherwise: refused,
	},
	"TakeAccess": {
		object: "plain", do: func(a attempt) error {
			return a.store.TakeAccess(a.Context(), a.call(), a.resource(), a.tenant.principal("dee"))
		},
		who: resourceManagers, otherwise: refused,
	},
	"PlanDestruction": {
		object: "hut", looks: true, do: func(a attempt) error {
			return errOf(a.store.PlanDestruction(a.Context(), a.actor, []store.ResourceID{a.resource()}))
		},
		who: resourceManagers, otherwise: refused,
	},
	"DestroyResources": {
		object: "hut", do: func(a attempt) error {
			ids := []store.ResourceID{a.resource()}
			plan, _ := a.store.PlanDestruction(a.Context(), a.at.actor("ada"), ids)
			return errOf(a.store.DestroyResources(a.Context(), a.call(), ids, plan.Digest))
		},
		who: resourceManagers, otherwise: refused,
	},
	"PlanTransfer": {
		object: "hut", looks: true, do: func(a attempt) error { return errOf(a.store.PlanTransfer(a.Context(), a.actor, a.handOver())) },
		who: resourceManagers, otherwise: refused,
	},
	"TransferResources": {
		object: "hut", do: func(a attempt) error {
			plan, _ := a.store.PlanTransfer(a.Context(), a.at.actor("ada"), a.handOver())
			return errOf(a.store.TransferResources(a.Context(), a.call(), a.handOver(), plan.Digest))
		},
		who: resourceManagers, otherwise: refused,
	},
	"ResourceKinds": {
		looks: true, do: func(a attempt) error { return errOf(a.store.ResourceKinds(a.Context(), a.actor)) },
		who: resourceManagers, otherwise: refused,
	},
	"AddResourceKind": {
		do: func(a attempt) error {
			return a.store.AddResourceKind(a.Context(), a.call(), store.Kind{Slug: "ships", One: "ship", Many: "ships"})
		},
		who: administrators, otherwise: refused,
	},
	"ChangeResourceKind": {
		do: func(a attempt) error {
			return a.store.ChangeResourceKind(a.Context(), a.call(), 0, store.Kind{Slug: "projects", One: "work", Many: "works"})
		},
		who: administrators, otherwise: refused,
	},
	"FindOrganization": {
		looks: true, do: func(a attempt) error { return errOf(a.store.FindOrganization(a.Context(), a.actor, a.tenant.Slug)) },
		who: map[string]outcome{"operator": allowed}, otherwise: refused,
	},
	"ImportResources": {
		do: func(a attempt) error {
			row := store.ResourceRow{ID: a.tenant.plot.resource("imported"), Line: 2, Kind: "projects", OutsideID: "imported", Name: "Imported",
				Owners: []string{a.tenant.plot.email("bo")}}
			return a.store.ImportResources(a.Context(), a.call(), []store.ResourceRow{row})
		},
		who: importers, otherwise: refused,
	},
	"StartResourceExport": {
		do: func(a attempt) error {
			return a.store.StartResourceExport(a.Context(), a.call(), store.ResourceQuery{}, "csv")
		},
		who: importers, otherwise: refused,
	},
	"ResourceBatch": {
		looks: true, do: func(a attempt) error {
			batch, err := a.store.ResourceBatch(a.Context(), a.actor, store.ResourceQuery{})
			return a.noting(len(batch.Rows), err)
		},
		who: importers, otherwise: refused,
	},
}

// handOver is a transfer of the attempt's object from key2 to abe, of the tenant.
func (a attempt) handOver() store.Transfer {
	return store.Transfer{Resources: []store.ResourceID{a.resource()}, To: a.tenant.principal("abe")}
}
