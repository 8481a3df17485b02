package views

import (
	"context"
	"net/url"
	"slices"

	"chatelaine/store"
)

// builtInViews are the views that everybody has: what the address calls them, and the table that they show.
var builtInViews = []struct {
	ref          store.ViewRef
	state, label string
}{
	{"expiring-soon", "status=expiring&sort=expires", "Expiring soon"},
	{"never-used", "used=never", "Never used"},
	{"owns-resources", "only=owns", "Owns resources"},
	{"creator-left", "only=left", "Created by people who left"},
	{"contact-left", "contact=left", "Nobody to ask"},
	{"not-confirmed", "only=unconfirmed", "Not confirmed"},
}

// NamesBuiltIn tells whether a name is that of a view that everybody has.
func NamesBuiltIn(ctx context.Context, name string) bool {
	for _, v := range builtInViews {
		if store.Fold(T(ctx, v.label)) == store.Fold(name) {
			return true
		}
	}
	return false
}

// StateOf is the state that a view shows, one of the list or one that is built in; ok is false when there is no such
// view (any more).
func StateOf(list store.ViewList, ref store.ViewRef) (state string, ok bool) {
	for _, v := range builtInViews {
		if v.ref == ref {
			return v.state, true
		}
	}
	for _, v := range list.Views {
		if store.ViewRef(v.ID) == ref {
			return v.State, true
		}
	}
	return "", false
}

// ViewName is what a view is called; empty when there is no such view.
func ViewName(ctx context.Context, list store.ViewList, ref store.ViewRef) string {
	for _, group := range viewGroups(ctx, list) {
		for _, v := range group.Items {
			if v.Ref == ref {
				return v.Name
			}
		}
	}
	return ""
}

// ViewMenu leads to the views of a table.
type ViewMenu struct {
	Name       string // of the view that is shown; empty: none, or all keys
	Groups     []ViewGroup
	SaveHref   string
	ManageHref string
}

// ViewGroup are views of one sort.
type ViewGroup struct {
	Label string // empty: none is needed
	Items []ViewItem
}

// ViewItem is a view to choose.
type ViewItem struct {
	Ref        store.ViewRef // empty: all keys
	Name       string
	Href       string
	Here       bool   // it is the table that is shown
	Default    bool   // the table opens with it
	RenameHref string // empty: the person can't change it
	DeleteHref string
	state      string
}

// ViewsAddress is where an organization's saved views are.
func ViewsAddress(slug string) string { return "/o/" + slug + "/views" }

// viewGroups are all views, in the order in which they are shown.
func viewGroups(ctx context.Context, list store.ViewList) []ViewGroup {
	all := ViewGroup{Items: []ViewItem{{Name: T(ctx, "All keys"), Default: list.Default == ""}}}
	own, shared := ViewGroup{Label: T(ctx, "Your views")}, ViewGroup{Label: T(ctx, "Views of the organization")}
	for _, v := range builtInViews {
		all.Items = append(all.Items, ViewItem{Ref: v.ref, Name: T(ctx, v.label), state: v.state, Default: v.ref == list.Default})
	}
	for _, v := range list.Views {
		item := ViewItem{Ref: store.ViewRef(v.ID), Name: v.Name, state: v.State, Default: v.Default}
		if v.Shared {
			shared.Items = append(shared.Items, item)
		} else {
			own.Items = append(own.Items, item)
		}
	}
	groups := []ViewGroup{all}
	for _, group := range []ViewGroup{own, shared} {
		if len(group.Items) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// newViewMenu says which view the table is. Where two are the same table, the one that a person made has the name.
func newViewMenu(ctx context.Context, f KeyTableFacts) ViewMenu {
	address := ViewsAddress(f.Organization.Slug)
	m := ViewMenu{
		Groups: viewGroups(ctx, f.Views), ManageHref: address, SaveHref: address + "/new?state=" + url.QueryEscape(f.Links.State()),
	}
	shown := false
	for _, group := range slices.Backward(m.Groups) {
		for i := range group.Items {
			item := &group.Items[i]
			address, here := f.Links.View(item.state)
			item.Href, item.Here = address, here && !shown
			if shown = shown || here; item.Here && item.Ref != "" {
				m.Name = item.Name
			}
		}
	}
	return m
}
