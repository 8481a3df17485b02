package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"

	"github.com/a-h/templ"
)

// What the form of a deactivation sends for how long; a number of seconds is the rest.
const (
	bulkEver = "ever"
	bulkDay  = "day"
)

// bulkSpans are how long keys can be deactivated for at a click.
var bulkSpans = [...]time.Duration{time.Hour, 24 * time.Hour}

// BulkSpanOf reads for how long keys are to be inactive. Ok is false for what is none of the choices.
func BulkSpanOf(value string) (span time.Duration, day, ok bool) {
	if value == bulkEver || value == bulkDay {
		return 0, value == bulkDay, true
	}
	for _, span := range bulkSpans {
		if value == strconv.Itoa(int(span/time.Second)) {
			return span, false, true
		}
	}
	return 0, false, false
}

// BulkAct is something that can be done to many keys.
type BulkAct struct {
	Href, Icon, Label string
	Bad               bool
}

// bulkWords are what the acts are called, in the order of a row's menu.
func bulkWords(ctx context.Context) []BulkAct {
	return []BulkAct{
		{string(store.BulkDeactivate), "power", T(ctx, "Deactivate…"), false},
		{string(store.BulkActivate), "circle-check", T(ctx, "Activate…"), false},
		{string(store.BulkGroups), "shield-check", T(ctx, "Groups…"), false},
		{string(store.BulkExpiry), "calendar", T(ctx, "Expiry…"), false},
		{string(store.BulkLabels), "bookmark", T(ctx, "Labels…"), false},
	}
}

// bulkActsAt are the acts that somebody may do to any key, each with its address below another one.
func bulkActsAt(ctx context.Context, below string, standing store.Standing) (acts []BulkAct) {
	for _, act := range bulkWords(ctx) {
		if standing.MayBulk(store.BulkAct(act.Href)) == nil {
			act.Href = below + "/" + act.Href
			acts = append(acts, act)
		}
	}
	return acts
}

// BulkSteps are the addresses of the steps of an act on the keys that are selected.
type BulkSteps struct{ Form, Plan, CarryOut, Close string }

// StepsForChange are those of an act.
func StepsForChange(slug string, act store.BulkAct) BulkSteps {
	form := SelectionAddress(slug) + "/change/" + string(act)
	return BulkSteps{form, form + "/plan", form + "/carry-out", KeysAddress(slug)}
}

// BulkForm is the form of an act on many keys.
type BulkForm struct {
	Window   Window
	Act      string
	Next     string // address of the next step
	Ops      []Option
	Pick     GroupPick
	Spans    []Option
	Until    string
	Reason   string
	Ends     Expiry
	Earliest string
	Latest   string
	Labels   string
	Remove   string
	Carried  []HiddenField
	Mistakes Mistakes
}

// to are the attributes of the form.
func (p BulkForm) to() templ.Attributes {
	attributes := templ.Attributes{"method": "post", "action": p.Next}
	if !p.Window.Page {
		attributes["hx-post"] = p.Next
	}
	return attributes
}

func (p BulkForm) order() []string {
	return []string{"op", "groups", "for", "until", "reason", "expires", "labels", "remove"}
}

// BulkFormFacts are what the form is made from.
type BulkFormFacts struct {
	Organization store.Organization
	Act          store.BulkAct
	Count        int
	Groups       []store.Group
	Now          time.Time
	Typed        map[string]string // as sent, by field
	Carried      []HiddenField
	Work         *store.Bulk // nil: the keys are selected in the table
	Mistakes     Mistakes
}

// NewBulkForm makes the form of an act with what was typed.
func NewBulkForm(ctx context.Context, f BulkFormFacts) BulkForm {
	steps, today, typed := StepsForChange(f.Organization.Slug, f.Act), store.DateAt(f.Now, f.Organization.Zone), f.Typed
	p := BulkForm{
		Window: Window{ID: "bulk-form", Title: bulkTitle(ctx, f.Act), Lede: T(ctx, "%d keys", f.Count), Close: steps.Close},
		Act:    string(f.Act), Next: steps.Plan, Carried: f.Carried, Mistakes: f.Mistakes,
		Ops: []Option{
			{Value: "add", Label: T(ctx, "Add")}, {Value: "remove", Label: T(ctx, "Remove")}, {Value: "set", Label: T(ctx, "Exactly these")},
		},
		Spans: []Option{{Value: bulkEver, Label: T(ctx, "Until further notice")}},
		Until: typed["until"], Reason: typed["reason"], Labels: typed["labels"], Remove: typed["remove"],
		Earliest: today.String(), Latest: today.AddYears(store.MaxExpiryYears).String(),
		Ends: bulkEnds(ctx, f), Pick: bulkPick(ctx, f),
	}
	for _, span := range bulkSpans {
		p.Spans = append(p.Spans, Option{Value: strconv.Itoa(int(span / time.Second)), Label: T(ctx, "%d hours", int(span/time.Hour))})
	}
	p.Spans = append(p.Spans, Option{Value: bulkDay, Label: T(ctx, "Until the end of a day")})
	choose(p.Ops, typed["op"], "add")
	choose(p.Spans, typed["for"], bulkEver)
	if f.Work != nil {
		p.asWork(f)
	}
	return p
}

// bulkEnds asks when keys are to end: on the usual day, until something else was typed.
func bulkEnds(ctx context.Context, f BulkFormFacts) Expiry {
	on, typed := f.Typed["expires"]
	if !typed {
		on = usualExpiry(f.Organization, f.Now).String()
	}
	return newExpiry(ctx, f.Organization, f.Now, on, f.Typed["never"] == "yes")
}

// bulkPick offers groups to choose from.
func bulkPick(ctx context.Context, f BulkFormFacts) GroupPick {
	p, chosen := GroupPick{Needed: true, Mistake: f.Mistakes["groups"]}, strings.Split(f.Typed["groups"], ",")
	for _, g := range f.Groups {
		p.Options = append(p.Options, GroupOption{ID: string(g.ID), Name: g.Name, About: firstLine(g.About), Chosen: slices.Contains(chosen, string(g.ID))})
	}
	if len(p.Options) == 0 {
		p.None = T(ctx, "This organization has no groups yet.")
	}
	return p
}

// asWork makes it the form of work in the background, which leads to its preview.
func (p *BulkForm) asWork(f BulkFormFacts) {
	here := BulkAddress(f.Organization.Slug, f.Work.ID)
	p.Window.Page, p.Window.Close, p.Next = true, here, here+"/preview/"+string(f.Act)
}

// stepsWords say how work in the background is done.
func stepsWords(ctx context.Context, total int) string {
	return T(ctx, "It is done in the background, in steps of %d keys: %s in all. You can leave this page meanwhile.", store.MaxBulk, figure(ctx, (total+store.MaxBulk-1)/store.MaxBulk))
}

func choose(options []Option, value, usual string) {
	if value == "" {
		value = usual
	}
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
}

func bulkTitle(ctx context.Context, act store.BulkAct) string {
	switch act {
	case store.BulkGroups:
		return T(ctx, "Change groups")
	case store.BulkDeactivate:
		return T(ctx, "Deactivate keys")
	case store.BulkActivate:
		return T(ctx, "Activate keys")
	case store.BulkExpiry:
		return T(ctx, "Change expiry")
	case store.BulkLabels:
		return T(ctx, "Change labels")
	}
	return T(ctx, "Delete keys")
}

// BulkPlan is what a change will do to many keys.
type BulkPlan struct {
	Window   Window
	CarryOut string
	Sum      string // "12 of 40 keys change, 3 can't."
	What     string // what is done to them
	Lines    []PlanLine
	Changed  bool
	Carried  []HiddenField
	Back     string
	Button   string // empty: there is nothing to do
}

// BulkPlanFacts are what a plan is shown from.
type BulkPlanFacts struct {
	Organization store.Organization
	Plan         store.BulkPlan
	Now          time.Time
	Carried      []HiddenField
	Changed      bool
}

// NewBulkPlan puts a plan into words.
func NewBulkPlan(ctx context.Context, f BulkPlanFacts) BulkPlan {
	plan, steps := f.Plan, StepsForChange(f.Organization.Slug, f.Plan.Change.Act)
	p := BulkPlan{
		Window:   Window{ID: "bulk-plan", Title: bulkTitle(ctx, plan.Change.Act), About: "bulk-sum", Close: steps.Close},
		CarryOut: steps.CarryOut, Sum: sumWords(ctx, plan.Change.Act, bulkSum{plan.Changes.Count, plan.Refused(), len(plan.Gone), plan.Total}), What: whatWords(ctx, f.Organization, plan.Change, plan.Groups, f.Now),
		Changed: f.Changed, Carried: f.Carried, Back: steps.Form,
	}
	if plan.Change.Act == store.BulkActivate {
		p.Back = ""
	}
	if n := plan.Changes.Count; n > 0 {
		p.Button = bulkButton(ctx, plan.Change.Act, n)
		p.Lines = append(p.Lines, keysLine(ctx, "pencil", T(ctx, "%d keys change", n), plan.Changes))
	}
	for _, c := range plan.Cannot {
		line := keysLine(ctx, "circle-alert", T(ctx, "%d keys can’t change: %s", c.Keys.Count, reasonWords(ctx, c.Why)), c.Keys)
		p.Lines = append(p.Lines, line)
	}
	if n := plan.Already.Count; n > 0 {
		p.Lines = append(p.Lines, keysLine(ctx, "check", T(ctx, "%d keys are so already", n), plan.Already))
	}
	p.Lines = append(p.Lines, goneLines(ctx, store.Plan{Gone: plan.Gone}, f.Now, f.Organization.Zone)...)
	return p
}

func bulkButton(ctx context.Context, act store.BulkAct, n int) string {
	switch act {
	case store.BulkDeactivate:
		return T(ctx, "Deactivate %d keys", n)
	case store.BulkActivate:
		return T(ctx, "Activate %d keys", n)
	case store.BulkDelete:
		return T(ctx, "Delete %d keys", n)
	}
	return T(ctx, "Change %d keys", n)
}

// BulkDone is what was done to many keys.
type BulkDone struct {
	Window Window
	Said   string
	Undo   string // address; empty: there is nothing to undo
	Until  string
	ID     string
}

// NewBulkDone says what was done.
func NewBulkDone(ctx context.Context, org store.Organization, done store.ChangedKeys, now time.Time) BulkDone {
	plan := done.Plan
	p := BulkDone{
		Window: Window{ID: "bulk-done", Title: T(ctx, "Change carried out"), Page: true, Close: KeysAddress(org.Slug)},
		Said:   doneSaid(ctx, plan), ID: strconv.FormatInt(int64(done.ID), 10),
	}
	if done.Undoable {
		p.Undo, p.Until = SelectionAddress(org.Slug)+"/undo", T(ctx, "It can be undone for %d seconds.", int(store.UndoSpan/time.Second))
	}
	return p
}

func doneSaid(ctx context.Context, plan store.BulkPlan) string {
	n := plan.Changes.Count
	switch {
	case n == 0:
		return T(ctx, "There was nothing to change.")
	case plan.Change.Act == store.BulkDeactivate:
		return T(ctx, "%d keys were deactivated.", n)
	case plan.Change.Act == store.BulkActivate:
		return T(ctx, "%d keys were activated.", n)
	}
	return T(ctx, "%d keys were changed.", n)
}

// NewBulkUndone says what was undone.
func NewBulkUndone(ctx context.Context, org store.Organization, undone store.UndoneKeys) BulkDone {
	p := BulkDone{Window: Window{ID: "bulk-done", Title: T(ctx, "Undone"), Page: true, Close: KeysAddress(org.Slug)}}
	said := []string{T(ctx, "Undone for %d keys.", undone.Undone)}
	if undone.Changed > 0 {
		said = append(said, T(ctx, "%d keys stay as they are: somebody has changed them since.", undone.Changed))
	}
	if undone.Gone > 0 {
		said = append(said, T(ctx, "%d keys are gone.", undone.Gone))
	}
	for _, c := range undone.Cannot {
		said = append(said, T(ctx, "%d keys stay as they are: %s.", c.Keys.Count, reasonWords(ctx, c.Why)))
	}
	p.Said = strings.Join(said, " ")
	return p
}

// BadChange says why nothing can be done to the keys that were selected.
func BadChange(ctx context.Context, problem string) (title, words string) {
	switch problem {
	case store.ProblemBulkNone:
		return T(ctx, "No key is selected."), T(ctx, "Tick the keys that you mean, then choose again what is to be done. Nothing was changed.")
	case store.ProblemBulkMany:
		return T(ctx, "Too many keys are selected."),
			T(ctx, "Up to %d keys can be changed at once. Select fewer, or work on all that match in the background. Nothing was changed.", store.MaxBulk)
	}
	return T(ctx, "A key is selected twice."), T(ctx, "Load the table again, and select the keys anew. Nothing was changed.")
}
