package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// plannedShown is how many resources a plan names; the rest are counted.
const plannedShown = 50

// PlanLine is one thing that a plan does.
type PlanLine struct {
	Icon  string
	Words string
	Bad   bool // can't be undone
	Names []PlannedName
	Kinds string // "2 data sources and 1 project"
	More  string // "and 12 more"
}

// Short tells whether the names can stand open at once.
func (l PlanLine) Short() bool { return len(l.Names) <= 10 }

// PlannedName is a resource by its name and kind.
type PlannedName struct{ Name, Kind string }

// PlanLines puts a plan into sentences, in numbers and names.
func PlanLines(ctx context.Context, plan store.Plan) []PlanLine {
	var lines []PlanLine
	add := func(icon, words string, named []store.PlannedResource) {
		names, more := planNames(ctx, named)
		lines = append(lines, PlanLine{Icon: icon, Words: words, Names: names, More: more,
			Kinds: kindList(ctx, store.CountKinds(named)), Bad: icon == "trash-2"})
	}
	if moves := plan.With(store.OutcomeMoves); len(moves) > 0 {
		add("arrow-right-left", T(ctx, "%s becomes an owner of %s", plan.Successor.Account.Name, T(ctx, "%d resources", len(moves))), moves)
		if shared := countShared(moves); shared > 0 {
			add("users-round", T(ctx, "%d of them keep their other owners", shared), nil)
		}
	}
	if destroyed := plan.With(store.OutcomeDestroyed); len(destroyed) > 0 {
		add("trash-2", T(ctx, "%d resources are destroyed", len(destroyed)), destroyed)
		for _, also := range plan.AlsoBelong {
			add("users-round", T(ctx, "%d of them belong also to %s", also.Count, also.Owner.Name), nil)
		}
	}
	if stays := plan.With(store.OutcomeStays); len(stays) > 0 {
		add("users-round", T(ctx, "%d resources stay with their other owners", len(stays)), stays)
	}
	if n := len(plan.Access); n > 0 {
		add("circle-minus", T(ctx, "%d access entries are removed", n), nil)
	}
	add("trash-2", T(ctx, "The key is permanently deleted. This cannot be undone."), nil)
	return lines
}

// DoneWords says what a plan has done, in a line.
func DoneWords(ctx context.Context, done store.Plan) string {
	said := T(ctx, "“%s” was deleted.", done.Key().Name)
	if moved := len(done.With(store.OutcomeMoves)); moved > 0 {
		said += " " + T(ctx, "%s became an owner of %s.", done.Successor.Account.Name, T(ctx, "%d resources", moved))
	}
	if destroyed := len(done.With(store.OutcomeDestroyed)); destroyed > 0 {
		said += " " + T(ctx, "%d resources were destroyed.", destroyed)
	}
	return said
}

func planNames(ctx context.Context, resources []store.PlannedResource) (names []PlannedName, more string) {
	for _, r := range resources[:min(len(resources), plannedShown)] {
		names = append(names, PlannedName{Name: r.Resource.Name, Kind: r.Resource.Kind.One})
	}
	if rest := len(resources) - len(names); rest > 0 {
		more = T(ctx, "and %d more", rest)
	}
	return names, more
}

func countShared(resources []store.PlannedResource) int {
	n := 0
	for _, r := range resources {
		if r.Shared {
			n++
		}
	}
	return n
}

// TypedToDestroy is what has to be typed before n resources are destroyed.
func TypedToDestroy(n int) string { return "delete " + strconv.Itoa(n) }

// deleteStep says which of the three steps this is; a key that owns nothing has one.
func deleteStep(ctx context.Context, n int) string { return T(ctx, "Step %d of 3", n) }

// DeleteAddress is where deleting a key begins.
func DeleteAddress(slug string, id store.KeyID) string { return KeyAddress(slug, id) + "/delete" }

// NewDeleteIntent asks whether a key that owns something is meant.
func NewDeleteIntent(ctx context.Context, org store.Organization, plan store.Plan) DeleteIntent {
	owned := plan.Owned()
	address := DeleteAddress(org.Slug, plan.Key().ID)
	return DeleteIntent{
		Window: Window{ID: "delete", Title: T(ctx, "Delete “%s”: are you sure?", plan.Key().Name), Step: deleteStep(ctx, 1), Close: KeysAddress(org.Slug), About: "delete-about"},
		Owns:   T(ctx, "It owns %d resources: the next step decides what happens to them.", len(owned)),
		Kinds:  kindList(ctx, store.CountKinds(owned)),
		Next:   address + "/choice",
	}
}

// DeleteChoiceFacts are what the second step is made from.
type DeleteChoiceFacts struct {
	Organization store.Organization
	Destroy      store.Plan // what destroying would do
	Successors   []store.Successor
	More         bool // there are more successors than are listed
	Search       string
	Choice       store.Choice
	Typed        string
	Mistakes     Mistakes
	Changed      bool // the plan that was shown no longer holds
}

// NewDeleteChoice asks what becomes of the resources.
func NewDeleteChoice(ctx context.Context, f DeleteChoiceFacts) DeleteChoice {
	plan, words := f.Destroy, f.Organization.RoleWords
	owned, destroyed := plan.Owned(), plan.With(store.OutcomeDestroyed)
	address := DeleteAddress(f.Organization.Slug, plan.Key().ID)
	p := DeleteChoice{
		Window: Window{
			ID: "delete", Title: T(ctx, "Decide what happens to %d resources", len(owned)), Step: deleteStep(ctx, 2),
			Lede: T(ctx, "“%s” owns %s.", plan.Key().Name, kindList(ctx, store.CountKinds(owned))),
			Wide: true, Close: KeysAddress(f.Organization.Slug),
		},
		Here: address + "/choice", Next: address + "/plan", Back: address,
		Changed:  f.Changed,
		Mistakes: f.Mistakes,
		Transfer: ChoiceOption{
			Value: string(store.ChoiceTransfer), Chosen: f.Choice.Kind != store.ChoiceDestroy,
			Label: roleSentence(ctx, words, "Transfer ownership to a manager", "Transfer ownership to an editor"),
			About: roleSentence(ctx, words, "The manager whom you choose becomes an owner of %d resources.", "The editor whom you choose becomes an owner of %d resources.", len(owned)),
		},
		SearchLabel: roleSentence(ctx, words, "Search managers", "Search editors"),
		Search:      f.Search,
		NoneMatch:   roleSentence(ctx, words, "No manager matches.", "No editor matches."),
		Destroy:     destroyOption(ctx, f, destroyed),
		Typed:       f.Typed,
	}
	if len(destroyed) > 0 {
		p.ToType = TypedToDestroy(len(destroyed))
	}
	if f.More {
		p.MoreWords = T(ctx, "Only the first %d are listed: search to find others.", len(f.Successors))
	}
	for _, s := range f.Successors {
		p.People = append(p.People, newPerson(ctx, s, f.Choice.Successor))
	}
	return p
}

func destroyOption(ctx context.Context, f DeleteChoiceFacts, destroyed []store.PlannedResource) ChoiceOption {
	option := ChoiceOption{Value: string(store.ChoiceDestroy), Chosen: f.Choice.Kind == store.ChoiceDestroy, Lines: PlanLines(ctx, f.Destroy)}
	below := 0
	for _, r := range destroyed {
		if !r.Owned || r.Shared {
			below++
		}
	}
	switch {
	case len(destroyed) == 0:
		option.Label = T(ctx, "Leave them to their other owners")
	case below > 0:
		option.Label = T(ctx, "Destroy %d resources: those that have no other owner, and what lies in them", len(destroyed))
	default:
		option.Label = T(ctx, "Destroy %d resources that have no other owner", len(destroyed))
	}
	return option
}

func newPerson(ctx context.Context, s store.Successor, chosen store.AccountID) PersonChoice {
	owns := T(ctx, "None yet")
	if s.Owns > 0 {
		owns = T(ctx, "%d resources", s.Owns)
	}
	return PersonChoice{
		ID: string(s.Account.ID), Name: s.Account.Name, Email: s.Account.Email,
		Initials: Initials(s.Account.Name), Owns: owns, Chosen: s.Account.ID == chosen,
	}
}

// NewDeletePlan shows what will happen and asks for the last time.
func NewDeletePlan(ctx context.Context, org store.Organization, plan store.Plan, typed string, changed bool) DeletePlan {
	address := DeleteAddress(org.Slug, plan.Key().ID)
	p := DeletePlan{
		Window: Window{ID: "delete", Title: T(ctx, "Delete “%s”?", plan.Key().Name), Alert: true, About: "delete-about", Close: KeysAddress(org.Slug)},
		Action: address, Choice: string(plan.Choice.Kind), To: string(plan.Choice.Successor),
		Typed: typed, Digest: plan.Digest.String(), Changed: changed, Lines: PlanLines(ctx, plan),
	}
	if plan.Choice.Kind == store.ChoiceNone {
		p.Plain = T(ctx, "The key owns no resources.") + " "
		if n := len(plan.Access); n > 0 {
			p.Plain += T(ctx, "%d access entries are removed and the key is permanently deleted. This cannot be undone.", n)
		} else {
			p.Plain += T(ctx, "The key is permanently deleted. This cannot be undone.")
		}
		return p
	}
	p.Window.Step = deleteStep(ctx, 3)
	p.Back = address + "/choice?choice=" + p.Choice + "&to=" + p.To
	return p
}
