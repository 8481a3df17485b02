package views

import (
	"context"
	"strconv"
	"time"

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

// PlannedName is a resource by its name and kind, or a key with something about it.
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
		others := plan.AlsoBelong[:min(len(plan.AlsoBelong), plannedShown)]
		for _, also := range others {
			add("users-round", T(ctx, "%d of them belong also to %s", also.Count, also.Owner.Name), nil)
		}
		if rest := len(plan.AlsoBelong) - len(others); rest > 0 {
			add("users-round", T(ctx, "and %d more owners", rest), nil)
		}
	}
	if stays := plan.With(store.OutcomeStays); len(stays) > 0 {
		add("users-round", T(ctx, "%d resources stay with their other owners", len(stays)), stays)
	}
	if n := len(plan.Access); n > 0 {
		add("circle-minus", T(ctx, "%d access entries are removed", n), nil)
	}
	return append(append(lines, departureLines(ctx, plan)...), goLine(ctx, plan))
}

// DoneWords says what a plan has done, in a line.
func DoneWords(ctx context.Context, done store.Plan) string {
	said := wereDeletedWords(ctx, done)
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
	return names, moreWords(ctx, len(resources)-len(names))
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
func TypedToDestroy(ctx context.Context, n int) string { return T(ctx, "delete %s", strconv.Itoa(n)) }

// deleteStep says which of the three steps this is; keys that own nothing have one.
func deleteStep(ctx context.Context, n int) string { return T(ctx, "Step %d of 3", n) }

// DeleteFacts are what the steps are made from.
type DeleteFacts struct {
	Organization store.Organization
	Plan         store.Plan
	Steps        DeleteSteps
	Now          time.Time
	Typed        string
	Changed      bool // the plan that was shown no longer holds
}

// NewDeleteIntent asks whether keys that own something are meant.
func NewDeleteIntent(ctx context.Context, f DeleteFacts) DeleteIntent {
	p := DeleteIntent{
		Window: Window{ID: "delete", Title: sureWords(ctx, f.Plan), Step: deleteStep(ctx, 1), Close: f.Steps.Close, About: "delete-about", Topic: deleteTopic(f.Plan)},
		Steps:  f.Steps,
		Owns:   nextStepWords(ctx, f.Plan),
		Kinds:  kindList(ctx, store.CountKinds(f.Plan.Owned())),
		Lines:  goneLines(ctx, f.Plan, f.Now, f.Organization.Zone),
	}
	if several(f.Plan) {
		p.Lines = append([]PlanLine{selectedLine(ctx, f.Plan)}, p.Lines...)
	}
	if f.Plan.Departing == nil && f.Steps.Keys == "" && len(f.Plan.Keys) == 1 && !f.Plan.Keys[0].InactiveAt(f.Now) {
		p.Deactivate = KeyAddress(f.Organization.Slug, f.Plan.Keys[0].ID) + "/deactivate"
	}
	return p
}

// DeleteChoiceFacts are what the second step is made from; the plan is what destroying would do.
type DeleteChoiceFacts struct {
	DeleteFacts
	Successors []store.Successor
	More       bool // there are more successors than are listed
	Search     string
	Choice     store.Choice
	Mistakes   Mistakes
}

// NewDeleteChoice asks what becomes of the resources.
func NewDeleteChoice(ctx context.Context, f DeleteChoiceFacts) DeleteChoice {
	plan, words := f.Plan, f.Organization.RoleWords
	owned, destroyed := plan.Owned(), plan.With(store.OutcomeDestroyed)
	p := DeleteChoice{
		Window: Window{
			ID: "delete", Title: T(ctx, "Decide what happens to %d resources", len(owned)), Step: deleteStep(ctx, 2),
			Lede: ownWords(ctx, plan), Wide: true, Close: f.Steps.Close, Topic: deleteTopic(plan),
		},
		Steps: f.Steps, Legend: ownedByWords(ctx, plan),
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
		p.ToType = TypedToDestroy(ctx, len(destroyed))
	}
	if f.More {
		p.MoreWords = T(ctx, "Only the first %d are listed: search to find others.", len(f.Successors))
	}
	for _, s := range f.Successors {
		p.People = append(p.People, newPerson(ctx, words, s, f.Choice.Successor))
	}
	return p
}

func destroyOption(ctx context.Context, f DeleteChoiceFacts, destroyed []store.PlannedResource) ChoiceOption {
	option := ChoiceOption{Value: string(store.ChoiceDestroy), Chosen: f.Choice.Kind == store.ChoiceDestroy, Lines: PlanLines(ctx, f.Plan)}
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

func newPerson(ctx context.Context, words store.RoleWords, s store.Successor, chosen store.AccountID) PersonChoice {
	owns := T(ctx, "Owns nothing yet")
	if s.Owns > 0 {
		owns = T(ctx, "%d resources", s.Owns)
	}
	return PersonChoice{
		ID: string(s.Account.ID), Name: s.Account.Name, Email: s.Account.Email,
		Initials: Initials(s.Account.Name), Role: RoleName(ctx, words, s.Role), Owns: owns, Chosen: s.Account.ID == chosen,
	}
}

// NewDeletePlan shows what will happen and asks for the last time.
func NewDeletePlan(ctx context.Context, f DeleteFacts) DeletePlan {
	plan := f.Plan
	p := DeletePlan{
		Window: Window{ID: "delete", Title: deleteWords(ctx, plan), Alert: true, About: "delete-about", Close: f.Steps.Close, Topic: deleteTopic(plan)},
		Steps:  f.Steps, Choice: string(plan.Choice.Kind), To: string(plan.Choice.Successor),
		Typed: f.Typed, Digest: plan.Digest.String(), Changed: f.Changed,
		Lost: lostWords(ctx, plan), Button: deleteButton(ctx, plan),
		Lines: append(PlanLines(ctx, plan), goneLines(ctx, plan, f.Now, f.Organization.Zone)...),
	}
	if plan.Choice.Kind == store.ChoiceNone {
		p.ownNothing(ctx, plan)
		return p
	}
	p.Window.Step = deleteStep(ctx, 3)
	p.Back = f.Steps.Choice
	if f.Steps.Keys == "" {
		p.Back += "?choice=" + p.Choice + "&to=" + p.To
	}
	return p
}

// ownNothing says so: of one key in a sentence that is the whole plan.
func (p *DeletePlan) ownNothing(ctx context.Context, plan store.Plan) {
	if plan.Departing != nil || several(plan) || len(plan.Gone) > 0 {
		p.Lines = append([]PlanLine{{Icon: "info", Words: ownsNothingWords(ctx, plan)}}, p.Lines...)
		return
	}
	p.Plain = ownsNothingWords(ctx, plan) + " "
	if n := len(plan.Access); n > 0 {
		p.Plain += T(ctx, "%d access entries are removed and the key is permanently deleted. This cannot be undone.", n)
	} else {
		p.Plain += T(ctx, "The key is permanently deleted. This cannot be undone.")
	}
}
