package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func testDashboard(t *testing.T, open opener) {
	t.Run("its numbers", func(t *testing.T) { t.Parallel(); dashboardNumbers(t, open) })
	t.Run("its numbers after an import that is large", func(t *testing.T) { t.Parallel(); dashboardOfMany(t, open) })
	t.Run("its changes", func(t *testing.T) { t.Parallel(); dashboardChanges(t, open) })
	t.Run("acts on many", func(t *testing.T) { t.Parallel(); dashboardOfBulks(t, open) })
}

// dashboardFilters are what dashboards count, and some that nothing fits.
var dashboardFilters = []store.KeyFilter{
	{}, {NeverUsed: true}, {Used: store.Span{To: tableNow.AddDate(0, 0, -20)}}, {Used: store.Span{To: tableNow.AddDate(0, 0, -90)}}, {CreatorLeft: true}, {ContactLeft: true}, {Unconfirmed: true}, {OwnsResources: true},
	{Statuses: []store.Status{store.StatusExpiringSoon}}, {Search: "\x00"},
}

// dashboardQuery asks for spans of a week, and for those that are open at an end.
func dashboardQuery(at time.Time) store.DashboardQuery {
	query := store.DashboardQuery{At: at, Filters: dashboardFilters, Ends: []store.Span{{To: at}, {From: at}}}
	for week := range 12 {
		query.Ends = append(query.Ends, store.Span{From: at.AddDate(0, 0, 7*week), To: at.AddDate(0, 0, 7*week+7)})
	}
	return query
}

// dashboard reckons one in memory, but for its changes.
func (m tableModel) dashboard(query store.DashboardQuery) (d store.Dashboard) {
	count := func(f store.KeyFilter) store.Count {
		return store.Count{N: len(m.list(f, store.NewestFirst, query.At))}
	}
	d.All = count(store.KeyFilter{})
	for _, status := range []store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive} {
		d.Statuses = append(d.Statuses, store.StatusCount{Status: status, Count: count(store.KeyFilter{Statuses: []store.Status{status}})})
	}
	for _, f := range query.Filters {
		d.Filters = append(d.Filters, count(f))
	}
	for _, span := range query.Ends {
		d.Ends = append(d.Ends, count(store.KeyFilter{Expires: span}))
	}
	soon := m.list(store.KeyFilter{Statuses: []store.Status{store.StatusExpiringSoon}}, store.KeySort{Column: store.ColumnExpires}, query.At)
	d.Soon = soon[:min(len(soon), store.MaxSoon)]
	return d
}

func dashboardNumbers(t *testing.T, open opener) {
	w := newWorld(t, open, tablePlot("board", 6))
	compare := func(when string) {
		t.Helper()
		for _, who := range []string{"ada", "bo", "hal", "dan"} {
			m := w.modelOf(t, who)
			choices, err := w.store.KeyChoices(t.Context(), w.actor(who), tableNow.AddDate(0, 0, 20))
			must(t, "count the choices", err)
			wantDiff(t, fmt.Sprintf("%s's choices %s", who, when), m.choices(tableNow.AddDate(0, 0, 20)), choices)
			for day := -60; day <= 120; day += 9 {
				query := dashboardQuery(tableNow.AddDate(0, 0, day))
				got, err := w.store.Dashboard(t.Context(), w.actor(who), query)
				must(t, "sum up the keys", err)
				want := m.dashboard(query)
				want.Changes, want.Can, want.Leavers, want.OwnOnly = got.Changes, got.Can, got.Leavers, who == "hal" || who == "dan"
				want.SeesRefused = !want.OwnOnly
				if len(want.Soon) == 0 {
					got.Soon, want.Soon = nil, nil
				}
				wantDiff(t, fmt.Sprintf("%s's dashboard %s, day %d", who, when, day), want, got)
				if may := who == "ada" || who == "bo"; got.Can.Create != may {
					t.Errorf("%s is offered to create keys: %t", who, got.Can.Create)
				}
			}
		}
	}
	compare("as it was imported")
	for i, key := range w.plot.keys[:20] {
		by := call(w.actor("ada"), tableNow.Add(time.Duration(i)*tick))
		if i%2 == 0 {
			must(t, "delete a key", deleteKey(t, w.store, by, w.key(key.name), destroy(w.tenant)))
			continue
		}
		in := w.newKey("new " + key.name)
		in.ExpiresOn, in.Groups = store.DateAt(by.At, time.UTC).AddDays(i*3), []store.GroupID{w.group("office")}
		must(t, "create a key", errOf(w.store.CreateKey(t.Context(), by, in)))
	}
	compare("after some were made and deleted")
	w.changeSome(t)
	compare("after some were switched and got other ends")
	if n := w.runJobs(tableNow.AddDate(0, 0, 40)); n == 0 {
		t.Error("no suspension ended")
	}
	compare("after suspensions ended")
}

// changeSome switches keys off, for good and for a while, and on again, and changes when they end.
func (w *world) changeSome(t *testing.T) {
	t.Helper()
	for i, key := range w.plot.keys[20:80] {
		by := call(w.actor("ada"), tableNow.Add(time.Duration(i)*tick))
		id := w.key(key.name)
		switch i % 4 {
		case 0:
			must(t, "deactivate", errOf(w.store.DeactivateKey(t.Context(), by, id, store.Deactivation{})))
		case 1:
			must(t, "deactivate for a while", errOf(w.store.DeactivateKey(t.Context(), by, id, store.Deactivation{Until: by.At.AddDate(0, 0, i)})))
		case 2:
			must(t, "activate", errOf(w.store.ActivateKey(t.Context(), by, id)))
		case 3:
			must(t, "change when it ends", errOf(w.store.ChangeExpiry(t.Context(), by, id, 0, store.DateAt(by.At, time.UTC).AddDays(i))))
		}
	}
}

// dashboardOfMany has more keys than are written one by one.
func dashboardOfMany(t *testing.T, open opener) {
	p := plot{slug: "many"}
	for i := range 450 {
		k := keyPlot{name: fmt.Sprint("key", i), expiresOn: store.DateAt(start, time.UTC).AddDays(i%90 - 20)}
		if i%5 == 0 {
			k.off = start.AddDate(0, 0, i%40-20)
		}
		if i%10 == 0 {
			k.on = k.off.AddDate(0, 0, i%30+1)
		}
		p.keys = append(p.keys, k)
	}
	w := newWorld(t, open, p)
	m := w.modelOf(t, "ada")
	for day := -30; day < 60; day += 6 {
		query := dashboardQuery(start.AddDate(0, 0, day))
		got, err := w.store.Dashboard(t.Context(), w.actor("ada"), query)
		must(t, "sum up many keys", err)
		want := m.dashboard(query)
		wantDiff(t, fmt.Sprint("statuses on day ", day), want.Statuses, got.Statuses)
		wantDiff(t, fmt.Sprint("ends on day ", day), want.Ends, got.Ends)
	}
}

// told writes what a dashboard tells of, the newest first: "Ada Moreau key.created Nightly".
func told(d store.Dashboard) (list []string) {
	for _, c := range d.Changes {
		words := c.ActorName + " " + string(c.Action) + " " + c.Name
		if c.Gone {
			words += " (gone)"
		}
		if c.Others > 0 {
			words += fmt.Sprint(" and ", c.Others)
		}
		list = append(list, words)
	}
	return list
}

func (w *world) wantTold(t *testing.T, what, who string, want ...string) {
	t.Helper()
	d, err := w.store.Dashboard(t.Context(), w.actor(who), store.DashboardQuery{At: tableNow})
	must(t, "sum up the keys", err)
	wantDiff(t, what+": what "+who+" is told", strings.Join(want, "\n"), strings.Join(told(d), "\n"))
}

func dashboardChanges(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	imported := "operator organization.imported Organization north"
	w.wantTold(t, "at first", "ada", imported)
	w.wantTold(t, "at first", "dee")
	at := func(who string, minute int) store.Call {
		return call(w.actor(who), start.Add(time.Duration(minute)*time.Minute))
	}
	must(t, "create", errOf(w.store.CreateKey(t.Context(), at("bo", 1), w.newKey("Nightly"))))
	must(t, "create in the twin", errOf(w.store.CreateKey(t.Context(), w.twin.as("bo"), w.twin.newKey("Of the twin"))))
	must(t, "confirm", w.store.ConfirmKey(t.Context(), at("bo", 2), w.newKey("Nightly").ID))
	must(t, "confirm one's own", w.store.ConfirmKey(t.Context(), at("bo", 3), w.key("key3")))
	must(t, "register", w.register(thing{name: "new", kind: "projects", owners: []string{"key1"}}))
	must(t, "change a role", assignRole(t.Context(), w.store, at("ada", 4), w.account("bea"), store.RoleUser))
	must(t, "export", w.store.StartExport(t.Context(), at("bo", 5), store.KeyQuery{}, "csv"))
	must(t, "delete what dee made", deleteKey(t, w.store, at("ada", 6), w.key("key2"), destroy(w.tenant)))
	must(t, "delete the new one", deleteKey(t, w.store, at("ada", 7), w.newKey("Nightly").ID, destroy(w.tenant)))
	all := []string{
		"Ada Moreau key.deleted Nightly (gone)", "Ada Moreau key.deleted key2 (gone)", "Bo Moreau export.keys ",
		"Ada Moreau member.role Bea Moreau", "Bo Moreau key.created Nightly (gone)", imported,
	}
	w.wantTold(t, "afterwards", "ada", all...)
	w.wantTold(t, "afterwards", "bo", all...)
	w.wantTold(t, "afterwards", "dee", " key.deleted key2 (gone)")
	w.wantTold(t, "afterwards", "bea") // is a user now, and made nothing
	must(t, "make bo a user", assignRole(t.Context(), w.store, at("ada", 8), w.account("bo"), store.RoleUser))
	w.wantTold(t, "who was a manager", "bo", " key.deleted Nightly (gone)")
}

// dashboardOfBulks: many keys that go together are one act, and what follows from it doesn't hide what came before.
func dashboardOfBulks(t *testing.T, open opener) {
	p := plot{slug: "bulks", keys: keysNamed(320)}
	for i := range 300 {
		p.things = append(p.things, thing{name: fmt.Sprint("thing ", i), kind: "projects", owners: []string{fmt.Sprint("key", i+1)}})
	}
	w := newWorld(t, open, p)
	must(t, "create", errOf(w.store.CreateKey(t.Context(), w.as("bo"), w.newKey("Nightly"))))
	var ids []store.KeyID
	for _, key := range w.plot.keys[:310] {
		ids = append(ids, w.key(key.name))
	}
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), ids, destroy(w.tenant))
	must(t, "plan to delete many", err)
	must(t, "delete many", errOf(w.store.DeleteKeys(t.Context(), call(w.actor("bo"), start.Add(time.Hour)), ids, plan.Choice, plan.Digest)))
	d, err := w.store.Dashboard(t.Context(), w.actor("ada"), store.DashboardQuery{At: tableNow})
	must(t, "sum up the keys", err)
	if len(d.Changes) != 3 || d.Changes[0].Others != 309 || !d.Changes[0].Gone || !slices.ContainsFunc(w.plot.keys, func(k keyPlot) bool { return k.name == d.Changes[0].Name }) {
		t.Errorf("after a deletion of 310 keys: %q", told(d))
	}
	for i := range 2 * store.MaxChanges {
		in := w.newKey(fmt.Sprint("later ", i))
		must(t, "create", errOf(w.store.CreateKey(t.Context(), call(w.actor("bo"), start.Add(2*time.Hour+time.Duration(i)*time.Minute)), in)))
	}
	d, err = w.store.Dashboard(t.Context(), w.actor("ada"), store.DashboardQuery{At: tableNow})
	must(t, "sum up the keys", err)
	if len(d.Changes) != store.MaxChanges || d.Changes[0].Name != fmt.Sprint("later ", 2*store.MaxChanges-1) {
		t.Errorf("the latest changes are %q", told(d))
	}
}
