package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/views"
)

// tableState is the table as its address says it: short, readable, and the same for the same table.
// What is usual isn't said.
type tableState struct {
	Search      string
	Name, ID    store.TextFilter
	Statuses    []store.Status
	Roles       []store.Role
	Creators    []store.AccountID
	Groups      []store.GroupID
	Created     period
	Expires     period
	Used        period
	Purpose     store.TextFilter
	Labels      []store.Label
	Contacts    []store.AccountID
	ContactLeft bool
	Only        []string // the yes-or-no filters that are on, of onlyFilters
	Sort        store.KeySort
	Cols        []store.KeyColumn // shown, in their order; nil: the usual ones
	Rows        int
	After       store.Cursor
	Before      store.Cursor
	Patient     bool
	Key         store.KeyID // whose information stands beside the table; empty: nobody's
	Explicit    bool        // the bare address is another table: the view that the person's table opens with
}

// maxCreators is how many creators a table is filtered by at most, so that its address stays one.
const maxCreators = 50

// maxFilterGroups is by how many groups a table is filtered at most, likewise.
const maxFilterGroups = 50

// Yes-or-no filters, as they stand in the address.
const (
	onlyUnconfirmed = "unconfirmed"
	onlyOwners      = "owns"
	onlyLeft        = "left"
)

var onlyFilters = []string{onlyUnconfirmed, onlyOwners, onlyLeft}

// parseTable reads an address. What can't be read is left out, and named in wrong: the answer is the
// nearest sensible table, never an error.
func parseTable(values url.Values) (t tableState, wrong []string) {
	note := func(ok bool, name string) {
		if !ok && !slices.Contains(wrong, name) {
			wrong = append(wrong, name)
		}
	}
	values = fromForm(values)
	get := func(name string) string {
		all := values[name]
		note(len(all) < 2, name)
		return strings.Join(all[:min(1, len(all))], "")
	}
	t.Search = cleanSearch(get("q"))
	t.Name, t.ID = parseText(get("name")), parseText(get("id"))
	t.Statuses = parseList(get("status"), parseStatus, func(ok bool) { note(ok, "status") })
	t.Roles = parseList(get("role"), parseKeyRole, func(ok bool) { note(ok, "role") })
	t.Creators = parseList(get("by"), parseAccountID, func(ok bool) { note(ok, "by") })
	note(len(t.Creators) <= maxCreators, "by")
	t.Creators = t.Creators[:min(len(t.Creators), maxCreators)]
	t.Groups = parseList(get("groups"), parseGroupID, func(ok bool) { note(ok, "groups") })
	note(len(t.Groups) <= maxFilterGroups, "groups")
	t.Groups = t.Groups[:min(len(t.Groups), maxFilterGroups)]
	t.Purpose = parsePurpose(get("purpose"))
	t.Labels = parseList(get("labels"), parseLabel, func(ok bool) { note(ok, "labels") })
	note(len(t.Labels) <= store.MaxFilterLabels, "labels")
	t.Labels = t.Labels[:min(len(t.Labels), store.MaxFilterLabels)]
	t.Contacts, t.ContactLeft = parseContacts(get("contact"), func(ok bool) { note(ok, "contact") })
	note(len(t.Contacts) <= maxCreators, "contact")
	t.Contacts = t.Contacts[:min(len(t.Contacts), maxCreators)]
	t.Only = parseList(get("only"), parseOnly, func(ok bool) { note(ok, "only") })
	for name, p := range map[string]*period{"created": &t.Created, "expires": &t.Expires, "used": &t.Used} {
		var ok bool
		*p, ok = parsePeriod(name, get(name))
		note(ok, name)
	}
	if sort := get("sort"); sort != "" {
		var ok bool
		t.Sort, ok = store.ParseKeySort(sort)
		note(ok, "sort")
	}
	t.Sort = t.Sort.OrDefault()
	t.Cols = parseColumns(get("cols"), func(ok bool) { note(ok, "cols") })
	t.Rows = store.PageSizes[0]
	if rows := get("rows"); rows != "" {
		n, ok := wholeNumber(rows)
		known := ok && slices.Contains(store.PageSizes[:], int(n))
		note(known, "rows")
		if known {
			t.Rows = int(n)
		}
	}
	t.After, t.Before = t.place(get("after"), note, "after"), t.place(get("before"), note, "before")
	t.Patient = get("patient") == "1"
	if key := get("key"); key != "" {
		var ok bool
		t.Key, ok = parseKeyID(key)
		note(ok, "key")
	}
	note(slices.Contains([]string{"", viewAll}, get("view")), "view") // others were looked up before
	return t, wrong
}

// place reads a cursor; one of another order is as wrong as none.
func (t tableState) place(text string, note func(bool, string), name string) store.Cursor {
	cursor, ok := store.ParseCursor(text)
	ok = ok && (cursor.IsZero() || cursor.Sort == t.Sort)
	note(ok, name)
	if !ok {
		return store.Cursor{}
	}
	return cursor
}

// query is what the store is asked, at an instant in the organization's zone.
func (t tableState) query(at time.Time, zone *time.Location) store.KeyQuery {
	q := store.KeyQuery{
		Filter: store.KeyFilter{
			Search: t.Search, Name: t.Name, ID: t.ID, Statuses: t.Statuses, Roles: t.Roles, Creators: t.Creators, Groups: t.Groups,
			Purpose: t.Purpose, Labels: t.Labels, Contacts: t.Contacts, ContactLeft: t.ContactLeft,
			Created: t.Created.span(at, zone), Expires: t.Expires.ends(at, zone), Used: t.Used.span(at, zone),
			NeverUsed:     t.Used.preset == presetNever,
			Unconfirmed:   slices.Contains(t.Only, onlyUnconfirmed),
			OwnsResources: slices.Contains(t.Only, onlyOwners),
			CreatorLeft:   slices.Contains(t.Only, onlyLeft),
		},
		Sort: t.Sort, Rows: t.Rows, After: t.After, Before: t.Before, At: at, Patient: t.Patient,
	}
	return q
}

// address writes the state; base is the table's own address.
func (t tableState) address(base string) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+escape(value))
		}
	}
	add("q", t.Search)
	add("name", formatText(t.Name))
	add("id", formatText(t.ID))
	add("status", formatList(t.Statuses, func(s store.Status) string { return string(s) }))
	add("role", formatList(t.Roles, store.Role.String))
	add("by", formatList(t.Creators, func(id store.AccountID) string { return string(id) }))
	add("groups", formatList(t.Groups, func(id store.GroupID) string { return string(id) }))
	add("created", t.Created.String())
	add("expires", t.Expires.String())
	add("used", t.Used.String())
	add("purpose", formatPurpose(t.Purpose))
	add("labels", formatList(t.Labels, views.LabelValue))
	add("contact", t.contacts())
	add("only", strings.Join(t.Only, ","))
	if t.Sort.OrDefault() != store.NewestFirst {
		add("sort", t.Sort.String())
	}
	add("cols", formatList(t.Cols, func(c store.KeyColumn) string { return string(c) }))
	if t.Rows != store.PageSizes[0] {
		add("rows", strconv.Itoa(t.Rows))
	}
	if !t.Before.IsZero() {
		add("before", t.Before.String())
	} else {
		add("after", t.After.String())
	}
	if t.Patient {
		add("patient", "1")
	}
	if len(parts) == 0 && t.Explicit {
		parts = []string{"view=" + viewAll}
	}
	add("key", string(t.Key))
	if len(parts) == 0 {
		return base
	}
	return base + "?" + strings.Join(parts, "&")
}

// escape is a query's escaping that leaves commas and colons readable.
func escape(value string) string {
	return strings.NewReplacer("%2C", ",", "%3A", ":").Replace(url.QueryEscape(value))
}

func unescape(value string) string {
	text, err := url.QueryUnescape(value)
	if err != nil { // it was escaped by escape
		return ""
	}
	return text
}
