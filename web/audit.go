package web

import (
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const auditPath = "/o/:organization/audit"

// auditRoutes are those of the audit log.
func (s *Server) auditRoutes() []Route {
	return []Route{
		{http.MethodGet, auditPath, organization, s.audit},
		{http.MethodGet, auditPath + "/choices", organization, s.auditChoices},
		{http.MethodPost, auditPath, organization, s.exportEvents},
		{http.MethodGet, auditPath + "/:event", organization, s.event},
	}
}

// auditListing is what the address of the audit log can say. There is one order: the newest first.
var auditListing = listing{
	columns: []string{views.AuditFamily, views.AuditWho, views.AuditAbout, views.AuditPeriod, "from"},
	usual:   []string{views.AuditFamily, views.AuditPeriod, "from"},
	order:   views.Order{Column: views.AuditPeriod, Descending: true},
	choices: map[string]func(string) bool{
		views.AuditFamily: func(text string) bool { return slices.Contains(store.EventFamilies, store.EventFamily(text)) },
		views.AuditWho:    func(text string) bool { _, ok := parseAuthor(text); return ok },
		views.AuditAbout:  func(text string) bool { return cleanSearch(text) == text && len(text) <= 64 },
	},
	periods: map[string]string{views.AuditPeriod: "created"},
	place:   func(text string) bool { return parseEvent(text) > 0 },
}

// parseEvent reads the number of an event; 0: it is none.
func parseEvent(text string) int64 {
	n, ok := wholeNumber(text)
	if !ok {
		return 0
	}
	return n
}

// parseAuthor reads what [views.AuthorValue] wrote.
func parseAuthor(text string) (a store.Actor, ok bool) {
	switch text {
	case "operator":
		return store.Actor{Kind: store.ActorOperator}, true
	case "system":
		return store.Actor{Kind: store.ActorJob}, true
	}
	a.Kind = store.ActorMember
	if key, found := strings.CutPrefix(text, "key:"); found {
		a.Kind, text = store.ActorKey, key
	}
	id, ok := parseAccountID(text)
	a.ID = store.PrincipalID(id)
	return a, ok
}

// eventQuery is what the store is asked for a page of the audit log.
func eventQuery(c echo.Context, state listingState) store.EventQuery {
	q := store.EventQuery{Rows: state.Rows, After: parseEvent(state.After), Before: parseEvent(state.Before), Filter: store.EventFilter{
		Search: state.Search, At: state.Periods[views.AuditPeriod].span(aboutOf(c).at, current(c).Zone), Actors: authors(state),
		Subject: strings.Join(state.Choices[views.AuditAbout], ","), // one: two are about nothing
	}}
	for _, family := range state.Choices[views.AuditFamily] {
		q.Filter.Families = append(q.Filter.Families, store.EventFamily(family))
	}
	return q
}

// authors are those whose acts are shown; none: everybody's are.
func authors(state listingState) (actors []store.Actor) {
	for _, text := range state.Choices[views.AuditWho] {
		a, _ := parseAuthor(text) // was read before
		actors = append(actors, a)
	}
	return actors
}

// audit answers with a page of the audit log, or for htmx with its list alone.
func (s *Server) audit(c echo.Context) error {
	base := views.AuditAddress(current(c).Slug)
	state, wrong, elsewhere := auditListing.settle(c, base)
	if elsewhere != "" {
		return seeOther(c, elsewhere)
	}
	page, err := s.Store.Events(c.Request().Context(), actor(c), eventQuery(c, state))
	if err != nil {
		return err
	}
	facts := auditFacts(c, state, wrong)
	facts.Page = page
	p := views.NewAudit(c.Request().Context(), facts)
	return render(c, http.StatusOK, views.AuditPage(shell(c, words(c, "Audit log")), p), views.AuditPart(p))
}

func auditFacts(c echo.Context, state listingState, wrong []string) views.AuditFacts {
	base := views.AuditAddress(current(c).Slug)
	whole := state
	whole.After, whole.Before = "", ""
	return views.AuditFacts{
		Organization: current(c), Now: aboutOf(c).at, Listing: state.listing(c, base, wrong, false),
		Exports: base, State: strings.TrimPrefix(strings.TrimPrefix(whole.address(base), base), "?"),
	}
}

// auditChoices answers with those who did something, for the filter and for its page.
func (s *Server) auditChoices(c echo.Context) error {
	state, wrong := auditListing.read(c.Request().URL.Query())
	find, chosen := cut(c.QueryParam("find"), store.MaxSearch), authors(state)
	if find == "" {
		chosen = append(chosen, store.Actor{Kind: store.ActorOperator}, store.Actor{Kind: store.ActorJob})
	}
	list, err := s.Store.Authors(c.Request().Context(), actor(c), find, chosen, creatorsShown+1)
	if err != nil {
		return err
	}
	more := len(list) > creatorsShown+len(chosen)
	if more {
		list = list[:creatorsShown+len(chosen)]
	}
	p := views.NewAuditChoices(c.Request().Context(), auditFacts(c, state, wrong), list, find, more)
	return render(c, http.StatusOK, views.ChoicesPage(shell(c, p.Window.Title), p), views.ChoicesPart(p))
}

// event answers with an event's details: a page at its own address, a panel beside the list.
func (s *Server) event(c echo.Context) error {
	info, err := s.Store.Event(c.Request().Context(), actor(c), parseEvent(c.Param("event")))
	if err != nil {
		return err
	}
	p := views.NewEventInfo(c.Request().Context(), aboutOf(c).portal.Current, info)
	return render(c, http.StatusOK, views.EventPage(shell(c, p.Title), p), views.EventPanel(p))
}
