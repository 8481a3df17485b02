package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// enter finds the organization that the address names outside of an organization's own pages, as needMembership does.
func (s *Server) enter(c echo.Context) (err error) {
	a := aboutOf(c)
	if c.Param("organization") == "" {
		return store.ErrNotFound
	}
	a.portal, err = s.Store.Portal(c.Request().Context(), a.session.Account, c.Param("organization"))
	return err
}

// departure is the person's leaving.
func departure(c echo.Context) store.Departure {
	return store.Departure{Member: aboutOf(c).session.Account, Kind: store.DepartureLeave}
}

// leaveForm asks whether somebody wants to leave an organization.
func (s *Server) leaveForm(c echo.Context) error {
	query, err := parseQuery(c)
	if err != nil {
		return err
	}
	if err := s.enter(c); err != nil {
		return err
	}
	plan, err := s.Store.PlanDeparture(c.Request().Context(), actor(c), departure(c), store.Choice{})
	return s.askLeave(c, http.StatusOK, views.LeaveFacts{From: cameFrom(query), Plan: plan}, err)
}

// askLeave shows the question, also to whom it is refused because nobody else could administrate the organization.
func (s *Server) askLeave(c echo.Context, status int, f views.LeaveFacts, refused error) error {
	if f.Alone = errors.Is(refused, store.ErrInvalid); refused != nil && !f.Alone {
		return refused
	}
	f.Organization = current(c)
	p := views.NewLeave(c.Request().Context(), f)
	page := p
	page.Window.Page = true
	return render(c, status, views.LeavePage(shell(c, p.Window.Title), page), views.LeaveWindow(p))
}

// leave ends the person's membership, if that does what was shown.
func (s *Server) leave(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.enter(c); err != nil {
		return err
	}
	digest, _ := store.ParseDigest(f["plan"]) // no plan has the zero one
	_, err = s.Store.Depart(c.Request().Context(), call(c), departure(c), store.Choice{}, digest)
	var changed *store.PlanChangedError
	switch {
	case errors.As(err, &changed):
		return s.askLeave(c, http.StatusConflict, views.LeaveFacts{From: cameFrom(f), Plan: changed.Plan, Changed: true}, nil)
	case err != nil:
		return s.askLeave(c, http.StatusUnprocessableEntity, views.LeaveFacts{From: cameFrom(f)}, err)
	}
	from := cameFrom(f)
	if from == current(c).Slug { // there is no way back
		from = ""
	}
	return seeOther(c, ownDoneAddress(from, "left"))
}
