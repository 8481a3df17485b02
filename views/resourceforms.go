package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// ResourceAskFacts are what a form about a resource is made from.
type ResourceAskFacts struct {
	Organization store.Organization
	Details      store.ResourceDetails // zero: it is about none, or about those that are selected
	Selected     string                // ids between commas; empty: none are
	Version      int64                 // that the form was made for
	Typed        map[string]string
	Changed      string
	Mistakes     Mistakes
}

func (f ResourceAskFacts) href() string {
	return ResourceAddress(f.Organization.Slug, f.Details.Resource.ID)
}

// ask begins a form about one resource.
func (f ResourceAskFacts) ask(title, path string) ResourceAsk {
	return ResourceAsk{
		Window: Window{ID: "resource-ask", Title: title, Close: f.href()}, Action: f.href() + path, Changed: f.Changed, Mistakes: f.Mistakes,
		Carried: []HiddenField{{Name: "version", Value: strconv.FormatInt(f.Version, 10)}},
	}
}

// NewRegisterKind asks for the kind of a new resource first: what else is asked for follows from it.
func NewRegisterKind(ctx context.Context, org store.Organization, kinds []store.Kind) ResourceAsk {
	address := ResourcesAddress(org.Slug)
	p := ResourceAsk{
		Window: Window{ID: "resource-ask", Title: T(ctx, "Register resource"), Step: T(ctx, "Step %d of 2", 1), Close: address},
		Action: address + "/register", Next: true, Button: T(ctx, "Continue"),
	}
	field := ResourceField{Kind: "radios", Name: "kind", Label: T(ctx, "Kind"), Focus: true}
	for i, k := range kinds {
		o := ResourceOption{Value: k.Slug, Label: k.One, Chosen: i == 0}
		if k.Parent != "" {
			o.About = T(ctx, "lies in another resource")
		}
		field.Options = append(field.Options, o)
	}
	p.Fields = []ResourceField{field}
	return p
}

// RegisterFacts are what the form of a new resource is made from.
type RegisterFacts struct {
	ResourceAskFacts
	Kind  store.Kind
	Place *ResourceField // nil: the kind lies in none
	Owner ResourceField
}

// NewRegister is the form of a new resource of a kind.
func NewRegister(ctx context.Context, f RegisterFacts) ResourceAsk {
	address := ResourcesAddress(f.Organization.Slug)
	p := ResourceAsk{
		Window: Window{
			ID: "resource-ask", Title: T(ctx, "Register resource: %s", f.Kind.One), Lede: T(ctx, "Fields marked * are required."), Step: T(ctx, "Step %d of 2", 2), Close: address,
		},
		Action: address, Refused: T(ctx, "The resource was not registered."), Button: T(ctx, "Register"), Mistakes: f.Mistakes, Back: address + "/register",
		Carried: []HiddenField{{Name: "kind", Value: f.Kind.Slug}},
		Fields: []ResourceField{
			{Name: "name", Label: T(ctx, "Name"), Value: f.Typed["name"], Focus: true, Hint: T(ctx, "What people call it.")},
			{Name: "outside_id", Label: T(ctx, "ID in the product"), Value: f.Typed["outside_id"], Hint: T(ctx, "What your product calls it, without spaces. It can’t be changed later.")},
		},
	}
	if f.Place != nil {
		p.Fields = append(p.Fields, *f.Place)
	}
	p.Fields = append(p.Fields, f.Owner)
	return p
}

// NewRenameResource is the form that gives a resource another name.
func NewRenameResource(ctx context.Context, f ResourceAskFacts) ResourceAsk {
	p := f.ask(T(ctx, "Rename “%s”", f.Details.Resource.Name), "/rename")
	p.Refused, p.Button = T(ctx, "The resource was not renamed."), T(ctx, "Rename")
	p.Fields = []ResourceField{{Name: "name", Label: T(ctx, "Name"), Value: f.Typed["name"], Focus: true, Hint: T(ctx, "Its ID in the product stays %s.", f.Details.Resource.OutsideID)}}
	return p
}

// NewMoveResource is the form that lays a resource into another one.
func NewMoveResource(ctx context.Context, f ResourceAskFacts, place ResourceField) ResourceAsk {
	p := f.ask(T(ctx, "Move “%s”", f.Details.Resource.Name), "/move")
	p.Refused, p.Button = T(ctx, "The resource was not moved."), T(ctx, "Move")
	p.Words = []string{T(ctx, "What lies in it goes along. Owners of what it lies in may modify it: those of the new place instead of those of “%s”.", f.Details.Parent.Name)}
	place.Focus = true
	p.Fields = []ResourceField{place}
	return p
}

// NewAddOwner is the form that makes somebody an owner too.
func NewAddOwner(ctx context.Context, f ResourceAskFacts, who ResourceField) ResourceAsk {
	p := f.ask(T(ctx, "Add an owner of “%s”", f.Details.Resource.Name), "/owners")
	p.Refused, p.Button = T(ctx, "Nobody was added."), T(ctx, "Add")
	p.Words, p.Fields = []string{T(ctx, "Its owners stay. Who owns it may modify it, and what lies directly in it.")}, []ResourceField{who}
	return p
}

// NewGiveAccess is the form that writes an access entry.
func NewGiveAccess(ctx context.Context, f ResourceAskFacts, who ResourceField) ResourceAsk {
	p := f.ask(T(ctx, "Give access to “%s”", f.Details.Resource.Name), "/access")
	p.Refused, p.Button = T(ctx, "No access was given."), T(ctx, "Give access")
	p.Fields = []ResourceField{who, {Kind: "radios", Name: "access", Label: T(ctx, "Access"), Options: []ResourceOption{
		{Value: string(store.AccessView), Label: AccessName(ctx, store.AccessView), Chosen: f.Typed["access"] != string(store.AccessModify)},
		{Value: string(store.AccessModify), Label: AccessName(ctx, store.AccessModify), About: T(ctx, "includes to view it"), Chosen: f.Typed["access"] == string(store.AccessModify)},
	}}}
	p.Words = []string{T(ctx, "It also covers what lies directly in it. A key still needs a group that lets it do that with resources of the kind.")}
	return p
}

// NewDestroyResource says what destroying a resource does.
func NewDestroyResource(ctx context.Context, f ResourceAskFacts, plan store.DestructionPlan) ResourceAsk {
	p := f.ask(T(ctx, "Destroy “%s”?", f.Details.Resource.Name), "/destroy")
	if p.Chosen = f.Selected; p.Chosen != "" {
		p.Window.Title, p.Window.Close = T(ctx, "Destroy %d selected resources?", len(plan.Chosen)), ResourcesAddress(f.Organization.Slug)
		p.Action = SelectedResources(f.Organization.Slug) + "/destroy/carry-out"
	}
	p.Window.Alert, p.Window.About, p.Danger = true, "ask-about", true
	p.Refused, p.Button = T(ctx, "Nothing was destroyed."), T(ctx, "Destroy %d resources", len(plan.Resources))
	p.Carried = []HiddenField{{Name: "plan", Value: plan.Digest.String()}}
	line := PlanLine{Icon: "trash-2", Bad: true, Words: T(ctx, "%d resources are destroyed. This cannot be undone.", len(plan.Resources)), Kinds: kindList(ctx, store.CountKinds(plan.Resources))}
	line.Names, line.More = planNames(ctx, plan.Resources)
	p.Lines = []PlanLine{line}
	for i, o := range plan.Owners {
		if i == store.MaxListedOwners {
			p.Lines = append(p.Lines, PlanLine{Icon: "users-round", Words: T(ctx, "and %d more owners", len(plan.Owners)-i)})
			break
		}
		words := T(ctx, "%d of them belong to %s", o.Count, o.Owner.Name)
		if len(plan.Resources) == 1 {
			words = T(ctx, "It belongs to %s", o.Owner.Name)
		}
		p.Lines = append(p.Lines, PlanLine{Icon: "users-round", Words: words})
	}
	if n := len(plan.Access); n > 0 {
		p.Lines = append(p.Lines, PlanLine{Icon: "circle-minus", Words: T(ctx, "%d access entries are removed", n)})
	}
	p.Lines = append(p.Lines, PlanLine{Icon: "info", Words: T(ctx, "Chatelaine’s own record is destroyed. The product learns of it and follows.")})
	if plan.Typed() {
		p.Fields = []ResourceField{{Kind: "typed", Name: "typed", Label: TypedToDestroy(ctx, len(plan.Resources)), Value: f.Typed["typed"]}}
	}
	return p
}
