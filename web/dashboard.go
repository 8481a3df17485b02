package web

import (
	"net/http"
	"time"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const dashboardPath = "/o/:organization/dashboard"

// weeksAhead is for how many weeks a dashboard says how many keys end.
const weeksAhead = 12

// reviewTables are the tables of keys that somebody should look at, by the names that the words have in views.
var reviewTables = []struct {
	name  string
	state tableState
}{
	{"never", tableState{Used: period{preset: presetNever}}},
	{"unused", tableState{Used: period{preset: "over90d", days: presets["used"]["over90d"]}}},
	{"contact", tableState{ContactLeft: true}},
	{"unconfirmed", tableState{Only: []string{onlyUnconfirmed}}},
	{"owns", tableState{Only: []string{onlyOwners}}},
}

// dashboard answers with the organization's keys at a glance: each number leads to the table of the keys that it counts.
func (s *Server) dashboard(c echo.Context) error {
	ctx, at, org := c.Request().Context(), aboutOf(c).at, current(c)
	weeks := weeksFrom(store.DateAt(at, org.Zone))
	query := store.DashboardQuery{At: at}
	for _, table := range reviewTables {
		query.Filters = append(query.Filters, table.state.query(at, org.Zone).Filter)
	}
	for _, week := range weeks {
		query.Ends = append(query.Ends, week.ends(at, org.Zone))
	}
	found, err := s.Store.Dashboard(ctx, actor(c), query)
	if err != nil {
		return err
	}
	p := views.NewDashboard(ctx, dashboardFacts(org, at, found, weeks))
	return render(c, http.StatusOK, views.DashboardPage(shell(c, words(c, "Dashboard")), p), views.DashboardPart(p, keysCount(c)))
}

// dashboardFacts put what was found beside the addresses of its tables.
func dashboardFacts(org store.Organization, at time.Time, found store.Dashboard, weeks []period) views.DashboardFacts {
	base := views.KeysAddress(org.Slug)
	facts := views.DashboardFacts{Organization: org, Now: at, Found: found, StatusHrefs: map[store.Status]string{}}
	for _, s := range found.Statuses {
		facts.StatusHrefs[s.Status] = tableState{Statuses: []store.Status{s.Status}}.from(base)
	}
	facts.StatusHrefs[store.StatusExpiringSoon] = expiringSoon.from(base)
	for i, week := range weeks {
		state := tableState{Expires: week, Sort: expiringSoon.Sort}
		facts.Weeks = append(facts.Weeks, views.WeekFacts{From: week.from, Count: found.Ends[i], Href: state.from(base)})
	}
	for i, table := range reviewTables {
		facts.Review = append(facts.Review, views.ReviewFacts{Name: table.name, Count: found.Filters[i], Href: table.state.from(base)})
	}
	return facts
}

// weeksFrom are what is left of a day's week, and the weeks after it. They begin on Mondays.
func weeksFrom(today store.Date) (weeks []period) {
	from := today
	for range weeksAhead {
		left := (7 - int(from.Time(time.UTC).Weekday())) % 7 // days until Sunday
		weeks = append(weeks, period{from: from, to: from.AddDays(left)})
		from = from.AddDays(left + 1)
	}
	return weeks
}
