package views

import (
	"context"

	"chatelaine/store"
)

// SettingsPlanFacts are what the last step of a change of settings is made from.
type SettingsPlanFacts struct {
	Organization store.Organization
	Plan         store.SettingsPlan
	Carried      []HiddenField
	Changed      string // says that something changed since the last look; empty: nothing did
}

// NewSettingsPlan puts what other settings do into words.
func NewSettingsPlan(ctx context.Context, f SettingsPlanFacts) GroupPlan {
	address := SettingsAddress(f.Organization.Slug)
	p := GroupPlan{
		Window: Window{ID: "settings-plan", Title: T(ctx, "Change the settings?"), Close: address, About: "plan-about"},
		Action: address, Carried: f.Carried, Changed: f.Changed, Back: "back", Button: T(ctx, "Save settings"),
		Lines: settingsLines(ctx, f.Plan),
	}
	if len(p.Lines) == 0 {
		p.Words, p.Button = T(ctx, "Nothing is other than it is now. There is nothing to save."), ""
	}
	return p
}

// settingsLines say what each setting that changes does, to what there is and from now on.
func settingsLines(ctx context.Context, plan store.SettingsPlan) (lines []PlanLine) {
	words := plan.Before.RoleWords // those that the person reads
	for i, after := range plan.After.Each() {
		if plan.Before.Each()[i] == after {
			continue
		}
		add := func(icon string, sentences ...string) {
			for _, s := range sentences {
				lines = append(lines, PlanLine{Icon: icon, Words: s})
				icon = "info"
			}
		}
		switch after.Action {
		case store.SettingsName:
			add("pencil", T(ctx, "The organization is called “%s” wherever it is named. Its short name, its ID and its addresses stay as they are.", plan.After.Name))
		case store.SettingsZone:
			add("calendar", zoneLines(ctx, plan)...)
		case store.SettingsRoleWords:
			add("users-round", roleSentence(ctx, plan.After.RoleWords,
				"The roles are called Manager and User from now on, wherever one is named. What they may do stays the same.",
				"The roles are called Editor and Viewer from now on, wherever one is named. What they may do stays the same."))
		case store.SettingsMaxDays:
			add("hourglass", capLines(ctx, plan)...)
		case store.SettingsUnending:
			add("key-round", unendingLines(ctx, plan)...)
		case store.SettingsReserved:
			add("shield-check", reservedLines(ctx, words, plan)...)
		case store.SettingsLimit:
			add("hourglass", totalLines(ctx, plan.After.Limit)...)
		}
	}
	return lines
}

// totalLines say what a limit of all keys together does.
func totalLines(ctx context.Context, l store.RateLimit) []string {
	if l.IsZero() {
		return []string{T(ctx, "How many requests all keys together make is no longer limited. Limits of single keys stay.")}
	}
	return []string{
		T(ctx, "From now on, of all keys together are let in: %s. What is beyond that is refused.", limitWords(ctx, l)),
		T(ctx, "Limits of single keys stay, and count too."),
	}
}

func zoneLines(ctx context.Context, plan store.SettingsPlan) []string {
	lines := []string{T(ctx, "Days begin and end in %s: a date that is typed from now on ends there, and times are shown so.", plan.After.Zone)}
	if plan.Ending == 0 {
		return append(lines, T(ctx, "No key has an end that is still to come, so that none is concerned."))
	}
	return append(lines, T(ctx, "No existing instant moves: %d keys go on ending at the moment that was worked out in %s.", plan.Ending, plan.Before.Zone))
}

func capLines(ctx context.Context, plan store.SettingsPlan) []string {
	if plan.After.Terms.MaxDays == 0 {
		return []string{T(ctx, "Keys can be given an end as late as in 10 years. Keys that exist stay as they are.")}
	}
	lines := []string{T(ctx, "Who adds a key, or changes when one ends, can choose a day %s from now at the latest: today that is %s.",
		T(ctx, "%d days", plan.After.Terms.MaxDays), weekday(ctx, plan.Latest))}
	if plan.Beyond == 0 {
		lines = append(lines, T(ctx, "No key ends later than that."))
	} else {
		lines = append(lines, T(ctx, "%d keys end later. They stay as they are, and can be rotated; who changes when one of them ends has to keep to the limit.", plan.Beyond))
	}
	if plan.After.Terms.Unending {
		lines = append(lines, T(ctx, "Keys without expiry are allowed, and the limit doesn’t count for them."))
	}
	return lines
}

func unendingLines(ctx context.Context, plan store.SettingsPlan) []string {
	if plan.After.Terms.Unending {
		return []string{T(ctx, "Keys can be added without expiry, and keys that end can be changed to have none. Keys that exist stay as they are.")}
	}
	lines := []string{T(ctx, "Who adds a key, or changes when one ends, has to choose a date from now on.")}
	if plan.Unending == 0 {
		return append(lines, T(ctx, "No key is without expiry."))
	}
	return append(lines, T(ctx, "%d keys have no expiry. They stay as they are until somebody deactivates them, deletes them, or gives them a date.", plan.Unending))
}

func reservedLines(ctx context.Context, words store.RoleWords, plan store.SettingsPlan) []string {
	n, keys := plan.Managers, T(ctx, "All keys stay as they are, and go on working.")
	if !plan.After.KeysReserved {
		if n == 0 {
			return []string{roleSentence(ctx, words, "Nobody is a manager at the moment: nothing changes for anybody.", "Nobody is an editor at the moment: nothing changes for anybody.")}
		}
		return []string{
			roleSentence(ctx, words,
				"%d managers can add, change, rotate and delete keys, within the groups that they belong to.",
				"%d editors can add, change, rotate and delete keys, within the groups that they belong to.", n),
			keys,
		}
	}
	if n == 0 {
		return []string{roleSentence(ctx, words,
			"Only administrators manage keys. Nobody is a manager at the moment: nobody loses anything.",
			"Only administrators manage keys. Nobody is an editor at the moment: nobody loses anything."), keys}
	}
	return []string{
		roleSentence(ctx, words,
			"%d managers can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.",
			"%d editors can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.", n),
		T(ctx, "They still see every key, and may deactivate those that they created themselves."),
		keys,
	}
}
