package web

import (
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// describeForm shows the form that says what a key is for.
func (s *Server) describeForm(c echo.Context) error {
	return s.renderDescribe(c, http.StatusOK, views.DescribeFacts{})
}

// renderDescribe shows the form for the key as it is now.
func (s *Server) renderDescribe(c echo.Context, status int, f views.DescribeFacts) (err error) {
	ctx := c.Request().Context()
	f.Organization, f.Now = current(c), aboutOf(c).at
	if f.Form, err = s.Store.DescriptionForm(ctx, actor(c), keyID(c)); err != nil {
		return err
	}
	p := views.NewDescribeKey(ctx, f)
	page := p
	page.Window.Page = true
	return render(c, status, views.DescribeKeyPage(shell(c, p.Window.Title), page), views.DescribeKeyForm(p))
}

// describeKey says what a key is for.
func (s *Server) describeKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ctx, typed := c.Request().Context(), views.AboutValues{Purpose: f.shown("purpose"), Labels: f.shown("labels"), Contact: f.shown("contact")}
	facts := views.DescribeFacts{Typed: &typed}
	in := store.Description{Purpose: f["purpose"], Contact: store.AccountID(f["contact"])}
	if in.Labels, err = store.ParseLabels("labels", f["labels"]); err == nil {
		_, err = s.Store.DescribeKey(ctx, call(c), keyID(c), formVersion(f), in)
	}
	switch {
	case errors.As(err, &facts.Changed):
		return s.renderDescribe(c, http.StatusConflict, facts)
	case errors.Is(err, store.ErrInvalid):
		if facts.Mistakes, err = fieldMistake(c, err, aboutLabels(c)); err != nil {
			return err
		}
		return s.renderDescribe(c, http.StatusUnprocessableEntity, facts)
	case err != nil:
		return err
	case !wantsPart(c):
		return seeOther(c, views.KeyAddress(current(c).Slug, keyID(c)))
	}
	info, err := s.Store.Key(ctx, actor(c), keyID(c))
	if err != nil {
		return err
	}
	return keyDone(c, info, words(c, "Saved what “%s” is for.", info.Key.Name))
}

// aboutLabels are what the fields of a description are called.
func aboutLabels(c echo.Context) map[string]string {
	return map[string]string{"purpose": words(c, "Purpose"), "labels": words(c, "Labels"), "contact": words(c, "Contact")}
}

// keyHistory answers with a part of what was done to a key. What can't be read of where it begins is left out.
func (s *Server) keyHistory(c echo.Context) error {
	ctx := c.Request().Context()
	before := parseEvent(strings.Join(c.Request().URL.Query()["before"], ","))
	info, err := s.Store.Key(ctx, actor(c), keyID(c))
	if err != nil {
		return err
	}
	history, err := s.Store.KeyHistory(ctx, actor(c), keyID(c), before, store.MaxHistory)
	if err != nil {
		return err
	}
	p := views.NewKeyHistory(ctx, current(c), info.Key, history, before, aboutOf(c).at)
	return render(c, http.StatusOK, views.KeyHistoryPage(shell(c, p.Window.Title), p), views.HistoryPart(p))
}
