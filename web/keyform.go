package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// keyChangeRoutes are those that change one key.
func (s *Server) keyChangeRoutes() []Route {
	return []Route{
		{http.MethodGet, keyPath + "/groups", organization, s.regroupForm},
		{http.MethodPost, keyPath + "/groups", organization, s.regroupKey},
		{http.MethodGet, keyPath + "/rename", organization, s.renameForm},
		{http.MethodPost, keyPath + "/rename/check", organization, s.checkName},
		{http.MethodPost, keyPath + "/rename", organization, s.renameKey},
		{http.MethodGet, keyPath + "/deactivate", organization, s.deactivateForm},
		{http.MethodPost, keyPath + "/deactivate", organization, s.deactivateKey},
		{http.MethodGet, keyPath + "/activate", organization, s.activateForm},
		{http.MethodPost, keyPath + "/activate", organization, s.activateKey},
		{http.MethodGet, keyPath + "/expiry", organization, s.expiryForm},
		{http.MethodPost, keyPath + "/expiry", organization, s.changeExpiry},
		{http.MethodGet, keyPath + "/about", organization, s.describeForm},
		{http.MethodPost, keyPath + "/about", organization, s.describeKey},
	}
}

// formVersion is the version of the key that a form showed; -1, which no key has: it can't be read.
func formVersion(f form) int64 {
	version, ok := wholeNumber(f["version"])
	if !ok || version < 1 {
		return -1
	}
	return version
}

// keyFor is the key in the address, for who may do something to it. Errors: [store.ForbiddenError] with the permission.
func (s *Server) keyFor(c echo.Context, permission string, may func(store.KeyActions) bool) (store.KeyInfo, error) {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err == nil && !may(info.Can) {
		err = &store.ForbiddenError{Permission: permission}
	}
	return info, err
}

// keyForm is what a form about the key is made from.
func keyForm(c echo.Context, info store.KeyInfo) views.KeyFormFacts {
	return views.KeyFormFacts{Organization: current(c), Info: info, Now: aboutOf(c).at}
}

// refusedForm is the form about a key that was refused, for the key as it is now: because it has changed meanwhile, or
// because of a field. Other errors come back as they are.
func (s *Server) refusedForm(c echo.Context, err error, mistakes func(error) (views.Mistakes, error)) (f views.KeyFormFacts, status int, other error) {
	info, gone := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if gone != nil {
		return f, 0, gone
	}
	f, status = keyForm(c, info), http.StatusConflict
	if errors.As(err, &f.Changed) {
		return f, status, nil
	}
	f.Mistakes, other = mistakes(err)
	return f, http.StatusUnprocessableEntity, other
}

// keyChanged answers a form that has changed a key: in the page that asked with what brings it up to date, else with the
// key's own page.
func (s *Server) keyChanged(c echo.Context, id store.KeyID, said string) error {
	if !wantsPart(c) {
		return seeOther(c, views.KeyAddress(current(c).Slug, id))
	}
	info, err := s.Store.Key(c.Request().Context(), actor(c), id)
	if err != nil {
		return err
	}
	return keyDone(c, info, said)
}
