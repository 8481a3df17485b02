package views

import (
	"context"
	"slices"

	"chatelaine/store"
)

// NewCatalogueInfo makes the page of the catalogue. Each permission stands there as allowed: it can be.
func NewCatalogueInfo(ctx context.Context, org store.Organization, catalogue store.Catalogue) CatalogueInfo {
	var all []store.Permission
	for _, p := range catalogue.Permissions {
		all = append(all, p.Permission)
	}
	p := CatalogueInfo{
		Words: T(ctx, "%s: %s", T(ctx, "%d permissions", len(all)), list(ctx, []string{T(ctx, "%d subjects", len(catalogue.Kinds)), T(ctx, "%d actions", len(catalogue.Actions))})),
		List:  GroupsAddress(org.Slug), Matrix: NewPermissionMatrix(ctx, org.RoleWords, catalogue, all, all),
	}
	p.Matrix.Label = T(ctx, "Catalogue of permissions")
	if catalogue.MayChange {
		address := CatalogueAddress(org.Slug)
		for _, row := range p.Matrix.Rows {
			for i, cell := range row.Cells {
				if cell.Permission != "" {
					row.Cells[i].Href = ManagerOnlyAddress(org.Slug, store.Permission(cell.Permission))
				}
			}
		}
		p.KindHref, p.ActionHref, p.CellHref = address+"/kind", address+"/action", address+"/permission"
	}
	return p
}

// CatalogueValues are what the forms of the catalogue have.
type CatalogueValues struct {
	Words, Slug, Kind, Action string
	Ticked                    []string // actions of a kind, kinds of an action
	Managers                  bool
}

// NewAddKind is the form of a kind, which people know as a subject: kinds are those of resources, to them.
func NewAddKind(ctx context.Context, org store.Organization, catalogue store.Catalogue, values CatalogueValues, m Mistakes) CatalogueForm {
	p := catalogueForm(ctx, org, "kind", values, m)
	p.Window.Title, p.Button, p.Refused = T(ctx, "Add subject"), T(ctx, "Add subject"), T(ctx, "The subject was not added.")
	p.Named, p.Name, p.Legend = true, "actions", T(ctx, "What can be done to it")
	p.SlugHint = T(ctx, "Stands in the names of permissions, as in “layers:edit”. Small letters, digits, dots, hyphens and underscores.")
	p.Ticks = catalogueOptions(catalogue.Actions, values.Ticked)
	return p
}

// NewAddAction is the form of an action.
func NewAddAction(ctx context.Context, org store.Organization, catalogue store.Catalogue, values CatalogueValues, m Mistakes) CatalogueForm {
	p := catalogueForm(ctx, org, "action", values, m)
	p.Window.Title, p.Button, p.Refused = T(ctx, "Add action"), T(ctx, "Add action"), T(ctx, "The action was not added.")
	p.Named, p.Name, p.Legend = true, "kinds", T(ctx, "What it can be done to")
	p.SlugHint = T(ctx, "Stands in the names of permissions, as in “layers:edit”. Small letters, digits, dots, hyphens and underscores.")
	p.Ticks = catalogueOptions(catalogue.Kinds, values.Ticked)
	return p
}

// NewAddPermission is the form of a permission.
func NewAddPermission(ctx context.Context, org store.Organization, catalogue store.Catalogue, values CatalogueValues, m Mistakes) CatalogueForm {
	p := catalogueForm(ctx, org, "permission", values, m)
	p.Window.Title, p.Button, p.Refused = T(ctx, "Add permission"), T(ctx, "Add permission"), T(ctx, "The permission was not added.")
	p.Choices = []CatalogueChoice{
		{"kind", T(ctx, "Subject"), catalogueOptions(catalogue.Kinds, []string{values.Kind})},
		{"action", T(ctx, "Action"), catalogueOptions(catalogue.Actions, []string{values.Action})},
	}
	return p
}

func catalogueForm(ctx context.Context, org store.Organization, what string, values CatalogueValues, m Mistakes) CatalogueForm {
	address := CatalogueAddress(org.Slug)
	return CatalogueForm{
		Window: Window{ID: "catalogue-form", Lede: T(ctx, "What is in the catalogue stays there: look twice at the short name."), Close: address},
		Action: address + "/" + what, Words: values.Words, Slug: values.Slug, Managers: values.Managers, Mistakes: m,
		ManagersLabel: roleSentence(ctx, org.RoleWords, "For managers only", "For editors only"),
		ManagersHint: roleSentence(ctx, org.RoleWords, "Users and keys with that role never get it, whatever their groups are.",
			"Viewers and keys with that role never get it, whatever their groups are."),
	}
}

func catalogueOptions(words []store.CatalogueWord, chosen []string) (options []Option) {
	for _, w := range words {
		options = append(options, Option{Value: w.Slug, Label: w.Words, Chosen: slices.Contains(chosen, w.Slug)})
	}
	return options
}
