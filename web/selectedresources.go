package web

import (
	"errors"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// selectedResources reads a form about the resources that it names. What is selected goes with each step.
func selectedResources(c echo.Context) (form, []store.ResourceID, error) {
	f, err := parseForm(c, "resources")
	if err != nil {
		return nil, nil, err
	}
	var ids []store.ResourceID
	for part := range strings.SplitSeq(f["resources"], ",") {
		if part != "" {
			ids = append(ids, store.ResourceID(part))
		}
	}
	aboutOf(c).some = true
	return f, ids, store.CheckResources(ids)
}

// ofSome is a step of handing over the resources that are selected.
func (s *Server) ofSome(step func(echo.Context, handing) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, ids, err := selectedResources(c)
		if err != nil {
			return err
		}
		list := views.ResourcesAddress(current(c).Slug)
		h := handing{some: true, form: f, back: list + "?owner=" + f["to"], transfer: store.Transfer{
			From: store.PrincipalID(f["from"]), Resources: ids, To: store.PrincipalID(f["to"]),
		}}
		h.facts = views.TransferFacts{
			Organization: current(c), Base: views.SelectedResources(current(c).Slug) + "/transfer", Close: list, Selected: f["resources"],
			What: words(c, "%d resources", len(ids)), Typed: f.allShown(),
		}
		return step(c, h)
	}
}

// ownersOfAll are those who own each of some resources; shared: at least one of these has other owners, too.
func (s *Server) ownersOfAll(c echo.Context, ids []store.ResourceID) (owners []store.Owner, shared bool, err error) {
	plan, err := s.Store.PlanDestruction(c.Request().Context(), actor(c), ids) // it knows who owns what
	if err != nil {
		return nil, false, err
	}
	for i, r := range slices.DeleteFunc(plan.Resources, func(r store.PlannedResource) bool { return !r.Owned }) {
		if i == 0 {
			owners = slices.Clone(r.Owners)
		}
		owners = slices.DeleteFunc(owners, func(o store.Owner) bool { return !slices.Contains(r.Owners, o) })
		shared = shared || len(r.Owners) > 1
	}
	return owners, shared, nil
}

// ofDoomed is a step of destroying the resources that are selected.
func ofDoomed(step func(echo.Context, doomed) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, ids, err := selectedResources(c)
		if err != nil {
			return err
		}
		return step(c, doomed{ids: ids, selected: f["resources"], form: f})
	}
}

// someResourcesProblem puts into words why nothing can be done with the resources that are selected.
func someResourcesProblem(c echo.Context, err error, p views.Problem) views.Problem {
	var invalid *store.InvalidError
	ctx := c.Request().Context()
	switch {
	case errors.Is(err, store.ErrNotFound):
		p.Title, p.Words = views.LostSelectedResources(ctx)
	case errors.As(err, &invalid) && invalid.Field == "resources":
		p.Title, p.Words = views.BadSelectedResources(ctx, invalid.Problem)
	default:
		return p
	}
	p.Link, p.Label = views.ResourcesAddress(current(c).Slug), words(c, "To the resources")
	return p
}
