package web

import (
	"net/http"
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const (
	groupsPath = "/o/:organization/groups"
	groupPath  = groupsPath + "/:group"
)

// groupRoutes are those of the groups.
func (s *Server) groupRoutes() []Route {
	return []Route{
		{http.MethodGet, groupsPath, organization, s.listGroups},
		{http.MethodPost, groupsPath, organization, s.createGroup},
		{http.MethodGet, groupsPath + "/new", organization, s.newGroup},
		{http.MethodGet, groupPath, organization, s.group},
		{http.MethodGet, groupPath + "/rename", organization, s.renameGroupForm},
		{http.MethodPost, groupPath + "/rename", organization, s.renameGroup},
		{http.MethodGet, groupPath + "/duplicate", organization, s.duplicateGroup},
		{http.MethodPost, groupPath + "/permissions", organization, s.planGroup},
		{http.MethodPost, groupPath + "/permissions/save", organization, s.saveGroup},
		{http.MethodGet, groupPath + "/delete", organization, s.planGroupDeletion},
		{http.MethodPost, groupPath + "/delete", organization, s.deleteGroup},
	}
}

func groupID(c echo.Context) store.GroupID { return store.GroupID(c.Param("group")) }

// groupsChanged tells the page that groups have changed, so that its list fetches itself anew.
func groupsChanged(c echo.Context) { c.Response().Header().Set("HX-Trigger", "groups-changed") }

// onPage tells whether a part is asked for by the page at an address.
func onPage(c echo.Context, address string) bool { return wantsPart(c) && pageOf(c) == address }

// pageOf is the path of the page that asks for a part; empty: it isn't known.
func pageOf(c echo.Context) string {
	here, err := url.Parse(c.Request().Header.Get("HX-Current-URL"))
	if err != nil {
		return ""
	}
	return here.Path
}

// listGroups answers with the list of groups, or for htmx with the list alone. A whole key that was pasted into the search
// doesn't stay in the address.
func (s *Server) listGroups(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	address, search := views.GroupsAddress(current(c).Slug), strings.TrimSpace(cut(f["q"], store.MaxSearch))
	if holdsSecret(c.QueryParams()) {
		if !wantsPart(c) {
			return seeOther(c, address)
		}
		c.Response().Header().Set("HX-Replace-Url", address)
		search = ""
	}
	p, err := s.groupList(c, search)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.GroupsPage(shell(c, words(c, "Groups")), p), views.GroupListPart(p))
}

func (s *Server) groupList(c echo.Context, search string) (views.GroupList, error) {
	list, err := s.Store.Groups(c.Request().Context(), actor(c), search)
	if err != nil {
		return views.GroupList{}, err
	}
	return views.NewGroupList(c.Request().Context(), current(c), aboutOf(c).portal.Current.Role, list, search), nil
}

// group answers with a group's page.
func (s *Server) group(c echo.Context) error {
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	return renderGroup(c, http.StatusOK, facts)
}

// groupFacts are what the page of a group is made from.
func (s *Server) groupFacts(c echo.Context, id store.GroupID) (f views.GroupFacts, err error) {
	f.Organization = current(c)
	if f.Info, err = s.Store.Group(c.Request().Context(), actor(c), id); err != nil {
		return f, err
	}
	f.Catalogue, err = s.Store.Catalogue(c.Request().Context(), actor(c))
	return f, err
}

func renderGroup(c echo.Context, status int, f views.GroupFacts) error {
	p := views.NewGroupInfo(c.Request().Context(), f)
	return renderPage(c, status, views.GroupPage(shell(c, p.Name), p))
}

// changeableGroup is the group in the address, for those who can change it.
func (s *Server) changeableGroup(c echo.Context) (store.Group, error) {
	info, err := s.Store.Group(c.Request().Context(), actor(c), groupID(c))
	if err == nil && !info.MayChange {
		err = &store.ForbiddenError{Permission: "groups:edit"}
	}
	return info.Group, err
}

// groupProblem says that a group isn't there, where one was asked for.
func groupProblem(c echo.Context, p views.Problem) views.Problem {
	p.Title, p.Words = words(c, "This group does not exist."), words(c, "It may have been deleted meanwhile, or the address mistyped.")
	p.Link, p.Label = views.GroupsAddress(current(c).Slug), words(c, "To the groups")
	return p
}
