package views

import (
	"context"
	"strings"

	"chatelaine/store"
)

// gainsShown is how many permissions are named of what somebody gets or loses; the rest are counted.
const gainsShown = 3

// GroupPlanFacts are what the last step of a change is made from.
type GroupPlanFacts struct {
	Organization store.Organization
	Plan         store.GroupPlan
	Catalogue    store.Catalogue
	Carried      []HiddenField
	Changed      string // says that something changed since an earlier step; empty: nothing did
}

// NewGroupPlan puts a change of a group's permissions into words.
func NewGroupPlan(ctx context.Context, f GroupPlanFacts) GroupPlan {
	plan, address := f.Plan, GroupAddress(f.Organization.Slug, f.Plan.Group.ID)
	p := GroupPlan{
		Window: Window{ID: "group-plan", Title: T(ctx, "Change “%s”?", plan.Group.Name), Close: address, About: "plan-about"},
		Action: address + "/permissions/save", Carried: f.Carried, Changed: f.Changed, Back: "back", Button: T(ctx, "Save changes"),
	}
	if len(plan.Added)+len(plan.Removed) == 0 {
		p.Words = T(ctx, "Nothing is ticked otherwise than it is now. There is nothing to save.")
		p.Button = ""
		return p
	}
	p.Lines = append(permissionLines(ctx, f), holderLines(ctx, f)...)
	return p
}

// NewGroupDeletion puts the deletion of a group into words.
func NewGroupDeletion(ctx context.Context, f GroupPlanFacts) GroupPlan {
	plan, address := f.Plan, GroupAddress(f.Organization.Slug, f.Plan.Group.ID)
	p := GroupPlan{
		Window: Window{ID: "group-plan", Title: T(ctx, "Delete “%s”?", plan.Group.Name), Alert: true, Close: address, About: "plan-about"},
		Action: address + "/delete", Carried: f.Carried, Changed: f.Changed, Button: T(ctx, "Delete group"), Danger: true,
	}
	p.Lines = append(permissionLines(ctx, f), holderLines(ctx, f)...)
	if plan.Bare > 0 {
		p.Lines = append(p.Lines, bareLine(ctx, plan))
	}
	p.Lines = append(p.Lines, PlanLine{Icon: "trash-2", Bad: true, Words: T(ctx, "The group is permanently deleted. This cannot be undone.")})
	return p
}

// permissionLines say what is given and what is taken.
func permissionLines(ctx context.Context, f GroupPlanFacts) (lines []PlanLine) {
	add := func(icon, words string, permissions []store.CataloguePermission) {
		line := PlanLine{Icon: icon, Words: words, Kinds: T(ctx, "Which permissions")}
		for _, p := range permissions {
			name := PlannedName{Name: permissionName(ctx, f.Catalogue, p.Permission)}
			if p.ManagerOnly {
				name.Kind = roleSentence(ctx, f.Organization.RoleWords, "for managers only", "for editors only")
			}
			line.Names = append(line.Names, name)
		}
		lines = append(lines, line)
	}
	if n := len(f.Plan.Added); n > 0 {
		add("plus", T(ctx, "The group gives %d permissions more", n), f.Plan.Added)
	}
	if n := len(f.Plan.Removed); n > 0 {
		add("circle-minus", T(ctx, "The group no longer gives %d permissions", n), f.Plan.Removed)
	}
	return lines
}

// holderLines say whom it concerns, and what it means for each.
func holderLines(ctx context.Context, f GroupPlanFacts) []PlanLine {
	plan := f.Plan
	if plan.Group.Members+plan.Group.Keys == 0 {
		return []PlanLine{{Icon: "info", Words: T(ctx, "No member and no key has this group: nothing changes for anybody.")}}
	}
	var lines []PlanLine
	if n := plan.Group.Members; n > 0 {
		line := PlanLine{Icon: "users-round", Words: T(ctx, "%d members belong to it", n), Kinds: T(ctx, "What changes for them"), More: moreWords(ctx, n-len(plan.Members))}
		for _, m := range plan.Members {
			line.Names = append(line.Names, PlannedName{m.Name, gainsWords(ctx, f.Catalogue, m.Gains)})
		}
		lines = append(lines, line)
	}
	if n := plan.Group.Keys; n > 0 {
		line := PlanLine{Icon: "key-round", Words: T(ctx, "%d keys have it: it counts for them from their next request on", n), Kinds: T(ctx, "What changes for them"), More: moreWords(ctx, n-len(plan.Keys))}
		for _, k := range plan.Keys {
			line.Names = append(line.Names, PlannedName{k.Name, gainsWords(ctx, f.Catalogue, k.Gains)})
		}
		lines = append(lines, line)
	}
	return lines
}

// bareLine tells of the keys that a deletion leaves without any group.
func bareLine(ctx context.Context, plan store.GroupPlan) PlanLine {
	line := PlanLine{
		Icon: "triangle-alert", Bad: true, Kinds: T(ctx, "Which keys"), More: moreWords(ctx, plan.Bare-len(plan.BareKeys)),
		Words: T(ctx, "%d keys are left without any group, and can do nothing until they get another one", plan.Bare),
	}
	for _, k := range plan.BareKeys {
		line.Names = append(line.Names, PlannedName{Name: k.Name})
	}
	return line
}

// gainsWords say what really changes for somebody.
func gainsWords(ctx context.Context, catalogue store.Catalogue, g store.Gains) string {
	var parts []string
	if len(g.Gets) > 0 {
		parts = append(parts, T(ctx, "gets %s", permissionNames(ctx, catalogue, g.Gets)))
	}
	if len(g.Loses) > 0 {
		parts = append(parts, T(ctx, "loses %s", permissionNames(ctx, catalogue, g.Loses)))
	}
	if len(parts) == 0 {
		return T(ctx, "nothing changes")
	}
	return strings.Join(parts, "; ")
}

// permissionNames name the first few permissions, and count the rest.
func permissionNames(ctx context.Context, catalogue store.Catalogue, permissions []store.Permission) string {
	var names []string
	for _, p := range permissions[:min(len(permissions), gainsShown)] {
		names = append(names, permissionName(ctx, catalogue, p))
	}
	if rest := len(permissions) - len(names); rest > 0 {
		names = append(names, T(ctx, "%d more", rest))
	}
	return list(ctx, names)
}

// permissionName is a permission in the organization's words: Layers: Create.
func permissionName(ctx context.Context, catalogue store.Catalogue, p store.Permission) string {
	kind, action := p.Split()
	return T(ctx, "%s: %s", wordOf(catalogue.Kinds, kind), wordOf(catalogue.Actions, action))
}

// wordOf is what people call a kind or an action; its short name if nobody says.
func wordOf(words []store.CatalogueWord, slug string) string {
	for _, w := range words {
		if w.Slug == slug {
			return w.Words
		}
	}
	return slug
}
