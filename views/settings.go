package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

// SettingsAddress is where an organization's settings are.
func SettingsAddress(slug string) string { return "/o/" + slug + "/settings" }

// Settings is the page of what administrators decide for all of an organization.
type Settings struct {
	Action   string // where what was typed is looked at
	Version  string
	ID, Slug string
	Values   SettingsValues
	Zones    []string
	Managers string            // who manages keys, where they aren't reserved
	Present  map[string]string // by field: what is so now, where something else was typed
	Changed  string            // what somebody did while the page was open; empty: nothing
	Mistakes Mistakes
}

// SettingsValues are what the form has, as it is typed and ticked.
type SettingsValues struct {
	Name, Zone, RoleWords string
	Cap                   string // "yes": keys end within Days; "no"
	Days                  string
	Unending              string // "yes": keys may have no expiry; empty
	Keys                  string // who manages them: "managers", "administrators"
	Limit                 LimitValues
}

// settingsOrder is the order of the fields in the form.
var settingsOrder = []string{"name", "zone", "role_words", "max_key_days", "unending", "keys", "per_minute", "burst"}

// PresentSettings are settings as the form shows them.
func PresentSettings(s store.Settings) SettingsValues {
	v := SettingsValues{Name: s.Name, Zone: s.Zone, RoleWords: string(s.RoleWords), Cap: "no", Keys: "managers", Limit: LimitOf(s.Limit)}
	if s.Terms.MaxDays > 0 {
		v.Cap, v.Days = "yes", strconv.Itoa(s.Terms.MaxDays)
	}
	if s.Terms.Unending {
		v.Unending = "yes"
	}
	if s.KeysReserved {
		v.Keys = "administrators"
	}
	return v
}

// SettingsFormFacts are what the page is made from.
type SettingsFormFacts struct {
	Organization store.Organization // of which only what never changes counts
	Settings     store.Settings     // as they are now
	Version      int64
	Typed        *SettingsValues             // nil: nothing yet
	Changed      *store.SettingsChangedError // nil: nobody changed anything meanwhile
	Mistakes     Mistakes
	Zones        []string
	Now          time.Time
}

// NewSettings makes the page.
func NewSettings(ctx context.Context, f SettingsFormFacts) Settings {
	p := Settings{
		Action: SettingsAddress(f.Organization.Slug) + "/plan", Version: strconv.FormatInt(f.Version, 10),
		ID: f.Organization.ID, Slug: f.Organization.Slug, Values: PresentSettings(f.Settings), Zones: f.Zones, Mistakes: f.Mistakes,
		Managers: roleSentence(ctx, f.Settings.RoleWords, "Managers and administrators", "Editors and administrators"),
	}
	if f.Typed != nil {
		p.Values = *f.Typed
		if !p.knowsZone() { // nobody chose that
			p.Values.Zone = f.Settings.Zone
		}
	}
	if f.Changed != nil {
		p.Changed = settingsMeanwhile(ctx, *f.Changed, f.Now)
		p.Present = presentWords(ctx, f.Settings, p.Values)
	}
	return p
}

// settingsMeanwhile says who changed the settings while the page was open.
func settingsMeanwhile(ctx context.Context, changed store.SettingsChangedError, now time.Time) string {
	zone, err := store.ParseZone(changed.Settings.Zone)
	if last := changed.Last; err == nil && last.Seq > 0 && last.Actor.Kind == store.ActorMember {
		return T(ctx, "%s changed the settings %s, while this page was open. Nothing was saved. What you chose stands below, and beside it what is so now, where that is something else.",
			last.ActorName, moment(ctx, last.At, now, zone))
	}
	return T(ctx, "The settings were changed while this page was open. Nothing was saved. What you chose stands below, and beside it what is so now, where that is something else.")
}

// presentWords say what is so now, for each field in which something else was typed.
func presentWords(ctx context.Context, s store.Settings, typed SettingsValues) map[string]string {
	now := PresentSettings(s)
	words := map[string]string{}
	say := func(field, sentence string, differs bool, args ...any) {
		if differs {
			words[field] = T(ctx, "At present: %s", T(ctx, sentence, args...))
		}
	}
	say("name", "%s", now.Name != typed.Name, now.Name)
	say("zone", "%s", now.Zone != typed.Zone, now.Zone)
	say("role_words", roleSentence(ctx, s.RoleWords, "Manager and User", "Editor and Viewer"), now.RoleWords != typed.RoleWords)
	if capped := now.Cap != typed.Cap || now.Days != typed.Days; s.Terms.MaxDays > 0 {
		say("max_key_days", "%d days", capped, s.Terms.MaxDays)
	} else {
		say("max_key_days", "No limit of your own", capped)
	}
	if now.Unending == "yes" {
		say("unending", "allowed", typed.Unending == "")
	} else {
		say("unending", "not allowed", typed.Unending != "")
	}
	say("burst", "%s", now.Limit != typed.Limit, limitWords(ctx, s.Limit))
	if s.KeysReserved {
		say("keys", "Administrators only", now.Keys != typed.Keys)
	} else {
		say("keys", roleSentence(ctx, s.RoleWords, "Managers and administrators", "Editors and administrators"), now.Keys != typed.Keys)
	}
	return words
}

// knowsZone tells whether the zone is one of those that are offered.
func (p Settings) knowsZone() bool { return slices.Contains(p.Zones, p.Values.Zone) }
