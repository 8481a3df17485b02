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

// successorsShown is how many members the list shows; the rest are found by searching.
const successorsShown = 100

// deletedKey tells whether an error says that a key is gone.
func deletedKey(err error) (*store.DeletedError, bool) {
	var deleted *store.DeletedError
	ok := errors.As(err, &deleted)
	return deleted, ok
}

// deleteKey begins: with the question whether it is meant for a key that owns something, with the
// plan at once for one that owns nothing.
func (s *Server) deleteKey(c echo.Context) error {
	plan, err := s.Store.PlanDeletion(c.Request().Context(), actor(c), keyID(c), store.Choice{})
	if err != nil {
		return err
	}
	if len(plan.Owned()) == 0 {
		return s.renderPlan(c, http.StatusOK, plan, "", false)
	}
	p := views.NewDeleteIntent(c.Request().Context(), current(c), plan)
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.DeleteIntentPage(shell(c, p.Window.Title), page), views.DeleteIntentWindow(p))
}

// deleteChoice asks what becomes of what the key owns.
func (s *Server) deleteChoice(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	return s.renderChoice(c, http.StatusOK, f, nil, false)
}

func (s *Server) renderChoice(c echo.Context, status int, f form, mistakes views.Mistakes, stale bool) error {
	ctx := c.Request().Context()
	destroy, err := s.Store.PlanDeletion(ctx, actor(c), keyID(c), store.Choice{Kind: store.ChoiceDestroy})
	if err != nil {
		return err
	}
	if len(destroy.Owned()) == 0 { // it owns nothing any more: there is nothing to decide
		return s.renderPlan(c, status, destroy, "", stale)
	}
	search := cut(f["q"], store.MaxSearch)
	people, err := s.Store.Successors(ctx, actor(c), search, successorsShown+1)
	if err != nil {
		return err
	}
	facts := views.DeleteChoiceFacts{
		Organization: current(c), Destroy: destroy, Successors: people[:min(len(people), successorsShown)],
		More: len(people) > successorsShown, Search: search, Choice: choiceOf(f), Typed: f["typed"], Mistakes: mistakes, Changed: stale,
	}
	p := views.NewDeleteChoice(ctx, facts)
	page := p
	page.Window.Page = true
	return render(c, status, views.DeleteChoicePage(shell(c, p.Window.Title), page), views.DeleteChoiceWindow(p))
}

func choiceOf(f form) store.Choice {
	choice := store.Choice{Kind: store.ChoiceKind(f["choice"])}
	if choice.Kind == store.ChoiceTransfer {
		choice.Successor = store.AccountID(f["to"])
	}
	return choice
}

// deletePlan shows what the choice will do, or asks again where the choice isn't whole.
func (s *Server) deletePlan(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	plan, mistakes, err := s.decide(c, f)
	if err != nil {
		return err
	}
	if len(mistakes) > 0 {
		return s.renderChoice(c, http.StatusUnprocessableEntity, f, mistakes, false)
	}
	return s.renderPlan(c, http.StatusOK, plan, f["typed"], false)
}

// decide makes the plan of a choice, and says what is missing from the choice.
func (s *Server) decide(c echo.Context, f form) (store.Plan, views.Mistakes, error) {
	choice := choiceOf(f)
	if choice.Kind == store.ChoiceTransfer && choice.Successor == "" {
		return store.Plan{}, oneMistake("to", words(c, "Choose who becomes an owner.")), nil
	}
	plan, err := s.Store.PlanDeletion(c.Request().Context(), actor(c), keyID(c), choice)
	if errors.Is(err, store.ErrInvalid) {
		mistakes, err := fieldMistake(c, err, map[string]string{"to": words(c, "Who becomes an owner"), "choice": words(c, "What happens to the resources")})
		return plan, mistakes, err
	}
	if err != nil {
		return plan, nil, err
	}
	if len(plan.Owned()) > 0 && choice.Kind == store.ChoiceNone {
		return plan, oneMistake("to", words(c, "Choose what happens to the resources.")), nil
	}
	return plan, typedMistake(c, plan, f["typed"]), nil
}

// typedMistake holds back what destroys something until that was typed.
func typedMistake(c echo.Context, plan store.Plan, typed string) views.Mistakes {
	destroyed := plan.With(store.OutcomeDestroyed)
	if expected := views.TypedToDestroy(len(destroyed)); len(destroyed) > 0 && !strings.EqualFold(strings.TrimSpace(typed), expected) {
		return oneMistake("typed", words(c, "Type “%s” to confirm.", expected))
	}
	return nil
}

func oneMistake(field, said string) views.Mistakes {
	anchor := map[string]string{"to": "successors"}[field]
	if anchor == "" {
		anchor = field
	}
	return views.Mistakes{field: {Anchor: anchor, Label: said, Words: said}}
}

func (s *Server) renderPlan(c echo.Context, status int, plan store.Plan, typed string, stale bool) error {
	p := views.NewDeletePlan(c.Request().Context(), current(c), plan, typed, stale)
	page := p
	page.Window.Page = true
	return render(c, status, views.DeletePlanPage(shell(c, p.Window.Title), page), views.DeletePlanWindow(p))
}

// carryOutDeletion does what the plan said, or nothing: then it shows the plan as it is now.
func (s *Server) carryOutDeletion(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	shown, mistakes, err := s.decide(c, f)
	if err != nil {
		return err
	}
	if len(mistakes) > 0 { // what is to be typed, or who can succeed, has changed meanwhile
		return s.renderChoice(c, http.StatusConflict, f, nil, true)
	}
	digest, _ := store.ParseDigest(f["plan"])
	done, err := s.Store.DeleteKey(c.Request().Context(), call(c), keyID(c), shown.Choice, digest)
	var stale *store.PlanChangedError
	switch {
	case errors.As(err, &stale) && len(stale.Plan.Owned()) > 0 && stale.Plan.Choice.Kind == store.ChoiceNone:
		return s.renderChoice(c, http.StatusConflict, f, nil, true)
	case errors.As(err, &stale):
		return s.renderPlan(c, http.StatusConflict, stale.Plan, f["typed"], true)
	case errors.Is(err, store.ErrInvalid): // whoever was to succeed can't any more
		return s.renderChoice(c, http.StatusConflict, f, nil, true)
	case err != nil:
		return err
	}
	return deletedAnswer(c, done)
}

// deletedAnswer says that the key is gone, and takes it out of the page.
func deletedAnswer(c echo.Context, done store.Plan) error {
	key := done.Key()
	if !wantsPart(c) {
		return seeOther(c, views.KeysAddress(current(c).Slug)+"?deleted="+url.QueryEscape(string(key.ID)))
	}
	changed(c)
	return render(c, http.StatusOK, nil, views.Deleted(string(key.ID), views.DoneWords(c.Request().Context(), done)))
}
