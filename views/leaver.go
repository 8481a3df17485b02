package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// LeaverAddress is where the keys of somebody who left are listed, until somebody has looked at each of them.
func LeaverAddress(slug string, id store.AccountID) string { return MemberAddress(slug, id) + "/keys" }

// LeaverKeys is the list of keys whose creator left.
type LeaverKeys struct {
	Name, Title, Lede string
	Href, Member      string
	Rows              []LeaverKey
	More              string // "and 12 more"; empty: all are listed
	All               string // the words of the button that keeps all of them
	Contacts          []Option
	Mistakes          Mistakes
}

// LeaverKey is one of them.
type LeaverKey struct {
	ID, Name, Href string
	Status         store.Status
	Used           When
	Contact        string
	Ticked         bool
	RotateHref     string // empty: it can't be rotated by the person
	DeactivateHref string // empty: it is inactive
	DeleteHref     string
}

// LeaverFacts are what the list is made from.
type LeaverFacts struct {
	Organization store.Organization
	Keys         store.LeaverKeys
	Me           store.AccountID
	Ticked       map[store.KeyID]bool
	Contact      string
	Now          time.Time
	Mistakes     Mistakes
}

// NewLeaverKeys puts the list into words.
func NewLeaverKeys(ctx context.Context, f LeaverFacts) LeaverKeys {
	who, slug := f.Keys.Leaver.Member, f.Organization.Slug
	p := LeaverKeys{
		Name: who.Account.Name, Title: T(ctx, "Keys that %s created", who.Account.Name), Href: LeaverAddress(slug, who.Account.ID),
		Member: MemberAddress(slug, who.Account.ID), Mistakes: f.Mistakes, More: moreWords(ctx, f.Keys.Leaver.Keys-len(f.Keys.Keys)),
		All: T(ctx, "Keep all %d", f.Keys.Leaver.Keys),
	}
	p.Lede = T(ctx, "%s left. Decide about each key: they knew its secret, and are still its contact.", who.Account.Name)
	if f.Keys.Leaver.Keys == 0 {
		p.Lede = T(ctx, "There is nothing left to look at.")
	}
	for _, k := range f.Keys.Keys {
		p.Rows = append(p.Rows, newLeaverKey(ctx, f, k))
	}
	chosen := f.Contact
	if chosen == "" {
		chosen = string(f.Me)
	}
	for _, c := range f.Keys.Contacts {
		p.Contacts = append(p.Contacts, Option{Value: string(c.ID), Label: T(ctx, "%s (%s)", c.Name, c.Email), Chosen: string(c.ID) == chosen})
	}
	return p
}

func newLeaverKey(ctx context.Context, f LeaverFacts, k store.Key) LeaverKey {
	href := KeyAddress(f.Organization.Slug, k.ID)
	row := LeaverKey{
		ID: string(k.ID), Name: k.Name, Href: href, Status: k.Status(f.Now), Contact: k.Contact.Name, Ticked: f.Ticked[k.ID],
		Used: When{Words: T(ctx, "Never used")}, RotateHref: href + "/rotate", DeleteHref: href + "/delete",
	}
	if !k.LastUsed.IsZero() {
		row.Used = lately(ctx, k.LastUsed, f.Now, f.Organization.Zone)
	}
	if !k.InactiveAt(f.Now) {
		row.DeactivateHref = href + "/deactivate"
	}
	return row
}

// LeaverLine is a card of the dashboard about somebody who left.
type LeaverLine struct{ Words, Href string }

// newLeaverLines are the cards for those who left.
func newLeaverLines(ctx context.Context, slug string, list []store.Leaver) (lines []LeaverLine) {
	for _, l := range list {
		lines = append(lines, LeaverLine{
			Words: T(ctx, "%s left: %s to look at", l.Member.Account.Name, T(ctx, "%d keys", l.Keys)), Href: LeaverAddress(slug, l.Member.Account.ID),
		})
	}
	return lines
}
