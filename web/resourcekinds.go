package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// listKinds answers with the kinds of resources.
func (s *Server) listKinds(c echo.Context) error {
	list, err := s.Store.ResourceKinds(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	p := views.NewKindsOverview(c.Request().Context(), current(c), list)
	return renderPage(c, http.StatusOK, views.KindsPage(shell(c, words(c, "Kinds of resources")), p))
}

// kindFacts are the kinds for a form, for those who can change them.
func (s *Server) kindFacts(c echo.Context, f form) (views.KindFacts, error) {
	list, err := s.Store.ResourceKinds(c.Request().Context(), actor(c))
	if err == nil && !list.MayChange {
		err = &store.ForbiddenError{Permission: "kinds:edit"}
	}
	return views.KindFacts{Organization: current(c), All: list.Kinds, Typed: f.allShown()}, err
}

func (s *Server) newKindOfResource(c echo.Context) error {
	facts, err := s.kindFacts(c, nil)
	if err != nil {
		return err
	}
	return renderResourceAsk(c, http.StatusOK, views.NewKindForm(c.Request().Context(), facts))
}

// addKindOfResource makes a kind of resources.
func (s *Server) addKindOfResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.AddResourceKind(c.Request().Context(), call(c), store.Kind{Slug: strings.TrimSpace(f["slug"]), One: f["one"], Many: f["many"], Parent: f["parent"]})
	if errors.Is(err, store.ErrInvalid) {
		facts, missing := s.kindFacts(c, f)
		if missing != nil {
			return missing
		}
		if facts.Mistakes, err = resourceMistakes(c, err); err != nil {
			return err
		}
		return renderResourceAsk(c, http.StatusUnprocessableEntity, views.NewKindForm(c.Request().Context(), facts))
	}
	if err != nil {
		return err
	}
	return s.kindsChanged(c, words(c, "The kind was added, with its permissions for groups."))
}

// changedKind is the form of the kind in the address, as it is now.
func (s *Server) changedKind(c echo.Context, f form) (views.KindFacts, error) {
	facts, err := s.kindFacts(c, f)
	if err != nil {
		return facts, err
	}
	at := slices.IndexFunc(facts.All, func(k store.ListedKind) bool { return k.Kind.Slug == c.Param("kind") })
	if at < 0 {
		return facts, store.ErrNotFound
	}
	kind := facts.All[at]
	facts.Slug, facts.Name, facts.Version, facts.Resources = kind.Kind.Slug, kind.Kind.Many, kind.Version, kind.Resources
	if f == nil {
		facts.Typed = map[string]string{"one": kind.Kind.One, "many": kind.Kind.Many, "parent": kind.Kind.Parent}
	}
	return facts, nil
}

func (s *Server) kindOfResource(c echo.Context) error {
	facts, err := s.changedKind(c, nil)
	if err != nil {
		return err
	}
	return renderResourceAsk(c, http.StatusOK, views.NewKindForm(c.Request().Context(), facts))
}

// changeKindOfResource changes a kind's words and what it lies in.
func (s *Server) changeKindOfResource(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	err = s.Store.ChangeResourceKind(c.Request().Context(), call(c), formVersion(f), store.Kind{Slug: c.Param("kind"), One: f["one"], Many: f["many"], Parent: f["parent"]})
	if errors.Is(err, store.ErrInvalid) || errors.Is(err, store.ErrResourceChanged) {
		return s.refusedKind(c, f, err)
	}
	if err != nil {
		return err
	}
	return s.kindsChanged(c, words(c, "The kind was changed."))
}

func (s *Server) refusedKind(c echo.Context, f form, refused error) error {
	facts, err := s.changedKind(c, f)
	if err != nil {
		return err
	}
	var changed *store.KindChangedError
	if errors.As(refused, &changed) {
		facts.Changed = words(c, "%s changed this kind since you opened the form. It is called “%s” now. Nothing was saved. Save again to use what stands below.",
			changed.Last.ActorName, changed.Kind.Kind.One)
		return renderResourceAsk(c, http.StatusConflict, views.NewKindForm(c.Request().Context(), facts))
	}
	if facts.Mistakes, err = resourceMistakes(c, refused); err != nil {
		return err
	}
	return renderResourceAsk(c, http.StatusUnprocessableEntity, views.NewKindForm(c.Request().Context(), facts))
}

// kindsChanged shows the kinds as they are now.
func (s *Server) kindsChanged(c echo.Context, said string) error {
	if !wantsPart(c) {
		return seeOther(c, views.KindsAddress(current(c).Slug))
	}
	list, err := s.Store.ResourceKinds(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, nil, views.KindsChanged(views.NewKindsOverview(c.Request().Context(), current(c), list), said))
}
