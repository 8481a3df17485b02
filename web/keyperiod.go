package web

import (
	"net/url"

	"chatelaine/store"
)

// periodNames are the filters on dates.
var periodNames = []string{"created", "expires", "used"}

// periodOf is what a period's form comes to in the address: days before one, after one, or from one to another. A day
// that can't be read stays, so that it is named; no day at all is no filter.
func periodOf(values url.Values, name string) string {
	field := func(which string, days int) string {
		text := values.Get(name + "." + which)
		if day, ok := store.ParseDate(text); ok {
			return day.AddDays(days).String()
		}
		return text
	}
	from, to := "", ""
	switch way := values.Get(name); way {
	case "before":
		to = field(way, -1)
	case "after":
		from = field(way, 1)
	case "between":
		from, to = field("from", 0), field("to", 0)
	default:
		return way
	}
	return from + ".." + to
}

// turnedPeriods names the filters on dates whose last day came before the first. The table shows the days between them
// all the same.
func turnedPeriods(values url.Values) (turned []string) {
	plain := fromForm(values)
	for _, name := range periodNames {
		from, to, found := cutPeriod(plain.Get(name))
		if found && to != (store.Date{}) && to.Before(from) {
			turned = append(turned, name)
		}
	}
	return turned
}
