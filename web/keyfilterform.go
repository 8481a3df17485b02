package web

import (
	"net/url"
	"slices"
	"strings"
)

// formNames are fields of the filters' forms that the address writes in another way.
var formNames = []string{"name.op", "id.op", "purpose.op", "of", "find", "move",
	"created.before", "created.after", "created.from", "created.to", "expires.before", "expires.after", "expires.from", "expires.to",
	"used.before", "used.after", "used.from", "used.to"}

// listNames are filters of which a form sends a field for each tick.
var listNames = []string{"status", "role", "by", "groups", "labels", "contact", "only", "cols"}

// isForm tells whether an address was made by a form rather than by [tableState.address].
func isForm(values url.Values) bool {
	if values.Has("view") && len(values) > 1 && (len(values) > 2 || !values.Has("key")) { // a form carried it along
		return true
	}
	for name, all := range values {
		if slices.Contains(formNames, name) || len(all) > 1 && slices.Contains(listNames, name) {
			return true
		}
	}
	return false
}

// fromForm turns the fields of a filter's form into what the address says: ticks of one name into a
// list, a comparison and its text into one text, two days into a period.
func fromForm(values url.Values) url.Values {
	plain := url.Values{}
	for name, all := range values {
		if slices.Contains(listNames, name) {
			all = []string{strings.Join(all, ",")}
		}
		if !slices.Contains(formNames, name) {
			plain[name] = all
		}
	}
	for _, name := range []string{"name", "id", "purpose"} {
		if op := values.Get(name + ".op"); op != "" && values.Get(name) != "" {
			plain.Set(name, op+":"+values.Get(name))
		}
	}
	if values.Get("purpose.op") == optionEmpty {
		plain.Set("purpose", optionEmpty+":")
	}
	for _, name := range periodNames {
		if period := periodOf(values, name); period != plain.Get(name) {
			plain.Set(name, period)
		}
	}
	if move := values.Get("move"); move != "" {
		plain.Set("cols", moved(plain.Get("cols"), move))
	}
	return plain
}
