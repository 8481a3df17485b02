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

// planDestruction says what destroying the resource in the address does.
func (s *Server) planDestruction(c echo.Context) error {
	plan, err := s.Store.PlanDestruction(c.Request().Context(), actor(c), []store.ResourceID{resourceID(c)})
	if err != nil {
		return err
	}
	return s.renderDestruction(c, http.StatusOK, plan, nil, nil, "")
}

func (s *Server) renderDestruction(c echo.Context, status int, plan store.DestructionPlan, f form, m views.Mistakes, changed string) error {
	facts, _, err := s.resourceAsk(c, f, nil)
	if err != nil {
		return err
	}
	facts.Mistakes, facts.Changed = m, changed
	return renderResourceAsk(c, status, views.NewDestroyResource(c.Request().Context(), facts, plan))
}

// destroyResource does what the plan said, or nothing.
func (s *Server) destroyResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ctx, ids := c.Request().Context(), []store.ResourceID{resourceID(c)}
	plan, err := s.Store.PlanDestruction(ctx, actor(c), ids)
	if err != nil {
		return err
	}
	digest, _ := store.ParseDigest(f["plan"])
	if digest != plan.Digest {
		return s.renderDestruction(c, http.StatusConflict, plan, nil, nil, stalePlan(c))
	}
	if expected := views.TypedToDestroy(len(plan.Resources)); plan.Typed() && !strings.EqualFold(strings.TrimSpace(f["typed"]), expected) {
		return s.renderDestruction(c, http.StatusUnprocessableEntity, plan, f, oneMistake("typed", words(c, "Type “%s” to confirm.", expected)), "")
	}
	done, err := s.Store.DestroyResources(ctx, call(c), ids, digest)
	var stale *store.DestructionChangedError
	if errors.As(err, &stale) {
		return s.renderDestruction(c, http.StatusConflict, stale.Plan, nil, nil, stalePlan(c))
	}
	if err != nil {
		return err
	}
	return resourcesGone(c, done)
}

func stalePlan(c echo.Context) string {
	return words(c, "Something changed since this was shown. Nothing was done. This is how it is now.")
}

// resourcesGone says so; a resource's own page leads to the list.
func resourcesGone(c echo.Context, done store.DestructionPlan) error {
	list := views.ResourcesAddress(current(c).Slug) + "?destroyed=" + url.QueryEscape(string(resourceID(c)))
	if !wantsPart(c) {
		return seeOther(c, list)
	}
	if onPage(c, views.ResourceAddress(current(c).Slug, resourceID(c))) {
		c.Response().Header().Set("HX-Redirect", list)
	}
	resourcesChanged(c)
	return render(c, http.StatusOK, nil, views.ResourceGone(words(c, "%d resources were destroyed.", len(done.Resources))))
}
