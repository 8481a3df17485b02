package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const keyLimitsPath, keyNetworksPath, groupNetworksPath = "/o/:organization/keys/:key/limits", "/o/:organization/keys/:key/networks", "/o/:organization/groups/:group/networks"

// ruleRoutes are those of how many requests keys may make, and from where.
func (s *Server) ruleRoutes() []Route {
	return []Route{
		{http.MethodGet, keyLimitsPath, organization, s.limitForm},
		{http.MethodPost, keyLimitsPath, organization, s.limitKey},
		{http.MethodGet, keyNetworksPath, organization, s.networksForm},
		{http.MethodPost, keyNetworksPath, organization, s.restrictKey},
		{http.MethodGet, groupNetworksPath, organization, s.groupNetworksForm},
		{http.MethodPost, groupNetworksPath, organization, s.restrictGroup},
	}
}

// limitForm shows the form that says how many requests a key may make.
func (s *Server) limitForm(c echo.Context) error {
	return s.renderLimit(c, http.StatusOK, views.LimitFacts{})
}

// renderLimit shows the form for the key as it is now.
func (s *Server) renderLimit(c echo.Context, status int, f views.LimitFacts) (err error) {
	ctx := c.Request().Context()
	f.Organization, f.Now = current(c), aboutOf(c).at
	if f.Info, err = s.keyWithRules(c); err != nil {
		return err
	}
	p := views.NewLimitKey(ctx, f)
	page := p
	page.Window.Page = true
	return render(c, status, views.LimitKeyPage(shell(c, p.Window.Title), page), views.LimitKeyForm(p))
}

// keyWithRules is the key of the address, for somebody who may say what the gate holds it to.
func (s *Server) keyWithRules(c echo.Context) (store.KeyInfo, error) {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err == nil && !info.Can.SetRules {
		err = &store.ForbiddenError{Permission: "keys:create"}
	}
	return info, err
}

// limitKey says how many requests a key may make.
func (s *Server) limitKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	facts := views.LimitFacts{Typed: &views.LimitValues{PerMinute: f.shown("per_minute"), Burst: f.shown("burst")}}
	limit, problems := store.ParseRateLimit(f["per_minute"], f["burst"])
	if len(problems) > 0 {
		if facts.Mistakes, err = limitMistakes(c, problems); err != nil {
			return err
		}
		return s.renderLimit(c, http.StatusUnprocessableEntity, facts)
	}
	_, err = s.Store.LimitKey(c.Request().Context(), call(c), keyID(c), formVersion(f), limit)
	switch {
	case errors.As(err, &facts.Changed):
		return s.renderLimit(c, http.StatusConflict, facts)
	case err != nil:
		return err
	}
	return s.ruleSaved(c, func(name string) string { return words(c, "Changed how many requests “%s” may make.", name) })
}

// limitMistakes are those of the two fields of a limit.
func limitMistakes(c echo.Context, problems []error) (views.Mistakes, error) {
	labels, all := map[string]string{"per_minute": words(c, "Requests a minute"), "burst": words(c, "Of these, in one go")}, views.Mistakes{}
	for _, problem := range problems {
		mistakes, err := fieldMistake(c, problem, labels)
		if err != nil {
			return nil, err
		}
		for field, mistake := range mistakes {
			all[field] = mistake
		}
	}
	return all, nil
}

// ruleSaved shows the key with what the gate holds it to now.
func (s *Server) ruleSaved(c echo.Context, said func(name string) string) error {
	if !wantsPart(c) {
		return seeOther(c, views.KeyAddress(current(c).Slug, keyID(c)))
	}
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err != nil {
		return err
	}
	return keyDone(c, info, said(info.Key.Name))
}
