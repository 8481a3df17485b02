package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// allSelected stands for all keys that are selected, where the page is told that they are gone.
const allSelected = "*"

// SelectionAddress is where what is selected in an organization's table is worked on.
func SelectionAddress(slug string) string { return "/o/" + slug + "/selection" }

// Bulk is the bar for the rows of a table that are selected.
type Bulk struct {
	Of, Label   string // the field that their ids are sent in; "Selected keys"
	AllLabel    string // "Select all keys on this page"
	ActsLabel   string // of the menu with the acts
	Action      string // address of what its form does by itself; empty: the person can do nothing to them, and sees no ticks
	Delete      string // address; empty: the person can't delete them
	DeleteWords string // "Delete…"
	More        string // offers to select what matches beyond this page; empty: nothing does
	MoreHref    string
	Most        string // how many keys that selects
	Acts        []BulkAct
	All         string // offers to work on all that match in the background; empty: they can be selected
	AllHref     string
	State       string // of the table
}

// hasTicks tells whether a person can do something to keys together.
func hasTicks(f KeyTableFacts) bool { return f.Page.Standing.MayFreezeKeys() == nil }

// newBulk is the bar of a table.
func newBulk(ctx context.Context, f KeyTableFacts) Bulk {
	if !hasTicks(f) {
		return Bulk{}
	}
	slug, total := f.Organization.Slug, f.Page.Total
	b := Bulk{
		Of: "keys", Label: T(ctx, "Selected keys"), AllLabel: T(ctx, "Select all keys on this page"), ActsLabel: T(ctx, "More to do with the selected keys"),
		Acts: bulkActsAt(ctx, SelectionAddress(slug)+"/change", f.Page.Standing), DeleteWords: T(ctx, "Delete…"),
	}
	b.Action = b.Acts[0].Href // that of the least standing
	if f.Page.Can.Delete {
		b.Delete = StepsForSelection(slug, nil).Intent
		b.Action = b.Delete
	}
	if total.N <= len(f.Page.Keys) && !total.More {
		return b
	}
	b.MoreHref = SelectionAddress(slug) + strings.TrimPrefix(f.Links.Here(), KeysAddress(slug))
	b.More, b.Most = T(ctx, "Select all %d that match", total.N), strconv.Itoa(total.N)
	if total.More || total.N > store.MaxBulk {
		b.More, b.Most = T(ctx, "Select the first %d of %s", store.MaxBulk, CountWords(ctx, total)), strconv.Itoa(store.MaxBulk)
		b.All, b.AllHref, b.State = T(ctx, "Work on all %s…", CountWords(ctx, total)), "/o/"+slug+"/work", f.Links.State()
	}
	return b
}

func joined(ids []store.KeyID, by string) string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return strings.Join(all, by)
}

// DeletedKeys tells of keys that were selected and are all gone, of which one is named.
func DeletedKeys(ctx context.Context, gone store.DeletedError, n int, now time.Time, zone *time.Location) Problem {
	p := DeletedKey(ctx, gone, now, zone)
	if p.Gone = allSelected; n > 1 {
		p.Title = T(ctx, "These keys are gone.")
		p.Words += " " + T(ctx, "The other %d keys that were selected are gone too.", n-1)
	}
	return p
}

// BadSelection says why the keys that were selected can't be deleted together.
func BadSelection(ctx context.Context, problem string) (title, words string) {
	switch problem {
	case store.ProblemBulkNone:
		return T(ctx, "No key is selected."), T(ctx, "Tick the keys that are to be deleted, then choose Delete… again. Nothing was deleted.")
	case store.ProblemBulkMany:
		return T(ctx, "Too many keys are selected."),
			T(ctx, "Up to %d keys can be deleted at once. Select fewer, and go on with the rest afterwards. Nothing was deleted.", store.MaxBulk)
	}
	return T(ctx, "A key is selected twice."), T(ctx, "Load the table again, and select the keys anew. Nothing was deleted.")
}

// LostSelection says that a key is selected that isn't there, or isn't to be seen.
func LostSelection(ctx context.Context, changes bool) (title, words string) {
	words = T(ctx, "At least one of the selected keys is no key that you can see in this organization. Load the table again, and select the keys anew. Nothing was deleted.")
	if changes {
		words = T(ctx, "At least one of the selected keys is no key that you can see in this organization. Load the table again, and select the keys anew. Nothing was changed.")
	}
	return T(ctx, "A selected key is not here."), words
}
