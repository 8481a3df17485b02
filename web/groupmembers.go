package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// candidatesShown is how many members the list shows; the rest are found by searching.
const candidatesShown = 50

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
	err = s.Store.AddToGroup(c.Request().Context(), call(c), groupID(c), store.AccountID(f["member"]))
	if errors.Is(err, store.ErrInvalid) {
		return s.renderCandidates(c, http.StatusUnprocessableEntity, f, memberMistake(c, words(c, "That member isn’t there any more. Choose another one.")))
	}
	if err != nil {
		return err
	}
	return s.groupHas(c, func(info store.GroupInfo) string {
		if member, known := memberOf(info, f["member"]); known {
			return words(c, "%s belongs to “%s”.", member.Name, info.Group.Name)
		}
		return words(c, "“%s” has another member.", info.Group.Name)
	})
}

// memberOf finds a member among those that are named.
func memberOf(info store.GroupInfo, id string) (store.GroupMember, bool) {
	at := slices.IndexFunc(info.FirstMembers, func(m store.GroupMember) bool { return string(m.ID) == id })
	if at < 0 {
		return store.GroupMember{}, false
	}
	return info.FirstMembers[at], true
}

func memberMistake(c echo.Context, said string) views.Mistakes {
	return views.Mistakes{"member": {Anchor: "member", Label: words(c, "Member"), Words: said}}
}

// groupHas shows who belongs to the group now, and says what was done.
func (s *Server) groupHas(c echo.Context, said func(store.GroupInfo) string) error {
	if !wantsPart(c) {
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c)))
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	groupsChanged(c)
	return render(c, http.StatusOK, nil, views.GroupHas(views.NewGroupInfo(c.Request().Context(), facts), said(facts.Info)))
}

// askRemoval asks before a member no longer belongs to a group.
func (s *Server) askRemoval(c echo.Context) error {
	info, err := s.Store.Group(c.Request().Context(), actor(c), groupID(c))
	if err != nil {
		return err
	}
	if !info.MayChange {
		return &store.ForbiddenError{Permission: "groups:edit"}
	}
	member, known := memberOf(info, c.Param("member"))
	if !known {
		return store.ErrNotFound
	}
	return renderPlanOfGroup(c, http.StatusOK, views.NewGroupRemoval(c.Request().Context(), current(c), info.Group, member))
}

// removeFromGroup ends a member's belonging to a group.
func (s *Server) removeFromGroup(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	info, err := s.Store.Group(c.Request().Context(), actor(c), groupID(c))
	if err != nil {
		return err
	}
	member, known := memberOf(info, c.Param("member"))
	if err := s.Store.RemoveFromGroup(c.Request().Context(), call(c), groupID(c), store.AccountID(c.Param("member"))); err != nil {
		return err
	}
	return s.groupHas(c, func(info store.GroupInfo) string {
		if known {
			return words(c, "%s belongs to “%s” no more.", member.Name, info.Group.Name)
		}
		return words(c, "“%s” has one member less.", info.Group.Name)
	})
}
