package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// NewAddGroup is the form of a new group; like is the one that it copies, if any. first tells that the organization has no
// group yet.
func NewAddGroup(ctx context.Context, org store.Organization, values GroupFormValues, like store.Group, first bool, m Mistakes) GroupForm {
	p := GroupForm{
		Window: Window{ID: "group-form", Title: T(ctx, "Add group"), Lede: T(ctx, "Fields marked * are required."), Close: GroupsAddress(org.Slug)},
		Action: GroupsAddress(org.Slug), Values: values, Refused: T(ctx, "The group was not added."), Button: T(ctx, "Add group"), Mistakes: m,
		Words: []string{T(ctx, "What it allows is ticked on its page, which comes next.")},
	}
	if first {
		p.Warn = T(ctx, "This is the first group. As soon as it is there, each new key needs a group. Keys that exist stay as they are.")
	}
	if values.Like != "" {
		p.Window.Title, p.Window.Close = T(ctx, "Duplicate “%s”", like.Name), GroupAddress(org.Slug, like.ID)
		p.Words = []string{T(ctx, "The new group gives the same %d permissions. No member and no key has it yet.", len(like.Permissions))}
	}
	return p
}

// NewRenameGroup is the form of a group that there is.
func NewRenameGroup(ctx context.Context, org store.Organization, group store.Group, values GroupFormValues, m Mistakes) GroupForm {
	address := GroupAddress(org.Slug, group.ID)
	return GroupForm{
		Window: Window{ID: "group-form", Title: T(ctx, "Rename group"), Lede: T(ctx, "What it allows, and who has it, stays as it is."), Close: address},
		Action: address + "/rename", Values: values, Refused: T(ctx, "The group was not renamed."), Button: T(ctx, "Save"), Mistakes: m,
	}
}

// GroupValues are those of a group as it is.
func GroupValues(group store.Group) GroupFormValues {
	return GroupFormValues{Version: strconv.FormatInt(group.Version, 10), Name: group.Name, About: group.About}
}

// NowWords tell what a group is called since somebody else changed it.
func NowWords(ctx context.Context, group store.Group) string {
	return T(ctx, "Somebody changed this group since you opened the form. Nothing was saved. It is called “%s” now. Save again to use what stands below.", group.Name)
}
