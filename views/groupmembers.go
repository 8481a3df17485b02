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

// LeavingFacts are what a plan to take a member out of a group is made from.
type LeavingFacts struct {
	Organization store.Organization
	Catalogue    store.Catalogue
	Group        store.Group
	Plan         store.MembershipPlan
	Changed      string // what to say about a plan that no longer holds
}

// NewGroupRemoval says what a member loses who no longer belongs to a group.
func NewGroupRemoval(ctx context.Context, f LeavingFacts) GroupPlan {
	address, member := GroupAddress(f.Organization.Slug, f.Group.ID), f.Plan.Member
	p := GroupPlan{
		Window:  Window{ID: "group-plan", Title: T(ctx, "Remove %s from “%s”?", member.Name, f.Group.Name), Close: address, About: "plan-about"},
		Action:  address + "/members/" + string(member.ID) + "/remove",
		Changed: f.Changed, Button: T(ctx, "Remove"),
		Carried: []HiddenField{{Name: "plan", Value: f.Plan.Digest.String()}},
	}
	p.Lines = append(effectLines(ctx, f.Catalogue, f.Plan),
		PlanLine{Icon: "key-round", Words: T(ctx, "Keys keep their groups, also those that %s gave it to", member.Name)})
	return p
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
