package web

import (
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// leaverKeysShown is how many keys of a leaver the list shows; the others come when these are settled.
const leaverKeysShown = 100

// leaverKeys lists the keys of somebody who left that nobody has looked at yet.
func (s *Server) leaverKeys(c echo.Context) error {
	facts, err := s.leaverFacts(c)
	if err != nil {
		return err
	}
	return renderLeaver(c, http.StatusOK, views.NewLeaverKeys(c.Request().Context(), facts))
}

func (s *Server) leaverFacts(c echo.Context) (views.LeaverFacts, error) {
	keys, err := s.Store.LeaverKeys(c.Request().Context(), actor(c), memberID(c), leaverKeysShown)
	return views.LeaverFacts{Organization: current(c), Keys: keys, Me: aboutOf(c).session.Account, Now: aboutOf(c).at}, err
}

func renderLeaver(c echo.Context, status int, p views.LeaverKeys) error {
	return render(c, status, views.LeaverKeysPage(shell(c, p.Title), p), views.LeaverKeysPart(p))
}

// keepKeys keeps the keys that are ticked, or all, with another contact.
func (s *Server) keepKeys(c echo.Context) error {
	f, err := parseForm(c, "keys")
	if err != nil {
		return err
	}
	ids := keyList(f["keys"])
	switch {
	case f["which"] == "all":
		ids = nil
	case len(ids) == 0:
		return s.notKept(c, f, nil, oneMistake("keys", words(c, "Select at least one key.")))
	}
	kept, left, err := s.Store.KeepKeys(c.Request().Context(), call(c), memberID(c), ids, store.AccountID(f["contact"]))
	if err != nil {
		mistakes, err := fieldMistake(c, err, map[string]string{"contact": words(c, "New contact"), "keys": words(c, "Keys")})
		if err != nil {
			return err
		}
		return s.notKept(c, f, ids, mistakes)
	}
	if !wantsPart(c) {
		return seeOther(c, views.LeaverAddress(current(c).Slug, memberID(c)))
	}
	facts, err := s.leaverFacts(c)
	if err != nil {
		return err
	}
	said := words(c, "%d keys are kept.", kept)
	if left > 0 {
		said += " " + words(c, "%d keys are left to look at.", left)
	}
	return render(c, http.StatusOK, nil, views.LeaverKept(views.NewLeaverKeys(c.Request().Context(), facts), said))
}

// notKept shows the list again with what was ticked and why nothing was done.
func (s *Server) notKept(c echo.Context, f form, ids []store.KeyID, mistakes views.Mistakes) error {
	facts, err := s.leaverFacts(c)
	if err != nil {
		return err
	}
	facts.Contact, facts.Mistakes, facts.Ticked = f["contact"], mistakes, map[store.KeyID]bool{}
	for _, id := range ids {
		facts.Ticked[id] = true
	}
	return renderLeaver(c, http.StatusUnprocessableEntity, views.NewLeaverKeys(c.Request().Context(), facts))
}
