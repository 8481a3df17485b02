package storetest

import "chatelaine/store"

// settingsRows are the matrix's of an organization's settings.
var settingsRows = map[string]line{
	"Settings": {
		looks: true,
		do: func(a attempt) error {
			_, _, err := a.store.Settings(a.Context(), a.actor)
			return err
		},
		who: administrators, otherwise: refused,
	},
	"PlanSettings": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.PlanSettings(a.Context(), a.actor, 0, otherSettings, start))
		},
		who: administrators, otherwise: refused,
	},
	"ChangeSettings": {
		do: func(a attempt) error {
			plan, err := a.store.PlanSettings(a.Context(), a.tenant.actor("ada"), 0, otherSettings, start)
			must(a.T, "plan", err)
			return errOf(a.store.ChangeSettings(a.Context(), a.call(), 0, otherSettings, plan.Digest))
		},
		who: administrators, otherwise: refused,
	},
}

// otherSettings differ in everything from those of a plot.
var otherSettings = store.Settings{
	Name: "Other", Zone: "America/New_York", RoleWords: store.EditorViewer, KeysReserved: true, Terms: store.Terms{MaxDays: 30, Unending: true},
	Limit: store.RateLimit{PerMinute: 600, Burst: 60},
}
