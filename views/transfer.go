package views

import (
	"context"
	"net/url"

	"chatelaine/store"
)

// TransferFacts are what the steps of a transfer are made from.
type TransferFacts struct {
	Organization store.Organization
	Base         string        // address of the first step
	Close        string        // where Cancel leads
	What         string        // “Roads”, or all that somebody owns
	From         store.Owner   // zero: all owners
	Owners       []store.Owner // of the one resource, or of all that are selected; several: one of them is chosen
	Selected     string        // ids between commas; empty: the address says what it is about
	Shared       bool          // some of those that are selected have other owners, too
	Typed        map[string]string
	Changed      string
	Mistakes     Mistakes
}

// NewTransferChoice asks who takes over, and, of several owners, who hands over.
func NewTransferChoice(ctx context.Context, f TransferFacts, who ResourceField) ResourceAsk {
	p := ResourceAsk{
		Window: Window{ID: "resource-ask", Title: T(ctx, "Transfer %s", f.What), Step: T(ctx, "Step %d of 2", 1), Close: f.Close},
		Action: f.Base + "/plan", Next: true, Chosen: f.Selected, Changed: f.Changed, Mistakes: f.Mistakes, Refused: T(ctx, "Nothing was handed over."), Button: T(ctx, "Continue"),
		Words: []string{T(ctx, "The next step says what will happen. Nothing is handed over yet.")},
	}
	switch {
	case len(f.Owners) > 1, len(f.Owners) > 0 && f.Shared:
		from := ResourceField{Kind: "radios", Name: "from", Label: T(ctx, "Who hands over")}
		for _, o := range f.Owners {
			from.Options = append(from.Options, ResourceOption{Value: string(o.ID), Label: o.Name, Chosen: string(o.ID) == f.Typed["from"]})
		}
		all := T(ctx, "All of its owners")
		if f.Selected != "" {
			all = T(ctx, "All of their owners")
		}
		from.Options = append(from.Options, ResourceOption{Value: "", Label: all, Chosen: f.Typed["from"] == ""})
		p.Fields = []ResourceField{from}
	case f.From.ID != "":
		p.Carried = []HiddenField{{Name: "from", Value: string(f.From.ID)}}
	}
	p.Fields = append(p.Fields, who)
	return p
}

// NewTransferPlan says what a transfer does.
func NewTransferPlan(ctx context.Context, f TransferFacts, plan store.TransferPlan) ResourceAsk {
	p := ResourceAsk{
		Window: Window{ID: "resource-ask", Title: T(ctx, "Transfer %s", f.What), Step: T(ctx, "Step %d of 2", 2), Close: f.Close, About: "ask-about"},
		Action: f.Base, Changed: f.Changed, Button: T(ctx, "Transfer"), Refused: T(ctx, "Nothing was handed over."),
		Back: f.Base + "?from=" + url.QueryEscape(string(plan.From.ID)),
		Carried: []HiddenField{
			{Name: "from", Value: string(plan.From.ID)}, {Name: "to", Value: string(plan.To.ID)}, {Name: "plan", Value: plan.Digest.String()},
		},
	}
	if p.Chosen = f.Selected; p.Chosen != "" {
		p.Action, p.Back = f.Base+"/carry-out", f.Base
	}
	if moves := plan.Moves(); len(moves) > 0 {
		line := PlanLine{Icon: "arrow-right-left", Words: T(ctx, "%s becomes an owner of %s", plan.To.Name, T(ctx, "%d resources", len(moves))), Kinds: kindList(ctx, store.CountKinds(moves))}
		line.Names, line.More = planNames(ctx, moves)
		p.Lines = append(p.Lines, line)
	}
	if n := len(plan.Resources) - len(plan.Moves()); n > 0 {
		words := T(ctx, "%d of them belong to %s already", n, plan.To.Name)
		if len(plan.Resources) == 1 {
			words = T(ctx, "It belongs to %s already", plan.To.Name)
		}
		p.Lines = append(p.Lines, PlanLine{Icon: "circle-check", Words: words})
	}
	for _, o := range plan.Loses[:min(len(plan.Loses), store.MaxListedOwners)] {
		p.Lines = append(p.Lines, PlanLine{Icon: "circle-minus", Words: T(ctx, "%s is no longer an owner of %s", o.Owner.Name, T(ctx, "%d resources", o.Count))})
	}
	if more := len(plan.Loses) - store.MaxListedOwners; more > 0 {
		p.Lines = append(p.Lines, PlanLine{Icon: "circle-minus", Words: T(ctx, "and %d more owners", more)})
	}
	if n := plan.Shared(); n > 0 {
		words := T(ctx, "%d of them keep their other owners", n)
		if len(plan.Resources) == 1 {
			words = T(ctx, "It keeps its other owners")
		}
		p.Lines = append(p.Lines, PlanLine{Icon: "users-round", Words: words})
	}
	p.Lines = append(p.Lines, PlanLine{Icon: "info", Words: T(ctx, "Access entries stay as they are.")})
	return p
}
