package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// memberActRoutes are those of one member: what is known of them, and what can be done.
func (s *Server) memberActRoutes() []Route {
	const (
		get, post = http.MethodGet, http.MethodPost
		member    = membersPath + "/:member"
	)
	routes := []Route{
		{get, member, organization, s.member},
		{get, member + "/history", organization, s.memberHistory},
		{get, member + "/role", organization, s.memberRoleForm},
		{post, member + "/role", organization, s.changeMemberRole},
		{get, member + "/groups", organization, s.memberGroupsForm},
		{post, member + "/groups", organization, s.changeMemberGroups},
		{get, member + "/keys", organization, s.leaverKeys},
		{post, member + "/keys", organization, s.keepKeys},
	}
	for _, kind := range []store.DepartureKind{store.DepartureRemoval, store.DepartureDemotion} {
		way := views.StepsForMember("", "", kind).End
		routes = append(routes,
			Route{get, member + way, organization, ofMember(kind, s.beginDeletion)},
			Route{get, member + way + "/choice", organization, ofMember(kind, s.chooseDeletion)},
			Route{get, member + way + "/plan", organization, ofMember(kind, s.planDeletion)},
			Route{post, member + way, organization, ofMember(kind, s.carryOutDeletion)})
	}
	return routes
}

func memberID(c echo.Context) store.AccountID { return store.AccountID(c.Param("member")) }

// ofMember is a step of a departure of the member in the address.
func ofMember(kind store.DepartureKind, step func(echo.Context, deletion) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := stepForm(c)
		if err != nil {
			return err
		}
		leaves := store.Departure{Member: memberID(c), Kind: kind}
		return step(c, deletion{departure: &leaves, steps: views.StepsForMember(current(c).Slug, memberID(c), kind), form: f})
	}
}

// memberFacts reads the member of the address.
func (s *Server) memberFacts(c echo.Context) (views.MemberFacts, error) {
	info, err := s.Store.Member(c.Request().Context(), actor(c), memberID(c))
	return views.MemberFacts{Organization: current(c), Info: info, Now: aboutOf(c).at}, err
}

// member answers with what is known of a member.
func (s *Server) member(c echo.Context) error {
	facts, err := s.memberFacts(c)
	if err != nil {
		return err
	}
	p := views.NewMemberInfo(c.Request().Context(), facts)
	return render(c, http.StatusOK, views.MemberPage(shell(c, p.Name), p), views.MemberPanel(p))
}

// memberHistory answers with a part of what was done to a member. What can't be read of where it begins is left out.
func (s *Server) memberHistory(c echo.Context) error {
	ctx := c.Request().Context()
	before := parseEvent(strings.Join(c.Request().URL.Query()["before"], ","))
	facts, err := s.memberFacts(c)
	if err != nil {
		return err
	}
	history, err := s.Store.MemberHistory(ctx, actor(c), memberID(c), before, store.MaxHistory)
	if err != nil {
		return err
	}
	p := views.NewMemberHistory(ctx, current(c), facts.Info.Member, history, before)
	return render(c, http.StatusOK, views.KeyHistoryPage(shell(c, p.Window.Title), p), views.HistoryPart(p))
}

// changeableMember reads the member of the address, for who may change them.
func (s *Server) changeableMember(c echo.Context) (views.MemberFacts, error) {
	facts, err := s.memberFacts(c)
	if err == nil && !facts.Info.Can.ChangeRole {
		err = &store.ForbiddenError{Permission: "members:edit"}
	}
	return facts, err
}

// memberRoleForm shows the form that gives a member another role.
func (s *Server) memberRoleForm(c echo.Context) error {
	facts, err := s.changeableMember(c)
	if err != nil {
		return err
	}
	return renderMemberForm(c, http.StatusOK, views.NewMemberRole(c.Request().Context(), facts, ""))
}

func renderMemberForm(c echo.Context, status int, p views.MemberForm) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.MemberFormPage(shell(c, p.Window.Title), page), views.MemberFormWindow(p))
}

// changeMemberRole gives a member another role. Who would have to give up resources comes to the plan for that first.
func (s *Server) changeMemberRole(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	role, err := store.ParseRole(f["role"])
	if err == nil {
		_, err = s.Store.ChangeRole(ctx, call(c), memberID(c), formVersion(f), role)
	}
	switch {
	case errors.Is(err, store.ErrNeedsPlan):
		leaves := store.Departure{Member: memberID(c), Kind: store.DepartureDemotion}
		d := deletion{departure: &leaves, steps: views.StepsForMember(current(c).Slug, memberID(c), leaves.Kind)}
		if !wantsPart(c) {
			return seeOther(c, d.steps.Intent)
		}
		return s.beginDeletion(c, d)
	case err != nil:
		facts, status, err := s.refusedMember(c, err, map[string]string{"role": words(c, "Role")})
		if err != nil {
			return err
		}
		return renderMemberForm(c, status, views.NewMemberRole(ctx, facts, f["role"]))
	}
	return s.memberChanged(c, func(name string) string { return words(c, "The role of %s was changed.", name) })
}

// refusedMember is what a form about a member that was refused is made from, for the member as they are now. Other errors
// come back as they are.
func (s *Server) refusedMember(c echo.Context, err error, labels map[string]string) (facts views.MemberFacts, status int, other error) {
	var changed *store.MemberChangedError
	var mistakes views.Mistakes
	if !errors.As(err, &changed) {
		if mistakes, err = fieldMistake(c, err, labels); err != nil {
			return facts, 0, err
		}
	}
	if facts, err = s.memberFacts(c); err != nil {
		return facts, 0, err
	}
	facts.Changed, facts.Mistakes = changed, mistakes
	if changed != nil {
		return facts, http.StatusConflict, nil
	}
	return facts, http.StatusUnprocessableEntity, nil
}

// memberChanged answers a form that has changed a member.
func (s *Server) memberChanged(c echo.Context, said func(name string) string) error {
	own := views.MemberAddress(current(c).Slug, memberID(c))
	if !wantsPart(c) {
		return seeOther(c, own)
	}
	facts, err := s.memberFacts(c)
	if err != nil {
		return err
	}
	p := views.NewMemberInfo(c.Request().Context(), facts)
	membersChanged(c)
	return render(c, http.StatusOK, nil, views.MemberChanged(p, onPage(c, own), said(p.Name)))
}

// departed says that a member is gone, or a user now; the member's own page leads to the list.
func (s *Server) departed(c echo.Context, d deletion, done store.Plan) error {
	who, slug := done.Departing.Member.Account, current(c).Slug
	said := views.DoneWords(c.Request().Context(), done)
	if !d.departure.Kind.Leaves() {
		return s.memberChanged(c, func(string) string { return said })
	}
	list := views.MembersAddress(slug)
	if !wantsPart(c) {
		p := views.Told{
			Window: views.Window{ID: "departed", Title: words(c, "Member removed"), Page: true, Close: list}, Words: []string{said}, Button: words(c, "To the members"),
		}
		return renderPage(c, http.StatusOK, views.ToldPage(shell(c, p.Window.Title), p))
	}
	membersChanged(c)
	if own := views.MemberAddress(slug, who.ID); onPage(c, own) || strings.HasPrefix(pageOf(c), own+"/") {
		c.Response().Header().Set("HX-Redirect", list+"?removed="+url.QueryEscape(string(who.ID)))
	}
	return render(c, http.StatusOK, nil, views.MemberGone(string(who.ID), said))
}

// ofOneself tells whether somebody was refused what another administrator could do to them.
func ofOneself(c echo.Context, self store.AccountID, err error) bool {
	var forbidden *store.ForbiddenError
	return c.Param("member") == string(self) && current(c).Slug != "" && errors.As(err, &forbidden) &&
		(forbidden.Permission == "members:edit" || forbidden.Permission == "members:delete")
}

// oneselfProblem says what nobody does to themselves, and how one leaves.
func oneselfProblem(c echo.Context, p views.Problem) views.Problem {
	p.Words = words(c, "Nobody changes their own role or groups, or removes themselves: another administrator can. You leave an organization from your account.")
	p.Link, p.Label = views.OwnAccountAddress(current(c).Slug), words(c, "To your account")
	return p
}
