package views

import (
	"context"

	"chatelaine/store"
)

// JoinFacts are what the last step of adding a member to a group is made from.
type JoinFacts struct {
	Organization store.Organization
	Catalogue    store.Catalogue
	Plan         store.JoinPlan
	Changed      string // says that something changed since an earlier step; empty: nothing did
}

// NewJoinPlan puts into words what it gives a member to belong to a group.
func NewJoinPlan(ctx context.Context, f JoinFacts) GroupPlan {
	plan, address := f.Plan, GroupAddress(f.Organization.Slug, f.Plan.Group.ID)
	p := GroupPlan{
		Window: Window{ID: "group-plan", Title: T(ctx, "Add %s to “%s”?", plan.Member.Name, plan.Group.Name), Close: address, About: "plan-about"},
		Action: address + "/members", Changed: f.Changed, Back: "back", Button: T(ctx, "Add to the group"),
		Carried: []HiddenField{{Name: "member", Value: string(plan.Member.ID)}, {Name: "plan", Value: plan.Digest.String()}},
	}
	if plan.Same {
		p.Words, p.Button = T(ctx, "%s belongs to “%s”.", plan.Member.Name, plan.Group.Name), ""
		return p
	}
	line := PlanLine{Icon: "info", Words: T(ctx, "Nothing more is allowed to them: another group of theirs allows it already, or their role keeps it from them.")}
	if n := len(plan.Gets); n > 0 {
		line = PlanLine{Icon: "plus", Words: T(ctx, "They get %d permissions, from now on", n), Kinds: T(ctx, "Which permissions")}
		for _, permission := range plan.Gets {
			line.Names = append(line.Names, PlannedName{Name: permissionName(ctx, f.Catalogue, permission)})
		}
	}
	p.Lines = []PlanLine{line, {Icon: "key-round", Words: T(ctx, "Who belongs to the group may give it to keys, as far as their role goes.")}}
	return p
}
