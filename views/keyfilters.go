package views

import (
	"context"
	"slices"
	"strings"

	"chatelaine/store"
)

// Filter is the form that filters by one column, and what it filters by now.
type Filter struct {
	Name    string // in the address
	Title   string
	Kind    string // text, choice or period
	Legend  string
	Action  string
	Kept    []HiddenField
	Words   string // what it filters by; empty: nothing
	Text    string
	Ops     []Option // comparisons of a text
	Options []Option // of a choice, or a period's presets
	Days    PeriodFields
	Listed  string // address of what there is to choose from
	Chosen  string // the same with what is chosen now
	Find    string // what a search of it is called; empty: it has none
	All     string // what the page with all of them is called
	None    string // what is said where a search finds nothing
}

// Option is one of several values.
type Option struct {
	Value, Label string
	Chosen       bool
	Status       store.Status // shown as a badge; empty: the label is shown
	About        string       // beside the label
	Count        string       // how many keys it shows; empty: nobody counted
}

func newFilter(ctx context.Context, f KeyTableFacts, column store.KeyColumn) Filter {
	name := map[store.KeyColumn]string{store.ColumnCreator: "by", store.ColumnKey: "id"}[column]
	if name == "" {
		name = string(column)
	}
	filter := Filter{Name: name, Action: KeysAddress(f.Organization.Slug), Kept: hiddenFields(f.Links.Kept(name))}
	v := f.Values
	switch column {
	case store.ColumnName:
		filter.Title = T(ctx, "Filter by name")
		filter.text(ctx, v.Name)
	case store.ColumnID, store.ColumnKey:
		filter.Title = T(ctx, "Filter by ID")
		filter.text(ctx, v.ID)
	case store.ColumnStatus:
		filter.Title, filter.Legend = T(ctx, "Filter by status"), T(ctx, "Status")
		filter.choose(ctx, statusOptions(ctx, f), f.Links)
	case store.ColumnRole:
		filter.Title, filter.Legend = T(ctx, "Filter by role"), T(ctx, "Role")
		filter.choose(ctx, roleOptions(ctx, f), f.Links)
	case store.ColumnCreator:
		filter.Title, filter.Legend = T(ctx, "Filter by creator"), T(ctx, "Created by")
		filter.choose(ctx, creatorOptions(ctx, f), f.Links)
	case store.ColumnGroups:
		filter.Title, filter.Legend = T(ctx, "Filter by group"), T(ctx, "Groups")
		filter.choose(ctx, groupOptions(ctx, f), f.Links)
	case store.ColumnPurpose:
		filter.Title = T(ctx, "Filter by purpose")
		filter.purpose(ctx, v.Purpose)
	case store.ColumnLabels:
		filter.Title, filter.Legend = T(ctx, "Filter by label"), T(ctx, "Labels")
		filter.choose(ctx, labelOptions(ctx, f), f.Links)
	case store.ColumnContact:
		filter.Title, filter.Legend = T(ctx, "Filter by contact"), T(ctx, "Contact")
		filter.choose(ctx, contactOptions(ctx, f), f.Links)
	case store.ColumnCreated:
		filter.Title, filter.Legend = T(ctx, "Filter by creation"), T(ctx, "Created")
		filter.period(ctx, v.Created, createdPresets)
	case store.ColumnExpires:
		filter.Title, filter.Legend = T(ctx, "Filter by expiration date"), T(ctx, "Expires")
		filter.period(ctx, v.Expires, expiresPresets)
	case store.ColumnUsed:
		filter.Title, filter.Legend = T(ctx, "Filter by last use"), T(ctx, "Last used")
		filter.period(ctx, v.Used, usedPresets)
	}
	return filter
}

// textOps are the comparisons with their words, as the address names them.
var textOps = []struct {
	op    store.TextOp
	value string
	label string
	words string
}{
	{store.TextContains, "contains", "contains", "contains “%s”"},
	{store.TextStarts, "starts", "starts with", "starts with “%s”"},
	{store.TextIs, "is", "is", "is “%s”"},
	{store.TextIsNot, "not", "is not", "is not “%s”"},
}

func (f *Filter) text(ctx context.Context, v store.TextFilter) {
	f.Kind, f.Text = "text", v.Text
	for _, o := range textOps {
		f.Ops = append(f.Ops, Option{Value: o.value, Label: T(ctx, o.label), Chosen: o.op == v.Op})
		if o.op == v.Op && !v.IsZero() {
			f.Words = T(ctx, o.words, v.Text)
		}
	}
}

func (f *Filter) choose(ctx context.Context, options []Option, links TableLinks) {
	f.Kind, f.Options, f.Listed = "choice", options, links.Choices(f.Name, false)
	f.Chosen = links.Choices(f.Name, true)
	f.searched(ctx)
	var chosen []string
	for _, o := range options {
		if o.Chosen {
			chosen = append(chosen, o.Label)
		}
	}
	f.Words = strings.Join(chosen, ", ")
}

// newChips are the filters that are on, in the order of the columns.
func newChips(ctx context.Context, f KeyTableFacts, columns []Column) []Chip {
	var chips []Chip
	if f.Values.Search != "" {
		label := T(ctx, "Search")
		if store.IsShort(store.SearchTerm(f.Values.Search)) {
			label = T(ctx, "Words beginning with")
		}
		chips = append(chips, Chip{Label: label, Words: T(ctx, "“%s”", f.Values.Search), Remove: f.Links.Without("q")})
	}
	for _, c := range columns {
		if c.Filtered && c.ID != string(store.ColumnKey) {
			chips = append(chips, Chip{Label: c.Label, Words: c.Filter.Words, Edit: "f-" + c.ID, Remove: f.Links.Without(c.Filter.Name)})
		}
	}
	for _, only := range []struct{ name, words string }{
		{"unconfirmed", "Not confirmed"}, {"owns", "Owns resources"}, {"left", "Created by people who left"},
	} {
		if slices.Contains(f.Values.Only, only.name) {
			chips = append(chips, Chip{Label: T(ctx, "Only"), Words: T(ctx, only.words), Remove: f.Links.Without(only.name)})
		}
	}
	return chips
}
