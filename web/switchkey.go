package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

func mayDeactivate(can store.KeyActions) bool { return can.Deactivate }

// deactivateForm shows the form that switches a key off.
func (s *Server) deactivateForm(c echo.Context) error {
	info, err := s.keyFor(c, "keys:deactivate", mayDeactivate)
	if err != nil {
		return err
	}
	if key, at := info.Key, aboutOf(c).at; key.InactiveAt(at) && key.InactiveUntil.IsZero() {
		return s.renderSwitched(c, store.SwitchedKey{Key: key, Already: true, Was: info.OffBy})
	}
	return renderDeactivate(c, http.StatusOK, keyForm(c, info), views.DeactivateValues{For: views.ForEver})
}

func renderDeactivate(c echo.Context, status int, f views.KeyFormFacts, typed views.DeactivateValues) error {
	p := views.NewDeactivateKey(c.Request().Context(), f, typed)
	page := p
	page.Window.Page = true
	return render(c, status, views.DeactivateKeyPage(shell(c, p.Window.Title), page), views.DeactivateKeyForm(p))
}

// parseDeactivation reads the form into what the store takes. Errors: [store.InvalidError] for the fields "for" and
// "until".
func parseDeactivation(c echo.Context, f form) (what store.Deactivation, err error) {
	what.Reason = f["reason"]
	switch f["for"] {
	case views.ForEver:
		return what, nil
	case views.ForDay:
		on, dated := store.ParseDate(f["until"])
		if !dated {
			return what, &store.InvalidError{Field: "until", Problem: "is not a date", Accepted: "a date, today or later"}
		}
		what.Until = on.End(current(c).Zone)
		return what, nil
	}
	for _, span := range views.Spans {
		if f["for"] == strconv.Itoa(int(span/time.Second)) {
			what.Until = aboutOf(c).at.Add(span)
			return what, nil
		}
	}
	return what, &store.InvalidError{Field: "for", Problem: "is not one of those shown", Accepted: "until further notice, 1 hour, 24 hours, or a day"}
}

// deactivateKey switches a key off: whatever was changed of it meanwhile, and however often it is asked.
func (s *Server) deactivateKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if _, err := s.keyFor(c, "keys:deactivate", mayDeactivate); err != nil {
		return err // whoever may not is told that, whatever else is wrong
	}
	var switched store.SwitchedKey
	what, err := parseDeactivation(c, f)
	if err == nil {
		switched, err = s.Store.DeactivateKey(c.Request().Context(), call(c), keyID(c), what)
	}
	if errors.Is(err, store.ErrInvalid) {
		facts, status, err := s.refusedForm(c, err, func(err error) (views.Mistakes, error) {
			return fieldMistake(c, err, map[string]string{
				"for": words(c, "For how long"), "until": words(c, "Inactive until the end of"), "reason": words(c, "Reason"),
			})
		})
		if err != nil {
			return err
		}
		return renderDeactivate(c, status, facts, views.DeactivateValues{For: f["for"], Day: f.shown("until"), Reason: f.shown("reason")})
	}
	if err != nil {
		return err
	}
	return s.renderSwitched(c, switched)
}

// activateForm asks whether a key is to be active again, where no script sends the form at once.
func (s *Server) activateForm(c echo.Context) error {
	info, err := s.keyFor(c, "keys:activate", func(can store.KeyActions) bool { return can.Activate })
	if err != nil {
		return err
	}
	if !info.Key.InactiveAt(aboutOf(c).at) {
		return s.renderSwitched(c, store.SwitchedKey{Key: info.Key, Already: true})
	}
	p := views.NewActivateKey(c.Request().Context(), current(c), info, aboutOf(c).at)
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.ActivateKeyPage(shell(c, p.Window.Title), page), views.ActivateKeyWindow(p))
}

// activateKey switches a key on.
func (s *Server) activateKey(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	switched, err := s.Store.ActivateKey(c.Request().Context(), call(c), keyID(c))
	if err != nil {
		return err
	}
	return s.renderSwitched(c, switched)
}

// renderSwitched says that a key is active or inactive now, or what had made it so before.
func (s *Server) renderSwitched(c echo.Context, switched store.SwitchedKey) error {
	said := views.SwitchedWords(c.Request().Context(), current(c), switched, aboutOf(c).at)
	if switched.Already && !wantsPart(c) {
		return renderTold(c, switched.Key, words(c, "This was done already"), said)
	}
	return s.keyChanged(c, switched.Key.ID, said)
}
