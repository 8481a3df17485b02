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

// doomed is what a step of destroying is about: the resource in the address, or those that are selected.
type doomed struct {
	ids      []store.ResourceID
	selected string // the same between commas, as the form has them; empty: it is the one in the address
	form     form
}

// ofTheDoomed is a step of destroying the resource in the address.
func ofTheDoomed(step func(echo.Context, doomed) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := transferForm(c)
		if err != nil {
			return err
		}
		return step(c, doomed{ids: []store.ResourceID{resourceID(c)}, form: f})
	}
}

// planDestruction says what destroying resources does.
func (s *Server) planDestruction(c echo.Context, d doomed) error {
	plan, err := s.Store.PlanDestruction(c.Request().Context(), actor(c), d.ids)
	if err != nil {
		return err
	}
	d.form = nil
	return s.renderDestruction(c, http.StatusOK, d, plan, nil, "")
}

func (s *Server) renderDestruction(c echo.Context, status int, d doomed, plan store.DestructionPlan, m views.Mistakes, changed string) error {
	facts := views.ResourceAskFacts{Organization: current(c), Selected: d.selected, Typed: d.form.allShown()}
	if d.selected == "" {
		var err error
		if facts, _, err = s.resourceAsk(c, d.form, nil); err != nil {
			return err
		}
	}
	facts.Mistakes, facts.Changed = m, changed
	return renderResourceAsk(c, status, views.NewDestroyResource(c.Request().Context(), facts, plan))
}

// destroyResources does what the plan said, or nothing.
func (s *Server) destroyResources(c echo.Context, d doomed) error {
	ctx := c.Request().Context()
	plan, err := s.Store.PlanDestruction(ctx, actor(c), d.ids)
	if err != nil {
		return err
	}
	digest, _ := store.ParseDigest(d.form["plan"])
	typed := strings.TrimSpace(d.form["typed"])
	if digest != plan.Digest {
		d.form = nil
		return s.renderDestruction(c, http.StatusConflict, d, plan, nil, stalePlan(c))
	}
	if expected := views.TypedToDestroy(ctx, len(plan.Resources)); plan.Typed() && !strings.EqualFold(typed, expected) {
		return s.renderDestruction(c, http.StatusUnprocessableEntity, d, plan, oneMistake("typed", words(c, "Type “%s” to confirm.", expected)), "")
	}
	done, err := s.Store.DestroyResources(ctx, call(c), d.ids, digest)
	var stale *store.DestructionChangedError
	if errors.As(err, &stale) {
		d.form = nil
		return s.renderDestruction(c, http.StatusConflict, d, stale.Plan, nil, stalePlan(c))
	}
	if err != nil {
		return err
	}
	return resourcesGone(c, d, done)
}

func stalePlan(c echo.Context) string {
	return words(c, "Something changed since this was shown. Nothing was done. This is how it is now.")
}

// resourcesGone says so; a resource's own page leads to the list.
func resourcesGone(c echo.Context, d doomed, done store.DestructionPlan) error {
	list := views.ResourcesAddress(current(c).Slug)
	if d.selected == "" {
		list += "?destroyed=" + url.QueryEscape(string(resourceID(c)))
	}
	if !wantsPart(c) {
		return seeOther(c, list)
	}
	if d.selected == "" && onPage(c, views.ResourceAddress(current(c).Slug, resourceID(c))) {
		c.Response().Header().Set("HX-Redirect", list)
	}
	resourcesChanged(c)
	return render(c, http.StatusOK, nil, views.ResourceGone(words(c, "%d resources were destroyed.", len(done.Resources)), d.selected != ""))
}
