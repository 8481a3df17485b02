package views

import (
	"context"

	"chatelaine/store"
)

// MembershipFacts are what the last step of changing a member's groups is made from.
type MembershipFacts struct {
	Organization store.Organization
	Catalogue    store.Catalogue
	Plan         store.MembershipPlan
	Chosen       []store.GroupID
	Changed      string // says that something changed since an earlier step; empty: nothing did
}

// NewMembershipPlan puts into words what other groups give a member, and take from them.
func NewMembershipPlan(ctx context.Context, f MembershipFacts) GroupPlan {
	plan, own := f.Plan, MemberAddress(f.Organization.Slug, f.Plan.Member.ID)
	p := GroupPlan{
		Window: Window{ID: "member-plan", Title: T(ctx, "Change the groups of %s?", plan.Member.Name), Close: own, About: "plan-about"},
		Action: own + "/groups", Changed: f.Changed, Back: "back", Button: T(ctx, "Change groups"),
		Carried: []HiddenField{{Name: "plan", Value: plan.Digest.String()}},
	}
	for _, id := range f.Chosen {
		p.Carried = append(p.Carried, HiddenField{Name: "groups", Value: string(id)})
	}
	if plan.Same() {
		p.Words, p.Button = T(ctx, "These are the groups that %s belongs to. There is nothing to save.", plan.Member.Name), ""
		return p
	}
	p.Lines = append(membershipLines(ctx, plan), effectLines(ctx, f.Catalogue, plan)...)
	if len(plan.Joins) > 0 {
		p.Lines = append(p.Lines, PlanLine{Icon: "key-round", Words: T(ctx, "Who belongs to a group may give it to keys, as far as their role goes.")})
	}
	if len(plan.Leaves) > 0 {
		p.Lines = append(p.Lines, PlanLine{Icon: "key-round", Words: T(ctx, "Keys keep their groups, whoever gave them.")})
	}
	return p
}

// membershipLines name the groups that come and go.
func membershipLines(ctx context.Context, plan store.MembershipPlan) (lines []PlanLine) {
	add := func(words string, groups []store.GroupRef) {
		line := PlanLine{Icon: "users-round", Words: words, Kinds: T(ctx, "Which groups")}
		for _, g := range groups {
			line.Names = append(line.Names, PlannedName{Name: g.Name})
		}
		lines = append(lines, line)
	}
	if n := len(plan.Joins); n > 0 {
		add(T(ctx, "%d groups more", n), plan.Joins)
	}
	if n := len(plan.Leaves); n > 0 {
		add(T(ctx, "%d groups fewer", n), plan.Leaves)
	}
	return lines
}

// effectLines name each permission that they really get or lose, with the groups that it comes from.
func effectLines(ctx context.Context, catalogue store.Catalogue, plan store.MembershipPlan) (lines []PlanLine) {
	add := func(icon, words string, grants []store.Grant) {
		line := PlanLine{Icon: icon, Words: words, Kinds: T(ctx, "Which permissions")}
		for _, g := range grants {
			line.Names = append(line.Names, PlannedName{permissionName(ctx, catalogue, g.Permission), T(ctx, "through %s", store.JoinNames(g.From))})
		}
		lines = append(lines, line)
	}
	if n := len(plan.Gets); n > 0 {
		add("plus", T(ctx, "They get %d permissions, from now on", n), plan.Gets)
	}
	if n := len(plan.Loses); n > 0 {
		add("circle-minus", T(ctx, "They lose %d permissions, from now on", n), plan.Loses)
	}
	if len(lines) == 0 {
		words := T(ctx, "What they may do stays as it is: another group of theirs allows it already, or their role keeps it from them.")
		lines = append(lines, PlanLine{Icon: "info", Words: words})
	}
	return lines
}
