package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// GroupFacts are what a group's page is made from.
type GroupFacts struct {
	Organization store.Organization
	Info         store.GroupInfo
	Catalogue    store.Catalogue
	Ticked       []store.Permission // as somebody left them; nil: as they are
}

// NewGroupInfo makes a group's page.
func NewGroupInfo(ctx context.Context, f GroupFacts) GroupInfo {
	group, address := f.Info.Group, GroupAddress(f.Organization.Slug, f.Info.Group.ID)
	p := GroupInfo{
		Name: group.Name, About: group.About, Created: createdWords(ctx, group, f.Organization.Zone), List: GroupsAddress(f.Organization.Slug),
		Allows: newGroupMatrix(ctx, f), Members: groupMembersOf(ctx, f), Keys: groupKeysOf(ctx, f),
	}
	for _, n := range group.Networks {
		p.Networks.Networks = append(p.Networks.Networks, n.String())
	}
	if f.Info.MayChange {
		p.EditHref, p.DuplicateHref, p.DeleteHref = address+"/rename", address+"/duplicate", address+"/delete"
		p.Networks.Href = address + "/networks"
	}
	return p
}

func newGroupMatrix(ctx context.Context, f GroupFacts) GroupMatrix {
	group, address := f.Info.Group, GroupAddress(f.Organization.Slug, f.Info.Group.ID)
	p := GroupMatrix{
		Action: address + "/permissions", Version: strconv.FormatInt(group.Version, 10),
		Words: T(ctx, "%d of %d", len(group.Permissions), len(f.Catalogue.Permissions)),
	}
	ticked := f.Ticked
	if ticked == nil {
		ticked = group.Permissions
	} else {
		p.Discard = address
	}
	p.Matrix = NewPermissionMatrix(ctx, f.Organization.RoleWords, f.Catalogue, group.Permissions, ticked)
	p.Matrix.Label, p.Matrix.Change = T(ctx, "Permissions of %s", group.Name), f.Info.MayChange
	switch {
	case len(f.Catalogue.Permissions) == 0 && f.Catalogue.MayChange:
		p.Empty = T(ctx, "There is nothing that a group could allow.")
		p.Next, p.NextHref = T(ctx, "Add permissions"), CatalogueAddress(f.Organization.Slug)
	case len(group.Permissions) == 0 && f.Info.MayChange:
		p.Empty = T(ctx, "This group allows nothing yet. Tick what its members and keys may do.")
	case len(group.Permissions) == 0:
		p.Empty = T(ctx, "This group allows nothing yet.")
	}
	return p
}

// NewPermissionMatrix lays a catalogue out, with what is allowed now and what is ticked.
func NewPermissionMatrix(ctx context.Context, words store.RoleWords, catalogue store.Catalogue, has, ticked []store.Permission) PermissionMatrix {
	known := map[store.Permission]store.CataloguePermission{}
	for _, p := range catalogue.Permissions {
		known[p.Permission] = p
	}
	now, then := setOf(has), setOf(ticked)
	var m PermissionMatrix
	marked := false
	for _, action := range catalogue.Actions {
		m.Actions = append(m.Actions, action.Words)
	}
	for _, kind := range catalogue.Kinds {
		row := PermissionRow{Kind: kind.Words}
		for _, action := range catalogue.Actions {
			var cell PermissionCell
			if p, ok := known[store.PermissionOf(kind.Slug, action.Slug)]; ok {
				cell = PermissionCell{
					Permission: string(p.Permission), Words: T(ctx, "%s: %s", kind.Words, action.Words),
					Has: now[p.Permission], Ticked: then[p.Permission], Managers: p.ManagerOnly,
				}
				cell.say(ctx, words)
				marked = marked || p.ManagerOnly
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	if marked {
		m.Legend = roleSentence(ctx, words, "For managers only: users and their keys never get it, whatever their groups are.",
			"For editors only: viewers and their keys never get it, whatever their groups are.")
	}
	return m
}

// say completes what a screen reader reads in the cell.
func (p *PermissionCell) say(ctx context.Context, words store.RoleWords) {
	if p.Managers {
		p.Words = roleSentence(ctx, words, "%s, for managers only", "%s, for editors only", p.Words)
	}
	p.Changed = T(ctx, "%s, changed", p.Words)
}

func setOf(permissions []store.Permission) map[store.Permission]bool {
	set := map[store.Permission]bool{}
	for _, p := range permissions {
		set[p] = true
	}
	return set
}

func groupMembersOf(ctx context.Context, f GroupFacts) GroupHolders {
	group, address := f.Info.Group, GroupAddress(f.Organization.Slug, f.Info.Group.ID)+"/members"
	p := GroupHolders{Count: T(ctx, "%d members", group.Members), More: moreWords(ctx, group.Members-len(f.Info.FirstMembers))}
	for _, m := range f.Info.FirstMembers {
		p.Names = append(p.Names, newMemberHolder(ctx, f.Organization, f.Info, m))
	}
	if len(p.Names) == 0 {
		p.None = T(ctx, "No member belongs to this group.")
	}
	if p.More != "" {
		p.All, p.AllWords = address+"/all", T(ctx, "Show all members")
	}
	if f.Info.MayChange {
		p.Change = address
	}
	return p
}

func groupKeysOf(ctx context.Context, f GroupFacts) GroupHolders {
	group := f.Info.Group
	p := GroupHolders{Count: T(ctx, "%d keys", group.Keys), More: moreWords(ctx, group.Keys-len(f.Info.FirstKeys))}
	for _, k := range f.Info.FirstKeys {
		p.Names = append(p.Names, GroupHolder{
			Name: k.Name, About: RoleName(ctx, f.Organization.RoleWords, k.Role), Href: KeyAddress(f.Organization.Slug, k.ID),
		})
	}
	if len(p.Names) == 0 {
		p.None = T(ctx, "No key has this group.")
	} else {
		p.All, p.AllWords = keysOfGroup(f.Organization.Slug, group.ID), T(ctx, "Show them in the table")
	}
	return p
}
