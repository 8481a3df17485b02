package storetest

import (
	"context"

	"chatelaine/store"
)

// keyManagersOrCreator are keyManagers, and whoever created the key.
var keyManagersOrCreator = map[string]outcome{
	"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": forbidden,
	"user-creator": allowed, "user-creator reserved": allowed,
}

// switchRows are the matrix's of the changes that people make to a key.
var switchRows = map[string]line{
	"NameTaken": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.NameTaken(a.Context(), a.actor, "key1", ""))
		},
		who: withOthers(keyManagers, "user-other", forbidden), otherwise: refused,
	},
	"RenameKey": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.RenameKey(a.Context(), a.call(), a.key(), 0, "By "+string(a.actor.ID)))
		},
		who: keyManagers, otherwise: notFound,
	},
	"DeactivateKey that dee made": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.DeactivateKey(a.Context(), a.call(), a.key(), store.Deactivation{}))
		},
		who: keyManagersOrCreator, otherwise: notFound,
	},
	"DeactivateKey that ada made": {
		object: "key1",
		do: func(a attempt) error {
			return errOf(a.store.DeactivateKey(a.Context(), a.call(), a.key(), store.Deactivation{}))
		},
		who: keyManagersOfAll, otherwise: notFound,
	},
	"ActivateKey": {
		object: "key2", prepare: func(w *world, o tenant) {
			must(w.T, "deactivate", errOf(w.store.DeactivateKey(w.Context(), o.as("ada"), o.key("key2"), store.Deactivation{})))
		},
		do: func(a attempt) error {
			return errOf(a.store.ActivateKey(a.Context(), a.call(), a.key()))
		},
		who: keyManagers, otherwise: notFound,
	},
	"ChangeExpiry": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.ChangeExpiry(a.Context(), a.call(), a.key(), 0, spring.AddDays(1)))
		},
		who: keyManagers, otherwise: notFound,
	},
}

// switchSteps are the events of such changes.
var switchSteps = []eventStep{
	{name: "rename a key", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RenameKey(ctx, w.as("bo"), w.key("key3"), 0, "Another"))
	}, actions: []store.Action{store.KeyRenamed}, subject: aboutKey3},
	{name: "to the name that it has", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RenameKey(ctx, w.as("bo"), w.key("key3"), 0, "Another"))
	}},
	{name: "by a form that is out of date", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RenameKey(ctx, w.as("bo"), w.key("key3"), 1, "A third"))
	}},
	{name: "deactivate", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeactivateKey(ctx, w.as("bo"), w.key("key3"), store.Deactivation{Until: start.Add(day)}))
	}, actions: []store.Action{store.KeyDeactivated}, subject: aboutKey3},
	{name: "deactivate for less", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeactivateKey(ctx, w.as("ada"), w.key("key3"), store.Deactivation{Until: start.Add(day / 2)}))
	}},
	{name: "deactivate for longer", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeactivateKey(ctx, w.as("ada"), w.key("key3"), store.Deactivation{Reason: "Leaked"}))
	}, actions: []store.Action{store.KeyDeactivated}, subject: aboutKey3},
	{name: "activate", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ActivateKey(ctx, w.as("bo"), w.key("key3")))
	}, actions: []store.Action{store.KeyActivated}, subject: aboutKey3},
	{name: "activate again", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ActivateKey(ctx, w.as("bo"), w.key("key3")))
	}},
	{name: "change its end", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ChangeExpiry(ctx, w.as("bo"), w.key("key3"), 0, spring.AddDays(3)))
	}, actions: []store.Action{store.KeyExpiry}, subject: aboutKey3},
	{name: "to the end that it has", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ChangeExpiry(ctx, w.as("bo"), w.key("key3"), 0, spring.AddDays(3)))
	}},
	{name: "to yesterday", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ChangeExpiry(ctx, w.as("bo"), w.key("key3"), 0, store.Date{Year: 2026, Month: 3, Day: 9}))
	}},
}

// switchChanges are what tables are told of them; key3 is on everybody's screen.
var switchChanges = []changeStep{
	{"deactivate a key on the screen", func(w *world) error {
		return errOf(w.store.DeactivateKey(w.Context(), w.as("bo"), w.key("key3"), store.Deactivation{}))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"deactivate it again", func(w *world) error {
		return errOf(w.store.DeactivateKey(w.Context(), w.as("ada"), w.key("key3"), store.Deactivation{}))
	}, nil},
	{"activate it", func(w *world) error {
		return errOf(w.store.ActivateKey(w.Context(), w.as("bo"), w.key("key3")))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"extend it", func(w *world) error {
		return errOf(w.store.ChangeExpiry(w.Context(), w.as("bo"), w.key("key3"), 0, spring.AddDays(1)))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"rename it", func(w *world) error {
		return errOf(w.store.RenameKey(w.Context(), w.as("bo"), w.key("key3"), 0, "Another"))
	}, map[string]string{"ada": "shown Another", "bo": "shown Another"}},
	{"and back", func(w *world) error {
		return errOf(w.store.RenameKey(w.Context(), w.as("bo"), w.key("key3"), 0, "key3"))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
}
