package store

import (
	"fmt"
	"slices"
	"strings"
)

// Label says something about a key in a word and its value, as in "env: production".
type Label struct{ Name, Value string }

// MaxLabels is how many labels a key can have.
const MaxLabels = 10

// Problems of labels, as [InvalidError] says them.
const (
	// ProblemLabel is that of a line that is no label; its verb takes the line's number.
	ProblemLabel = "have no colon between a name and a value in line %d"
	// ProblemLabelName is that of a label whose name breaks the rule; its verb takes the label's number.
	ProblemLabelName = "have a name that can't be one in line %d"
	// ProblemLabelTwice is that of two labels with the same name; its verb takes the second one's number.
	ProblemLabelTwice = "have the same name a second time in line %d"
	// ProblemLabelValue is that of a label whose value is empty, too long, or can't be shown; its verb takes the label's number.
	ProblemLabelValue = "have a value that can't be one in line %d"
)

const acceptedLabels = "up to 10 lines such as env: production; names of up to 32 small letters a-z, digits and . _ -, values of up to 64 characters"

// String writes the label as people do.
func (l Label) String() string { return l.Name + ": " + l.Value }

// ParseLabel reads what [Label.String] wrote, with spaces wherever; ok is false without a colon. Neither part is checked.
func ParseLabel(text string) (l Label, ok bool) {
	name, value, ok := strings.Cut(text, ":")
	return Label{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}, ok
}

// ParseLabels reads labels as a form has them, one a line; empty lines are left out. Errors: [InvalidError] for field.
func ParseLabels(field, text string) (list []Label, err error) {
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		label, ok := ParseLabel(line)
		if !ok {
			return nil, &InvalidError{Field: field, Problem: ProblemLabel, Args: []any{i + 1}, Accepted: acceptedLabels}
		}
		list = append(list, label)
	}
	return list, nil
}

// CleanLabels gives labels as they are stored: sorted by their names. Errors: [InvalidError] for field.
func CleanLabels(field string, in []Label) ([]Label, error) {
	refuse := func(problem string, args ...any) ([]Label, error) {
		return nil, &InvalidError{Field: field, Problem: problem, Args: args, Accepted: acceptedLabels}
	}
	if len(in) > MaxLabels {
		return refuse(ProblemTooMany, MaxLabels)
	}
	list := make([]Label, 0, len(in))
	for i, l := range in {
		value, err := cleanLine(field, l.Value, Limits.LabelValue, acceptedLabels)
		switch {
		case !isLabelName(l.Name):
			return refuse(ProblemLabelName, i+1)
		case hasLabel(list, l.Name):
			return refuse(ProblemLabelTwice, i+1)
		case value == "" && err == nil:
			return refuse(ProblemLabelValue, i+1)
		case err != nil:
			return nil, fmt.Errorf("label %d: %w", i+1, err)
		}
		list = append(list, Label{l.Name, value})
	}
	slices.SortFunc(list, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

func hasLabel(list []Label, name string) bool {
	return slices.ContainsFunc(list, func(l Label) bool { return l.Name == name })
}

// isLabelName says whether a label can be called so: [a-z0-9][a-z0-9._-]{0,31}.
func isLabelName(name string) bool {
	return name != "" && len(name) <= Limits.LabelName.Bytes && !strings.ContainsAny(name[:1], "._-") &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

// Relabel is a change of a key's labels: some are given, in place of those with the same names, and some are taken away.
type Relabel struct {
	Set    []Label
	Remove []string // names
}

// Of is what a key's labels become. Errors: [InvalidError] for the field "labels".
func (r Relabel) Of(present []Label) ([]Label, error) {
	set, err := CleanLabels("labels", r.Set)
	if err != nil {
		return nil, err
	}
	left := slices.DeleteFunc(slices.Clone(present), func(l Label) bool { return slices.Contains(r.Remove, l.Name) || hasLabel(set, l.Name) })
	return CleanLabels("labels", append(left, set...))
}

// JoinLabels writes labels as an event and a cell have them.
func JoinLabels(list []Label) string {
	texts := make([]string, len(list))
	for i, l := range list {
		texts[i] = l.String()
	}
	return strings.Join(texts, ", ")
}

// matches tells whether a label is the one that a filter asks for: without a value, one of that name.
func (l Label) matches(wanted Label) bool {
	return l.Name == wanted.Name && (wanted.Value == "" || Fold(l.Value) == SearchTerm(wanted.Value))
}

// LabelCount is how many keys have a label.
type LabelCount struct {
	Label Label
	Count Count
}

// MaxFilterLabels is by how many labels at once the table can be narrowed; the rest of a longer list is left out.
const MaxFilterLabels = 20

// FilterLabels puts the labels that a filter asks for together by their names, in their order. A key has to have one of
// each; where a label without a value is among those of a name, any value will do.
func FilterLabels(wanted []Label) (byName [][]Label) {
	place := map[string]int{}
	for _, l := range wanted[:min(len(wanted), MaxFilterLabels)] {
		at, known := place[l.Name]
		if !known {
			at, byName = len(byName), append(byName, nil)
			place[l.Name] = at
		}
		byName[at] = append(byName[at], l)
	}
	return byName
}

// labelsHold tells whether labels have what a filter asks for.
func labelsHold(have, wanted []Label) bool {
	for _, one := range FilterLabels(wanted) {
		if !slices.ContainsFunc(have, func(l Label) bool { return slices.ContainsFunc(one, l.matches) }) {
			return false
		}
	}
	return true
}
