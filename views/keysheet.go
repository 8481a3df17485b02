package views

import (
	"context"
	"time"

	"chatelaine/store"

	"golang.org/x/text/language"
)

// KeySheet puts exported keys into the words of the table: a row of cells for each. Its words are looked up once, so
// that a million rows are quick.
type KeySheet struct {
	at       time.Time
	zone     *time.Location
	head     []string
	statuses map[store.Status]string
	roles    map[store.Role]string
	yes, no  string
}

// NewKeySheet makes a sheet of an organization's keys as they are at an instant. It is in English for everybody: what
// reads such files can't know who fetched them.
func NewKeySheet(ctx context.Context, org store.Organization, at time.Time) KeySheet {
	ctx = Speaking(ctx, language.English)
	s := KeySheet{at: at, zone: org.Zone, yes: T(ctx, "Yes"), no: T(ctx, "No"), roles: map[store.Role]string{}, statuses: map[store.Status]string{}}
	for _, label := range []string{
		"ID", "Name", "Status", "Key", "Role", "Groups", "Created by", "E-mail address of the creator",
		"Created", "Expires", "Last used", "Owns resources", "Not confirmed",
		"Purpose", "Labels", "Contact", "E-mail address of the contact",
	} {
		s.head = append(s.head, T(ctx, label))
	}
	for _, o := range statusOptions(ctx, KeyTableFacts{}) {
		s.statuses[o.Status] = o.Label
	}
	for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
		s.roles[role] = RoleName(ctx, org.RoleWords, role)
	}
	return s
}

// Head is the first row: what the columns are called.
func (s KeySheet) Head() []string { return s.head }

// Row is a key's row, appended to row. Instants are ISO 8601 with the offset of the organization's zone, so that their
// days are those that the table shows; a key expires at the end of its day. What never happened is empty.
func (s KeySheet) Row(row []string, k store.KeyFacts) []string {
	key := k.Key
	expires := ""
	if !key.ExpiresAt.IsZero() {
		expires = key.ExpiresOn.String()
	}
	return append(row,
		string(key.ID), key.Name, s.statuses[key.Status(s.at)], Abbreviated(key), s.roles[key.Role], store.JoinNames(key.Groups),
		key.Creator.Name, key.Creator.Email, s.instant(key.CreatedAt), expires, s.instant(key.LastUsed),
		s.whether(k.OwnsResources), s.whether(!key.Secret.Confirmed()),
		key.Purpose, store.JoinLabels(key.Labels), key.Contact.Name, key.Contact.Email,
	)
}

func (s KeySheet) instant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(s.zone).Format(time.RFC3339)
}

func (s KeySheet) whether(is bool) string {
	if is {
		return s.yes
	}
	return s.no
}

// Abbreviated is what may be shown of a key's string: none of it is secret.
func Abbreviated(key store.Key) string {
	return key.Secret.Prefix + "_" + beginning(string(key.ID)) + "…" + key.Secret.Tail
}
