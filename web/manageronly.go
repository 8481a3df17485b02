package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// askManagerOnly says what it would do to make a permission one for managers only, or for everybody.
func (s *Server) askManagerOnly(c echo.Context) error {
	catalogue, is, err := s.changeablePermission(c)
	if err != nil {
		return err
	}
	is.ManagerOnly = !is.ManagerOnly
	plan, err := s.Store.PlanManagerOnly(c.Request().Context(), actor(c), is)
	if err != nil {
		return err
	}
	return renderManagerOnly(c, http.StatusOK, views.ManagerOnlyFacts{Catalogue: catalogue, Plan: plan})
}

// changeablePermission is the one in the address. Errors: [store.ErrForbidden] for who may change none;
// [store.ErrNotFound].
func (s *Server) changeablePermission(c echo.Context) (catalogue store.Catalogue, is store.CataloguePermission, err error) {
	if catalogue, err = s.Store.Catalogue(c.Request().Context(), actor(c)); err != nil {
		return catalogue, is, err
	}
	if !catalogue.MayChange {
		return catalogue, is, &store.ForbiddenError{Permission: "groups:edit"}
	}
	is, there := catalogue.Find(store.Permission(c.Param("permission")))
	if !there {
		return catalogue, is, store.ErrNotFound
	}
	return catalogue, is, nil
}

func renderManagerOnly(c echo.Context, status int, f views.ManagerOnlyFacts) error {
	f.Organization = current(c)
	return renderPlanOfGroup(c, status, views.NewManagerOnly(c.Request().Context(), f))
}

// changeManagerOnly does what the plan said, or nothing: then it shows the plan as it is now.
func (s *Server) changeManagerOnly(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	catalogue, is, err := s.changeablePermission(c)
	if err != nil {
		return err
	}
	is.ManagerOnly = f["managers"] == "yes"
	digest, _ := store.ParseDigest(f["plan"])
	_, err = s.Store.ChangeManagerOnly(c.Request().Context(), call(c), is, digest)
	var stale *store.PermissionPlanChangedError
	switch {
	case errors.As(err, &stale):
		return renderManagerOnly(c, http.StatusConflict, views.ManagerOnlyFacts{Catalogue: catalogue, Plan: stale.Plan, Changed: staleGroup(c)})
	case err != nil:
		return err
	}
	return s.catalogueGrown(c, words(c, "Who can have the permission was changed."))
}
