package views

import (
	"context"
	"slices"

	"chatelaine/store"
)

// KeyChoices is the form of one choice filter with counts: what a filter of the table is filled with when it opens, and
// a page for who has no scripts.
type KeyChoices struct {
	Window Window
	Filter Filter
	Search string // creators are searched by it
	More   string // says that not all are listed; empty: they are
}

// choiceNames are the filters that are chosen from a list, as the address names them.
var choiceNames = map[string]store.KeyColumn{
	"status": store.ColumnStatus, "role": store.ColumnRole, "by": store.ColumnCreator, "groups": store.ColumnGroups,
	"labels": store.ColumnLabels, "contact": store.ColumnContact,
}

// NewKeyChoices puts what there is to choose into words. More than so many creators or groups aren't listed, but for the
// chosen ones. A filter that isn't known is that of the status.
func NewKeyChoices(ctx context.Context, f KeyTableFacts, of, search string, listed int) KeyChoices {
	column, known := choiceNames[of]
	if !known {
		column = store.ColumnStatus
	}
	p := KeyChoices{Search: search}
	var more [4]bool
	f.Creators, more[0] = firstOf(f.Creators, listed, func(c store.CreatorCount) bool { return slices.Contains(f.Values.Creators, c.Creator.ID) })
	f.Contacts, more[1] = firstOf(f.Contacts, listed, func(c store.CreatorCount) bool { return slices.Contains(f.Values.Contacts, c.Creator.ID) })
	f.Labels, more[2] = firstOf(f.Labels, listed, func(c store.LabelCount) bool { return slices.Contains(f.Values.Labels, c.Label) })
	f.Groups, more[3] = firstOf(f.Groups, listed, func(c store.GroupCount) bool { return slices.Contains(f.Values.Groups, c.Group.ID) })
	if slices.Contains(more[:], true) {
		p.More = T(ctx, "Only the first %d are listed: search to find others.", listed)
	}
	p.Filter = newFilter(ctx, f, column)
	p.Window = Window{ID: "choices", Title: p.Filter.Title, Page: true, Close: f.Links.Here()}
	return p
}

// firstOf are the chosen ones, which come first, and so many others; more: there are others than these.
func firstOf[T any](list []T, listed int, chosen func(T) bool) (some []T, more bool) {
	first := slices.IndexFunc(list, func(one T) bool { return !chosen(one) })
	if first < 0 || len(list)-first <= listed {
		return list, false
	}
	return list[:first+listed], true
}

// choiceCount is a count beside an option; nil: nobody counted.
type choiceCount map[string]store.Count

func (c choiceCount) words(ctx context.Context, value string) string {
	if n, counted := c[value]; counted {
		return CountWords(ctx, n)
	}
	return ""
}

func statusOptions(ctx context.Context, f KeyTableFacts) []Option {
	counts := choiceCount{}
	for _, c := range f.Choices.Statuses {
		counts[string(c.Status)] = c.Count
	}
	var options []Option
	for _, o := range []struct {
		status store.Status
		label  string
	}{
		{store.StatusActive, "Active"}, {store.StatusExpiringSoon, "Expiring soon"},
		{store.StatusExpired, "Expired"}, {store.StatusInactive, "Inactive"},
	} {
		options = append(options, Option{
			Value: string(o.status), Label: T(ctx, o.label), Status: o.status, Chosen: slices.Contains(f.Values.Statuses, o.status),
			Count: counts.words(ctx, string(o.status)),
		})
	}
	return options
}

func roleOptions(ctx context.Context, f KeyTableFacts) []Option {
	counts := choiceCount{}
	for _, c := range f.Choices.Roles {
		counts[c.Role.String()] = c.Count
	}
	var options []Option
	for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
		options = append(options, Option{
			Value: role.String(), Label: RoleName(ctx, f.Organization.RoleWords, role), Chosen: slices.Contains(f.Values.Roles, role),
			Count: counts.words(ctx, role.String()),
		})
	}
	return options
}

// creatorOptions are those who were looked for, or the chosen ones alone. Whoever is chosen and not found stays
// chosen: the table shows none of their keys.
func creatorOptions(ctx context.Context, f KeyTableFacts) []Option {
	var options []Option
	for _, c := range f.Creators {
		options = append(options, creatorOption(ctx, f, c.Creator, CountWords(ctx, c.Count)))
	}
	listed := func(id store.AccountID) bool {
		return slices.ContainsFunc(options, func(o Option) bool { return o.Value == string(id) })
	}
	for _, c := range f.Page.Creators {
		if !listed(c.ID) {
			options = append(options, creatorOption(ctx, f, c, ""))
		}
	}
	for _, id := range f.Values.Creators {
		if !listed(id) {
			options = append(options, Option{Value: string(id), Label: T(ctx, "somebody unknown"), Chosen: true})
		}
	}
	return options
}

// groupOptions are the groups that were looked for, or the chosen ones alone. One that is chosen and not found stays
// chosen: no key that the person sees belongs to it.
func groupOptions(ctx context.Context, f KeyTableFacts) []Option {
	var options []Option
	chosen := func(id store.GroupID) bool { return slices.Contains(f.Values.Groups, id) }
	listed := func(id store.GroupID) bool {
		return slices.ContainsFunc(options, func(o Option) bool { return o.Value == string(id) })
	}
	for _, g := range f.Groups {
		options = append(options, Option{Value: string(g.Group.ID), Label: g.Group.Name, Chosen: chosen(g.Group.ID), Count: CountWords(ctx, g.Count)})
	}
	for _, g := range f.Page.Groups {
		if !listed(g.ID) {
			options = append(options, Option{Value: string(g.ID), Label: g.Name, Chosen: chosen(g.ID)})
		}
	}
	for _, id := range f.Values.Groups {
		if !listed(id) {
			options = append(options, Option{Value: string(id), Label: T(ctx, "a group that is gone"), Chosen: true})
		}
	}
	return options
}

func creatorOption(ctx context.Context, f KeyTableFacts, c store.Creator, count string) Option {
	o := Option{Value: string(c.ID), Label: c.Name, About: c.Email, Chosen: slices.Contains(f.Values.Creators, c.ID), Count: count}
	if c.Left {
		o.About = T(ctx, "%s (left)", c.Email)
	}
	return o
}
