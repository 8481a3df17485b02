package web

import (
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// permissionList reads permissions between commas. What was sent empty is a list, too: of none.
func permissionList(text string) []store.Permission {
	permissions := []store.Permission{}
	for part := range strings.SplitSeq(text, ",") {
		if part != "" {
			permissions = append(permissions, store.Permission(part))
		}
	}
	return permissions
}

// planGroup says what the ticks of a group's page would change, and for whom.
func (s *Server) planGroup(c echo.Context) error {
	f, err := parseMatrix(c)
	if err != nil {
		return err
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	group := facts.Info.Group
	plan, err := s.Store.PlanGroup(c.Request().Context(), actor(c), group.ID, ticksOf(group, f))
	if err != nil {
		return err
	}
	status, changed := http.StatusOK, ""
	if f["version"] != views.GroupValues(group).Version {
		status, changed = http.StatusConflict, words(c, "Somebody changed this group since you opened its page. Nothing was saved. This is what your ticks would change now.")
	}
	return renderGroupPlan(c, status, facts, plan, f, changed)
}

// ticksOf is a group with other permissions.
func ticksOf(group store.Group, f form) store.GroupChange {
	return store.GroupChange{Name: group.Name, About: group.About, Permissions: permissionList(f["permissions"])}
}

func renderGroupPlan(c echo.Context, status int, facts views.GroupFacts, plan store.GroupPlan, f form, changed string) error {
	return renderPlanOfGroup(c, status, views.NewGroupPlan(c.Request().Context(), views.GroupPlanFacts{
		Organization: current(c), Plan: plan, Catalogue: facts.Catalogue, Changed: changed,
		Carried: []views.HiddenField{{Name: "permissions", Value: f["permissions"]}, {Name: "plan", Value: plan.Digest.String()}},
	}))
}

func renderPlanOfGroup(c echo.Context, status int, p views.GroupPlan) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.GroupPlanPage(shell(c, p.Window.Title), page), views.GroupPlanWindow(p))
}

// saveGroup does what the plan said, or nothing: then it shows the plan as it is now. Back leads to the ticks again.
func (s *Server) saveGroup(c echo.Context) error {
	f, err := parseMatrix(c)
	if err != nil {
		return err
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	if f["step"] == "back" {
		facts.Ticked = permissionList(f["permissions"])
		return renderGroup(c, http.StatusOK, facts)
	}
	digest, _ := store.ParseDigest(f["plan"])
	done, err := s.Store.ChangeGroup(c.Request().Context(), call(c), groupID(c), ticksOf(facts.Info.Group, f), digest)
	var stale *store.GroupPlanChangedError
	if errors.As(err, &stale) {
		return renderGroupPlan(c, http.StatusConflict, facts, stale.Plan, f, staleGroup(c))
	}
	if err != nil {
		return err
	}
	return s.groupSaved(c, done)
}

func staleGroup(c echo.Context) string {
	return words(c, "Something changed since this was shown. Nothing was done. This is how it is now.")
}

// groupSaved shows the group with what it allows now.
func (s *Server) groupSaved(c echo.Context, done store.GroupPlan) error {
	if !wantsPart(c) {
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c)))
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	groupsChanged(c)
	changed := len(done.Added) + len(done.Removed)
	return render(c, http.StatusOK, nil, views.GroupAllows(views.NewGroupInfo(c.Request().Context(), facts),
		words(c, "%d changes are saved.", changed)))
}

// planGroupDeletion says what deleting a group takes, and from whom.
func (s *Server) planGroupDeletion(c echo.Context) error {
	plan, err := s.Store.PlanGroupDeletion(c.Request().Context(), actor(c), groupID(c))
	if err != nil {
		return err
	}
	return s.renderGroupDeletion(c, http.StatusOK, plan, "")
}

func (s *Server) renderGroupDeletion(c echo.Context, status int, plan store.GroupPlan, changed string) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return renderPlanOfGroup(c, status, views.NewGroupDeletion(c.Request().Context(), views.GroupPlanFacts{
		Organization: current(c), Plan: plan, Catalogue: catalogue, Changed: changed,
		Carried: []views.HiddenField{{Name: "plan", Value: plan.Digest.String()}},
	}))
}

// deleteGroup does what the plan said, or nothing.
func (s *Server) deleteGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	digest, _ := store.ParseDigest(f["plan"])
	done, err := s.Store.DeleteGroup(c.Request().Context(), call(c), groupID(c), digest)
	var stale *store.GroupPlanChangedError
	if errors.As(err, &stale) {
		return s.renderGroupDeletion(c, http.StatusConflict, stale.Plan, staleGroup(c))
	}
	if err != nil {
		return err
	}
	return s.groupDeleted(c, done.Group.Name)
}

// groupDeleted says so: on the list in place, on the group's own page by leading to the list.
func (s *Server) groupDeleted(c echo.Context, name string) error {
	said, list := words(c, "The group “%s” was deleted.", name), views.GroupsAddress(current(c).Slug)
	frame, err := s.freshShell(c, words(c, "Groups"))
	if err != nil {
		return err
	}
	switch {
	case !wantsPart(c):
		frame.Title = words(c, "Deletion carried out")
		return renderPage(c, http.StatusOK, views.ToldPage(frame, views.Told{
			Window: views.Window{ID: "deleted", Title: frame.Title, Page: true, Close: list}, Words: []string{said}, Button: words(c, "To the groups"),
		}))
	case !onPage(c, views.GroupAddress(current(c).Slug, groupID(c))):
		groupsChanged(c)
		return render(c, http.StatusOK, nil, views.GroupDeleted(frame, said))
	}
	p, err := s.groupList(c, "")
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Replace-Url", list)
	return render(c, http.StatusOK, nil, views.TurnToGroups(frame, p, said))
}
