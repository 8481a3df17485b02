package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// parseExpiry reads the day that a key is to end with; none where "No expiry" is ticked. A day that was left empty by
// mistake must not make a key that lives for ever. Errors: [store.InvalidError] for the field "expires".
func parseExpiry(f form) (on store.Date, err error) {
	refuse := func(problem string) (store.Date, error) {
		return store.Date{}, &store.InvalidError{Field: "expires", Problem: problem, Accepted: "a date, today or later"}
	}
	on, dated := store.ParseDate(f["expires"])
	switch {
	case f["never"] == "yes":
		return store.Date{}, nil
	case f["never"] != "", f["expires"] != "" && !dated:
		return refuse("is not a date")
	case f["expires"] == "":
		return refuse("is missing")
	}
	return on, nil
}

// expiryForm shows the form that changes when a key ends.
func (s *Server) expiryForm(c echo.Context) error {
	info, err := s.keyFor(c, "keys:extend", func(can store.KeyActions) bool { return can.Extend })
	if err != nil {
		return err
	}
	return renderExpiry(c, http.StatusOK, keyForm(c, info), views.PresentExpiry(current(c), info.Key, aboutOf(c).at))
}

func renderExpiry(c echo.Context, status int, f views.KeyFormFacts, typed views.ExpiryValues) error {
	p := views.NewChangeExpiry(c.Request().Context(), f, typed)
	page := p
	page.Window.Page = true
	return render(c, status, views.ChangeExpiryPage(shell(c, p.Window.Title), page), views.ChangeExpiryForm(p))
}

// changeExpiry changes when a key ends.
func (s *Server) changeExpiry(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ctx, key := c.Request().Context(), store.Key{}
	if _, err := s.keyFor(c, "keys:extend", func(can store.KeyActions) bool { return can.Extend }); err != nil {
		return err // whoever may not is told that, whatever else is wrong
	}
	on, err := parseExpiry(f)
	if err == nil {
		key, err = s.Store.ChangeExpiry(ctx, call(c), keyID(c), formVersion(f), on)
	}
	if errors.Is(err, store.ErrKeyChanged) || errors.Is(err, store.ErrInvalid) {
		facts, status, err := s.refusedForm(c, err, func(err error) (views.Mistakes, error) { return keyMistakes(c, err, "") })
		if err != nil {
			return err
		}
		return renderExpiry(c, status, facts, views.ExpiryValues{Expires: f.shown("expires"), Never: f["never"] == "yes"})
	}
	if err != nil {
		return err
	}
	return s.keyChanged(c, key.ID, views.EndsWords(ctx, key))
}
