package web

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// groupMemberRoutes are those of the members of a group.
func (s *Server) groupMemberRoutes() []Route {
	return []Route{
		{http.MethodGet, groupPath + "/members", organization, s.groupCandidates},
		{http.MethodPost, groupPath + "/members", organization, s.addToGroup},
		{http.MethodGet, groupPath + "/members/all", organization, s.groupMembers},
		{http.MethodGet, groupPath + "/members/:member", organization, s.askRemoval},
		{http.MethodPost, groupPath + "/members/:member/remove", organization, s.removeFromGroup},
	}
}

// How many members the lists show; the rest are found by searching.
const (
	candidatesShown = 50
	membersShown    = 200
)

// groupCandidates shows who could belong to a group.
func (s *Server) groupCandidates(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderCandidates(c, http.StatusOK, f, nil)
}

func (s *Server) renderCandidates(c echo.Context, status int, f form, m views.Mistakes) error {
	ctx := c.Request().Context()
	group, err := s.changeableGroup(c)
	if err != nil {
		return err
	}
	search := strings.TrimSpace(cut(f["q"], store.MaxSearch))
	found, err := s.Store.GroupCandidates(ctx, actor(c), group.ID, search, candidatesShown+1)
	if err != nil {
		return err
	}
	more := len(found) > candidatesShown
	p := views.NewGroupCandidates(ctx, current(c), group, found[:min(len(found), candidatesShown)], more, search, f["member"], m)
	page := p
	page.Window.Page = true
	return render(c, status, views.GroupCandidatesPage(shell(c, p.Window.Title), page), views.GroupCandidatesWindow(p))
}

// addToGroup makes a member belong to a group.
func (s *Server) addToGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if f["member"] == "" {
		return s.renderCandidates(c, http.StatusUnprocessableEntity, f, memberMistake(c, words(c, "Choose a member.")))
	}
	if f["step"] == "back" {
		return s.renderCandidates(c, http.StatusOK, f, nil)
	}
	plan, changed, err := s.join(c, f)
	switch {
	case errors.Is(err, store.ErrInvalid):
		return s.renderCandidates(c, http.StatusUnprocessableEntity, f, memberMistake(c, words(c, "That member isn’t there any more. Choose another one.")))
	case err != nil:
		return err
	case f["plan"] == "" || changed != "":
		return s.renderJoin(c, plan, changed)
	}
	return s.groupHas(c, func(group store.Group) string {
		return words(c, "%s belongs to “%s”.", plan.Member.Name, group.Name)
	})
}

// join plans it to begin with, and does it once the plan was seen. Changed says that the plan no longer holds: nothing was
// done.
func (s *Server) join(c echo.Context, f form) (plan store.JoinPlan, changed string, err error) {
	ctx, member := c.Request().Context(), store.AccountID(f["member"])
	if f["plan"] == "" {
		plan, err = s.Store.PlanJoin(ctx, actor(c), groupID(c), member)
		return plan, "", err
	}
	digest, _ := store.ParseDigest(f["plan"])
	plan, err = s.Store.AddToGroup(ctx, call(c), groupID(c), member, digest)
	var stale *store.JoinPlanChangedError
	if errors.As(err, &stale) {
		return stale.Plan, staleGroup(c), nil
	}
	return plan, "", err
}

// renderJoin says what it gives a member to belong to the group.
func (s *Server) renderJoin(c echo.Context, plan store.JoinPlan, changed string) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if changed != "" {
		status = http.StatusConflict
	}
	return renderPlanOfGroup(c, status, views.NewJoinPlan(c.Request().Context(), views.JoinFacts{
		Organization: current(c), Catalogue: catalogue, Plan: plan, Changed: changed,
	}))
}

// memberOf finds somebody who belongs to the group in the address.
func (s *Server) memberOf(c echo.Context, id string) (store.GroupMember, bool, error) {
	all, err := s.Store.GroupMembers(c.Request().Context(), actor(c), groupID(c), "", math.MaxInt)
	at := slices.IndexFunc(all, func(m store.GroupMember) bool { return string(m.ID) == id })
	if at < 0 || err != nil {
		return store.GroupMember{}, false, err
	}
	return all[at], true, nil
}

func memberMistake(c echo.Context, said string) views.Mistakes {
	return views.Mistakes{"member": {Anchor: "member", Label: words(c, "Member"), Words: said}}
}

// groupHas shows who belongs to the group now, and says what was done.
func (s *Server) groupHas(c echo.Context, said func(store.Group) string) error {
	if !wantsPart(c) {
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c)))
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	groupsChanged(c)
	return render(c, http.StatusOK, nil, views.GroupHas(views.NewGroupInfo(c.Request().Context(), facts), said(facts.Info.Group)))
}

// groupMembers lists all who belong to a group, or those that were searched for.
func (s *Server) groupMembers(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	info, err := s.Store.Group(ctx, actor(c), groupID(c))
	if err != nil {
		return err
	}
	if holdsSecret(c.QueryParams()) && !wantsPart(c) { // it must not stay in the address
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c))+"/members/all")
	}
	search := strings.TrimSpace(cut(f["q"], store.MaxSearch))
	found, err := s.Store.GroupMembers(ctx, actor(c), groupID(c), search, membersShown+1)
	if err != nil {
		return err
	}
	more := len(found) > membersShown
	p := views.NewGroupMemberList(ctx, current(c), info, found[:min(len(found), membersShown)], more, search)
	return render(c, http.StatusOK, views.GroupMemberListPage(shell(c, p.Window.Title), p), views.GroupMemberListPart(p))
}

// askRemoval says what a member loses who no longer belongs to a group.
func (s *Server) askRemoval(c echo.Context) error {
	group, err := s.changeableGroup(c)
	if err != nil {
		return err
	}
	plan, err := s.Store.PlanLeaving(c.Request().Context(), actor(c), group.ID, store.AccountID(c.Param("member")))
	if errors.Is(err, store.ErrInvalid) || err == nil && plan.Same() {
		return store.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.renderRemoval(c, group, plan, "")
}

func (s *Server) renderRemoval(c echo.Context, group store.Group, plan store.MembershipPlan, changed string) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if changed != "" {
		status = http.StatusConflict
	}
	return renderPlanOfGroup(c, status, views.NewGroupRemoval(c.Request().Context(), views.LeavingFacts{
		Organization: current(c), Catalogue: catalogue, Group: group, Plan: plan, Changed: changed,
	}))
}

// removeFromGroup ends a member's belonging to a group, as the plan says that was seen. Somebody who had left it already is
// no mistake.
func (s *Server) removeFromGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	digest, _ := store.ParseDigest(f["plan"])
	member, known, err := s.memberOf(c, c.Param("member"))
	if err != nil {
		return err
	}
	err = s.Store.RemoveFromGroup(c.Request().Context(), call(c), groupID(c), store.AccountID(c.Param("member")), digest)
	var stale *store.MembershipPlanChangedError
	if errors.As(err, &stale) && !stale.Plan.Same() {
		group, err := s.changeableGroup(c)
		if err != nil {
			return err
		}
		return s.renderRemoval(c, group, stale.Plan, staleGroup(c))
	}
	if err != nil && stale == nil {
		return err
	}
	return s.groupHas(c, func(group store.Group) string {
		if known {
			return words(c, "%s belongs to “%s” no more.", member.Name, group.Name)
		}
		return words(c, "That member belonged to “%s” no more.", group.Name)
	})
}
