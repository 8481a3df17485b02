package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"chatelaine/store"
)

func testGroupPlans(t *testing.T, open opener) {
	t.Run("what a change gives and takes", func(t *testing.T) { t.Parallel(); groupPlanSays(t, newWorld(t, open, crewPlot)) })
	t.Run("a change is carried out as it was shown", func(t *testing.T) { t.Parallel(); groupIsChanged(t, newWorld(t, open, crewPlot)) })
	t.Run("a deletion is too", func(t *testing.T) { t.Parallel(); groupIsDeleted(t, newWorld(t, open, crewPlot)) })
	t.Run("or nothing is", func(t *testing.T) { t.Parallel(); groupPlanChanges(t, open) })
	t.Run("what joining gives", func(t *testing.T) { t.Parallel(); joinPlanSays(t, newWorld(t, open, crewPlot)) })
	t.Run("a plan to join that no longer holds", func(t *testing.T) { t.Parallel(); joinPlanChanges(t, newWorld(t, open, crewPlot)) })
	t.Run("what other groups give and take", func(t *testing.T) { t.Parallel(); membershipPlanSays(t, newWorld(t, open, crewPlot)) })
	t.Run("a plan of somebody's groups that no longer holds", func(t *testing.T) { t.Parallel(); membershipPlanChanges(t, newWorld(t, open, crewPlot)) })
	t.Run("of many it names the first", func(t *testing.T) { t.Parallel(); groupPlanNamesSome(t, newWorld(t, open, manyInOne())) })
}

// crewsLess takes layers:edit and members:edit from crews, and gives it tables:read and members:read.
var crewsLess = store.GroupChange{Name: "crews", About: "What crews is for", Permissions: []store.Permission{"layers:read", "tables:read", "members:read"}}

func saidOf(p store.GroupPlan) []string {
	list := func(permissions []store.CataloguePermission) (names []string) {
		for _, one := range permissions {
			name := string(one.Permission)
			if one.ManagerOnly {
				name += "*"
			}
			names = append(names, name)
		}
		return names
	}
	said := []string{fmt.Sprintf("%s +%v -%v, %d members, %d keys, %d bare", p.Group.Name, list(p.Added), list(p.Removed), p.Group.Members, p.Group.Keys, p.Bare)}
	for _, m := range p.Members {
		said = append(said, fmt.Sprintf("%s +%v -%v", strings.ToLower(strings.Fields(m.Name)[0]), m.Gets, m.Loses))
	}
	for _, k := range p.Keys {
		said = append(said, fmt.Sprintf("%s +%v -%v", k.Name, k.Gets, k.Loses))
	}
	for _, k := range p.BareKeys {
		said = append(said, "bare "+k.Name)
	}
	return said
}

func groupPlanSays(t *testing.T, w *world) {
	must(t, "bo belongs to office too", addToGroup(t.Context(), w.store, w.as("ada"), w.group("office"), w.account("bo")))
	plan, err := w.store.PlanGroup(t.Context(), w.actor("ada"), w.group("crews"), crewsLess)
	must(t, "plan", err)
	wantDiff(t, "the plan of a change", []string{
		"crews +[tables:read members:read*] -[layers:edit members:edit*], 2 members, 2 keys, 0 bare",
		"bo +[members:read] -[layers:edit members:edit]", "dee +[tables:read] -[layers:edit]",
		"key both +[members:read] -[layers:edit members:edit]", "key crews +[tables:read] -[layers:edit]",
	}, saidOf(plan))
	deletion, err := w.store.PlanGroupDeletion(t.Context(), w.actor("ada"), w.group("crews"))
	must(t, "plan a deletion", err)
	wantDiff(t, "the plan of a deletion", []string{
		"crews +[] -[layers:read layers:edit members:edit*], 2 members, 2 keys, 1 bare",
		"bo +[] -[layers:edit members:edit]", "dee +[] -[layers:read layers:edit]",
		"key both +[] -[layers:edit members:edit]", "key crews +[] -[layers:read layers:edit]", "bare key crews",
	}, saidOf(deletion))
	same, err := w.store.PlanGroup(t.Context(), w.actor("ada"), w.group("crews"), store.GroupChange{Name: "Field crews", Permissions: []store.Permission{"layers:edit", "layers:read", "members:edit"}})
	if err != nil || !same.Harmless() || plan.Harmless() || deletion.Harmless() {
		t.Errorf("another name is harmless: %t, %v; a change: %t", same.Harmless(), err, plan.Harmless())
	}
}

func groupIsChanged(t *testing.T, w *world) {
	ctx, crews := t.Context(), w.group("crews")
	key, err := w.store.Key(ctx, w.actor("ada"), w.key("key both"))
	must(t, "see a key", err)
	change := crewsLess
	change.Name = " Field  crews "
	plan, err := w.store.PlanGroup(ctx, w.actor("ada"), crews, change)
	must(t, "plan", err)
	must(t, "change", errOf(w.store.ChangeGroup(ctx, w.as("ada"), crews, change, plan.Digest)))
	info, err := w.store.Group(ctx, w.actor("ada"), crews)
	must(t, "see the group", err)
	if info.Group.Name != "Field crews" || info.Group.Version != 2 || fmt.Sprint(info.Group.Permissions) != "[layers:read tables:read members:read]" {
		t.Errorf("the group is %+v", info.Group)
	}
	after, err := w.store.Key(ctx, w.actor("ada"), w.key("key both"))
	must(t, "see the key", err)
	if got := fmt.Sprint(store.Effective(after.Grants)); got != "[layers:read tables:read members:read]" || after.Key.Version != key.Key.Version || after.Key.Groups[0].Name != "Field crews" {
		t.Errorf("its key may %s, version %d, groups %v", got, after.Key.Version, after.Key.Groups)
	}
	again, err := w.store.PlanGroup(ctx, w.actor("ada"), crews, change)
	must(t, "plan the same", err)
	must(t, "change nothing", errOf(w.store.ChangeGroup(ctx, w.as("ada"), crews, change, again.Digest)))
	if info, _ := w.store.Group(ctx, w.actor("ada"), crews); info.Group.Version != 2 {
		t.Errorf("a change that changes nothing makes version %d", info.Group.Version)
	}
}

func groupIsDeleted(t *testing.T, w *world) {
	ctx, crews := t.Context(), w.group("crews")
	plan, err := w.store.PlanGroupDeletion(ctx, w.actor("ada"), crews)
	must(t, "plan", err)
	must(t, "delete", errOf(w.store.DeleteGroup(ctx, w.as("ada"), crews, plan.Digest)))
	wantErr(t, "see what was deleted", errOf(w.store.Group(ctx, w.actor("ada"), crews)), store.ErrNotFound)
	wantErr(t, "delete it again", errOf(w.store.DeleteGroup(ctx, w.as("ada"), crews, plan.Digest)), store.ErrNotFound)
	for key, want := range map[string]string{"key crews": "[]", "key both": "[layers:read tables:read]"} {
		info, err := w.store.Key(ctx, w.actor("ada"), w.key(key))
		if got := fmt.Sprint(store.Effective(info.Grants)); err != nil || got != want {
			t.Errorf("%s may %s, %v, want %s", key, got, err, want)
		}
	}
	must(t, "a name that is free again", errOf(w.store.CreateGroup(ctx, w.as("ada"), w.newGroup("crews"))))
	if info, err := w.store.Group(ctx, w.actor("ada"), crews); err != nil || info.Group.Keys != 0 || info.Group.Members != 0 {
		t.Errorf("a new group of that name has %+v, %v", info, err)
	}
}

// groupPlanChanges changes, between plan and confirmation, something that the plan said.
func groupPlanChanges(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, meanwhile := range map[string]func(w *world) error{
		"a key came": func(w *world) error {
			in := w.newKey("more")
			in.Groups = []store.GroupID{w.group("crews")}
			return errOf(w.store.CreateKey(w.Context(), w.as("bo"), in))
		},
		"a key went": func(w *world) error {
			return errOf(w.store.ChangeGroups(w.Context(), w.as("ada"), w.key("key both"), 0, store.Regroup{Op: store.RegroupRemove, Groups: []store.GroupID{w.group("crews")}}))
		},
		"a key was deleted": func(w *world) error {
			return deleteKey(w.T, w.store, w.as("ada"), w.key("key both"), store.Choice{})
		},
		"a member came": func(w *world) error {
			return addToGroup(w.Context(), w.store, w.as("ada"), w.group("crews"), w.account("bea"))
		},
		"a member went": func(w *world) error {
			return removeFromGroup(w.Context(), w.store, w.as("ada"), w.group("crews"), w.account("bo"))
		},
		"a member's role": func(w *world) error {
			return assignRole(w.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser)
		},
		"the group's name": func(w *world) error {
			return w.changeGroup("crews", store.GroupChange{Name: "Crews", Permissions: []store.Permission{"layers:read", "layers:edit", "members:edit"}})
		},
		"the group itself": func(w *world) error { return w.changeGroup("crews", renamed) },
		"what another one has": func(w *world) error {
			return w.changeGroup("office", store.GroupChange{Name: "office", Permissions: []store.Permission{"layers:edit", "layers:read"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := addWorld(t, s, crewPlot.with("plan of a group "+name))
			ada, crews := w.actor("ada"), w.group("crews")
			change, err := w.store.PlanGroup(t.Context(), ada, crews, crewsLess)
			must(t, "plan", err)
			deletion, err := w.store.PlanGroupDeletion(t.Context(), ada, crews)
			must(t, "plan a deletion", err)
			must(t, "meanwhile", meanwhile(w))
			before := w.show(t, s)
			_, err = w.store.ChangeGroup(t.Context(), w.as("ada"), crews, crewsLess, change.Digest)
			wantChangedPlan(t, "change", err, change)
			_, err = w.store.DeleteGroup(t.Context(), w.as("ada"), crews, deletion.Digest)
			wantChangedPlan(t, "delete", err, deletion)
			wantDiff(t, "after a plan that had changed", before, w.show(t, s))
		})
	}
}

// wantChangedPlan checks that the error brings another plan.
func wantChangedPlan(t *testing.T, doing string, err error, old store.GroupPlan) {
	t.Helper()
	var changed *store.GroupPlanChangedError
	if !errors.As(err, &changed) || changed.Plan.Digest == old.Digest || changed.Plan.Deletes != old.Deletes {
		t.Errorf("%s: %v, want a changed plan", doing, err)
	}
}

// changeGroup plans and changes a group, as ada.
func (w *world) changeGroup(name string, change store.GroupChange) error {
	return changeGroup(w.Context(), w, "ada", name, change)
}

func changeGroup(ctx context.Context, w *world, who, name string, change store.GroupChange) error {
	plan, err := w.store.PlanGroup(ctx, w.actor(who), w.group(name), change)
	if err != nil {
		return err
	}
	return errOf(w.store.ChangeGroup(ctx, w.as(who), w.group(name), change, plan.Digest))
}

// manyInOne has a group with more keys than a plan names.
func manyInOne() plot {
	p := plot{groups: []groupPlot{{name: "all"}, {name: "some", permissions: []store.Permission{"layers:edit"}}}, keys: keysNamed(store.MaxNamed + 10)}
	for i := range p.keys {
		p.keys[i].groups = []string{"all"}
		if i%2 == 0 {
			p.keys[i].groups = append(p.keys[i].groups, "some")
		}
	}
	return p
}

func groupPlanNamesSome(t *testing.T, w *world) {
	plan, err := w.store.PlanGroupDeletion(t.Context(), w.actor("ada"), w.group("all"))
	must(t, "plan", err)
	n := store.MaxNamed + 10
	if len(plan.Keys) != store.MaxNamed || plan.Keys[0].Name != fmt.Sprint("key", n) || plan.Group.Keys != n || plan.Bare != n/2 || len(plan.BareKeys) != n/2 {
		t.Errorf("the plan names %d keys from %s of %d, and %d of %d bare ones", len(plan.Keys), plan.Keys[0].Name, plan.Group.Keys, len(plan.BareKeys), plan.Bare)
	}
}
