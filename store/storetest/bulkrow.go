package storetest

import "chatelaine/store"

// bulkRows are the matrix's of acts on many keys. That nobody sees what somebody else chose and did is tried beside them.
var bulkRows = map[string]line{
	"PlanKeyChanges": {
		object: "key2", looks: true, prepare: prepareBulk,
		do: func(a attempt) error {
			_, err := a.store.PlanKeyChanges(a.Context(), a.call(), []store.KeyID{a.key()}, a.bulkChange())
			return err
		},
		who: keyManagers, otherwise: notFound,
	},
	"PlanKeyChanges of several": {
		object: "key2", looks: true, prepare: prepareBulk,
		do: func(a attempt) error {
			_, err := a.store.PlanKeyChanges(a.Context(), a.call(), []store.KeyID{a.tenant.key("key1"), a.key()}, a.bulkChange())
			return err
		},
		who: keyManagersOfAll, otherwise: notFound,
	},
	"ChangeKeys": {
		object: "key2", prepare: prepareBulk,
		do: func(a attempt) error {
			ids := []store.KeyID{a.key()}
			plan, _ := a.store.PlanKeyChanges(a.Context(), call(a.at.actor("ada"), start), ids, a.bulkChange())
			_, err := a.store.ChangeKeys(a.Context(), a.call(), ids, a.bulkChange(), plan.Digest)
			return unless(store.ErrBulkPlanChanged, err) // of who isn't in the group, the plan is another
		},
		who: keyManagers, otherwise: notFound,
	},
	"UndoKeyChanges": {
		looks: true,
		do: func(a attempt) error {
			_, err := a.store.UndoKeyChanges(a.Context(), a.call(), 1<<40)
			return err
		},
		otherwise: refused,
	},
	"FreezeKeys": {
		do: func(a attempt) error {
			_, err := a.store.FreezeKeys(a.Context(), a.call(), store.KeyQuery{At: start})
			return unless(store.ErrFreezing, err) // somebody else who may is at it
		},
		who: viewers, otherwise: refused,
	},
	"PreviewBulk": {
		looks: true,
		do: func(a attempt) error {
			_, err := a.store.PreviewBulk(a.Context(), a.call(), 1<<40, store.BulkChange{Act: store.BulkDelete})
			return err
		},
		otherwise: refused,
	},
	"StartBulk": {
		looks: true,
		do: func(a attempt) error {
			_, err := a.store.StartBulk(a.Context(), a.call(), 1<<40, store.BulkChange{Act: store.BulkDelete})
			return err
		},
		otherwise: refused,
	},
	"Bulk": {
		looks:     true,
		do:        func(a attempt) error { _, err := a.store.Bulk(a.Context(), a.actor, 1<<40); return err },
		otherwise: refused,
	},
	"BulkRows": {
		looks:     true,
		do:        func(a attempt) error { _, err := a.store.BulkRows(a.Context(), a.actor, 1<<40, 0); return err },
		otherwise: refused,
	},
}

// prepareBulk makes a group that can be given.
func prepareBulk(w *world, o tenant) {
	w.Helper()
	_, err := w.store.CreateGroup(w.Context(), call(o.actor("ada"), start), store.NewGroup{
		ID: o.bulkGroup("writers"), Name: "writers", Permissions: []store.Permission{"layers:edit"},
		Nonce: store.Nonce{Digest: digest("bulk group of " + o.Slug), Session: "session", Body: digest("body"), Expires: start.Add(day)},
	})
	must(w.T, "make a group", err)
}

func (a attempt) bulkChange() store.BulkChange { return a.tenant.regroup("add", "writers") }
