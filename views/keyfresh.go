package views

import (
	"context"
	"strings"

	"chatelaine/store"
)

// NewKeysChanged says what changed of a table that is on a screen, whose rows were read at the version since. The facts
// are of the table as it is now.
func NewKeysChanged(ctx context.Context, f KeyTableFacts, c store.KeyChanges, shown []store.KeyID, since int64, count string) KeysChanged {
	p := KeysChanged{Columns: newColumns(ctx, f), Count: count, Range: rangeWords(ctx, f.Page)}
	p.Fresh = Freshness{Ask: f.Links.Changes(since, c.Version, shown), Here: f.Links.Here()}
	for _, key := range c.Shown {
		row := newKeyRow(ctx, f, key)
		row.Changed = !c.Unclear
		p.Rows = append(p.Rows, row)
	}
	for _, key := range c.Gone {
		words := T(ctx, "Deleted by %s", key.By)
		if key.By == "" {
			words = T(ctx, "Deleted")
		}
		p.Gone = append(p.Gone, GoneRow{
			ID: string(key.ID), Href: KeyAddress(f.Organization.Slug, key.ID), Name: key.Name,
			Words: words, Title: instant(ctx, key.At, f.Organization.Zone),
		})
	}
	p.Fresh.Words, p.Fresh.Link = freshWords(ctx, f, c)
	return p
}

// freshWords says what the rows on the screen can't show.
func freshWords(ctx context.Context, f KeyTableFacts, c store.KeyChanges) (words, link string) {
	if c.Unclear {
		return T(ctx, "Much has changed meanwhile, and some of it is not shown here."), T(ctx, "Show the table as it is now")
	}
	added, changed := 0, 0
	for _, k := range c.Others {
		switch {
		case !f.Query.Filter.Holds(k.KeyFacts, f.Now):
		case k.Created:
			added++
		default:
			changed++
		}
	}
	var said []string
	if added > 0 {
		said = append(said, T(ctx, "%d keys were added.", added))
	}
	if changed > 0 {
		said = append(said, T(ctx, "%d keys that are not shown here were changed.", changed))
	}
	if c.Owning && f.Query.Filter.OwnsResources {
		said = append(said, T(ctx, "Resources have changed hands."))
	}
	link = T(ctx, "Show the table as it is now")
	if len(said) == 1 && added > 0 && f.Query.Sort.OrDefault() == store.NewestFirst && f.Query.After.IsZero() && f.Query.Before.IsZero() {
		link = T(ctx, "Show them") // on top
		if added == 1 {
			link = T(ctx, "Show it")
		}
	}
	return strings.Join(said, " "), link
}
