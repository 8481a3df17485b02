package views

import (
	"context"

	"chatelaine/store"
)

// departureWords are what the steps of a departure say of it, where the deletion of a key speaks of the key.
type departureWords struct {
	sure, title, button, lost, next, owns, ownedBy, ownsNothing, done, goes string
}

// departureSaid puts a departure into words.
func departureSaid(ctx context.Context, plan store.Plan) departureWords {
	who, owned := plan.Departing.Member.Account.Name, len(plan.Owned())
	w := departureWords{
		next:        T(ctx, "%s owns %s: the next step decides what happens to that.", who, T(ctx, "%d resources", owned)),
		owns:        T(ctx, "%s owns %s.", who, kindList(ctx, store.CountKinds(plan.Owned()))),
		ownedBy:     T(ctx, "Resources owned by the member"),
		ownsNothing: T(ctx, "%s owns no resources.", who),
	}
	if plan.Departing.Kind == store.DepartureDemotion {
		words := plan.Departing.RoleWords
		w.sure = roleSentence(ctx, words, "Make %s a user: are you sure?", "Make %s a viewer: are you sure?", who)
		w.title = roleSentence(ctx, words, "Make %s a user?", "Make %s a viewer?", who)
		w.button = roleSentence(ctx, words, "Make a user", "Make a viewer")
		w.done = roleSentence(ctx, words, "%s is a user now.", "%s is a viewer now.", who)
		w.lost = T(ctx, "No answer came from the server, so it may have been done or not. Look at the member before you try again.")
		w.goes = roleSentence(ctx, words, "%s becomes a user: users own nothing, and see no other keys than their own.",
			"%s becomes a viewer: viewers own nothing, and see no other keys than their own.", who)
		return w
	}
	w.sure, w.title = T(ctx, "Remove %s: are you sure?", who), T(ctx, "Remove %s from the organization?", who)
	w.button, w.done = T(ctx, "Remove member"), T(ctx, "%s is no longer a member.", who)
	w.lost = T(ctx, "No answer came from the server, so the member may be removed or not. Choose Remove member again: if they are gone, you are told so.")
	w.goes = T(ctx, "%s is no longer a member, and finds nothing of this organization any more. They can be invited again.", who)
	return w
}

// departureLines are what a departure does beside what becomes of resources.
func departureLines(ctx context.Context, plan store.Plan) (lines []PlanLine) {
	d := plan.Departing
	if d == nil || !d.Kind.Leaves() {
		return nil
	}
	if n := len(d.Member.Groups); n > 0 {
		lines = append(lines, PlanLine{Icon: "circle-minus", Words: T(ctx, "They leave %d groups", n), Kinds: T(ctx, "Groups"), Names: groupNamed(d.Member.Groups)})
	}
	if d.KeysCreated > 0 {
		lines = append(lines, PlanLine{Icon: "key-round", Words: T(ctx, "%d keys that they created stay and go on working: they are listed for review", d.KeysCreated)})
	}
	return lines
}

func groupNamed(groups []store.GroupRef) (names []PlannedName) {
	for _, g := range groups[:min(len(groups), plannedShown)] {
		names = append(names, PlannedName{Name: g.Name})
	}
	return names
}

// deleteTopic is the page of help about the steps of a plan: empty for those of keys, which their window's ID names.
func deleteTopic(plan store.Plan) string {
	if plan.Departing != nil {
		return HelpMembers
	}
	return ""
}
