package views

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// EventInfo are the details of an event.
type EventInfo struct {
	ID     string
	Log    string // address of the audit log
	Title  string
	Said   Said
	Facts  []EventFact
	Values []EventValue
	// Addresses with their words; empty: there is nothing to go to.
	Subject, SubjectWords       string
	Everything, EverythingWords string
	Author, AuthorWords         string
}

// EventFact is something that is known of an event.
type EventFact struct {
	Label, Value, Note string
	Href               string
	Mono               bool
}

// EventValue is what a named thing was before an event, and is after it; [nothing]: it had no value.
type EventValue struct{ Label, Before, After string }

const nothing = "—"

// NewEventInfo puts the details of an event into words, for a member.
func NewEventInfo(ctx context.Context, reader store.Membership, info store.EventInfo) EventInfo {
	e, org := info.Event, reader.Organization
	p := EventInfo{
		ID: strconv.FormatInt(e.Seq, 10), Log: AuditAddress(org.Slug),
		Said: EventSaid(ctx, org, store.Change{Event: e, Name: info.Name}), Values: eventValues(ctx, org, info),
		Author: AuditAddress(org.Slug) + "?" + AuditWho + "=" + AuthorValue(e.Actor), AuthorWords: T(ctx, "Everything that %s did", authorName(ctx, e)),
	}
	p.Title = p.Said.String()
	if e.Actor.Kind == store.ActorJob {
		p.AuthorWords = T(ctx, "Everything that the clock did")
	}
	p.facts(ctx, org, e)
	if p.Subject = subjectAddress(reader, info.Entry); p.Subject != "" {
		p.SubjectWords = T(ctx, "Show “%s”", info.Name)
	}
	if info.Name != "" && e.Action.About() != "organization" {
		p.Everything, p.EverythingWords = aboutAddress(org.Slug, e.Subject), T(ctx, "Everything about “%s”", info.Name)
	}
	return p
}

func (p *EventInfo) facts(ctx context.Context, org store.Organization, e store.Event) {
	add := func(f EventFact) {
		if f.Value != "" {
			p.Facts = append(p.Facts, f)
		}
	}
	add(EventFact{Label: T(ctx, "When"), Value: T(ctx, "%s, %s %s", longDay(ctx, e.At, org.Zone), e.At.In(org.Zone).Format("15:04:05"), org.Zone.String())})
	add(EventFact{Label: T(ctx, "Who"), Value: authorName(ctx, e)})
	add(EventFact{Label: T(ctx, "From"), Value: fromWords(ctx, e), Mono: true})
	add(EventFact{Label: T(ctx, "Session"), Value: e.Request.Session, Mono: true})
	add(EventFact{Label: T(ctx, "Request"), Value: e.Request.ID, Mono: true})
	add(EventFact{Label: T(ctx, "Action"), Value: string(e.Action), Mono: true})
	add(EventFact{Label: T(ctx, "Subject"), Value: e.Subject, Mono: true})
	add(EventFact{Label: T(ctx, "Number"), Value: strconv.FormatInt(e.Seq, 10), Mono: true})
}

// subjectAddress is where what an event is about can be looked at; empty: it is gone, has no page, or isn't for the reader.
func subjectAddress(reader store.Membership, e store.Entry) string {
	slug := reader.Organization.Slug
	switch {
	case !e.There, e.Action.Invites() && reader.Role != store.RoleAdministrator:
		return ""
	case e.Action.Invites():
		return InvitationsAddress(slug) + "#invitation-" + e.Subject
	}
	switch e.Action.About() {
	case "key":
		return KeyAddress(slug, store.KeyID(e.Subject))
	case "group":
		return GroupAddress(slug, store.GroupID(e.Subject))
	case "member", "authn", "account":
		return MemberAddress(slug, store.AccountID(e.Subject))
	case "resource":
		return ResourceAddress(slug, store.ResourceID(e.Subject))
	}
	return ""
}

// eventValues are the named things of an event, in the order in which it tells them, each once. What had no
// value and has none is not told.
func eventValues(ctx context.Context, org store.Organization, info store.EventInfo) (values []EventValue) {
	labels := fieldLabels(ctx)
	var names []string
	for _, f := range slices.Concat(info.Before, info.After) {
		if labels[f.Name] != "" && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	for _, name := range names {
		say := func(fields []store.Field) string {
			var all []string
			for _, f := range fields {
				if f.Name == name && f.Value != "" {
					all = append(all, fieldWords(ctx, org, info.Names, f))
				}
			}
			return cmp.Or(strings.Join(all, ", "), nothing)
		}
		if value := (EventValue{labels[name], say(info.Before), say(info.After)}); value.Before != nothing || value.After != nothing {
			values = append(values, value)
		}
	}
	return values
}

// fieldWords is the value of a field as people read it.
func fieldWords(ctx context.Context, org store.Organization, names map[string]string, f store.Field) string {
	switch f.Name {
	case "role":
		if role, err := store.ParseRole(f.Value); err == nil {
			return RoleName(ctx, org.RoleWords, role)
		}
	case "limit":
		return limitSaid(ctx, f.Value)
	case "choice":
		return cmp.Or(map[string]string{"transfer": T(ctx, "Transfer"), "destroy": T(ctx, "Destroy")}[f.Value], f.Value)
	case "access":
		return cmp.Or(map[string]string{"view": T(ctx, "View"), "modify": T(ctx, "Modify")}[f.Value], f.Value)
	}
	if name := names[f.Value]; name != "" {
		return name
	}
	if at, err := time.Parse(time.RFC3339, f.Value); err == nil {
		return instant(ctx, at, org.Zone)
	}
	if on, ok := store.ParseDate(f.Value); ok {
		return shortDay(ctx, on.Time(time.UTC), time.UTC).Words
	}
	return cmp.Or(map[string]string{"true": T(ctx, "Yes"), "false": T(ctx, "No")}[f.Value], f.Value)
}

// fieldLabels are what the fields of events are called. What has no label is for programs: digests of plans, ids of what is
// named beside them.
func fieldLabels(ctx context.Context) map[string]string {
	return map[string]string{
		"name": T(ctx, "Name"), "email": T(ctx, "E-mail"), "role": T(ctx, "Role"), "groups": T(ctx, "Groups"), "group": T(ctx, "Group"), "secret": T(ctx, "Secret"),
		"expires": T(ctx, "Expires"), "until": T(ctx, "Until"), "reason": T(ctx, "Reason"), "inactive_from": T(ctx, "Inactive since"), "active_from": T(ctx, "Active from"),
		"older_ends": T(ctx, "Old secret ends"), "ends": T(ctx, "Ends"), "ended": T(ctx, "Ended"), "purpose": T(ctx, "Purpose"), "labels": T(ctx, "Labels"), "contact": T(ctx, "Contact"),
		"owner": T(ctx, "Owner"), "owners": T(ctx, "Owners"), "principal": T(ctx, "Member or key"), "access": T(ctx, "Access"), "parent": T(ctx, "Lies in"), "kind": T(ctx, "Kind"), "outside_id": T(ctx, "ID in the product"),
		"creator_name": T(ctx, "Creator"), "choice": T(ctx, "What becomes of what it owns"), "successor": T(ctx, "Successor"), "resources": T(ctx, "Resources"),
		"members": T(ctx, "Members"), "keys": T(ctx, "API keys"), "keys_left_without": T(ctx, "Keys left without a group"), "permissions": T(ctx, "Permissions"), "permission": T(ctx, "Permission"),
		"about": T(ctx, "What it is for"), "slug": T(ctx, "Short name"), "zone": T(ctx, "Time zone"), "role_words": T(ctx, "Words for roles"), "language": T(ctx, "Language"),
		"shared": T(ctx, "For everybody"), "format": T(ctx, "Format"), "filters": T(ctx, "Filters"), "act": T(ctx, "What was done"), "changed": T(ctx, "Changed"), "refused": T(ctx, "Could not be changed"),
		"already": T(ctx, "Were so already"), "gone": T(ctx, "Gone"), "total": T(ctx, "In all"), "transferred": T(ctx, "Transferred"), "destroyed": T(ctx, "Destroyed"), "access_entries": T(ctx, "Access entries"),
		"one": T(ctx, "One is called"), "many": T(ctx, "Several are called"), "sessions": T(ctx, "Sessions"), "invited_by": T(ctx, "Invited by"), "day": T(ctx, "Day"), "lifetime": T(ctx, "Longest lifetime"),
		"rows": T(ctx, "Rows"), "limit": T(ctx, "Limit of requests"), "networks": T(ctx, "Allowed networks"),
	}
}
