package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Trail is the audit trail of an organization, as its managers read it: what happened in it. An event that is about an account
// itself (a sign-in, a new password) is told to the organization that the account is a member of then. Where there are
// several, they learn of a new password without the address at which it was set, and nothing of sign-ins.
type Trail interface {
	// Events is one page of the trail, the newest first. Errors: [ErrForbidden].
	Events(ctx context.Context, actor Actor, query EventQuery) (EventPage, error)
	// Event is one event of the trail. Errors: [ErrForbidden]; [ErrNotFound].
	Event(ctx context.Context, actor Actor, seq int64) (EventInfo, error)
	// Authors are those who did something: first the chosen ones, then at most limit members, those who left too, by name.
	// Search narrows the members to names and e-mail addresses that contain it. Errors: [ErrForbidden].
	Authors(ctx context.Context, actor Actor, search string, chosen []Actor, limit int) ([]Author, error)
	// StartEventExport notes that the actor takes the events that the query shows away, in a format such as "csv". It
	// comes before the first EventBatch. Errors: [ErrForbidden].
	StartEventExport(ctx context.Context, call Call, query EventQuery, format string) error
	// EventBatch is the next part of an export: up to [ExportRows] of the events that Events would show after the query's
	// After, in the same order; and none that were written after the first that it gives. A batch can be empty while it
	// looks for rare events. Errors: [ErrForbidden].
	EventBatch(ctx context.Context, actor Actor, query EventQuery) (EventBatch, error)
}

// EventQuery asks for a page of the trail. Events are told apart by their numbers, and come in the order of their
// instants, those of one instant in the order of their numbers.
type EventQuery struct {
	Filter EventFilter
	Rows   int
	After  int64 // the page begins after the event with this number, with older ones; 0, or none of the organization's: with the newest
	Before int64 // the page ends before the event with this number; wins over After; likewise
}

// EventFilter narrows the trail. The zero filter shows all of it.
type EventFilter struct {
	Search   string // as it was typed; looked for in the names that an event tells of, in the address, and as a subject's id
	Actors   []Actor
	Families []EventFamily
	Subject  string // id of what the events are about; empty: anything
	At       Span
}

// Parts is how many filters are on.
func (f EventFilter) Parts() (n int) {
	for _, on := range []bool{f.Search != "", len(f.Actors) > 0, len(f.Families) > 0, f.Subject != "", !f.At.IsZero()} {
		if on {
			n++
		}
	}
	return n
}

// ExportFields is what an event tells of an export of the trail, as [ExportFields] does of one of keys.
func (f EventFilter) ExportFields(format string) []Field {
	return []Field{{Name: "format", Value: format}, {Name: "filters", Value: strconv.Itoa(f.Parts())}}
}

// Shows tells whether the filter shows an event.
func (f EventFilter) Shows(e Event) bool {
	by := func(a Actor) bool { return a.Kind == e.Actor.Kind && a.ID == e.Actor.ID }
	in := func(family EventFamily) bool { return family == e.Action.Family() }
	term := SearchTerm(f.Search)
	return (len(f.Actors) == 0 || slices.ContainsFunc(f.Actors, by)) &&
		(len(f.Families) == 0 || slices.ContainsFunc(f.Families, in)) &&
		(f.Subject == "" || f.Subject == e.Subject) && f.At.Holds(e.At) &&
		(term == "" || !Impossible(term) && (strings.Contains(e.Sought(), term) || e.Subject == IDTerm(f.Search)))
}

// EventPage is one page of the trail.
type EventPage struct {
	Entries  []Entry
	HasNewer bool
	HasOlder bool
	// Stopped is the number of the event at which the walk was broken off after [MaxWalk] events; 0: the page is whole, or
	// as whole as it can be. Asked again with it in After (in Before, if that was asked), more may be found.
	Stopped   int64
	Total     Count // with More and N 0: nobody counted
	Subject   Entry // names what [EventFilter.Subject] is about, by the newest event about it; zero: none is
	Authors   []Author
	MayExport bool
}

// Entry is an event with what is known of its subject now.
type Entry struct {
	Event
	Name  string // what the subject was called then, or is or was called otherwise; empty: that is not known
	There bool   // the subject is there to be looked at
}

// EventInfo is an entry with what the members, keys and resources are called whose ids stand in its fields.
type EventInfo struct {
	Entry
	Names map[string]string
}

// Author is somebody who does things that the trail tells of.
type Author struct {
	Actor
	Name  string // empty for the operator and for jobs
	Email string
	Left  bool // is no member any more, or the key is gone
}

// EventBatch is the next part of an export.
type EventBatch struct {
	Entries []Entry
	Next    int64 // where the export goes on; 0: that was all
}

// EventFamily is a sort of actions that are looked for together.
type EventFamily string

// The families of actions.
const (
	FamilyKeys      EventFamily = "keys"
	FamilyMembers   EventFamily = "members"
	FamilyGroups    EventFamily = "groups"
	FamilyResources EventFamily = "resources"
	FamilySettings  EventFamily = "settings"
	FamilySignIns   EventFamily = "sign-ins"
	FamilyExports   EventFamily = "exports"
)

// EventFamilies are all of them, in the order in which they are offered.
var EventFamilies = []EventFamily{
	FamilyKeys, FamilyMembers, FamilyGroups, FamilyResources, FamilySettings, FamilySignIns, FamilyExports,
}

// familyParts are what the actions of each family begin with, up to the full stop.
var familyParts = map[EventFamily][]string{
	FamilyKeys:      {"key", "plan", "bulk"},
	FamilyMembers:   {"member", "invitation"},
	FamilyGroups:    {"group", "catalogue"},
	FamilyResources: {"resource", "kind", "import"},
	FamilySettings:  {"organization", "settings", "view", "webhook", "gate", "backup", "audit"},
	FamilySignIns:   {"authn", "account", "session"},
	FamilyExports:   {"export"},
}

// Beginnings are what the family's actions begin with, up to the full stop.
func (f EventFamily) Beginnings() []string { return slices.Clone(familyParts[f]) }

// About is the sort of thing that an action is about: what stands before the full stop.
func (a Action) About() string {
	about, _, _ := strings.Cut(string(a), ".")
	return about
}

// Invites tells whether an action is about an invitation that is there then, and not about a member.
func (a Action) Invites() bool { return a == MemberInvited || a == MemberInvitedAgain }

// Family is the family of an action; empty for one that belongs to none.
func (a Action) Family() EventFamily {
	for _, family := range EventFamilies {
		if slices.Contains(familyParts[family], a.About()) {
			return family
		}
	}
	return ""
}

// soughtFields are the fields whose values are names that a search finds.
var soughtFields = []string{"name", "group", "email", "contact", "creator_name", "successor_name"}

// Sought is what a search looks in, folded: who did it, to what, the names that the fields tell of, and where it came from.
func (e Event) Sought() string {
	words := []string{e.ActorName, e.SubjectName}
	for _, fields := range [][]Field{e.Before, e.After} {
		for _, f := range fields {
			if slices.Contains(soughtFields, f.Name) && f.Value != "" && !slices.Contains(words, f.Value) {
				words = append(words, f.Value)
			}
		}
	}
	return Fold(strings.Join(append(words, e.Request.Address), "\n"))
}
