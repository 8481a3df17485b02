package views

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

// AuditAddress is where an organization's audit log is.
func AuditAddress(slug string) string { return "/o/" + slug + "/audit" }

// EventAddress is where an event's details are.
func EventAddress(slug string, seq int64) string {
	return AuditAddress(slug) + "/" + strconv.FormatInt(seq, 10)
}

// aboutAddress is the audit log of what an event is about.
func aboutAddress(slug, subject string) string {
	return AuditAddress(slug) + "?about=" + url.QueryEscape(subject)
}

// AuditFacts are what a page of the audit log is made from.
type AuditFacts struct {
	Organization store.Organization
	Now          time.Time
	Page         store.EventPage
	Listing      Listing
	Exports      string // where an export is sent
	State        string // what it says of the table
}

// Audit is a page of the audit log.
type Audit struct {
	Table
	Days   []AuditDay
	GoOn   string // address that looks on; empty: everything was looked at
	Export Export // without an address: the person may not
}

// AuditDay are the entries of a day.
type AuditDay struct {
	ID, Words string
	Rows      []AuditRow
}

// AuditRow is an event in the list.
type AuditRow struct {
	ID, Href string
	Icon     string
	Warns    bool
	Said     Said
	Words    string // the sentence as a whole
	Who      string
	About    string
	Clock    When // the time of the day
	From     string
}

// Names of the filters of the audit log, as the address has them.
const (
	AuditWho    = "who"
	AuditAbout  = "about"
	AuditPeriod = "at"
	AuditFamily = "what"
)

// NewAudit puts a page of the audit log into words.
func NewAudit(ctx context.Context, f AuditFacts) Audit {
	p := Audit{Table: NewTable(ctx, ListingFacts{
		ID: "audit", Address: AuditAddress(f.Organization.Slug), SearchLabel: T(ctx, "Search the audit log by person, name or address"),
		SearchHint: T(ctx, "Search person, name or address"), Columns: auditColumns(ctx, f),
		Words:   TableWords{Class: "audit", Name: T(ctx, "Audit log"), Region: T(ctx, "Audit log table"), Part: T(ctx, "Events"), Pages: T(ctx, "Pages of the audit log")},
		Nothing: Blank{Title: T(ctx, "Nothing was done yet."), Words: T(ctx, "Whatever is done in this organization will be listed here.")},
		NoMatch: T(ctx, "No event matches."), Listing: f.Listing, Rows: len(f.Page.Entries), Total: f.Page.Total.N,
	})}
	p.turnPages(ctx, f)
	for _, e := range f.Page.Entries {
		day := store.DateAt(e.At, f.Organization.Zone)
		if len(p.Days) == 0 || p.Days[len(p.Days)-1].ID != "day-"+day.String() {
			p.Days = append(p.Days, AuditDay{ID: "day-" + day.String(), Words: dayHeading(ctx, day, f.Now, f.Organization.Zone)})
		}
		last := &p.Days[len(p.Days)-1]
		last.Rows = append(last.Rows, newAuditRow(ctx, f.Organization, e))
	}
	if f.Page.MayExport {
		p.Export = Export{Action: f.Exports, State: f.State}
	}
	return p
}

// turnPages says how many events there are, as far as somebody counted, and where the others are.
func (p *Audit) turnPages(ctx context.Context, f AuditFacts) {
	entries, links := f.Page.Entries, f.Listing.Links
	p.First, p.Prev, p.Next, p.Range = "", "", "", ""
	if f.Page.Stopped != 0 {
		p.GoOn = links.After(strconv.FormatInt(f.Page.Stopped, 10))
	}
	if len(entries) == 0 {
		return
	}
	p.Range = T(ctx, "%d on this page", len(entries))
	if f.Page.Total.N > 0 {
		p.Range = T(ctx, "%d of %s", len(entries), CountWords(ctx, f.Page.Total))
	}
	if f.Page.HasNewer {
		p.First, p.Prev = links.After(""), links.Before(strconv.FormatInt(entries[0].Seq, 10))
	}
	if f.Page.HasOlder && f.Page.Stopped == 0 {
		p.Next = links.After(strconv.FormatInt(entries[len(entries)-1].Seq, 10))
	}
	p.Said = p.said(ctx)
}

// auditColumns are the columns of the audit log with their filters.
func auditColumns(ctx context.Context, f AuditFacts) []ListingColumn {
	about := ListingFilter{}
	if chosen := f.Listing.Filters.Choices[AuditAbout]; len(chosen) > 0 {
		about = ListingFilter{Kind: "choice", Title: T(ctx, "Filter by what it is about"), Legend: T(ctx, "About"),
			Options: []Option{{Value: chosen[0], Label: cmp.Or(f.Page.Subject.Name, chosen[0])}}}
	}
	return []ListingColumn{
		{ID: AuditFamily, Class: "c-name", Label: T(ctx, "What happened"), Plain: true, Filter: ListingFilter{
			Kind: "choice", Title: T(ctx, "Filter by what happened"), Legend: T(ctx, "What happened"), Options: familyOptions(ctx),
		}},
		{ID: AuditWho, Class: "c-who", Label: T(ctx, "Who"), Filter: WhoFilter(ctx, authorOptions(ctx, f.Page.Authors))},
		{ID: AuditAbout, Class: "c-about", Label: T(ctx, "About"), Filter: about},
		{ID: AuditPeriod, Class: "c-at", Label: T(ctx, "When"), Plain: true, Filter: ListingFilter{
			Kind: "period", Title: T(ctx, "Filter by time"), Legend: T(ctx, "When"), Presets: createdPresets,
		}},
		{ID: "from", Class: "c-from", Label: T(ctx, "From"), Plain: true},
	}
}

// WhoFilter is the filter by who did something.
func WhoFilter(ctx context.Context, options []Option) ListingFilter {
	return ListingFilter{
		Kind: "choice", Title: T(ctx, "Filter by who did it"), Legend: T(ctx, "Who"), Options: options, Listed: true,
		Find: T(ctx, "Search members"), All: T(ctx, "All members"), None: T(ctx, "No member matches."),
	}
}

func familyOptions(ctx context.Context) []Option {
	labels := map[store.EventFamily]string{
		store.FamilyKeys: T(ctx, "API keys"), store.FamilyMembers: T(ctx, "Members"), store.FamilyGroups: T(ctx, "Groups and permissions"),
		store.FamilyResources: T(ctx, "Resources"), store.FamilySettings: T(ctx, "Settings and views"), store.FamilySignIns: T(ctx, "Sign-ins and accounts"),
		store.FamilyExports: T(ctx, "Exports"),
	}
	var options []Option
	for _, family := range store.EventFamilies {
		options = append(options, Option{Value: string(family), Label: labels[family]})
	}
	return options
}

// AuthorValue names who did something in an address: a member by their id, others by what they are.
func AuthorValue(a store.Actor) string {
	switch a.Kind {
	case store.ActorMember:
		return string(a.ID)
	case store.ActorKey:
		return "key:" + string(a.ID)
	case store.ActorJob:
		return "system"
	}
	return string(a.Kind)
}

// authorOptions are those who did something, to choose from.
func authorOptions(ctx context.Context, authors []store.Author) []Option {
	var options []Option
	for _, a := range authors {
		o := Option{Value: AuthorValue(a.Actor), Label: a.Name, About: a.Email}
		switch {
		case a.Kind == store.ActorOperator:
			o.Label, o.About = T(ctx, "The operator"), T(ctx, "on the command line")
		case a.Kind == store.ActorJob:
			o.Label, o.About = T(ctx, "Chatelaine"), T(ctx, "what the clock did")
		case a.Kind == store.ActorKey:
			o.About = T(ctx, "API key")
		case a.Left:
			o.About = T(ctx, "no longer a member")
		}
		options = append(options, o)
	}
	return options
}

// NewAuditChoices is the list of who did something, as the filter shows it when it opens.
func NewAuditChoices(ctx context.Context, f AuditFacts, authors []store.Author, search string, more bool) KeyChoices {
	about := WhoFilter(ctx, authorOptions(ctx, authors))
	for i, o := range about.Options {
		about.Options[i].Chosen = slices.Contains(f.Listing.Filters.Choices[AuditWho], o.Value)
	}
	base := AuditAddress(f.Organization.Slug)
	p := KeyChoices{Search: search, Filter: Filter{
		Name: AuditWho, Title: about.Title, Legend: about.Legend, Kind: about.Kind, Options: about.Options, Action: base, Kept: hiddenFields(f.Listing.Links.Kept(AuditWho)),
		Listed: base + "/choices", Find: about.Find, None: about.None,
	}}
	p.Window = Window{ID: "choices", Title: about.Title, Close: f.Listing.Links.Here(), Page: true}
	if more {
		p.More = T(ctx, "Only the first %d are listed: search to find others.", len(authors))
	}
	return p
}

// shown is how many columns there are.
func (p Audit) shown() (n int) {
	for _, c := range p.Columns {
		if c.Shown {
			n++
		}
	}
	return n
}

// auditParts are what the audit log has that other tables don't.
func auditParts(p Audit) TableParts {
	return TableParts{Rows: auditRows(p), Note: auditGoOn(p), Menus: auditMenus(p)}
}

// newAuditRow puts an event into a row.
func newAuditRow(ctx context.Context, org store.Organization, e store.Entry) AuditRow {
	said := EventSaid(ctx, org, store.Change{Event: e.Event, Name: e.Name})
	row := AuditRow{
		ID: strconv.FormatInt(e.Seq, 10), Href: EventAddress(org.Slug, e.Seq), Icon: eventIcon(e.Action), Said: said, Words: said.String(),
		Who: authorName(ctx, e.Event), About: e.Name, Clock: shortDay(ctx, e.At, org.Zone), From: fromWords(ctx, e.Event),
	}
	row.Clock.Words = e.At.In(org.Zone).Format("15:04")
	row.Warns = row.Icon == "triangle-alert"
	return row
}

// authorName is who did it, without a sentence around it.
func authorName(ctx context.Context, e store.Event) string {
	switch e.Actor.Kind {
	case store.ActorOperator:
		return T(ctx, "The operator")
	case store.ActorJob:
		return T(ctx, "Chatelaine")
	}
	return cmp.Or(e.ActorName, T(ctx, "Somebody"))
}

// fromWords are where a request came from: an address, the command line, or the clock.
func fromWords(ctx context.Context, e store.Event) string {
	switch {
	case e.Actor.Kind == store.ActorJob:
		return T(ctx, "scheduled")
	case e.Request.Address == "" && e.Actor.Kind == store.ActorOperator:
		return T(ctx, "command line")
	}
	return e.Request.Address
}

// eventIcons are those of actions by their ends, and otherwise by what they are about.
var eventIcons = map[string]string{
	"created": "plus", "registered": "plus", "joined": "plus", "deleted": "trash-2", "destroyed": "trash-2", "removed": "trash-2",
	"deactivated": "circle-pause", "activated": "power", "reactivated": "power", "renamed": "pencil", "described": "pencil", "changed": "pencil",
	"rotated": "rotate-cw", "rotation_undone": "rotate-cw", "secret_retired": "rotate-cw", "expiry": "calendar", "throttled": "triangle-alert",
	"signout": "log-out", "role": "user-round", "leaked": "triangle-alert", "confirmed": "circle-check",
}

// aboutIcons are those of what actions are about.
var aboutIcons = map[string]string{
	"key": "key-round", "member": "users-round", "invitation": "mail", "group": "shield-check", "catalogue": "shield-check", "resource": "arrow-right-left",
	"authn": "user-round", "account": "user-round", "view": "bookmark", "export": "download", "bulk": "key-round", "plan": "circle-check",
}

func eventIcon(action store.Action) string {
	past := string(action)[len(action.About()):]
	if len(past) > 0 {
		past = past[1:]
	}
	return cmp.Or(eventIcons[past], aboutIcons[action.About()], "info")
}

// dayHeading is a day over what was done on it: Today, Yesterday, Monday 9 March 2026.
func dayHeading(ctx context.Context, on store.Date, now time.Time, zone *time.Location) string {
	switch today := store.DateAt(now, zone); on {
	case today:
		return T(ctx, "Today")
	case today.AddDays(-1):
		return T(ctx, "Yesterday")
	}
	return dayAlone(ctx, on)
}
