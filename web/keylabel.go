package web

import (
	"net/url"
	"slices"
	"strings"

	"chatelaine/store"
)

// contactLeft stands in the address for contacts who left.
const contactLeft = "left"

// optionEmpty is the comparison of a text that is empty, as it stands before a colon in the address.
const optionEmpty = "empty"

// parsePurpose is [parseText] for a text that can be empty.
func parsePurpose(text string) store.TextFilter {
	if op, _, found := strings.Cut(text, ":"); found && op == optionEmpty {
		return store.TextFilter{Op: store.TextEmpty}
	}
	return parseText(text)
}

func formatPurpose(f store.TextFilter) string {
	if f.Op == store.TextEmpty {
		return optionEmpty + ":"
	}
	text := formatText(f)
	if op, _, found := strings.Cut(text, ":"); found && op == optionEmpty {
		return "contains:" + text
	}
	return text
}

// parseLabel reads "env:production", or "env" for any value. In values, what could be taken for the address's own is escaped.
func parseLabel(text string) (store.Label, bool) {
	name, value, _ := strings.Cut(text, ":")
	value, err := url.PathUnescape(value)
	l := store.Label{Name: name, Value: strings.TrimSpace(value)}
	probe := l
	if probe.Value == "" {
		probe.Value = "any"
	}
	_, wrong := store.CleanLabels("labels", []store.Label{probe})
	return l, err == nil && wrong == nil
}

// parseContacts reads members, and who left.
func parseContacts(text string, note func(ok bool)) (contacts []store.AccountID, left bool) {
	parts := slices.DeleteFunc(strings.Split(text, ","), func(part string) bool {
		left = left || part == contactLeft
		return part == contactLeft
	})
	return parseList(strings.Join(parts, ","), parseAccountID, note), left
}

func (t tableState) contacts() string {
	ids := formatList(t.Contacts, func(id store.AccountID) string { return string(id) })
	switch {
	case !t.ContactLeft:
		return ids
	case ids == "":
		return contactLeft
	}
	return contactLeft + "," + ids
}
