package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const permissionsPath = groupsPath + "/permissions"

// catalogueRoutes are those of the permissions that groups are made of.
func (s *Server) catalogueRoutes() []Route {
	return []Route{
		{http.MethodGet, permissionsPath, organization, s.catalogue},
		{http.MethodGet, permissionsPath + "/kind", organization, addKind.show(s)},
		{http.MethodPost, permissionsPath + "/kind", organization, addKind.carryOut(s)},
		{http.MethodGet, permissionsPath + "/action", organization, addAction.show(s)},
		{http.MethodPost, permissionsPath + "/action", organization, addAction.carryOut(s)},
		{http.MethodGet, permissionsPath + "/permission", organization, addPermission.show(s)},
		{http.MethodPost, permissionsPath + "/permission", organization, addPermission.carryOut(s)},
		{http.MethodGet, permissionsPath + "/managers/:permission", organization, s.askManagerOnly},
		{http.MethodPost, permissionsPath + "/managers/:permission", organization, s.changeManagerOnly},
	}
}

// catalogue answers with all that groups can be made of.
func (s *Server) catalogue(c echo.Context) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	p := views.NewCatalogueInfo(c.Request().Context(), current(c), catalogue)
	return render(c, http.StatusOK, views.CataloguePage(shell(c, words(c, "Permissions")), p), views.CataloguePart(p))
}

// addition is one of the forms that add to the catalogue.
type addition struct {
	form func(context.Context, store.Organization, store.Catalogue, views.CatalogueValues, views.Mistakes) views.CatalogueForm
	add  func(s *Server, c echo.Context, values views.CatalogueValues) (said string, err error)
	// whole is the field that stands for the permissions that come of it.
	whole string
}

var (
	addKind       = addition{views.NewAddKind, (*Server).addKind, "actions"}
	addAction     = addition{views.NewAddAction, (*Server).addAction, "kinds"}
	addPermission = addition{views.NewAddPermission, (*Server).addPermission, "action"}
)

func (s *Server) addKind(c echo.Context, v views.CatalogueValues) (string, error) {
	kind := store.NewKind{CatalogueWord: store.CatalogueWord{Slug: v.Slug, Words: v.Words}, Actions: v.Ticked, ManagerOnly: v.Managers}
	return words(c, "The subject “%s” is in the catalogue.", v.Words), s.Store.AddKind(c.Request().Context(), call(c), kind)
}

func (s *Server) addAction(c echo.Context, v views.CatalogueValues) (string, error) {
	action := store.NewAction{CatalogueWord: store.CatalogueWord{Slug: v.Slug, Words: v.Words}, Kinds: v.Ticked, ManagerOnly: v.Managers}
	return words(c, "The action “%s” is in the catalogue.", v.Words), s.Store.AddAction(c.Request().Context(), call(c), action)
}

func (s *Server) addPermission(c echo.Context, v views.CatalogueValues) (string, error) {
	permission := store.PermissionOf(v.Kind, v.Action)
	err := s.Store.AddPermission(c.Request().Context(), call(c), store.CataloguePermission{Permission: permission, ManagerOnly: v.Managers})
	return words(c, "The permission “%s” is in the catalogue.", string(permission)), err
}

// show answers with the empty form.
func (a addition) show(s *Server) echo.HandlerFunc {
	return func(c echo.Context) error {
		return a.render(s, c, http.StatusOK, views.CatalogueValues{}, nil)
	}
}

func (a addition) render(s *Server, c echo.Context, status int, values views.CatalogueValues, m views.Mistakes) error {
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	if !catalogue.MayChange {
		return &store.ForbiddenError{Permission: "permissions:create"}
	}
	p := a.form(c.Request().Context(), current(c), catalogue, values, m)
	page := p
	page.Window.Page = true
	return render(c, status, views.CatalogueFormPage(shell(c, p.Window.Title), page), views.CatalogueFormWindow(p))
}

// carryOut adds what the form says.
func (a addition) carryOut(s *Server) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := parseForm(c, "actions", "kinds")
		if err != nil {
			return err
		}
		values := views.CatalogueValues{Words: f["words"], Slug: f["slug"], Kind: f["kind"], Action: f["action"], Managers: f["managers"] == "yes"}
		for part := range strings.SplitSeq(f["actions"]+","+f["kinds"], ",") {
			if part != "" {
				values.Ticked = append(values.Ticked, part)
			}
		}
		said, err := a.add(s, c, values)
		if errors.Is(err, store.ErrInvalid) {
			m, err := catalogueMistakes(c, err, a.whole)
			if err != nil {
				return err
			}
			values.Words, values.Slug = f.shown("words"), f.shown("slug")
			return a.render(s, c, http.StatusUnprocessableEntity, values, m)
		}
		if err != nil {
			return err
		}
		return s.catalogueGrown(c, said)
	}
}

// catalogueMistakes puts what is wrong with a form into words. What is wrong with the permissions that it makes stands
// beside the field whole.
func catalogueMistakes(c echo.Context, err error, whole string) (views.Mistakes, error) {
	m, other := fieldMistake(c, err, map[string]string{
		"words": words(c, "Name"), "slug": words(c, "Short name"), "permissions": words(c, "The permission"),
		"actions": words(c, "What can be done to it"), "kinds": words(c, "What it can be done to"),
	})
	if mistake, wrong := m["permissions"]; wrong {
		mistake.Anchor = whole
		return views.Mistakes{whole: mistake}, other
	}
	return m, other
}

// catalogueGrown shows the catalogue with what was added.
func (s *Server) catalogueGrown(c echo.Context, said string) error {
	if !wantsPart(c) {
		return seeOther(c, views.CatalogueAddress(current(c).Slug))
	}
	catalogue, err := s.Store.Catalogue(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, nil, views.CatalogueGrown(views.NewCatalogueInfo(c.Request().Context(), current(c), catalogue), said))
}
