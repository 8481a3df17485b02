package views

import (
	"context"

	"chatelaine/store"

	"github.com/a-h/templ"
)

// sent are the attributes of the form: one that leads to the next step is asked for by GET.
func (p ResourceAsk) sent() templ.Attributes {
	if !p.Next {
		return p.Window.sends(p.Action)
	}
	a := templ.Attributes{"method": p.way(), "action": p.Action}
	if !p.Window.Page {
		a["hx-"+p.way()], a["hx-target"], a["hx-sync"] = p.Action, "#modal", "this:drop"
	}
	return a
}

// way is the method by which it is asked for again, or for its next step.
func (p ResourceAsk) way() string {
	if p.Chosen != "" {
		return "post"
	}
	return "get"
}

// again is the attribute of a search that asks for the form anew.
func (p ResourceAsk) again(address string) templ.Attributes {
	return templ.Attributes{"hx-" + p.way(): address}
}

func (p ResourceAsk) names() (names []string) {
	for _, f := range p.Fields {
		names = append(names, f.Name)
	}
	return names
}

// ResourcesAddress is the address of the list of resources.
func ResourcesAddress(slug string) string { return "/o/" + slug + "/resources" }

// ResourceAddress is that of one resource.
func ResourceAddress(slug string, id store.ResourceID) string {
	return ResourcesAddress(slug) + "/" + string(id)
}

// KindsAddress is that of the kinds of resources.
func KindsAddress(slug string) string { return ResourcesAddress(slug) + "/kinds" }

// holderOptions are people and keys to choose from.
func holderOptions(ctx context.Context, org store.Organization, list []store.Holder, chosen string) (options []ResourceOption) {
	for _, h := range list {
		o := ResourceOption{Value: string(h.ID), Label: h.Name, About: h.Email, Initials: Initials(h.Name), Beside: RoleName(ctx, org.RoleWords, h.Role), Chosen: string(h.ID) == chosen}
		if h.Key {
			o.Icon, o.About = "key-round", T(ctx, "API key")
		}
		options = append(options, o)
	}
	return options
}

// HolderFacts are what a list of people and keys to choose from is made from.
type HolderFacts struct {
	Organization           store.Organization
	Found                  []store.Holder
	More                   bool // others match too
	Name, Label, Hint      string
	Search, Chosen, Action string
	Focus                  bool
}

// HolderField is a list of people and keys to choose from.
func HolderField(ctx context.Context, f HolderFacts) ResourceField {
	field := ResourceField{
		Kind: "pick", Name: f.Name, Label: f.Label, Hint: f.Hint, Search: f.Search, SearchBy: "q", Again: f.Action, Focus: f.Focus,
		Find: T(ctx, "Search members and keys"), None: T(ctx, "No member and no key matches."), Options: holderOptions(ctx, f.Organization, f.Found, f.Chosen),
	}
	if f.More {
		field.More = T(ctx, "Only some are listed: search to find others.")
	}
	return field
}

// PlaceField is a list of resources that one can lie in.
func PlaceField(ctx context.Context, parent store.Kind, found []store.Resource, more bool, search, chosen, action string) ResourceField {
	field := ResourceField{
		Kind: "pick", Name: "parent", Label: T(ctx, "Lies in"), Search: search, SearchBy: "pq", Again: action,
		Find: T(ctx, "Search by name or ID"), None: T(ctx, "Nothing matches that it could lie in."),
	}
	for _, r := range found {
		field.Options = append(field.Options, ResourceOption{
			Value: string(r.ID), Label: r.Name, About: r.OutsideID, Beside: parent.One, Icon: "folder", Chosen: string(r.ID) == chosen,
		})
	}
	if more {
		field.More = T(ctx, "Only some are listed: search to find others.")
	}
	return field
}
