package web

import (
	"slices"
	"strings"
	"time"

	"chatelaine/store"
)

// textOps are the comparisons of a text filter as they stand before a colon in the address. Contains
// needs none, unless the text itself begins with one.
var textOps = map[string]store.TextOp{
	"contains": store.TextContains, "starts": store.TextStarts, "is": store.TextIs, "not": store.TextIsNot,
}

// parseText reads "harbour", "is:Harbour soundings", "starts:Field". Every text is one.
func parseText(text string) store.TextFilter {
	if id, found := store.SecretIn(text); found {
		text = string(id)
	}
	text = cut(text, store.MaxSearch)
	if op, rest, found := strings.Cut(text, ":"); found && textOps[op] != "" {
		return textFilter(textOps[op], rest)
	}
	return textFilter(store.TextContains, text)
}

func textFilter(op store.TextOp, text string) store.TextFilter {
	if strings.TrimSpace(text) == "" {
		return store.TextFilter{}
	}
	return store.TextFilter{Op: op, Text: text}
}

func formatText(f store.TextFilter) string {
	if f.IsZero() {
		return ""
	}
	op := map[store.TextOp]string{store.TextStarts: "starts", store.TextIs: "is", store.TextIsNot: "not"}[f.Op]
	if first, _, found := strings.Cut(f.Text, ":"); op == "" && found && textOps[first] != "" {
		op = "contains"
	}
	if op == "" {
		return f.Text
	}
	return op + ":" + f.Text
}

// parseList reads values between commas, each once; note is told of one that isn't known.
func parseList[T comparable](text string, parse func(string) (T, bool), note func(ok bool)) (list []T) {
	if text == "" {
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		value, ok := parse(part)
		note(ok)
		if ok && !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}

func formatList[T any](list []T, format func(T) string) string {
	var parts []string
	for _, value := range list {
		parts = append(parts, format(value))
	}
	return strings.Join(parts, ",")
}

func parseStatus(text string) (store.Status, bool) {
	status := store.Status(text)
	known := []store.Status{store.StatusActive, store.StatusExpiringSoon, store.StatusExpired, store.StatusInactive}
	return status, slices.Contains(known, status)
}

func parseKeyRole(text string) (store.Role, bool) {
	role, err := store.ParseRole(text)
	return role, err == nil && role != store.RoleAdministrator
}

func parseAccountID(text string) (store.AccountID, bool) { return store.AccountID(text), isID(text) }

func parseGroupID(text string) (store.GroupID, bool) { return store.GroupID(text), isID(text) }

// parseKeyID reads an id by its form alone: whether there is such a key, the store says.
func parseKeyID(text string) (store.KeyID, bool) {
	if len(text) != 12 || strings.ContainsFunc(text, func(r rune) bool { return !isAlphanumeric(r) }) {
		return "", false
	}
	return store.KeyID(text), true
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

func parseOnly(text string) (string, bool) { return text, slices.Contains(onlyFilters, text) }

// period is a filter on dates: a preset, or two days of which either can be missing. The zero period is
// all of time.
type period struct {
	preset   string
	days     [2]int     // of a preset: from and to, counted from today
	from, to store.Date // both included
}

// presetNever is what was never used.
const presetNever = "never"

// presets are those of each column, with their days: from and to, counted from today.
var presets = map[string]map[string][2]int{
	"created": {"last7d": {-7, 0}, "last30d": {-30, 0}, "last365d": {-365, 0}},
	"expires": {"next7d": {0, 7}, "next30d": {0, 30}, "next90d": {0, 90}, "last30d": {-30, -1}},
	"used":    {"last7d": {-7, 0}, "last30d": {-30, 0}, "over90d": {farAgo, -91}, presetNever: {}},
}

// farAgo stands for an open beginning.
const farAgo = -400 * 365

func parsePeriod(column, text string) (period, bool) {
	if text == "" {
		return period{}, true
	}
	if days, known := presets[column][text]; known {
		return period{preset: text, days: days}, true
	}
	p := period{}
	var ok bool
	if p.from, p.to, ok = cutPeriod(text); !ok || p == (period{}) {
		return period{}, false
	}
	if p.to != (store.Date{}) && p.to.Before(p.from) {
		p.from, p.to = p.to, p.from
	}
	return p, true
}

// cutPeriod reads two days, either of which can be missing.
func cutPeriod(text string) (from, to store.Date, ok bool) {
	first, last, found := strings.Cut(text, "..")
	from, ok1 := parseDay(first)
	to, ok2 := parseDay(last)
	return from, to, found && ok1 && ok2
}

// parseDay reads a day of the years 1 to 9999; the empty text is none.
func parseDay(text string) (store.Date, bool) {
	if text == "" {
		return store.Date{}, true
	}
	day, ok := store.ParseDate(text)
	return day, ok && day.Year > 0
}

// String writes the period for an address.
func (p period) String() string {
	switch {
	case p.preset != "":
		return p.preset
	case p == period{}:
		return ""
	}
	return p.from.String() + ".." + p.to.String()
}

// span is the period as instants, with days of the organization's zone. What was never used has none.
func (p period) span(at time.Time, zone *time.Location) (s store.Span) {
	from, to := p.from, p.to
	if p.preset == presetNever {
		return s
	}
	if p.preset != "" {
		today := store.DateAt(at, zone)
		from, to = today.AddDays(p.days[0]), today.AddDays(p.days[1])
		if p.days[0] == farAgo {
			from = store.Date{}
		}
	}
	if from != (store.Date{}) {
		s.From = from.AddDays(-1).End(zone)
	}
	if to != (store.Date{}) {
		s.To = to.End(zone)
	}
	return s
}

// ends is the period for the ends of keys. A key that is valid through a day ends with the first instant of the next one,
// which therefore belongs to the day before it.
func (p period) ends(at time.Time, zone *time.Location) store.Span {
	s := p.span(at, zone)
	if !s.From.IsZero() {
		s.From = s.From.Add(time.Millisecond)
	}
	if !s.To.IsZero() {
		s.To = s.To.Add(time.Millisecond)
	}
	return s
}
