package views

import (
	"context"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
)

// KeyTableFacts are what a table is made from.
type KeyTableFacts struct {
	Organization store.Organization
	Query        store.KeyQuery
	Values       FilterValues
	Links        TableLinks
	Columns      []store.KeyColumn    // shown, in their order; the name is the first
	Choices      store.KeyChoices     // counted when their filter opens
	Creators     []store.CreatorCount // likewise
	Groups       []store.GroupCount   // likewise
	Labels       []store.LabelCount   // likewise
	Contacts     []store.CreatorCount // likewise
	Page         store.KeyPage
	Now          time.Time
	Wrong        []string // parts of the address that couldn't be read
	Turned       []string // filters on dates whose days were the wrong way round
	Stale        bool     // the address named a place that doesn't exist any more
	Views        store.ViewList
	Panel        *KeyInfo // of the key that the address names; nil: none
	NoKey        string   // why there is no panel for the key that the address names; empty: there is
	Wider        []Wider  // of an empty table
	Summary      KeySummary
	Deleted      string // name of a key that was just deleted, where no script could say so
}

// NewKeyTable puts a page of keys into words.
func NewKeyTable(ctx context.Context, f KeyTableFacts) KeyTable {
	table := KeyTable{Table: newKeysTable(ctx, f), Panel: f.Panel, Bulk: newBulk(ctx, f)}
	table.Views, table.Export = newViewMenu(ctx, f), Export{Action: "/o/" + f.Organization.Slug + "/export", State: f.Links.State()}
	if f.Page.Can.Create {
		table.AddHref = KeysAddress(f.Organization.Slug) + "/new"
	}
	table.Summary = summaryLines(ctx, f.Summary)
	if f.Page.OwnOnly {
		table.Lede = T(ctx, "These are the keys that you created.")
	}
	if f.Stale {
		table.Notes = append(table.Notes, T(ctx, "There is no such place or page size in the table (any more). This is the nearest."))
	}
	if f.Deleted != "" {
		table.Notes = append(table.Notes, T(ctx, "“%s” was deleted.", f.Deleted))
	}
	if f.NoKey != "" {
		table.Notes = append(table.Notes, f.NoKey)
	}
	if len(f.Wrong) > 0 {
		table.Notes = append(table.Notes, T(ctx, "Part of the address could not be read: %s. The table is shown without it.", strings.Join(f.Wrong, ", ")))
	}
	if slices.Contains(f.Wrong, "cols") {
		table.Notes = append(table.Notes, T(ctx, "Of the columns, those that exist are shown, each once, and %s first.", T(ctx, "Name")))
	}
	table.Notes = append(table.Notes, dateNotes(ctx, f)...)
	if table.Chips = newChips(ctx, f, table.Columns); len(table.Chips) > 0 {
		table.ClearHref = f.Links.Unfiltered()
	}
	table.Chips = append(table.Chips, sortChips(ctx, table.Columns)...)
	if !f.Page.Stopped.IsZero() {
		table.GoOn = f.Links.GoOn(f.Page.Stopped)
	}
	var shown []store.KeyID
	for _, key := range f.Page.Keys {
		table.Rows = append(table.Rows, newKeyRow(ctx, f, key))
		shown = append(shown, key.ID)
	}
	table.Fresh.Ask = f.Links.Changes(f.Page.Version, f.Page.Version, shown)
	if keys := f.Page.Keys; len(keys) > 0 {
		if f.Page.HasPrev {
			table.First = f.Links.After(store.Cursor{})
			table.Prev = f.Links.Before(store.CursorOf(keys[0], f.Query.Sort, f.Now))
		}
		if f.Page.HasNext {
			table.Next = f.Links.After(store.CursorOf(keys[len(keys)-1], f.Query.Sort, f.Now))
		}
	}
	return table
}

// newKeysTable is what the table of keys has in common with others.
func newKeysTable(ctx context.Context, f KeyTableFacts) Table {
	t := Table{
		ID: "keys", Here: f.Links.Here(), Changes: "keys-changed", Action: KeysAddress(f.Organization.Slug),
		Words: TableWords{
			Class: "keys", Name: T(ctx, "API keys"), Region: T(ctx, "API keys table"), Part: T(ctx, "Keys"),
			Pages: T(ctx, "Pages of keys"), Actions: T(ctx, "Actions"),
		},
		Columns: newColumns(ctx, f), ColumnsKept: hiddenFields(f.Links.Kept("cols")), ColumnsReset: f.Links.Shown(nil),
		Searched: TableSearch{
			Value: f.Values.Search, Action: "/o/" + f.Organization.Slug + "/search", Post: true, Kept: hiddenFields(f.Links.Kept("q")),
			Label: T(ctx, "Search keys by name, ID, creator, purpose or label"), Hint: T(ctx, "Search name, ID, creator, purpose, label"),
		},
		Filled: len(f.Page.Keys) > 0, Range: rangeWords(ctx, f.Page), Empty: emptyWords(ctx, f),
		Sizes: pageSizes(f.Query.Rows), RowsKept: hiddenFields(f.Links.Kept("rows")),
	}
	t.Said = t.said(ctx)
	return t
}

func newKeyRow(ctx context.Context, f KeyTableFacts, key store.Key) KeyRow {
	zone := f.Organization.Zone
	status := key.Status(f.Now)
	row := KeyRow{
		ID: string(key.ID), Href: KeyAddress(f.Organization.Slug, key.ID), Name: key.Name,
		Status: status, Dim: status == store.StatusInactive || status == store.StatusExpired,
		Unconfirmed: !key.Secret.Confirmed(), Prefix: key.Secret.Prefix, Tail: key.Secret.Tail,
		Role: RoleName(ctx, f.Organization.RoleWords, key.Role), Groups: GroupNames(key.Groups),
		Creator: key.Creator.Name, Left: key.Creator.Left,
		Created: shortDay(ctx, key.CreatedAt, zone), Expires: expiresWords(ctx, key), Used: usedWords(ctx, key, zone),
	}
	row.Purpose, row.Labels, row.Contact, row.ContactLeft = key.Purpose, key.Labels, key.Contact.Name, key.Contact.Left
	can := f.Page.Standing.ActionsOn(key)
	row.Ticks, row.Tick, row.Can = hasTicks(f), can.Delete || can.Deactivate, rowCan(can, key, f.Now)
	row.OffUntil = offUntil(ctx, f.Organization, key, f.Now)
	return row
}

func expiresWords(ctx context.Context, key store.Key) When {
	if key.ExpiresAt.IsZero() {
		return When{Words: T(ctx, "Never")}
	}
	return shortDate(ctx, key.ExpiresOn)
}

func usedWords(ctx context.Context, key store.Key, zone *time.Location) When {
	if key.LastUsed.IsZero() {
		return When{Words: T(ctx, "Never")}
	}
	return shortDay(ctx, key.LastUsed, zone)
}

// KeysAddress is where an organization's table is.
func KeysAddress(slug string) string { return "/o/" + slug + "/keys" }

// KeyAddress is where a key's information is.
func KeyAddress(slug string, id store.KeyID) string { return KeysAddress(slug) + "/" + string(id) }

func rangeWords(ctx context.Context, page store.KeyPage) string {
	if len(page.Keys) == 0 {
		return ""
	}
	first := page.Skipped.N + 1
	last := page.Skipped.N + len(page.Keys)
	if page.Skipped.More { // too far down to be counted
		return T(ctx, "%d of %s", len(page.Keys), CountWords(ctx, page.Total))
	}
	return T(ctx, "%d–%d of %s", first, last, CountWords(ctx, page.Total))
}

// CountWords is a number that may have been counted only so far.
func CountWords(ctx context.Context, c store.Count) string {
	if c.More {
		return T(ctx, "%d+", c.N)
	}
	return T(ctx, "%d", c.N)
}

// beginning is the part of a key's id that its abbreviated form shows.
func beginning(id string) string { return id[:min(4, len(id))] }
