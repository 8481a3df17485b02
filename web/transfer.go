package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// handing is what a step of a transfer is about: one resource, some, or all that somebody owns.
type handing struct {
	some     bool // those that are selected
	facts    views.TransferFacts
	transfer store.Transfer
	form     form
	back     string // the page that shows what came of it
}

// transferForm is the body or the query of a step.
func transferForm(c echo.Context) (form, error) {
	if c.Request().Method == http.MethodPost {
		return parseForm(c)
	}
	return parseQuery(c)
}

// ofOne is a step of handing over the resource in the address.
func (s *Server) ofOne(step func(echo.Context, handing) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := transferForm(c)
		if err != nil {
			return err
		}
		d, err := s.changeableResource(c)
		if err != nil {
			return err
		}
		address := views.ResourceAddress(current(c).Slug, d.Resource.ID)
		h := handing{form: f, back: address, transfer: store.Transfer{
			From: store.PrincipalID(f["from"]), Resources: []store.ResourceID{d.Resource.ID}, To: store.PrincipalID(f["to"]),
		}}
		h.facts = views.TransferFacts{Organization: current(c), Base: address + "/transfer", Close: address, What: words(c, "“%s”", d.Resource.Name), Owners: d.Owners, Typed: f.allShown()}
		return step(c, h)
	}
}

// ofAll is a step of handing over all that somebody owns.
func (s *Server) ofAll(step func(echo.Context, handing) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := transferForm(c)
		if err != nil {
			return err
		}
		who := store.PrincipalID(f["from"])
		page, err := s.Store.Resources(c.Request().Context(), actor(c), store.ResourceQuery{Filter: store.ResourceFilter{Owners: []store.PrincipalID{who}}})
		switch {
		case err != nil:
			return err
		case !page.Can.Manage:
			return &store.ForbiddenError{Permission: "resources:edit"}
		case len(page.Owners) == 0:
			return store.ErrNotFound
		}
		address := views.ResourcesAddress(current(c).Slug)
		h := handing{form: f, back: address + "?owner=" + string(who), transfer: store.Transfer{From: who, To: store.PrincipalID(f["to"])}}
		h.facts = views.TransferFacts{Organization: current(c), Base: address + "/transfer", Close: h.back, From: page.Owners[0], Typed: f.allShown(),
			What: words(c, "all that “%s” owns", page.Owners[0].Name)}
		return step(c, h)
	}
}

// chooseTaker asks who takes over.
func (s *Server) chooseTaker(c echo.Context, h handing) error {
	return s.renderTaker(c, http.StatusOK, h, nil)
}

func (s *Server) renderTaker(c echo.Context, status int, h handing, m views.Mistakes) error {
	if h.some {
		var err error
		if h.facts.Owners, h.facts.Shared, err = s.ownersOfAll(c, h.transfer.Resources); err != nil {
			return err
		}
	}
	who, err := s.holders(c, false, views.HolderFacts{Name: "to", Label: words(c, "Who takes over"), Search: h.form["q"], Chosen: h.form["to"], Focus: true, Action: h.facts.Base})
	if err != nil {
		return err
	}
	h.facts.Mistakes = m
	return renderResourceAsk(c, status, views.NewTransferChoice(c.Request().Context(), h.facts, who))
}

// planTransfer says what the transfer will do, or asks again where it can't be.
func (s *Server) planTransfer(c echo.Context, h handing) error {
	plan, err := s.Store.PlanTransfer(c.Request().Context(), actor(c), h.transfer)
	if errors.Is(err, store.ErrInvalid) {
		return s.refusedTransfer(c, h, err)
	}
	if err != nil {
		return err
	}
	return h.renderPlan(c, http.StatusOK, plan, "")
}

// refusedTransfer asks again, and says what is wrong. What isn't about the form stays the error that it is.
func (s *Server) refusedTransfer(c echo.Context, h handing, err error) error {
	m, err := resourceMistakes(c, err)
	if err != nil {
		return err
	}
	return s.renderTaker(c, http.StatusUnprocessableEntity, h, nobodyChosen(c, h.form, m))
}

func (h handing) renderPlan(c echo.Context, status int, plan store.TransferPlan, changed string) error {
	h.facts.Changed = changed
	return renderResourceAsk(c, status, views.NewTransferPlan(c.Request().Context(), h.facts, plan))
}

// transfer does what the plan said, or nothing.
func (s *Server) transfer(c echo.Context, h handing) error {
	digest, _ := store.ParseDigest(h.form["plan"])
	done, err := s.Store.TransferResources(c.Request().Context(), call(c), h.transfer, digest)
	var stale *store.TransferChangedError
	switch {
	case errors.As(err, &stale):
		return h.renderPlan(c, http.StatusConflict, stale.Plan, stalePlan(c))
	case errors.Is(err, store.ErrInvalid):
		return s.refusedTransfer(c, h, err)
	case err != nil:
		return err
	}
	said := words(c, "%s owns %s.", done.To.Name, words(c, "%d resources", len(done.Resources)))
	if len(h.transfer.Resources) == 1 && !h.some {
		return s.resourceDone(c, said)
	}
	if !wantsPart(c) {
		return seeOther(c, h.back)
	}
	resourcesChanged(c)
	if h.some {
		return render(c, http.StatusOK, nil, views.ResourceGone(said, false))
	}
	return render(c, http.StatusOK, nil, views.ResourceSaid(said))
}
