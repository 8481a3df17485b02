package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"chatelaine/store"
	"chatelaine/views"
	"chatelaine/web/fault"
	"chatelaine/web/password"

	"github.com/labstack/echo/v4"
)

// doorRoutes are those by which one comes in and leaves.
func (s *Server) doorRoutes() []Route {
	return []Route{
		{http.MethodGet, "/set-up/:token", anybody, s.setUpForm},
		{http.MethodPost, "/set-up/:token", anybody, s.knocked(s.setUp)},
		{http.MethodGet, "/sign-in", anybody, s.signInForm},
		{http.MethodPost, "/sign-in", anybody, s.knocked(s.signIn)},
		{http.MethodGet, "/sign-in/:token", anybody, s.signInLinkForm},
		{http.MethodPost, "/sign-in/:token", anybody, s.knocked(s.signInByLink)},
		{http.MethodGet, "/reset/:token", anybody, s.resetForm},
		{http.MethodPost, "/reset/:token", anybody, s.knocked(s.reset)},
		{http.MethodPost, "/sign-out", anybody, s.signOut},
	}
}

// home leads to the organization in which the account has the highest role; among equals to the first.
func (s *Server) home(c echo.Context) error {
	portal, err := s.Store.Portal(c.Request().Context(), aboutOf(c).session.Account, "")
	if err != nil {
		return err
	}
	if len(portal.Memberships) == 0 {
		p := views.Problem{
			Title: words(c, "You belong to no organization."),
			Words: words(c, "Ask an administrator of your organization to invite you."),
			Link:  views.OwnAccountAddress(""), Label: words(c, "Your account"),
		}
		return renderPage(c, http.StatusOK, views.ProblemPage(p))
	}
	highest := slices.MaxFunc(portal.Memberships, func(a, b store.Membership) int { return cmp.Compare(a.Role, b.Role) })
	return seeOther(c, views.KeysAddress(highest.Organization.Slug))
}

// organizationHome leads to the organization's table.
func (s *Server) organizationHome(c echo.Context) error {
	return seeOther(c, views.KeysAddress(current(c).Slug))
}

// signInForm asks who it is; somebody who is signed in already goes on.
func (s *Server) signInForm(c echo.Context) error {
	query, err := parseQuery(c)
	if err != nil {
		return err
	}
	if session, err := s.cookies.Get(c.Request(), s.cookieName()); err == nil && !session.IsNew {
		return seeOther(c, localPath(query["next"]))
	}
	p := views.SignIn{Next: localPath(query["next"])}
	if p.Notice, err = s.signInNotice(c, query["after"], p.Next); err != nil {
		return err
	}
	return renderPage(c, http.StatusOK, views.SignInPage(p))
}

// signInNotice says why the page is shown, where that isn't plain.
func (s *Server) signInNotice(c echo.Context, after, next string) (string, error) {
	switch after {
	case "sign-out":
		return words(c, "You are signed out."), nil
	case "reset":
		return words(c, "The password is set. Sign in with it."), nil
	case "unsent":
		return words(c, "You were signed out before this was sent: nothing was changed. Sign in to go on."), nil
	}
	known, err := s.Store.HasAccounts(c.Request().Context())
	switch {
	case err != nil:
		return "", err
	case !known:
		return words(c, "This portal isn’t set up yet. The link for that is in the terminal where it was started."), nil
	case next != "/":
		return words(c, "Sign in to go on."), nil
	}
	return "", nil
}

// signIn checks an e-mail address and a password. An unknown address, a wrong password and a guess that came too early
// cost the same and give the same answer.
func (s *Server) signIn(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	found, right, err := s.checkPassword(c, f["email"], f["password"])
	if err != nil {
		return err
	}
	if !right {
		return notRecognised(c, f)
	}
	session, token, err := s.newSession(c, found.Account.ID)
	if err != nil {
		return err
	}
	session.PasswordHash = found.PasswordHash
	by := call(c)
	by.Actor = store.Actor{Kind: store.ActorMember, ID: found.Account.ID.Principal()}
	err = s.Store.StartSession(c.Request().Context(), by, session)
	switch {
	case errors.Is(err, store.ErrNotFound): // a reset came between
		return notRecognised(c, f)
	case err != nil:
		return err
	}
	return s.welcome(c, found.Account.ID, token, f["next"])
}

// notRecognised asks again after a sign-in that failed, for whatever reason.
func notRecognised(c echo.Context, f form) error {
	return renderPage(c, http.StatusUnauthorized, views.SignInPage(views.SignIn{
		Email: f.shown("email"), Next: localPath(f["next"]), Wrong: words(c, "E-mail address or password not recognised."),
	}))
}

func (s *Server) checkPassword(c echo.Context, email, plain string) (found store.Credentials, right bool, err error) {
	ctx := c.Request().Context()
	plain = password.Normalize(plain)
	email = store.CanonicalEmail(email)
	found, err = s.Store.Credentials(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Credentials{}, false, err
	}
	if email == "" || plain == "" { // no guess
		right, err = s.verify(c, "", plain)
		return found, right, err
	}
	right, err = s.guessed(c, s.guessOf(c, email, found.Account.ID), func() (bool, error) { return s.verify(c, found.PasswordHash, plain) })
	var throttled *store.ThrottledError
	if errors.As(err, &throttled) && !throttled.Network {
		right, err = s.verify(c, "", plain)
	}
	return found, right, err
}

// verify holds a password against a hash; empty: there is none, and finding that out takes as long.
func (s *Server) verify(c echo.Context, hash, plain string) (bool, error) {
	if hash == "" {
		return false, s.Passwords.VerifyNothing(c.Request().Context(), plain)
	}
	return s.Passwords.Verify(c.Request().Context(), hash, plain)
}

// signOut ends the session before it answers.
func (s *Server) signOut(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	session, err := s.cookies.Get(c.Request(), s.cookieName())
	if err != nil {
		return err
	}
	aboutOf(c).session, _ = session.Values[sessionValue].(store.Session)
	session.Values[callValue] = call(c)
	session.Options.MaxAge = -1
	if err := session.Save(c.Request(), c.Response()); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return seeOther(c, "/sign-in?after=sign-out")
}

// fieldMistake turns an error about a field into what its form shows; any other error is returned.
func fieldMistake(c echo.Context, err error, labels map[string]string) (views.Mistakes, error) {
	label := func(field string) string { return labels[field] }
	field, said, ok := fault.Field(c.Request().Context(), err, label, views.T)
	if !ok || labels[field] == "" {
		return nil, err
	}
	return views.Mistakes{field: {Anchor: field, Label: labels[field], Words: said}}, nil
}
