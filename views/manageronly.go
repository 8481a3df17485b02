package views

import (
	"context"

	"chatelaine/store"
)

// ManagerOnlyAddress is where a permission becomes one for managers only, or for everybody.
func ManagerOnlyAddress(slug string, permission store.Permission) string {
	return CatalogueAddress(slug) + "/managers/" + string(permission)
}

// ManagerOnlyFacts are what the question is made from.
type ManagerOnlyFacts struct {
	Organization store.Organization
	Catalogue    store.Catalogue
	Plan         store.PermissionPlan
	Changed      string // says that something changed since an earlier step; empty: nothing did
}

// NewManagerOnly puts into words what it does to change who can have a permission.
func NewManagerOnly(ctx context.Context, f ManagerOnlyFacts) GroupPlan {
	plan, roles := f.Plan, f.Organization.RoleWords
	name, only := permissionName(ctx, f.Catalogue, plan.Permission.Permission), plan.Permission.ManagerOnly
	p := GroupPlan{
		Window:  Window{ID: "group-plan", Title: name, Close: CatalogueAddress(f.Organization.Slug), About: "plan-about"},
		Action:  ManagerOnlyAddress(f.Organization.Slug, plan.Permission.Permission),
		Changed: f.Changed, Carried: []HiddenField{{Name: "plan", Value: plan.Digest.String()}},
	}
	if only {
		p.Carried = append(p.Carried, HiddenField{Name: "managers", Value: "yes"})
		p.Words = roleSentence(ctx, roles, "It is for everybody whose groups give it. Make it one for managers only?", "It is for everybody whose groups give it. Make it one for editors only?")
		p.Button = roleSentence(ctx, roles, "For managers only", "For editors only")
	} else {
		p.Words = roleSentence(ctx, roles, "It is for managers only. Make it one for everybody whose groups give it?", "It is for editors only. Make it one for everybody whose groups give it?")
		p.Button = T(ctx, "For everybody")
	}
	p.Lines = permittedLines(ctx, plan)
	return p
}

// permittedLines say who loses a permission, or gets it.
func permittedLines(ctx context.Context, plan store.PermissionPlan) (lines []PlanLine) {
	only := plan.Permission.ManagerOnly
	if n := plan.Members; n > 0 {
		line := PlanLine{Icon: "users-round", Words: T(ctx, "%d members get it", n), Kinds: T(ctx, "Which members"), More: moreWords(ctx, n-len(plan.FirstMembers))}
		if only {
			line.Words = T(ctx, "%d members lose it", n)
		}
		for _, m := range plan.FirstMembers {
			line.Names = append(line.Names, PlannedName{Name: m.Name})
		}
		lines = append(lines, line)
	}
	if n := plan.Keys.N; n > 0 {
		line := PlanLine{Icon: "key-round", Words: T(ctx, "%s get it, from their next request on", keysWords(ctx, plan.Keys)), Kinds: T(ctx, "Which keys"), More: moreWords(ctx, n-len(plan.FirstKeys))}
		if only {
			line.Words = T(ctx, "%s lose it, from their next request on", keysWords(ctx, plan.Keys))
		}
		for _, k := range plan.FirstKeys {
			line.Names = append(line.Names, PlannedName{Name: k.Name})
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		lines = append(lines, PlanLine{Icon: "info", Words: T(ctx, "No member and no key with that role has it by a group: nothing changes for anybody.")})
	}
	return lines
}

func keysWords(ctx context.Context, n store.Count) string {
	if n.More {
		return T(ctx, "More than %d keys", n.N)
	}
	return T(ctx, "%d keys", n.N)
}
