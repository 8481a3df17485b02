package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// NewKindsOverview puts the kinds into words.
func NewKindsOverview(ctx context.Context, org store.Organization, list store.KindList) KindsOverview {
	base := KindsAddress(org.Slug)
	p := KindsOverview{List: ResourcesAddress(org.Slug)}
	if list.MayChange {
		p.AddHref = p.List + "/new-kind"
	}
	words, depth := map[string]string{}, map[string]int{"": -1}
	for _, k := range list.Kinds {
		words[k.Kind.Slug] = k.Kind.One
		depth[k.Kind.Slug] = depth[k.Kind.Parent] + 1
		row := KindRow{
			Slug: k.Kind.Slug, One: k.Kind.One, Many: k.Kind.Many, Depth: depth[k.Kind.Slug],
			Count: T(ctx, "%d resources", k.Resources), CountHref: p.List + "?kind=" + k.Kind.Slug,
		}
		if k.Kind.Parent != "" {
			row.Parent = T(ctx, "each lies in a %s", words[k.Kind.Parent])
		}
		if list.MayChange {
			row.ChangeHref, row.ChangeLabel = base+"/"+k.Kind.Slug, T(ctx, "Change the kind “%s”", k.Kind.Many)
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// KindFacts are what the form of a kind is made from.
type KindFacts struct {
	Organization store.Organization
	All          []store.ListedKind
	Slug, Name   string // of the one that is changed; empty: a new one
	Version      int64
	Resources    int // of the kind
	Typed        map[string]string
	Changed      string
	Mistakes     Mistakes
}

// NewKindForm asks for a kind's words and what it lies in.
func NewKindForm(ctx context.Context, f KindFacts) ResourceAsk {
	base := KindsAddress(f.Organization.Slug)
	p := ResourceAsk{
		Window: Window{ID: "resource-ask", Title: T(ctx, "Add kind of resource"), Lede: T(ctx, "Fields marked * are required."), Close: base},
		Action: base, Changed: f.Changed, Mistakes: f.Mistakes, Refused: T(ctx, "The kind was not added."), Button: T(ctx, "Add kind of resource"),
		Fields: []ResourceField{
			{Name: "slug", Label: T(ctx, "Short name"), Value: f.Typed["slug"], Focus: true, Hint: T(ctx, "Part of permissions such as layers:edit. It never changes.")},
		},
	}
	if f.Slug != "" {
		p.Window.Title, p.Action = T(ctx, "Change the kind “%s”", f.Name), base+"/"+f.Slug
		p.Refused, p.Button, p.Fields = T(ctx, "The kind was not changed."), T(ctx, "Save"), nil
		p.Carried = []HiddenField{{Name: "version", Value: strconv.FormatInt(f.Version, 10)}}
	}
	p.Fields = append(p.Fields,
		ResourceField{Name: "one", Label: T(ctx, "One is called"), Value: f.Typed["one"], Focus: f.Slug != "", Hint: T(ctx, "Such as: layer")},
		ResourceField{Name: "many", Label: T(ctx, "Several are called"), Value: f.Typed["many"], Hint: T(ctx, "Such as: layers")},
		kindParents(ctx, f),
	)
	return p
}

// kindParents are the kinds that one can lie in.
func kindParents(ctx context.Context, f KindFacts) ResourceField {
	field := ResourceField{Kind: "radios", Name: "parent", Label: T(ctx, "Lies in")}
	if f.Resources > 0 {
		field.Hint = T(ctx, "It can’t change while there are %d resources of the kind.", f.Resources)
	}
	field.Options = []ResourceOption{{Label: T(ctx, "nothing"), Chosen: f.Typed["parent"] == ""}}
	for _, k := range f.All {
		if k.Kind.Slug != f.Slug {
			field.Options = append(field.Options, ResourceOption{Value: k.Kind.Slug, Label: k.Kind.Many, Chosen: f.Typed["parent"] == k.Kind.Slug})
		}
	}
	return field
}
