package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

func mayRename(can store.KeyActions) bool { return can.Rename }

// renameForm shows the form that gives a key another name.
func (s *Server) renameForm(c echo.Context) error {
	info, err := s.keyFor(c, "keys:edit", mayRename)
	if err != nil {
		return err
	}
	return renderRename(c, http.StatusOK, keyForm(c, info), info.Key.Name)
}

func renderRename(c echo.Context, status int, f views.KeyFormFacts, typed string) error {
	p := views.NewRenameKey(c.Request().Context(), f, typed)
	page := p
	page.Window.Page = true
	return render(c, status, views.RenameKeyPage(shell(c, p.Window.Title), page), views.RenameKeyForm(p))
}

// checkName says what is wrong with a name while it is typed. It comes by POST and writes nothing: what is pasted can be
// a whole secret, which must not stand in an address.
func (s *Server) checkName(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	info, err := s.keyFor(c, "keys:edit", mayRename)
	if err != nil {
		return err
	}
	mistakes := views.Mistakes{}
	taken, err := s.Store.NameTaken(c.Request().Context(), actor(c), f["name"], keyID(c))
	if taken {
		err = &store.InvalidError{Field: "name", Problem: store.ProblemTaken}
	}
	var invalid *store.InvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Problem == store.ProblemMissing: // they have only begun
	case err != nil:
		if mistakes, err = keyMistakes(c, err, f["name"]); err != nil {
			return err
		}
	}
	facts := keyForm(c, info)
	facts.Mistakes = mistakes
	page := views.NewRenameKey(c.Request().Context(), facts, f.shown("name"))
	page.Window.Page = true
	return render(c, http.StatusOK, views.RenameKeyPage(shell(c, page.Window.Title), page), views.NameSaid(mistakes["name"].Words))
}

// renameKey gives a key another name.
func (s *Server) renameKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	key, err := s.Store.RenameKey(c.Request().Context(), call(c), keyID(c), formVersion(f), f["name"])
	if errors.Is(err, store.ErrKeyChanged) || errors.Is(err, store.ErrInvalid) {
		facts, status, err := s.refusedForm(c, err, func(err error) (views.Mistakes, error) { return keyMistakes(c, err, f["name"]) })
		if err != nil {
			return err
		}
		return renderRename(c, status, facts, f.shown("name"))
	}
	if err != nil {
		return err
	}
	return s.keyChanged(c, key.ID, words(c, "The key is called “%s” now.", key.Name))
}
