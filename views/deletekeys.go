package views

import (
	"cmp"
	"context"
	"slices"
	"time"

	"chatelaine/store"
)

// What is said of the keys of a plan depends on whether it is one, which has a name, or several.
func several(plan store.Plan) bool { return len(plan.Keys) > 1 }

func sureWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).sure
	}
	if several(plan) {
		return T(ctx, "Delete %d keys: are you sure?", len(plan.Keys))
	}
	return T(ctx, "Delete “%s”: are you sure?", plan.Key().Name)
}

func deleteWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).title
	}
	if several(plan) {
		return T(ctx, "Delete %d keys?", len(plan.Keys))
	}
	return T(ctx, "Delete “%s”?", plan.Key().Name)
}

func deleteButton(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).button
	}
	if several(plan) {
		return T(ctx, "Delete %d keys", len(plan.Keys))
	}
	return T(ctx, "Delete key")
}

func lostWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).lost
	}
	if several(plan) {
		return T(ctx, "No answer came from the server, so the keys may be deleted or not. Choose to delete them again: if they are gone, you are told so.")
	}
	return T(ctx, "No answer came from the server, so the key may be deleted or not. Choose Delete key again: if it is gone, you are told so.")
}

func nextStepWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).next
	}
	owned := len(plan.Owned())
	if several(plan) {
		return T(ctx, "They own %d resources: the next step decides what happens to them.", owned)
	}
	return T(ctx, "It owns %d resources: the next step decides what happens to them.", owned)
}

func ownWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).owns
	}
	kinds := kindList(ctx, store.CountKinds(plan.Owned()))
	if several(plan) {
		return T(ctx, "%d keys own %s.", owners(plan), kinds)
	}
	return T(ctx, "“%s” owns %s.", plan.Key().Name, kinds)
}

func ownedByWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).ownedBy
	}
	if several(plan) {
		return T(ctx, "Resources owned by the keys")
	}
	return T(ctx, "Resources owned by the key")
}

func ownsNothingWords(ctx context.Context, plan store.Plan) string {
	if plan.Departing != nil {
		return departureSaid(ctx, plan).ownsNothing
	}
	if several(plan) {
		return T(ctx, "The keys own no resources.")
	}
	return T(ctx, "The key owns no resources.")
}

func wereDeletedWords(ctx context.Context, done store.Plan) string {
	if done.Departing != nil {
		return departureSaid(ctx, done).done
	}
	if several(done) {
		return T(ctx, "%d keys were deleted.", len(done.Keys))
	}
	return T(ctx, "“%s” was deleted.", done.Key().Name)
}

// goLine says that the keys go, and names several.
func goLine(ctx context.Context, plan store.Plan) PlanLine {
	if plan.Departing != nil {
		return PlanLine{Icon: "user-round", Words: departureSaid(ctx, plan).goes}
	}
	line := PlanLine{Icon: "trash-2", Bad: true, Words: T(ctx, "The key is permanently deleted. This cannot be undone.")}
	if several(plan) {
		line.Words = T(ctx, "%d keys are permanently deleted. This cannot be undone.", len(plan.Keys))
		line.nameKeys(ctx, plan, nil)
	}
	return line
}

// selectedLine names the keys, those that own something first, with how much that is.
func selectedLine(ctx context.Context, plan store.Plan) PlanLine {
	line := PlanLine{Icon: "key-round", Words: T(ctx, "%d of the keys own something", owners(plan))}
	line.nameKeys(ctx, plan, holdings(plan))
	return line
}

// nameKeys puts the keys into a line: those that own most first, then by name.
func (l *PlanLine) nameKeys(ctx context.Context, plan store.Plan, owned map[store.PrincipalID]int) {
	keys := slices.Clone(plan.Keys)
	slices.SortFunc(keys, func(a, b store.Key) int {
		return cmp.Or(cmp.Compare(owned[b.ID.Principal()], owned[a.ID.Principal()]), cmp.Compare(store.Fold(a.Name), store.Fold(b.Name)))
	})
	for _, key := range keys[:min(len(keys), plannedShown)] {
		named := PlannedName{Name: key.Name}
		if n := owned[key.ID.Principal()]; n > 0 {
			named.Kind = T(ctx, "%d resources", n)
		}
		l.Names = append(l.Names, named)
	}
	l.Kinds, l.More = T(ctx, "%d keys", len(keys)), moreWords(ctx, len(keys)-len(l.Names))
}

// holdings counts what each key of a plan owns.
func holdings(plan store.Plan) map[store.PrincipalID]int {
	owned := map[store.PrincipalID]int{}
	for _, key := range plan.Keys {
		owned[key.ID.Principal()] = 0
	}
	for _, r := range plan.Owned() {
		for _, o := range r.Owners {
			if _, goes := owned[o.ID]; goes {
				owned[o.ID]++
			}
		}
	}
	return owned
}

// owners is how many keys of a plan own something.
func owners(plan store.Plan) (n int) {
	for _, owned := range holdings(plan) {
		if owned > 0 {
			n++
		}
	}
	return n
}

// goneLines name the keys that somebody else has deleted meanwhile.
func goneLines(ctx context.Context, plan store.Plan, now time.Time, zone *time.Location) []PlanLine {
	if len(plan.Gone) == 0 {
		return nil
	}
	line := PlanLine{Icon: "info", Words: T(ctx, "%d of the selected keys are gone already", len(plan.Gone)), Kinds: T(ctx, "%d keys", len(plan.Gone))}
	for _, gone := range plan.Gone[:min(len(plan.Gone), plannedShown)] {
		line.Names = append(line.Names, PlannedName{Name: gone.Name, Kind: T(ctx, "deleted by %s %s", gone.By, moment(ctx, gone.At, now, zone))})
	}
	line.More = moreWords(ctx, len(plan.Gone)-len(line.Names))
	return []PlanLine{line}
}

// moreWords counts what isn't named; empty for nothing.
func moreWords(ctx context.Context, rest int) string {
	if rest <= 0 {
		return ""
	}
	return T(ctx, "and %d more", rest)
}
