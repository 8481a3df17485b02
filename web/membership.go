package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// memberGroupsForm shows the form that changes a member's groups.
func (s *Server) memberGroupsForm(c echo.Context) error {
	facts, err := s.changeableMember(c)
	if err != nil {
		return err
	}
	return s.renderMemberGroups(c, http.StatusOK, facts, nil)
}

func (s *Server) renderMemberGroups(c echo.Context, status int, facts views.MemberFacts, chosen []string) error {
	form, err := s.Store.InvitationForm(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return renderMemberForm(c, status, views.NewMemberGroups(c.Request().Context(), facts, form, chosen))
}

// changeMemberGroups makes a member belong to the groups that are ticked, once the plan of that was seen. Back leads to the
// ticks again.
func (s *Server) changeMemberGroups(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	if f["step"] == "back" {
		facts, err := s.changeableMember(c)
		if err != nil {
			return err
		}
		return s.renderMemberGroups(c, http.StatusOK, facts, append([]string{}, f.ids()...))
	}
	plan, changed, err := s.regroupMember(c, f)
	if err != nil {
		facts, status, err := s.refusedMember(c, err, map[string]string{"groups": words(c, "Permission groups")})
		if err != nil {
			return err
		}
		return s.renderMemberGroups(c, status, facts, append([]string{}, f.ids()...))
	}
	if f["plan"] == "" || changed != "" {
		return s.renderMembership(c, plan, f, changed)
	}
	return s.memberChanged(c, func(name string) string { return words(c, "The groups of %s were changed.", name) })
}

// regroupMember plans it to begin with, and does it once the plan was seen. Changed says that the plan no longer holds:
// nothing was done.
func (s *Server) regroupMember(c echo.Context, f form) (plan store.MembershipPlan, changed string, err error) {
	ctx := c.Request().Context()
	if f["plan"] == "" {
		plan, err = s.Store.PlanMembership(ctx, actor(c), memberID(c), formVersion(f), f.groups())
		return plan, "", err
	}
	digest, _ := store.ParseDigest(f["plan"])
	plan, err = s.Store.ChangeMembership(ctx, call(c), memberID(c), f.groups(), digest)
	var stale *store.MembershipPlanChangedError
	if errors.As(err, &stale) {
		return stale.Plan, staleGroup(c), nil
	}
	return plan, "", err
}

// renderMembership says what the groups that are ticked give the member, and take from them.
func (s *Server) renderMembership(c echo.Context, plan store.MembershipPlan, f form, changed string) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if changed != "" {
		status = http.StatusConflict
	}
	return renderPlanOfGroup(c, status, views.NewMembershipPlan(c.Request().Context(), views.MembershipFacts{
		Organization: current(c), Catalogue: catalogue, Plan: plan, Chosen: f.groups(), Changed: changed,
	}))
}
