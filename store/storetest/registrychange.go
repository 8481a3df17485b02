package storetest

import (
	"errors"
	"fmt"
	"testing"

	"chatelaine/store"
)

func resourcesMoved(t *testing.T, w *world) {
	ctx, by, roads := t.Context(), w.as("bo"), w.resource("roads")
	details := func() store.ResourceDetails {
		d, err := w.store.ResourceDetails(ctx, w.actor("ada"), roads)
		must(t, "see the roads", err)
		return d
	}
	before := details()
	must(t, "rename", w.store.RenameResource(ctx, by, roads, before.Version, " New  roads "))
	must(t, "rename to the same", w.store.RenameResource(ctx, by, roads, before.Version+1, "New roads"))
	after := details()
	if after.Resource.Name != "New roads" || after.Version != before.Version+1 || after.History.Events[0].Action != store.ResourceRenamed {
		t.Errorf("renamed, it is %+v", after)
	}
	var changed *store.ResourceChangedError
	if err := w.store.RenameResource(ctx, w.as("ada"), roads, before.Version, "Old"); !errors.As(err, &changed) || changed.Resource.Name != "New roads" || changed.Last.ActorName != "Bo Moreau" {
		t.Errorf("an old form gets %v", err)
	}
	if err := w.store.MoveResource(ctx, w.as("ada"), roads, before.Version, w.resource("plain")); !errors.Is(err, store.ErrResourceChanged) {
		t.Errorf("an old form to move gets %v", err)
	}
	wantInvalid(t, "no name", w.store.RenameResource(ctx, by, roads, 0, " "), "name")
	must(t, "move", w.store.MoveResource(ctx, by, roads, after.Version, w.resource("plain")))
	if d := details(); d.Parent.ID != w.resource("plain") || d.MayLieIn.Slug != "projects" || d.History.Places[w.resource("atlas")] != "The atlas" {
		t.Errorf("moved, it is %+v", d)
	}
	for name, parent := range map[string]store.ResourceID{
		"nowhere": "", "itself": roads, "another kind": w.resource("census"), "a layer": w.resource("rivers"), "the twin's": w.twin.resource("atlas"),
		"what isn't there": store.ResourceID(id("nothing")),
	} {
		wantInvalid(t, "into "+name, w.store.MoveResource(ctx, by, roads, 0, parent), "parent")
	}
	wantInvalid(t, "what lies in none into something", w.store.MoveResource(ctx, by, w.resource("atlas"), 0, roads), "parent")
	wantErr(t, "the twin's", w.store.RenameResource(ctx, by, w.twin.resource("roads"), 0, "X"), store.ErrNotFound)
}

func effectiveAccess(t *testing.T, w *world) {
	d, err := w.store.ResourceDetails(t.Context(), w.actor("bo"), w.resource("rivers"))
	must(t, "see the rivers", err)
	got := map[string]string{}
	for _, say := range d.Says {
		text := string(say.Access)
		for _, r := range say.Reasons {
			text += fmt.Sprintf(" owns=%t parent=%t", r.Owns, r.Parent)
		}
		got[say.Who.Name] = text + fmt.Sprintf(" withheld=%t", say.Withheld)
	}
	wantDiff(t, "who may do what with the rivers", map[string]string{
		"Bea Moreau": "modify owns=true parent=false withheld=false", "Dan Moreau": "modify owns=false parent=true withheld=false",
		"key1": "modify owns=true parent=true withheld=true", "Dee Moreau": "view owns=false parent=false withheld=false",
		"key2": "view owns=false parent=false withheld=true",
	}, got)
	bends, err := w.store.ResourceDetails(t.Context(), w.actor("bo"), w.resource("bends"))
	must(t, "see the bends", err)
	for _, say := range bends.Says {
		if say.Who == w.owner("key1") {
			t.Error("what a key owns two levels above covers the bends")
		}
	}
	must(t, "take access", w.store.TakeAccess(t.Context(), w.as("bo"), w.resource("rivers"), w.principal("dee")))
	must(t, "take it again", w.store.TakeAccess(t.Context(), w.as("bo"), w.resource("rivers"), w.principal("dee")))
	if _, err := w.store.Resource(t.Context(), w.actor("dee"), w.resource("rivers")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("without access a user gets %v", err)
	}
}
