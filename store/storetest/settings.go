package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

func testSettings(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"plans":            settingsPlans,
		"count at once":    settingsCount,
		"refused":          settingsRefused,
		"a stale form":     settingsStale,
		"a stale plan":     settingsStalePlan,
		"races":            settingsRaces,
		"no instant moves": settingsMoveNothing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open, plot{keys: []keyPlot{
				{name: "key soon", expiresOn: store.Date{Year: 2026, Month: 3, Day: 20}},
				{name: "key later", expiresOn: store.Date{Year: 2026, Month: 4, Day: 9}},
				{name: "key last", expiresOn: store.Date{Year: 2026, Month: 4, Day: 10}, off: start.Add(-time.Hour), on: start.AddDate(1, 0, 0)},
				{name: "key old", expiresOn: store.Date{Year: 2026, Month: 3, Day: 9}},
				{name: "key never"},
			}}))
		})
	}
}

// present are the settings of the world's organization.
func (w *world) present() (store.Settings, int64) {
	w.Helper()
	settings, version, err := w.store.Settings(w.Context(), w.actor("ada"))
	must(w.T, "see the settings", err)
	return settings, version
}

// settle changes the settings as ada, by the plan of the moment.
func (w *world) settle(to store.Settings) store.SettingsPlan {
	w.Helper()
	plan, err := w.store.PlanSettings(w.Context(), w.actor("ada"), 0, to, start)
	must(w.T, "plan", err)
	must(w.T, "change the settings", errOf(w.store.ChangeSettings(w.Context(), w.as("ada"), plan.Version, to, plan.Digest)))
	return plan
}

// settingsPlans: the world begins on 10 March 2026 at 10:00 in Paris, where 30 days later is 9 April.
func settingsPlans(t *testing.T, w *world) {
	before, _ := w.present()
	ninth := store.Date{Year: 2026, Month: 4, Day: 9}
	for name, tt := range map[string]struct {
		change func(*store.Settings)
		want   store.SettingsFacts
	}{
		"nothing":               {func(*store.Settings) {}, store.SettingsFacts{}},
		"another name":          {func(s *store.Settings) { s.Name = "Another" }, store.SettingsFacts{}},
		"other words":           {func(s *store.Settings) { s.RoleWords = store.EditorViewer }, store.SettingsFacts{}},
		"a cap of 30 days":      {func(s *store.Settings) { s.Terms.MaxDays = 30 }, store.SettingsFacts{Latest: ninth, Beyond: 1}},
		"a cap of 29 days":      {func(s *store.Settings) { s.Terms.MaxDays = 29 }, store.SettingsFacts{Latest: ninth.AddDays(-1), Beyond: 2}},
		"a cap of a day":        {func(s *store.Settings) { s.Terms.MaxDays = 1 }, store.SettingsFacts{Latest: ninth.AddDays(-29), Beyond: 3}},
		"keys without end":      {func(s *store.Settings) { s.Terms.Unending = true }, store.SettingsFacts{Unending: 1}},
		"another zone":          {func(s *store.Settings) { s.Zone = "Asia/Tokyo" }, store.SettingsFacts{Ending: 3}},
		"for administrators":    {func(s *store.Settings) { s.KeysReserved = true }, store.SettingsFacts{Managers: 3}},
		"a cap in another zone": {func(s *store.Settings) { s.Terms.MaxDays, s.Zone = 30, "America/New_York" }, store.SettingsFacts{Latest: ninth, Beyond: 1, Ending: 3}},
	} {
		after := before
		tt.change(&after)
		got, err := w.store.PlanSettings(t.Context(), w.actor("ada"), 1, after, start)
		must(t, name, err)
		tt.want.Version, tt.want.Before, tt.want.After = 1, before, after
		wantDiff(t, name, tt.want, got.SettingsFacts)
	}
}

// settingsCount: what is changed counts from the next call on, for everybody.
func settingsCount(t *testing.T, w *world) {
	must(t, "a key of a manager", errOf(w.store.CreateKey(t.Context(), w.as("bo"), w.newKey("before"))))
	w.settle(otherSettings)
	now, version := w.present()
	wantDiff(t, "the settings", otherSettings, now)
	portal, err := w.store.Portal(t.Context(), w.account("bo"), w.Slug)
	must(t, "open the portal", err)
	org := portal.Current.Organization
	if org.Name != "Other" || org.Zone.String() != "America/New_York" || org.RoleWords != store.EditorViewer || !org.KeysReserved ||
		org.Terms != otherSettings.Terms || org.Slug != w.Slug || org.ID != w.ID || version != 2 {
		t.Errorf("version %d of the organization is %+v", version, org)
	}
	wantErr(t, "a manager adds a key", errOf(w.store.CreateKey(t.Context(), w.as("bo"), w.newKey("after"))), store.ErrForbidden)
	in := w.newKey("of ada")
	in.ExpiresOn = store.DateAt(start, org.Zone).AddDays(31)
	wantInvalid(t, "beyond the cap", errOf(w.store.CreateKey(t.Context(), w.as("ada"), in)), "expires")
	in.ExpiresOn = store.DateAt(start, org.Zone).AddDays(30)
	made, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
	if err != nil || !made.Key.ExpiresAt.Equal(in.ExpiresOn.End(org.Zone)) {
		t.Errorf("made %+v, %v", made.Key, err)
	}
	twin, _, err := w.store.Settings(t.Context(), w.twin.actor("ada"))
	if err != nil || twin.Name != w.twin.Name || twin.Terms != (store.Terms{}) {
		t.Errorf("the twin has %+v, %v", twin, err)
	}
	w.settle(now) // nothing changes, so that no version is counted
	if _, again := w.present(); again != version {
		t.Errorf("version %d after saving the same, want %d", again, version)
	}
}

func settingsRefused(t *testing.T, w *world) {
	before, version := w.present()
	for field, change := range map[string][]func(*store.Settings){
		"name":         {func(s *store.Settings) { s.Name = " " }, func(s *store.Settings) { s.Name = "a\u202eb" }},
		"zone":         {func(s *store.Settings) { s.Zone = "" }, func(s *store.Settings) { s.Zone = "Local" }, func(s *store.Settings) { s.Zone = "../etc/passwd" }},
		"role_words":   {func(s *store.Settings) { s.RoleWords = "" }, func(s *store.Settings) { s.RoleWords = "boss" }},
		"per_minute":   {func(s *store.Settings) { s.Limit.PerMinute = -1 }, func(s *store.Settings) { s.Limit.PerMinute = store.MaxPerMinute + 1 }},
		"burst":        {func(s *store.Settings) { s.Limit = store.RateLimit{PerMinute: 60} }, func(s *store.Settings) { s.Limit = store.RateLimit{Burst: 60} }},
		"max_key_days": {func(s *store.Settings) { s.Terms.MaxDays = -1 }, func(s *store.Settings) { s.Terms.MaxDays = 3651 }},
	} {
		for i, change := range change {
			to := before
			change(&to)
			what := fmt.Sprint(field, " ", i)
			wantInvalid(t, what, errOf(w.store.PlanSettings(t.Context(), w.actor("ada"), version, to, start)), field)
			wantInvalid(t, what, errOf(w.store.ChangeSettings(t.Context(), w.as("ada"), version, to, digest("any"))), field)
		}
	}
	after, _ := w.present()
	wantDiff(t, "after refusals", before, after)
}

// settingsStale: who saves a form from before is told what is so now, and who did it.
func settingsStale(t *testing.T, w *world) {
	before, version := w.present()
	mine, theirs := before, before
	mine.Name, theirs.Terms.MaxDays = "Mine", 90
	plan, err := w.store.PlanSettings(t.Context(), w.actor("ada"), version, mine, start)
	must(t, "plan", err)
	other, err := w.store.PlanSettings(t.Context(), w.actor("abe"), version, theirs, start)
	must(t, "plan", err)
	must(t, "abe saves", errOf(w.store.ChangeSettings(t.Context(), w.as("abe"), version, theirs, other.Digest)))
	for doing, err := range map[string]error{
		"plan": errOf(w.store.PlanSettings(t.Context(), w.actor("ada"), version, mine, start)),
		"save": errOf(w.store.ChangeSettings(t.Context(), w.as("ada"), version, mine, plan.Digest)),
	} {
		var changed *store.SettingsChangedError
		if !errors.As(err, &changed) || changed.Settings != theirs || changed.Version != version+1 ||
			changed.Last.Action != store.SettingsMaxDays || changed.Last.ActorName != fullName("abe") {
			t.Errorf("%s: %+v, %v", doing, changed, err)
		}
	}
}

// settingsStalePlan: another key that ends later, or another manager, asks for another look.
func settingsStalePlan(t *testing.T, w *world) {
	to, version := w.present()
	to.Terms.MaxDays, to.KeysReserved = 30, true
	for doing, meanwhile := range map[string]func() error{
		"a key comes":    func() error { return errOf(w.store.CreateKey(t.Context(), w.as("bo"), w.newKey("another"))) },
		"a manager goes": func() error { return assignRole(t.Context(), w.store, w.as("ada"), w.account("bea"), store.RoleUser) },
	} {
		plan, err := w.store.PlanSettings(t.Context(), w.actor("ada"), version, to, start)
		must(t, "plan", err)
		must(t, doing, meanwhile())
		_, err = w.store.ChangeSettings(t.Context(), w.as("ada"), version, to, plan.Digest)
		var changed *store.SettingsPlanChangedError
		if !errors.As(err, &changed) || changed.Plan.Digest == plan.Digest || changed.Plan.Version != version {
			t.Errorf("%s: %+v, %v", doing, changed, err)
		}
	}
}

func settingsRaces(t *testing.T, w *world) {
	for round := range 20 {
		before, version := w.present()
		to := [2]store.Settings{before, before}
		to[0].Name, to[1].Terms.MaxDays = fmt.Sprint("Round ", round), 40+round
		var plans [2]store.SettingsPlan
		for i := range to {
			var err error
			plans[i], err = w.store.PlanSettings(t.Context(), w.actor("ada"), version, to[i], start)
			must(t, "plan", err)
		}
		wins := winners(t, 2, store.ErrSettingsChanged, func(ctx context.Context, i int) error {
			return errOf(w.store.ChangeSettings(ctx, w.as([]string{"ada", "abe"}[i]), version, to[i], plans[i].Digest))
		})
		if now, next := w.present(); wins != 1 || next != version+1 || now != to[0] && now != to[1] {
			t.Errorf("round %d: %d won, and version %d is %+v", round, wins, next, now)
		}
	}
}

// settingsMoveNothing tries settings at random: whatever they become, no key that exists has another end, state or
// right, and no member another role.
func settingsMoveNothing(t *testing.T, w *world) {
	r := rand.New(rand.NewPCG(1, 2))
	before := w.show(t, w.store)
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	for range 40 {
		to := store.Settings{
			Name: one("A", "B", "Ωμέγα"), Zone: one("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris", "UTC"),
			RoleWords: store.RoleWords(one("manager", "editor")), KeysReserved: r.IntN(2) == 0,
			Terms: store.Terms{MaxDays: []int{0, 1, 30, 3650}[r.IntN(4)], Unending: r.IntN(2) == 0},
		}
		w.settle(to)
		now, _ := w.present()
		wantDiff(t, "the settings", to, now)
		wantDiff(t, "what there is", before, w.show(t, w.store))
	}
}

// settingsEvents: an event for each setting that changed, with what it was.
func settingsEvents(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), plot{})
	before, _ := w.present()
	r.since()
	w.settle(before)
	if events, calls := r.since(); len(events)+calls > 0 {
		t.Errorf("nothing changed, and %v was told", events)
	}
	w.settle(otherSettings)
	events, _ := r.since()
	if len(events) != len(otherSettings.Each()) {
		t.Fatalf("%d events, want %d", len(events), len(otherSettings.Each()))
	}
	was, is := before.Each(), otherSettings.Each()
	for i, e := range events {
		if e.Action != is[i].Action || e.Subject != w.ID || e.ActorName != fullName("ada") ||
			!slices.Equal(e.Before, []store.Field{was[i].Field}) || !slices.Equal(e.After, []store.Field{is[i].Field}) {
			t.Errorf("event %d is %+v", i, e)
		}
	}
}
