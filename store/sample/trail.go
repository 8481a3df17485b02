package sample

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

const (
	trailDays = 45              // how long before now the trail of what people did begins
	trailKeys = 60              // of how many keys, the newest ones, it tells
	trailOffs = 1000            // of how many keys it tells who switched them off
	trailEnds = 5 * time.Minute // before now, so that whatever is done next is newer
)

// trail is what people did in the last weeks, as far as it agrees with what there is: oldest first.
func (d draft) trail(acts []act, resources iter.Seq[store.ImportedResource]) (events []store.Event) {
	secrets := rand.NewChaCha8([32]byte{}) // of keys that are only looked at
	for n := range min(d.keys, trailKeys) {
		events = append(events, d.keyEvents(d.key(n, secrets))...)
	}
	for n := range min(d.keys, trailOffs) {
		events = append(events, d.offEvents(d.key(n, secrets))...)
	}
	for at := range d.members {
		events = append(events, d.memberEvents(at)...)
	}
	for n, a := range acts {
		if a.key < d.keys {
			events = append(events, d.did(a, d.numbered("act", n), d.key(a.key, secrets)))
		}
	}
	events = append(events, d.accessEvents(resources)...)
	began, ends := d.now.Add(-trailDays*day), d.now.Add(-trailEnds)
	events = slices.DeleteFunc(events, func(e store.Event) bool { return e.At.Before(began) || !e.At.Before(ends) })
	slices.SortStableFunc(events, func(a, b store.Event) int { return a.At.Compare(b.At) })
	return events
}

// by is an event of the member at a place, from where they usually work.
func (d draft) by(at int, when time.Time, action store.Action, subject string) store.Event {
	return store.Event{
		At: when.Truncate(time.Millisecond), Actor: store.Actor{Kind: store.ActorMember, ID: d.member(at)}, Action: action, Subject: subject,
		Request: store.Request{Address: fmt.Sprintf("203.0.113.%d", 10+at)},
	}
}

// placeOf is the place of an account among the members.
func (d draft) placeOf(account store.AccountID) int {
	return slices.IndexFunc(d.members, func(m store.ImportedMember) bool { return m.Account.ID == account })
}

// keyEvents are how a key was made.
func (d draft) keyEvents(key store.ImportedKey) []store.Event {
	creator := d.placeOf(key.Creator)
	made := d.by(creator, key.CreatedAt, store.KeyCreated, string(key.ID))
	made.After = []store.Field{
		{Name: "name", Value: key.Name}, {Name: "role", Value: key.Role.String()}, {Name: "expires", Value: key.ExpiresOn.String()},
		{Name: "groups", Value: d.groupNames(key.Groups)},
	}
	events := []store.Event{made}
	if key.Confirmed {
		events = append(events, d.by(creator, key.CreatedAt.Add(25*time.Second), store.KeyConfirmed, string(key.ID)))
	}
	return events
}

// offEvents are how a key was switched off, in the words of one that was switched off here.
func (d draft) offEvents(key store.ImportedKey) []store.Event {
	if key.InactiveFrom.IsZero() {
		return nil
	}
	who := d.placeOf(key.Creator)
	if left := d.members[who].LeftAt; !left.IsZero() && left.Before(key.InactiveFrom) {
		who = 0
	}
	off, until := d.by(who, key.InactiveFrom, store.KeyDeactivated, string(key.ID)), ""
	if !key.InactiveUntil.IsZero() {
		until = key.InactiveUntil.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)
	}
	off.After = []store.Field{
		{Name: "inactive_from", Value: key.InactiveFrom.UTC().Format(time.RFC3339Nano)}, {Name: "until", Value: until},
		{Name: "reason", Value: key.InactiveReason},
	}
	return []store.Event{off}
}

// memberEvents are how a member joined, and their sign-ins.
func (d draft) memberEvents(at int) []store.Event {
	m := d.members[at]
	joined := d.by(at, m.JoinedAt, store.MemberJoined, string(m.Account.ID))
	joined.After = []store.Field{{Name: "role", Value: m.Role.String()}}
	events := []store.Event{joined}
	for _, visit := range d.visits(at) {
		events = append(events, d.by(at, visit, store.SignedIn, string(m.Account.ID)))
	}
	return events
}

// visits are when a member signed in, oldest first: who has a larger role does so more often, and a few never do.
func (d draft) visits(at int) (visits []time.Time) {
	m, random := d.members[at], d.numbered("visits", at)
	daysApart := map[store.Role]int{store.RoleAdministrator: 4, store.RoleManager: 6, store.RoleUser: 14}[m.Role]
	if !m.LeftAt.IsZero() || at%11 == 10 {
		return nil
	}
	for ago := trailDays - 1; ago >= 0; ago-- {
		visit := d.moment(ago, random)
		if random.IntN(daysApart) == 0 && visit.After(m.JoinedAt) && visit.Before(d.now.Add(-trailEnds)) {
			visits = append(visits, visit)
		}
	}
	return visits
}

// seenAt is when a member was there last; zero: never.
func (d draft) seenAt(at int) time.Time {
	visits := d.visits(at)
	if len(visits) == 0 {
		return time.Time{}
	}
	stayed := time.Duration(d.numbered("stay", at).IntN(180)) * time.Minute
	seen := visits[len(visits)-1].Add(stayed)
	if latest := d.now.Add(-trailEnds); seen.After(latest) {
		return latest
	}
	return seen
}

// moment is an instant of a working day that many days ago, in the organization's zone.
func (d draft) moment(ago int, random *rand.Rand) time.Time {
	today := d.now.In(d.zone)
	return time.Date(today.Year(), today.Month(), today.Day()-ago, 8+random.IntN(10), random.IntN(60), random.IntN(60), 0, d.zone).UTC()
}

// groupNames are the names of groups, as events tell them.
func (d draft) groupNames(ids []store.GroupID) string {
	var refs []store.GroupRef
	for _, id := range ids {
		refs = append(refs, store.GroupRef{ID: id, Name: d.groups[slices.Index(d.ids, id)].name})
	}
	return store.JoinNames(refs)
}

// act is something that a member did, that many days ago.
type act struct {
	action store.Action
	by     int // place among the members
	ago    int // days
	key    int // that it was done to, counted from the newest
	before string
	member int // that it was done to
}

// meridianActs are what the managers of Meridian Survey did beside making keys.
var meridianActs = []act{
	{action: store.KeyRenamed, by: kenji, ago: 2, key: 14, before: "Android app"},
	{action: store.KeyExpiry, by: tomasz, ago: 1, key: 17, before: "90"},
	{action: store.KeysExported, by: samuel, ago: 6},
	{action: store.KeyExpiry, by: ada, ago: 9, key: 11, before: "180"},
	{action: store.KeyRenamed, by: ingrid, ago: 11, key: 9, before: "Tile server (test)"},
	{action: store.EventsExported, by: ada, ago: 13},
	{action: store.MemberRole, by: ada, ago: 20, member: lea, before: store.RoleManager.String()},
	{action: store.KeyExpiry, by: noor, ago: 23, key: 16, before: "60"},
	{action: store.KeysExported, by: noor, ago: 27},
	{action: store.KeyRenamed, by: tomasz, ago: 33, key: 21, before: "Backup check"},
}

// did is the event of an act, with what is true now as what came of it.
func (d draft) did(a act, random *rand.Rand, key store.ImportedKey) store.Event {
	e := d.by(a.by, d.moment(a.ago, random), a.action, string(key.ID))
	change := func(name, before, after string) {
		e.Before, e.After = []store.Field{{Name: name, Value: before}}, []store.Field{{Name: name, Value: after}}
	}
	switch a.action {
	case store.KeyRenamed:
		change("name", a.before, key.Name)
	case store.KeyExpiry:
		days, _ := strconv.Atoi(a.before) // it was that much shorter
		change("expires", key.ExpiresOn.AddDays(-days).String(), key.ExpiresOn.String())
	case store.MemberRole:
		e.Subject = string(d.members[a.member].Account.ID)
		change("role", a.before, d.members[a.member].Role.String())
	default: // an export
		e.Subject = string(d.member(a.by))
		e.After = []store.Field{{Name: "format", Value: "csv"}, {Name: "filters", Value: "1"}}
	}
	return e
}

// accessEvents tell who let some members and keys into resources.
func (d draft) accessEvents(resources iter.Seq[store.ImportedResource]) (events []store.Event) {
	random, at := d.numbered("access", 0), 0
	for r := range resources {
		if at++; at%23 != 0 || len(r.Access) == 0 {
			continue
		}
		entry := r.Access[0]
		e := d.by(random.IntN(min(samuel, len(d.members)-1)), d.moment(random.IntN(trailDays), random), store.ResourceACL, string(r.ID))
		e.After = []store.Field{{Name: "principal", Value: string(entry.Principal)}, {Name: "access", Value: string(entry.Access)}}
		events = append(events, e)
	}
	return events
}
