package web

import (
	"net/http"
	"slices"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// memberListing is what the address of the list of members can say.
var memberListing = listing{
	columns: []string{"name", "email", "role", "groups", "keys", "owns", "joined", "seen"},
	usual:   []string{"name", "role", "groups", "keys", "owns", "joined", "seen"},
	sorts:   []string{"name", "email", "role", "keys", "owns", "joined", "seen"},
	order:   views.Order{Column: "name"},
	choices: map[string]func(string) bool{"role": isRole, "groups": isID},
	periods: map[string]string{"joined": "created", "seen": "used"},
}

func isRole(text string) bool {
	_, err := store.ParseRole(text)
	return err == nil
}

func (s *Server) memberRoutes() []Route {
	const members = "/o/:organization/members"
	return []Route{
		{http.MethodGet, members, organization, s.members},
		{http.MethodGet, members + "/choices", organization, s.memberChoices},
	}
}

// members answers with the list of members, or for htmx with its table alone.
func (s *Server) members(c echo.Context) error {
	base := views.MembersAddress(current(c).Slug)
	state, wrong, elsewhere := memberListing.settle(c, base)
	if elsewhere != "" {
		return seeOther(c, elsewhere)
	}
	ctx, stale := c.Request().Context(), false
	page, err := s.Store.Members(ctx, actor(c), memberQuery(c, state))
	if err == nil && len(page.Members) == 0 && page.Total > 0 { // what was there is gone: begin again
		state.After, stale = "", true
		page, err = s.Store.Members(ctx, actor(c), memberQuery(c, state))
	}
	if err != nil {
		return err
	}
	facts := memberFacts(c, state, page, state.listing(c, base, wrong, stale))
	facts.Removed = s.justRemoved(c)
	p := views.NewMemberList(ctx, facts)
	return render(c, http.StatusOK, views.MembersPage(shell(c, words(c, "Members")), p), views.MembersPart(p))
}

// justRemoved names the member whom the address says was removed, where a new page is all that can say so. The name comes
// from the store, so that nobody can put words on the page by a link.
func (s *Server) justRemoved(c echo.Context) string {
	id := c.QueryParam("removed")
	if id == "" || wantsPart(c) {
		return ""
	}
	info, err := s.Store.Member(c.Request().Context(), actor(c), store.AccountID(id))
	if err != nil || info.Member.LeftAt.IsZero() {
		return ""
	}
	return info.Member.Account.Name
}

func memberFacts(c echo.Context, state listingState, page store.MemberPage, l views.Listing) views.MemberListFacts {
	about := aboutOf(c)
	return views.MemberListFacts{
		Organization: current(c), Page: page, Me: about.session.Account, Now: about.at, Skipped: state.skip(), Listing: l,
	}
}

func memberQuery(c echo.Context, t listingState) store.MemberQuery {
	at, zone := aboutOf(c).at, current(c).Zone
	q := store.MemberQuery{
		Search: t.Search, Joined: t.Periods["joined"].span(at, zone), Seen: t.Periods["seen"].span(at, zone),
		NeverSeen: t.Periods["seen"].preset == presetNever,
		Column:    store.MemberColumn(t.Order.Column), Descending: t.Order.Descending, Rows: t.Rows, Skip: t.skip(),
	}
	for _, name := range t.Choices["role"] {
		if role, err := store.ParseRole(name); err == nil {
			q.Roles = append(q.Roles, role)
		}
	}
	for _, id := range t.Choices["groups"] {
		q.Groups = append(q.Groups, store.GroupID(id))
	}
	return q
}

// memberChoices answers with the groups that members can be filtered by, those that are chosen first.
func (s *Server) memberChoices(c echo.Context) error {
	values := c.Request().URL.Query()
	state, _ := memberListing.read(values)
	find := cut(values.Get("find"), store.MaxSearch)
	ctx := c.Request().Context()
	list, err := s.Store.Groups(ctx, actor(c), find)
	if err != nil {
		return err
	}
	chosen := state.Choices["groups"]
	slices.SortStableFunc(list.Groups, func(a, b store.Group) int {
		return rank(slices.Contains(chosen, string(b.ID))) - rank(slices.Contains(chosen, string(a.ID)))
	})
	base := views.MembersAddress(current(c).Slug)
	p := views.NewMemberChoices(ctx, memberFacts(c, state, store.MemberPage{}, state.listing(c, base, nil, false)), list.Groups, find, creatorsShown)
	return render(c, http.StatusOK, views.ChoicesPage(shell(c, p.Window.Title), p), views.ChoicesPart(p))
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}
