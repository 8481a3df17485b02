package views

import (
	"context"
	"slices"
	"strings"

	"chatelaine/store"
)

// Wider is how many keys the table would show without one of its filters, named as in the address.
type Wider struct {
	Filter string // empty: without all of them, but for the search
	Count  store.Count
}

// emptyWords say why a table is empty, and the next step.
func emptyWords(ctx context.Context, f KeyTableFacts) Blank {
	if !f.Query.Filter.IsZero() {
		p := Blank{Title: T(ctx, "No key matches."), Words: noneWords(ctx, f)}
		p.Next, p.NextHref = nextStep(ctx, f)
		return p
	}
	if f.Page.OwnOnly {
		return Blank{Title: T(ctx, "No keys of yours."),
			Words: T(ctx, "You see the keys that you created while you were a manager. Ask an administrator if you need a key.")}
	}
	return Blank{Title: T(ctx, "No keys yet."),
		Words: T(ctx, "A key lets a program reach %s. Give each program its own key, so that one can be withdrawn without stopping the others.", f.Organization.Name)}
}

// noneWords name the search and the filters that nothing fits.
func noneWords(ctx context.Context, f KeyTableFacts) string {
	clauses := filterClauses(ctx, f)
	what := strings.Join(clauses, ", ")
	switch search := f.Values.Search; {
	case search != "" && len(clauses) > 0:
		return T(ctx, "Nothing named like “%s” %s.", search, what)
	case search != "" && store.IsShort(store.SearchTerm(search)):
		return T(ctx, "No word begins with “%s”: one letter or two are looked for at the beginnings of words only.", search)
	case search != "":
		return T(ctx, "Nothing named like “%s”.", search)
	}
	return T(ctx, "There is no key %s.", what)
}

// filterClauses are the filters that are on as they end a sentence, in the order of the columns.
func filterClauses(ctx context.Context, f KeyTableFacts) (clauses []string) {
	say := func(column store.KeyColumn, sentence string) {
		filter := newFilter(ctx, f, column)
		if words := filter.either(ctx); words != "" {
			clauses = append(clauses, T(ctx, sentence, words))
		}
	}
	say(store.ColumnName, "whose name %s")
	say(store.ColumnID, "whose ID %s")
	say(store.ColumnStatus, "with the status %s")
	say(store.ColumnRole, "with the role %s")
	say(store.ColumnGroups, "with the group %s")
	say(store.ColumnCreator, "created by %s")
	say(store.ColumnCreated, "created %s")
	say(store.ColumnExpires, "that expires %s")
	say(store.ColumnPurpose, "whose purpose %s")
	say(store.ColumnLabels, "with the label %s")
	say(store.ColumnContact, "whose contact is %s")
	switch f.Values.Used.Preset {
	case "never":
		clauses = append(clauses, T(ctx, "that was never used"))
	case "over90d":
		clauses = append(clauses, T(ctx, "that was used, but not for 90 days"))
	default:
		say(store.ColumnUsed, "last used %s")
	}
	for _, only := range []struct{ name, words string }{
		{"unconfirmed", "that nobody has confirmed"}, {"owns", "that owns resources"}, {"left", "created by people who left"},
	} {
		if slices.Contains(f.Values.Only, only.name) {
			clauses = append(clauses, T(ctx, only.words))
		}
	}
	return clauses
}

// either is what a filter filters by, with "or" between choices; empty: nothing.
func (f *Filter) either(ctx context.Context) (words string) {
	if f.Kind != "choice" {
		return f.Words
	}
	for _, o := range f.Options {
		switch {
		case o.Chosen && words == "":
			words = o.Label
		case o.Chosen:
			words = T(ctx, "%s or %s", words, o.Label)
		}
	}
	return words
}

// nextStep is the smallest change that shows something: without one filter, without all of them, without the search.
func nextStep(ctx context.Context, f KeyTableFacts) (words, href string) {
	var best Wider
	for _, w := range f.Wider { // the one filter that lets the fewest keys in
		if w.Filter != "" && w.Filter != "q" && w.Count.N > 0 && (best.Count.N == 0 || w.Count.N < best.Count.N) {
			best = w
		}
	}
	for _, w := range f.Wider {
		if (w.Filter == "" || w.Filter == "q") && w.Count.N > 0 && best.Count.N == 0 {
			best = w
		}
	}
	if best.Count.N == 0 {
		return T(ctx, "Show all keys"), f.Links.Unfiltered()
	}
	href = f.Links.Without(best.Filter)
	if best.Filter == "" {
		href = f.Links.Searched()
	}
	if best.Count.More {
		return T(ctx, "%s keys match without %s.", CountWords(ctx, best.Count), filterNoun(ctx, best.Filter)), href
	}
	return T(ctx, "%d keys match without %s.", best.Count.N, filterNoun(ctx, best.Filter)), href
}

// filterNoun is what a filter is called where it is taken away.
func filterNoun(ctx context.Context, filter string) string {
	nouns := map[string]string{
		"": "the filters", "q": "the search", "name": "the name filter", "id": "the ID filter", "status": "the status filter", "role": "the role filter",
		"by": "the creator filter", "groups": "the group filter", "created": "the creation date filter", "expires": "the expiration date filter", "used": "the last use filter",
		"purpose": "the purpose filter", "labels": "the label filter", "contact": "the contact filter",
		"unconfirmed": "the filter “Not confirmed”", "owns": "the filter “Owns resources”", "left": "the filter “Created by people who left”",
	}
	return T(ctx, nouns[filter])
}
