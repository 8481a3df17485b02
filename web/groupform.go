package web

import (
	"errors"
	"fmt"
	"net/http"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// addGroupAction binds a nonce to the form that adds a group to this organization.
func addGroupAction(c echo.Context) string { return "groups:create " + current(c).ID }

// newGroup shows the empty form that adds a group.
func (s *Server) newGroup(c echo.Context) error {
	return s.renderAddGroup(c, http.StatusOK, views.GroupFormValues{}, nil)
}

// duplicateGroup shows the form with what another group has.
func (s *Server) duplicateGroup(c echo.Context) error {
	group, err := s.changeableGroup(c)
	if err != nil {
		return err
	}
	name := words(c, "Copy of %s", group.Name)
	return s.renderAddGroup(c, http.StatusOK, views.GroupFormValues{Like: string(group.ID), Name: cut(name, store.Limits.Name.Max), About: group.About}, nil)
}

// renderAddGroup shows the form with what was typed. A form that was refused keeps its nonce.
func (s *Server) renderAddGroup(c echo.Context, status int, values views.GroupFormValues, m views.Mistakes) error {
	ctx, a := c.Request().Context(), aboutOf(c)
	list, err := s.Store.Groups(ctx, actor(c), "")
	if err != nil {
		return err
	}
	if !list.MayChange {
		return &store.ForbiddenError{Permission: "groups:create"}
	}
	like, err := s.likeGroup(c, values.Like)
	if err != nil {
		return err
	}
	if values.Nonce == "" {
		if values.Nonce, err = s.nonces.issue(s.Rand, a.session.Name, addGroupAction(c), a.at); err != nil {
			return err
		}
	}
	return renderGroupForm(c, status, views.NewAddGroup(ctx, current(c), values, like, list.All == 0, m))
}

// likeGroup is the group that a new one copies; the zero Group for none.
func (s *Server) likeGroup(c echo.Context, id string) (store.Group, error) {
	if id == "" {
		return store.Group{}, nil
	}
	info, err := s.Store.Group(c.Request().Context(), actor(c), store.GroupID(id))
	return info.Group, err
}

func renderGroupForm(c echo.Context, status int, p views.GroupForm) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.GroupFormPage(shell(c, p.Window.Title), page), views.GroupFormWindow(p))
}

// createGroup makes a group, and leads to its page.
func (s *Server) createGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ctx, a := c.Request().Context(), aboutOf(c)
	like, err := s.likeGroup(c, f["like"])
	if err != nil {
		return err
	}
	nonce, err := s.nonces.check(f["nonce"], a.session.Name, addGroupAction(c), f, a.at)
	if err != nil {
		return s.expiredGroupForm(c, err)
	}
	id, err := keystring.NewID(s.Rand)
	if err != nil {
		return fmt.Errorf("name the group: %w", err)
	}
	made, err := s.Store.CreateGroup(ctx, call(c), store.NewGroup{
		ID: store.GroupID(id), Name: f["name"], About: f["about"], Permissions: like.Permissions, Nonce: nonce,
	})
	if errors.Is(err, store.ErrInvalid) {
		m, err := groupFormMistakes(c, err, f["name"])
		if err != nil {
			return err
		}
		return s.renderAddGroup(c, http.StatusUnprocessableEntity, views.GroupFormValues{Nonce: f["nonce"], Like: f["like"], Name: f.shown("name"), About: f.shown("about")}, m)
	}
	if err != nil {
		return err
	}
	return s.turnToGroup(c, made)
}

// expiredGroupForm tells whoever may not make groups so first, whatever else is wrong.
func (s *Server) expiredGroupForm(c echo.Context, expired error) error {
	list, err := s.Store.Groups(c.Request().Context(), actor(c), "")
	switch {
	case err != nil:
		return err
	case !list.MayChange:
		return &store.ForbiddenError{Permission: "groups:create"}
	}
	return expired
}

// turnToGroup leads to the page of a group that was made.
func (s *Server) turnToGroup(c echo.Context, made store.CreatedGroup) error {
	address := views.GroupAddress(current(c).Slug, made.Group.ID)
	if !wantsPart(c) {
		return seeOther(c, address)
	}
	facts, err := s.groupFacts(c, made.Group.ID)
	if err != nil {
		return err
	}
	frame, err := s.freshShell(c, made.Group.Name)
	if err != nil {
		return err
	}
	c.Response().Header().Set("HX-Push-Url", address)
	p, said := views.NewGroupInfo(c.Request().Context(), facts), words(c, "“%s” was added. Tick what it allows.", made.Group.Name)
	if len(made.Group.Permissions) > 0 { // it copies another one
		said = words(c, "“%s” was added.", made.Group.Name)
	}
	return render(c, http.StatusOK, nil, views.TurnToGroup(frame, p, said))
}

// freshShell is the frame with what has changed in this request.
func (s *Server) freshShell(c echo.Context, title string) (views.Shell, error) {
	a := aboutOf(c)
	portal, err := s.Store.Portal(c.Request().Context(), a.session.Account, current(c).Slug)
	if err != nil {
		return views.Shell{}, err
	}
	a.portal = portal
	return shell(c, title), nil
}

// groupFormMistakes puts what is wrong with the form into words. typed is the name that was asked for.
func groupFormMistakes(c echo.Context, err error, typed string) (views.Mistakes, error) {
	labels := map[string]string{"name": words(c, "Name"), "about": words(c, "What it is for"), "group": words(c, "The group")}
	mistakes, other := fieldMistake(c, err, labels)
	var invalid *store.InvalidError
	if other != nil || !errors.As(err, &invalid) {
		return mistakes, other
	}
	mistake := mistakes[invalid.Field]
	switch {
	case invalid.Field == "name" && invalid.Problem == store.ProblemGroupTaken:
		mistake.Words = words(c, "A group named “%s” already exists. Choose another name.", typed)
	case invalid.Field == "group": // stands beside the name, where everybody looks
		mistake.Anchor, mistake.Label = "name", words(c, "Name")
		mistake.Words = words(c, "There are %d groups already. Delete one of them first.", store.MaxGroups)
		return views.Mistakes{"name": mistake}, nil
	}
	mistakes[invalid.Field] = mistake
	return mistakes, nil
}

// renameGroupForm shows the form with what the group is called.
func (s *Server) renameGroupForm(c echo.Context) error {
	group, err := s.changeableGroup(c)
	if err != nil {
		return err
	}
	return renderGroupForm(c, http.StatusOK, views.NewRenameGroup(c.Request().Context(), current(c), group, views.GroupValues(group), nil))
}

// renameGroup changes what a group is called and is for. What was typed over another person's change is shown with that
// change, and is there when it is sent again.
func (s *Server) renameGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	group, err := s.changeableGroup(c)
	if err != nil {
		return err
	}
	values := views.GroupValues(group)
	seen := f["version"] == values.Version
	values.Name, values.About = f.shown("name"), f.shown("about")
	if !seen {
		return renderStaleRename(c, group, values)
	}
	err = s.giveName(c, group, f)
	var stale *store.GroupPlanChangedError
	switch {
	case errors.As(err, &stale):
		values.Version = views.GroupValues(stale.Plan.Group).Version
		return renderStaleRename(c, stale.Plan.Group, values)
	case errors.Is(err, store.ErrInvalid):
		m, err := groupFormMistakes(c, err, f["name"])
		if err != nil {
			return err
		}
		return renderGroupForm(c, http.StatusUnprocessableEntity, views.NewRenameGroup(c.Request().Context(), current(c), group, values, m))
	case err != nil:
		return err
	}
	return s.groupRenamed(c)
}

// giveName changes nothing but name and purpose, so that nobody has to look at a plan.
func (s *Server) giveName(c echo.Context, group store.Group, f form) error {
	change := store.GroupChange{Name: f["name"], About: f["about"], Permissions: group.Permissions}
	plan, err := s.Store.PlanGroup(c.Request().Context(), actor(c), group.ID, change)
	if err != nil {
		return err
	}
	if len(plan.Added)+len(plan.Removed) > 0 { // its permissions changed between the two
		return &store.GroupPlanChangedError{Plan: plan}
	}
	_, err = s.Store.ChangeGroup(c.Request().Context(), call(c), group.ID, change, plan.Digest)
	return err
}

func renderStaleRename(c echo.Context, group store.Group, values views.GroupFormValues) error {
	p := views.NewRenameGroup(c.Request().Context(), current(c), group, values, nil)
	p.Now = views.NowWords(c.Request().Context(), group)
	return renderGroupForm(c, http.StatusConflict, p)
}

// groupRenamed shows the group as it is called now.
func (s *Server) groupRenamed(c echo.Context) error {
	if !wantsPart(c) {
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c)))
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	groupsChanged(c)
	p := views.NewGroupInfo(c.Request().Context(), facts)
	return render(c, http.StatusOK, nil, views.GroupRenamed(p, words(c, "The group is called “%s”.", p.Name)))
}
