package storetest

import (
	"context"
	"testing"

	"chatelaine/store"
)

// groupSteps tell of groups. They come after eventSteps, in the same world.
var groupSteps = []eventStep{
	{name: "make a group", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.CreateGroup(ctx, w.as("ada"), w.newGroup("crews")))
	}, actions: []store.Action{store.GroupCreated}, subject: crewsID},
	{name: "take its name again", fails: true, do: func(ctx context.Context, w *world) error {
		in := w.newGroup("crews")
		in.ID = w.group("other")
		return errOf(w.store.CreateGroup(ctx, w.as("ada"), in))
	}},
	{name: "put somebody into it", do: func(ctx context.Context, w *world) error {
		return addToGroup(ctx, w.store, w.as("ada"), w.group("crews"), w.account("bo"))
	}, actions: []store.Action{store.MemberGroups}, subject: func(w *world) string { return string(w.account("bo")) }},
	{name: "put them into it again", do: func(ctx context.Context, w *world) error {
		return addToGroup(ctx, w.store, w.as("ada"), w.group("crews"), w.account("bo"))
	}},
	{name: "give it to a key", do: func(ctx context.Context, w *world) error { return setGroups(ctx, w, "bo", "crews") },
		actions: []store.Action{store.KeyRegrouped}, subject: func(w *world) string { return string(w.key("key3")) }},
	{name: "give it again", do: func(ctx context.Context, w *world) error { return setGroups(ctx, w, "bo", "crews") }},
	{name: "take a key's last", fails: true, do: func(ctx context.Context, w *world) error { return setGroups(ctx, w, "bo", "") }},
	{name: "change what it lets do", do: func(ctx context.Context, w *world) error {
		return changeGroup(ctx, w, "ada", "crews", store.GroupChange{Name: "crews", Permissions: []store.Permission{"layers:read"}})
	}, actions: []store.Action{store.GroupChanged}, subject: crewsID},
	{name: "change nothing", do: func(ctx context.Context, w *world) error {
		return changeGroup(ctx, w, "ada", "crews", store.GroupChange{Name: "crews", Permissions: []store.Permission{"layers:read"}})
	}},
	{name: "rename it", do: func(ctx context.Context, w *world) error { return changeGroup(ctx, w, "ada", "crews", renamed) },
		actions: []store.Action{store.GroupRenamed}, subject: crewsID},
	{name: "delete it by a wrong digest", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeleteGroup(ctx, w.as("ada"), w.group("crews"), digest("wrong")))
	}},
	{name: "take somebody out", do: func(ctx context.Context, w *world) error {
		return removeFromGroup(ctx, w.store, w.as("ada"), w.group("crews"), w.account("bo"))
	}, actions: []store.Action{store.MemberGroups}, subject: func(w *world) string { return string(w.account("bo")) }},
	{name: "delete it", do: deleteCrews, actions: []store.Action{store.GroupDeleted}, subject: crewsID},
	{name: "add to the catalogue", do: func(ctx context.Context, w *world) error {
		return w.store.AddPermission(ctx, w.as("ada"), store.CataloguePermission{Permission: "members:share"})
	}, actions: []store.Action{store.CatalogueExtended}, subject: func(*world) string { return "members:share" }},
	{name: "make it for managers only", do: func(ctx context.Context, w *world) error { return managersOnly(ctx, w, "members:share") },
		actions: []store.Action{store.PermissionChanged}, subject: func(*world) string { return "members:share" }},
	{name: "make it so again", do: func(ctx context.Context, w *world) error { return managersOnly(ctx, w, "members:share") }},
}

// managersOnly makes a permission one for managers only.
func managersOnly(ctx context.Context, w *world, permission store.Permission) error {
	only := store.CataloguePermission{Permission: permission, ManagerOnly: true}
	plan, err := w.store.PlanManagerOnly(ctx, w.actor("ada"), only)
	if err != nil {
		return err
	}
	return errOf(w.store.ChangeManagerOnly(ctx, w.as("ada"), only, plan.Digest))
}

func crewsID(w *world) string { return string(w.group("crews")) }

func setGroups(ctx context.Context, w *world, who, groups string) error {
	return errOf(w.store.ChangeGroups(ctx, w.as(who), w.key("key3"), 0, store.Regroup{Op: store.RegroupSet, Groups: w.groupIDs(groups)}))
}

func deleteCrews(ctx context.Context, w *world) error {
	plan, err := w.store.PlanGroupDeletion(ctx, w.actor("ada"), w.group("crews"))
	if err != nil {
		return err
	}
	return errOf(w.store.DeleteGroup(ctx, w.as("ada"), w.group("crews"), plan.Digest))
}

// groupChangesTold asks what a table with key3 on the screen is told of: whoever is put into a group has other rights, and a
// group's name stands in every row.
func groupChangesTold(t *testing.T, w *world) {
	since := pageOf(t, w, "bo", store.KeyQuery{Rows: 25}).Version
	told := map[string]string{
		"put somebody into it": "unclear, shown key3", "give it to a key": "shown key3", "rename it": "unclear, shown key3", "take somebody out": "unclear, shown key3", "delete it": "unclear, shown key3",
	}
	for _, step := range groupSteps {
		if err := step.do(t.Context(), w); (err != nil) != step.fails {
			t.Fatalf("%s: %v", step.name, err)
		}
		changes, err := w.store.KeyChanges(t.Context(), w.actor("bo"), since, []store.KeyID{w.key("key3")})
		must(t, "ask what changed", err)
		if got := tellChanges(changes); got != told[step.name] {
			t.Errorf("%s: bo is told %q, want %q", step.name, got, told[step.name])
		}
		if len(changes.Shown) > 0 {
			info, err := w.store.Key(t.Context(), w.actor("bo"), w.key("key3"))
			must(t, "see the key", err)
			wantDiff(t, "its groups", info.Key.Groups, changes.Shown[0].Groups)
		}
		since = changes.Version
	}
}
