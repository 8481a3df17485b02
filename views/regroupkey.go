package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// RegroupKey is the form that changes the groups of a key.
type RegroupKey struct {
	Window   Window
	Action   string
	Version  string
	Changed  []string // what somebody did to the key while the form was open
	Pick     GroupPick
	Mistakes Mistakes
}

// RegroupFacts are what the form is made from.
type RegroupFacts struct {
	Organization store.Organization
	Key          store.Key
	Form         store.KeyForm
	Chosen       []string // ids that were ticked; nil: those that the key has
	Changed      *store.KeyChangedError
	Mistakes     Mistakes
	Now          time.Time
}

// NewRegroupKey makes the form. It lists the groups that the person can give, and those that the key has: they can be taken
// whoever gave them.
func NewRegroupKey(ctx context.Context, f RegroupFacts) RegroupKey {
	key := f.Key
	href := KeyAddress(f.Organization.Slug, key.ID)
	p := RegroupKey{
		Window:  Window{ID: "regroup", Title: T(ctx, "Change groups"), Lede: key.Name, Close: href},
		Action:  href + "/groups",
		Version: strconv.FormatInt(key.Version, 10), Mistakes: f.Mistakes,
	}
	chosen := f.Chosen
	if chosen == nil {
		for _, g := range key.Groups {
			chosen = append(chosen, string(g.ID))
		}
	}
	foreign := T(ctx, "You don’t belong to it: you can take it from the key, and not give it back.")
	p.Pick = newGroupPick(ctx, withGroups(f.Form, key.Groups, foreign), chosen)
	p.Pick.Needed, p.Pick.Mistake = false, f.Mistakes["groups"]
	p.Pick.Hint = T(ctx, "The key may do what any of its groups allows, from the moment that you save.")
	if f.Changed != nil {
		p.Changed = regroupedMeanwhile(ctx, *f.Changed, f.Now, f.Organization.Zone)
	}
	return p
}

// withGroups adds the groups of a key to those that can be given, by name.
func withGroups(form store.KeyForm, has []store.GroupRef, about string) store.KeyForm {
	form.Groups = slices.Clone(form.Groups)
	for _, g := range has {
		if !slices.ContainsFunc(form.Groups, func(c store.GroupChoice) bool { return c.ID == g.ID }) {
			form.Groups = append(form.Groups, store.GroupChoice{GroupRef: g, About: about})
		}
	}
	slices.SortFunc(form.Groups, func(a, b store.GroupChoice) int { return store.CompareGroups(a.GroupRef, b.GroupRef) })
	return form
}

// regroupedMeanwhile says what somebody did to the key while the form was open, and what its groups are now.
func regroupedMeanwhile(ctx context.Context, changed store.KeyChangedError, now time.Time, zone *time.Location) []string {
	said := T(ctx, "This key was changed while the form was open. Nothing was done by you.")
	if last := changed.Last; last.Seq > 0 && last.Actor.Kind == store.ActorMember {
		said = T(ctx, "%s changed this key %s, while the form was open. Nothing was done by you.", last.ActorName, moment(ctx, last.At, now, zone))
	}
	has := T(ctx, "It belongs to no group now. Below is what you chose: save it again if it is still right.")
	if len(changed.Key.Groups) > 0 {
		has = T(ctx, "Its groups are now: %s. Below is what you chose: save it again if it is still right.", strings.Join(GroupNames(changed.Key.Groups), ", "))
	}
	return []string{said, has}
}

// firstLine is the beginning of a note.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
