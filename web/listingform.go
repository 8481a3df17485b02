package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"chatelaine/store"
)

// formNames are fields of the forms that the address writes in another way.
func (l *listing) formNames() []string {
	names := []string{"of", "find", "move"}
	for _, name := range l.texts {
		names = append(names, name+".op")
	}
	for name := range l.periods {
		for _, field := range []string{"before", "after", "from", "to"} {
			names = append(names, name+"."+field)
		}
	}
	return names
}

// listNames are the parts of which a form sends a field for each tick.
func (l *listing) listNames() []string {
	return append(slices.Collect(maps.Keys(l.choices)), "cols")
}

// isForm tells whether an address was made by a form rather than by [listingState.address].
func (l *listing) isForm(values url.Values) bool {
	forms, lists := l.formNames(), l.listNames()
	for name, all := range values {
		if slices.Contains(forms, name) || len(all) > 1 && slices.Contains(lists, name) {
			return true
		}
	}
	return false
}

// fromForm turns the fields of the forms into what the address says.
func (l *listing) fromForm(values url.Values) url.Values {
	plain, forms, lists := url.Values{}, l.formNames(), l.listNames()
	for name, all := range values {
		if slices.Contains(lists, name) {
			all = []string{strings.Join(all, ",")}
		}
		if !slices.Contains(forms, name) {
			plain[name] = all
		}
	}
	for _, name := range l.texts {
		if op := values.Get(name + ".op"); op != "" && values.Get(name) != "" {
			plain.Set(name, op+":"+values.Get(name))
		}
	}
	for name := range l.periods {
		if period := periodOf(values, name); period != plain.Get(name) {
			plain.Set(name, period)
		}
	}
	if column, step, ok := l.parseMove(values.Get("move")); ok {
		plain.Set("cols", movedColumn(plain.Get("cols"), column, step))
	}
	return plain
}

// turned names the filters on dates whose last day came before the first. The table shows the days between them all the same.
func (l *listing) turned(values url.Values) (turned []string) {
	plain := l.fromForm(values)
	for _, name := range slices.Sorted(maps.Keys(l.periods)) {
		from, to, found := cutPeriod(plain.Get(name))
		if found && to != (store.Date{}) && to.Before(from) {
			turned = append(turned, name)
		}
	}
	return turned
}

// parseMove reads what a button of the form for columns asks for: "up:role" or "down:role".
func (l *listing) parseMove(text string) (column string, step int, ok bool) {
	way, column, _ := strings.Cut(text, ":")
	step = map[string]int{"up": -1, "down": 1}[way]
	return column, step, step != 0 && slices.Contains(l.columns, column)
}

// movedBy is the button that moved a column, as the end of an address: see the function of that name.
func (l *listing) movedBy(move string) string {
	if _, _, ok := l.parseMove(move); !ok {
		return ""
	}
	return "#" + move
}
