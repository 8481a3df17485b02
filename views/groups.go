package views

import (
	"context"
	"net/url"
	"time"

	"chatelaine/store"
)

// GroupsAddress is where an organization's groups are listed.
func GroupsAddress(slug string) string { return "/o/" + slug + "/groups" }

// GroupAddress is where a group is.
func GroupAddress(slug string, id store.GroupID) string {
	return GroupsAddress(slug) + "/" + string(id)
}

// CatalogueAddress is where the permissions are that groups can be made of.
func CatalogueAddress(slug string) string { return GroupsAddress(slug) + "/permissions" }

// keysOfGroup is the table of the keys that have a group.
func keysOfGroup(slug string, id store.GroupID) string {
	return KeysAddress(slug) + "?groups=" + url.QueryEscape(string(id))
}

// NewGroupList lists the groups that somebody sees.
func NewGroupList(ctx context.Context, org store.Organization, role store.Role, list store.GroupList, search string) GroupList {
	address := GroupsAddress(org.Slug)
	p := GroupList{
		Here: address, Action: address, Search: search, CatalogueHref: CatalogueAddress(org.Slug),
		Lede:  T(ctx, "A key or a member may do what any of its groups allows. Nothing is allowed by default."),
		Found: groupsFound(ctx, list, search), Empty: emptyGroups(ctx, org, role, list, search),
	}
	if role < store.RoleManager {
		p.Lede = T(ctx, "These are the groups that you belong to. You may do what any of them allows.")
	}
	if search != "" {
		p.Here += "?q=" + url.QueryEscape(search)
	}
	if list.MayChange {
		p.AddHref = address + "/new"
	}
	for _, group := range list.Groups {
		p.Rows = append(p.Rows, newGroupRow(ctx, org, group, list.MayChange))
	}
	return p
}

func newGroupRow(ctx context.Context, org store.Organization, group store.Group, change bool) GroupRow {
	address := GroupAddress(org.Slug, group.ID)
	row := GroupRow{
		ID: string(group.ID), Href: address, Name: group.Name, About: group.About,
		Created: shortDay(ctx, group.CreatedAt, org.Zone), Members: T(ctx, "%d", group.Members), Keys: T(ctx, "%d", group.Keys),
		Permissions: T(ctx, "%d", len(group.Permissions)),
	}
	if group.Keys > 0 {
		row.KeysHref = keysOfGroup(org.Slug, group.ID)
	}
	row.MayChange = change
	return row
}

// groupRowActs are what can be done with a group.
func groupRowActs(ctx context.Context) []RowAct {
	return []RowAct{
		{Path: "/rename", Icon: "pencil", Label: T(ctx, "Rename…")},
		{Path: "/duplicate", Icon: "copy", Label: T(ctx, "Duplicate…")},
		{Path: "/delete", Icon: "trash-2", Label: T(ctx, "Delete…"), Danger: true},
	}
}

func groupsFound(ctx context.Context, list store.GroupList, search string) string {
	if search != "" {
		return T(ctx, "%d of %d groups", len(list.Groups), list.All)
	}
	return T(ctx, "%d groups", list.All)
}

// emptyGroups say why the list is empty, and the next step.
func emptyGroups(ctx context.Context, org store.Organization, role store.Role, list store.GroupList, search string) Blank {
	switch {
	case search != "" && list.All > 0:
		return Blank{
			Title: T(ctx, "No group matches."), Words: T(ctx, "Nothing named like “%s”, for something like it, or with such a permission.", search),
			Next: T(ctx, "Show all groups"), NextHref: GroupsAddress(org.Slug),
		}
	case role < store.RoleManager:
		return Blank{Title: T(ctx, "You belong to no group."), Words: T(ctx, "Groups say what may be done. Ask an administrator if you need one.")}
	case !list.MayChange:
		return Blank{Title: T(ctx, "No groups yet."), Words: T(ctx, "Groups say what keys and members may do. An administrator can add them.")}
	}
	return Blank{
		Title: T(ctx, "No groups yet."),
		Words: T(ctx, "A group is a named set of permissions, such as “Read maps”, that you give to keys and members. Once there is one, each new key needs a group; keys that exist stay as they are."),
		Next:  T(ctx, "Add the first group"), NextHref: GroupsAddress(org.Slug) + "/new",
	}
}

// createdWords say when a group was made, and by whom.
func createdWords(ctx context.Context, group store.Group, zone *time.Location) string {
	day := longDay(ctx, group.CreatedAt, zone)
	if group.CreatedBy.Name == "" {
		return T(ctx, "Created on %s.", day)
	}
	return T(ctx, "Created on %s by %s.", day, group.CreatedBy.Name)
}
