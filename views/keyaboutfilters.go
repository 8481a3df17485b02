package views

import (
	"context"
	"net/url"
	"slices"

	"chatelaine/store"
)

// searched says how the choices of a filter are searched, of those that have many.
func (f *Filter) searched(ctx context.Context) {
	switch f.Name {
	case "by":
		f.Find, f.All, f.None = T(ctx, "Search creators"), T(ctx, "Choose from all creators"), T(ctx, "No creator matches.")
	case "groups":
		f.Find, f.All, f.None = T(ctx, "Search groups"), T(ctx, "Choose from all groups"), T(ctx, "No group matches.")
	case "labels":
		f.Find, f.All, f.None = T(ctx, "Search labels"), T(ctx, "Choose from all labels"), T(ctx, "No label matches.")
	case "contact":
		f.Find, f.All, f.None = T(ctx, "Search contacts"), T(ctx, "Choose from all contacts"), T(ctx, "No contact matches.")
	}
}

// purpose is a text that can be empty.
func (f *Filter) purpose(ctx context.Context, v store.TextFilter) {
	f.text(ctx, v)
	f.Ops = append(f.Ops, Option{Value: "empty", Label: T(ctx, "is empty"), Chosen: v.Op == store.TextEmpty})
	if v.Op == store.TextEmpty {
		f.Words = T(ctx, "is empty")
	}
}

// LabelValue is what a form and an address call a label.
func LabelValue(l store.Label) string {
	if l.Value == "" {
		return l.Name
	}
	return l.Name + ":" + url.PathEscape(l.Value)
}

// labelOptions are those that were looked for, or the chosen ones alone. One that is chosen and not found stays chosen.
func labelOptions(ctx context.Context, f KeyTableFacts) (options []Option) {
	is := func(l store.Label) func(store.Label) bool {
		return func(chosen store.Label) bool {
			return chosen.Name == l.Name && store.SearchTerm(chosen.Value) == store.Fold(l.Value)
		}
	}
	for _, c := range f.Labels {
		options = append(options, Option{
			Value: LabelValue(c.Label), Label: c.Label.String(), Chosen: slices.ContainsFunc(f.Values.Labels, is(c.Label)), Count: CountWords(ctx, c.Count),
		})
	}
	for _, l := range f.Values.Labels {
		if slices.ContainsFunc(f.Labels, func(c store.LabelCount) bool { return is(c.Label)(l) }) {
			continue
		}
		o := Option{Value: LabelValue(l), Label: l.String(), Chosen: true}
		if l.Value == "" {
			o.Label = T(ctx, "%s (any value)", l.Name)
		}
		options = append(options, o)
	}
	return options
}

// contactOptions are who left, and those who were looked for, or the chosen ones alone.
func contactOptions(ctx context.Context, f KeyTableFacts) []Option {
	options := []Option{{Value: "left", Label: T(ctx, "Nobody"), About: T(ctx, "the contact has left"), Chosen: f.Values.ContactLeft}}
	add := func(c store.Creator, count string) {
		f.Values.Creators = f.Values.Contacts
		options = append(options, creatorOption(ctx, f, c, count))
	}
	listed := func(id store.AccountID) bool {
		return slices.ContainsFunc(options, func(o Option) bool { return o.Value == string(id) })
	}
	for _, c := range f.Contacts {
		add(c.Creator, CountWords(ctx, c.Count))
	}
	for _, c := range f.Page.Contacts {
		if !listed(c.ID) {
			add(c, "")
		}
	}
	for _, id := range f.Values.Contacts {
		if !listed(id) {
			options = append(options, Option{Value: string(id), Label: T(ctx, "somebody unknown"), Chosen: true})
		}
	}
	return options
}
