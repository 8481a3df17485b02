package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// deletionRoutes are those that delete one key.
func (s *Server) deletionRoutes() []Route {
	return []Route{
		{http.MethodGet, keyPath + "/delete", organization, ofKey(s.beginDeletion)},
		{http.MethodGet, keyPath + "/delete/choice", organization, ofKey(s.chooseDeletion)},
		{http.MethodGet, keyPath + "/delete/plan", organization, ofKey(s.planDeletion)},
		{http.MethodPost, keyPath + "/delete", organization, ofKey(s.carryOutDeletion)},
	}
}

// successorsShown is how many members the list shows; the rest are found by searching.
const successorsShown = 100

// deletion is what a step of deleting is about: the key in the address, or those that are selected.
type deletion struct {
	keys      []store.KeyID
	departure *store.Departure // instead of keys: a member goes, or becomes a user
	steps     views.DeleteSteps
	form      form // of this step
}

// deletedKey tells whether an error says that a key is gone.
func deletedKey(err error) (*store.DeletedError, bool) {
	var deleted *store.DeletedError
	ok := errors.As(err, &deleted)
	return deleted, ok
}

// ofKey is a step of deleting the key in the address.
func ofKey(step func(echo.Context, deletion) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := stepForm(c)
		if err != nil {
			return err
		}
		return step(c, deletion{keys: []store.KeyID{keyID(c)}, steps: views.StepsForKey(current(c).Slug, keyID(c)), form: f})
	}
}

// stepForm reads what a step was sent: the last one in its body, those before it in their addresses.
func stepForm(c echo.Context) (form, error) {
	if c.Request().Method == http.MethodPost {
		return parseForm(c)
	}
	return parseQuery(c)
}

// plan asks what a choice would do.
func (s *Server) plan(c echo.Context, d deletion, choice store.Choice) (store.Plan, error) {
	if d.departure != nil {
		return s.Store.PlanDeparture(c.Request().Context(), actor(c), *d.departure, choice)
	}
	return s.Store.PlanDeletions(c.Request().Context(), actor(c), d.keys, choice)
}

// facts are what the pages of the steps are made from.
func (d deletion) facts(c echo.Context, plan store.Plan, stale bool) views.DeleteFacts {
	return views.DeleteFacts{
		Organization: current(c), Plan: plan, Steps: d.steps, Now: aboutOf(c).at, Typed: d.form.shown("typed"), Changed: stale,
	}
}

// beginDeletion begins: with the question whether it is meant for keys that own something, with the
// plan at once for those that own nothing.
func (s *Server) beginDeletion(c echo.Context, d deletion) error {
	plan, err := s.plan(c, d, store.Choice{})
	if err != nil {
		return err
	}
	if len(plan.Owned()) == 0 {
		return d.renderPlan(c, http.StatusOK, plan, false)
	}
	p := views.NewDeleteIntent(c.Request().Context(), d.facts(c, plan, false))
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.DeleteIntentPage(shell(c, p.Window.Title), page), views.DeleteIntentWindow(p))
}

// chooseDeletion asks what becomes of what the keys own.
func (s *Server) chooseDeletion(c echo.Context, d deletion) error {
	return s.renderChoice(c, http.StatusOK, d, nil, false)
}

func (s *Server) renderChoice(c echo.Context, status int, d deletion, mistakes views.Mistakes, stale bool) error {
	ctx := c.Request().Context()
	destroy, err := s.plan(c, d, store.Choice{Kind: store.ChoiceDestroy})
	if err != nil {
		return err
	}
	if len(destroy.Owned()) == 0 { // they own nothing any more: there is nothing to decide
		return d.renderPlan(c, status, destroy, stale)
	}
	search := cut(d.form["q"], store.MaxSearch)
	people, err := s.Store.Successors(ctx, actor(c), search, successorsShown+2)
	if err != nil {
		return err
	}
	if d.departure != nil { // nobody succeeds themselves
		people = slices.DeleteFunc(people, func(s store.Successor) bool { return s.Account.ID == d.departure.Member })
	}
	p := views.NewDeleteChoice(ctx, views.DeleteChoiceFacts{
		DeleteFacts: d.facts(c, destroy, stale), Successors: people[:min(len(people), successorsShown)],
		More: len(people) > successorsShown, Search: search, Choice: d.choice(), Mistakes: mistakes,
	})
	page := p
	page.Window.Page = true
	return render(c, status, views.DeleteChoicePage(shell(c, p.Window.Title), page), views.DeleteChoiceWindow(p))
}

// choice is what the form says.
func (d deletion) choice() store.Choice {
	choice := store.Choice{Kind: store.ChoiceKind(d.form["choice"])}
	if choice.Kind == store.ChoiceTransfer {
		choice.Successor = store.AccountID(d.form["to"])
	}
	return choice
}

// planDeletion shows what the choice will do, or asks again where the choice isn't whole.
func (s *Server) planDeletion(c echo.Context, d deletion) error {
	plan, mistakes, err := s.decide(c, d)
	if err != nil {
		return err
	}
	if len(mistakes) > 0 {
		return s.renderChoice(c, http.StatusUnprocessableEntity, d, mistakes, false)
	}
	return d.renderPlan(c, http.StatusOK, plan, false)
}

// decide makes the plan of a choice, and says what is missing from the choice.
func (s *Server) decide(c echo.Context, d deletion) (store.Plan, views.Mistakes, error) {
	choice := d.choice()
	if choice.Kind == store.ChoiceTransfer && choice.Successor == "" {
		return store.Plan{}, oneMistake("to", words(c, "Choose who becomes an owner.")), nil
	}
	plan, err := s.plan(c, d, choice)
	if errors.Is(err, store.ErrInvalid) {
		mistakes, err := choiceMistake(c, err)
		return plan, mistakes, err
	}
	if err != nil {
		return plan, nil, err
	}
	if len(plan.Owned()) > 0 && choice.Kind == store.ChoiceNone {
		return plan, oneMistake("to", words(c, "Choose what happens to the resources.")), nil
	}
	return plan, typedMistake(c, plan, d.form["typed"]), nil
}

// choiceMistake is what is wrong with the choice. What is wrong with the keys isn't a mistake of the form.
func choiceMistake(c echo.Context, err error) (views.Mistakes, error) {
	var invalid *store.InvalidError
	if errors.As(err, &invalid) && invalid.Field == "keys" {
		return nil, err
	}
	return fieldMistake(c, err, map[string]string{"to": words(c, "Who becomes an owner"), "choice": words(c, "What happens to the resources")})
}

// typedMistake holds back what destroys something until that was typed.
func typedMistake(c echo.Context, plan store.Plan, typed string) views.Mistakes {
	destroyed := plan.With(store.OutcomeDestroyed)
	if expected := views.TypedToDestroy(c.Request().Context(), len(destroyed)); len(destroyed) > 0 && !strings.EqualFold(strings.TrimSpace(typed), expected) {
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

func (d deletion) renderPlan(c echo.Context, status int, plan store.Plan, stale bool) error {
	p := views.NewDeletePlan(c.Request().Context(), d.facts(c, plan, stale))
	page := p
	page.Window.Page = true
	return render(c, status, views.DeletePlanPage(shell(c, p.Window.Title), page), views.DeletePlanWindow(p))
}

// carryOutDeletion does what the plan said, or nothing: then it shows the plan as it is now.
func (s *Server) carryOutDeletion(c echo.Context, d deletion) error {
	shown, mistakes, err := s.decide(c, d)
	if err != nil {
		return err
	}
	if len(mistakes) > 0 { // what is to be typed, or who can succeed, has changed meanwhile
		return s.renderChoice(c, http.StatusConflict, d, nil, true)
	}
	digest, _ := store.ParseDigest(d.form["plan"])
	done, err := s.carryOut(c, d, shown.Choice, digest)
	var stale *store.PlanChangedError
	switch {
	case errors.As(err, &stale) && len(stale.Plan.Owned()) > 0 && stale.Plan.Choice.Kind == store.ChoiceNone:
		return s.renderChoice(c, http.StatusConflict, d, nil, true)
	case errors.As(err, &stale):
		return d.renderPlan(c, http.StatusConflict, stale.Plan, true)
	case errors.Is(err, store.ErrInvalid): // whoever was to succeed can't any more
		return s.renderChoice(c, http.StatusConflict, d, nil, true)
	case err != nil:
		return err
	}
	switch {
	case d.departure != nil:
		return s.departed(c, d, done)
	case aboutOf(c).bulk:
		return selectionDeleted(c, done)
	}
	return keyDeleted(c, done)
}

// carryOut does what a plan said, or nothing.
func (s *Server) carryOut(c echo.Context, d deletion, choice store.Choice, digest store.Digest) (store.Plan, error) {
	if d.departure != nil {
		return s.Store.Depart(c.Request().Context(), call(c), *d.departure, choice, digest)
	}
	return s.Store.DeleteKeys(c.Request().Context(), call(c), d.keys, choice, digest)
}

// keyDeleted says that the key is gone, and takes it out of the page; the key's own page leads to the table.
func keyDeleted(c echo.Context, done store.Plan) error {
	key := done.Key()
	table := views.KeysAddress(current(c).Slug) + "?deleted=" + url.QueryEscape(string(key.ID))
	if !wantsPart(c) {
		return seeOther(c, table)
	}
	changed(c)
	if own := views.KeyAddress(current(c).Slug, key.ID); onPage(c, own) || strings.HasPrefix(pageOf(c), own+"/") {
		c.Response().Header().Set("HX-Redirect", table) // nothing of the key may stay on screen
	}
	return render(c, http.StatusOK, nil, views.Deleted(string(key.ID), views.DoneWords(c.Request().Context(), done)))
}

// selectionDeleted says that the keys that were selected are gone. Without scripts that is a page: sent again, it says
// that they were deleted already.
func selectionDeleted(c echo.Context, done store.Plan) error {
	said := views.DoneWords(c.Request().Context(), done)
	p := views.Told{
		Window: views.Window{ID: "deleted", Title: words(c, "Deletion carried out"), Page: true, Close: views.KeysAddress(current(c).Slug)},
		Words:  []string{said}, Button: words(c, "To the API keys"),
	}
	changed(c)
	return render(c, http.StatusOK, views.ToldPage(shell(c, p.Window.Title), p), views.SelectionDeleted(said))
}
