package views

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// eventSentences say what each action was: who did it, and to what, if the sentence has room for that. Where an event has
// fields that people want to read, [eventDetails] say them.
var eventSentences = map[store.Action]string{
	store.SignedIn:             "%s signed in",
	store.SignedOut:            "%s signed out",
	store.AccountCreated:       "%s created an account",
	store.AccountReset:         "%s set a new password",
	store.SignInThrottled:      "%s tried too many passwords",
	store.SessionEnded:         "%s signed out elsewhere",
	store.AccountRenamed:       "%s changed the name of their account",
	store.AccountEmail:         "%s changed the e-mail address of their account",
	store.AccountPassword:      "%s changed their password",
	store.MemberRenamed:        "%s changed their name",
	store.MemberEmail:          "%s changed their e-mail address",
	store.LinkMade:             "%s made a link that works once",
	store.OrganizationCreated:  "%s created the organization %s",
	store.OrganizationImported: "%s imported the organization %s",
	store.MemberJoined:         "%s made %s a member",
	store.MemberRole:           "%s changed the role of %s",
	"member.invited":           "%s invited %s",
	"member.groups":            "%s changed the groups of %s",
	store.MemberInvitedAgain:   "%s invited %s again",
	store.MemberUninvited:      "%s withdrew the invitation of %s",
	"member.removed":           "%s removed %s from the organization",
	store.MemberLeft:           "%s left the organization",

	store.KeyCreated:          "%s created %s",
	store.KeyConfirmed:        "%s confirmed that the secret of %s is stored",
	store.KeyDeleted:          "%s deleted %s",
	store.KeyReviewed:         "%s kept %s, whose creator had left",
	"key.renamed":             "%s renamed %s",
	store.KeyDescribed:        "%s changed what %s is for",
	"key.groups":              "%s changed the groups of %s",
	"key.deactivated":         "%s deactivated %s",
	"key.activated":           "%s activated %s",
	"key.reactivated":         "%s activated %s again, as its time off was over",
	"key.rotated":             "%s rotated the secret of %s",
	"key.rotation_undone":     "%s undid the rotation of %s’s secret",
	"key.secret_retired":      "%s ended the older secret of %s",
	store.KeyLimited:          "%s changed how many requests %s may make",
	store.KeyRestricted:       "%s changed the networks that %s may be used from",
	"key.expiry":              "%s changed the expiration date of %s",
	"key.leaked":              "%s found the secret of %s where it can be read",
	store.PlanConfirmed:       "%s confirmed a plan",
	store.KeysExported:        "%s exported keys",
	store.EventsExported:      "%s exported the audit log",
	store.ViewSaved:           "%s saved the view %s",
	store.ViewDeleted:         "%s deleted the view %s",
	store.BulkCarriedOut:      "%s changed many keys at once",
	store.BulkBegun:           "%s began to change many keys",
	store.BulkEnded:           "%s changed many keys in the background",
	store.BulkTakenBack:       "%s took a change of many keys back",
	"group.created":           "%s created the group %s",
	"group.renamed":           "%s renamed the group %s",
	"group.changed":           "%s changed the group %s",
	store.GroupRestricted:     "%s changed the networks of the group %s",
	"group.deleted":           "%s deleted the group %s",
	"catalogue.extended":      "%s extended the catalogue of permissions",
	"catalogue.managers_only": "%s changed who can have a permission of the catalogue",

	store.SettingsName:      "%s renamed the organization",
	store.SettingsZone:      "%s changed the organization’s time zone",
	store.SettingsRoleWords: "%s changed what the roles are called",
	store.SettingsMaxDays:   "%s changed how long keys may be valid",
	store.SettingsUnending:  "%s changed whether keys may have no expiry",
	store.SettingsReserved:  "%s changed who manages keys",
	store.SettingsLimit:     "%s changed how many requests all keys together may make",

	store.GateCredentialMade:   "%s made the gate credential %s",
	store.GateCredentialStored: "%s confirmed that the gate credential %s is stored",
	store.GateCredentialEnded:  "%s revoked the gate credential %s",

	store.ResourceRegistered: "%s registered %s",
	store.ResourceOwner:      "%s changed the owners of %s",
	store.ResourceACL:        "%s changed who has access to %s",
	store.ResourceDestroyed:  "%s destroyed %s",
	store.ResourceRenamed:    "%s renamed %s",
	store.ResourceMoved:      "%s moved %s",
	store.ResourcesImported:  "%s registered resources from a file",
	store.ResourcesExported:  "%s exported resources",
	store.KindAdded:          "%s added a kind of resources",
	store.KindChanged:        "%s changed a kind of resources",
}

// eventDetails say what an event's fields tell beyond that; empty: they don't.
var eventDetails = map[store.Action]func(context.Context, telling) string{
	store.MemberRole:   tellRole,
	store.MemberJoined: tellJoined,
	"key.renamed":      tellName("%s renamed %s to %s"),
	"group.renamed":    tellName("%s renamed the group %s to %s"),
	"key.expiry":       tellExpiry,
	"key.groups":       tellGroups,
	"key.deactivated":  tellOff,
	"member.groups":    tellMembership,

	store.SettingsName:      tellName("%s renamed the organization from %s to %s"),
	store.SettingsZone:      tellZone,
	store.SettingsRoleWords: tellRoleWords,
	store.SettingsMaxDays:   tellMaxDays,
	store.SettingsUnending:  tellUnending,
	store.SettingsReserved:  tellReserved,

	store.BulkCarriedOut: tellBulk("%s changed %s at once", "changed"),
	store.BulkBegun:      tellBulk("%s began to change %s", "keys"),
	store.BulkEnded:      tellBulk("%s changed %s in the background", "changed"),
	store.BulkTakenBack:  tellBulk("%s took a change of %s back", "changed"),
	store.ViewSaved:      tellOwn("%s saved a view of their own"),
	store.ViewDeleted:    tellOwn("%s deleted a view of their own"),
}

// telling is an event with the words for who did it and to what.
type telling struct {
	org       store.Organization
	event     store.Event
	who, what string // marked
}

// EventSaid is what was done, as a sentence with neither its instant nor a full stop: Ada Moreau deleted “Nightly import”.
// An action that nothing is known of is named as it is.
func EventSaid(ctx context.Context, org store.Organization, change store.Change) Said {
	what := objectWords(ctx, change.Action, change.Name)
	if change.Others > 0 {
		what = T(ctx, "%s and %s", what, T(ctx, "%d others", change.Others))
	}
	return tell(ctx, telling{org, change.Event, actorWords(ctx, org, change.Event), what})
}

// HistorySaid is [EventSaid] where the page is about the key to which it was done: Ada Moreau deactivated the key.
func HistorySaid(ctx context.Context, org store.Organization, event store.Event) Said {
	return tell(ctx, telling{org, event, actorWords(ctx, org, event), T(ctx, "the key")})
}

func tell(ctx context.Context, t telling) Said {
	if details, there := eventDetails[t.event.Action]; there {
		if words := details(ctx, t); words != "" {
			return parseSaid(words)
		}
	}
	sentence, known := eventSentences[t.event.Action]
	switch {
	case !known:
		return parseSaid(T(ctx, "%s changed %s (%s)", t.who, t.what, string(t.event.Action)))
	case strings.Count(sentence, "%s") == 1:
		return parseSaid(T(ctx, sentence, t.who))
	}
	return parseSaid(T(ctx, sentence, t.who, t.what))
}

// actorWords are who did it, as they were called then.
func actorWords(ctx context.Context, org store.Organization, e store.Event) string {
	name := e.ActorName
	if e.ActorRole != 0 {
		return whoMark + someoneWords(ctx, org.RoleWords, e.ActorRole) + endMark
	}
	switch e.Actor.Kind {
	case store.ActorOperator:
		return whoMark + T(ctx, "The operator") + endMark
	case store.ActorJob:
		return whoMark + T(ctx, "Chatelaine") + endMark
	case store.ActorKey:
		if name == "" {
			return whoMark + T(ctx, "A key") + endMark
		}
		return T(ctx, "The key %s", named(ctx, name))
	}
	return whoMark + cmp.Or(name, T(ctx, "Somebody")) + endMark
}

// objectWords are what it was done to: its name, or what sort of thing it is.
func objectWords(ctx context.Context, action store.Action, name string) string {
	about, _, _ := strings.Cut(string(action), ".")
	switch {
	case about == "member" && name != "", about == "organization" && name != "":
		return nameMark + name + endMark
	case name != "":
		return named(ctx, name)
	case about == "key":
		return T(ctx, "a key")
	case about == "member":
		return T(ctx, "somebody")
	case about == "resource":
		return T(ctx, "a resource")
	}
	return T(ctx, "something")
}

func named(ctx context.Context, name string) string { return T(ctx, "“%s”", nameMark+name+endMark) }

// tellJoined is somebody's becoming a member by their own act: of accepting an invitation, or of setting the portal up.
func tellJoined(ctx context.Context, t telling) string {
	if string(t.event.Actor.ID) != t.event.Subject {
		return ""
	}
	return T(ctx, "%s joined the organization", t.who)
}

func tellRole(ctx context.Context, t telling) string {
	before, err := store.ParseRole(store.Value(t.event.Before, "role"))
	after, err2 := store.ParseRole(store.Value(t.event.After, "role"))
	if err != nil || err2 != nil {
		return ""
	}
	words := t.org.RoleWords
	return T(ctx, "%s changed the role of %s from %s to %s", t.who, t.what, RoleName(ctx, words, before), RoleName(ctx, words, after))
}

// tellName is a renaming with both names. Where the page is about the key, it isn't called by the old one.
func tellName(sentence string) func(context.Context, telling) string {
	return func(ctx context.Context, t telling) string {
		before, after := store.Value(t.event.Before, "name"), store.Value(t.event.After, "name")
		if before == "" || after == "" || before == after {
			return ""
		}
		return T(ctx, sentence, t.who, named(ctx, before), named(ctx, after))
	}
}

func tellExpiry(ctx context.Context, t telling) string {
	day := func(fields []store.Field) string {
		text := store.Value(fields, "expires")
		if on, ok := store.ParseDate(text); ok {
			return shortDay(ctx, on.Time(time.UTC), time.UTC).Words
		}
		return T(ctx, "never")
	}
	if store.Value(t.event.Before, "expires")+store.Value(t.event.After, "expires") == "" {
		return ""
	}
	return T(ctx, "%s changed the expiration date of %s from %s to %s", t.who, t.what, day(t.event.Before), day(t.event.After))
}

// tellOff is a deactivation, with how long it is for and why, where somebody said so.
func tellOff(ctx context.Context, t telling) string {
	words := T(ctx, "%s deactivated %s", t.who, t.what)
	if until, err := time.Parse(time.RFC3339, store.Value(t.event.After, "until")); err == nil {
		words = T(ctx, "%s deactivated %s until %s", t.who, t.what, instant(ctx, until, t.org.Zone))
	}
	if reason := store.Value(t.event.After, "reason"); reason != "" {
		words = T(ctx, "%s: “%s”", words, nameMark+reason+endMark)
	}
	return words
}

func tellGroups(ctx context.Context, t telling) string {
	before, after := store.Value(t.event.Before, "groups"), store.Value(t.event.After, "groups")
	switch {
	case after == "":
		return ""
	case before == "":
		return T(ctx, "%s gave %s the groups %s", t.who, t.what, nameMark+after+endMark)
	}
	return T(ctx, "%s changed the groups of %s from %s to %s", t.who, t.what, nameMark+before+endMark, nameMark+after+endMark)
}

func tellMembership(ctx context.Context, t telling) string {
	if group := store.Value(t.event.After, "group"); group != "" {
		return T(ctx, "%s put %s into the group %s", t.who, t.what, named(ctx, group))
	}
	if group := store.Value(t.event.Before, "group"); group != "" {
		return T(ctx, "%s took %s out of the group %s", t.who, t.what, named(ctx, group))
	}
	return ""
}

// tellBulk says how many keys it was about.
func tellBulk(sentence, field string) func(context.Context, telling) string {
	return func(ctx context.Context, t telling) string {
		n, err := strconv.Atoi(store.Value(t.event.After, field))
		if err != nil {
			return ""
		}
		return T(ctx, sentence, t.who, T(ctx, "%d keys", n))
	}
}

// tellOwn is about a view that has no name in the event: it is nobody else's business.
func tellOwn(sentence string) func(context.Context, telling) string {
	return func(ctx context.Context, t telling) string {
		if store.Value(t.event.After, "name")+store.Value(t.event.Before, "name") != "" {
			return ""
		}
		return T(ctx, sentence, t.who)
	}
}
