package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// tableKeys is how many keys the tables of the model have: more than two pages of the largest size.
const tableKeys = 130

// tableNow is when they are looked at.
var tableNow = start.Add(40*24*time.Hour + 123456*time.Microsecond)

// tablePlot has keys with something of everything that a filter or an order asks about, left to chance.
func tablePlot(slug string, seed uint64) plot {
	random := rand.New(rand.NewPCG(seed, 3))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	day := func(from, to int) time.Time {
		return start.Add(time.Duration(from+random.IntN(to-from)) * 24 * time.Hour).Add(time.Duration(random.IntN(3)) * tick)
	}
	p := plot{slug: slug, ids: "same", groups: []groupPlot{{name: "office", members: []string{"bo"}}, {name: "crews"}, {name: "Überblick"}, {name: "empty"}}}
	for i := range tableKeys {
		k := keyPlot{
			name: strings.Join([]string{"key", pick("parcel", "Tile", "Überblick", "北京", "50%", "a_b", `c\d`, "שלום", "tile-cache"),
				pick("sync", "ſync", "Nîmes", "staging", "·", "x'y", `"q"`), fmt.Sprint(i)}, " "),
			creator: pick("ada", "bo", "bo", "bo", "bea", "fay", "hal"), role: store.RoleUser,
			createdAt: start.Add(time.Duration(i/4) * tick), unconfirmed: random.IntN(10) == 0,
			expiresOn: store.DateAt(day(-20, 120), time.UTC),
		}
		if random.IntN(4) == 0 {
			k.role = store.RoleManager
		}
		if random.IntN(8) == 0 {
			k.expiresOn = store.Date{}
		}
		if random.IntN(4) == 0 {
			if k.off = day(-10, 60); random.IntN(2) == 0 {
				k.on = k.off.Add(time.Duration(1+random.IntN(40)) * 24 * time.Hour)
			}
		}
		if random.IntN(3) > 0 {
			k.used = day(1, 40)
		}
		if random.IntN(3) == 0 {
			k.purpose = pick("Sends parcels", "Überblick of tiles", "sync", "北京", "50% x'y") + pick("", " nightly", " · test")
		}
		if random.IntN(3) == 0 {
			k.labels = append(k.labels, store.Label{Name: "env", Value: pick("production", "Staging", "staging", "test 北京")})
		}
		if random.IntN(4) == 0 {
			k.labels = append(k.labels, store.Label{Name: "team", Value: pick("geo", "c\\d", "50%")})
		}
		if random.IntN(5) == 0 {
			k.contact = pick("ada", "bo", "fay", "dee")
		}
		for _, g := range []string{"crews", "Überblick", "office", "crews"} {
			if random.IntN(4) == 0 && !slices.Contains(k.groups, g) {
				k.groups = append(k.groups, g)
			}
		}
		p.keys = append(p.keys, k)
		if random.IntN(12) == 0 {
			p.things = append(p.things, thing{name: fmt.Sprint("thing ", i), kind: "projects", owners: []string{k.name, "bo"}})
		}
	}
	return p
}

// tableModel is the table reckoned in memory.
type tableModel struct {
	facts []store.KeyFacts
}

// modelOf reads all keys that an actor sees. What a key owns is taken from the plot.
func (w *world) modelOf(t testing.TB, who string) (m tableModel) {
	t.Helper()
	for query := (store.KeyQuery{Rows: 100}); ; {
		page := pageOf(t, w, who, query)
		for _, k := range page.Keys {
			owns := slices.ContainsFunc(w.plot.things, func(thing thing) bool { return slices.Contains(thing.owners, k.Name) })
			m.facts = append(m.facts, store.KeyFacts{Key: k, OwnsResources: owns})
		}
		if !page.HasNext {
			return m
		}
		query.After = cursorOf(page.Keys[len(page.Keys)-1])
	}
}

// list is what a filter shows, in an order.
func (m tableModel) list(f store.KeyFilter, sort store.KeySort, at time.Time) (keys []store.Key) {
	for _, k := range m.facts {
		if f.Holds(k, at) {
			keys = append(keys, k.Key)
		}
	}
	slices.SortFunc(keys, func(a, b store.Key) int { return sort.Compare(sort.PlaceOf(a, at), sort.PlaceOf(b, at)) })
	return keys
}

// everySort are all orders in both directions.
func everySort() (list []store.KeySort) {
	for _, column := range store.KeyColumns {
		if column.Sorts() {
			list = append(list, store.KeySort{Column: column}, store.KeySort{Column: column, Descending: true})
		}
	}
	return list
}

// everyFilter are filters of each sort, alone; by name.
func everyFilter(o tenant) map[string]store.KeyFilter {
	span := func(from, to int) store.Span {
		return store.Span{From: start.AddDate(0, 0, from), To: start.AddDate(0, 0, to)}
	}
	text := func(op store.TextOp, text string) store.TextFilter { return store.TextFilter{Op: op, Text: text} }
	key := o.plot.keys[7]
	id := string(o.key(key.name))
	filters := map[string]store.KeyFilter{
		"none":                {},
		"created between":     {Created: store.Span{From: start.Add(10 * tick), To: start.Add(30 * tick)}},
		"created inside a ms": {Created: store.Span{From: start.Add(10*tick + 1), To: start.Add(30*tick + 1)}},
		"created from":        {Created: store.Span{From: start.Add(20 * tick)}},
		"expires soon":        {Expires: span(40, 70)},
		"expires from":        {Expires: store.Span{From: tableNow}},
		"expires before":      {Expires: store.Span{To: tableNow}},
		"used between":        {Used: span(10, 20)},
		"used before":         {Used: store.Span{To: start.AddDate(0, 0, 30)}},
		"never used":          {NeverUsed: true},
		"both":                {NeverUsed: true, Used: span(0, 90)},
		"unconfirmed":         {Unconfirmed: true},
		"owning":              {OwnsResources: true},
		"no purpose":          {Purpose: text(store.TextEmpty, "")},
		"no purpose, with x":  {Purpose: text(store.TextEmpty, "x")},
		"no name":             {Name: text(store.TextEmpty, "")},
		"labelled":            {Labels: []store.Label{{Name: "env"}}},
		"production":          {Labels: []store.Label{{Name: "env", Value: "PRODUCTION"}}},
		"of two values":       {Labels: []store.Label{{Name: "env", Value: "production"}, {Name: "env", Value: "staging"}, {Name: "env", Value: "Staging"}}},
		"of two labels":       {Labels: []store.Label{{Name: "env", Value: "staging"}, {Name: "team", Value: "geo"}, {Name: "team", Value: "50%"}}},
		"no such label":       {Labels: []store.Label{{Name: "lost", Value: ""}}},
		"no such value":       {Labels: []store.Label{{Name: "env", Value: "lost"}, {Name: "team", Value: ""}}},
		"contact":             {Contacts: []store.AccountID{o.account("bo")}},
		"contacts":            {Contacts: []store.AccountID{o.account("ada"), o.account("dee"), "nobody"}},
		"contact left":        {ContactLeft: true},
		"a contact who left":  {ContactLeft: true, Contacts: []store.AccountID{o.account("fay"), o.account("bo")}},
		"nobody's contact":    {Contacts: []store.AccountID{"nobody"}},
		"creator left":        {CreatorLeft: true},
		"creator":             {Creators: []store.AccountID{o.account("bea")}},
		"creators":            {Creators: []store.AccountID{o.account("hal"), o.account("bo"), "nobody"}},
		"a creator who left":  {Creators: []store.AccountID{o.account("fay"), o.account("bo")}, CreatorLeft: true},
		"nobody":              {Creators: []store.AccountID{"nobody"}},
		"group":               {Groups: []store.GroupID{o.group("crews")}},
		"groups":              {Groups: []store.GroupID{o.group("crews"), o.group("office"), "nowhere"}},
		"three groups":        {Groups: []store.GroupID{o.group("crews"), o.group("office"), o.group("Überblick")}},
		"no group":            {Groups: []store.GroupID{"nowhere", o.group("empty")}},
		"users":               {Roles: []store.Role{store.RoleUser}},
		"managers":            {Roles: []store.Role{store.RoleManager, store.RoleAdministrator}},
		"administrators":      {Roles: []store.Role{store.RoleAdministrator}},
		"id is":               {ID: text(store.TextIs, id)},
		"id is not":           {ID: text(store.TextIsNot, id)},
		"id starts":           {ID: text(store.TextStarts, id[:1])},
		"id contains":         {ID: text(store.TextContains, id[3:6])},
		"id contains 2":       {ID: text(store.TextContains, id[:2])},
	}
	statuses := []store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive}
	for bits := 1; bits < 15; bits++ {
		var f store.KeyFilter
		for i, status := range statuses {
			if bits&(1<<i) != 0 {
				f.Statuses = append(f.Statuses, status)
			}
		}
		filters[fmt.Sprint("statuses ", f.Statuses)] = f
	}
	for _, term := range []string{
		"k", "t", "ti", "ca", "ü", "50", "50%", "%", "_", `\`, `c\d`, "a_b", "'", `"`, `"q"`, "par", "PARCEL", "北", "北京", "北京 s", "sync", "ſyn",
		"ש", "של", "שלו", "moreau", "be", "bea m", "zzz", "y 1", "nightly", "env: staging", "env: pro", "team", "geo", "production\nteam", id[:3], id, strings.ToLower(id), "tile-c",
	} {
		filters["search "+term] = store.KeyFilter{Search: term}
	}
	for _, term := range []string{"par", "pa", "s", "key", "y t", "sync 1", key.name, strings.ToUpper(key.name)} {
		for _, op := range []store.TextOp{store.TextContains, store.TextStarts, store.TextIs, store.TextIsNot} {
			filters[fmt.Sprintf("name %s %s", op, term)] = store.KeyFilter{Name: text(op, term)}
		}
	}
	for _, term := range []string{"par", "pa", "sync", "sends parcels", "n", "北京", "50%"} {
		for _, op := range []store.TextOp{store.TextContains, store.TextStarts, store.TextIs, store.TextIsNot} {
			filters[fmt.Sprintf("purpose %s %s", op, term)] = store.KeyFilter{Purpose: text(op, term)}
		}
	}
	return filters
}

// mixed adds filters that are made of several.
func mixed(filters map[string]store.KeyFilter, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 4))
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range filters {
			if !yield(name) {
				return
			}
		}
	})
	for range 25 {
		a, b := names[random.IntN(len(names))], names[random.IntN(len(names))]
		f, g := filters[a], filters[b]
		if f.Search == "" {
			f.Search = g.Search
		}
		if f.Name.IsZero() {
			f.Name = g.Name
		}
		if f.Statuses == nil {
			f.Statuses = g.Statuses
		}
		if f.Roles == nil {
			f.Roles = g.Roles
		}
		if f.Creators == nil {
			f.Creators = g.Creators
		}
		if f.Purpose.IsZero() {
			f.Purpose = g.Purpose
		}
		if f.Labels == nil {
			f.Labels = g.Labels
		}
		if f.Contacts == nil {
			f.Contacts = g.Contacts
		}
		if f.Groups == nil {
			f.Groups = g.Groups
		}
		if f.Expires.IsZero() {
			f.Expires = g.Expires
		}
		f.NeverUsed, f.Unconfirmed, f.CreatorLeft = f.NeverUsed || g.NeverUsed, f.Unconfirmed || g.Unconfirmed, f.CreatorLeft || g.CreatorLeft
		filters[a+" and "+b] = f
	}
}

// testTables compares every filter in every order with the model, page by page, forward and back.
func testTables(t *testing.T, open opener) {
	s := open(t, noHook)
	w := addWorld(t, s, tablePlot("table", 1))
	filters := everyFilter(w.tenant)
	mixed(filters, 1)
	for _, who := range []string{"ada", "hal"} {
		m := w.modelOf(t, who)
		if want := w.countOf(who); len(m.facts) != want {
			t.Fatalf("%s sees %d keys, want %d", who, len(m.facts), want)
		}
		for name, f := range filters {
			for i, sort := range everySort() {
				if who == "hal" && (len(name)+i)%5 != 0 { // a part of them is enough
					continue
				}
				what := fmt.Sprintf("%s: %s by %s", who, name, sort)
				want := m.list(f, sort, tableNow)
				for _, rows := range store.PageSizes {
					w.compareTable(t, what, who, store.KeyQuery{Filter: f, Sort: sort, Rows: rows, At: tableNow}, want, len(m.facts))
					if len(want) <= rows {
						break
					}
				}
			}
			if t.Failed() {
				return
			}
		}
	}
}

// countOf is how many of the plot's keys somebody sees.
func (o tenant) countOf(who string) (n int) {
	for _, k := range o.plot.keys {
		if who == "ada" || k.creator == who {
			n++
		}
	}
	return n
}

// compareTable walks a table forward and back.
func (w *world) compareTable(t *testing.T, what, who string, query store.KeyQuery, want []store.Key, all int) {
	t.Helper()
	page := w.comparePage(t, what, who, query, want, 0, all)
	at := 0
	for page.HasNext && !t.Failed() {
		at += query.Rows
		query.After = store.CursorOf(page.Keys[len(page.Keys)-1], query.Sort, query.At)
		page = w.comparePage(t, what+", on", who, query, want, at, all)
	}
	query.After = store.Cursor{}
	for page.HasPrev && !t.Failed() {
		at = max(0, at-query.Rows)
		query.Before = store.CursorOf(page.Keys[0], query.Sort, query.At)
		page = w.comparePage(t, what+", back", who, query, want, at, all)
	}
}

func (w *world) comparePage(t *testing.T, what, who string, query store.KeyQuery, want []store.Key, at, all int) store.KeyPage {
	t.Helper()
	page := pageOf(t, w, who, query)
	end := min(len(want), at+query.Rows)
	if got, want := names(page.Keys), names(want[at:end]); !slices.Equal(got, want) {
		t.Errorf("%s, %d rows at %d:\n got %q\nwant %q", what, query.Rows, at, got, want)
	}
	wantDiff(t, fmt.Sprintf("%s, %d rows at %d", what, query.Rows, at), store.KeyPage{
		Total: store.Count{N: len(want)}, All: store.Count{N: all}, Skipped: store.Count{N: at}, HasPrev: at > 0, HasNext: end < len(want),
	}, store.KeyPage{Total: page.Total, All: page.All, Skipped: page.Skipped, HasPrev: page.HasPrev, HasNext: page.HasNext, Stopped: page.Stopped})
	return page
}
