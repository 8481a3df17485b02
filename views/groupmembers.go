package views

import (
	"context"

	"chatelaine/store"
)

// NewGroupCandidates is the form that makes a member belong to a group. more tells that others match too.
func NewGroupCandidates(ctx context.Context, org store.Organization, group store.Group, found []store.GroupMember, more bool, search, chosen string, m Mistakes) GroupCandidates {
	address := GroupAddress(org.Slug, group.ID)
	p := GroupCandidates{
		Window: Window{ID: "group-members-form", Title: T(ctx, "Add a member to “%s”", group.Name), Close: address},
		Action: address + "/members", Search: search, Mistakes: m,
		Words:     T(ctx, "Who belongs to the group has its %d permissions, as far as their role goes, and may give it to keys.", len(group.Permissions)),
		NoneMatch: T(ctx, "No member matches who could be added."),
	}
	for _, member := range found {
		p.People = append(p.People, PersonChoice{
			ID: string(member.ID), Name: member.Name, Email: member.Email, Initials: Initials(member.Name),
			Owns: RoleName(ctx, org.RoleWords, member.Role), Chosen: string(member.ID) == chosen,
		})
	}
	if more {
		p.MoreWords = T(ctx, "Only the first %d are listed: search to find others.", len(found))
	}
	return p
}

// NewGroupRemoval asks before a member no longer belongs to a group.
func NewGroupRemoval(ctx context.Context, org store.Organization, group store.Group, member store.GroupMember) GroupPlan {
	address := GroupAddress(org.Slug, group.ID)
	return GroupPlan{
		Window: Window{ID: "group-plan", Title: T(ctx, "Remove %s from “%s”?", member.Name, group.Name), Close: address, About: "plan-about"},
		Action: address + "/members/" + string(member.ID) + "/remove",
		Lines: []PlanLine{
			{Icon: "circle-minus", Words: T(ctx, "This group allows %d permissions. What no other group of theirs allows is lost.", len(group.Permissions))},
			{Icon: "key-round", Words: T(ctx, "Keys keep their groups, also those that %s gave it to", member.Name)},
		},
		Button: T(ctx, "Remove"),
	}
}

// NewGroupMemberList lists who belongs to a group. more tells that others match too.
func NewGroupMemberList(ctx context.Context, org store.Organization, info store.GroupInfo, found []store.GroupMember, more bool, search string) GroupMemberList {
	address := GroupAddress(org.Slug, info.Group.ID)
	p := GroupMemberList{
		Window: Window{ID: "group-member-list", Title: T(ctx, "Members of “%s”", info.Group.Name), Lede: T(ctx, "%d members", info.Group.Members), Page: true, Close: address},
		Action: address + "/members/all", Search: search, NoneMatch: T(ctx, "No member of the group matches."),
	}
	for _, m := range found {
		p.People = append(p.People, newMemberHolder(ctx, org, info, m))
	}
	if more {
		p.MoreWords = T(ctx, "Only the first %d are listed: search to find others.", len(found))
	}
	return p
}

func newMemberHolder(ctx context.Context, org store.Organization, info store.GroupInfo, m store.GroupMember) GroupHolder {
	holder := GroupHolder{Name: m.Name, About: RoleName(ctx, org.RoleWords, m.Role), Initials: Initials(m.Name)}
	if info.MayChange {
		holder.RemoveHref = GroupAddress(org.Slug, info.Group.ID) + "/members/" + string(m.ID)
	}
	return holder
}
