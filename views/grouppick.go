package views

import (
	"context"
	"slices"

	"chatelaine/store"
)

// GroupPick is the choice of groups in a form.
type GroupPick struct {
	Options []GroupOption
	None    string // said where there is nothing to choose; empty: there is
	Hint    string
	Needed  bool
	Mistake Mistake // zero: none
}

// GroupOption is a group that can be picked.
type GroupOption struct {
	ID, Name, About string
	Chosen          bool
}

// newGroupPick offers the groups that a person can give.
func newGroupPick(ctx context.Context, form store.KeyForm, chosen []string) GroupPick {
	p := GroupPick{Needed: form.NeedsGroup}
	for _, g := range form.Groups {
		p.Options = append(p.Options, groupOption(g, chosen))
	}
	switch {
	case !form.NeedsGroup:
		p.None = T(ctx, "There are no groups yet. Until the first one is made, a key needs none.")
	case len(form.Groups) == 0:
		p.None = T(ctx, "You belong to no group, and a key can only get groups that you belong to. Ask an administrator to make you a member of one.")
	}
	return p
}

func groupOption(g store.GroupChoice, chosen []string) GroupOption {
	return GroupOption{ID: string(g.ID), Name: g.Name, About: firstLine(g.About), Chosen: slices.Contains(chosen, string(g.ID))}
}
